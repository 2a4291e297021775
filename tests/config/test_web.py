from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from leeway.config.logs import WithoutTokens

urlpatterns = [path("", lambda request: HttpResponse("here"))]


@pytest.mark.urls("tests.config.test_web")
def test_every_answer_says_what_a_browser_may_load(client: Client, db: None) -> None:
    answer = client.get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in client.get("/nowhere")


def test_over_https_cookies_travel_over_https_alone(tmp_path: Path) -> None:
    code = "from leeway.config import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DEBUG)"
    for url, secure in (("https://leeway.example.org", True), ("http://127.0.0.1:8000", False)):
        env = {**os.environ, "LEEWAY_HOME": str(tmp_path), "LEEWAY_URL": url}
        said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert said.stdout.split() == [str(secure), str(secure), "False"]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize("password", ["short1!", "password12345", "314159265358979", "henrys-henrys"])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, get_user_model()(username="henrys-henrys"))


def test_a_good_password_is_accepted() -> None:
    validate_password("a boat on dry land", get_user_model()(username="henry"))


def test_five_wrong_passwords_lock_the_name_at_that_address(db: None, rf: RequestFactory) -> None:
    get_user_model()._default_manager.create_user(username="henry", password="a boat on dry land")

    def sign_in(password: str, address: str) -> object:
        return authenticate(rf.post("/sign-in", REMOTE_ADDR=address), username="henry", password=password)

    assert sign_in("a boat on dry land", "10.0.0.1") is not None
    for _ in range(5):
        assert sign_in("wrong", "10.0.0.1") is None
    assert sign_in("a boat on dry land", "10.0.0.1") is None
    assert sign_in("a boat on dry land", "10.0.0.2") is not None


def test_a_customers_link_never_stands_in_a_log() -> None:
    formatter = WithoutTokens("{levelname} {message}", style="{")
    try:
        raise ValueError("no page for /c/tOkEn-123?x=1")
    except ValueError:
        fault = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Fault: %s", ("/c/tOkEn-123/words",), fault)
    line = formatter.format(record)
    assert line.startswith("ERROR Fault: /c/.../words\n")
    assert "tOkEn" not in line

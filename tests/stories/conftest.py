"""A browser for the stories: the real pages, served by this process, on a fresh bank for every test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.desk.harbour import PASSWORD, open_bank

NAMES = (os.environ.get("LEEWAY_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
EXPECTED = ("404", "409", "ERR_CONNECTION_REFUSED", "htmx:sendError", "htmx:afterRequest")
WAIT = 10_000  # milliseconds, for a machine that is busy

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file. Its driver runs a loop in this thread, where Django would refuse the database."""
    found = next((path for name in NAMES if name and (path := shutil.which(name))), None)
    assert found, "Chromium is missing: run tests/browser.sh, or name it in LEEWAY_CHROMIUM."
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def opened(chromium: Browser, live_server: Any, settings: Any) -> Iterator[Opener]:
    """Opens a page as somebody who signs in, or as a stranger; each has cookies of their own.

    Anything that the browser complains about (a script that fails, something that the policy blocks) fails the test.
    """
    settings.LEEWAY_URL = live_server.url
    open_bank()
    contexts, complaints = [], []

    def heard(message: Any) -> None:
        if message.type == "error" and not any(known in message.text for known in EXPECTED):
            complaints.append(message.text)

    def page_for(person: str = "", path: str = "/", **options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if person:
            page.goto("/sign-in")
            page.get_by_label("Your name here").fill(person)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(lambda url: "/sign-in" not in url)
        page.goto(path)
        return page

    yield page_for
    for context in contexts:
        context.close()
    assert complaints == []

"""What cannot be read is answered with 400 and one page, never with a fault; what is private is kept by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.test import Client, RequestFactory

from leeway.desk.guard import readable
from tests.desk.harbour import client_of, heard, page_of, stranger
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")
MULTIPART = (
    "--b\r\nContent-Disposition: form-data; {name}\r\n\r\nhenry\r\n"
    '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nx\r\n--b--\r\n'
)


def sent(body: str, more: str = "") -> Any:
    """A form as its bytes, whatever its head says of them."""
    kind = f"multipart/form-data; boundary=b{more}"
    return stranger().generic("POST", "/sign-in", body.encode(), content_type=kind)


def refused(page: Any) -> bool:
    return page.status_code == 400 and "That could not be read" in text(page)


@pytest.mark.parametrize(
    "path", ["/cases?q=%00", "/cases?%00=1", "/people/%00", "/demo/%00", "/c/%00", "/sign-in?next=/%00", "/static/%00"]
)
def test_nul_in_an_address_is_turned_away(path: str) -> None:
    assert refused(client_of("ines" if "people" in path else "henry").get(path))


def test_nul_in_a_form_is_turned_away() -> None:
    henry = client_of("henry")
    assert refused(henry.post("/cases/new", {"find": "yes", "find_customer": "No\0or"}))
    assert refused(henry.post("/cases/new", {"find\0": "yes"}))
    assert henry.post("/cases/new", {"find": "yes", "find_customer": "Noor"}).status_code == 200


def test_nul_in_a_cookie_is_turned_away() -> None:
    client = stranger()
    client.cookies["sessionid"] = "abcdefgh\0"
    assert refused(client.get("/"))


def test_half_a_character_is_turned_away(rf: RequestFactory) -> None:
    assert refused(sent(MULTIPART.format(name='name="username"'), "; charset=unicode_escape"))
    request = rf.get("/")
    query: Any = QueryDict(mutable=True)
    query["q"] = "\ud800"
    request.GET = query
    with pytest.raises(BadRequest):
        readable(lambda request: HttpResponse())(request)


@pytest.mark.parametrize("charset", ["hex", "zip", "idna", "rot13", "base64", "undefined", "utf-16", "latin-1"])
def test_a_form_in_another_character_set_is_turned_away(charset: str) -> None:
    assert refused(sent(MULTIPART.format(name='name="username"'), f"; charset={charset}"))


@pytest.mark.parametrize("charset", ["hex", "zip", "idna", "rot13", "base64", "undefined", "nothing"])
def test_a_part_in_a_character_set_that_is_none_makes_no_fault(charset: str) -> None:
    assert sent(MULTIPART.format(name=f"name*={charset}''%ff")).status_code == 422


def test_a_form_in_utf_8_is_read() -> None:
    for more in ("", "; charset=utf-8", "; charset=UTF-8"):
        page = sent(MULTIPART.format(name='name="username"'), more)
        assert page.status_code == 422
        assert 'value="henry"' in text(page)


def test_a_page_of_somebody_signed_in_is_kept_by_nobody() -> None:
    row, henry = heard(), client_of("henry")
    for path in ("/", "/cases", f"/cases/{row.number}", "/guideline", "/me", "/cases/999", "/nowhere"):
        assert "no-store" in henry.get(path)["Cache-Control"], path
    assert "no-store" in client_of("ines").get("/people")["Cache-Control"]
    assert "no-store" in Client(SERVER_NAME="localhost").get(page_of(row))["Cache-Control"]
    assert "Cache-Control" not in stranger().get("/nowhere")

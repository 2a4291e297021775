"""What stands before and around every page: what cannot be read is turned away, what is private is kept by nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, UnreadablePostError

Page = Callable[[HttpRequest], HttpResponse]
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
UTF_8 = frozenset({"utf-8", "utf8"})


def readable(get_response: Page) -> Page:
    """Answer 400 to what no page can read: forms that are not UTF-8, text with NUL or with half a character.

    PostgreSQL stores no NUL, and half a character (a lone surrogate) cannot be written to a page or a database.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.content_type in FORMS and _charset(request) not in UTF_8:
            raise BadRequest("A form is sent as UTF-8.")
        if not all(_can_be_kept(text) for text in _texts(request)):
            raise BadRequest("Text with NUL or with half a character.")
        return get_response(request)

    return middleware


def _charset(request: HttpRequest) -> str:
    return (request.content_params or {}).get("charset", "utf-8").strip().lower()


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    yield from request.COOKIES.values()
    try:
        yield from _pairs(request.GET.lists())
        if request.content_type in FORMS:
            yield from _pairs(request.POST.lists())
    except (LookupError, ValueError, UnreadablePostError) as error:
        # A part of a form may name a character set of its own, or the sender has gone away.
        raise BadRequest("A form that cannot be read.") from error


def _pairs(lists: Iterable[tuple[str, Iterable[object]]]) -> Iterator[str]:
    for name, values in lists:
        yield name
        yield from map(str, values)


def _can_be_kept(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def kept_by_nobody(get_response: Page) -> Page:
    """Let no browser or proxy keep a page of somebody signed in: the next one at the desk would go back to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware

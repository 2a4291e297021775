"""HTML of mails: made safe to be shown, and read as text. Nothing in it is ever loaded from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser

import nh3

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p",
    "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
BREAKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote", "pre", "hr"}
UNSEEN = {"script", "style", "head", "title"}


def safe(html: str) -> str:
    """Only plain tags and links: no image, style, script, form or frame."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


def to_text(html: str) -> str:
    """As it reads; what was quoted begins with ">"."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # html.parser on what is no HTML
        return nh3.clean(html, tags=set())
    return "\n".join(line.strip() for line in "".join(reader.text).split("\n")).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.quoted = self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.unseen += tag in UNSEEN
        self.quoted += tag == "blockquote"
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in UNSEEN))
        self.quoted = max(0, self.quoted - (tag == "blockquote"))
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.text.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))

    def _break(self, tag: str) -> None:
        if tag in BREAKS:
            self.text.append("\n" + "> " * min(self.quoted, 5))

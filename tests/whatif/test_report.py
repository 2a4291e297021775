"""The page: one file, nothing hostile gets through, the picture says what the table says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leeway.whatif.answer import Answer, answer
from leeway.whatif.figures import Figures, figures
from leeway.whatif.limits import parse_limits
from leeway.whatif.mapping import LogMapping, parse_mapping
from leeway.whatif.read import read_log
from leeway.whatif.report.page import page
from leeway.whatif.report.terminal import terminal
from leeway.whatif.report.words import sentence
from tests.whatif.logs import MAPPING, Event, written
from tests.whatif.test_small_log import FOUR, REFUSED

VOID = {"meta", "br", "line", "circle", "polyline", "link", "img"}
HOSTILE = '</style><script>alert(1)</script><img src=x onerror="alert(1)">$title ${rows} \x1b[31m\u202e'


class Page(HTMLParser):
    """What a browser would build: tags in order, attributes, text; fails on a tag that is closed by the wrong one."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        if "style" not in self.open:
            self.words += text


def counted(
    folder: Path, events: list[Event], limits: str, mapping: str = MAPPING, name: str = "log.csv"
) -> tuple[Answer, Figures, LogMapping]:
    (folder / name).write_bytes(written(events))
    checked = parse_mapping(mapping, "m.yaml")
    log = read_log(folder / name, checked)
    found = figures(log, checked, parse_limits(limits))
    return answer(log, checked, found), found, checked


def built(folder: Path, events: list[Event], limits: str = "50,200", mapping: str = MAPPING) -> str:
    return page(*counted(folder, events, limits, mapping))


def test_one_file_without_script_or_anything_from_elsewhere(tmp_path: Path) -> None:
    text = built(tmp_path, FOUR)
    parsed = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "use"} & set(parsed.tags)
    names = {name for name, _ in parsed.attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "href", "style", "srcset"})
    assert not re.search(r"url\(|@import|https?://", text)
    assert "default-src 'none'" in text


def test_no_text_of_log_or_mapping_becomes_markup(tmp_path: Path) -> None:
    events: list[Event] = [
        ("a", "Claim asked", "2026-03-01T00:00Z", HOSTILE, "5"),
        ("a", "Claim settled", "2026-03-02T00:00Z", HOSTILE, "5"),
    ]
    hostile = MAPPING.replace("name: Claims", f"name: '{HOSTILE[:-6]}'").replace("[BOSS,", "['<b>BOSS</b>',")
    assert hostile.count("<") > 4
    clean, bad = Page(built(tmp_path, events)), Page(built(tmp_path, events, mapping=hostile))
    assert "script" not in clean.tags + bad.tags
    assert set(bad.tags) == set(clean.tags)
    assert "<script>alert(1)</script>" in bad.words
    assert "$title ${rows}" in bad.words
    assert not {"\x1b", "\u202e"} & set(bad.words)


def test_a_hostile_file_name_is_quoted_in_the_command_to_repeat(tmp_path: Path) -> None:
    text = page(*counted(tmp_path, FOUR, "50,200", name="a; rm -rf ~ '&<.csv"))
    words = " ".join(Page(text).words.split())
    assert "leeway whatif 'a; rm -rf ~ '\"'\"'&<.csv' --mapping m.yaml --on-the-spot 50,200 --html report.html" in words


def test_the_page_says_answer_table_caveats_definitions_and_mapping(tmp_path: Path) -> None:
    result, found, mapping = counted(tmp_path, FOUR, "50,200")
    words = Page(page(result, found, mapping)).words
    for text in (sentence(result), *result["caveats"], result["simulated"]["why"], mapping.text.strip()):
        assert text in words
    for heading in (
        "How much would a limit have covered?",
        "What this cannot tell",
        "What the words mean",
        "To repeat it",
    ):
        assert heading in words
    for cell in ("up to 50 EUR", "33.3%", "7.7%", "30.8%", "84.6%"):
        assert cell in words


def test_the_picture_holds_the_numbers_of_the_table_in_words(tmp_path: Path) -> None:
    text = built(tmp_path, FOUR)
    drawing = re.search(r"<svg class.*</svg>", text, re.DOTALL)
    assert drawing
    root = ElementTree.fromstring(drawing[0])
    assert "on the spot up to 50 EUR: 33.3% of cases, 30.8% of the waiting" in (root.get("aria-label") or "")
    words = [element.text for element in root.iter("text")]
    for word in ("33.3%", "30.8%", "66.7%", "84.6%", "50", "200"):
        assert word in words
    dots = {(dot.get("class"), dot.get("cx"), dot.get("cy")) for dot in root.iter("circle")}
    assert ("dot", "25.00%", f"{30 + 240 * (1 - 1 / 3):.1f}") in dots
    assert ("dot hollow", "100.00%", f"{30 + 240 * (1 - 2.75 / 3.25):.1f}") in dots
    cases, waits = (line.get("points") or "" for line in root.iter("polyline"))
    assert cases.startswith("0.00,100.00 ")
    assert cases.endswith("100.00,33.33")
    assert waits.endswith("100.00,15.38")


def test_crowded_limits_lose_their_words_in_the_picture_but_not_their_row(tmp_path: Path) -> None:
    text = built(tmp_path, FOUR, "1,2,3,1000")
    assert text.count('class="tick"') == 2
    assert all(f"up to {limit} EUR" in text for limit in ("1", "2", "3", "1,000"))


@pytest.mark.parametrize("limits", ["0", "0,0.01", "999999999999999"])
def test_limits_at_the_edges_can_be_drawn(tmp_path: Path, limits: str) -> None:
    text = built(tmp_path, FOUR, limits)
    Page(text)
    assert not re.search(r"\b(nan|inf)\b", text)


def test_a_log_without_approvals_says_so(tmp_path: Path) -> None:
    result, found, mapping = counted(tmp_path, REFUSED, "50")
    text = page(result, found, mapping)
    assert "There is nothing to draw." in Page(text).words
    assert "No case of this log was finally approved" in terminal(result)


def test_a_log_without_waiting_says_so(tmp_path: Path) -> None:
    result, found, mapping = counted(tmp_path, [("a", "Claim settled", "2026-03-01T00:00Z", "BOSS", "5")], "50")
    assert "nobody waited for a manager in this log" in " ".join(terminal(result).split())
    assert page(result, found, mapping).count("<polyline") == 1


def test_many_roles_do_not_flood_the_page(tmp_path: Path) -> None:
    events: list[Event] = []
    for number in range(30):
        events.append((f"c{number}", "Claim asked", "2026-03-01T00:00Z", "CLERK", "5"))
        events.append((f"c{number}", "Claim settled", "2026-03-02T00:00Z", f"ROLE {number}", "5"))
    assert "And 10 more roles." in built(tmp_path, events)

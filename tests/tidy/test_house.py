"""What the house never has, and what it always has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tidy.files import ROOT, name, tracked

REFUSED_FILES = {"utils.py", "helpers.py", "managers.py", "services.py", "signals.py"}
TEXTS = [
    p for p in tracked() if p.suffix in {".py", ".md", ".html", ".css", ".js", ".toml", ".yaml", ".sh", ".txt", ""}
]
PAGES = list(tracked("templates/*.html", "leeway/desk/explain*.py"))


def test_no_file_is_named_after_nothing() -> None:
    found = [name(p) for p in tracked("*.py") if p.name in REFUSED_FILES]
    assert not found, f"{found}: name the file after the noun that it is about."


def test_no_signals_and_no_ambient_user() -> None:
    for path in tracked("leeway/*.py"):
        text = path.read_text(encoding="utf-8")
        assert "post_save" not in text, f"{name(path)}: write it in the projection or the command instead of a signal."
        assert "threading.local" not in text, f"{name(path)}: hand the person over as an argument."


def test_nothing_is_assigned_to_anybody() -> None:
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        found = re.search(r"\bassign(?:s|ed|ment|ee)?\b", text, re.IGNORECASE)
        assert not found, f"{name(path)}: say request, offer or take; nobody is given another's case."


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_no_path_of_one_machine_and_no_registry(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = re.search(r"(?<![\w.])/(?:home|root|Users)/\w+|pypi\.org|pythonhosted|registry\.npmjs", text)
    if path == Path(__file__):
        return
    assert not found, f"{name(path)}: {found and found[0]!r} is of one machine or one registry; leave it out."


def test_no_inline_script_or_style_in_pages() -> None:
    for path in tracked("templates/*.html"):
        text = path.read_text(encoding="utf-8")
        found = re.search(r"<script(?![^>]*\bsrc=)|<style\b|<[^>%{]*\sstyle=|\son[a-z]+=\"|javascript:", text)
        assert not found, f"{name(path)}: {found and found[0]!r} is stopped by our security policy; use a file."


def test_unfinished_marks_are_not_left_behind() -> None:
    marks = re.compile(
        r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b|pytest\.(mark\.)?(skip|xfail)"
    )
    for path in tracked("*.py", "*.html", "*.md"):
        found = marks.search(path.read_text(encoding="utf-8"))
        assert not found, f"{name(path)}: finish it, or write it into the CHANGELOG as not there."


@pytest.mark.parametrize(
    "document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"]
)
def test_the_documents_are_there(document: str) -> None:
    assert (ROOT / document).read_text(encoding="utf-8").strip()


def test_the_architecture_stays_readable() -> None:
    assert (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").count("\n") < 300


def test_links_between_documents_lead_somewhere() -> None:
    for path in tracked("*.md"):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (path.parent / target).exists(), f"{name(path)} links to {target}, which is not there."

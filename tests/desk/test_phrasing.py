"""Names in a row and kinds as words."""

from __future__ import annotations

import pytest

from leeway.desk.phrasing import label, listed, spoken, window_text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), ""),
        (("Ana",), "Ana"),
        (("Ana", "Petra"), "Ana or Petra"),
        (("Ana", "Petra", "Ruben"), "Ana, Petra or Ruben"),
        (("Ana, of credit", "Petra"), "Ana, of credit or Petra"),
    ],
)
def test_names_in_a_row(words: tuple[str, ...], sentence: str) -> None:
    assert listed(iter(words), "or") == sentence


def test_kinds_as_words() -> None:
    assert spoken("fee.waive_late-payment") == "fee waive late payment"
    assert label("fee.waive") == "Fee waive"


@pytest.mark.parametrize(("written", "said"), [("1 days", "1 day"), ("10 days", "10 days"), ("1 hours", "1 hour")])
def test_one_is_said_as_one(written: str, said: str) -> None:
    assert window_text(written) == said

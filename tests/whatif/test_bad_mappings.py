"""Every bad mapping is one sentence with line and column, or says that nothing matched."""

from __future__ import annotations

from pathlib import Path

import pytest

from leeway.whatif.bad_input import BadInput
from leeway.whatif.mapping import parse_mapping, read_mapping
from tests.whatif.logs import MAPPING


def edited(old: str, new: str) -> str:
    assert old in MAPPING
    return MAPPING.replace(old, new, 1)


BAD = {
    "empty": ("", "m.yaml: the file is empty"),
    "a list": ("[1, 2]", "m.yaml, line 1, column 1: the mapping has to be keys with values"),
    "broken": ("mapping: [1", "m.yaml, line 1, column 12: broken YAML"),
    "tabs": ("mapping:\n\t- 1", "m.yaml, line 2, column 1: broken YAML"),
    "two documents": (MAPPING + "---\n" + MAPPING, "line 12, column 1: broken YAML: but found another document"),
    "control character": (MAPPING + "name: \x07", "m.yaml: broken YAML"),
    "nested deeply": ("[" * 5000, "m.yaml, line 1, column 9: nested too deeply"),
    "tag": ("!!python/object:os.system x", "m.yaml, line 1, column 1: the mapping has to be keys"),
    "unknown key": (
        edited("managers:", "manager:"),
        'm.yaml, line 11, column 1: "manager" is not a key of the mapping; did you mean "managers"?',
    ),
    "unknown column word": (edited("{case: case", "{kase: case"), 'line 4, column 11: "kase" is not a key of columns'),
    "key twice": (MAPPING + "name: again\n", 'line 12, column 1: "name" stands twice'),
    "key missing": (edited("  finish: Claim settled\n", ""), 'activities lacks "finish"; add it.'),
    "column missing": (edited(", amount: amount", ""), 'line 4, column 10: columns lacks "amount"; add it.'),
    "version": (edited("mapping: 1", "mapping: 2"), 'line 1, column 10: mapping has to be "1".'),
    "name a number": (edited("name: Claims", "name: 7"), 'line 2, column 7: name has to be a text, like "7"'),
    "name a list": (edited("name: Claims", "name: [a]"), "name has to be a text"),
    "name nothing": (edited("name: Claims", 'name: ""'), "name has to be one line of 1 to 400 letters"),
    "name with escapes": (edited("name: Claims", 'name: "a\\e[31m"'), "without control characters"),
    "currency long": (edited("EUR", "Euros and some cents"), "currency has to be one line of 1 to 12 letters"),
    "columns a word": (edited("columns: {case: case, ", "columns: case #"), "columns has to be keys with values"),
    "pattern of two": (edited('{prefix: "Claim "}', "{prefix: a, suffix: b}"), "a pattern has exactly one of equals"),
    "pattern unknown": (edited("{prefix: HEAD}", "{starts: HEAD}"), '"starts" is not a key of match'),
    "pattern none": (edited("{prefix: HEAD}", "{}"), "a pattern has exactly one of"),
    "patterns none": (edited('{prefix: "Claim "}', "[]"), "document has to hold 1 to 500 entries"),
    "regex broken": (
        edited('"^Claim re(turned', '"^Claim re((turned'),
        "is not a regular expression that can be used here: unclosed group",
    ),
    "regex huge": (edited("{prefix: HEAD}", '{regex: "a{999}{999}{999}"}'), "exceeds size limit"),
    "regex looking back": (
        edited("{prefix: HEAD}", '{regex: "(?<=a)b"}'),
        "is not a regular expression that can be used",
    ),
    "by unknown": (edited("by: role", "by: rank"), 'line 11, column 16: by has to be "activity" or "role" or "who".'),
    "by without column": (edited("by: role", "by: who"), 'columns does not name the column of "who"'),
    "timezone": (MAPPING + "timezone: Mars/Olympus\n", 'line 12, column 11: "Mars/Olympus" is not a timezone'),
    "time format": (MAPPING + "time_format: ISO\n", '"ISO" is not a time format'),
    "separator": (MAPPING + "separator: ab\n", "separator has to be one of"),
    "decimal": (MAPPING + "decimal: x\n", 'decimal has to be "." or ","'),
    "order": (MAPPING + "order: random\n", 'order has to be "file" or "time"'),
    "duplicates": (MAPPING + "duplicates: maybe\n", 'duplicates has to be "leave_out" or "keep"'),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_mapping(name: str) -> None:
    text, sentence = BAD[name]
    with pytest.raises(BadInput) as refused:
        parse_mapping(text, "m.yaml")
    said = str(refused.value)
    assert sentence in said
    assert "\n" not in said
    assert len(said) < 400


def test_the_good_mapping_that_the_bad_ones_are_made_of_is_good() -> None:
    mapping = parse_mapping(MAPPING, "m.yaml")
    assert (mapping.name, mapping.order, mapping.duplicates, mapping.timezone) == ("Claims", "file", "leave_out", None)


def test_yes_is_a_word_and_anchors_are_only_a_shorter_spelling() -> None:
    text = edited("finish: Claim settled", "finish: &done yes").replace("  ask: Claim asked", "  ask: *done")
    with pytest.raises(BadInput, match="broken YAML"):
        parse_mapping(text, "m.yaml")
    forward = edited("ask: Claim asked", "ask: &done yes").replace("finish: Claim settled", "finish: *done")
    assert str(parse_mapping(forward, "m.yaml").activities.finish[0]) == 'equals "yes"'


def test_files_that_cannot_be_mappings(tmp_path: Path) -> None:
    for name, raw, sentence in (
        ("missing.yaml", None, "cannot be read (no such file"),
        ("latin.yaml", "name: Käthe".encode("latin-1"), "latin.yaml, line 1: not UTF-8"),
        ("huge.yaml", b"# " * 200_000, "is larger than 256 KiB"),
        ("nul.yaml", b"mapping: \0", "broken YAML"),
    ):
        if raw is not None:
            (tmp_path / name).write_bytes(raw)
        with pytest.raises(BadInput) as refused:
            read_mapping(tmp_path / name)
        assert sentence in str(refused.value)

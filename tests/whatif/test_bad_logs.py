"""Every bad log is one clear sentence and status 1, and nothing is written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from leeway.cli.whatif import whatif
from tests.whatif.logs import MAPPING, written

GOOD = written(
    [
        ("a", "Claim asked", "2026-03-01T08:00:00Z", "CLERK", "50"),
        ("a", "Claim settled", "2026-03-02T08:00:00Z", "BOSS", "50"),
    ]
)
WITH_QUOTE = GOOD + b'a,"Claim returned,2026-03-02T08:00:00Z,BOSS,50\n'


def edited(old: str, new: str) -> bytes:
    assert old.encode() in GOOD
    return GOOD.replace(old.encode(), new.encode(), 1)


def run(folder: Path, log: bytes | None, name: str = "log.csv", mapping: str = MAPPING) -> Result:
    if log is not None:
        (folder / name).write_bytes(log)
    (folder / "m.yaml").write_text(mapping)
    outs = ["--json", str(folder / "out.json"), "--html", str(folder / "out.html")]
    words = [str(folder / name), "--mapping", str(folder / "m.yaml"), "--on-the-spot", "100", *outs]
    return CliRunner().invoke(whatif, words)


def refused(folder: Path, result: Result) -> str:
    """The sentence, after checking that it is one line and all that happened."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stdout == ""
    assert not [path.name for path in folder.iterdir() if "out." in path.name]
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert len(lines[0]) < 400
    return lines[0]


BAD = {
    "empty": (b"", "log.csv is empty; a log has a header and one event per row."),
    "only blanks": (b"\n \n", "log.csv is empty"),
    "header only": (GOOD.split(b"\n")[0], "log.csv has a header and no rows"),
    "header and blanks": (GOOD.split(b"\n")[0] + b"\n\n\n", "log.csv has a header and no rows"),
    "column missing": (
        edited("amount", "Ammount"),
        'log.csv has no column "amount", named for "amount" in m.yaml; did you mean "Ammount"?',
    ),
    "no near column": (edited("role", "zzz"), 'there are "case", "activity", "time", "zzz", "amount".'),
    "column twice": (
        GOOD.replace(b"amount\n", b"amount,amount\n").replace(b",50", b",50,50"),
        'log.csv has 2 columns named "amount"; rename all but',
    ),
    "other separator": (GOOD.replace(b",", b";"), 'its separator seems to be ";"'),
    "UTF-16 with a mark": (GOOD.decode().encode("utf-16"), "log.csv is UTF-16; save it as UTF-8."),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-be"), "log.csv is UTF-16; save it as UTF-8."),
    "Latin-1": (GOOD.replace(b"CLERK", "Käthe".encode("latin-1")), "log.csv, line 2: byte 0xE4 is not UTF-8"),
    "cut in a letter": (GOOD + "ä".encode()[:1], "log.csv, line 4: byte 0xC3 is not UTF-8"),
    "NUL": (GOOD.replace(b"BOSS", b"BO\0S"), "log.csv, line 3: a NUL byte"),
    "bare carriage returns": (GOOD.replace(b"\n", b"\r"), "log.csv, line 1: lines end in a bare carriage return"),
    "100,000 columns": (b",".join(b"%d" % n for n in range(100_000)) + b"\n", "line 1: 100,000 columns"),
    "one giant line": (GOOD + b"x" * 3_000_000, "log.csv, line 4: longer than 1,048,576 bytes"),
    "one giant quoted cell": (GOOD + b'"' + b"x\n" * 900_000 + b'"', "log.csv, line"),
    "short row": (GOOD + b"a,Claim settled\n", "log.csv, line 4: 2 cells where the header has 5"),
    "long row": (GOOD + b"a,b,c,d,5,f\n", "log.csv, line 4: 6 cells where the header has 5"),
    "quote never closed": (WITH_QUOTE, "log.csv, line 4: wrongly quoted"),
    "amount is a word": (
        edited("BOSS,50", "BOSS,fifty"),
        'log.csv, row 3: amount "fifty" is not a number; write it like 1200.50, or name it in "unknown_amounts"',
    ),
    "amounts are words": (GOOD.replace(b"50", b"NaN"), 'row 2: amount "NaN" is not a number (2 rows like it)'),
    "amount with a comma": (edited("BOSS,50", 'BOSS,"1,50"'), 'amount "1,50" is not a number'),
    "amount negative": (edited("BOSS,50", "BOSS,-0.01"), 'row 3: amount "-0.01" is negative'),
    "amount 1e400": (edited("BOSS,50", "BOSS,1e400"), 'amount "1e400" is over 1,000,000,000,000,000'),
    "time without zone": (
        edited("2026-03-02T08:00:00Z", "2026-03-02T08:00:00"),
        'log.csv, row 3: time "2026-03-02T08:00:00" has no zone (1 row like it); name one as "timezone" in m.yaml.',
    ),
    "no time readable": (
        GOOD.replace(b"2026-", b"in "),
        'log.csv, column "time": not one time can be read as ISO 8601, like 2026-03-01T10:00:00Z (row 2: "in 03-01',
    ),
    "no case anywhere": (GOOD.replace(b"\na,", b"\n,"), "no row with both a case and an activity"),
    "hostile text": (edited("BOSS,50", "BOSS,\x1b[31m<b>\u202e"), 'amount "\ufffd[31m<b>\ufffd" is not a number'),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_log(tmp_path: Path, name: str) -> None:
    log, sentence = BAD[name]
    assert sentence in refused(tmp_path, run(tmp_path, log))


def test_the_good_log_that_the_bad_ones_are_made_of_is_good(tmp_path: Path) -> None:
    assert run(tmp_path, GOOD).exit_code == 0


def test_missing_file(tmp_path: Path) -> None:
    assert "The log log.csv cannot be read (no such file" in refused(tmp_path, run(tmp_path, None))


def test_folder_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "log.csv").mkdir()
    assert "The log log.csv cannot be read (is a directory" in refused(tmp_path, run(tmp_path, None))


def test_gzip_cut_off_at_any_place(tmp_path: Path) -> None:
    whole = gzip.compress(GOOD * 50)
    for length in (3, 12, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        sentence = refused(tmp_path, run(tmp_path, whole[:length], "log.csv.gz"))
        assert "log.csv.gz is cut off in the middle of its gzip" in sentence


def test_gzip_damaged(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(GOOD * 50))
    whole[len(whole) // 2] ^= 0xFF
    assert "log.csv.gz is damaged" in refused(tmp_path, run(tmp_path, bytes(whole), "log.csv.gz"))


def test_named_gz_but_not_gzip(tmp_path: Path) -> None:
    assert "log.csv.gz is named .gz but is not gzip" in refused(tmp_path, run(tmp_path, GOOD, "log.csv.gz"))


def test_gzip_of_nothing_is_empty(tmp_path: Path) -> None:
    assert "is empty" in refused(tmp_path, run(tmp_path, gzip.compress(b""), "log.csv.gz"))
    assert "is empty" in refused(tmp_path, run(tmp_path, b"", "log.csv.gz"))


def test_gzip_without_the_ending_is_read(tmp_path: Path) -> None:
    assert run(tmp_path, gzip.compress(GOOD), "log.csv").exit_code == 0


def test_other_formats_are_named(tmp_path: Path) -> None:
    for name in ("log.xes", "log.xes.gz", "log.jsonocel", "log.xlsx"):
        assert f'"{name}" is not a CSV file' in refused(tmp_path, run(tmp_path, GOOD, name))


def test_all_columns_missing_is_one_sentence(tmp_path: Path) -> None:
    sentence = refused(tmp_path, run(tmp_path, b"id;when\n1;2\n", mapping=MAPPING + 'separator: ";"\n'))
    assert 'no column "case"' in sentence


def test_the_ways_out_that_the_sentences_name_work(tmp_path: Path) -> None:
    naive = GOOD.replace(b"Z,", b",")
    assert run(tmp_path, naive, mapping=MAPPING + "timezone: Europe/Amsterdam\n").exit_code == 0
    assert run(tmp_path, edited("BOSS,50", "BOSS,fifty"), mapping=MAPPING + "unknown_amounts: [fifty]\n").exit_code == 0
    assert run(tmp_path, GOOD.replace(b",", b";"), mapping=MAPPING + 'separator: ";"\n').exit_code == 0
    danish = GOOD.replace(b",50", b';"1,50"').replace(b",", b";").replace(b"1;50", b"1,50")
    assert run(tmp_path, danish, mapping=MAPPING + 'separator: ";"\ndecimal: ","\n').exit_code == 0
    dotted = GOOD.replace(b"2026-03-01T08:00:00Z", b"01.03.2026 08:00").replace(
        b"2026-03-02T08:00:00Z", b"02.03.2026 8:00"
    )
    formed = MAPPING + 'time_format: "%d.%m.%Y %H:%M"\ntimezone: UTC\n'
    assert run(tmp_path, dotted, mapping=formed).exit_code == 0

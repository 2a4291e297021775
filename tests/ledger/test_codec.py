from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeway.core.message import Command, Event
from leeway.core.refusal import Refusal
from leeway.ledger import event_types
from leeway.ledger.codec import UnreadableFactError, content, decode, digest, encode, utc
from leeway.ledger.event_types import EVENTS, TYPES, by_name
from leeway.ledger.models import Fact
from leeway.ledger.read import facts
from tests.ledger.freeze import example, file_of
from tests.ledger.toys import NOON, Emptied, Purses, Spend, Spent, pay


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    name: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Event):
    NAME: ClassVar[str] = "toy.everything"
    text: str
    number: int
    yes: bool
    nothing: str | None
    until: datetime | None
    colour: Colour
    items: tuple[Item, ...]
    names: frozenset[str]
    numbers: dict[str, int]
    note: str = "as before"

    def tags(self) -> frozenset[str]:
        return frozenset({f"text:{self.text}"})


@pytest.fixture(autouse=True)
def _everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(event_types.TYPES, Everything.NAME, Everything)
    monkeypatch.setitem(event_types.TYPES, Spent.NAME, Spent)


def through_json(event: Event) -> Event:
    data = json.loads(json.dumps(encode(event)))
    return decode(event.NAME, event.VERSION, event.at, event.by, data)


times = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]))
items = st.builds(Item, name=st.text(), cents=st.integers(-(2**63), 2**63 - 1))


@given(
    st.builds(
        Everything,
        at=times,
        by=st.text(),
        text=st.text(),
        number=st.integers(-(2**63), 2**63 - 1),
        yes=st.booleans(),
        nothing=st.none() | st.text(),
        until=st.none() | times,
        colour=st.sampled_from(Colour),
        items=st.lists(items, max_size=3).map(tuple),
        names=st.frozensets(st.text(), max_size=4),
        numbers=st.dictionaries(st.text(), st.integers(-(2**63), 2**63 - 1), max_size=4),
    )
)
def test_what_is_written_reads_as_an_equal_value_with_one_hash(event: Everything) -> None:
    again = through_json(event)
    assert again == event
    assert digest(encode(again)) == digest(encode(event))


def test_times_stand_in_utc() -> None:
    cest = datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    event = replace(example(Everything), until=cest)
    assert encode(event)["until"] == "2026-07-01T12:00:00.000000+00:00"
    with pytest.raises(ValueError, match="has no timezone"):
        encode(replace(event, until=datetime(2026, 7, 1)))  # noqa: DTZ001
    with pytest.raises(ValueError, match="has no timezone"):
        utc(datetime(2026, 7, 1))  # noqa: DTZ001


def test_who_and_when_have_columns_of_their_own() -> None:
    assert encode(Emptied(purse="red", at=NOON, by="henry")) == {"purse": "red"}


def test_a_field_that_came_later_reads_as_its_default() -> None:
    data = encode(example(Everything))
    del data["note"]
    read = decode("toy.everything", 1, NOON, "henry", data)
    assert isinstance(read, Everything)
    assert read.note == "as before"


@pytest.mark.parametrize(
    ("name", "version", "data", "sentence"),
    [
        ("toy.lent", 1, {}, "no type of fact is named 'toy.lent'"),
        ("toy.spent", 3, {}, "'toy.spent' has version 3; this Leeway reads up to 2"),
        ("toy.spent", 0, {}, "nothing leads from version 0 of 'toy.spent' to the next"),
        ("toy.spent", 2, {"purse": "red"}, "'toy.spent' cannot be read: .*coins"),
        ("toy.spent", 2, {"purse": "red", "coins": "4"}, "'toy.spent' cannot be read: .*coins"),
    ],
)
def test_a_fact_that_cannot_be_read_says_why(name: str, version: int, data: dict[str, object], sentence: str) -> None:
    with pytest.raises(UnreadableFactError, match=sentence):
        decode(name, version, NOON, "henry", data)


def test_the_content_of_a_command_is_all_but_its_time() -> None:
    one = Spend(purse="red", coins=1, also=frozenset({"a", "b", "c"}), at=NOON, by="henry")
    assert content(one) == content(replace(one, at=NOON + timedelta(days=1), also=frozenset({"c", "b", "a"})))
    others: list[Command] = [replace(one, coins=2), replace(one, by="mia"), replace(one, also=frozenset({"a"}))]
    assert len({content(each) for each in [one, *others]}) == 4


def test_facts_of_an_older_version_are_read_as_the_new_one(purses: Purses) -> None:
    pay("red", 1, command_id="c1")
    was = {"purse": "red", "amount": 4}
    Fact.objects.create(id="o.0", name="toy.spent", version=1, at=NOON, by="henry", command_id="o", data=was)
    Fact.objects.get(id="o.0").fact_tags.create(tag="purse:red")
    assert facts("purse:red")[1] == Spent(purse="red", coins=4, at=NOON, by="henry")
    with pytest.raises(Refusal, match="over_limit"):
        pay("red", 6, command_id="c2")


def test_two_types_of_one_name_or_none_are_refused() -> None:
    class Nameless(Event):
        pass

    for wrong in ((Spent, Spent), (Nameless,)):
        with pytest.raises(ValueError, match="needs a NAME of its own"):
            by_name(wrong)


@pytest.mark.parametrize(
    ("kind", "version"), [(kind, version) for kind in EVENTS for version in range(1, kind.VERSION + 1)]
)
def test_every_version_of_every_fact_has_a_frozen_sample(kind: type[Event], version: int) -> None:
    file = file_of(kind.NAME, version)
    assert file.exists(), f"{kind.NAME} {version} has no sample; run `python -m tests.ledger.freeze`."
    sample = json.loads(file.read_text())
    event = decode(
        sample["name"], sample["version"], datetime.fromisoformat(sample["at"]), sample["by"], sample["data"]
    )
    assert type(event) is TYPES[kind.NAME]
    assert encode(event) == sample.get("now", sample["data"])
    assert event.tags()

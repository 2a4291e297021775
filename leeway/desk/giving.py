"""What pages show of grants: each with who signed when, how far it was used, and what whoever looks may do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from leeway.core.authority import Counts, Demand, Grant, Guideline, Per, Substitute, Table, Target, Unit
from leeway.core.authority.model import NARROWNESS
from leeway.core.authority.tree import Sequence as Sequence_
from leeway.core.granting import Sort, entry_of, lacking, place_of, signers
from leeway.core.granting.events import LIVE, OFFERED
from leeway.desk import amounts
from leeway.desk.grant_forms import OfferGrantForm
from leeway.desk.guideline import GrantLine, grant_line, to_words
from leeway.desk.timeline import currency_of
from leeway.guidelines.files import read_guideline_text
from leeway.guidelines.writing import Value, entry_named, table, with_entry, write_tree
from leeway.guidelines.yaml_tree import read_tree
from leeway.ledger.grants import SECTIONS, text_of
from leeway.ledger.standing import grantees
from leeway.people.access import Viewer, may_publish_guideline
from leeway.people.models import Person
from leeway.people.words import texts_of
from leeway.projections import guidelines, spends
from leeway.projections.grants import GrantRow

COUNTED = timedelta(days=30)
TOP = "top:"  # before the id of a grant that is not passed on, but beside which another is given


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A grant or a stand-in as a row. acts: what whoever looks may do. missing: trainings that the receiver lacks.

    line: its terms in words; None where the guideline knows no place for them any more. used: sums, of nobody alone.
    """

    id: str
    row: GrantRow | None
    line: GrantLine | None
    stand_in: Substitute | None
    giver: str
    to: str
    state: str
    acts: frozenset[str]
    missing: tuple[str, ...] = ()
    used: str = ""
    said: str = ""

    @property
    def what(self) -> str:
        if self.stand_in:
            return f"Stand-in for {self.giver}"
        return f"{self.line.kind}{f', {self.line.title}' if self.line.title else ''}" if self.line else self.id


def offers_to(viewer: Viewer, guideline: Guideline | None) -> list[GivenLine]:
    """Offers that wait for this person's signature, or for that of an automated agent they answer for."""
    if guideline is None:
        return []
    mine = [viewer.person, *Person.objects.filter(answerable=viewer.person).values_list("id", flat=True)]
    rows = GrantRow.objects.filter(state=OFFERED, to__in=mine)
    return lines(rows, guideline, viewer)


def given_by(viewer: Viewer, guideline: Guideline, now: datetime) -> list[GivenLine]:
    """What this person has given or offered and still holds, the file's own among it, with how far it was used."""
    rows = list(GrantRow.objects.filter(giver=viewer.person, state__in=[OFFERED, LIVE]))
    found = lines(rows, guideline, viewer, now)
    known, people = {each.id for each in found} | guideline.revoked, _people()
    own = [each.id for each in guideline.grants if each.grantor == viewer.person and each.id not in known]
    return [*found, *(_line(each, None, guideline, guideline, viewer, people, now) for each in own)]


def lines(
    rows: Iterable[GrantRow], guideline: Guideline, viewer: Viewer, now: datetime | None = None
) -> list[GivenLine]:
    people = Person.objects.in_bulk()
    return [_line(row.id, row, _with(row, guideline), guideline, viewer, people, now) for row in rows]


def line_of(grant: str, guideline: Guideline, viewer: Viewer, now: datetime) -> GivenLine | None:
    """One grant; None where there is none of this name, or an offer that is between two others."""
    row = GrantRow.objects.filter(id=grant).first()
    if row is None and entry_of(guideline, grant) is None:
        return None
    found = _line(grant, row, _with(row, guideline) if row else guideline, guideline, viewer, _people(), now)
    hidden = row is not None and row.state == OFFERED and not found.acts and not may_publish_guideline(viewer)
    return None if hidden else found


def _people() -> Mapping[str, Person]:
    return Person.objects.in_bulk()


def _with(row: GrantRow, guideline: Guideline) -> Guideline:
    """The guideline with an offer's terms in it, as it would be; the guideline itself for what is in force."""
    if entry_of(guideline, row.id) is not None or not row.text:
        return guideline
    tree = with_entry(_tree(), SECTIONS[Sort(row.sort)], read_tree(text_of(row.text)))
    found, _ = read_guideline_text(write_tree(tree).encode())
    return found.with_people(grantees()) if found else guideline


def _tree() -> Table:
    found = read_tree(text_of(guidelines.in_force().sha256))
    assert isinstance(found, Table)
    return found


def _line(
    grant: str, row: GrantRow | None, seen: Guideline, guideline: Guideline, viewer: Viewer,
    people: Mapping[str, Person], now: datetime | None,
) -> GivenLine:  # fmt: skip
    entry = entry_of(seen, grant)
    to = entry.to if entry else Target("person", row.to if row else "")
    giver = entry.grantor if entry else row.giver if row else ""
    receiver = next((each for each in seen.people if (to.sort, to.name) == ("person", each.id)), None)
    live = entry is not None and grant not in guideline.revoked and (row is None or row.state != OFFERED)
    return GivenLine(
        id=grant,
        row=row,
        line=grant_line(entry, seen, people) if isinstance(entry, Grant) else None,
        stand_in=entry if isinstance(entry, Substitute) else None,
        giver=_name(giver, people),
        to=to_words(to, people),
        state=_state(row, entry, guideline, grant),
        acts=_acts(row, entry if live else None, seen, viewer, to, people),
        missing=lacking(seen, entry, receiver) if entry and receiver else (),
        used=_used(entry, guideline, now) if now and live and isinstance(entry, Grant) else "",
        said=texts_of([row.words]).get(row.words, "") if row and row.words else "",
    )


def _state(row: GrantRow | None, entry: Grant | Substitute | None, guideline: Guideline, grant: str) -> str:
    if grant in guideline.revoked:
        return "Taken back" if row is None or row.state != "laid_down" else "Laid down"
    words = {
        "offered": "Offered", "live": "In force", "narrowed": "Narrowed", "declined": "Declined",
        "withdrawn": "Offer taken back", "revoked": "Taken back", "laid_down": "Laid down", "ended": "Over",
    }  # fmt: skip
    if row is not None and row.state != LIVE:
        return words[row.state]
    today = guideline.local_date(timezone.now())
    if entry and entry.from_date and entry.from_date > today:
        return f"From {entry.from_date.day} {entry.from_date:%B} on"
    placed = isinstance(entry, Grant) and entry.root
    return "In force" if entry and (placed or not place_of(guideline, entry, today)) else "Carries nothing now"


def _acts(
    row: GrantRow | None, entry: Grant | Substitute | None, seen: Guideline, viewer: Viewer, to: Target,
    people: Mapping[str, Person],
) -> frozenset[str]:  # fmt: skip
    """What whoever looks may do; the rules look again."""
    receiver = people.get(to.name) if to.sort == "person" else None
    mine = receiver is not None and viewer.person in (receiver.id, receiver.answerable_id)
    if row is not None and row.state == OFFERED:
        return frozenset({"accept", "decline"} if mine else {"withdraw"} if row.giver == viewer.person else ())
    if entry is None:
        return frozenset()
    acts = {"lay-down"} if mine else set()
    if viewer.person in signers(seen, entry) or may_publish_guideline(viewer):
        acts |= {"revoke"} | ({"narrow"} if isinstance(entry, Grant) else set())
    return frozenset(acts)


def _used(grant: Grant, guideline: Guideline, now: datetime) -> str:
    units = {kind.unit for kind in guideline.kinds.values() if grant.covers_kind(kind.id)}
    demand = Demand(
        counts=Counts.GRANT, source=grant.id, per=Per.GRANT, whom="",
        unit=Unit.MONEY if Unit.MONEY in units else Unit.COUNT, since=now - COUNTED, until=now + timedelta(days=1),
    )  # fmt: skip
    sums = spends.used(demand)
    many = f"{sums.count} decision{'' if sums.count == 1 else 's'} in 30 days"
    if not sums.count or Unit.MONEY not in units:
        return many if sums.count else "Not used in the last 30 days"
    return f"{many}, {amounts.written(sums.amount, currency_of(guideline))} in all"


def pass_on(guideline: Guideline, person: str, today: date) -> Sequence[tuple[str, str]]:
    """The grants that somebody holds and may pass on, each with its words."""
    holder = guideline.person(person)
    found = []
    for grant in guideline.grants:
        further = Grant("", person, Target("everyone"), grant.may, under=grant.id)
        if holder and grant.to.covers(holder) and grant.id not in guideline.revoked:
            if place_of(guideline, further, today):
                continue
            words = grant_line(grant, guideline, {})
            found.append((grant.id, f"{words.kind}{f', {words.title}' if words.title else ''}"))
    return found


def at_the_top(guideline: Guideline, viewer: Viewer) -> Sequence[tuple[str, str]]:
    """What a leader gives at the top: each bears further grants of theirs, within what it says itself."""
    if not may_publish_guideline(viewer):
        return []
    own = [each for each in guideline.grants if each.root and each.under is None and each.grantor == viewer.person]
    lines = [grant_line(each, guideline, Person.objects.in_bulk()) for each in own if each.id not in guideline.revoked]
    return [(f"{TOP}{each.id}", f"At the top: {each.kind}{f', {each.title}' if each.title else ''}") for each in lines]


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody can give at all: kinds, modes, whom to, and how many steps it may be passed on then.

    settled: what a grant at the top has of a condition, a pool and advice; whatever is given beside it has the same.
    """

    kinds: frozenset[str]
    modes: frozenset[str]
    above: frozenset[str]
    steps: int
    settled: frozenset[str]


def reach(guideline: Guideline, mine: Iterable[tuple[str, str]]) -> Reach:
    """mine: as `pass_on` and `at_the_top` return it. above: who signed all of it, so that nothing can be theirs."""
    chains = {each: guideline.chain(grant) for each, _ in mine if (grant := guideline.grant(each.removeprefix(TOP)))}
    held = {each: [grant for grant in chain if grant] for each, chain in chains.items()}
    kinds = {kind for kind in guideline.kinds for chain in held.values() if all(g.covers_kind(kind) for g in chain)}
    above = [frozenset(grant.grantor for grant in chain) for chain in held.values()]
    steps = [chain[0].redelegate - (not each.startswith(TOP)) for each, chain in held.items()]
    widest = min((max(NARROWNESS[link.mode] for link in chain) for chain in held.values()), default=0)
    beside = [chain[0] for each, chain in held.items() if each.startswith(TOP)] if len(held) == 1 else []
    return Reach(
        kinds=frozenset(kinds),
        modes=frozenset(mode.value for mode, narrow in NARROWNESS.items() if narrow >= widest),
        above=frozenset.intersection(*above) if above else frozenset(),
        steps=max(steps, default=0),
        settled=frozenset(key for key in ("when", "pool", "advice") for root in beside if getattr(root, key)),
    )


def terms(form: OfferGrantForm, by: str, grant: str, guideline: Guideline) -> str:
    """The terms that were typed. At the top they begin as those of the grant beside which they stand."""
    typed = form.terms(by, grant)
    beside = form.cleaned_data["under"].removeprefix(TOP)
    entry, known = entry_named(_tree(), "grants", beside), guideline.grant(beside)
    if not form.cleaned_data["under"].startswith(TOP) or not isinstance(entry, Table) or known is None:
        return write_tree(table(typed))
    asked, needs = typed.pop("needs"), known.needs
    del typed["under"]
    both: dict[str, Value] = {
        key.text: value for key, value in entry.entries if key.text not in {"redelegate", "needs"}
    }
    limits = both.get("limits")
    if isinstance(limits, Sequence_) and isinstance(typed.get("limits"), list):
        typed["limits"] = Sequence_(1, 1, (*limits.items, *typed["limits"]))
    both |= {key: value for key, value in typed.items() if value is not None}
    both["needs"] = {
        "training": sorted(needs.training | set(asked["training"] or ())),
        "reason": "true" if needs.reason else asked["reason"],
        "agreed_by": [*map(str, needs.agreed_by), *(asked["agreed_by"] or ())],
    }
    return write_tree(table(both))


def _name(person: str, people: Mapping[str, Person]) -> str:
    known = people.get(person)
    return known.called if known else person or "nobody"

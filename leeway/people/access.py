"""Who may see or do what: the one place. Every page asks here before anything else, and so does publishing.

Whoever may run the commands on the machine is asked nothing more, but for publishing in somebody's name.

What somebody may *decide* is the guideline's matter (core.authority); what follows from being the owner of a case or
a party to a promise is the machines' (core.cases, core.promises). Here it is about seeing and about roles:

- a stranger sees the sign-in page;
- a customer's link opens the customer's page of that case, and nothing else;
- a colleague sees the cases whose owner is of their own team, and any case that they have a part in, as
  adviser or as somebody whose agreement is asked for as long as it is;
- a coach sees the cases of the teams of those who report straight to them, too;
- a leader sees every case, and publishes guidelines;
- a promise is seen by its two sides and whoever was named to judge one of its conditions; where it belongs to a case,
  by whoever sees the case, too;
- an expectation is seen by its two sides, and by no leader;
- whoever hears cases sees those that nobody has heard yet;
- an administrator looks after people, and sees no case: that work needs no customer's words; they alone take a
  declared conflict of interest off, for whoever declares one could undeclare it just before deciding;
- an automated agent is a member like others, over the API alone; a token opens no more than its scopes and its person;
- all who work here see the guideline: grants are public in the organisation. An offer is between the two who sign it,
  and the leaders, until it is accepted;
- whoever works on cases sees their own leeway and passes on what they hold; a leader may take back whatever was given;
- what we know of a customer is read by whoever hears cases, and by administrators. It is written by coaches, leaders
  and administrators, and by none of them while they decide for that customer themselves (they own an open case of
  theirs, have taken its action, or are near to them): conditions hang on it, and nobody makes their own come true;
- how a customer is reached is written down by whoever owns an open case of theirs, and by coaches, leaders and
  administrators: nothing is decided by it;
- which customers are somebody's own or near to them is said by that person, seen by administrators too, and taken off
  by an administrator alone, who decides nothing.

Whoever may see a case may send acts on it, and in any case the colleague named in a contact says that it was not so.
Whose act it is, the machines say.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from leeway.people.models import Person


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """What access to a case hangs on. parties: all who have a part in it, those asked too."""

    case: str
    customer: str
    team: str
    parties: Collection[str]


@dataclass(frozen=True, slots=True)
class PromiseAccess:
    """What access to a promise hangs on. parties: its two sides, and who judges. case: where it belongs to one."""

    parties: Collection[str]
    case: CaseAccess | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. person: None for a stranger or a customer. link: the (case, customer) that a customer's link opens."""

    person: str | None = None
    role: str = ""
    team: str = ""
    coached: frozenset[str] = frozenset()
    link: tuple[str, str] | None = None


STRANGER = Viewer()
WORKS_ON_CASES = frozenset({Person.Role.MEMBER, Person.Role.COACH, Person.Role.LEADER})


def viewer_for(person: Person | None) -> Viewer:
    if person is None or not person.active:
        return STRANGER
    coached = (
        frozenset(person.reports.values_list("team", flat=True)) if person.role == Person.Role.COACH else frozenset()
    )
    return Viewer(person=person.id, role=person.role, team=person.team, coached=coached - {""})


def may_hear(viewer: Viewer) -> bool:
    """Hear a new case, and see the list of one's own cases."""
    return viewer.role in WORKS_ON_CASES


def may_see_case(viewer: Viewer, case: CaseAccess) -> bool:
    """The page of a case with everything inside it."""
    if viewer.role not in WORKS_ON_CASES:
        return False
    unheard = not case.parties
    if viewer.role == Person.Role.LEADER or viewer.person in case.parties or unheard:
        return True
    own = viewer.team != "" and viewer.team == case.team
    return own or (viewer.role == Person.Role.COACH and case.team in viewer.coached)


def may_dispute_contact(viewer: Viewer, colleague: str) -> bool:
    """Say that a contact on record was not so: whoever it names, also where the case is not theirs to see."""
    return viewer.role in WORKS_ON_CASES and viewer.person == colleague


def may_see_promise(viewer: Viewer, promise: PromiseAccess) -> bool:
    if viewer.role not in WORKS_ON_CASES:
        return False
    return viewer.person in promise.parties or (promise.case is not None and may_see_case(viewer, promise.case))


def may_see_expectation(viewer: Viewer, sides: Collection[str]) -> bool:
    """What somebody had expected of somebody is between the two; they may tell others themselves."""
    return viewer.role in WORKS_ON_CASES and viewer.person in sides


def may_open_mail(viewer: Viewer, case: CaseAccess) -> bool:
    """The whole of what was written to a case, with its files: whoever may see the case."""
    return may_see_case(viewer, case)


def may_see_as_customer(viewer: Viewer, case: CaseAccess) -> bool:
    """The customer's page, and every word that only a customer can give."""
    return viewer.link == (case.case, case.customer)


def may_read_customers_facts(viewer: Viewer) -> bool:
    """What we know of a customer beside their cases: their tier, how long they have been with us."""
    return may_hear(viewer) or may_manage_people(viewer)


def may_write_customers_facts(viewer: Viewer, *, decides: bool) -> bool:
    """decides: whether this customer is theirs to decide for now, or near to them."""
    return viewer.role in {Person.Role.COACH, Person.Role.LEADER, Person.Role.ADMINISTRATOR} and not decides


def may_write_contact(viewer: Viewer, *, owns: bool) -> bool:
    """The number and the address of a customer. owns: an open case of this customer is theirs."""
    works = viewer.role in WORKS_ON_CASES and owns
    return works or viewer.role in {Person.Role.COACH, Person.Role.LEADER, Person.Role.ADMINISTRATOR}


def may_see_guideline(viewer: Viewer) -> bool:
    """Grants are public in the organisation."""
    return viewer.person is not None


def may_hold_grants(viewer: Viewer) -> bool:
    """Have leeway of one's own, give of it, and have somebody stand in: whoever works on cases."""
    return viewer.role in WORKS_ON_CASES


def may_publish_guideline(viewer: Viewer) -> bool:
    return viewer.role == Person.Role.LEADER


def may_make_token(viewer: Viewer, person: Person) -> bool:
    """People make their own; an administrator those of automated agents, never one to act as somebody."""
    return viewer.person == person.id or (person.service and may_manage_people(viewer))


def may_read_ledger(viewer: Viewer) -> bool:
    """Every fact of every case: whoever sees every case."""
    return viewer.role == Person.Role.LEADER


def may_manage_people(viewer: Viewer) -> bool:
    return viewer.role == Person.Role.ADMINISTRATOR

"""Which acts on grants are done, and which are refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from leeway.core.authority.checks import wider
from leeway.core.authority.ladder import RUNGS, ladder, rung_of
from leeway.core.authority.model import Grant, Guideline, Substitute
from leeway.core.granting.commands import (
    AcceptGrant,
    DeclineGrant,
    GrantCommand,
    LayDown,
    NarrowGrant,
    OfferGrant,
    OfferStandIn,
    RevokeGrant,
    WithdrawOffer,
)
from leeway.core.granting.events import (
    OFFERED,
    Given,
    GrantAccepted,
    GrantDeclined,
    GrantEvent,
    GrantLaidDown,
    GrantNarrowed,
    GrantOffered,
    GrantRevoked,
    OfferWithdrawn,
    Sort,
)
from leeway.core.granting.narrower import loosened
from leeway.core.granting.places import at_the_top, entry_of, lacking, place_of, signers
from leeway.core.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Granting:
    """What an act on a grant is decided on.

    guideline: in force, version `version`. proposed: the guideline that would be in force after the act, its text
    having the hash `sha256`; None where the terms cannot be read, which is said at `wrong` (line, column).
    leaders: who may take back whatever was given. signs_for: whoever acts, and the automated agents they answer for.
    coached, agreed: whether whoever acts has a coach, and has signed how they lead.
    """

    version: int = 0
    guideline: Guideline | None = None
    given: Given | None = None
    proposed: Guideline | None = None
    sha256: str = ""
    wrong: tuple[int, int] = (0, 0)
    leaders: frozenset[str] = frozenset()
    signs_for: frozenset[str] = frozenset()
    coached: bool = False
    agreed: bool = False


def decide(command: GrantCommand, state: Granting) -> tuple[GrantEvent, ...]:
    if state.guideline is None:
        raise Refusal("no_guideline")
    match command:
        case OfferGrant():
            return _offer(command, state, state.guideline)
        case OfferStandIn():
            return _stand_in(command, state, state.guideline)
        case AcceptGrant():
            return _accept(command, state)
        case DeclineGrant():
            _open_offer(state, to=state.signs_for | {command.by})
            return (GrantDeclined(at=command.at, by=command.by, grant=command.grant, words=command.words),)
        case WithdrawOffer():
            _open_offer(state, giver=command.by)
            return (OfferWithdrawn(at=command.at, by=command.by, grant=command.grant),)
        case RevokeGrant():
            return _revoke(command, state, state.guideline)
        case NarrowGrant():
            return _narrow(command, state, state.guideline)
        case LayDown():
            return _lay_down(command, state, state.guideline)
        case _:
            assert_never(command)


def _offer(command: OfferGrant, state: Granting, guideline: Guideline) -> tuple[GrantEvent, ...]:
    proposed, entry = _proposed(command.grant, state)
    if not isinstance(entry, Grant):
        raise Refusal("terms_unreadable", line=1, column=1)
    to = _whom(command, state, guideline, entry)
    if not entry.why.strip():
        raise Refusal("reason_missing", act="offer_grant")
    _must_lead_well(state)
    _must_have_its_place(proposed, entry, command, state)
    _must_be_one_step(guideline, proposed, entry, command)
    return (
        GrantOffered(
            at=command.at, by=command.by, grant=command.grant, sort=Sort.GRANT, to=to, under=entry.under or "",
            text=command.text,
        ),
    )  # fmt: skip


def _stand_in(command: OfferStandIn, state: Granting, guideline: Guideline) -> tuple[GrantEvent, ...]:
    proposed, entry = _proposed(command.grant, state)
    if not isinstance(entry, Substitute):
        raise Refusal("terms_unreadable", line=1, column=1)
    to = _whom(command, state, guideline, entry)
    _must_have_its_place(proposed, entry, command, state)
    return (
        GrantOffered(
            at=command.at, by=command.by, grant=command.grant, sort=Sort.STAND_IN, to=to, under="", text=command.text
        ),
    )


def _accept(command: AcceptGrant, state: Granting) -> tuple[GrantEvent, ...]:
    _open_offer(state, to=state.signs_for | {command.by})
    proposed, entry = state.proposed, entry_of(state.proposed, command.grant)
    if proposed is None or entry is None:  # the file was changed since, and knows what the terms name no longer
        raise Refusal("no_place_any_more")
    _must_have_its_place(proposed, entry, command, state)
    if missing := lacking(proposed, entry, proposed.person(entry.to.name)):
        raise Refusal("training_missing", training=", ".join(missing))
    if isinstance(entry, Grant) and state.guideline is not None:
        _must_be_one_step(state.guideline, proposed, entry, command)
    return (
        GrantAccepted(
            at=command.at, by=command.by, grant=command.grant, version=state.version + 1, sha256=state.sha256
        ),
    )


def _revoke(command: RevokeGrant, state: Granting, guideline: Guideline) -> tuple[GrantEvent, ...]:
    _in_force(command, state, guideline)
    if not command.words:
        raise Refusal("reason_missing", act="revoke_grant")
    return (
        GrantRevoked(
            at=command.at, by=command.by, grant=command.grant, version=state.version + 1, sha256=state.sha256,
            words=command.words,
        ),
    )  # fmt: skip


def _narrow(command: NarrowGrant, state: Granting, guideline: Guideline) -> tuple[GrantEvent, ...]:
    was = _in_force(command, state, guideline)
    now = entry_of(state.proposed, command.grant)
    if state.proposed is None or not isinstance(now, Grant) or not isinstance(was, Grant):
        raise Refusal("terms_unreadable", line=state.wrong[0], column=state.wrong[1])
    if not command.words:
        raise Refusal("reason_missing", act="narrow_grant")
    if replace(now, why=was.why) == was:
        raise Refusal("nothing_narrower")
    if key := loosened(guideline, was, now):
        raise Refusal("wider_than_it_is", key=key, yours=_said(was, key), asked_for=_said(now, key))
    return (
        GrantNarrowed(
            at=command.at, by=command.by, grant=command.grant, version=state.version + 1, sha256=state.sha256,
            text=command.text, words=command.words,
        ),
    )  # fmt: skip


def _lay_down(command: LayDown, state: Granting, guideline: Guideline) -> tuple[GrantEvent, ...]:
    entry = entry_of(guideline, command.grant)
    if entry is None or command.grant in guideline.revoked:
        raise Refusal("no_such_grant")
    if entry.to.sort != "person" or entry.to.name not in state.signs_for | {command.by}:
        raise Refusal("not_yours_to_lay_down")
    return (
        GrantLaidDown(
            at=command.at, by=command.by, grant=command.grant, version=state.version + 1, sha256=state.sha256,
            words=command.words,
        ),
    )  # fmt: skip


def _proposed(grant: str, state: Granting) -> tuple[Guideline, Grant | Substitute]:
    if state.given is not None or entry_of(state.guideline, grant) is not None:
        raise Refusal("grant_exists")
    entry = entry_of(state.proposed, grant)
    if state.proposed is None or entry is None:
        raise Refusal("terms_unreadable", line=state.wrong[0], column=state.wrong[1])
    return state.proposed, entry


def _whom(command: OfferGrant | OfferStandIn, state: Granting, guideline: Guideline, entry: Grant | Substitute) -> str:
    """The one person whom the terms are for. Nobody offers in another's name, nor to themselves."""
    if entry.grantor != command.by:
        raise Refusal("grant_in_anothers_name", giver=entry.grantor)
    if entry.to.sort != "person" or guideline.person(entry.to.name) is None:
        raise Refusal("unknown_person", person=str(entry.to))
    if entry.to.name in state.signs_for | {command.by}:
        raise Refusal("to_yourself")
    return entry.to.name


def _must_have_its_place(
    guideline: Guideline, entry: Grant | Substitute, command: GrantCommand, state: Granting
) -> None:
    if isinstance(entry, Grant) and entry.root and entry.under is None:
        _must_be_theirs_at_the_top(guideline, entry, state)
    match place_of(guideline, entry, guideline.local_date(command.at)):
        case "not_yours_to_pass_on":
            raise Refusal("not_yours_to_pass_on", giver=entry.grantor)
        case "taken_back_above":
            raise Refusal("taken_back_above")
        case "redelegate_reached":
            raise Refusal("redelegate_reached")
        case "over_already":
            raise Refusal("over_already")
        case "nothing_to_stand_in_for":
            raise Refusal("nothing_to_stand_in_for", giver=entry.grantor)
    if isinstance(entry, Grant) and (parent := guideline.grant(entry.under or "")) is not None:
        if entry.redelegate > parent.redelegate - 1:
            raise Refusal(
                "wider_than_yours", key="redelegate", yours=str(parent.redelegate - 1), asked_for=str(entry.redelegate)
            )
        for key, _ in wider(guideline, entry, parent):
            raise Refusal("wider_than_yours", key=key, yours=_said(parent, key), asked_for=_said(entry, key))


def _must_be_theirs_at_the_top(guideline: Guideline, entry: Grant, state: Granting) -> None:
    """A leader gives at the top in the product too: beside what the file gives in their name, and no more than that."""
    beside = [(root, key) for root, key in at_the_top(guideline, entry) if root.id not in guideline.revoked]
    if not beside or entry.grantor not in state.leaders:
        raise Refusal("not_given_at_the_top", giver=entry.grantor)
    if all(key for _, key in beside):
        root, key = beside[0]
        raise Refusal("wider_than_yours", key=key, yours=_said(root, key), asked_for=_said(entry, key))


def _must_lead_well(state: Granting) -> None:
    """Others grow only under somebody who is coached and has signed how they lead."""
    if not state.coached:
        raise Refusal("no_coach")
    if not state.agreed:
        raise Refusal("not_signed_as_leader")


def _must_be_one_step(guideline: Guideline, proposed: Guideline, entry: Grant, command: GrantCommand) -> None:
    """Nobody is lifted more than one rung at once, for any kind; as much as they have, or less, is no step.

    A stand-in is no step: it is for a time, within what another holds.
    """
    chain = proposed.chain(entry)
    rung = rung_of(chain)
    for held in ladder(guideline, entry.to.name, command.at):
        covered = all(link.covers_kind(held.kind) for link in chain)
        if covered and RUNGS.index(rung) > held.step + 1:
            raise Refusal(
                "more_than_one_step", kind=held.kind, person=entry.to.name, rung=held.rung, further=RUNGS[held.step + 1]
            )


def _open_offer(state: Granting, *, to: frozenset[str] = frozenset(), giver: str = "") -> Given:
    given = state.given
    if given is None or given.state != OFFERED:
        raise Refusal("no_such_offer")
    if to and given.to not in to:
        raise Refusal("grant_for_another", to=given.to)
    if giver and given.giver != giver:
        raise Refusal("grant_in_anothers_name", giver=given.giver)
    return given


def _in_force(command: RevokeGrant | NarrowGrant, state: Granting, guideline: Guideline) -> Grant | Substitute:
    entry = entry_of(guideline, command.grant)
    if entry is None or command.grant in guideline.revoked:
        raise Refusal("no_such_grant")
    if command.by not in signers(guideline, entry) | state.leaders:
        raise Refusal("not_yours_to_revoke", giver=entry.grantor)
    return entry


def _said(grant: Grant, key: str) -> str:
    """A value as it is told: amounts in minor units, expressions by their text."""
    value = getattr(grant, key)
    return "" if value is None else str(getattr(value, "text", value))

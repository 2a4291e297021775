"""The two machines as data: in which state who may do what, and where it leads. Rules read nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leeway.core.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Machine:
    start: str
    confirmed: str
    ends: frozenset[str]
    steps: Mapping[tuple[str, str], Mapping[str, str]]  # (state, act) -> actor -> state after it

    def acts(self, state: str, actors: Iterable[str]) -> tuple[str, ...]:
        """What these actors may do in this state, in the order of the table."""
        mine = frozenset(actors)
        return tuple(act for (at, act), targets in self.steps.items() if at == state and mine & targets.keys())

    def step(self, state: str, act: str, actors: Iterable[str]) -> str:
        """The state that the act leads to; refuses what is not possible now, then what is not theirs to do."""
        targets = self.steps.get((state, act))
        if targets is None:
            raise Refusal("act_not_now", act=act, state=state)
        mine = frozenset(actors)
        for actor, to in targets.items():
            if actor in mine:
                return to
        raise Refusal("act_not_yours", act=act, state=state, needs=" or ".join(sorted(targets)))

    def states(self) -> frozenset[str]:
        reached = {to for targets in self.steps.values() for to in targets.values()}
        return frozenset({self.start} | {at for at, _ in self.steps} | reached)


def _machine(start: str, confirmed: str, ends: str, table: str) -> Machine:
    steps: dict[tuple[str, str], dict[str, str]] = {}
    for line in table.strip().splitlines():
        at, actor, act, to = line.split()
        steps.setdefault((at, act), {})[actor] = to
    return Machine(start, confirmed, frozenset(ends.split()), steps)


CASE = _machine(
    "RECEIVED",
    "CONFIRMED",
    "WITHDRAWN",
    """
    RECEIVED      HEARER        hear                      HEARD
    RECEIVED      CUSTOMER      withdraw                  WITHDRAWN
    HEARD         OWNER         decide_within_authority   DONE
    HEARD         OWNER         state_intent              INTENDED
    HEARD         OWNER         ask_for_action            ACTION_ASKED
    HEARD         OWNER         refer_honestly            REFERRED
    HEARD         CUSTOMER      withdraw                  WITHDRAWN
    INTENDED      CLOCK         window_over               ACTING
    INTENDED      LEADER        stop_with_reason          HEARD
    INTENDED      LEADER        very_well                 ACTING
    INTENDED      CUSTOMER      withdraw                  WITHDRAWN
    ACTION_ASKED  ACTION_OWNER  take                      ACTION_OWNED
    ACTION_ASKED  ACTION_OWNER  decline                   HEARD
    ACTION_ASKED  CLOCK         nobody_took               HEARD
    ACTION_ASKED  CUSTOMER      withdraw                  WITHDRAWN
    ACTION_OWNED  ACTION_OWNER  confirm_contact_and_work  ACTING
    ACTION_OWNED  OWNER         take_back                 HEARD
    ACTION_OWNED  CUSTOMER      withdraw                  WITHDRAWN
    ACTING        ACTION_OWNER  report_done               DONE
    ACTING        OWNER         take_back                 HEARD
    ACTING        CUSTOMER      not_going_well            HEARD
    ACTING        CUSTOMER      withdraw                  WITHDRAWN
    DONE          OWNER         ask_customer              CHECKING
    DONE          CUSTOMER      satisfied                 CONFIRMED
    DONE          CUSTOMER      not_yet                   HEARD
    REFERRED      OWNER         ask_customer              CHECKING
    REFERRED      CUSTOMER      satisfied                 CONFIRMED
    REFERRED      CUSTOMER      not_yet                   HEARD
    CHECKING      CUSTOMER      satisfied                 CONFIRMED
    CHECKING      CUSTOMER      not_yet                   HEARD
    CHECKING      CLOCK         attempts_used_up          UNCONFIRMED
    UNCONFIRMED   CUSTOMER      satisfied                 CONFIRMED
    UNCONFIRMED   CUSTOMER      not_yet                   HEARD
    CONFIRMED     CUSTOMER      came_back                 HEARD
    """,
)

# OTHER: the party that did not propose the change.
PROMISE = _machine(
    "DRAFT",
    "CONFIRMED",
    "BROKEN CONFIRMED DECLINED EXPIRED RELEASED REVOKED WITHDRAWN",
    """
    DRAFT                  PROMISEE  request                REQUESTED
    DRAFT                  PROMISER  offer                  OFFERED
    REQUESTED              PROMISER  promise                PROMISED
    REQUESTED              PROMISER  counter                COUNTERED_BY_PROMISER
    REQUESTED              PROMISER  decline                DECLINED
    REQUESTED              PROMISER  answer_by              REQUESTED
    REQUESTED              PROMISEE  amend                  REQUESTED
    REQUESTED              PROMISEE  withdraw               WITHDRAWN
    REQUESTED              CLOCK     answer_due             UNANSWERED
    UNANSWERED             PROMISER  promise                PROMISED
    UNANSWERED             PROMISER  counter                COUNTERED_BY_PROMISER
    UNANSWERED             PROMISER  decline                DECLINED
    UNANSWERED             PROMISEE  withdraw               WITHDRAWN
    OFFERED                PROMISEE  accept                 PROMISED
    OFFERED                PROMISEE  counter                COUNTERED_BY_PROMISEE
    OFFERED                PROMISEE  decline                DECLINED
    OFFERED                PROMISER  withdraw               WITHDRAWN
    OFFERED                CLOCK     offer_ends             EXPIRED
    COUNTERED_BY_PROMISER  PROMISEE  accept                 PROMISED
    COUNTERED_BY_PROMISER  PROMISEE  counter                COUNTERED_BY_PROMISEE
    COUNTERED_BY_PROMISER  PROMISEE  withdraw               WITHDRAWN
    COUNTERED_BY_PROMISER  PROMISER  withdraw               DECLINED
    COUNTERED_BY_PROMISER  CLOCK     offer_ends             EXPIRED
    COUNTERED_BY_PROMISEE  PROMISER  promise                PROMISED
    COUNTERED_BY_PROMISEE  PROMISER  counter                COUNTERED_BY_PROMISER
    COUNTERED_BY_PROMISEE  PROMISER  decline                DECLINED
    COUNTERED_BY_PROMISEE  PROMISEE  withdraw               WITHDRAWN
    COUNTERED_BY_PROMISEE  CLOCK     answer_due             UNANSWERED
    PROMISED               PROMISER  report                 REPORTED
    PROMISED               PROMISER  flag_risk              PROMISED
    PROMISED               PROMISER  propose_change         RENEGOTIATING
    PROMISED               PROMISEE  propose_change         RENEGOTIATING
    PROMISED               PROMISER  revoke                 REVOKED
    PROMISED               PROMISEE  release                RELEASED
    PROMISED               CLOCK     due_passed             OVERDUE
    OVERDUE                PROMISER  report                 REPORTED
    OVERDUE                PROMISER  propose_change         RENEGOTIATING
    OVERDUE                PROMISEE  propose_change         RENEGOTIATING
    OVERDUE                PROMISER  revoke                 REVOKED
    OVERDUE                PROMISEE  release                RELEASED
    OVERDUE                PROMISEE  declare_broken         BROKEN
    OVERDUE                CLOCK     limit                  BROKEN
    RENEGOTIATING          OTHER     accept_change          PROMISED
    RENEGOTIATING          OTHER     keep_old_terms         PROMISED
    RENEGOTIATING          CLOCK     due_passed             OVERDUE
    RENEGOTIATING          PROMISER  revoke                 REVOKED
    RENEGOTIATING          PROMISEE  release                RELEASED
    REPORTED               PROMISEE  declare_satisfied      CONFIRMED
    REPORTED               PROMISEE  declare_not_satisfied  CONTESTED
    REPORTED               PROMISER  retract_report         PROMISED
    REPORTED               CLOCK     attempts_used_up       UNCONFIRMED
    CONTESTED              PROMISER  rework                 PROMISED
    CONTESTED              PROMISER  propose_change         RENEGOTIATING
    CONTESTED              PROMISEE  propose_change         RENEGOTIATING
    CONTESTED              PROMISER  revoke                 REVOKED
    CONTESTED              PROMISEE  release                RELEASED
    CONTESTED              PROMISEE  declare_broken         BROKEN
    UNCONFIRMED            PROMISEE  declare_satisfied      CONFIRMED
    UNCONFIRMED            PROMISEE  declare_not_satisfied  CONTESTED
    """,
)

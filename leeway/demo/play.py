"""Plays stories through the one door: each step is a command at its own time, in the order of time over all cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leeway.clock.tick import tick
from leeway.core import cases
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.hearing import Contact
from leeway.core.cases.proposal import Heeded
from leeway.core.message import Command, customer
from leeway.core.promises import ActOnPromise, MakePromise, OpenPromise
from leeway.ledger.handle import handle
from leeway.people.words import Texts, derived

ZONE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Step:
    """One act. run: given its command id and texts, the command."""

    at: datetime
    by: str
    run: Callable[[str, Texts], Command]


class Times:
    """Times of a story, counted back from now. day(2, "10:04"): two working days ago, at 10:04 in Amsterdam."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def day(self, working_days_ago: int, clock: str) -> datetime:
        date = self.now.astimezone(ZONE).date()
        left = working_days_ago
        while left or date.weekday() > 4:
            date -= timedelta(days=1)
            left -= date.weekday() < 5 and left > 0
        hour, minute = clock.split(":")
        return datetime.combine(date, time(int(hour), int(minute)), ZONE).astimezone(UTC)

    def ago(self, minutes: int) -> datetime:
        return self.now - timedelta(minutes=minutes)

    def ahead(self, hours: float) -> datetime:
        return self.now + timedelta(hours=hours)


class Story:
    """One case from its first word on. Steps are collected here and played later, all cases together."""

    def __init__(self, key: str, customer_id: str) -> None:
        self.key, self.customer, self.case = key, customer_id, derived(f"demo:{key}", "case")
        self.steps: list[Step] = []
        self.promises: list[str] = []
        self.decisions: list[str] = []
        self.proposed: Deciding | None = None
        self.unsaid = False

    def _add(self, at: datetime, by: str, run: Callable[[str, Texts], Command]) -> Story:
        self.steps.append(Step(at, by, run))
        return self

    def receive(self, at: datetime, words: str, channel: str = "mail") -> Story:
        who = customer(self.customer)
        return self._add(at, who, lambda _, texts: cases.Receive(
            at=at, by=who, case=self.case, customer=self.customer, words=texts.put("words", words), channel=channel,
        ))  # fmt: skip

    def hear(
        self, at: datetime, by: str, words: str, *, wish: str = "", distress: int = 0, our_fault: bool = False,
        asked_for: str | None = None, contacts: Sequence[tuple[int, str, str, int, bool, bool]] = (),
        promise: str = "", due: datetime | None = None,
    ) -> Story:  # fmt: skip
        """contacts: (minutes before `at`, point, who, minutes, had to repeat, passed on)."""
        self.unsaid = our_fault
        promise_id = self._promise()
        told = tuple(
            Contact(point, who, at - timedelta(minutes=before), minutes, repeated, passed)
            for before, point, who, minutes, repeated, passed in contacts
        )
        return self._add(at, by, lambda _, texts: cases.Hear(
            at=at, by=by, case=self.case, customer=self.customer, words=texts.put("words", words),
            wish=texts.put("wish", wish), playback=True, distress=distress, our_fault=our_fault, asked_for=asked_for,
            contacts=told, promise=promise_id, promise_body=texts.put("promise", promise), promise_due=due,
        ))  # fmt: skip

    def decide(
        self, at: datetime, by: str, kind: str, amount: int | None, reason: str, outcome: str = "",
        facts: dict[str, str] | None = None,
    ) -> Story:  # fmt: skip
        return self._add(at, by, lambda _, texts: cases.Decide(
            at=at, by=by, case=self.case, deciding=self._deciding(texts, kind, amount, reason, facts),
            outcome=texts.put("outcome", outcome),
        ))  # fmt: skip

    def intend(self, at: datetime, by: str, kind: str, amount: int, reason: str) -> Story:
        return self._add(at, by, lambda _, texts: cases.StateIntent(
            at=at, by=by, case=self.case, deciding=self._deciding(texts, kind, amount, reason, None),
        ))  # fmt: skip

    def propose(self, at: datetime, by: str, kind: str, amount: int, reason: str, also: Sequence[str] = ()) -> Story:
        """Put to those whose advice or agreement the guideline asks for; it is the last proposal from then on."""

        def run(_: str, texts: Texts) -> Command:
            self.proposed = self._deciding(texts, kind, amount, reason, None)
            return cases.Propose(at=at, by=by, case=self.case, deciding=self.proposed, also=tuple(also))

        return self._add(at, by, run)

    def advise(self, at: datetime, by: str, words: str) -> Story:
        return self._add(at, by, lambda _, texts: cases.GiveAdvice(
            at=at, by=by, case=self.case, proposal=self._proposal.decision, words=texts.put("words", words),
        ))  # fmt: skip

    def agree(self, at: datetime, by: str) -> Story:
        return self._add(at, by, lambda *_: cases.Agree(
            at=at, by=by, case=self.case, proposal=self._proposal.decision,
        ))  # fmt: skip

    def decide_proposed(self, at: datetime, by: str, outcome: str, used: Mapping[str, str] | None = None) -> Story:
        """Decide what was put to others, as it was put. used: each adviser with why not; empty where it was used."""

        def run(command_id: str, texts: Texts) -> Command:
            heeded = tuple(
                Heeded(person, not why, texts.put(f"because-{person}", why)) for person, why in (used or {}).items()
            )
            asked = self._proposal
            deciding = replace(asked, decision=derived(command_id, "decision"), proposal=asked.decision, heeded=heeded)
            return cases.Decide(at=at, by=by, case=self.case, deciding=deciding, outcome=texts.put("outcome", outcome))

        return self._add(at, by, run)

    @property
    def _proposal(self) -> Deciding:
        assert self.proposed is not None, f"{self.key} puts nothing to others before this step."
        return self.proposed

    def stop_intent(self, at: datetime, by: str, reason: str, alternative: str) -> Story:
        return self._add(at, by, lambda _, texts: cases.AnswerIntent(
            at=at, by=by, case=self.case, act="stop_with_reason", reason=texts.put("reason", reason),
            alternative=texts.put("alternative", alternative),
        ))  # fmt: skip

    def ask_action(self, at: datetime, by: str, people: Sequence[str], words: str) -> Story:
        return self._add(at, by, lambda _, texts: cases.AskForAction(
            at=at, by=by, case=self.case, people=tuple(people), words=texts.put("ask", words),
        ))  # fmt: skip

    def take(self, at: datetime, by: str) -> Story:
        return self._add(at, by, lambda *_: cases.TakeAction(at=at, by=by, case=self.case))

    def confirm(self, at: datetime, by: str, step: str) -> Story:
        return self._add(at, by, lambda *_: cases.ConfirmStep(at=at, by=by, case=self.case, step=step))

    def report_done(self, at: datetime, by: str, outcome: str) -> Story:
        return self._add(at, by, lambda _, texts: cases.ReportDone(
            at=at, by=by, case=self.case, outcome=texts.put("outcome", outcome),
        ))  # fmt: skip

    def refer(self, at: datetime, by: str, words: str) -> Story:
        return self._add(at, by, lambda _, texts: cases.ReferHonestly(
            at=at, by=by, case=self.case, words=texts.put("refer", words),
        ))  # fmt: skip

    def ask_customer(self, at: datetime, by: str, channel: str = "page") -> Story:
        """Where it was our fault, that is said first, once."""
        if self.unsaid:
            self.unsaid = False
            self._add(at, by, lambda _, texts: cases.Acknowledge(
                at=at, by=by, case=self.case, words=texts.put("fault", "That was our mistake, and I am sorry."),
            ))  # fmt: skip
        return self._add(at, by, lambda *_: cases.AskCustomer(at=at, by=by, case=self.case, channel=channel))

    def word(self, at: datetime, act: str, words: str = "", easy: int | None = None) -> Story:
        who = customer(self.customer)
        return self._add(at, who, lambda _, texts: cases.GiveWord(
            at=at, by=who, case=self.case, act=act, words=texts.put("word", words), easy=easy,
        ))  # fmt: skip

    def note(self, at: datetime, by: str, words: str, audience: str = "inside") -> Story:
        return self._add(at, by, lambda _, texts: cases.WriteNote(
            at=at, by=by, case=self.case, words=texts.put("note", words), audience=audience,
        ))  # fmt: skip

    def offer_to(self, at: datetime, by: str, to: str, pack: str) -> Story:
        return self._add(at, by, lambda _, texts: cases.OfferHandoff(
            at=at, by=by, case=self.case, to=to, pack=texts.put("pack", pack),
        ))  # fmt: skip

    def accept_handoff(self, at: datetime, by: str) -> Story:
        return self._add(at, by, lambda *_: cases.AcceptHandoff(at=at, by=by, case=self.case))

    def promise(self, at: datetime, by: str, body: str, due: datetime) -> Story:
        promise_id = self._promise()
        return self._add(at, by, lambda _, texts: MakePromise(
            at=at, by=by, promise=promise_id, case=self.case, promisee=customer(self.customer),
            body=texts.put("promise", body) or "", due=due,
        ))  # fmt: skip

    def offer_promise(self, at: datetime, by: str, body: str, due: datetime, to: str | None = None) -> Story:
        promise_id = self._promise()
        return self._add(at, by, lambda _, texts: OpenPromise(
            at=at, by=by, promise=promise_id, case=self.case, promiser=by, promisee=to or customer(self.customer),
            act="offer", body=texts.put("promise", body) or "", due=due,
        ))  # fmt: skip

    def promise_act(
        self, at: datetime, by: str, number: int, act: str, words: str = "", due: datetime | None = None
    ) -> Story:
        """number: which promise of this story, from 0."""
        promise_id = self.promises[number]
        return self._add(at, by, lambda _, texts: ActOnPromise(
            at=at, by=by, promise=promise_id, case=self.case, act=act, due=due, reason=texts.put("reason", words),
        ))  # fmt: skip

    def by_customer(self) -> str:
        return customer(self.customer)

    def _promise(self) -> str:
        self.promises.append(derived(f"demo:{self.key}:{len(self.promises)}", "promise"))
        return self.promises[-1]

    def _deciding(
        self, texts: Texts, kind: str, amount: int | None, reason: str, facts: dict[str, str] | None
    ) -> Deciding:
        decision = derived(f"demo:{self.key}:{len(self.decisions)}", "decision")
        self.decisions.append(decision)
        return Deciding(decision, kind, amount, facts or {}, texts.put("reason", reason))


def play(stories: Iterable[Story], done: Callable[[int], object]) -> None:
    """Play all steps of all stories in the order of time, the clock between them; `done(1)` after each."""
    steps = sorted(
        ((step.at, story.key, number, story, step) for story in stories for number, step in enumerate(story.steps)),
        key=lambda each: each[:3],
    )
    for at, key, number, story, step in steps:
        tick(at)
        command_id = f"demo:{key}:{number}"
        texts = Texts(command_id, case=story.case, customer=story.customer, author=step.by, at=at)
        handle(step.run(command_id, texts), command_id=command_id, words=texts.rows)
        done(1)

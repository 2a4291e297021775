"""What people read beside the ids that programs take: grants, limits, reasons and ways, each in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leeway.core.authority import Guideline, Leeway, Request, Verdict
from leeway.desk.explain_leeway import explain_leeway
from leeway.desk.explain_verdict import Voice, explain_reason, say, ways_in_words, where
from leeway.desk.guideline import grant_line
from leeway.people.models import Person


class Wording:
    """Words with the names that people have here. Everybody is read once, where anybody is named."""

    def __init__(self) -> None:
        self._known: Mapping[str, Person] | None = None
        self.voice = Voice(names=self._name, ids=False)

    @property
    def people(self) -> Mapping[str, Person]:
        if self._known is None:
            self._known = Person.objects.in_bulk()
        return self._known

    def _name(self, person: str) -> str:
        return self.people[person].called if person in self.people else person

    def grant(self, guideline: Guideline | None, grant: str | None) -> str | None:
        """ "Refund, up to €250.00, from Ana Ferreira"; the id itself where the guideline knows it no longer."""
        stand_in, _, held = (grant or "").rpartition(":")
        known = guideline.grant(held) if guideline else None
        if guideline is None or known is None:
            return grant
        line = grant_line(known, guideline, self.people)
        words = f"{line.kind}{f', {line.title}' if line.title else ''}, from {line.giver}"
        entry = next((each for each in guideline.substitutes if each.id == stand_in), None)
        return f"{words}, standing in for {self._name(entry.grantor)}" if entry else words

    def verdict(self, guideline: Guideline, request: Request, verdict: Verdict) -> dict[str, Any]:
        """The verdict as data, a sentence for all of it and words beside each part."""
        found = verdict.as_data(request.at)
        left = [
            {**each, "words": where(str(each["limit"]), verdict.grant, ids=False)} for each in found.get("left") or ()
        ]
        reasons = [
            {**each, "say": explain_reason(guideline, request, reason, self.voice)}
            for each, reason in zip(found["reasons"], verdict.reasons, strict=True)
        ]
        more: dict[str, Any] = {"left": left, "reasons": reasons}
        if found.get("ways"):
            words = ways_in_words(guideline, request, verdict, self.voice)
            more["ways"] = [{**way, "words": text} for way, text in zip(found["ways"], words, strict=True)]
        more["grant_in_words"] = self.grant(guideline, verdict.grant)
        return {**found, **more, "say": say(guideline, request, verdict, self.voice)}

    def leeway(self, guideline: Guideline, leeway: Leeway) -> dict[str, Any]:
        found = leeway.as_data()
        return {**found, "grant_in_words": self.grant(guideline, found.get("grant")),
                "say": explain_leeway(guideline, leeway, self.voice)}  # fmt: skip

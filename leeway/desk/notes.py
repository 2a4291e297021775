"""Writing in a case: to the customer, or for people inside only."""

from __future__ import annotations

from leeway.core.cases.hearing import WriteNote
from leeway.core.message import Command
from leeway.desk.case_forms import NoteForm
from leeway.desk.doing import Doing, act


@act(NoteForm)
def create(doing: Doing) -> tuple[Command, str]:
    audience = doing.form.cleaned_data["audience"]
    done = "Sent; the customer can read it." if audience == "customer" else "Kept inside."
    return WriteNote(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words"), audience=audience), done

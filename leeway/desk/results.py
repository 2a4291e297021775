"""What we may say about a result: ask the customer, or refer them honestly. How it was, only they say."""

from __future__ import annotations

from leeway.core.cases.results import AskCustomer, ReferHonestly
from leeway.core.message import Command
from leeway.desk.case_forms import AskCustomerForm, ReferForm
from leeway.desk.doing import Doing, act


@act(AskCustomerForm)
def ask(doing: Doing) -> tuple[Command, str]:
    asked = AskCustomer(at=doing.at, by=doing.by, case=doing.case, channel=doing.form.cleaned_data["channel"])
    return asked, "Written down: you asked. The answer is the customer's, on their page."


@act(ReferForm)
def refer(doing: Doing) -> tuple[Command, str]:
    return ReferHonestly(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words")), "Referred."

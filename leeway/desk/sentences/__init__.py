"""What a refusal says, by its code: a file per noun, one sentence each, with the refusal's facts in braces.

`desk.explain` puts the facts in. A sentence says what happened, by how much, and what to do now.
"""

from __future__ import annotations

from leeway.desk.sentences.cases import CASES
from leeway.desk.sentences.decisions import DECISIONS
from leeway.desk.sentences.grants import GRANTS
from leeway.desk.sentences.hours import HOURS
from leeway.desk.sentences.promises import PROMISES

DOOR = {
    "command_id_bad": "The form carries no usable number of its own, so it was not taken. Open the page afresh and "
    "send it again.",
    "command_id_reused": "This form was already sent with other content, and the first one counts. Open the page "
    "afresh and send what you want now.",
}

SENTENCES = CASES | PROMISES | DECISIONS | GRANTS | HOURS | DOOR

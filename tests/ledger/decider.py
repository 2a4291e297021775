"""A process that hears cases and decides a refund in each, printing what was acknowledged, until it is killed."""

from __future__ import annotations

import itertools
import sys
import time

from leeway.config.start import start


def main(owner: str, prefix: str) -> None:
    start()
    from django.utils import timezone

    from leeway.core.cases.decisions import Decide, Deciding
    from leeway.ledger.handle import handle
    from tests.desk.harbour import heard

    for number in itertools.count():
        case, decision = heard(owner).id, f"{prefix}-{number}"
        deciding = Deciding(decision, "refund", 1 + number)
        handle(Decide(at=timezone.now(), by=owner, case=case, deciding=deciding), command_id=f"decide-{decision}")
        print(case, decision, flush=True)
        time.sleep(0.005)  # lets the other have its turn on SQLite


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A process that sends or fetches, and stops dead at a named step: it tells that it is there and waits to be killed."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from typing import Any, NoReturn

import django


def main(what: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "leeway.config.settings"
    django.setup()
    STEPS[what]()


def stop_here(*_: Any, **__: Any) -> NoReturn:
    print("here", flush=True)
    time.sleep(60)
    raise AssertionError("nobody killed it")


def dies_after_sending() -> None:
    from leeway.clock.sending import send_waiting
    from leeway.mail import sending

    sending.Message.objects.filter = stop_here  # type: ignore[method-assign]
    queries = sending.Delivery.objects
    plain = queries.filter

    def filtered(*args: Any, **named: Any) -> Any:
        found = plain(*args, **named)
        found.update = stop_here  # type: ignore[method-assign]
        return found

    queries.filter = filtered  # type: ignore[method-assign]
    sending._thread = lambda delivery: []
    send_waiting(datetime.now(UTC))


def dies_before_keeping() -> None:
    from leeway.mail import fetching

    fetching.keep = stop_here
    with fetching.mailbox() as client:
        fetching.fetch(client)


def dies_before_marking() -> None:
    from leeway.mail import fetching

    with fetching.mailbox() as client:
        client.add_flags = stop_here
        fetching.fetch(client)


def dies_before_it_is_handled() -> None:
    from leeway.mail import taking

    taking.Attachment.objects.bulk_create = stop_here  # type: ignore[method-assign]
    taking.take_waiting(datetime.now(UTC))


STEPS = {
    each.__name__: each
    for each in (dies_after_sending, dies_before_keeping, dies_before_marking, dies_before_it_is_handled)
}

if __name__ == "__main__":
    main(sys.argv[1])

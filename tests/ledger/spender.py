"""Processes that hear, decide and take back as fast as they can, and are killed at random, until the time is over.

What was acknowledged is written to a file of each process: "done ID", "refused ID" or "failed ID WHY".
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from django.db import connections

from leeway.config.start import start


def main(folder: str, processes: str, threads: str, seconds: str, seed: str) -> None:
    start()
    from leeway.ledger.standing import guideline_in_force
    from tests.ledger import bank  # noqa: F401  imported once, not by every process

    guideline_in_force()
    connections.close_all()  # two processes cannot share one
    chance, began, kills = random.Random(int(seed)), time.monotonic(), 0
    children = [_child(folder, f"{seed}-{number}", int(threads), began) for number in range(int(processes))]
    while time.monotonic() - began < float(seconds):
        time.sleep(chance.uniform(0.1, 0.5) * (1 if len(children) > 1 else 4))
        place, kills = chance.randrange(len(children)), kills + 1
        _end(children[place])
        children[place] = _child(folder, f"{seed}-again-{kills}", int(threads), began)
    for child in children:
        _end(child)
    print(kills)


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _child(folder: str, mark: str, threads: int, began: float) -> int:
    pid = os.fork()
    if pid:
        return pid
    file = os.open(Path(folder) / f"said-{mark}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(threads - 1):
        threading.Thread(target=_spend, args=(file, f"{mark}-{number}", began)).start()
    _spend(file, f"{mark}-{threads}", began)
    os._exit(0)


def _spend(file: int, mark: str, began: float) -> None:
    from leeway.core.cases import Reverse
    from leeway.core.message import Command
    from leeway.core.refusal import Refusal
    from leeway.ledger.handle import handle
    from tests.ledger.bank import CUSTOMERS, NOON, REPS, decide, hear

    chance = random.Random(mark)

    def say(command: Command, command_id: str) -> bool:
        try:
            handle(command, command_id=command_id)
        except Refusal:
            os.write(file, f"refused {command_id}\n".encode())
            return False
        except Exception as error:
            os.write(file, f"failed {command_id} {error!r}\n".encode())
            return False
        os.write(file, f"done {command_id}\n".encode())
        return True

    number = 0
    while True:
        number += 1
        case, rep = f"k{mark}-{number}", chance.choice(REPS)
        at = NOON + timedelta(hours=8 * (time.monotonic() - began) + chance.uniform(-1, 1))
        say(hear(case, rep, chance.choice(CUSTOMERS), at), f"hear-{case}")
        if say(decide(case, rep, f"d{case}", at, chance.randint(1, 3_000)), f"decide-{case}") and chance.random() < 0.2:
            say(Reverse(at=at, by=rep, case=case, decision=f"d{case}", reason="w"), f"reverse-{case}")


if __name__ == "__main__":
    main(*sys.argv[1:])

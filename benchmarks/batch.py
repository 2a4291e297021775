"""`leeway may --requests` on a million lines: lines a second and peak memory, in a process of its own."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

LINES = 1_000_000
LONGEST = 150.0  # seconds; after it, what was answered until then is reported
GUIDELINE = Path(__file__).parents[1] / "examples" / "harbour-bank.guideline.yaml"
COMMAND = "import sys; from leeway.cli.main import main; main(prog_name='leeway')"


def run(folder: Path) -> str:
    """Return the table as Markdown."""
    file, answers = folder / "requests.jsonl", folder / "answers.jsonl"
    _write(file, LINES)
    arguments = ["may", "--guideline", str(GUIDELINE), "--requests", str(file)]
    began, before = time.perf_counter(), _of_children()
    memory = 0.0
    with answers.open("wb") as out:
        running = subprocess.Popen([sys.executable, "-c", COMMAND, *arguments], stdout=out)
        while running.poll() is None and time.perf_counter() - began < LONGEST:
            memory = max(memory, _memory(running.pid))
            time.sleep(0.25)
        took = time.perf_counter() - began
        running.terminate()
        running.wait()
    computed = _of_children() - before
    with answers.open("rb") as written:
        done = sum(1 for _ in written)
    answers.unlink()
    file.unlink()
    return f"""# `leeway may --requests`

Lines for `examples/harbour-bank.guideline.yaml`: 20,000 customers, a case for each line, three kinds, two people; what
is allowed is committed, so that the windows fill as it goes. After {LONGEST:.0f} seconds it is ended, and the seconds
for a million are worked out from the lines that were answered. A large file is shared by two processes where there are
two processors. Computing: the processor's time of both, which hangs less on what else runs. `make bench` writes this.

| lines answered | seconds | lines/s | seconds for a million | computing for a million (s) | peak memory (MB) |
| ---: | ---: | ---: | ---: | ---: | ---: |
| {done:,} of {LINES:,} | {took:,.1f} | {done / took:,.0f} | {_of_million(took, done)} | {_of_million(computed, done)} \
| {memory:,.0f} |

Python {platform.python_version()}, {os.cpu_count()} processors.
"""


def _of_million(seconds: float, lines: int) -> str:
    return f"{seconds / lines * 1_000_000:,.1f}" if lines else "-"


def _of_children() -> float:
    """Seconds that ended child processes have computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: int) -> float:
    """What a process and its children use now, in MB, each page that they share in part; 0 where none tells."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
    return own + sum(_memory(int(child)) for child in children)


def _write(file: Path, count: int) -> None:
    random, at = Random(1), datetime(2026, 3, 2, 8, tzinfo=UTC)
    with file.open("w", encoding="utf-8") as out:
        for number in range(count):
            at += timedelta(seconds=random.randrange(60))
            line = {
                "id": f"r{number}", "at": at.isoformat().replace("+00:00", "Z"),
                "person": random.choice(["henry", "ana"]),
                "kind": random.choice(["refund", "refund", "callback", "replacement"]), "commit": True,
                "customer": f"c{random.randrange(20_000)}", "case": f"k{number}", "facts": {"case.our_fault": True},
            }  # fmt: skip
            if line["kind"] != "callback":
                line["amount"] = str(random.randrange(1, 3))
            out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        print(run(Path(home)))

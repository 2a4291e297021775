"""Runs the benchmarks named (all where none is) and writes the table of each to `benchmarks/results/`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="leeway-bench-") as home:
        os.environ |= {"LEEWAY_HOME": home, "DJANGO_SETTINGS_MODULE": "leeway.config.settings"}
        os.environ.pop("LEEWAY_DATABASE_URL", None)
        django.setup()
        from benchmarks import batch, clock, door, earlier, mail, size, verdicts

        known = {each.__name__.rpartition(".")[2]: each for each in (verdicts, size, batch, door, earlier, clock, mail)}
        RESULTS.mkdir(exist_ok=True)
        for name in sys.argv[1:] or known:
            if name not in known:
                sys.exit(f"{name} is no benchmark; take from {', '.join(known)}.")
            print(f"{name} ...", flush=True)
            table = known[name].run(Path(home))
            (RESULTS / f"{name}.md").write_text(table, encoding="utf-8")
            print(table)


if __name__ == "__main__":
    main()

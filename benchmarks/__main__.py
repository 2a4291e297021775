"""Runs every benchmark and writes its table to `benchmarks/results/`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="leeway-bench-") as home:
        os.environ |= {"LEEWAY_HOME": home, "DJANGO_SETTINGS_MODULE": "leeway.config.settings"}
        os.environ.pop("LEEWAY_DATABASE_URL", None)
        django.setup()
        from benchmarks import batch, door, earlier, size, verdicts

        RESULTS.mkdir(exist_ok=True)
        for benchmark in (verdicts, size, batch, door, earlier):
            name = benchmark.__name__.rpartition(".")[2]
            print(f"{name} ...", flush=True)
            table = benchmark.run(Path(home))
            (RESULTS / f"{name}.md").write_text(table, encoding="utf-8")
            print(table)


if __name__ == "__main__":
    main()

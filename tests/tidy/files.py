"""Which files the tidy tests read: all that git knows or would add."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Files of the work tree that are not ignored, by git patterns; all where none is given."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted({ROOT / line for line in listed if (ROOT / line).is_file()}))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()

"""Writing the answer: all of it or nothing, and never half a file where a whole one stood."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from leeway.whatif.bad_input import BadInput, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_all(texts: Mapping[Path, str]) -> None:
    """Each text to a temporary file beside its place first, then all renamed; or BadInput and nothing left."""
    waiting: dict[Path, Path] = {}
    try:
        for place, text in texts.items():
            if place.exists() and not place.is_file():
                _write(place, text, "w")  # a pipe or a device cannot be renamed over
                continue
            real = place.resolve()
            waiting[real] = real.with_name(f".{real.name}.{os.getpid()}.tmp")
            _write(waiting[real], text, "x")
        for place, temporary in waiting.items():
            temporary.replace(place)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BadInput(
            f"{quoted(str(place))} cannot be written ({reason}); name a file in a folder of yours."
        ) from None
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _write(place: Path, text: str, mode: str) -> None:
    with place.open(mode, encoding="utf-8") as file:
        file.write(text)

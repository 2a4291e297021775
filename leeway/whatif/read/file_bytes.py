"""A file's bytes, unpacked and known to be UTF-8 text in lines, read once, with a limit on everything."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from leeway.whatif.bad_input import BadInput, shown

if TYPE_CHECKING:
    from pathlib import Path

Progress = Callable[[float], None]
CHUNK = 1 << 20
MOST_LINE = 1 << 20
MOST_BYTES = 4 << 30
GZIP = b"\x1f\x8b"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_bytes(path: Path, progress: Progress) -> tuple[bytes, str]:
    """The text as UTF-8 bytes without its byte order mark, and the SHA-256 of the file as it lies there.

    `progress` gets the share of the file that is read, 0 to 1.
    """
    name = shown(path.name)
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            packed = file.read(2) == GZIP
            file.seek(0)
            if path.suffix.lower() == ".gz" and not packed and size:
                raise BadInput(f"{name} is named .gz but is not gzip; name it .csv if it is plain text.")
            text = _checked(name, _unpacked(file) if packed else file, lambda: progress(file.tell() / max(size, 1)))
            file.seek(0)
            return text, hashlib.file_digest(file, "sha256").hexdigest()
    except EOFError:
        raise BadInput(f"{name} is cut off in the middle of its gzip; copy or download it again.") from None
    except (gzip.BadGzipFile, zlib.error):
        raise BadInput(f"{name} is damaged: its gzip does not unpack; copy or download it again.") from None
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise BadInput(f"The log {name} cannot be read ({reason}); name a CSV file that exists.") from None


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]  # it reads like one


def _checked(name: str, file: IO[bytes], tick: Callable[[], None]) -> bytes:
    """All bytes, each chunk looked at before the next is read: a bad file of any size is refused early."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    text = bytearray()
    line_so_far = 0
    while chunk := file.read(CHUNK):
        if not text:
            _refuse_utf_16(name, chunk)
        if (nul := chunk.find(b"\0")) >= 0:
            line = text.count(b"\n") + chunk.count(b"\n", 0, nul) + 1
            raise BadInput(f"{name}, line {line:,}: a NUL byte; a CSV is plain text, export it again.")
        _decode(name, decoder, text, chunk)
        first = chunk.find(b"\n")
        if line_so_far + (len(chunk) if first < 0 else first) > MOST_LINE:
            line = text.count(b"\n") + 1
            raise BadInput(f"{name}, line {line:,}: longer than {MOST_LINE:,} bytes; a log has one event per line.")
        line_so_far = line_so_far + len(chunk) if first < 0 else len(chunk) - chunk.rfind(b"\n") - 1
        text += chunk
        if len(text) > MOST_BYTES:
            raise BadInput(f"{name} unpacks to more than {MOST_BYTES >> 30} GiB; split it by time and run each part.")
        tick()
    _decode(name, decoder, text, b"")
    return bytes(text.removeprefix(codecs.BOM_UTF8))


def _refuse_utf_16(name: str, chunk: bytes) -> None:
    """By its mark, or by zero at every second byte of the beginning."""
    start = chunk[:64]
    if start[:2] in UTF_16 or (len(start) >= 4 and (not any(start[1::2]) or not any(start[::2]))):
        raise BadInput(f"{name} is UTF-16; save it as UTF-8.")


def _decode(name: str, decoder: codecs.IncrementalDecoder, before: bytearray, chunk: bytes) -> None:
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        bad = error.object[error.start]
        line = before.count(b"\n") + error.object.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{name}, line {line:,}: byte 0x{bad:02X} is not UTF-8 (perhaps Latin-1 or Windows-1252); save it as UTF-8."
        ) from None

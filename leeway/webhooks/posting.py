"""One request to a receiver: signed, within ten seconds all in all, no redirect followed, no answer's body read."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ssl
from functools import cache
from urllib.parse import urlsplit

import httpx2

from leeway.webhooks.addresses import NotOutsideError, resolved

SECONDS = 10.0
CONNECT_SECONDS = 4.0  # to one address; the next one of the name is tried after it


def signature(secret: str, id_: str, time: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 of `id.time.body` in hexadecimal."""
    signed = f"{id_}.{time}.".encode() + body
    return f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def post(url: str, headers: dict[str, str], body: bytes, *, private: bool) -> str:
    """What came of it: the receiver's HTTP status, or a code of ours where there was none."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = resolved(host, port, private=private)
    except NotOutsideError:
        return "private_address"
    except (OSError, UnicodeError):
        return "unknown_host"
    try:
        return asyncio.run(_within_the_time(url, addresses, headers, body))
    except TimeoutError:
        return "too_slow"


async def _within_the_time(url: str, addresses: list[str], headers: dict[str, str], body: bytes) -> str:
    async with asyncio.timeout(SECONDS):
        status = "no_connection"
        for address in addresses:
            status = await _to(address, url, headers, body)
            if status != "no_connection":
                break
        return status


async def _to(address: str, url: str, headers: dict[str, str], body: bytes) -> str:
    """Connect to the address that was looked at, and to no other; the certificate is that of the name."""
    named = httpx2.URL(url)
    extensions = {"sni_hostname": named.host} if named.scheme == "https" else {}
    client = httpx2.AsyncClient(
        verify=_certificates(), trust_env=False, follow_redirects=False,
        timeout=httpx2.Timeout(SECONDS, connect=CONNECT_SECONDS),
    )  # fmt: skip
    host = named.netloc.decode("ascii")
    try:
        async with (
            client,
            client.stream(
                "POST", named.copy_with(host=address), content=body, headers={**headers, "Host": host},
                extensions=extensions,
            ) as answer,
        ):  # fmt: skip
            return str(answer.status_code)
    except (httpx2.ConnectError, httpx2.ConnectTimeout):
        return "no_connection"
    except httpx2.TimeoutException:
        return "too_slow"
    except (httpx2.HTTPError, httpx2.InvalidURL):
        return "broken_answer"


@cache
def _certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context()

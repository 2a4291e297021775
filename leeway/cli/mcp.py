"""`leeway mcp`: the MCP server for an assistant."""

from __future__ import annotations

import os
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click


@click.command()
@click.option("--url", metavar="URL", help="A running Leeway; LEEWAY_URL or http://127.0.0.1:8000 if left out.")
@click.option(
    "--guideline", "file", type=click.Path(path_type=Path), metavar="FILE", help="Answer questions from a file alone."
)
@click.option("--person", metavar="PERSON", help="With --guideline: who the assistant is in the file.")
@click.option("--http", "port", type=click.IntRange(1, 65535), metavar="PORT", help="Streamable HTTP on 127.0.0.1.")
def mcp(url: str | None, file: Path | None, person: str | None, port: int | None) -> None:
    """Serve an assistant over MCP: on standard input and output, or with --http on a port of this machine.

    It acts as the person of the token in LEEWAY_TOKEN, over the API of a running Leeway, and records all it does as its
    own. With --http, whoever connects has to send that same token. With --guideline it answers may, what and who from
    a file: without a token, without a database, and without anything that happens.
    """
    from leeway.mcp.server import server_for

    source = _from_file(file, person) if file else _over_the_api(url)
    server = server_for(source)
    if port is None:
        server.run("stdio")
        return
    token = os.environ.get("LEEWAY_TOKEN", "")
    if not token:
        raise click.UsageError("Set LEEWAY_TOKEN: whoever connects over http has to send it.")
    _serve(server, port, token)


def _over_the_api(url: str | None) -> Any:
    from leeway.mcp.over_the_api import OverTheApi, is_loopback

    url = url or os.environ.get("LEEWAY_URL") or "http://127.0.0.1:8000"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise click.UsageError(f"--url {url!r} is no address; write one such as https://leeway.example.org.")
    if parts.scheme == "http" and not is_loopback(url):
        raise click.UsageError(f"--url {url!r} would send the token unprotected; use https:// beyond this machine.")
    token = os.environ.get("LEEWAY_TOKEN", "")
    if not token:
        raise click.UsageError("Set LEEWAY_TOKEN to the token of the agent: leeway token add AGENT --scope may:read")
    return OverTheApi(url, token)


def _from_file(file: Path, person: str | None) -> Any:
    from leeway.cli.guideline import line, read
    from leeway.core.authority import Severity
    from leeway.mcp.from_a_file import FromAFile

    if person is None:
        raise click.UsageError("--guideline needs --person: who the assistant is in the file.")
    guideline, problems = read(file)
    for problem in problems:
        if problem.severity is not Severity.WARNING:
            click.echo(line(file, problem), err=True)
    if guideline is None:
        raise click.ClickException(f"{file} is not a valid guideline.")
    if guideline.person(person) is None:
        known = ", ".join(each.id for each in guideline.people[:20])
        raise click.UsageError(f"--person {person!r} is nobody in the file; it knows {known}.")
    return FromAFile(guideline, file.read_text(encoding="utf-8-sig"), person)


def _serve(server: Any, port: int, token: str) -> None:
    import uvicorn

    app = server.streamable_http_app(host="127.0.0.1")

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        """Nobody gets in without the token, whatever runs on this machine."""
        if scope["type"] == "http":
            sent = dict(scope["headers"]).get(b"authorization", b"")
            if not compare_digest(sent, f"Bearer {token}".encode()):
                headers = [(b"www-authenticate", b'Bearer realm="leeway"'), (b"content-length", b"0")]
                await send({"type": "http.response.start", "status": 401, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
        await app(scope, receive, send)

    click.echo(f"MCP on http://127.0.0.1:{port}/mcp", err=True)
    uvicorn.run(guarded, host="127.0.0.1", port=port, log_level="warning", access_log=False)

"""`leeway serve`: what listens, what it believes of a proxy, and what it says where it cannot listen."""

from __future__ import annotations

import http.client
import re
import signal
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from leeway.cli.serve import url
from tests.cli.running import begin, ended, leeway, serving

SITE = "https://leeway.example.org"
PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "leeway.example.org"}


def ask(port: int, path: str, headers: dict[str, str], send: dict[str, str] | None = None) -> tuple[int, Any, str]:
    """GET, or POST where there is something to send."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    if send is None:
        connection.request("GET", path, headers=headers)
    else:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode(send), {**headers, **form})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def sign_in(port: int, address: str, origin: str, headers: dict[str, str]) -> int:
    """The status that a wrong password gets, sent from `address` as a proxy would say."""
    headers = {**headers, "X-Forwarded-For": address, "Origin": origin, "Referer": f"{origin}/sign-in"}
    _, found, page = ask(port, "/sign-in", headers)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    cookie = found["Set-Cookie"].partition(";")[0]
    fields = {"username": "henry", "password": "wrong", "csrfmiddlewaretoken": token[1]}
    return ask(port, "/sign-in", {**headers, "Cookie": cookie}, fields)[0]


def test_behind_a_proxy_it_believes_what_the_proxy_says(tmp_path: Path) -> None:
    with serving(tmp_path, "--no-clock", LEEWAY_BEHIND_PROXY="yes", LEEWAY_URL=SITE) as port:
        status, headers, _ = ask(port, "/sign-in", PROXIED)
        assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
        assert ask(port, "/sign-in", {**PROXIED, "X-Forwarded-Host": "elsewhere.example.net"})[0] == 400
        tried = [sign_in(port, "192.0.2.1, 203.0.113.7", SITE, PROXIED) for _ in range(6)]
        assert tried[0] == 422
        assert tried[-1] == 429, "five tries from one address"
        assert sign_in(port, "203.0.113.7, 203.0.113.8", SITE, PROXIED) == 422, "another address has its own five"


def test_without_a_proxy_nobody_can_choose_their_address_scheme_or_host(tmp_path: Path) -> None:
    with serving(tmp_path, "--no-clock") as port:
        origin = f"http://127.0.0.1:{port}"
        status, headers, _ = ask(port, "/sign-in", {**PROXIED, "X-Forwarded-Host": "elsewhere.example.net"})
        assert (status, headers["Strict-Transport-Security"]) == (200, None)
        tried = [sign_in(port, f"203.0.113.{number}", origin, {}) for number in range(6)]
        assert (tried[0], tried[-1]) == (422, 429), "one address, whatever it says of itself"


@pytest.mark.parametrize("number", ["0", "65536", "eighty"])
def test_what_is_no_port_is_wrong_usage(number: str) -> None:
    said = leeway("serve", "--port", number)
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Invalid value for '--port'" in said.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid"])
def test_where_it_cannot_listen_it_says_so(tmp_path: Path, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, out, error = ended(begin("serve", "--host", host, "--port", str(port), home=tmp_path))
    assert (status, out) == (2, "")
    assert re.search(
        rf"Error: Port {port} on {host} cannot be used \(.+\)\. Name another one with --port, or another --host\.\n$",
        error,
    )


def test_it_says_where_to_look_and_that_it_stopped(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    process = begin("serve", "--port", str(port), home=tmp_path, LEEWAY_DEMO="yes")
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGINT)
    status, out, error = ended(process)
    assert lines[0] == f"Leeway is at http://127.0.0.1:{port}\n"
    assert lines[1].endswith(f": http://127.0.0.1:{port}/demo\n")
    assert (status, out, error) == (0, "Stopped.\n", "")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("desk.example.org", "http://desk.example.org:8000"),
    ],
)
def test_the_address_is_one_that_a_browser_finds(host: str, address: str) -> None:
    assert url(host, 8000) == address

"""Reading any bytes: it never fails, never takes long, never runs or loads anything."""

from __future__ import annotations

import time
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leeway.mail import sorts
from leeway.mail.addresses import reply_address
from leeway.mail.html import safe, to_text
from leeway.mail.keeping import identity
from leeway.mail.reading import content_of, read
from tests.desk.harbour import client_of, heard
from tests.mail.mails import came, report, written

HEADERS = (b"From", b"To", b"Subject", b"Content-Type", b"Content-Transfer-Encoding", b"References", b"Message-ID")
PIECES = (
    b"=?utf-8?b?4pyT?=", b"=?x-odd?q?=FF?=", b"multipart/mixed; boundary=x", b"--x\r\n", b"--x--", b"\0", b"\xff\xfe",
    b"text/html; charset=utf-7", b"base64", b"<a@b>", b"a@b.test", b"\r\n ", b"message/rfc822", b"\xed\xa0\x80",
    b"\r\n\r\n",
    b"multipart/report; report-type=delivery-status; boundary=x", b"message/delivery-status", b"name*0*=utf-8''%ff",
)  # fmt: skip
value = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=8).map(b"".join)
lines = st.lists(st.tuples(st.sampled_from(HEADERS), value).map(lambda pair: pair[0] + b": " + pair[1]), max_size=8)
mails = st.one_of(st.binary(max_size=400), st.tuples(lines, value).map(lambda p: b"\r\n".join([*p[0], b"", p[1]])))


@given(mails)
@example(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 50)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_to_text_that_can_be_kept(raw: bytes) -> None:
    found = read(raw)
    told = [
        found.text,
        found.words,
        found.subject,
        found.name,
        found.address,
        found.html,
        *(f.name for f in found.files),
    ]
    for text in told:
        assert "\0" not in text
        text.encode()
    assert "\n" not in found.subject + found.name + found.address
    sorts.bounce(found)
    sorts.automatic(found, False)
    for each in found.files:
        content_of(raw, each.place)
    mail = b"From: a@b.test\r\n" + raw
    assert identity(mail) == identity(b"Received: from x\r\n\tby y\r\n" + mail)


def nested(depth: int) -> bytes:
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return b"From: a@b.test\r\n" + opened + b"Content-Type: text/plain\r\n\r\nDeep down.\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        nested(5_000),
        b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nhi\r\n" * 20_000,
        b"From: a@b.test\r\nReferences: " + b"<a@b> " * 200_000 + b"\r\n\r\nhi",
        b"From: " + b"a@b.test, " * 100_000 + b"\r\n\r\nhi",
        b"From: a@b.test\r\nContent-Type: text/plain" + b"; a=b" * 100_000 + b"\r\n\r\nhi",
        b"X: y\r\n" * 100_000 + b"\r\nhi",
        b"From: a@b.test\r\n\r\n" + b"On " * 200_000,
        b"From: a@b.test\r\n\r\n" + b"\n" * 400_000,
        b"From: a@b.test\r\nContent-Type: text/html\r\n\r\n" + b"<blockquote>" * 100_000,
    ],
    ids=["deep", "many parts", "references", "senders", "parameters", "headers", "words", "lines", "html"],
)
def test_a_mail_made_to_be_slow_is_read_all_the_same(raw: bytes) -> None:
    began = time.monotonic()
    read(raw)
    assert time.monotonic() - began < 20, "a bound against hanging, not a measurement"


def test_charsets_that_are_odd_or_wrong() -> None:
    head = b"From: a@b.test\r\nContent-Type: text/plain; charset="
    for charset, text in (("iso-8859-1", "Größe"), ("windows-1252", "“ja” €"), ("gb18030", "你好"), ("koi8-r", "Да")):
        assert read(head + charset.encode() + b"\r\n\r\n" + text.encode(charset)).text == text
    for charset in (b"no-such-charset", b"ascii", b"unknown-8bit", b'"'):
        assert read(head + charset + b"\r\n\r\n" + "Größe €".encode()).text == "Größe €"
    assert read(b"From: a@b.test\r\nSubject: =?utf-8?q?Gr=C3=B6=C3=9Fe?= =?no-such?q?x?=\r\n\r\n").subject == "Größex"


REPLIES = (
    ("Yes.\n\nOn Tue, Mar 3, 2026 at 10:00 AM Henry <help@harbour.test> wrote:\n\n> Is it?\n", "Yes."),
    ("Ja.\n\nAm 3. März 2026 um 10:00 schrieb Henry <h@x.test>:\n> Ist es?\n", "Ja."),
    ("It is.\n\n> Is it right?\n\n-- \nNoor", "It is."),
    ("> only a quote", "> only a quote"),
    ("word " * 1000 + "\n\n> quoted\n" * 300, ("word " * 1000).strip()),
)


@pytest.mark.parametrize(("whole", "words"), REPLIES, ids=range(len(REPLIES)))
def test_quotes_and_signatures_are_taken_off_and_stay_readable(whole: str, words: str) -> None:
    found = read(written(text=whole))
    assert found.words == words
    assert whole.split()[-1] in found.text


@given(st.text(max_size=200))
@example("<img src=http://t.test/x.gif onerror=alert(1)><script>alert(1)</script>")
@example("<a href='javascript:alert(1)' style='x'>x</a><svg/onload=alert(1)><iframe src=//t.test>")
@settings(max_examples=200, deadline=None)
def test_html_is_made_safe(text: str) -> None:
    for html in (text, f"<p {text}>", f"<a href='{text}'>"):
        made = safe(html).lower()
        assert not any(
            each in made for each in ("<script", "<img", "<svg", "<iframe", "<style", 'href="javascript', 'href="data:')
        )
        to_text(html)


def with_files() -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Subject"], mail["Message-ID"] = "noor@customer.test", "Files", "<files@customer.test>"
    mail.set_content("See below.")
    mail.add_alternative("<p>See <img src='cid:pic'> below.</p>", subtype="html")
    mail.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename="../../a\u202e.html")
    mail.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", filename="pic.png", cid="<pic>", disposition="inline"
    )
    mail.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    for n in range(30):
        mail.add_attachment(b"x", maintype="text", subtype="plain", filename=f"{n}.txt")
    return mail.as_bytes()


def test_files_are_listed_up_to_a_limit_and_nothing_in_them_is_opened() -> None:
    found = read(with_files())
    assert [(each.name, each.cid) for each in found.files[:3]] == [
        (".._.._a\u202e.html", ""), ("pic.png", "pic"), ("winmail.dat", ""),
    ] or found.files[0].name.endswith(".html")  # fmt: skip
    assert "/" not in found.files[0].name
    assert len(found.files) == 20
    assert (found.text, "<img" in found.html) == ("See below.", False)
    assert content_of(with_files(), found.files[2].place) == b"\x78\x9f\x3e\x22"


@pytest.mark.usefixtures("bank", "mail")
def test_a_file_is_saved_and_never_shown_and_only_by_who_may_see_the_case() -> None:
    row = heard()
    raw = b"To: " + reply_address(row.number).encode() + b"\r\n" + with_files()
    message = came(raw)
    assert message.case == row.id
    path = f"/cases/{row.number}/mails/{message.id}"
    place = message.attachments.order_by("place")[0].place
    answer = client_of("henry").get(f"{path}/files/{place}")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client_of("henry").get(f"{path}/files/9999").status_code == 404
    other = heard(by="lotte", customer="c-tomas")
    for who, where in (("lotte", path), ("ines", path), ("henry", f"/cases/{other.number}/mails/{message.id}")):
        assert client_of(who).get(where).status_code in (403, 404)
        assert client_of(who).get(f"{where}/files/{place}").status_code in (403, 404)
    assert Client(SERVER_NAME="localhost").get(f"{path}/files/{place}").status_code == 302


def test_a_report_is_read_whatever_it_reports() -> None:
    found = sorts.bounce(read(report("<x@harbour.test>")))
    assert found
    assert ("<x@harbour.test>" in found.about, found.status, found.failed) == (True, "5.1.1", True)
    late = sorts.bounce(read(report("<x@harbour.test>", action="delayed")))
    assert late
    assert not late.failed


def test_thirty_megabytes_are_read() -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "a@b.test"
    mail.set_content("Large.")
    mail.add_attachment(b"\x00" * 22_000_000, maintype="application", subtype="zip", filename="all.zip")
    raw = mail.as_bytes()
    assert len(raw) > 29_000_000
    found = read(raw)
    assert (found.text, found.files[0].size) == ("Large.", 22_000_000)

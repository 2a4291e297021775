"""What goes out, through a real SMTP server."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from django.test import Client
from django.utils import timezone

from leeway.clock.sending import send_waiting
from leeway.core.cases import AskCustomer, OfferHandoff
from leeway.core.cases.handoffs import AcceptHandoff
from leeway.ledger.models import Outbox
from leeway.ledger.outbox import PATIENCE
from leeway.mail.addresses import case_number, reply_address
from leeway.mail.models import Delivery
from leeway.people.models import Customer, Person
from leeway.projections.cases import CaseRow
from tests.desk.customers import note, promised, words
from tests.desk.harbour import decided, do, heard
from tests.mail.servers import Taken

pytestmark = pytest.mark.usefixtures("bank")


def sent(post: Taken, place: int = -1) -> EmailMessage:
    return cast(EmailMessage, email.message_from_bytes(post.mails[place][2], policy=default))


def text(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def send(later: timedelta = timedelta()) -> int:
    return send_waiting(timezone.now() + later)


def test_what_a_command_says_is_one_letter_with_the_owners_name_and_a_direct_way(post: Taken) -> None:
    row = heard()
    assert send() == 1
    decided(row)
    note(row, "customer", "I have looked into it.\nYour card works again.")
    note(row, "inside", "They were cross.")
    promised(row, "a new card")
    assert send() == 3
    assert [to for _, to, _ in post.mails] == [["noor@customer.test"]] * 4
    for each in range(4):
        mail = sent(post, each)
        assert str(mail["from"]) == '"Henry Jansen, Harbour Bank" <help@harbour.test>'
        assert case_number(mail["reply-to"].addresses[0].addr_spec) == row.number
        for body in (text(mail), text(mail, "html")):
            assert "Henry Jansen looks after this" in body
            assert "020 555 01 42" in body
            assert "henry@harbour.test" in body
        assert mail["auto-submitted"] is None
    assert "I have heard you." in text(sent(post, 0))
    assert "€186.40" in text(sent(post, 1))
    assert "/say/right-7" in text(sent(post, 1))
    assert "Your card works again." in text(sent(post, 2))
    assert "a new card, by" in text(sent(post, 3))
    assert not any(b"They were cross" in each for _, _, each in post.mails)


def test_letters_of_a_case_are_one_thread(post: Taken) -> None:
    row = heard()
    send()
    note(row, "customer", "A word.")
    send()
    first, second = sent(post, 0), sent(post, 1)
    assert second["in-reply-to"] == first["message-id"] == second["references"]
    assert re.fullmatch(r"<[a-z2-7]{32}@harbour\.test>", str(first["message-id"]))
    assert first["message-id"] != second["message-id"]


def test_the_new_owner_is_named_once_the_case_is_accepted(post: Taken) -> None:
    row = heard()
    pack, rows = words(row, "henry", "All of it.")
    do(OfferHandoff(at=timezone.now(), by="henry", case=row.id, to="mia", pack=pack), rows)
    send()
    assert not any(b"Mia" in each for _, _, each in post.mails)
    do(AcceptHandoff(at=timezone.now(), by="mia", case=row.id))
    send()
    assert "Mia Brandt looks after you now, and knows all that you told Henry Jansen." in text(sent(post))
    assert str(sent(post)["from"]).startswith('"Mia Brandt, Harbour Bank"')


def test_the_question_goes_out_by_mail_only_where_it_was_asked_by_mail(post: Taken) -> None:
    row = decided(heard())
    send()
    before = len(post.mails)
    do(AskCustomer(at=timezone.now(), by="henry", case=row.id, channel="phone"))
    send()
    assert len(post.mails) == before
    do(AskCustomer(at=timezone.now(), by="henry", case=row.id, channel="mail"))
    send()
    assert "Is it right for you now?" in text(sent(post))


@pytest.mark.parametrize(
    "name", ["Noor\r\nBcc: all@bank.test", "Noor\nX: y\0", '"Noor" <boss@bank.test>,', "\x1b[2J", "名前 é"]
)
def test_a_name_begins_no_header(post: Taken, name: str) -> None:
    Customer.objects.filter(id="c-noor").update(name=name)
    Person.objects.filter(id="henry").update(name=name)
    heard()
    assert send() == 1
    assert post.mails[0][1] == ["noor@customer.test"]
    mail = sent(post)
    assert {each.lower() for each, _ in mail.items()} == {
        "from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type",
    }  # fmt: skip
    assert [each.addr_spec for each in mail["to"].addresses] == ["noor@customer.test"]


def test_without_an_address_nothing_is_sent_and_that_is_said(post: Taken) -> None:
    heard(customer="c-tomas")
    send()
    assert post.mails == []
    assert Delivery.objects.get().state == "no_address"


def test_without_a_server_no_letter_is_written(mail: Any) -> None:
    heard()
    assert Outbox.objects.count() == 0
    assert send() == 0


def test_a_server_that_is_away_is_tried_again_and_one_that_says_no_is_not(post: Taken) -> None:
    row = heard()
    post.answer = "451 later"
    assert send() == 0
    assert Delivery.objects.get().state == "waiting"
    post.answer = "250 OK"
    assert send(PATIENCE) == 1
    assert Delivery.objects.get().state == "sent"
    post.to = "550 5.1.1 nobody of that name"
    note(row, "customer", "A word.")
    assert send() == 1
    lost = Delivery.objects.get(state="bounced")
    assert (lost.status, len(post.mails)) == ("550", 1)


def test_a_reply_address_with_another_signature_is_none_of_ours(mail: Any) -> None:
    right = reply_address(7)
    assert case_number(right) == 7
    assert case_number(right.upper()) == 7
    assert case_number(right.replace("case+7.", "case+8.")) is None
    assert case_number(right.replace("case+7.", "case+07.")) is None
    assert case_number(right.replace("harbour.test", "elsewhere.test")) is None
    assert case_number(right[:-16] + "aaa@harbour.test") is None
    mail.SECRET_KEY = "another" * 8
    assert case_number(right) is None


def links(post: Taken) -> dict[str, str]:
    found = re.findall(r"http://\S+(/c/\S+/say/(\S+))", text(sent(post)))
    return {says: path for path, says in found}


def test_a_link_confirms_nothing_until_its_button_is_pressed(post: Taken) -> None:
    row = decided(heard())
    send()
    found = links(post)
    assert set(found) == {"right", "not-yet", *(f"right-{n}" for n in range(1, 8))}
    scanner = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    for path in found.values():
        assert scanner.get(path).status_code == 200
        assert scanner.head(path).status_code == 200
        assert scanner.post(path, {"felt": "yes"}).status_code in (403, 405)
    page = f"{found['right'].rpartition('/say/')[0]}/answer"
    assert scanner.post(page, {"felt": "yes", "command_id": "a" * 32}).status_code == 403
    assert CaseRow.objects.get(id=row.id).state == "DONE"


def press(path: str) -> Any:
    browser = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    page = browser.get(path).content.decode()
    assert "<script" not in page.partition("<main")[2]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    action = re.search(r'action="([^"]+)"', page)
    assert action
    return browser.post(action[1], fields)


SAYS = [("right", "CONFIRMED", None), ("right-5", "CONFIRMED", 5), ("not-yet", "HEARD", None)]


@pytest.mark.parametrize(("says", "state", "easy"), SAYS)
def test_the_button_says_it_without_signing_in_and_without_a_script(
    post: Taken, says: str, state: str, easy: int | None
) -> None:
    from leeway.ledger.models import Fact

    row = decided(heard())
    send()
    assert press(links(post)[says]).status_code == 302
    assert CaseRow.objects.get(id=row.id).state == state
    assert Fact.objects.get(name="result.given").data["easy"] == easy
    again = Client(SERVER_NAME="localhost").get(links(post)["right"])
    assert again.status_code == 302, "there is nothing left to say"


def test_a_link_that_ended_says_so(post: Taken) -> None:
    from leeway.people.models import CustomerLink

    decided(heard())
    send()
    CustomerLink.objects.update(revoked_at=timezone.now())
    assert Client(SERVER_NAME="localhost").get(links(post)["right"]).status_code == 410


def test_the_settings_show_no_password() -> None:
    from leeway.config.mail import Server

    assert "hidden" not in repr(replace(Server("h", 1, "tls", "u", ""), password="hidden"))

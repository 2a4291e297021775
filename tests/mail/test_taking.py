"""What comes in, and where it lands: only its customer's words land on a case, and they confirm nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone

from leeway.clock.sending import send_waiting
from leeway.ledger.models import Fact
from leeway.mail.addresses import reply_address
from leeway.mail.keeping import keep
from leeway.mail.models import Delivery, Message
from leeway.mail.taking import take_waiting
from leeway.people.erasing import erase
from leeway.people.models import Customer, Words
from leeway.projections.cases import CaseRow
from tests.desk.customers import note
from tests.desk.harbour import client_of, decided, heard, open_bank
from tests.desk.pages import text
from tests.mail.mails import came, report, written
from tests.mail.servers import Taken
from tests.stores import Store

pytestmark = pytest.mark.usefixtures("mail")


def on_cases() -> list[str]:
    return [fact.data["case"] for fact in Fact.objects.filter(name="message.received")]


@pytest.mark.usefixtures("bank")
def test_a_reply_to_the_signed_address_lands_on_the_case_and_its_owner_sees_it() -> None:
    row = decided(heard())
    message = came(written(to=reply_address(row.number), text="It is right, thank you!\n\n> Is it right?\n-- \nNoor"))
    assert (message.became, message.case, on_cases()) == ("case", row.id, [row.id])
    assert CaseRow.objects.get(id=row.id).state == "DONE", "a mail confirms nothing"
    assert Words.objects.filter(case=row.id, text="It is right, thank you!").exists()
    day, page = text(client_of("henry").get("/")), text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Noor wrote" in day
    assert "It is right, thank you!" in page
    assert "Is it right?" not in page
    assert "Noor wrote" not in text(client_of("mia").get("/"))
    whole = text(client_of("henry").get(f"/cases/{row.number}/mails/{message.id}"))
    assert "Is it right?" in whole
    client_of("henry").post(f"/cases/{row.number}/mails/read")
    assert "Noor wrote" not in text(client_of("henry").get("/"))


@pytest.mark.usefixtures("bank")
def test_what_answers_a_letter_of_ours_lands_on_its_case(post: Taken) -> None:
    row = heard()
    send_waiting(timezone.now())
    ours = Delivery.objects.get().message_id
    assert came(written(In_Reply_To=ours)).case == row.id
    assert came(written(text="Once more.", References=f"<x@y> {ours}")).case == row.id
    note(row, "customer", "I have it.")
    send_waiting(timezone.now())
    assert not Message.objects.filter(case=row.id, read_at=None).exists(), "who has answered has read it"


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("sender", ["A Friend <friend@elsewhere.test>", "Noor Verhagen <noor@customer.test.evil.test>"])
def test_a_strangers_mail_to_the_signed_address_lands_on_no_case(sender: str, post: Taken) -> None:
    row = heard()
    send_waiting(timezone.now())
    message = came(written(sender, reply_address(row.number), In_Reply_To=Delivery.objects.get().message_id))
    assert (message.became, on_cases()) == ("new", [])
    new = CaseRow.objects.get(id=message.case)
    assert (new.state, new.owner) == ("RECEIVED", "")
    assert new.customer != row.customer
    assert Customer.objects.get(id=new.customer).email == sender.partition("<")[2].rstrip(">")
    assert "Came in, heard by nobody yet" in text(client_of("mia").get("/"))


@pytest.mark.usefixtures("bank")
def test_a_known_customers_mail_without_a_trace_of_a_case_is_a_new_one_of_theirs() -> None:
    row = heard()
    message = came(written(subject=f"Case {row.number}", References="<made-up@harbour.test>"))
    assert (message.became, message.customer, on_cases()) == ("new", "c-noor", [])


@pytest.mark.usefixtures("bank")
def test_the_signed_address_of_another_case_opens_nothing() -> None:
    Customer.objects.filter(id="c-tomas").update(email="tomas@customer.test")
    noors, theirs = heard(), heard(customer="c-tomas")
    assert came(written("tomas@customer.test", reply_address(noors.number))).became == "new"
    forged = reply_address(theirs.number).replace(f"+{theirs.number}.", f"+{noors.number}.")
    assert came(written(to=forged)).became == "new"
    assert on_cases() == []


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    "head",
    [
        b"From: noor@customer.test, boss@elsewhere.test\r\n",
        b"From: noor@customer.test\r\nFrom: boss@elsewhere.test\r\n",
        b"From: boss@elsewhere.test\r\nSender: noor@customer.test\r\nReply-To: noor@customer.test\r\n",
        b'From: "noor@customer.test" <boss@elsewhere.test>\r\n',
        b"From: noor@customer.test <boss@elsewhere.test>\r\n",
        b"",
    ],
)
def test_a_sender_that_only_looks_like_the_customer_is_not(head: bytes) -> None:
    row = heard()
    came(head + f"To: {reply_address(row.number)}\r\n\r\nPay it to me.\r\n".encode())
    assert on_cases() == []


def test_the_same_mail_is_taken_once_however_it_comes(store: Store) -> None:
    open_bank()
    mails = [written("a@customer.test", text=f"Mail {n}", message_id=f"<{n}@c.test>") for n in range(6)]

    def fetch(way: int) -> None:
        try:
            for each in mails:
                keep(f"Received: by way {way}\r\nDelivered-To: {way}@x\r\n".encode() + each, datetime.now(UTC))
                take_waiting(timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(fetch, range(3)))
    take_waiting(timezone.now())
    assert Message.objects.count() == Fact.objects.filter(name="case.received").count() == len(mails)
    assert Customer.objects.filter(email="a@customer.test").count() == 1
    assert not Message.objects.filter(handled_at=None).exists()


@pytest.mark.usefixtures("bank")
def test_another_mail_of_the_same_message_id_is_another_mail() -> None:
    came(written("thief@elsewhere.test", text="First.", message_id="<one@customer.test>"))
    came(written(text="Second.", message_id="<one@customer.test>"))
    assert Fact.objects.filter(name="case.received").count() == 2


@pytest.mark.usefixtures("bank")
def test_a_bounce_is_a_line_for_the_owner_and_moves_nothing(post: Taken) -> None:
    row = heard()
    send_waiting(timezone.now())
    letter = Delivery.objects.get()
    assert came(report(letter.message_id, action="delayed")).became == "bounce"
    assert Delivery.objects.get().state == "sent"
    assert came(report(letter.message_id), envelope_from="").case == row.id
    assert (Delivery.objects.get().state, Delivery.objects.get().status) == ("bounced", "5.1.1")
    assert "did not reach Noor" in text(client_of("henry").get("/"))
    assert "did not reach Noor" in text(client_of("henry").get(f"/cases/{row.number}"))
    assert (send_waiting(timezone.now()), on_cases(), len(post.mails)) == (0, [], 1)


MACHINES = (
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated (vacation)"},
    {"Precedence": "auto_reply"},
    {"X_Autoreply": "yes"},
    {"Return_Path": "<>"},
)


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("head", MACHINES, ids=str)
def test_what_a_machine_answers_is_nobodys_words_and_is_not_answered(head: dict[str, str], post: Taken) -> None:
    row = heard()
    send_waiting(timezone.now())
    message = came(written(to=reply_address(row.number), text="I am away.", **head))
    assert (message.became, message.case, on_cases()) == ("automatic", row.id, [])
    assert "An automatic answer came from Noor" in text(client_of("henry").get(f"/cases/{row.number}"))
    assert came(written("robot@elsewhere.test", **head)).became == "automatic"
    send_waiting(timezone.now())
    assert len(post.mails) == 1


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("head", [{"Precedence": "bulk"}, {"List_Id": "<l.test>"}, {"X_Auto_Response_Suppress": "All"}])
def test_words_of_a_list_are_heard_and_not_answered(head: dict[str, str], post: Taken) -> None:
    assert came(written("a@list.test", **head)).became == "new"
    send_waiting(timezone.now())
    assert (len(post.mails), Delivery.objects.get().state) == (0, "held")


@pytest.mark.usefixtures("bank")
def test_two_machines_that_answer_each_other_stop(post: Taken) -> None:
    for turn in range(8):
        came(written("Robot <robot@elsewhere.test>", text=f"Your mail was received, number {turn}."))
        send_waiting(timezone.now())
    assert len(post.mails) == 3
    assert {sender for sender, _, _ in post.mails} == {"<>"}
    assert all(b"Auto-Submitted: auto-replied" in raw for _, _, raw in post.mails)


@pytest.mark.usefixtures("bank")
def test_an_erased_customer_leaves_no_address_and_no_word_in_mail(post: Taken) -> None:
    row = heard()
    send_waiting(timezone.now())
    mail = written(to=reply_address(row.number), text="Secret words.", subject="Secret matter")
    came(mail)
    erase("c-noor", timezone.now())
    left = [str(each) for table in (Message, Delivery) for each in table.objects.values()]
    left += [str(bytes(each.raw.content)) for each in Message.objects.select_related("raw")]
    assert not any(word in each for each in left for word in ("noor@", "Secret", "Noor"))
    assert client_of("henry").get(f"/cases/{row.number}").status_code == 200
    assert client_of("henry").get(f"/cases/{row.number}/mails/{Message.objects.get().id}").status_code == 200

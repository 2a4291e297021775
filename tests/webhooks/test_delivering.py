"""Facts reach a real server on this machine: signed, again until it takes them, and nobody waits for anybody else."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from leeway.clock.sending import send_waiting
from leeway.core.expectations import CostFelt
from leeway.ledger import codec
from leeway.ledger.models import Fact, Outbox
from leeway.webhooks import delivering, hooks, posting
from leeway.webhooks.delivering import WAITS, begin_due, deliver
from leeway.webhooks.models import Webhook, WebhookDelivery
from tests.api.client import Api
from tests.desk.harbour import decided, heard
from tests.webhooks.conftest import told
from tests.webhooks.receiver import Receiver, receiving, rightly_signed

pytestmark = pytest.mark.usefixtures("bank")


def deliver_all(hook: Webhook, later: timedelta = timedelta()) -> int:
    now = timezone.now() + later
    while send_waiting(now):
        pass
    return deliver(hook.id, lambda: now)


def test_each_fact_comes_once_signed_and_as_the_ledger_shows_it(receiver: Receiver) -> None:
    hook = told(receiver)
    before = Fact.objects.count()
    decided(heard())
    assert deliver_all(hook) == len(receiver.got) == Fact.objects.count() - before > 3
    shown = {each["id"]: each for each in Api("petra", "ledger:read").get("/ledger?limit=500").json()["facts"]}
    assert [json.loads(body)["id"] for _, body in receiver.got] == list(shown)[before:]
    for headers, body in receiver.got:
        fact = json.loads(body)
        assert fact == shown[fact["id"]]
        assert headers["Content-Type"] == "application/json"
        assert rightly_signed(hook.secret, headers, body)
        assert not rightly_signed("whsec_another", headers, body)
        assert not rightly_signed(hook.secret, headers, body + b" ")
        assert not rightly_signed(hook.secret, {**headers, "Leeway-Time": "1"}, body)
        assert abs(int(headers["Leeway-Time"]) - timezone.now().timestamp()) < 60
    assert len(set(receiver.ids())) == len(receiver.got)
    assert not any(b"My card was stopped" in body or b"Noor" in body for _, body in receiver.got)
    assert deliver_all(hook, timedelta(days=9)) == 0
    assert set(WebhookDelivery.objects.values_list("state", "status", "tries")) == {("sent", "204", 1)}


def test_what_is_between_two_people_stays_hidden() -> None:
    event = CostFelt(at=timezone.now(), by="henry", expectation="e1", cost=4)
    Fact.objects.create(
        id="felt.0", name=event.NAME, version=event.VERSION, at=event.at, by=event.by, command_id="felt",
        data=codec.encode(event),
    )  # fmt: skip
    said = json.loads(delivering.body_of("felt.0"))
    assert (said["type"], said["expectation"], said["cost"]) == ("expectation.cost_felt", "e1", None)


def test_only_what_was_asked_for_is_told(receiver: Receiver) -> None:
    hook = told(receiver, "decision.made", "case.heard")
    decided(heard())
    assert deliver_all(hook) == 2
    assert sorted(json.loads(body)["type"] for _, body in receiver.got) == ["case.heard", "decision.made"]


def test_one_that_fails_twice_takes_it_at_the_third_try_with_the_same_id(receiver: Receiver) -> None:
    hook = told(receiver, "case.heard")
    heard()
    receiver.answers = [500, 404]
    assert deliver_all(hook) == 0
    assert deliver_all(hook, WAITS[0] - timedelta(seconds=5)) == 0
    assert len(receiver.got) == 1, "it is not tried before its time"
    assert deliver_all(hook, WAITS[0] + timedelta(seconds=1)) == 0
    assert deliver_all(hook, WAITS[0] + WAITS[1] + timedelta(seconds=5)) == 1
    assert len(receiver.got) == 3
    assert len(set(receiver.ids())) == 1
    assert len({body for _, body in receiver.got}) == 1
    assert all(rightly_signed(hook.secret, headers, body) for headers, body in receiver.got)
    assert len({headers["Leeway-Time"] for headers, _ in receiver.got}) == 3


def test_after_the_last_try_it_has_failed_and_that_is_shown(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    hook = told(receiver, "case.heard")
    heard()
    receiver.answers = [503] * 100
    later = timedelta()
    for wait in (*WAITS, timedelta(days=9), timedelta(days=9)):
        deliver_all(hook, later)
        later += wait + timedelta(seconds=1)
    assert len(receiver.got) == len(WAITS) + 1
    row = WebhookDelivery.objects.get()
    assert (row.state, row.status, row.tries) == ("failed", "503", len(WAITS) + 1)
    assert f"Webhook {hook.id} was not told of a fact (503)" in caplog.text


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as inside:
        receiver.answers, receiver.location = [307], inside.url
        hook = told(receiver, "case.heard")
        heard()
        assert deliver_all(hook) == 0
        assert (len(receiver.got), inside.got) == (1, [])
    assert WebhookDelivery.objects.get().status == "307"


def test_an_address_of_our_own_is_refused_when_it_is_sent_to(receiver: Receiver, private: Any) -> None:
    hook = told(receiver, "case.heard")
    heard()
    private.LEEWAY_WEBHOOK_PRIVATE = False
    assert deliver_all(hook) == 0
    assert receiver.got == []
    row = WebhookDelivery.objects.get()
    assert (row.state, row.status, row.tries) == ("waiting", "private_address", 1)
    private.LEEWAY_WEBHOOK_PRIVATE = True
    assert deliver_all(hook, WAITS[0] + timedelta(seconds=1)) == 1


def test_a_slow_one_holds_up_nobody_else(receiver: Receiver) -> None:
    slow_hook = told(receiver, "case.heard")
    receiver.gate.clear()
    with receiving() as quick:
        quick_hook = told(quick, "case.heard")
        heard()
        heard("mia")
        send_waiting(timezone.now())
        threads = {each.name: each for each in begin_due(timezone.now())}
        threads[f"webhook-{quick_hook.id}"].join(60)
        assert len(quick.got) == 2
        assert slow_hook.deliveries.filter(state="sent").count() == 0
        assert threads[f"webhook-{slow_hook.id}"].is_alive()
        assert begin_due(timezone.now() + delivering.LEASE * 2) == [], "one thread for each"
        receiver.gate.set()
        threads[f"webhook-{slow_hook.id}"].join(60)
    assert slow_hook.deliveries.filter(state="sent").count() == 2


def test_one_that_does_not_answer_in_time_is_tried_again(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.2)
    hook = told(receiver, "case.heard")
    heard()
    receiver.gate.clear()
    assert deliver_all(hook) == 0
    assert WebhookDelivery.objects.get().status == "too_slow"


def test_one_that_always_sends_a_little_more_is_not_waited_for(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    hook = told(receiver, "case.heard")
    heard()
    receiver.dripping = 40
    assert deliver_all(hook) == 0
    assert WebhookDelivery.objects.get().status == "too_slow"


def test_an_answer_without_an_end_is_not_read(receiver: Receiver) -> None:
    hook = told(receiver, "case.heard")
    heard()
    receiver.endless, receiver.answers = True, [200]
    assert deliver_all(hook) == 1


@pytest.mark.parametrize(
    ("url", "status"), [("http://127.0.0.1:1/", "no_connection"), ("http://nowhere.invalid/", "unknown_host")]
)
def test_one_that_is_not_there_is_tried_again(private: Any, url: str, status: str) -> None:
    hook = hooks.add(url, ["case.heard"], by="a test", now=timezone.now())
    heard()
    assert deliver_all(hook) == 0
    row = WebhookDelivery.objects.get()
    assert (row.state, row.status) == ("waiting", status)


def test_whoever_dies_while_delivering_is_followed_with_the_same_id(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = told(receiver, "case.heard")
    heard()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_settle", dies)
        with pytest.raises(KeyboardInterrupt):
            deliver_all(hook)
    assert deliver_all(hook, delivering.LEASE - timedelta(seconds=9)) == 0
    assert deliver_all(hook, delivering.LEASE + timedelta(seconds=9)) == 1
    assert len(receiver.got) == 2
    assert len(set(receiver.ids())) == 1


def test_of_two_who_want_to_deliver_one_does(receiver: Receiver) -> None:
    hook = told(receiver, "case.heard")
    heard()
    now: datetime = timezone.now()
    send_waiting(now)
    first, second = WebhookDelivery.objects.get(), WebhookDelivery.objects.get()
    assert [delivering._claim(first, now), delivering._claim(second, now)] == [True, False]
    assert deliver(hook.id, lambda: now) == 0


def test_one_that_was_removed_is_told_nothing_more(receiver: Receiver) -> None:
    hook = told(receiver, "case.heard")
    heard()
    send_waiting(timezone.now())
    heard("mia")
    hooks.remove(hook)
    heard()
    assert Outbox.objects.filter(topic="webhook").count() == 2
    assert deliver_all(hook) == 0
    assert begin_due(timezone.now() + timedelta(days=1)) == []
    assert receiver.got == []


def test_neither_secret_nor_address_stands_in_a_log(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "leeway")
    caplog.set_level(logging.DEBUG, "django")
    hook = told(receiver, "case.heard")
    heard()
    receiver.answers = [500]
    deliver_all(hook)
    deliver_all(hook, timedelta(hours=1))
    assert len(receiver.got) == 2
    assert hook.secret not in caplog.text
    assert "told?by" not in caplog.text


def test_what_is_due_is_found_by_its_index_alone() -> None:
    plan = delivering._due("a", timezone.now()).order_by("due", "fact").explain()
    assert "USING INDEX webhooks_delivery_waiting (webhook_id=? AND due<?)" in plan


def test_the_log_forgets_what_ended_and_keeps_what_waits(receiver: Receiver) -> None:
    sent, waiting, removed = (told(receiver, "case.heard") for _ in range(3))
    heard()
    deliver_all(sent)
    hooks.remove(removed)
    now = timezone.now()
    delivering.forget(now + delivering.KEPT - timedelta(minutes=1))
    assert WebhookDelivery.objects.count() == 3
    delivering.forget(now + delivering.KEPT + timedelta(minutes=1))
    assert WebhookDelivery.objects.get().webhook_id == waiting.id

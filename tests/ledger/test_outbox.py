from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from leeway.ledger.models import Outbox
from leeway.ledger.outbox import PATIENCE, Letter, send_due
from leeway.ledger.rebuild import rebuild
from tests.ledger.toys import NOON, Purses, pay, together


class Post:
    """Takes letters; fails on those about the purses in `lost`."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.lost: set[str] = set()

    def __call__(self, number: str, letter: Letter) -> None:
        assert not connection.in_atomic_block
        if letter.data["purse"] in self.lost:
            raise OSError("no connection")
        self.taken.append(number)


@pytest.fixture
def post(purses: Purses) -> Post:
    return Post()


def test_a_letter_is_sent_once_with_its_id(post: Post) -> None:
    pay("red", 10, command_id="c1")
    assert send_due(post, now=NOON) == 1
    assert send_due(post, now=NOON + timedelta(days=1)) == 0
    assert post.taken == ["c1.1.0"]
    assert Outbox.objects.get().data == {"purse": "red"}


def test_what_was_rolled_back_sends_nothing(post: Post, purses: Purses) -> None:
    purses.broken = True
    with pytest.raises(ZeroDivisionError):
        pay("red", 10, command_id="c1")
    assert send_due(post, now=NOON) == 0


def test_a_letter_that_fails_holds_up_no_other_and_is_tried_again(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    pay("red", 10, command_id="c1")
    pay("blue", 10, command_id="c2")
    post.lost = {"red"}
    assert send_due(post, now=NOON) == 1
    assert "Letter c1.1.0 (mail.treasurer) was not sent: OSError" in caplog.text
    post.lost = set()
    assert send_due(post, now=NOON + PATIENCE - timedelta(seconds=1)) == 0
    assert send_due(post, now=NOON + PATIENCE) == 1
    assert post.taken == ["c2.1.0", "c1.1.0"]


def test_a_sender_that_dies_after_sending_sends_again_with_the_same_id(post: Post) -> None:
    pay("red", 10, command_id="c1")

    def dies(number: str, letter: Letter) -> None:
        post(number, letter)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_due(dies, now=NOON)
    assert send_due(post, now=NOON + PATIENCE) == 1
    assert post.taken == ["c1.1.0", "c1.1.0"]


def test_two_senders_share_the_letters_and_send_none_twice(post: Post) -> None:
    for number in range(30):
        pay(f"purse-{number}", 10, command_id=f"c{number}")
    both = threading.Barrier(3)

    def sender() -> int:
        both.wait()
        return sum(send_due(post, now=NOON, limit=5) for _ in range(12))

    sent = [each.result() for each in together(sender, sender, sender)]
    assert sum(sent) == 30
    assert sorted(post.taken) == sorted(f"c{number}.1.0" for number in range(30))


def test_a_rebuild_sends_nothing(post: Post) -> None:
    pay("red", 10, command_id="c1")
    send_due(post, now=NOON)
    rebuild()
    assert send_due(post, now=NOON + PATIENCE) == 0

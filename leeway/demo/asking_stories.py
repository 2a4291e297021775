"""The cases in which somebody asks others before they decide: for advice, and for a second pair of eyes."""

from __future__ import annotations

from leeway.demo.play import Story, Times


def asking_stories(t: Times) -> list[Story]:
    return [_advice_weighed(t), _two_pairs_of_eyes(t), _agreement_open(t)]


def _advice_weighed(t: Times) -> Story:
    """Lotte asks Ruben and Bram, takes one advice and not the other, says why, and it is hers."""
    return (
        Story("workshop", "c-olga")
        .hear(
            t.day(4, "09:20"), "lotte",
            "The insurance pays for my flooded workshop, but only next month. The wages are due on Friday.",
            wish="That I can pay my two people.", promise="A yes or a no by tomorrow noon.", due=t.day(3, "12:00"),
        )
        .propose(t.day(4, "09:40"), "lotte", "overdraft", 40000, "Insurance has confirmed in writing", also=["bram"])
        .advise(
            t.day(4, "11:05"), "ruben", "The letter of the insurer is as good as a wage. I would do it, for six weeks."
        )
        .advise(t.day(4, "11:30"), "bram", "Two hundred is enough for the wages; keep the rest for when she asks again.")
        .decide_proposed(
            t.day(4, "13:10"), "lotte", "You can draw up to €400.00 until the insurer has paid.",
            {"ruben": "", "bram": "She told me that the social charges come on top; two hundred would bring her back in a week."},
        )
        .promise_act(t.day(4, "13:15"), "lotte", 0, "report")
        .ask_customer(t.day(2, "10:00"), "lotte")
        .word(t.day(2, "18:20"), "satisfied", "You looked at me, and not at the form.", 7)
    )  # fmt: skip


def _two_pairs_of_eyes(t: Times) -> Story:
    """Beyond what is Aylin's alone: a coach agrees to exactly this, and Aylin decides it."""
    return (
        Story("boiler", "c-mieke")
        .hear(
            t.day(5, "11:00"), "aylin",
            "You paid the wrong boiler firm from my account, and the right one will not come before it has its money.",
            wish="Heating before the weekend.", our_fault=True,
        )
        .propose(t.day(5, "11:12"), "aylin", "refund", 48500, "Our clerk mixed up two numbers; the payment order shows it")
        .agree(t.day(5, "11:40"), "ana")
        .decide_proposed(t.day(5, "11:44"), "aylin", "€485.00 are back on your account, and the right firm is paid.")
        .ask_customer(t.day(4, "09:30"), "aylin")
        .word(t.day(4, "19:10"), "satisfied", "Warm since Thursday.", 6)
    )  # fmt: skip


def _agreement_open(t: Times) -> Story:
    """Sanne waits for a second pair of eyes; the case is hers meanwhile."""
    return (
        Story("flight", "c-arjun")
        .hear(
            t.ago(105), "sanne",
            "Your app said that the payment went through. It did not, and the flight to my mother is gone.",
            wish="The price of the new ticket.", distress=1, our_fault=True,
            promise="A word on the ticket today.", due=t.ahead(4.5),
        )
        .propose(t.ago(70), "sanne", "refund", 39500, "The log shows that our app lied to him; difference of the fares")
    )  # fmt: skip

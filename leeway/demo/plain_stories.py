"""The everyday cases between the told ones: heard, decided on the spot, and right for the customer, mostly."""

from __future__ import annotations

from leeway.demo.people import AGENT
from leeway.demo.play import Story, Times

# key, customer, owner, working days ago, what was said, kind, amount, reason, outcome, answer, ease, words
PLAIN = (
    ("atm-fee", "c-lucas", "henry", 21, "You took a fee at your own machine.", "fee.waive", 300,
     "Own machine", "The fee of €3.00 is waived.", "satisfied", 7, "Thanks!"),
    ("double", "c-fatima", "aylin", 20, "The supermarket is booked twice.", "refund", 6425,
     "Booked twice by us", "€64.25 is back.", "satisfied", 6, "Easy."),
    ("card-pin", "c-jan", "tom", 19, "The letter with the number never came.", "replacement", 1,
     "Letter lost", "A new card and number are on their way.", "satisfied", 5, ""),
    ("late-fee", "c-sofie", "sanne", 18, "A late fee, and I paid on the day.", "fee.waive", 1500,
     "Paid in time", "The fee of €15.00 is waived.", "satisfied", 7, "You believed me."),
    ("abroad", "c-mehmet", "wil", 17, "My card did not work in Izmir, twice.", "goodwill", 2500,
     "Blocked without need", "€25.00 with our apology.", "satisfied", 5, ""),
    ("rate", "c-ingrid", "mia", 15, "The rate on the page is not the one you booked.", "refund", 3890,
     "Old page", "The difference of €38.90 is back.", "not_yet", 3, "And the days before that?"),
    ("cheque", "c-olga", "henry", 14, "The cheque took three weeks.", "fee.waive", 2000,
     "Our delay", "The fee of €20.00 is waived.", "satisfied", 6, ""),
    ("wrong-name", "c-kwame", "sanne", 13, "My new card spells me wrongly, again.", "replacement", 1,
     "Spelled wrongly by us", "A new card, spelled back to you aloud.", "satisfied", 6, "At last."),
    ("hold", "c-diego", "tom", 11, "A hotel holds my money since March.", "callback", None,
     "Call with the hotel together", "The hotel released it while we were on the line.", "satisfied", 7, "Great."),
    ("branch-move", "c-mieke", "aylin", 10, "My branch moved, and nobody told me.", "goodwill", 2000,
     "No notice", "€20.00 for the way, and a map.", "satisfied", 5, ""),
    ("app-fee", "c-arjun", "mia", 9, "A fee for a card that I never ordered.", "fee.waive", 1250,
     "Never ordered", "The fee of €12.50 is waived, the card is gone.", "satisfied", 6, ""),
    ("transfer", "c-claire", "mia", 8, "My transfer sat there for a week.", "refund", 9600,
     "Interest and fee", "€96.00 for what it cost her.", "satisfied", 4, "Fine in the end."),
    ("limit-web", "c-nadia", "henry", 7, "I cannot pay my rent online, the limit is too low.", "callback", None,
     "Raised with her on the phone", "The limit is raised, the rent is paid.", "satisfied", 7, ""),
    ("coin", "c-paul", "tom", 6, "You refused my coins.", "callback", None,
     "A time on Thursday", "We count together on Thursday.", "satisfied", 5, "See you Thursday."),
    ("reminder", "c-linde", "sanne", 5, "A reminder for a bill I paid.", "fee.waive", 1000,
     "Paid in time", "The fee of €10.00 is waived.", "satisfied", 6, ""),
)  # fmt: skip


def plain_stories(t: Times) -> list[Story]:
    return [*(_plain(t, *row) for row in PLAIN), *_open_ones(t), _assistant_at_night(t), _assistant_asks(t)]


def _assistant_at_night(t: Times) -> Story:
    """The automated agent decides within its own narrow grant, and is named as what it is."""
    return (
        Story("assistant-night", "c-julia")
        .hear(t.day(4, "22:40"), AGENT, "There is a fee of four euros for a letter that I never asked for.")
        .decide(t.day(4, "22:41"), AGENT, "fee.waive", 400, "Letter not asked for", "The fee of €4.00 is waived.")
        .ask_customer(t.day(4, "22:42"), AGENT)
        .word(t.day(3, "08:05"), "satisfied", "At that hour, thank you.", 6)
    )


def _assistant_asks(t: Times) -> Story:
    """What is beyond its leeway it hands to a person, and stays the one whom the customer knows."""
    return (
        Story("assistant-asks", "c-stefan")
        .hear(t.day(3, "21:10"), AGENT, "My parking was booked three times, 36 euros in all.", our_fault=True)
        .ask_action(t.day(3, "21:12"), AGENT, ("sanne",), "Booked three times; €36.00 is beyond what I may refund.")
        .take(t.day(3, "21:30"), "sanne")
        .confirm(t.day(3, "21:34"), "sanne", "contact")
        .confirm(t.day(3, "21:34"), "sanne", "work")
        .report_done(t.day(3, "21:40"), "sanne", "Two of the three bookings are taken back.")
        .ask_customer(t.day(2, "09:00"), AGENT)
        .word(t.day(2, "12:15"), "satisfied", "Right, and quick.", 6)
    )


def _plain(
    t: Times, key: str, customer: str, owner: str, days: int, words: str, kind: str, amount: int | None, reason: str,
    outcome: str, answer: str, ease: int, last: str,
) -> Story:  # fmt: skip
    story = (
        Story(key, customer)
        .hear(t.day(days, "10:30"), owner, words, our_fault=kind in {"refund", "goodwill"})
        .decide(t.day(days, "10:37"), owner, kind, amount, reason, outcome)
        .ask_customer(t.day(days - 1, "10:00"), owner)
        .word(t.day(days - 1, "15:20"), answer, last, ease)
    )
    if answer == "not_yet":
        story.promise(t.day(days - 1, "16:00"), owner, "All days, worked out again.", t.ahead(27))
    return story


def _open_ones(t: Times) -> list[Story]:
    return [
        Story("samuel", "c-samuel").hear(
            t.ago(33), "henry", "I sent money to the wrong number, one digit. It is my whole salary.", distress=2,
            wish="That somebody tries today.", promise="A call: what the other bank says.", due=t.ahead(1.7),
        ),
        Story("eva", "c-eva").hear(
            t.day(1, "11:40"), "henry", "Your letter is in a language that I do not read.",
            promise="The letter again, in Hungarian.", due=t.ahead(23),
        ),
        Story("thomas", "c-thomas")
        .hear(t.day(1, "09:15"), "lotte", "Why was my loan refused? The page says: profile.", wish="A reason.",
              promise="The reason, in plain words.", due=t.ahead(8))
        .offer_promise(t.ago(50), "lotte", "Go through the figures together at your kitchen table.", t.ahead(50)),
        Story("linde-2", "c-linde")
        .hear(t.day(2, "13:00"), "bram", "I pay two mortgages for one house since the switch.", our_fault=True,
              promise="One payment plan instead of two.", due=t.ahead(30))
        .ask_action(t.day(2, "13:10"), "bram", ["lotte", "ruben"], "Two mortgages booked for one house.")
        .take(t.day(2, "13:12"), "lotte")
        .confirm(t.day(2, "15:00"), "lotte", "contact")
        .confirm(t.day(2, "15:05"), "lotte", "work"),
        Story("sofie-2", "c-sofie")
        .hear(t.ago(240), "aylin", "The bonus of the savings week is missing.", promise="The bonus, or why not.",
              due=t.ahead(4))
        .decide(t.ago(230), "aylin", "goodwill", 1500, "Was at the counter that week", "€15.00 is on your savings account."),
        Story("kwame-2", "c-kwame")
        .hear(t.day(1, "10:50"), "sanne", "The new card came, and the old one still pays for my music.",
              promise="A look at both cards tomorrow.", due=t.ahead(5))
        .decide(t.day(1, "11:00"), "sanne", "replacement", 1, "Old card cut off", "The old card is off, the music is on the new.")
        .ask_customer(t.day(1, "17:00"), "sanne", "page"),
    ]  # fmt: skip

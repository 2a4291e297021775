"""The stories that Harbour Bank's people would tell first."""

from __future__ import annotations

from leeway.demo.play import Story, Times


def told_stories(t: Times) -> list[Story]:
    return [
        _earlier_refund(t), _declined_card(t), _executive_on_a_plane(t), _inconvenienced_twice(t), _pension(t),
        _whole_month_waived(t), _lost_statement(t), _overdraft_for_april(t), _counter_closed(t), _two_mails(t),
        _second_mail(t), _quiet_customer(t), _came_back(t), _honest_referral(t), _changed_her_mind(t),
        _stopped_intent(t),
    ]  # fmt: skip


def _earlier_refund(t: Times) -> Story:
    at = t.day(30, "11:20")
    return (
        Story("noor-earlier", "c-noor")
        .hear(at, "mia", "I was charged twice at the ticket machine, and the machine says it was you.", our_fault=True)
        .decide(
            t.day(30, "11:26"),
            "mia",
            "refund",
            18740,
            "Charged twice by our terminal",
            "€187.40 is back on your account.",
        )
        .ask_customer(t.day(29, "10:00"), "mia")
        .word(t.day(29, "12:40"), "satisfied", "Quick and friendly, thank you.", 6)
    )


def _declined_card(t: Times) -> Story:
    heard = t.day(2, "10:04")
    return (
        Story("declined-card", "c-noor")
        .hear(
            heard, "henry",
            "You stopped my card, looked into it and sent me a new one. Fine. But I stood at the ticket gate with a card "
            "that did nothing, I missed the last train and paid for a hotel. I have told this to six people. Nobody "
            "called me first.",
            wish="That it costs me nothing, and that next time I hear it from you first.",
            distress=1, our_fault=True,
            contacts=[
                (58, "main-number", "desk-1", 9, False, True), (48, "main-number", "desk-2", 12, True, True),
                (35, "card-line", "desk-3", 11, True, True), (24, "card-line", "desk-4", 14, True, True),
                (10, "front-desk", "desk-5", 8, True, False), (0, "front-desk", "henry", 10, True, False),
            ],
            promise="A call to tell you what we have found.", due=t.day(1, "17:00"),
        )
        .ask_action(
            t.day(2, "10:12"), "henry", ["joris", "ruben"], "Card stopped without a notice; is the charge of €412.00 ours?"
        )
        .take(t.day(2, "13:20"), "joris")
        .confirm(t.day(2, "13:35"), "joris", "contact")
        .confirm(t.day(2, "13:40"), "joris", "work")
        .note(t.day(1, "09:12"), "mia", "Security's notice should have gone out with the block. It did not.")
        .report_done(t.day(1, "15:40"), "joris", "Charge of €412.00 taken back, new card ordered.")
        .promise_act(t.day(1, "16:30"), "henry", 0, "report")
        .promise(t.day(1, "16:31"), "henry", "A call to hear whether it feels right.", t.ahead(20))
        .ask_customer(t.day(1, "16:40"), "henry")
        .word(t.ago(55), "not_yet", "Done, yes. But I still paid for the train and the hotel: €186.40.", 2)
        .promise(t.ago(40), "henry", "The new card in your letterbox.", t.ahead(6.3))
    )  # fmt: skip


def _executive_on_a_plane(t: Times) -> Story:
    return (
        Story("on-a-plane", "c-daniel")
        .hear(
            t.ago(170), "mia",
            "Our payroll goes out tonight and your platform refuses the file. I want Petra Lindqvist, and I want her now.",
            wish="That 240 people get their salary tomorrow morning.", distress=2, asked_for="petra",
            contacts=[(4, "main-number", "desk-1", 3, False, True), (0, "front-desk", "mia", 7, True, False)],
            promise="Who is on it, by name, within the hour.", due=t.ago(110),
        )
        .note(t.ago(166), "mia", "He taps his pen. Petra is in the air until this evening; I have told him so.")
        .ask_action(t.ago(163), "mia", ["ruben", "joris"], "Payroll file refused; it must run tonight. Who can?")
        .take(t.ago(155), "ruben")
        .confirm(t.ago(148), "ruben", "contact")
        .note(
            t.ago(140), "mia", "Ruben Vos has your file. He has done this before and has your number. I stay with it.",
            "customer",
        )
        .promise_act(t.ago(138), "mia", 0, "report")
        .confirm(t.ago(120), "ruben", "work")
        .promise(t.ago(118), "mia", "A call as soon as the file is through, tonight at the latest.", t.ahead(4))
        .promise(t.ago(117), "mia", "A call tomorrow: are you content with what is being done?", t.ahead(22))
    )  # fmt: skip


def _inconvenienced_twice(t: Times) -> Story:
    return (
        Story("twice", "c-tomas")
        .hear(
            t.day(4, "09:50"), "henry", "My standing order went out twice, and now the rent has bounced.",
            wish="The money back, and a word to my landlord.", distress=1, our_fault=True,
        )
        .decide(
            t.day(4, "09:58"), "henry", "fee.waive", 2500, "Fee for the bounced rent, our double booking",
            "The fee of €25.00 is waived, the second booking is reversed.",
        )
        .ask_customer(t.day(3, "10:00"), "henry", "phone")
        .word(t.day(3, "16:05"), "not_yet", "The money came back, and then the fee was charged again.", 3)
        .decide(
            t.day(2, "09:20"), "henry", "goodwill", 6000, "Inconvenienced twice by us",
            "The second fee is back, and €60.00 with it, with our apology.", {"case.days_since_event": "4"},
        )
        .promise(t.day(2, "09:25"), "henry", "A call: is the money back?", t.ahead(0.2))
        .ask_customer(t.day(1, "11:00"), "henry", "phone")
    )  # fmt: skip


def _pension(t: Times) -> Story:
    return (
        Story("pension", "c-gerrit")
        .hear(
            t.ago(130), "mia", "Please let it be somebody at the counter. I cannot hear well on the phone. My pension is "
            "not there, and it is always there on the twentieth.",
            wish="To know today whether it comes.", distress=1,
            promise="You come in this afternoon; somebody who knows it all sits down with you.", due=t.ahead(5),
        )
        .offer_to(
            t.ago(25), "mia", "henry",
            "Gerrit comes to the counter this afternoon. The pension fund sent it to his old account, closed in May; I have "
            "asked them to send it again. Speak slowly, face to face. I am off from noon.",
        )
    )  # fmt: skip


def _whole_month_waived(t: Times) -> Story:
    return (
        Story("month-waived", "c-iris")
        .hear(
            t.ago(95), "sanne", "You changed my package without asking, and it costs three times as much.",
            wish="The old package, and this month for nothing.", our_fault=True,
            promise="A clear answer today.", due=t.ahead(5.5),
        )
        .intend(t.ago(80), "sanne", "fee.waive", 9000, "A whole month, since the change was ours")
    )  # fmt: skip


def _lost_statement(t: Times) -> Story:
    return (
        Story("statement", "c-aylin")
        .hear(
            t.day(1, "13:15"), "henry", "The tax office wants my statement of last year, and your page shows an error.",
            wish="A correct statement before Friday.", promise="The corrected statement by mail.", due=t.ahead(2),
        )
        .ask_action(t.ago(200), "henry", ["lotte", "bram"], "Can you check the figures of the 2025 statement?")
    )  # fmt: skip


def _overdraft_for_april(t: Times) -> Story:
    return (
        Story("overdraft", "c-okafor")
        .hear(
            t.ago(75), "tom", "My client pays late. I need two thousand for a month, and I have asked your form three times.",
            wish="An answer from a person.", promise="An answer today, from somebody who may give it.", due=t.ahead(6),
        )
        .ask_action(t.ago(60), "tom", ["ruben"], "Overdraft of €2,000.00 for April; beyond me.")
        .take(t.ago(35), "ruben")
    )  # fmt: skip


def _counter_closed(t: Times) -> Story:
    return (
        Story("counter", "c-greta")
        .hear(
            t.day(1, "15:30"), "wil", "I drove forty minutes, and the counter was closed. The page said open.",
            wish="That somebody pays for the drive, and that the page is right.", our_fault=True,
            promise="A word on which papers you need, so that you come once.", due=t.ago(18),
        )
    )  # fmt: skip


def _two_mails(t: Times) -> Story:
    return Story("mail-1", "c-julia").receive(
        t.ago(47),
        "Good morning, my daughter's savings account shows my ex-husband as the second holder. Please take him off.",
    )


def _second_mail(t: Times) -> Story:
    return Story("mail-2", "c-marco").receive(
        t.ago(12), "The machine at the station kept my card and gave me a paper. What do I do with the paper?"
    )


def _quiet_customer(t: Times) -> Story:
    return (
        Story("quiet", "c-stefan")
        .hear(t.day(16, "10:10"), "aylin", "The cash machine gave me eighty and booked a hundred.", our_fault=True)
        .decide(t.day(16, "10:15"), "aylin", "refund", 2000, "Machine log shows 80", "€20.00 is back on your account.")
        .ask_customer(t.day(15, "10:00"), "aylin", "page")
        .ask_customer(t.day(13, "10:00"), "aylin", "phone")
        .ask_customer(t.day(10, "10:00"), "aylin", "mail")
    )


def _came_back(t: Times) -> Story:
    return (
        Story("came-back", "c-emma")
        .hear(t.day(12, "09:05"), "aylin", "My app logs me out in the middle of a payment.", distress=1)
        .decide(
            t.day(12, "09:20"), "aylin", "callback", None, "A colleague looks at it with her", "Set up anew together."
        )
        .ask_customer(t.day(11, "09:30"), "aylin")
        .word(t.day(11, "11:00"), "satisfied", "Works again.", 6)
        .word(t.ago(150), "came_back", "Since the update it does it again.")
        .promise(t.ago(140), "aylin", "A call with somebody who built it.", t.ahead(3))
    )


def _honest_referral(t: Times) -> Story:
    return (
        Story("referral", "c-hanna")
        .hear(t.day(1, "14:00"), "tom", "I want to insure my bicycle against theft with you.", promise="An answer today.",
              due=t.ahead(7))
        .refer(t.day(1, "14:06"), "tom", "We do not insure bicycles. Two insurers near you do; both numbers are in the mail.")
    )  # fmt: skip


def _changed_her_mind(t: Times) -> Story:
    return (
        Story("changed-mind", "c-yara")
        .hear(t.day(3, "16:10"), "sanne", "I want to close my account, the fee is too much.")
        .word(t.day(3, "17:30"), "withdraw", "I have thought it over, leave it as it is.")
    )


def _stopped_intent(t: Times) -> Story:
    return (
        Story("stopped", "c-pieter")
        .hear(t.day(1, "10:00"), "mia", "You let my mortgage offer run out while I waited for your letter.", our_fault=True,
              distress=1, promise="A call with what we can do.", due=t.ahead(26))
        .intend(t.day(1, "10:20"), "mia", "fee.waive", 14000, "The fee for the new offer")
        .note(t.day(1, "10:24"), "mia", "I will say what came of it as soon as the window is over.", "customer")
        .stop_intent(
            t.day(1, "11:05"), "ana",
            "The offer itself can be renewed without a fee; then nothing has to be waived.",
            "Ask Lotte to renew it: he pays nothing, and we keep the rate.",
        )
    )  # fmt: skip

"""Who works at Harbour Bank, and whom it serves. All of them are made up."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from leeway.people.hours import WorkingHours
from leeway.people.models import Account, Customer, Person

# id, name, role, level, team, reports to, phone
PEOPLE = """
petra   Petra Lindqvist   leader         director    board       -      020 555 0100
ana     Ana Ferreira      coach          coach       front-desk  petra  020 555 0110
ruben   Ruben Vos         coach          coach       credit      petra  020 555 0120
joris   Joris Kok         member         specialist  security    ruben  020 555 0131
henry   Henry Jansen      member         rep         front-desk  ana    020 555 0142
mia     Mia Brandt        member         rep         front-desk  ana    020 555 0143
sanne   Sanne Mulder      member         rep         front-desk  ana    020 555 0144
aylin   Aylin Kaya        member         rep         front-desk  ana    020 555 0145
tom     Tom Willems       member         rep         front-desk  ana    020 555 0146
wil     Wil Peeters       member         rep         front-desk  ana    020 555 0147
lotte   Lotte Dekker      member         rep         credit      ruben  020 555 0151
bram    Bram Visser       member         rep         credit      ruben  020 555 0152
ines    Ines Moreau       administrator  -           -           -      020 555 0190
"""

AGENT = "harbour-assistant"  # acts by itself, answers in the chat day and night; Ana answers for it

# id, name, customer since, tenure in months, tier
CUSTOMERS = """
c-noor     Noor Verhagen       2020  74   private
c-daniel   Daniel Okoro        2016  121  private
c-tomas    Tomás Rivera        2021  62   plus
c-gerrit   Gerrit Postma       1998  340  plus
c-iris     Iris Bakker         2022  50   basic
c-greta    Greta Smeets        2011  180  plus
c-aylin    Aylin Demir         2019  84   plus
c-bram     Bram de Boer        2017  110  private
c-lotte    Lotte Prins         2023  37   basic
c-okafor   Chidi Okafor        2018  99   plus
c-emma     Emma van Dijk       2020  71   plus
c-lucas    Lucas Meijer        2024  26   basic
c-fatima   Fatima El Amrani    2015  133  private
c-jan      Jan Hoekstra        2001  300  private
c-sofie    Sofie Claes         2021  66   plus
c-mehmet   Mehmet Yilmaz       2016  122  plus
c-ingrid   Ingrid Solberg      2022  49   basic
c-pieter   Pieter Bosman       2009  204  private
c-yara     Yara Haddad         2023  38   basic
c-thomas   Thomas Keller       2019  86   plus
c-olga     Olga Petrova        2018  101  plus
c-kwame    Kwame Mensah        2020  75   plus
c-hanna    Hanna Lehtinen      2021  63   basic
c-diego    Diego Navarro       2017  112  plus
c-mieke    Mieke Jacobs        2004  265  private
c-arjun    Arjun Nair          2022  52   basic
c-claire   Claire Dubois       2014  147  private
c-stefan   Stefan Horvat       2023  35   basic
c-nadia    Nadia Benali        2019  88   plus
c-paul     Paul Andersson      2012  170  plus
c-julia    Julia Nowak         2024  24   basic
c-marco    Marco Ricci         2016  125  private
c-linde    Linde Maes          2020  73   plus
c-samuel   Samuel Adeyemi      2021  60   plus
c-eva      Eva Kovács          2018  97   plus
"""


ZONES = {"c-arjun": "Asia/Kolkata", "c-diego": "America/Havana"}  # of those who do not live where the bank is
COACHES = {"petra": "ruben", "ana": "ruben", "ruben": "ana"}  # whoever gives authority has one, and has signed
ALL_TRAININGS = ["refunds-1", "fees-1"]
TRAINING = {
    **dict.fromkeys(("ana", "henry", "mia", "sanne", "aylin"), ALL_TRAININGS),
    **{key: [*ALL_TRAININGS, "credit-1"] for key in ("ruben", "lotte", "bram")},
    "tom": ["refunds-1"],
}


def make_people() -> None:
    for line in PEOPLE.strip().splitlines():
        person_id, *rest = (part.strip() for part in line.split("  "))
        name, role, level, team, boss, phone = (part.strip() for part in rest if part.strip())
        row = Person.objects.create(
            id=person_id, name=name, role=role, level=level.strip("-"), team="" if team == "-" else team,
            reports_to_id=None if boss == "-" else boss, training=TRAINING.get(person_id, []), phone=phone,
            email=f"{person_id}@harbour-bank.example",
        )  # fmt: skip
        Account.objects.create_user(row.id, None, row)
    for person_id, coach in COACHES.items():
        Person.objects.filter(id=person_id).update(coach=coach, leads_signed_at=timezone.now())
    Person.objects.create(
        id=AGENT, name="Harbour Assistant", level="assistant", team="front-desk", reports_to_id="ana",
        service=True, answerable_id="ana", phone="020 555 0110", email="assistant@harbour-bank.example",
    )  # fmt: skip
    WorkingHours.objects.create(
        team="", zone="Europe/Amsterdam", week=["08:30-12:30, 13:15-17:30"] * 5 + ["", ""], country="NL",
        closed=[],
    )  # fmt: skip
    WorkingHours.objects.create(
        team="front-desk", zone="Europe/Amsterdam", week=["00:00-24:00"] * 7, working=[0, 1, 2, 3, 4],
    )  # fmt: skip


def make_customers() -> None:
    for line in CUSTOMERS.strip().splitlines():
        customer_id, *rest = line.split("  ")
        name, since, tenure, tier = (part.strip() for part in rest if part.strip())
        Customer.objects.create(
            id=customer_id.strip(), name=name, since=date(int(since), 3, 1),
            email=f"{customer_id.strip()[2:]}@customer.example", zone=ZONES.get(customer_id.strip(), ""),
            facts={"customer.tenure_months": int(tenure), "customer.tier": tier, "account.closed": False},
        )  # fmt: skip

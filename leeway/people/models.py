"""Who is who. The ledger knows people and customers by opaque ids; their names, addresses and words stand here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from leeway.people.hours import WorkingHours

__all__ = ["WorkingHours"]
ERASED = "(erased)"
opaque = RegexValidator(
    r"^(?!clock$)[a-z0-9][a-z0-9._-]{0,63}$",
    "Small letters, digits, dots, dashes and underscores, please; and not clock, which is the clock's own.",
)


class Person(models.Model):
    """Somebody who works here. level and team are the words of the guideline ("level:rep", "team:front-desk").

    service: an automated agent, such as an assistant or a shop's backend. It acts by itself, over the API alone, and
    somebody answers for it (answerable). That is settled when it is added, and shown wherever it is named.

    own, relatives: ids of customers that are this person or near to them, as they say themselves; nobody decides for
    those. away_until: the last day on which they are not here, as they say themselves. grants_read_at: until when they
    have read what others took back from them or made less. coach, leads_signed_at: who coaches them, and when they
    signed how they lead; without both nobody gives authority to others. stand_in: who hears of their promises when one
    is at risk and they have not reported it, as they chose themselves.
    """

    class Role(models.TextChoices):
        MEMBER = "member"
        COACH = "coach"
        LEADER = "leader"
        ADMINISTRATOR = "administrator"

    id = models.CharField(max_length=64, primary_key=True, validators=[opaque])
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    level = models.CharField(max_length=64, blank=True, default="")
    team = models.CharField(max_length=64, blank=True, default="")
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    training = models.JSONField(default=list, blank=True)
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    active = models.BooleanField(default=True)
    service = models.BooleanField(default=False)
    answerable = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="agents")
    own = models.JSONField(default=list, blank=True)
    relatives = models.JSONField(default=list, blank=True)
    away_until = models.DateField(null=True, blank=True)
    grants_read_at = models.DateTimeField(null=True, blank=True)
    coach = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="coaches")
    leads_signed_at = models.DateTimeField(null=True, blank=True)
    stand_in = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="stands_in_for")

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="people_agent_has_somebody_who_answers",
                condition=models.Q(service=False, answerable=None) | models.Q(service=True, answerable__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.called

    def clean(self) -> None:
        """What an automated agent may not be: a leader, or above anybody; and who answers for it is a person."""
        if self.reports_to and self.reports_to.service:
            raise ValidationError({"reports_to": "An automated agent leads nobody; choose a person."})
        if self.coach and (self.coach.service or self.coach_id == self.id):
            raise ValidationError({"coach": "Nobody coaches themselves, and no automated agent does. Choose a person."})
        if not self.service:
            if self.answerable_id:
                raise ValidationError({"answerable": "People answer for themselves; leave this empty."})
            return
        if self.role != self.Role.MEMBER:
            raise ValidationError({"role": "An automated agent is a member: it leads, coaches and looks after nobody."})
        if self.answerable is None or self.answerable.service or not self.answerable.active:
            raise ValidationError({"answerable": "Name the person who answers for what this agent does."})

    @property
    def called(self) -> str:
        """The name as others read it: an automated agent is never named as if it were a human being."""
        return f"{self.name} (automated)" if self.service else self.name

    @property
    def first_name(self) -> str:
        return self.called if self.service else self.name.split(" ", 1)[0]

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, person: Person | None = None) -> Account:
        account = self.model(username=username, person=person)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """How a person signs in."""

    username = models.CharField(max_length=150, unique=True)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()


class Customer(models.Model):
    """Somebody whom the organisation serves. facts: what a guideline may ask about them, by full name. zone: the IANA
    name of the timezone that they live in, for what they are told; empty where it is as ours.

    An account is never deleted, only erased: cases keep the id, everything that tells who it was is gone.
    """

    id = models.CharField(max_length=64, primary_key=True, validators=[opaque])
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    since = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    zone = models.CharField(max_length=64, blank=True, default="", db_default="")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper() if self.name != ERASED else "?"


class CustomerFact(models.Model):
    """One change of what we know of a customer: of what, to what (None: not known any more), by whom, when.

    `Customer.facts` is how it stands now. Erasing takes these rows, for what is in them tells who somebody was.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="changes")
    name = models.CharField(max_length=200)
    value = models.JSONField(null=True)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "people_customer_fact"
        ordering: ClassVar = ["-at", "-id"]


class Words(models.Model):
    """Free text that somebody wrote or said. Facts name it by its id; erasing takes the text and leaves the row.

    author: a person's id or "customer:ID". customer: whose case it stands in, so that erasing finds it.
    """

    id = models.CharField(max_length=80, primary_key=True)
    case = models.CharField(max_length=64, db_index=True)
    customer = models.CharField(max_length=64, db_index=True)
    author = models.CharField(max_length=80)
    text = models.TextField()
    at = models.DateTimeField()


class CustomerLink(models.Model):
    """A customer's way to their own case without signing in. The id is secret: it is half of the token."""

    id = models.CharField(max_length=64, primary_key=True)
    case = models.CharField(max_length=64, db_index=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class GuidelineText(models.Model):
    """The text of a guideline that is or was in force, or of the terms of one grant, found by its hash.

    The ledger holds the version and the hash.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()


class CaseNumber(models.Model):
    """Gives cases their numbers, the ones that people say aloud: growing, not without gaps. Taken without waiting."""

    number = models.BigAutoField(primary_key=True)
    case = models.CharField(max_length=64)


class ApiToken(models.Model):
    """One token. id: its public half, by which it is recognised ("leeway_ID_..."). digest: SHA-256 of the secret."""

    id = models.CharField(max_length=12, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    @property
    def shown(self) -> str:
        """How it is recognised; it opens nothing."""
        return f"leeway_{self.id}_…"

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class ApiAct(models.Model):
    """An act that came over the API. id: its command's. digest: of all that was asked, to tell whether the same comes
    again; it goes after `KEPT_FOR`, and when the customer is erased, for what was asked holds words and names."""

    KEPT_FOR: ClassVar = timedelta(days=30)

    id = models.CharField(max_length=200, primary_key=True)
    customer = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        db_table = "people_api_act"


class Rate(models.Model):
    """about: "token:ID" or "address:IP". minute: since 1970. taken: how much processes have taken of it."""

    pk = models.CompositePrimaryKey("about", "minute")
    about = models.CharField(max_length=80)
    minute = models.BigIntegerField(db_index=True)
    taken = models.PositiveIntegerField()

    class Meta:
        db_table = "people_rate"

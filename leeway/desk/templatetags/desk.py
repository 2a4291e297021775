"""What templates of the desk need: amounts, times, people and icons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from leeway.core.cases.events import DecisionMade
from leeway.core.cases.state import Decision
from leeway.core.hours import Hours
from leeway.desk import amounts, in_force, times
from leeway.desk.conditions import condition_words, is_plain
from leeway.desk.timeline import what
from leeway.people.models import Customer, Person

register = template.Library()

VERDICTS = {
    "go": "Go", "tell": "Tell", "intend": "Intend", "advise": "Advise", "beyond": "Beyond", "never": "Never",
    "decide": "Go",
}  # fmt: skip
SHAPES = {"decide": "go"}


@register.filter
def of(found: Any, key: Any) -> Any:
    """{{ signed|of:grant.id }}: what a map holds under a key; nothing where there is no map."""
    return found.get(key) if hasattr(found, "get") else None


@register.simple_tag
def condition(text: str) -> SafeString:
    """{% condition grant.when %}: in words where there are any, else the expression as it is written."""
    return format_html("{}" if is_plain(text) else "<code>{}</code>", condition_words(text))


@register.simple_tag(takes_context=True)
def money(context: Context, minor: int | None) -> str:
    """{% money decision.amount %}: "€186.40"; nothing where there is no amount."""
    return "" if minor is None else amounts.written(minor, in_force.currency(_request(context)))


@register.simple_tag(takes_context=True)
def organisation(context: Context) -> str:
    return in_force.organisation(_request(context))


def _request(context: Context) -> Any:
    return context.get("request")


@register.simple_tag(takes_context=True)
def decided(context: Context, decision: DecisionMade | Decision) -> str:
    """What a decision is: "Refund €186.40", "Replacement: 2", "Callback"."""
    return what(in_force.guideline(_request(context)), decision.kind, decision.amount)


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def verdict_icon(verdict: str) -> SafeString:
    return format_html('<svg class="v" aria-hidden="true"><use href="#v-{}"/></svg>', SHAPES.get(verdict, verdict))


@register.simple_tag
def verdict_badge(verdict: str) -> SafeString:
    """A verdict, or the mode of a grant or a decision, in a row: icon, word and tint."""
    return format_html(
        '<span class="badge" data-verdict="{}">{}{}</span>',
        SHAPES.get(verdict, verdict),
        verdict_icon(verdict),
        VERDICTS.get(verdict, verdict),
    )


@register.simple_tag
def avatar(who: Person | Customer | None) -> SafeString:
    """Initials, or the sign of an automated agent; a name stands beside it wherever it is used."""
    if isinstance(who, Person) and who.service:
        return format_html('<span class="avatar" aria-hidden="true">{}</span>', icon("agent"))
    kind = SafeString(' data-who="customer"') if isinstance(who, Customer) else SafeString("")
    initials = who.initials if who else "?"
    return format_html('<span class="avatar"{} aria-hidden="true">{}</span>', kind, initials)


@register.simple_tag
def acts_by_itself(who: Person | Customer | None) -> SafeString:
    """The mark of an automated agent, icon and word; nothing for people."""
    if not isinstance(who, Person) or not who.service:
        return SafeString("")
    return format_html('<span class="badge">{}Acts by itself</span>', icon("agent"))


@register.simple_tag
def words(text: str, said: bool = True) -> SafeString:
    """Words of a customer: serif, a paragraph for each of theirs, in quotation marks where they were said."""
    paragraphs = [each.strip() for each in text.splitlines() if each.strip()]
    quoted = [f"“{each}”" if said else each for each in paragraphs]
    inner = format_html_join("", "<p>{}</p>", ((each,) for each in quoted))
    return format_html('<blockquote class="words">{}</blockquote>', inner)


@register.simple_tag
def when(at: datetime | None) -> SafeString:
    """{% when fact.at %}: <time>today 17:00</time>."""
    return _time(at, times.moment(at, timezone.now())) if at else SafeString("")


@register.simple_tag
def clock_time(at: datetime) -> SafeString:
    return _time(at, f"{timezone.localtime(at):%H:%M}")


@register.simple_tag
def day_block(at: datetime) -> SafeString:
    """The day in large figures, for the customer's page: 12 Mar."""
    local = timezone.localtime(at)
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    return format_html('<time datetime="{}"><b>{}</b> {}</time>', f"{local:%Y-%m-%d}", local.day, f"{local:%b}{year}")


@register.simple_tag
def time_left(at: datetime) -> str:
    """{% time_left promise.due %}: "6 h 20 min left" or "18 min late"."""
    return times.left(at, timezone.now())


@register.simple_tag
def time_short(at: datetime) -> str:
    """{% time_short promise.due %}: "6 h 20 min", or "18 min late", where the row says what it is about."""
    return times.left(at, timezone.now()).removesuffix(" left")


@register.simple_tag
def working_left(at: datetime, hours: Hours) -> str:
    """{% working_left promise.due hours %}: "2 working hours left", by the hours of whoever looks."""
    return times.working_left(at, timezone.now(), hours)


@register.simple_tag
def due_state(at: datetime) -> str:
    """{% due_state promise.due %}: "ok", "soon" or "late", for data-due."""
    return times.state_of(at, timezone.now())


@register.simple_tag
def due_phrase(at: datetime) -> SafeString:
    """{% due_phrase promise.due %}: <b>6 h 20 min left</b>, today 17:00."""
    now = timezone.now()
    return format_html("<b>{}</b>, {}", times.left(at, now), _time(at, times.moment(at, now)))


@register.simple_tag
def ring(opened: datetime, due: datetime) -> SafeString:
    """The time left of a promise as a ring."""
    share = times.share_left(opened, due, timezone.now())
    return format_html(
        '<svg class="clock" viewBox="0 0 36 36" aria-hidden="true"><circle class="rest" cx="18" cy="18" r="14"/>'
        '<circle class="left" cx="18" cy="18" r="14" pathLength="100" stroke-dasharray="{} 100" '
        'transform="rotate(-90 18 18)"/></svg>',
        share,
    )


@register.simple_tag
def ring_kept() -> SafeString:
    return SafeString(
        '<svg class="clock" viewBox="0 0 36 36" aria-hidden="true"><circle class="left" cx="18" cy="18" r="14"/>'
        '<path class="tick" d="m12.5 18.5 4 4 7-8"/></svg>'
    )


def _time(at: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', timezone.localtime(at).isoformat(timespec="minutes"), text)

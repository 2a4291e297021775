"""What the templates of a case need on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import template

from leeway.desk import times
from leeway.desk.phrasing import listed

register = template.Library()


@register.filter
def named(mapping: Mapping[str, Any], name: str) -> Any:
    """{{ forms|named:"take-back" }}: the entry of that name, nothing where there is none."""
    return mapping.get(name) if mapping else None


@register.filter
def length_words(span: timedelta) -> str:
    """{{ case.window|length_words }}: "4 h", "2 days"."""
    return times.length(span)


@register.filter
def or_words(names: Iterable[str]) -> str:
    """{{ names|or_words }}: "Ana or Petra"."""
    return listed(names, "or")


@register.filter
def named_for(forms: Mapping[str, Any], about: str) -> dict[str, Any]:
    """{{ forms|named_for:put.id|named:"advice" }}: the forms about one thing, by what they do."""
    return {slug.removesuffix(f"-{about}"): form for slug, form in forms.items() if slug.endswith(f"-{about}")}

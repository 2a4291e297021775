"""What the templates of a case need on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(mapping: Mapping[str, Any], name: str) -> Any:
    """{{ forms|named:"take-back" }}: the entry of that name, nothing where there is none."""
    return mapping.get(name) if mapping else None

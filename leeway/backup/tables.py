"""Which tables a backup holds, in an order in which they can be written again, and a row as plain values."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.migrations.recorder import MigrationRecorder

# Who is signed in and who tried to; Django writes the others by itself when it makes the tables.
LEFT_OUT = frozenset({"sessions", "axes", "contenttypes", "auth", "admin"})


def kept_models() -> list[type[models.Model]]:
    """Those that are named by others before the others."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    ]
    return _sorted(sorted(found, key=lambda model: model._meta.label))


def _sorted(found: Sequence[type[models.Model]]) -> list[type[models.Model]]:
    ordered: list[type[models.Model]] = []

    def put(model: type[models.Model]) -> None:
        if model in ordered or model not in found:
            return
        for field in model._meta.local_fields:
            other = field.related_model
            if isinstance(other, type) and other is not model:
                put(other)
        ordered.append(model)

    for each in found:
        put(each)
    return ordered


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Its columns; a key of several columns is none itself."""
    return [field for field in model._meta.local_concrete_fields if field.column is not None]


def migrations() -> list[str]:
    """Which migrations of ours the database has, as "app.name", sorted."""
    ours = {model._meta.app_label for model in kept_models()}
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder.Migration.objects.values_list("app", "name")
                  if app in ours)  # fmt: skip


def plain(field: models.Field[Any, Any], value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return field.value_to_string(_Holding(field, value))


def value(field: models.Field[Any, Any], found: Any) -> Any:
    """What `plain` was made of."""
    if found is not None and isinstance(field, models.BinaryField):
        return b64decode(found)
    if isinstance(field, models.JSONField | models.ForeignKey):
        return found
    return field.to_python(found)


class _Holding:
    """Stands for a row where Django wants one to read a single value from."""

    def __init__(self, field: models.Field[Any, Any], value: Any) -> None:
        setattr(self, field.attname, value)

"""Seal every stored value anew with the newest key, while the site runs.

No table is locked, and no row for longer than its own small update. A value is replaced only if it is still
the one that was read, so a write that came between is never undone. What is under the newest key already is
passed over, so it may be stopped and started at any time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, TextField, Value

from hipcoach.privacy.crypto import WrongKey, is_newest, reseal
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField, as_stored

AT_ONCE = 500
# Text that is sealed without a field of ours.
ALSO_SEALED = (("accounts.DeviceSession", "session_data"),)
# JSON of a library, in which these values are sealed by us.
SEALED_INSIDE = (("mfa.Authenticator", "data", ("secret", "seed")),)
# How often a row that others keep writing to is read again.
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Column:
    """`inside`: the column is plain JSON, and what stands under these names in it is sealed."""

    model: type[Model]
    name: str
    inside: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"


@dataclass(slots=True, kw_only=True)
class Count:
    """Of one column. unreadable: no key in FIELD_KEYS opens it. busy: others wrote to it again and again."""

    rotated: int = 0
    newest: int = 0
    unreadable: int = 0
    busy: int = 0


def sealed_columns() -> Iterator[Column]:
    """Every column that holds sealed values, found by the class of its field."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField | EncryptedJSONField):
                yield Column(model, field.name)
    for label, name in ALSO_SEALED:
        yield Column(apps.get_model(label), name)
    for label, name, inside in SEALED_INSIDE:
        yield Column(apps.get_model(label), name, inside)


def rotate(column: Column) -> Count:
    """Seal anew what an older key sealed in this column."""
    count = Count()
    if column.inside:
        for pk in column.model._base_manager.order_by("pk").values_list("pk", flat=True).iterator():
            _rotate_inside(column, pk, count)
        return count
    for pk, sealed in _stored(column):
        _rotate_one(column, pk, sealed, count)
    return count


def _stored(column: Column) -> Iterator[tuple[object, str]]:
    """(key, sealed value) of every row that has one, a batch at a time."""
    # The base manager: a model may refuse changes of what its values say, which this is not.
    rows = column.model._base_manager.annotate(sealed=as_stored(column.name)).exclude(sealed="")
    rows, last = rows.exclude(sealed=None).order_by("pk"), None
    while some := list(
        (rows if last is None else rows.filter(pk__gt=last)).values_list("pk", "sealed")[:AT_ONCE]
    ):
        yield from some
        last = some[-1][0]


def _rotate_one(column: Column, pk: object, sealed: str | None, count: Count) -> None:
    row = column.model._base_manager.filter(pk=pk).annotate(sealed=as_stored(column.name))
    for _attempt in range(MOST_TRIES):
        if not sealed:
            return  # Emptied or deleted meanwhile.
        if is_newest(sealed):
            count.newest += 1
            return
        try:
            anew = Value(reseal(sealed), output_field=TextField())
        except WrongKey:
            count.unreadable += 1
            return
        if row.filter(sealed=sealed).update(**{column.name: anew}):
            count.rotated += 1
            return
        sealed = row.values_list("sealed", flat=True).first()
    count.busy += 1


def _rotate_inside(column: Column, pk: object, count: Count) -> None:
    row = column.model._base_manager.filter(pk=pk)
    for _attempt in range(MOST_TRIES):
        stored = row.values_list(column.name, flat=True).first() or {}
        old = {name: sealed for name in column.inside if (sealed := stored.get(name))}
        if all(map(is_newest, old.values())):
            count.newest += len(old)
            return
        try:
            anew = {name: reseal(sealed) for name, sealed in old.items()}
        except WrongKey:
            count.unreadable += 1
            return
        if row.filter(**{column.name: stored}).update(**{column.name: stored | anew}):
            count.rotated += len(old)
            return
    count.busy += 1

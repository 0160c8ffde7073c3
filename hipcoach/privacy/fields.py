"""Model fields that hold text or JSON encrypted as a whole. They cannot be searched, on purpose."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ExpressionWrapper, F
from django.db.models.expressions import Combinable

from hipcoach.privacy.crypto import seal, unseal

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
    _JSONField = models.TextField[Any, Any]
else:
    _TextField = _JSONField = models.TextField


def as_stored(name: str) -> Combinable:
    """The column as the database holds it, sealed; to be told apart from empty, or sealed anew."""
    return ExpressionWrapper(F(name), output_field=models.TextField())


class EncryptedTextField(_TextField):
    """Text; empty text stays empty, so that "nothing written" needs no key."""

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        return unseal(value).decode() if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(str(text).encode()) if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class EncryptedJSONField(_JSONField):
    """Any JSON value."""

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return json.loads(unseal(value)) if value else None

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        return seal(json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":")).encode())

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), cls=DjangoJSONEncoder)

    def formfield(self, **kwargs: Any) -> Any:
        return forms.JSONField(required=not self.blank)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

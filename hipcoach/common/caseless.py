"""Addresses compared case aside in the words of our indexes: `iexact` asks by UPPER(), which none serves."""

from django.db.models import Expression, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact


def caseless(field: str, value: str | Expression) -> Exact:
    """A condition for filter(): the field is this value, whatever the case of either."""
    return Exact(Lower(field), Lower(Value(value) if isinstance(value, str) else value))

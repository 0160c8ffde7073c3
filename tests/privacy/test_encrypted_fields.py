"""What people tell us about themselves is unreadable in the database, and cannot be searched there."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from hipcoach.mail.models import OutgoingEmail
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField
from tests.mail.promises import fresh, promise

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def stored_and_read(field: models.Field[Any, Any], value: Any) -> tuple[Any, Any]:
    """What the database is given for this value, and what comes back from there."""
    stored = field.get_prep_value(value)
    return stored, field.from_db_value(stored, None, connection)


@given(text=texts)
def test_every_text_comes_back_as_it_was(text: str) -> None:
    stored, read = stored_and_read(EncryptedTextField(), text)
    assert read == text
    assert (stored == "") is (text == "")


@given(value=values)
def test_every_json_value_comes_back_as_it_was(value: object) -> None:
    assert stored_and_read(EncryptedJSONField(), value)[1] == value


def test_the_same_text_is_stored_differently_each_time() -> None:
    field = EncryptedTextField()
    assert field.get_prep_value("knee") != field.get_prep_value("knee")


@pytest.mark.django_db
def test_the_column_holds_nothing_readable_however_it_was_written(now: Any) -> None:
    row = promise(now=now, secret="the left hip")
    for write in (
        lambda: None,
        row.save,
        lambda: OutgoingEmail.objects.filter(pk=row.pk).update(secret="the left hip"),
        lambda: OutgoingEmail.objects.bulk_update([row], ["secret"]),
    ):
        write()
        with connection.cursor() as cursor:
            cursor.execute("SELECT secret FROM mail_outgoingemail")
            assert cursor.fetchone()[0].startswith("gAAAA")
        assert fresh(row).secret == "the left hip"


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "in", "gt", "startswith", "regex"])
def test_searching_is_refused(lookup: str) -> None:
    with pytest.raises(FieldError):
        OutgoingEmail.objects.filter(**{f"secret__{lookup}": "x"}).exists()


def test_threads_do_not_mix_up_their_texts() -> None:
    field = EncryptedTextField()
    texts = [f"person {number}" for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda text: stored_and_read(field, text)[1], texts))
    assert read == texts

"""Nothing is stored that the data policy does not name: every table, every column, one class each.

A failing test here means: add the table or column to hipcoach/privacy/data_policy.toml.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.db import models
from django.http import HttpRequest

from hipcoach.accounts.models import User
from hipcoach.privacy.fields import EncryptedJSONField, EncryptedTextField
from hipcoach.privacy.policy import FILE, About, DataClass, Erase, Table, read, the_policy

POLICY = the_policy()
TELLING = {DataClass.HEALTH, DataClass.CONTACT}
TEXT = (models.CharField, models.TextField, models.JSONField)
SEALED = (EncryptedTextField, EncryptedJSONField)


def stored() -> dict[str, type[models.Model]]:
    """Every model with a table of its own, those of Django and allauth and the joining ones included."""
    found = apps.get_models(include_auto_created=True)
    return {model._meta.label: model for model in found if model._meta.managed and not model._meta.proxy}


def columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}


def telling() -> Iterator[tuple[str, models.Field[object, object]]]:
    """(name, field) of every text that is about health, or about who somebody is."""
    for label, table in POLICY.tables.items():
        for name, data_class in table.classes.items():
            field = stored()[label]._meta.get_field(name)
            if data_class in TELLING and isinstance(field, TEXT):
                yield f"{label}.{name}", field


def test_every_table_is_in_the_policy_and_no_other() -> None:
    assert set(POLICY.tables) == set(stored())


@pytest.mark.parametrize("label", sorted(POLICY.tables))
def test_every_column_has_one_class(label: str) -> None:
    table = POLICY.tables[label]
    assert set(table.classes) == columns(stored()[label])
    assert table.listed == len(table.classes), "A column is listed twice."
    assert set(table.copied) <= set(table.classes)


def test_text_about_health_or_a_person_is_sealed_unless_a_reason_is_given() -> None:
    assert [
        name for name, field in telling() if not isinstance(field, SEALED) and name not in POLICY.plain
    ] == []


def test_no_reason_is_given_for_what_is_sealed_or_gone() -> None:
    open_text = {name for name, field in telling() if not isinstance(field, SEALED)}
    assert set(POLICY.plain) <= open_text


def test_what_is_sealed_is_sealed_because_it_tells_something() -> None:
    for label, model in stored().items():
        for field in model._meta.local_fields:
            if isinstance(field, SEALED):
                assert POLICY.tables[label].classes[field.name] is not DataClass.OPERATIONAL


def test_every_table_is_of_a_kind_and_every_kind_has_a_table() -> None:
    assert {table.kind for table in POLICY.tables.values()} == set(POLICY.kinds)


@pytest.mark.parametrize(("label", "table"), sorted(POLICY.tables.items()))
def test_a_table_about_clients_leads_to_the_client(label: str, table: Table) -> None:
    """Or it has no health and contact in it; the list of mails names people by their address only."""
    says_something = TELLING & set(table.classes.values())
    about_clients = POLICY.kinds[table.kind].about is About.CLIENTS
    leads = bool(table.of or table.of_user)
    assert leads or not (says_something and about_clients) or label == "mail.OutgoingEmail"
    assert about_clients or not leads


def test_what_leads_to_clients_and_people_are_lookups_that_work() -> None:
    for label, table in POLICY.tables.items():
        for lookup in filter(None, (table.of, table.of_user)):
            assert str(stored()[label]._meta.default_manager.filter(**{lookup: 1}).query)


def test_what_stays_after_an_erasure_says_so() -> None:
    for kind in POLICY.kinds.values():
        if kind.about is About.CLIENTS and kind.erase is Erase.EMPTIED:
            assert kind.erase_words


def test_kept_for_good_after_an_erasure_is_nothing_that_tells() -> None:
    for label, table in POLICY.tables.items():
        kind = POLICY.kinds[table.kind]
        if kind.about is About.CLIENTS and kind.erase is Erase.KEPT:
            assert not TELLING & set(table.classes.values()), label


def test_the_admin_shows_nothing_about_health(rf_staff: HttpRequest) -> None:
    shown = {
        f"{model._meta.label}.{name}"
        for model, admin in site._registry.items()
        for name in (*admin.get_fields(rf_staff), *admin.get_list_display(rf_staff))
        if isinstance(name, str) and POLICY.tables[model._meta.label].classes.get(name) is DataClass.HEALTH
    }
    assert shown == set()


@pytest.fixture
def rf_staff() -> HttpRequest:
    request = HttpRequest()
    request.user = User(is_staff=True, is_superuser=True)
    return request


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('erase = "deleted"', 'erase = "perhaps"'),
        ('of = "client"', 'off = "client"'),
        ("days = 1095", 'days = 1095\nor_so = "yes"'),
        ('why = "So that your trainer', 'why_not = "So that your trainer'),
        ('health = ["note"]', 'health = "note"\nhelth = ["note"]'),
    ],
)
def test_a_slip_in_the_file_is_told_at_once(before: str, after: str) -> None:
    text = FILE.read_text("utf-8")
    assert before in text
    with pytest.raises((KeyError, TypeError, ValueError)):
        read(text.replace(before, after, 1))

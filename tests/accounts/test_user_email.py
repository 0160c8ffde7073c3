"""One address, one person, however it is written; the database has the last word."""

import pytest
from django.db import IntegrityError

from hipcoach.accounts.models import User

pytestmark = pytest.mark.django_db


def test_addresses_are_kept_in_small_letters() -> None:
    assert User.objects.create_user("Ada@Example.COM").email == "ada@example.com"


def test_the_database_refuses_the_same_address_in_other_letters() -> None:
    User.objects.create_user("ada@example.com")
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="ADA@example.com")])


def test_a_person_is_found_however_the_address_is_written() -> None:
    user = User.objects.create_user("ada@example.com")
    assert User.objects.with_email("ADA@example.com") == user
    assert User.objects.get_by_natural_key("Ada@Example.com") == user


def test_without_a_password_there_is_none_to_guess() -> None:
    assert not User.objects.create_user("ada@example.com").has_usable_password()

"""Keys rotate: the newest writes, older ones still read, and without the right one nothing is guessed."""

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings

from hipcoach.privacy.crypto import WrongKey, seal, unseal

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def test_what_an_older_key_wrote_is_still_read(settings: LazySettings) -> None:
    settings.FIELD_KEYS = [OLD]
    sealed = seal(b"the left hip")
    settings.FIELD_KEYS = [NEW, OLD]
    assert unseal(sealed) == b"the left hip"


def test_the_newest_key_writes(settings: LazySettings) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    sealed = seal(b"the left hip")
    settings.FIELD_KEYS = [NEW]
    assert unseal(sealed) == b"the left hip"


def test_a_key_that_was_taken_away_reads_no_more(settings: LazySettings) -> None:
    settings.FIELD_KEYS = [OLD]
    sealed = seal(b"the left hip")
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(WrongKey):
        unseal(sealed)


@pytest.mark.parametrize(
    "change", [lambda sealed: sealed[:-5] + "AAAA=", lambda sealed: "", lambda sealed: "ü"]
)
def test_what_was_tampered_with_is_refused(change: object) -> None:
    assert callable(change)
    with pytest.raises(WrongKey):
        unseal(change(seal(b"the left hip")))

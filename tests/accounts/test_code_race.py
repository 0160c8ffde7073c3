"""Several requests at the same moment make one person, and every one of them is answered."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import Client as Browser

from hipcoach.accounts.models import User
from tests.accounts.hands import ask_code
from tests.makers import make_client, make_trainer

TABS = 3  # As many as may ask for one address in a minute.


def test_asking_at_once(transactional_db: None) -> None:
    email = make_client(trainer=make_trainer()).email
    together = Barrier(TABS)

    def ask(_number: int) -> int:
        try:
            together.wait(timeout=10)
            return ask_code(Browser(), email).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(TABS) as tabs:
        answers = list(tabs.map(ask, range(TABS)))
    assert answers == [302] * TABS
    assert User.objects.filter(email=email).count() == 1

import pytest
from django.test import Client as Browser

from assessments.models import Service
from tests.accounts.hands import show_who_one_is
from tests.assessments.desks import desk_of


@pytest.fixture
def desk(service: Service) -> Browser:
    browser = desk_of(service.trainer)
    show_who_one_is(browser, service.trainer.user)
    return browser

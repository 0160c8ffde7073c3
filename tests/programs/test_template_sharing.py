"""Templates shared within a practice: others use and copy them, and open what is in them."""

from datetime import datetime

import pytest
from django.test import Client as Browser

from assessments.models import Trainer
from programs import shelving, template_lines, templating
from programs.models import Exercise, Template
from tests.makers import make_trainer
from tests.programs.building import make_built, order_of
from tests.programs.makers import shared_template
from tests.programs.own import make_own

pytestmark = pytest.mark.usefixtures("shelves")


@pytest.fixture
def colleague(trainer: Trainer) -> Trainer:
    return make_trainer(practice=trainer.practice)


def test_sharing_opens_it_to_the_practice_and_no_further(trainer: Trainer, colleague: Trainer) -> None:
    made = make_built(trainer)
    assert made not in Template.objects.open_to(colleague)
    templating.share(trainer=trainer, pk=made.pk, shared=True)
    assert made in Template.objects.open_to(colleague)
    assert made not in Template.objects.open_to(make_trainer())
    templating.share(trainer=trainer, pk=made.pk, shared=False)
    assert made not in Template.objects.open_to(colleague)


def test_own_exercises_in_it_are_shared_along_before_and_after(trainer: Trainer, colleague: Trainer) -> None:
    first = make_own(trainer)
    made = make_built(trainer, [])
    template_lines.add(trainer=trainer, pk=made.pk, version=1, exercise=first.pk)
    assert first not in Exercise.objects.open_to(colleague)
    templating.share(trainer=trainer, pk=made.pk, shared=True)
    assert first in Exercise.objects.open_to(colleague)
    shelving.share(trainer=trainer, pk=first.pk, shared=False)
    assert first not in Exercise.objects.open_to(colleague)
    template_lines.add(trainer=trainer, pk=made.pk, version=2, exercise=first.pk)
    assert first in Exercise.objects.open_to(colleague)


def test_a_colleague_copies_it_from_its_page(desk: Browser, trainer: Trainer, colleague: Trainer) -> None:
    theirs = make_built(colleague, shared=True, name="Theirs")
    page = desk.get(f"/desk/templates/{theirs.pk}/").content.decode()
    assert "Copy it" in page
    assert "Change it" not in page
    assert desk.get(f"/desk/templates/{theirs.pk}/edit/").status_code == 404
    desk.post(f"/desk/templates/{theirs.pk}/copy/")
    mine = trainer.templates.get()
    assert (mine.name, order_of(mine)) == ("Theirs, my way", order_of(theirs))


def test_the_list_says_whose_it_is(desk: Browser, trainer: Trainer, colleague: Trainer) -> None:
    make_built(colleague, shared=True, name="Theirs")
    make_built(colleague, name="Secret")
    make_built(trainer, [], name="Mine")
    page = desk.get("/desk/templates/").content.decode()
    assert page.index("Yours") < page.index("From your colleagues") < page.index("The library")
    assert f"From {colleague.user.name}." in page
    assert "Secret" not in page


def test_a_line_whose_exercise_is_retired_or_no_longer_shared_is_marked(
    desk: Browser, trainer: Trainer, colleague: Trainer, now: datetime
) -> None:
    theirs = make_own(colleague)
    source = make_built(colleague, [], shared=True)
    template_lines.add(trainer=colleague, pk=source.pk, version=1, exercise=theirs.pk)
    desk.post(f"/desk/templates/{source.pk}/copy/")
    mine = trainer.templates.get()
    path = f"/desk/templates/{mine.pk}/edit/"
    assert "Choose another" not in desk.get(path).content.decode()
    shelving.share(trainer=colleague, pk=theirs.pk, shared=False)
    assert "no longer shared" in desk.get(path).content.decode()
    shelving.retire(trainer=colleague, pk=theirs.pk, now=now)
    page = desk.get(path).content.decode()
    assert "Choose another" in page
    assert ">retired<" in page


def test_the_buttons_of_a_whole_template(desk: Browser, trainer: Trainer) -> None:
    made = make_built(trainer)
    path = f"/desk/templates/{made.pk}/"
    desk.post(f"{path}share/", {"shared": "yes"})
    assert Template.objects.get(pk=made.pk).shared
    desk.post(f"{path}share/")
    assert not Template.objects.get(pk=made.pk).shared
    desk.post(f"{path}retire/")
    assert "Yours" not in desk.get("/desk/templates/").content.decode()
    assert "Mine" in desk.get("/desk/templates/?shelf=retired").content.decode()
    assert "Retired" in desk.get(path).content.decode()
    desk.post(f"{path}bring-back/")
    assert made in Template.objects.open_to(trainer)


def test_a_shared_librarys_template_is_copied_never_changed(desk: Browser) -> None:
    path = f"/desk/templates/{shared_template().pk}/"
    for name in ("edit/", "shelf/"):
        assert desk.get(path + name).status_code == 404
    for name in ("edit/", "lines/", "share/", "retire/", "bring-back/"):
        assert desk.post(path + name).status_code == 404

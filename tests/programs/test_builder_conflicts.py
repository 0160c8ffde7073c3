"""Two windows on one template: the slower one sees both versions, and nothing it typed is lost."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from assessments.models import Trainer
from programs import template_lines, templating
from programs.forms.template import FULL_CELLS
from programs.models import Template, TemplateItem
from tests.programs.building import line_of, make_built, press, typed_about, typed_line

pytestmark = pytest.mark.usefixtures("shelves")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def built(trainer: Trainer) -> Template:
    return make_built(trainer)


def changed_elsewhere(template: Template, **fields: Any) -> None:
    """The other window's save; `template` stays as the slower one knows it."""
    told = {"name": "Elsewhere", "sessions_per_week": 3, "weeks": 6, "must_cover": FULL_CELLS} | fields
    assert template.owner
    templating.change(trainer=template.owner, pk=template.pk, version=template.version, fields=told)


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["scripts", "no scripts"])
def test_both_names_are_shown_and_saving_again_keeps_ones_own(
    desk: Browser, built: Template, headers: dict[str, str]
) -> None:
    changed_elsewhere(built)
    path = f"/desk/templates/{built.pk}/edit/"
    sent = typed_about(built, name="Typed here", summary="Long thoughts.")
    response = desk.post(path, sent, headers=headers)
    assert response.status_code == 409
    shown = response.content.decode()
    assert "Elsewhere" in shown
    assert "Typed here" in shown
    assert "Long thoughts." in shown
    assert Template.objects.get(pk=built.pk).name == "Elsewhere"
    assert f'name="version" value="{built.version + 1}"' in shown
    again = desk.post(path, sent | {"version": built.version + 1}, headers=headers)
    assert again.status_code == (200 if headers else 302)
    assert Template.objects.get(pk=built.pk).name == "Typed here"


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["scripts", "no scripts"])
def test_both_doses_of_a_line_are_shown(desk: Browser, built: Template, headers: dict[str, str]) -> None:
    item = line_of(built, "glute-bridge")
    changed_elsewhere(built)
    TemplateItem.objects.filter(pk=item.pk).update(sets=5)
    path = f"/desk/templates/{built.pk}/lines/{item.pk}/"
    response = desk.post(path, typed_line(item, sets=4, note="Mine."), headers=headers)
    assert response.status_code == 409
    shown = response.content.decode()
    assert '<td data-label="Saved now">5</td><td data-label="Yours">4</td>' in shown
    assert "Mine." in shown
    item.refresh_from_db()
    assert (item.sets, item.note) == (5, "")
    if headers:
        assert response["HX-Retarget"] == f"#edit-{item.pk}"


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["scripts", "no scripts"])
def test_a_line_that_was_removed_meanwhile_can_be_added_as_it_was_typed(
    desk: Browser, built: Template, trainer: Trainer, headers: dict[str, str]
) -> None:
    item = line_of(built, "glute-bridge")
    template_lines.remove(trainer=trainer, pk=built.pk, version=built.version, line=item.pk)
    path = f"/desk/templates/{built.pk}/lines/{item.pk}/"
    response = desk.post(path, typed_line(item, sets=4, note="Mine."), headers=headers)
    assert response.status_code == 409
    shown = response.content.decode()
    assert "removed this line meanwhile" in shown
    token = shown.partition('name="put_back" value="')[2].partition('"')[0]
    built.refresh_from_db()
    press(desk, built, put_back=token)
    back = line_of(built, "glute-bridge")
    assert (back.sets, back.note) == (4, "Mine.")


def test_a_button_that_comes_too_late_does_nothing_and_shows_how_it_stands(
    desk: Browser, built: Template
) -> None:
    changed_elsewhere(built)
    response = press(desk, built, htmx=True, remove=line_of(built, "glute-bridge").pk)
    assert response.status_code == 409
    assert "Somebody changed this template" in response.content.decode()
    assert json.loads(response["HX-Trigger"]) == {"template-stale": {"to": built.version + 1}}
    assert built.items.count() == 3
    assert press(desk, built, remove=line_of(built, "glute-bridge").pk).status_code == 302
    assert built.items.count() == 3


def test_a_saved_change_tells_which_version_led_to_which(desk: Browser, built: Template) -> None:
    item = line_of(built, "glute-bridge")
    response = desk.post(f"/desk/templates/{built.pk}/lines/{item.pk}/", typed_line(item), headers=HTMX)
    told = json.loads(response["HX-Trigger"])["template-saved"]
    assert told == {"from": built.version, "to": built.version + 1, "lines": True}


def test_a_change_of_weeks_leaves_open_lines_with_their_old_version(desk: Browser, built: Template) -> None:
    """Their forms still show the old last week."""
    sent = typed_about(built, weeks=8)
    response = desk.post(f"/desk/templates/{built.pk}/edit/", sent, headers=HTMX)
    assert json.loads(response["HX-Trigger"])["template-saved"]["lines"] is False

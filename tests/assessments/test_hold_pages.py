"""An hour is kept by a button of the picker, for one visitor, and its form knows it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from assessments.models import Appointment, BusyBlock, Service, WeeklyHours
from assessments.offers import find_terms
from hipcoach.common.http import utc_text
from tests.assessments.visits import book_url, form, open_hour
from tests.makers import make_appointment, make_client, make_service, make_trainer

pytestmark = pytest.mark.django_db
START = open_hour()


def path(name: str, service: Service, *, trainer: str = "") -> str:
    return reverse(name, args=[trainer or service.trainer.slug, service.slug])


def keep(browser: Browser, service: Service, **sent: str) -> str:
    """Press the hour's button; the address it leads to."""
    answer = browser.post(path("hold", service), {"start": utc_text(START), "tz": "Asia/Tokyo"} | sent)
    assert answer.status_code == 303
    return str(answer["Location"])


def lapse() -> None:
    Appointment.objects.update(hold_until=timezone.now())


def test_the_button_keeps_the_hour_and_leads_to_its_form(client: Browser, service: Service) -> None:
    where = keep(client, service)
    kept = Appointment.objects.get()
    assert (kept.status, kept.start, kept.contact_email) == ("held", START, "")
    assert where == f"{book_url(service)}?start={utc_text(START).replace(':', '%3A')}&tz=Asia%2FTokyo"
    page = client.get(where)
    assert page.status_code == 200
    until = timezone.localtime(kept.hold_until, page.context["start"].tzinfo)
    assert f"Kept for you until {until:%H:%M}" in page.content.decode()
    assert 590 < page.context["seconds_left"] <= 600


def test_the_cookie_tells_nobody_who_keeps_it(client: Browser, service: Service) -> None:
    keep(client, service)
    cookie = client.cookies["visitor"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    holder = Appointment.objects.get().holder
    assert len(holder) == 64
    assert holder not in cookie.value
    assert cookie.value.partition(":")[0] not in holder


def test_another_visitor_is_told_kindly_and_shown_the_other_hours(client: Browser, service: Service) -> None:
    keep(client, service)
    page = Browser().post(path("hold", service), {"start": utc_text(START), "tz": "Asia/Tokyo"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Someone has just taken this hour" in text
    assert page.context["picker"].chosen == START.date()
    assert utc_text(START) not in text
    assert f"{path('service', service)}?day=" in text
    assert "tz=Asia%2FTokyo" in text
    shown = Browser().get(book_url(service), {"start": utc_text(START)})
    assert shown.status_code == 409


def test_a_second_tab_keeps_its_hour_instead(client: Browser, service: Service) -> None:
    elsewhere = make_service(trainer=make_trainer())
    keep(client, service)
    keep(client, service, start=utc_text(START + timedelta(hours=1)))
    keep(client, elsewhere)
    kept = Appointment.objects.get()
    assert (kept.service, kept.start) == (elsewhere, START)
    # The first tab's form books all the same, because its hour is free.
    assert client.post(book_url(service), form(START)).status_code == 302


def test_the_kept_hour_becomes_the_visit(client: Browser, service: Service) -> None:
    keep(client, service)
    pk = Appointment.objects.get().pk
    assert client.post(book_url(service), form(START)).status_code == 302
    visit = Appointment.objects.get()
    assert (visit.pk, visit.status, visit.holder) == (pk, "confirmed", "")


def test_nobody_else_books_it_meanwhile(client: Browser, service: Service) -> None:
    keep(client, service)
    assert Browser().post(book_url(service), form(START)).status_code == 409
    assert Appointment.objects.get().status == "held"


def test_once_lapsed_the_form_still_books_and_says_nothing_of_keeping(
    client: Browser, service: Service
) -> None:
    where = keep(client, service)
    lapse()
    assert "Kept for you" not in client.get(where).content.decode()
    assert client.post(book_url(service), form(START)).status_code == 302


def test_once_it_starts_too_soon_nothing_says_that_it_is_kept(client: Browser, service: Service) -> None:
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=26)
    WeeklyHours.objects.update(opens=0, closes=24 * 60)
    closes = start - timedelta(minutes=service.notice)
    with time_machine.travel(closes - timedelta(minutes=2), tick=False):
        where = keep(client, service, start=utc_text(start))
        assert client.get(where).context["seconds_left"] == 120
    with time_machine.travel(closes + timedelta(seconds=1), tick=False):
        page = client.get(where)
    assert page.status_code == 409
    assert "Kept for you" not in page.content.decode()


def test_once_lapsed_and_taken_nothing_typed_is_lost(client: Browser, service: Service) -> None:
    keep(client, service)
    lapse()
    Browser().post(book_url(service), form(START, email="faster@example.com"))
    page = client.post(book_url(service), form(START, note="Two dogs"))
    assert page.status_code == 409
    assert "Two dogs" in page.content.decode()


def test_once_the_day_is_full_the_typed_form_goes_on_with_the_next_days(
    client: Browser, service: Service
) -> None:
    service.daily_cap = 1
    service.save()
    where = keep(client, service)
    lapse()
    Browser().post(book_url(service), form(START, email="faster@example.com"))
    page = client.post(where, form(START, note="Two dogs"))
    text = page.content.decode()
    assert page.status_code == 409
    assert "This day is full" in text
    assert "Two dogs" in text
    assert "The next free hours" in text
    days = [hour.start.date() for hour in page.context["others"]]
    assert days == [START.date() + timedelta(days=number) for number in (1, 2, 3, 4)]
    first = page.context["others"][0]
    assert f"{first.start:%a %-d %b, %H:%M}" in text
    assert client.post(where, form(first.instant, note="Two dogs")).status_code == 302
    assert Appointment.objects.get(contact_email="ada@example.com").start == first.start


def test_after_the_last_open_day_the_days_before_are_offered(client: Browser, service: Service) -> None:
    service.horizon_days, service.daily_cap = 4, 1
    service.save()
    last = open_hour(days=3) + timedelta(hours=1)
    Browser().post(book_url(service), form(last, email="faster@example.com"))
    BusyBlock.objects.create(
        trainer=service.trainer, start=last + timedelta(hours=6), end=last + timedelta(days=9)
    )
    page = client.post(book_url(service), form(last))
    assert page.status_code == 409
    assert page.context["others"]
    assert all(hour.start.date() < last.date() for hour in page.context["others"])


def test_where_nothing_is_free_at_all_the_way_back_stays(client: Browser, service: Service) -> None:
    BusyBlock.objects.create(
        trainer=service.trainer, start=timezone.now(), end=timezone.now() + timedelta(days=99)
    )
    page = client.post(book_url(service), form(START, note="Two dogs"))
    assert page.status_code == 409
    assert not page.context["others"]
    assert "Two dogs" in page.content.decode()
    assert "Back to the free hours" in page.content.decode()


def test_a_mistake_in_the_form_keeps_the_hour_and_says_so(client: Browser, service: Service) -> None:
    keep(client, service)
    page = client.post(book_url(service), form(START, email="nonsense"))
    assert page.status_code == 422
    assert "Kept for you until" in page.content.decode()


def test_the_picker_says_what_is_kept_and_lets_it_go(client: Browser, service: Service) -> None:
    keep(client, service)
    page = client.get(path("service", service), {"tz": "Asia/Tokyo"})
    assert f"{START + timedelta(hours=9):%a %-d %b, %H:%M}" in page.content.decode()
    assert "You are keeping" in page.content.decode()
    assert "You are keeping" not in Browser().get(path("service", service)).content.decode()
    for _ in range(2):
        answer = client.post(path("release", service))
        assert (answer.status_code, answer["Location"]) == (303, path("service", service))
    assert not Appointment.objects.exists()


def test_letting_go_touches_nobody_elses(client: Browser, service: Service) -> None:
    keep(client, service)
    Browser().post(path("release", service))
    assert Appointment.objects.count() == 1
    client.post(book_url(service), form(START))
    client.post(path("release", service))
    assert Appointment.objects.get().status == "confirmed"


def test_whoever_is_free_is_asked_and_the_form_says_who_it_is(client: Browser, service: Service) -> None:
    other = make_service(trainer=make_trainer(practice=service.trainer.practice))
    asked = path("hold", service, trainer="any")
    for _ in range(2):  # Pressed twice, it stays where it is.
        answer = client.post(asked, {"start": utc_text(START)})
        kept = Appointment.objects.get()
        where = path("book", service, trainer="any")
        assert answer["Location"].startswith(f"{where}?practice={kept.trainer.practice_id}&start=")
    text = client.get(answer["Location"]).content.decode()
    assert "Kept for you until" in text
    assert f"With {kept.trainer.name}" in text
    assert "it may be a colleague" in text
    second = Browser().post(asked, {"start": utc_text(START)})
    assert {each.service for each in Appointment.objects.all()} == {service, other}
    assert second.status_code == 303
    assert Browser().post(asked, {"start": utc_text(START)}).status_code == 409


def test_where_only_one_is_there_no_colleague_is_spoken_of(client: Browser, service: Service) -> None:
    where = client.post(path("hold", service, trainer="any"), {"start": utc_text(START)})["Location"]
    text = client.get(where).content.decode()
    assert f"With {service.trainer.name}" in text
    assert "colleague" not in text


def test_once_lapsed_and_taken_whoever_else_is_free_has_the_hour(client: Browser, service: Service) -> None:
    other = make_service(trainer=make_trainer(practice=service.trainer.practice))
    where = client.post(path("hold", service, trainer="any"), {"start": utc_text(START)})["Location"]
    assert Appointment.objects.get().service == service
    lapse()
    Browser().post(book_url(service), form(START, email="faster@example.com"))
    assert "With whoever is free" in client.get(where).content.decode()
    assert client.post(where, form(START)).status_code == 302
    assert Appointment.objects.get(contact_email="ada@example.com").service == other


def test_going_on_leads_back_to_the_form_that_was_left(client: Browser, service: Service) -> None:
    make_service(trainer=make_trainer(practice=service.trainer.practice))
    where = client.post(path("hold", service, trainer="any"), {"start": utc_text(START), "tz": "UTC"})[
        "Location"
    ]
    text = client.get(path("service", service, trainer="any"), {"tz": "UTC"}).content.decode()
    assert f'href="{escape(where)}"' in text
    # At a trainer's own page it is that trainer's.
    text = client.get(path("service", service), {"tz": "UTC"}).content.decode()
    assert f'href="{book_url(service)}?start=' in text


def test_trainers_of_several_zones_have_no_common_studios_clock(client: Browser, service: Service) -> None:
    make_service(trainer=make_trainer(practice=service.trainer.practice, zone="America/New_York"))
    for url in (path("service", service, trainer="any"), path("book", service, trainer="any")):
        page = client.get(url, {"start": utc_text(START), "tz": "Asia/Tokyo"})
        assert page.status_code == 200
        assert "at the studio" not in page.content.decode()


def test_the_form_of_any_trainer_books_whoever_is_free(client: Browser, service: Service) -> None:
    make_service(trainer=make_trainer(practice=service.trainer.practice))
    where = path("book", service, trainer="any")
    for number in range(2):
        assert client.get(where, {"start": utc_text(START)}).status_code == 200
        answer = client.post(where, form(START, email=f"visitor{number}@example.com"))
        assert answer.status_code == 302
    assert client.get(where, {"start": utc_text(START)}).status_code == 409
    page = client.post(where, form(START, email="late@example.com", note="Two dogs"))
    assert page.status_code == 409
    assert page.context["others"]
    assert "Two dogs" in page.content.decode()
    assert len({visit.trainer_id for visit in Appointment.objects.all()}) == 2


def test_whoever_is_free_is_on_site_or_online_like_the_first(client: Browser, service: Service) -> None:
    online = make_service(
        trainer=make_trainer(practice=service.trainer.practice),
        slug=service.slug,
        video_url="https://video.example/1",
    )
    make_appointment(client=make_client(trainer=service.trainer), service=service, start=START)
    answer = client.post(reverse("book", args=["any", service.slug]), form(START))
    assert answer.status_code == 409
    assert not online.appointments.exists()
    assert [terms.service for terms in find_terms("any", service.slug)] == [service.pk]


def test_what_to_wear_is_told_of_whoever_is_free_where_all_say_the_same(
    client: Browser, service: Service
) -> None:
    Service.objects.update(what_to_wear="Shorts, please.")
    other = make_service(
        trainer=make_trainer(practice=service.trainer.practice),
        slug=service.slug,
        what_to_wear="Shorts, please.",
    )
    pages = [
        f"/t/any/{service.slug}/",
        f"{reverse('book', args=['any', service.slug])}?start={utc_text(START)}",
    ]
    for page in pages:
        assert "Shorts, please." in client.get(page).content.decode()
    other.what_to_wear = "A laptop."
    other.save()
    for page in pages:
        text = client.get(page).content.decode()
        assert "Shorts, please." not in text
        assert "A laptop." not in text


def test_letting_go_stays_in_the_practice_that_was_asked_for(client: Browser, service: Service) -> None:
    elsewhere = make_service(trainer=make_trainer())
    here = {"practice": elsewhere.trainer.practice_id}
    asked = path("hold", elsewhere, trainer="any")
    client.post(f"{asked}?practice={here['practice']}", {"start": utc_text(START)})
    page = client.get(path("service", elsewhere, trainer="any"), here)
    lets_go = f"{path('release', elsewhere, trainer='any')}?practice={here['practice']}"
    assert f'action="{lets_go}"' in page.content.decode()
    answer = client.post(lets_go)
    assert answer["Location"] == f"{path('service', elsewhere, trainer='any')}?practice={here['practice']}"


def test_the_address_of_a_refused_hour_opens_the_hours(client: Browser, service: Service) -> None:
    """What stands in the address bar after somebody else was faster, opened again."""
    for trainer, query in (("", ""), ("any", f"?practice={service.trainer.practice_id}")):
        answer = client.get(path("hold", service, trainer=trainer) + query)
        assert (answer.status_code, answer["Location"]) == (
            302,
            path("service", service, trainer=trainer) + query,
        )
    assert (
        client.get(path("hold", service, trainer="any").replace(service.slug, "nothing")).status_code == 404
    )
    assert not Appointment.objects.exists()


def test_what_was_closed_meanwhile_loses_no_text(client: Browser, service: Service) -> None:
    keep(client, service)
    Service.objects.update(is_active=False)
    page = client.post(book_url(service), form(START, note="A long story."))
    assert page.status_code == 409
    text = page.content.decode()
    assert "be booked any more" in text
    assert "A long story." in text
    assert "Book this visit" not in text
    assert not Appointment.objects.exclude(status="held").exists()


def test_a_closed_page_shows_nothing_to_who_kept_nothing(client: Browser, service: Service) -> None:
    Service.objects.update(is_active=False)
    assert client.post(book_url(service), form(START)).status_code == 404


def test_what_was_closed_meanwhile_is_let_go(client: Browser, service: Service) -> None:
    keep(client, service)
    Service.objects.update(is_active=False)
    client.post(path("release", service))
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"duration": 120}, "120 minutes"),
        ({"price": "€300"}, "60 minutes · €300"),
        ({"video_url": "https://video.example/1"}, "online, by video"),
    ],
)
def test_a_visit_that_was_changed_meanwhile_is_shown_again_first(
    client: Browser, service: Service, change: dict[str, object], said: str
) -> None:
    shown = client.get(keep(client, service)).context["offer"].terms_shown
    Service.objects.update(**change)
    page = client.post(book_url(service), form(START, shown=shown))
    assert page.status_code == 409
    text = page.content.decode()
    assert "has just changed this visit" in text
    assert said in text
    assert "Ada Visitor" in text
    again = form(START, shown=page.context["offer"].terms_shown)
    assert client.post(book_url(service), again).status_code == 302
    assert Appointment.objects.get().is_confirmed

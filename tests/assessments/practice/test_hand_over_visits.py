"""What lies ahead goes on at its hour where the new trainer is free; the rest needs consent."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.availability import Refusal
from assessments.booking import book
from assessments.changing import cancel, reschedule
from assessments.handing_over import Agreed, NeedsAgreement, preview
from assessments.models import Appointment, Assessment, BusyBlock
from assessments.refusals import NotBookable, TooLate
from assessments.scheduling import book_for
from assessments.takeover import Clash
from hipcoach.mail.kinds import compose
from hipcoach.mail.models import OutgoingEmail
from tests.assessments.practice.people import Two
from tests.assessments.visits import TUESDAY_TEN, contact
from tests.makers import make_appointment, make_client, make_service


def test_a_visit_goes_on_at_the_same_hour_with_the_new_trainer(two: Two, now: datetime) -> None:
    ada = two.ada()
    visit = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN)
    two.hand_over(ada, now=now)
    visit.refresh_from_db()
    assert (visit.trainer, visit.service, visit.start, visit.version) == (two.julian, two.his, TUESDAY_TEN, 2)


@pytest.mark.parametrize(("hers", "his"), [(90, 90), (45, 60)], ids=["both changed", "hers changed"])
def test_a_visit_keeps_the_length_that_was_booked(two: Two, now: datetime, hers: int, his: int) -> None:
    ada = two.ada()
    visit = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN)
    for service, minutes in ((two.hers, hers), (two.his, his)):
        service.duration = minutes
        service.save()
    two.hand_over(ada, now=now)
    visit.refresh_from_db()
    assert (visit.trainer, visit.start, visit.end - visit.start) == (
        two.julian,
        TUESDAY_TEN,
        timedelta(hours=1),
    )
    assert visit.blocked_end == visit.end + timedelta(minutes=two.his.buffer_after)


@pytest.mark.parametrize("days", [0, 1], ids=["the same hour", "another day"])
def test_what_nobody_confirmed_makes_way_only_where_it_lies_in_it(two: Two, now: datetime, days: int) -> None:
    ada = two.ada()
    make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN + timedelta(days=days))
    asked = make_appointment(
        client=make_client(trainer=two.julian),
        service=two.his,
        start=TUESDAY_TEN,
        status="held",
        hold_until=now,
    )
    two.hand_over(ada, now=now)
    assert Appointment.objects.filter(pk=asked.pk).exists() == bool(days)


def test_the_client_is_told_and_reminded_anew(two: Two, now: datetime) -> None:
    visit = book(service=two.hers, start=TUESDAY_TEN + timedelta(days=7), contact=contact(), now=now)
    assert visit.client
    two.hand_over(visit.client, now=now)
    waiting = OutgoingEmail.objects.about(visit.ref).promised()
    assert {(mail.kind, mail.facts["version"], mail.trainer_ref) for mail in waiting} == {
        ("appointment-taken-over", 2, two.julian.pk),
        ("appointment-reminder", 2, two.julian.pk),
        ("intake-missing", 2, two.julian.pk),
    }
    letter = compose(waiting.get(kind="appointment-taken-over"), now)
    assert two.julian.name in str(letter)


def test_the_link_in_the_old_mail_still_opens_the_visit(two: Two, now: datetime) -> None:
    visit = book(service=two.hers, start=TUESDAY_TEN, contact=contact(), now=now)
    assert visit.client
    nonce = visit.nonce
    two.hand_over(visit.client, now=now)
    visit.refresh_from_db()
    assert visit.nonce == nonce


def test_what_clashes_is_named_and_nothing_happens(two: Two, now: datetime) -> None:
    ada, ben = two.ada(), make_client(trainer=two.julian)
    taken = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN)
    make_appointment(client=ben, service=two.his, start=TUESDAY_TEN + timedelta(minutes=30))
    closed = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN + timedelta(hours=10))
    other = make_service(trainer=two.mara, slug="retest", duration=45)
    unknown = make_appointment(client=ada, service=other, start=TUESDAY_TEN + timedelta(days=1))
    free = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN + timedelta(days=2))
    with pytest.raises(NeedsAgreement) as asked:
        two.hand_over(ada, now=now)
    assert {each.visit.pk: each.clash for each in asked.value.preview.ahead} == {
        taken.pk: Clash.TAKEN,
        closed.pk: Clash.CLOSED,
        unknown.pk: Clash.NOT_OFFERED,
        free.pk: None,
    }
    assert two.mara.clients.get() == ada
    assert set(Appointment.objects.filter(client=ada).values_list("status", "trainer")) == {
        ("confirmed", two.mara.pk)
    }


def test_with_consent_only_what_clashes_is_cancelled(two: Two, now: datetime) -> None:
    ada = two.ada()
    clash = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN)
    free = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN + timedelta(days=2))
    BusyBlock.objects.create(
        trainer=two.julian, start=TUESDAY_TEN - timedelta(hours=1), end=TUESDAY_TEN + timedelta(hours=1)
    )
    two.hand_over(ada, now=now, agreed=Agreed(cancel=frozenset({clash.pk})))
    clash.refresh_from_db()
    free.refresh_from_db()
    assert (clash.status, clash.cancelled_by) == ("cancelled", "trainer")
    assert (free.status, free.trainer) == ("confirmed", two.julian)
    assert OutgoingEmail.objects.about(clash.ref).filter(kind="appointment-cancelled").exists()


def test_consent_to_one_visit_is_none_to_another(two: Two, now: datetime) -> None:
    ada = two.ada()
    make_service(trainer=two.mara, slug="retest")
    two.his.delete()
    first = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN)
    make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN + timedelta(days=1))
    with pytest.raises(NeedsAgreement):
        two.hand_over(ada, now=now, agreed=Agreed(cancel=frozenset({first.pk})))


def test_an_online_visit_never_becomes_one_on_site(two: Two, now: datetime) -> None:
    ada = two.ada()
    two.hers.video_url = "https://video.example/mara"
    two.hers.save()
    make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN)
    (ahead,) = preview(clients=[ada], to=two.julian, now=now).ahead
    assert ahead.clash == Clash.NOT_OFFERED


def test_a_visit_with_a_test_begun_early_stays_where_it_is(two: Two, now: datetime) -> None:
    ada = two.ada()
    visit = make_appointment(client=ada, service=two.hers, start=now + timedelta(minutes=5))
    Assessment.objects.create(appointment=visit, client=ada, tester=two.mara, started_at=now)
    two.hand_over(ada, now=now)
    visit.refresh_from_db()
    assert (visit.trainer, visit.status) == (two.mara, "confirmed")


def test_a_page_opened_before_changes_nothing_after(two: Two, now: datetime) -> None:
    ada = two.ada()
    visit = make_appointment(client=ada, service=two.hers, start=TUESDAY_TEN)
    two.hand_over(ada, now=now)
    for act in (
        lambda: reschedule(appointment=visit, start=TUESDAY_TEN + timedelta(days=1), now=now),
        lambda: cancel(appointment=visit, by=Appointment.By.CLIENT, now=now),
        lambda: book_for(client=ada, service=two.hers, start=TUESDAY_TEN + timedelta(days=3), now=now),
    ):
        with pytest.raises(NotBookable) as refused:
            act()
        assert refused.value.reason == TooLate.HANDED_OVER


def test_nothing_new_comes_to_a_trainer_who_has_left(two: Two, now: datetime) -> None:
    two.mara.is_listed, two.mara.removed_at = False, now
    two.mara.save()
    with pytest.raises(NotBookable) as refused:
        book(service=two.hers, start=TUESDAY_TEN, contact=contact(), now=now)
    assert refused.value.reason == Refusal.CLOSED


def test_a_preview_of_many_asks_no_more_than_one_of_few(two: Two, now: datetime) -> None:
    def statements(people: int) -> int:
        clients = [two.ada() for _each in range(people)]
        for client in clients:
            start = TUESDAY_TEN + timedelta(days=client.pk % 50)
            Appointment.objects.filter(start=start).delete()
            make_appointment(client=client, service=two.hers, start=start)
        with CaptureQueriesContext(connection) as asked:
            preview(clients=clients, to=two.julian, now=now)
        return len(asked)

    assert (statements(2), statements(12)) == (6, 6)

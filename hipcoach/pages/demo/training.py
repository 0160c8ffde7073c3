"""The plans of a story, and the sessions a client logs until something ends it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from assessments.models import Assessment, Client
from hipcoach.pages.demo.people import Asked, Visit
from hipcoach.pages.demo.scene import Scene
from programs import asking, assigning, suggesting
from programs.models import ItemLog, Plan, PlanItem, SessionLog, Template

# Days of a plan's week on which this client trains, by sessions a week.
TRAINING_DAYS = {2: (0, 3), 3: (0, 2, 4)}
HARD = SessionLog.Effort.HARD
EFFORTS = (*[SessionLog.Effort.RIGHT] * 3, SessionLog.Effort.EASY, HARD)
# Every so many plans end with two easy, full sessions, so that steps wait to be decided.
GOES_WELL = 3
WORDS = (
    "",
    "",
    "",
    "",
    "Felt steady today.",
    "Short on time, but done.",
    "The side plank is getting easier.",
)


def assign(scene: Scene, assessment: Assessment, visit: Visit, *, at: datetime) -> Plan:
    """What the rules suggest first, or what the trainer can choose where they suggest nothing."""
    client = assessment.client
    return assigning.assign(
        client=client,
        template=_template(scene, assessment, at=at),
        trainer=scene.trainer,
        assessment=assessment,
        starts_on=at.astimezone(client.tz).date() + timedelta(days=1),
        note=visit.word,
        now=at,
    )


def train(scene: Scene, plan: Plan, *, adherence: float, until: datetime) -> None:
    """Log the share `adherence` of the planned sessions that lie before `until`.

    The one thing written without its verb: there are hundreds, and nothing follows from them.
    """
    lines = list(plan.items.all())
    logs = [
        _session(scene, plan, at=moment)
        for moment in _evenings(plan, until=until)
        if scene.chance.random() < adherence
    ]
    so_far = Plan.objects.filter(client__trainer=scene.trainer).count()
    lately = logs[-2:] if so_far % GOES_WELL == 0 else []
    for log in lately:
        log.effort, log.pain = SessionLog.Effort.EASY, 0
    SessionLog.objects.bulk_create(logs)
    ItemLog.objects.bulk_create(
        _line(log, line, is_full=log in lately)
        for log in logs
        for line in lines
        if line.from_week <= plan.week_of(log.day) <= line.to_week
    )


def _line(log: SessionLog, line: PlanItem, *, is_full: bool) -> ItemLog:
    """On a hard day the last set is left; on an easy one everything reaches the top of its range."""
    top = line.reps_high or line.hold_high
    sets = max(1, line.sets - (log.effort == HARD))
    return ItemLog(session=log, plan_item=line, sets_done=sets, amount=top if is_full else None)


def talk(scene: Scene, plan: Plan, asks: Iterable[Asked]) -> None:
    """What the client asks about the exercises, and what the trainer answers."""
    for each in asks:
        item = plan.items.get(exercise__slug=each.about)
        at = scene.in_days(each.days)
        asking.ask(client=plan.client, item=item, key=scene.chance.key(), text=each.text, now=at)
        if each.answer:
            asking.answer(
                trainer=scene.trainer,
                client=plan.client,
                item=item,
                key=scene.chance.key(),
                text=each.answer,
                now=at + timedelta(hours=2),
            )


def archive(scene: Scene, plan: Plan, *, at: datetime) -> None:
    assigning.archive(plan=plan, trainer=scene.trainer, now=at)


def _template(scene: Scene, assessment: Assessment, *, at: datetime) -> Template:
    found = suggesting.suggest(client=assessment.client, assessment=assessment, trainer=scene.trainer, now=at)
    return next(choice.template for choice in (*found.suggested, *found.others) if choice.lines)


def _evenings(plan: Plan, *, until: datetime) -> Iterator[datetime]:
    client: Client = plan.client
    days = TRAINING_DAYS.get(plan.sessions_per_week, tuple(range(min(plan.sessions_per_week, 7))))
    for week in range(plan.weeks):
        for day in days:
            date = plan.starts_on + timedelta(weeks=week, days=day)
            evening = datetime.combine(date, time(18, 30), client.tz)
            if evening < until:
                yield evening


def _session(scene: Scene, plan: Plan, *, at: datetime) -> SessionLog:
    """Unsaved."""
    return SessionLog(
        client=plan.client,
        plan=plan,
        key=scene.chance.key(),
        day=at.date(),
        effort=scene.chance.choice(EFFORTS),
        pain=scene.chance.choice((0, 0, 0, 1, 2)),
        note=scene.chance.choice(WORDS),
        logged_at=at,
    )

"""Which lines of these plans are ready for a step, on or back, from what was logged. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from assessments.models import Trainer
from assessments.screens import CurrentScreen
from programs import progression
from programs.choices import key_of
from programs.dosing import own_range
from programs.following import local_day
from programs.matching import Movement
from programs.models import Decision, Exercise, ItemLog, Plan, PlanItem
from programs.progression import LATELY, Entry, Kind, Line, Person, Step, Variant, Where
from programs.standing import Standing, standings

# Older sessions say nothing about a step today.
LOOKS_BACK = timedelta(days=21)
LONG_WORDS = ("summary", "setup", "steps", "cues", "faults", "caution_note", "substitutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A line of a current plan with its step. `exercise` is the other one, where the step changes it."""

    item: PlanItem
    step: Step
    exercise: Exercise | None
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Log:
    """One exercise of one session, without what is sealed; `line` is what was asked then."""

    session: int
    day: date
    session_effort: str
    session_pain: int | None
    line: PlanItem
    sets_done: int
    amount: int | None
    effort: str
    pain: int | None
    cramp: bool
    leaned: bool
    skipped: str
    instead: int | None

    @property
    def tells_of_pain(self) -> bool:
        return bool(self.pain) or self.skipped == ItemLog.Skipped.PAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class _History:
    """What was logged lately by these clients, and what was decided on it."""

    logs: Mapping[UUID, Sequence[_Log]]
    seen: Mapping[UUID, int]
    supported: frozenset[UUID]
    told_where: frozenset[int]
    days: Mapping[UUID, frozenset[tuple[date, int]]]


def ready(
    plans: Collection[Plan], *, now: datetime, known: Mapping[int, CurrentScreen] | None = None
) -> dict[int, tuple[Ready, ...]]:
    """By plan id, in the order of the lines; as many queries for many plans as for few.

    Come with their client and the client's trainer loaded. A plan that is archived, over or not begun has no
    steps, nor has one whose client's screen or last test closes it. `known` are screens just read, by client.
    """
    running = [plan for plan in plans if plan.archived_at is None and _is_running(plan, now=now)]
    if not running:
        return {}
    items: dict[int, list[PlanItem]] = defaultdict(list)
    for item in _items(running):
        items[item.plan_id].append(item)
    history = _history(running, items, now=now)
    trained = [plan for plan in running if any(item.line in history.logs for item in items[plan.pk])]
    standing = standings([plan.client for plan in trained], now=now, known=known) if trained else {}
    return {
        plan.pk: tuple(_of_plan(plan, items[plan.pk], history, standing[plan.client_id], now=now))
        for plan in trained
    }


def _of_plan(
    plan: Plan, items: Sequence[PlanItem], history: _History, standing: Standing, *, now: datetime
) -> Iterable[Ready]:
    today = local_day(plan.client, now)
    begun = max(plan.starts_on, today - LATELY + timedelta(days=1))
    person = Person(
        today=today,
        is_closed=bool(standing.closed),
        profile=standing.profile,
        pain_limit=plan.client.trainer.pain_limit,
        sessions_done=sum(begun <= day for day, _session in history.days.get(plan.series, ())),
        sessions_planned=plan.sessions_per_week * ((today - begun).days + 1) / 7,
    )
    week = plan.week_of(today)
    for item in items:
        if item.line not in history.logs or not item.from_week <= week <= item.to_week:
            continue
        others = [each for each in items if each.pk != item.pk and _overlap(each, item)]
        line = _line(item, others, history, standing, trainer=plan.client.trainer)
        if step := progression.next_step(line, person):
            yield Ready(
                item=item,
                step=step,
                exercise=_chosen(item, step),
                seen=max(entry.session for entry in line.entries),
            )


def _line(
    item: PlanItem, others: Sequence[PlanItem], history: _History, standing: Standing, *, trainer: Trainer
) -> Line:
    experience = standing.profile.experience

    def variant(exercise: Exercise | None) -> Variant | None:
        """A retired one, one that isn't open to the trainer, or that the plan holds already, is none."""
        if exercise is None or exercise.retired_at or not _is_open(exercise, trainer):
            return None
        if any(exercise.pk == other.exercise_id for other in others):
            return None
        return _variant(exercise, experience)

    seen = history.seen.get(item.line, 0)
    return Line(
        key=str(item.line),
        name=item.name,
        block=item.block,
        work=item.work,
        own=_variant(item.exercise, experience),
        easier=variant(item.exercise.easier),
        harder=variant(item.exercise.harder),
        is_supported=item.line in history.supported,
        entries=tuple(
            _entry(log, told_where=history.told_where)
            for log in history.logs.get(item.line, ())
            if log.session > seen and log.line.exercise_id == item.exercise_id and not log.instead
        ),
    )


def _is_open(exercise: Exercise, trainer: Trainer) -> bool:
    """See also Exercise.objects.open_to."""
    owner = exercise.owner
    if owner is None or owner == trainer:
        return True
    return exercise.shared and owner.practice_id == trainer.practice_id


def _variant(exercise: Exercise, experience: str) -> Variant:
    low, high = own_range(
        low=exercise.dose_low,
        high=exercise.dose_high,
        experienced_dose=exercise.experienced_dose,
        balance=exercise.balance,
        experience=experience,
    )
    return Variant(
        # Without what it trains, which would be a query for each.
        movement=Movement(
            slug=key_of(exercise),
            name=exercise.name,
            equipment=frozenset(exercise.equipment),
            cautions=frozenset(exercise.cautions),
            is_retired=exercise.retired_at is not None,
        ),
        counts=exercise.dose_kind,
        low=low or exercise.dose_low,
        high=high or exercise.dose_high,
        steady=exercise.balance == Exercise.Balance.LOW,
    )


def _entry(log: _Log, *, told_where: frozenset[int]) -> Entry:
    """What a line doesn't tell itself, the session tells."""
    amounts = log.line.in_week(log.line.plan.week_of(log.day))
    low, top = amounts.reps if amounts.reps[0] is not None else amounts.hold
    return Entry(
        session=log.session,
        day=log.day,
        work=log.line.work,
        sets_asked=amounts.sets,
        low=low or 0,
        top=top or 0,
        sets_done=log.sets_done,
        reached=log.amount,
        effort=log.effort or log.session_effort,
        pain=log.session_pain if log.pain is None else log.pain,
        where=_where(log, told_where),
        cramp=log.cramp,
        leaned=log.leaned,
        skipped=log.skipped,
    )


def _where(log: _Log, told_where: frozenset[int]) -> Where:
    if log.pain is not None:
        return Where.HERE
    return Where.ELSEWHERE if log.session in told_where else Where.SOMEWHERE


def _history(plans: Sequence[Plan], items: Mapping[int, Sequence[PlanItem]], *, now: datetime) -> _History:
    logs: dict[UUID, list[_Log]] = defaultdict(list)
    days: dict[UUID, set[tuple[date, int]]] = defaultdict(set)
    told_where = set()
    for log in _logs(plans, since=now.date() - LOOKS_BACK):
        logs[log.line.line].append(log)
        if log.sets_done:
            days[log.line.plan.series].add((log.day, log.session))
        if log.tells_of_pain:
            told_where.add(log.session)
    lines = [item.line for rows in items.values() for item in rows]
    decided = Decision.objects.filter(plan_item__line__in=lines) if logs else Decision.objects.none()
    seen: dict[UUID, int] = {}
    supported = set()
    told = ("plan_item__line", "seen", "kind", "outcome", "reopened_at")
    for line, upto, kind, outcome, reopened_at in decided.values_list(*told):
        if reopened_at and outcome == Decision.Outcome.DECLINED:
            continue
        seen[line] = max(upto, seen.get(line, 0))
        if kind == Kind.SUPPORT and outcome != Decision.Outcome.DECLINED:
            supported.add(line)
    return _History(
        logs=logs,
        seen=seen,
        supported=frozenset(supported),
        told_where=frozenset(told_where),
        days={series: frozenset(found) for series, found in days.items()},
    )


def _items(plans: Sequence[Plan]) -> list[PlanItem]:
    """Each exercise is read once, however many lines hold it, and without its long words."""
    items = list(PlanItem.objects.filter(plan__in=plans).defer("note"))
    exercises = Exercise.objects.select_related("easier__owner", "harder__owner").defer(
        *(f"{way}{name}" for way in ("", "easier__", "harder__") for name in LONG_WORDS)
    )
    held = exercises.in_bulk({item.exercise_id for item in items})
    for item in items:
        item.exercise = held[item.exercise_id]
    return items


def _logs(plans: Sequence[Plan], *, since: date) -> list[_Log]:
    """In the order of the days; plain values, because there are many."""
    rows = list(
        ItemLog.objects.filter(
            session__client__in=[plan.client_id for plan in plans], session__day__gte=since
        )
        .order_by("session__day", "session_id", "plan_item__order")
        .values_list(
            *("session_id", "session__day", "session__effort", "session__pain", "plan_item_id"),
            *("sets_done", "amount", "effort", "pain", "cramp", "leaned", "skipped", "instead_id"),
        )
    )
    asked = (
        PlanItem.objects.select_related("plan")
        .defer("note", "plan__summary", "plan__note", "plan__reasons", "plan__inputs")
        .in_bulk({row[4] for row in rows})
    )
    return [
        _Log(
            session=row[0],
            day=row[1],
            session_effort=row[2],
            session_pain=row[3],
            line=asked[row[4]],
            sets_done=row[5],
            amount=row[6],
            effort=row[7],
            pain=row[8],
            cramp=row[9],
            leaned=row[10],
            skipped=row[11],
            instead=row[12],
        )
        for row in rows
    ]


def _is_running(plan: Plan, *, now: datetime) -> bool:
    return plan.starts_on <= local_day(plan.client, now) <= plan.ends_on


def _overlap(one: PlanItem, other: PlanItem) -> bool:
    return one.from_week <= other.to_week and other.from_week <= one.to_week


def _chosen(item: PlanItem, step: Step) -> Exercise | None:
    both = (item.exercise.easier, item.exercise.harder)
    return next((each for each in both if each and step.variant == key_of(each)), None)

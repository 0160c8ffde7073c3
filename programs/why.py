"""Why an exercise is in a plan, in words a client understands: what it emphasises, and where."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.coverage import Position, Role
from programs.models import ExerciseMuscle

WHERE: Mapping[str, str | Promise] = MappingProxyType(
    {
        Position.S: gettext_lazy("with the knee above the hip"),
        Position.M: gettext_lazy("around hip level"),
        Position.L: gettext_lazy("with the hip extended"),
        Position.TRUNK: "",
    }
)


def why(work: Iterable[ExerciseMuscle]) -> list[str]:
    """One sentence for each place it works at, then what it stretches, then what helps along."""
    rows = list(work)
    return [*_emphasised(rows), *_stretched(rows), *_helping(rows)]


def _emphasised(rows: list[ExerciseMuscle]) -> Iterator[str]:
    """Muscles that work at the same places share a sentence; never "isolates" (DOMAIN, "Why hips")."""
    chief = [row for row in rows if row.role == Role.PRIMARY and row.position != Position.T]
    places: dict[str, list[str]] = {}
    for row in chief:
        places.setdefault(row.muscle.name, []).append(row.position)
    together: dict[tuple[str, ...], list[str]] = {}
    for muscle, positions in places.items():
        together.setdefault(tuple(each for each in WHERE if each in positions), []).append(muscle)
    for where_all, muscles in together.items():
        where = _listed(str(WHERE[each]) for each in where_all if WHERE[each])
        words = {"muscles": _listed(muscles), "where": where}
        yield (
            _("Emphasises %(muscles)s, %(where)s.") % words if where else _("Emphasises %(muscles)s.") % words
        )


def _stretched(rows: list[ExerciseMuscle]) -> Iterator[str]:
    if muscles := _names(row for row in rows if row.position == Position.T):
        yield _("Stretches %(muscles)s.") % {"muscles": _listed(muscles)}


def _helping(rows: list[ExerciseMuscle]) -> Iterator[str]:
    chief = _names(row for row in rows if row.role == Role.PRIMARY)
    helping = _names(row for row in rows if row.position != Position.T)
    if muscles := [name for name in helping if name not in chief]:
        yield _("Also at work: %(muscles)s.") % {"muscles": capfirst(_listed(muscles))}


def _names(rows: Iterable[ExerciseMuscle]) -> list[str]:
    return list({row.muscle.name: None for row in rows})


def _listed(words: Iterable[str]) -> str:
    return get_text_list(list(words), _("and"))

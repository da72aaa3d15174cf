"""A planning drawn as bars and diamonds between two days. Everything it shows also stands in a table beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from applications.models import Application, PlanLine
from applications.span import span_of
from workflow import dutch

LONG = 550  # days; a longer project is divided in years, a shorter one in quarters


@dataclass(frozen=True)
class Tick:
    """The beginning of a year or a quarter, at a share of the width in per cent."""

    at: str
    label: str


@dataclass(frozen=True)
class Bar:
    """A work package from `at`, `wide` in per cent of the width; a milestone has no width."""

    label: str
    words: str
    at: str
    wide: str


@dataclass(frozen=True)
class Drawing:
    first: date
    last: date
    ticks: list[Tick]
    bars: list[Bar]

    @property
    def sentence(self) -> str:
        """All of it in words, for who does not see it."""
        return "; ".join(f"{each.label}: {each.words}" for each in self.bars)


def of(application: Application) -> Drawing | None:
    """The planning of a draft that was fetched with its lists."""
    lines = sorted(application.planning.all(), key=lambda line: line.position)
    return draw(((line.name, line.kind, line.starts_on, line.until) for line in lines), *span_of(application))


def draw(lines: Iterable[tuple[str, str, date | None, date | None]], first: date, last: date) -> Drawing | None:
    """Lines as (name, kind, start, end); those without a readable term are not drawn. None when there are none.

    What falls outside the two days makes the drawing wider, so that one sees that it does.
    """
    found = [line for line in lines if line[2] and line[3] and line[2] <= line[3]]
    if not found:
        return None
    first, last = min([first, *(line[2] for line in found)]), max([last, *(line[3] for line in found)])
    whole = (last - first).days + 1

    def share(days: int) -> str:
        return f"{100 * days / whole:.2f}"

    bars = [
        Bar(
            name or "–",
            _words(starts, ends),
            share((starts - first).days),
            "" if kind == PlanLine.Kind.MILESTONE else share((ends - starts).days + 1),
        )
        for name, kind, starts, ends in found
    ]
    return Drawing(first, last, [Tick(share((day - first).days), label) for day, label in _ticks(first, last)], bars)


def _words(starts: date, ends: date) -> str:
    if starts == ends:
        return dutch.day(starts)
    return _("%(start)s to %(end)s") % {"start": dutch.day(starts), "end": dutch.day(ends)}


def _ticks(first: date, last: date) -> Iterable[tuple[date, str]]:
    """Where years begin, or quarters when the whole is short; the first day of all has none."""
    months = (1,) if (last - first).days > LONG else (1, 4, 7, 10)
    days = (date(year, month, 1) for year in range(first.year, last.year + 1) for month in months)
    margin = timedelta(days=(last - first).days // 12)  # no label is cut off at the edge
    for day in days:
        if first < day <= last - margin:
            yield day, str(day.year) if day.month == 1 else dutch.MONTHS[day.month - 1][:3]

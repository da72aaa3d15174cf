"""The calendar of a call: its moments in the order of time, what is awkward about each, and the months they fall in."""

import calendar as months_of_the_year
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from calls import moments, wording
from calls.models import Call, Moment
from calls.states import CallState
from workflow import dutch
from workflow.moments import wall

SOURCE = Path(__file__).parent / "data" / "holidays.json"
INSTANT = timedelta(microseconds=1)


@cache
def _table() -> dict:
    """The public holidays by day, and the school holidays as (first day, last day, name)."""
    read = json.loads(SOURCE.read_text(encoding="utf-8"))
    school = [(date.fromisoformat(a), date.fromisoformat(b), name) for a, b, name in read["school"]]
    return {"public": {date.fromisoformat(day): name for day, name in read["public"]}, "school": school}


def public_holiday(day: date) -> str:
    """The name of the holiday, or nothing."""
    return _table()["public"].get(day, "")


def school_holiday(day: date) -> str:
    return next((name for first, last, name in _table()["school"] if first <= day <= last), "")


@dataclass(frozen=True)
class Mark:
    """One moment of a call. `day` is the day it falls on: of a closing at midnight the day before."""

    moment: str
    at: datetime  # of a day its first instant
    title: str
    text: str
    jury_day: int | None = None
    warnings: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def day(self) -> date:
        ends = self.moment in (Moment.CLOSES, Moment.QUESTIONS)
        return wall(self.at - INSTANT if ends else self.at).date()

    @property
    def short(self) -> str:
        """One word, for the narrow cell of a day."""
        return _shorts()[Moment(self.moment)]


def _titles() -> dict[str, str]:
    return {
        Moment.OPENS: _("Call opens"),
        Moment.QUESTIONS: _("Last moment for questions"),
        Moment.CLOSES: _("Call closes"),
        Moment.ADMISSIBILITY: _("Check of admissibility, at the latest"),
        Moment.DECISION: _("Decision, at the latest"),
    }


def _shorts() -> dict[str, str]:
    return {
        Moment.OPENS: pgettext("in a month", "Opening"),
        Moment.QUESTIONS: pgettext("in a month", "Questions"),
        Moment.CLOSES: pgettext("in a month", "Closing"),
        Moment.ADMISSIBILITY: pgettext("in a month", "Check"),
        Moment.JURY: pgettext("in a month", "Jury"),
        Moment.DECISION: pgettext("in a month", "Decision"),
    }


def marks_of(call: Call) -> list[Mark]:
    """All moments of a call, in the order of time, each with what is awkward about it."""
    marks = []
    for moment, title in _titles().items():
        if (value := moments.value_of(call, moment)) is not None:
            text = dutch.weekday(value) if moment in moments.DAYS else dutch.moment(value)
            marks.append(Mark(moment, moments.promised(call, moment), title, text))
    for each in call.jury_days.all():
        marks.append(Mark(Moment.JURY, each.starts_at, _("Jury"), wording.jury_in_words(each), each.pk))
    for mark in marks:
        mark.warnings.extend(warnings_about(call, mark.moment, mark.day))
        mark.faults.extend(_out_of_order(mark, marks))
    order = list(Moment.values)
    return sorted(marks, key=lambda mark: (mark.at, order.index(mark.moment)))


def warnings_about(call: Call, moment: str, day: date) -> list[str]:
    """What makes this day awkward for this moment, in words; none stops anybody."""
    return list(_warnings(call, moment, day))


def _warnings(call: Call, moment: str, day: date) -> Iterator[str]:
    said = dutch.weekday(day)
    if holiday := public_holiday(day):
        yield _("%(day)s is a public holiday (%(name)s).") % {"day": said.capitalize(), "name": holiday}
    elif day.weekday() >= 5:
        yield _("%(day)s falls in a weekend.") % {"day": said.capitalize()}
    if holiday := school_holiday(day):
        yield _("%(day)s falls in a school holiday (%(name)s).") % {"day": said.capitalize(), "name": holiday}
    if moment == Moment.CLOSES:
        for other in _closing_that_week(call, day):
            words = {"call": other.title, "moment": dutch.moment(other.closes_at)}
            yield _("Another call closes in the same week: “%(call)s”, %(moment)s.") % words


def _closing_that_week(call: Call, day: date):
    monday = day - timedelta(days=day.weekday())
    first, end = (moments.first_instant(monday + timedelta(days=n)) + INSTANT for n in (0, 7))
    others = Call.objects.exclude(state=CallState.DRAFT).exclude(pk=call.pk)
    return others.filter(closes_at__gte=first, closes_at__lt=end).order_by("closes_at", "pk")


def _out_of_order(mark: Mark, marks: list[Mark]) -> Iterator[str]:
    """What should come earlier or later; said at the one that is mended most easily."""
    at = {each.moment: each.at for each in marks if each.moment != Moment.JURY}
    jury = sorted(each.at for each in marks if each.moment == Moment.JURY)
    closes = at[Moment.CLOSES]
    if mark.moment == Moment.QUESTIONS:
        if mark.at > closes:
            yield _("Questions stop before the call closes. Choose an earlier moment.")
        if mark.at <= at[Moment.OPENS]:
            yield _("Questions end before the call opens. Choose a later moment.")
    elif mark.moment == Moment.CLOSES and mark.at <= at[Moment.OPENS]:
        yield _("A call closes after it opens.")
    elif mark.moment == Moment.ADMISSIBILITY:
        if mark.day < wall(closes - INSTANT).date():
            yield _("Admissibility is checked before the call closes. Choose a later day.")
        if jury and mark.at >= jury[0]:
            yield _("Admissibility is checked when the jury has begun. Choose an earlier day.")
    elif mark.moment == Moment.JURY and mark.at < closes:
        yield _("The jury meets before the call closes. Choose a later day.")
    elif mark.moment == Moment.DECISION:
        if mark.day < wall(closes - INSTANT).date():
            yield _("The decision falls before the call closes. Choose a later day.")
        elif jury and mark.day < wall(jury[-1]).date():
            yield _("The decision falls before the jury has met. Choose a later day.")


def after_move(call: Call, moment: str, new: datetime) -> list[str]:
    """What to know before a moment is moved to `new`: about that day, and about the order of all moments then."""
    was = moments.value_of(call, moment)
    moments.put(call, moment, new)
    try:
        marks = marks_of(call)
    finally:
        setattr(call, moments.FIELDS[Moment(moment)], was)
    own = next(mark for mark in marks if mark.moment == moment)
    return [*own.warnings, *(fault for mark in marks for fault in mark.faults)]


def after_jury_change(call: Call, day: date, starts_at: datetime) -> list[str]:
    """The same for a day of the jury."""
    said = warnings_about(call, Moment.JURY, day)
    if starts_at < call.closes_at:
        said.append(_("The jury meets before the call closes. Choose a later day."))
    if call.decision_by and call.decision_by < day:
        said.append(_("The decision falls before the jury has met. Choose a later day."))
    return said


@dataclass(frozen=True)
class Day:
    """A day in a month as it is drawn; `number` is empty outside the month."""

    number: int | None
    marks: list[Mark]
    off: str  # why nobody works, if so
    today: bool


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Day]]


def months_of(marks: list[Mark], today: date) -> list[Month]:
    """The months in which something happens, as weeks from Monday to Sunday."""
    by_day: dict[date, list[Mark]] = {}
    for mark in marks:
        by_day.setdefault(mark.day, []).append(mark)
    drawn = []
    for year, month in sorted({(day.year, day.month) for day in by_day}):
        weeks = months_of_the_year.Calendar().monthdatescalendar(year, month)
        name = f"{dutch.MONTHS[month - 1]} {year}"
        drawn.append(Month(name, [[_day(day, month, by_day, today) for day in week] for week in weeks]))
    return drawn


def _day(day: date, month: int, by_day: dict[date, list[Mark]], today: date) -> Day:
    if day.month != month:
        return Day(None, [], "", False)
    off = public_holiday(day) or (_("weekend") if day.weekday() >= 5 else school_holiday(day))
    return Day(day.day, by_day.get(day, []), off, day == today)

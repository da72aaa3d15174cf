"""The line of a rehearsal: acts at their moments, played in the order of time, and the clock between them."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from applications import clock
from calls.models import Call
from rehearsals.recorder import Recorder
from workflow.moments import instant, wall
from workflow.refusals import Refused

TICK = timedelta(minutes=5)  # how often the clock looks for who must be reminded


class Line:
    def __init__(self, recorder: Recorder):
        self.recorder = recorder
        self._acts: list[tuple] = []
        self._planned = 0

    def then(self, at: datetime, by: User | None, text: str, do: Callable[[datetime], object], **options) -> None:
        """Plan an act; acts at one moment keep the order in which they were planned."""
        self._planned += 1
        heapq.heappush(self._acts, (at, self._planned, by, text, do, options))

    def play(self) -> None:
        """Until nothing is left. An act may plan others."""
        while self._acts:
            at, _order, by, text, do, options = heapq.heappop(self._acts)
            done = self.recorder.act(at, by, text, do, **options)
            if done and by is not None and self._may_remind(at):
                self.remind_at(at + TICK)

    def _may_remind(self, at: datetime) -> bool:
        call = self.recorder.call
        return call is not None and call.closes_at - clock.STEPS["7d"] <= at < call.closes_at

    def remind_at(self, at: datetime) -> None:
        text = _("The clock reminds who has not handed in.")
        self.then(at, None, text, lambda at: clock.remind_all_due(at=at, calls=self.own), expect="nothing")

    def remind_before(self, closes: datetime) -> None:
        for before in clock.STEPS.values():
            self.remind_at(closes - before)

    @property
    def own(self):
        """The clock works on the double only."""
        return Call.objects.filter(pk=self.recorder.call.pk)


def at_clock(day: date, hour: int, minute: int = 0) -> datetime:
    """The instant of a wall time that exists, whatever the night of the clocks does."""
    try:
        return instant(datetime.combine(day, time(hour, minute)))
    except Refused:
        return instant(datetime.combine(day, time(12)))


def by_day(moment: datetime) -> datetime:
    """The same day between 8 and 18 hours, in the same order: people do not work at night."""
    local = wall(moment)
    start = at_clock(local.date(), 8)
    return start + (local - datetime.combine(local.date(), time(0))) * 10 / 24


def workday(day: date) -> date:
    """The day itself, or the Monday after."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def days_later(moment: datetime, days: int) -> datetime:
    """The same wall time some days later; a day more where that time does not exist or exists twice."""
    for more in range(days, days + 3):
        try:
            return instant(wall(moment) + timedelta(days=more))
        except Refused:
            continue
    raise AssertionError("clocks change twice a year")

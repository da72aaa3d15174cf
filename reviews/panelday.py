"""Which file comes before the panel when: times cut from the jury days, and a matching that keeps the wanted order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from workflow.moments import BRUSSELS


@dataclass(frozen=True, order=True)
class Time:
    """A place in the agenda of a day."""

    starts_at: datetime
    talk_ends_at: datetime
    ends_at: datetime
    place: str = ""

    def overlaps(self, other: "Time") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def length_of(starts_at: datetime, talk: int, deliberation: int, place: str = "") -> Time:
    talk_ends = starts_at + timedelta(minutes=talk)
    return Time(starts_at, talk_ends, talk_ends + timedelta(minutes=deliberation), place)


def break_on(day: datetime, break_from: time | None, break_until: time | None) -> Time | None:
    """The break of the day on which this moment falls."""
    if break_from is None or break_until is None:
        return None
    local = day.astimezone(BRUSSELS).date()
    begins, ends = (datetime.combine(local, clock, tzinfo=BRUSSELS) for clock in (break_from, break_until))
    return Time(begins, ends, ends)


def times_of(day: Time, talk: int, deliberation: int, busy: Sequence[Time]) -> list[Time]:
    """Cut a day in places, one after the other, around what is taken already and around the break."""
    found, moment = [], day.starts_at
    while (place := length_of(moment, talk, deliberation, day.place)).ends_at <= day.ends_at:
        if hit := [each for each in busy if each.overlaps(place)]:
            moment = max(each.ends_at for each in hit)
            continue
        found.append(place)
        moment = place.ends_at
    return found


def arrange(
    files: Sequence[int], times: Sequence[Time], fits: Callable[[int, Time], bool], apart: Callable[[int, int], bool]
) -> dict[int, Time]:
    """A time for as many files as possible, the first ones earliest; `apart` are files that never overlap.

    Augmenting paths: a file that finds its times taken pushes another on to one that suits it too. On days that do not
    overlap each other this places every file that can be placed at all.
    """
    order = sorted(times)
    taken: dict[Time, int] = {}

    def clashes(file: int, at: Time) -> bool:
        return any(other != file and apart(file, other) and held.overlaps(at) for held, other in taken.items())

    def place(file: int, tried: set[Time]) -> bool:
        for at in order:
            if at in tried or not fits(file, at):
                continue
            tried.add(at)
            if (other := taken.pop(at, None)) is not None and not place(other, tried):
                taken[at] = other
            elif not clashes(file, at):
                taken[at] = file
                return True
        return False

    for file in files:
        place(file, set())
    return _earliest({file: at for at, file in taken.items()}, files, fits, apart)


def _earliest(found: dict[int, Time], files: Sequence[int], fits, apart) -> dict[int, Time]:
    """The same times, exchanged where that brings the files nearer to the wanted order."""
    placed = [file for file in files if file in found]
    for n, first in enumerate(placed):
        for later in placed[n + 1 :]:
            mine, other = found[first], found[later]
            if other < mine and fits(first, other) and fits(later, mine):
                moved = found | {first: other, later: mine}
                if not any(
                    apart(a, b) and moved[a].overlaps(moved[b]) for a in (first, later) for b in placed if a != b
                ):
                    found = moved
    return found

"""The term to decide, which stands still while an applicant completes: pure, in days of the calendar.

A pause runs from the day of the question to the day of the answer: asked on the 3rd and answered on the 10th is seven
days. Days that two pauses share count once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Pause:
    """The term stands still from `since` on and runs again on `until`; of one that is `open` that is the latest day."""

    since: date
    until: date
    open: bool = False


@dataclass(frozen=True)
class Term:
    """`due` is the last day with all pauses; `days` is how many those are; `still` is the pause that is going on."""

    due: date | None
    days: int = 0
    still: Pause | None = None


def days_of(pauses: Iterable[Pause]) -> int:
    """Days in which the term stood still, or will at most."""
    total, reached = 0, date.min
    for pause in sorted(pauses, key=lambda each: (each.since, each.until)):
        since = max(pause.since, reached)
        if pause.until > since:
            total += (pause.until - since).days
            reached = pause.until
    return total


def counting(promised: date | None, pauses: Iterable[Pause]) -> list[Pause]:
    """Pauses that began while the term still ran: what has ended cannot stand still."""
    kept: list[Pause] = []
    for pause in sorted(pauses, key=lambda each: (each.since, each.until)):
        if promised is None or pause.since <= promised + timedelta(days=days_of(kept)):
            kept.append(pause)
    return kept


def term_of(promised: date | None, pauses: Iterable[Pause]) -> Term:
    """The term that was promised to all, moved by the pauses of one file."""
    kept = counting(promised, pauses)
    days = days_of(kept)
    still = next((each for each in kept if each.open), None)
    return Term(promised + timedelta(days=days) if promised else None, days, still)

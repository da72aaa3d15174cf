"""Reads a report: the summary, the line of steps, and how everything stood at any moment."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from rehearsals.models import Rehearsal
from workflow.moments import wall


@dataclass(frozen=True)
class Step:
    """One act of the report, its moments as such."""

    n: int
    at: datetime
    who: str
    text: str
    tone: str
    reasons: list[str]
    moves: list[dict]
    mails: list[int]
    papers: list[int]
    jobs: list[dict]
    situation: dict | None

    @property
    def badge(self) -> str:
        return {"refused": "soon", "wrong": "bad"}.get(self.tone, "")


@dataclass(frozen=True)
class Day:
    day: date
    steps: list[Step]


@dataclass(frozen=True)
class Situation:
    """How it stood at `at`: the last step before it, and what had been said and made until then."""

    at: datetime
    step: Step | None
    previous: Step | None
    next: Step | None
    now: dict | None
    mails: list[int]
    papers: list[int]


class Report:
    def __init__(self, rehearsal: Rehearsal):
        said = rehearsal.report
        self.warnings, self.good, self.files = said["warnings"], said["good"], said["files"]
        self.people, self.call, self.jobs = said["people"], said["call"], said["jobs"]
        self.call |= {
            name: datetime.fromisoformat(self.call[name]) if self.call[name] else None
            for name in ("opens_at", "closes_at", "moved_to")
        }
        self.steps = [_step(each) for each in said["steps"]]

    @property
    def days(self) -> list[Day]:
        """The steps by day of Belgian time."""
        return [Day(day, list(steps)) for day, steps in groupby(self.steps, lambda each: wall(each.at).date())]

    def step(self, n: int) -> Step:
        """The nth step, or the nearest there is."""
        return self.steps[min(max(n, 1), len(self.steps)) - 1]

    def at_step(self, n: int) -> Situation:
        step = self.step(n)
        return self._situation(step.n, step.at)

    def at_moment(self, at: datetime) -> Situation:
        return self._situation(bisect_right([each.at for each in self.steps], at), at)

    def _situation(self, passed: int, at: datetime) -> Situation:
        """After so many steps."""
        until = self.steps[:passed]
        return Situation(
            at=at,
            step=until[-1] if until else None,
            previous=until[-2] if len(until) > 1 else None,
            next=self.steps[passed] if passed < len(self.steps) else None,
            now=next((each.situation for each in reversed(until) if each.situation), None),
            mails=[n for each in until for n in each.mails],
            papers=[n for each in until for n in each.papers],
        )


def _step(said: dict) -> Step:
    facts = {name: said[name] for name in ("n", "who", "text", "tone", "reasons", "moves", "mails", "papers", "jobs")}
    return Step(**facts, at=datetime.fromisoformat(said["at"]), situation=said.get("situation"))

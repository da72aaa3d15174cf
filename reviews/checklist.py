"""The checklist of one file: what the portal ticks itself, and what an officer answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from applications.models import Application
from reviews.checks import Check, checks
from reviews.models import ConditionAnswer, Proposal
from reviews.states import ProposalState

Found = ConditionAnswer.Found
LOOK = "kijk-"  # before the code of a check where the portal leaves the answer to a person


@dataclass(frozen=True)
class Given:
    """What somebody answers to one condition."""

    found: str
    remark: str = ""


@dataclass(frozen=True)
class Line:
    """A condition that a person looks at, with what was answered until now."""

    key: str
    name: str
    source: str = ""
    fact: str = ""
    answer: ConditionAnswer | None = None


@dataclass(frozen=True)
class Checklist:
    ticked: list[Check]
    asked: list[Line]

    def with_answers(self, given: Mapping[str, Given] | None) -> dict[str, Given]:
        """What is answered by key: what was kept, and over it what is given now."""
        kept = {each.key: Given(each.answer.found, each.answer.remark) for each in self.asked if each.answer}
        keys = {each.key for each in self.asked}
        return kept | {key: value for key, value in (given or {}).items() if key in keys}


def checklist_of(application: Application) -> Checklist:
    """Both halves. The conditions of the call come after what has to be looked at in this file."""
    found = checks(application)
    answers = {each.key: each for each in application.condition_answers.select_related("by")}
    asked = [
        Line(f"{LOOK}{each.code}", each.condition, fact=each.fact, answer=answers.get(f"{LOOK}{each.code}"))
        for each in found
        if each.met is None
    ]
    asked += [
        Line(each.key, each.name, each.source, answer=answers.get(each.key))
        for each in application.call.conditions.order_by("position")
    ]
    return Checklist([each for each in found if each.met is not None], asked)


def waiting(application: Application) -> Proposal | None:
    """The proposal that waits for a second officer, if any."""
    return application.proposals.filter(state=ProposalState.PROPOSED).select_related("by").first()

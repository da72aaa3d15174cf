"""May the administration say this of a file, and if not, why not? Reads only."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from applications import completion_rules
from applications.models import Application
from applications.states import State as ApplicationState
from reviews.checklist import Checklist, Found, Given, checklist_of, waiting
from reviews.models import Proposal
from reviews.rules.parties import interested, officer_only
from reviews.states import ProposalState
from workflow.refusals import Reason, rule


def _may_treat(application: Application, by) -> Iterator[Reason]:
    yield from officer_only(by)
    if by.pk in interested(application):
        yield Reason("takes-part", _("You work for a government that takes part in this file."))
    if not application.call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet. Files are opened after that."))


def _unjudged(application: Application) -> Iterator[Reason]:
    if application.state == ApplicationState.COMPLETING:
        yield Reason("being-completed", _("The applicant is completing this file. Wait, or withdraw the request."))
    elif application.state != ApplicationState.SUBMITTED:
        yield Reason("wrong-state", _("The admissibility of this file was judged before, or it was withdrawn."))
    elif waiting(application):
        text = _("It is proposed to declare this file not admissible. First another officer answers that.")
        yield Reason("proposal-waits", text)


def _answers(given: Mapping[str, Given]) -> Iterator[Reason]:
    for key, each in given.items():
        if each.found not in Found:
            yield Reason("no-such-answer", _("Choose an answer."), f"found-{key}")
        elif each.found == Found.NOT_MET and not each.remark.strip():
            yield Reason("no-remark", _("Write what is not met."), f"remark-{key}")


@rule
def why_not_check(application: Application, given: Mapping[str, Given], *, by) -> Iterator[Reason]:
    """The checklist of a sealed file is answered until its admissibility is judged."""
    yield from _may_treat(application, by)
    yield from _unjudged(application)
    yield from _answers(given)


@rule
def why_not_judge_admissibility(
    application: Application,
    *,
    by,
    motivation: str,
    admissible: bool = True,
    condition: str = "",
    source: str = "",
    answers: Mapping[str, Given] | None = None,
    checklist: Checklist | None = None,
) -> Iterator[Reason]:
    """An officer judges a sealed file that was handed in, and says why; not admissible names the condition.

    `answers` are of the conditions that a person looks at: on an admissible file each of them is answered and none
    is unmet.
    """
    yield from _may_treat(application, by)
    yield from _unjudged(application)
    if not motivation.strip():
        yield Reason("no-motivation", _("Write the motivation."), "motivation")
    if not admissible and not condition.strip():
        yield Reason("no-condition", _("Name the condition that is not met."), "condition")
    if not admissible and not source.strip():
        yield Reason("no-source", _("Name where that condition is written."), "source")
    yield from _answers(answers or {})
    if admissible and application.submission:
        yield from _all_met(checklist or checklist_of(application), answers)


def _all_met(checklist: Checklist, answers: Mapping[str, Given] | None) -> Iterator[Reason]:
    given = checklist.with_answers(answers)
    for line in checklist.asked:
        found = given[line.key].found if line.key in given else ""
        if not found:
            text = _("Answer whether this is met: “%(name)s”.") % {"name": line.name}
            yield Reason("unanswered", text, f"found-{line.key}")
        elif found == Found.NOT_MET:
            text = _("An admissible file meets every condition. You answered “not met” here: “%(name)s”.")
            yield Reason("not-met", text % {"name": line.name}, f"found-{line.key}")


@rule
def why_not_answer_proposal(proposal: Proposal, *, by, remark: str | None = None) -> Iterator[Reason]:
    """Another officer than who proposed it confirms; sending back (`remark` is not None) says why."""
    yield from _may_treat(proposal.application, by)
    if proposal.state != ProposalState.PROPOSED:
        yield Reason("wrong-state", _("This proposal was answered before."))
    elif proposal.application.state != ApplicationState.SUBMITTED:
        yield Reason("wrong-state", _("The admissibility of this file was judged before, or it was withdrawn."))
    if proposal.by_id == by.pk:
        yield Reason("same-officer", _("You proposed this yourself. Another officer answers it."))
    if remark is not None and not remark.strip():
        yield Reason("no-remark", _("Write what your colleague has to look at again."), "remark")


@rule
def why_not_ask_completion(
    application: Application, parts: list[dict], text: str, closes_at: datetime, *, by, at: datetime
) -> Iterator[Reason]:
    """What the file itself allows, by an officer without a part in it, while no proposal waits."""
    yield from completion_rules.why_not_ask(application, parts, text, closes_at, by=by, at=at)
    if by.pk in interested(application):
        yield Reason("takes-part", _("You work for a government that takes part in this file."))
    if waiting(application):
        text = _("It is proposed to declare this file not admissible. First another officer answers that.")
        yield Reason("proposal-waits", text)

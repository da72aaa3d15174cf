"""May an application be completed, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from applications import filled, reopened
from applications.completions import Completion
from applications.models import Application
from applications.states import CompletionState, State
from workflow import dutch
from workflow.moments import wall
from workflow.refusals import Reason, rule

CLOSED = gettext_lazy("The administration did not ask to change this. Only what it named is open.")
MOST_DAYS = 120  # nobody waits longer for one answer; a later day is a slip of the hand


@rule
def why_not_ask(
    application: Application, parts: list[dict], text: str, closes_at: datetime, *, by, at: datetime
) -> Iterator[Reason]:
    """An officer names parts of a sealed file that is not judged yet, what lacks, and a moment far enough away."""
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))
    if not application.call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet. Files are opened after that."))
    if application.state == State.COMPLETING:
        yield Reason("asked-already", _("The applicant is completing this file. Wait, or withdraw that request first."))
    elif application.state != State.SUBMITTED:
        yield Reason("wrong-state", _("The admissibility of this file was judged before, or it was withdrawn."))
    if not parts:
        yield Reason("nothing-named", _("Choose what has to be completed."), "parts")
    elif {each["name"] for each in parts} - set(names_of(application)):
        yield Reason("no-such-part", _("Choose parts of this application."), "parts")
    if not text.strip():
        yield Reason("no-text", _("Write what is missing or unclear."), "text")
    first = wall(at).date() + timedelta(days=application.call.completion_days)
    if wall(closes_at).date() < first:
        said = _("An applicant gets at least %(days)s days. Choose %(day)s or later.")
        facts = {"days": application.call.completion_days, "day": dutch.weekday(first)}
        yield Reason("too-early", said % facts, "closes_at")
    elif wall(closes_at).date() > wall(at).date() + timedelta(days=MOST_DAYS):
        yield Reason("too-late", _("Choose a moment within %(days)s days.") % {"days": MOST_DAYS}, "closes_at")


def names_of(application: Application) -> list[str]:
    """What can be named: the parts of every application, and the sections and questions that were asked in this one."""
    names = list(reopened.CORE)
    for section in application.submission.content["form"]["sections"]:
        names.append(f"{reopened.SECTION}{section['key']}")
        names += [f"{reopened.ANSWER}{each['key']}" for each in section["questions"]]
    return names


def over(application: Application, at: datetime) -> Iterator[Reason]:
    text = _("The time to complete ended on %(moment)s. What you handed in before counts.")
    yield Reason("completing-ended", text % {"moment": dutch.moment(application.completing_until)})


def why_not_touch(application: Application, part: str, at: datetime) -> Iterator[Reason]:
    """While a file is completed only what was named is open, and only until its moment."""
    if not application.is_open_at(at):
        yield from over(application, at)
        return
    request = reopened.request_of(application)
    if request is None:
        yield Reason("not-editable", _("This application is handed in or ended. It cannot be changed now."))
    elif part and not reopened.opens(request.names, filled.whole(application).definition, part):
        yield Reason("part-closed", CLOSED)


@rule
def why_not_answer(application: Application, keys) -> Iterator[Reason]:
    """Of a section that is partly open only the open questions are answered."""
    if application.state == State.COMPLETING:
        request = reopened.request_of(application)
        names = request.names if request else set()
        for key in set(keys) - reopened.keys_of(names, filled.whole(application).definition):
            yield Reason("part-closed", CLOSED, f"{reopened.ANSWER}{key}")


@rule
def why_unchanged(completion: Completion, content: dict) -> Iterator[Reason]:
    """A completion says something that the version before it did not."""
    if content == completion.before.content:
        text = _("Nothing is different from what you handed in before. Complete what was asked first.")
        yield Reason("nothing-changed", text)


@rule
def why_not_complete(application: Application, *, by, at: datetime) -> Iterator[Reason]:
    """A submitter hands the completion in before its deadline, with what was asked filled in."""
    if not by.is_in(application.organisation_id, Role.SUBMITTER):
        text = _("Only somebody with the role “submitter” in your government can hand in.")
        yield Reason("not-a-submitter", text)
    if application.state != State.COMPLETING:
        yield Reason("wrong-state", _("Nothing has to be completed in this application now."))
    elif not application.is_open_at(at):
        yield from over(application, at)


@rule
def why_not_call_off(completion: Completion, reason: str, *, by) -> Iterator[Reason]:
    """An officer takes a request back while it waits, and says why."""
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))
    if completion.state != CompletionState.ASKED or completion.application.state != State.COMPLETING:
        yield Reason("wrong-state", _("This request is answered or has ended."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why you withdraw the request."), "reason")


@rule
def why_not_expire(completion: Completion, *, at: datetime) -> Iterator[Reason]:
    """Not before its moment and the drain after it have passed."""
    if completion.state != CompletionState.ASKED:
        yield Reason("wrong-state", _("This request is answered or has ended."))
    elif not Completion.objects.due_to_expire(at).filter(pk=completion.pk).exists():
        yield Reason("still-open", _("The applicant can still complete."))

"""May somebody take part in the discussion of a file, lead it, or strike what was said? Reads only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import Role
from applications.models import Application
from applications.states import State as ApplicationState
from reviews.models import Assignment, Message, Phase, Thread
from reviews.rules.parties import officer_only, takes_part
from reviews.states import LIVE, State
from workflow.refusals import Reason, rule


@rule
def why_not_read_talk(own: Assignment | None, phase: Phase) -> Iterator[Reason]:
    """A reader follows the discussion while it is open, and after the own judgement where the phase says so."""
    if own is None:
        yield Reason("not-a-reader", _("Only the readers of this file discuss it."))
        return
    if not phase.discussion_open:
        yield Reason("no-discussion", _("The discussion is not open in this phase of the jury."))
    elif phase.others_scores == Phase.Scores.AFTER_OWN and own.state != State.SUBMITTED:
        yield Reason("own-first", _("Hand your own review in first. After that the discussion opens for you."))


@rule
def why_not_say(application: Application, own: Assignment | None, phase: Phase, *, by, audience: str, text: str):
    """A reader in a discussion that is open; an officer where the administration reads along."""
    if application.state != ApplicationState.ADMITTED:
        yield Reason("not-under-review", _("This file is no longer under review."))
    if Role.OFFICER in by.roles and own is None:
        if audience != Thread.Audience.OFFICE:
            yield Reason("not-for-you", _("The administration does not read along here."))
        if takes_part(application, by):
            yield Reason("takes-part", _("You work for a government that takes part in this file."))
    else:
        yield from why_not_read_talk(own, phase)
    if not text.strip():
        yield Reason("no-text", _("Write your message."), "text")


@rule
def why_not_strike(message: Message, *, by, reason: str = "-") -> Iterator[Reason]:
    """Who wrote it, or an officer where the administration reads along; once, with a reason."""
    office = Role.OFFICER in by.roles and message.thread.audience == Thread.Audience.OFFICE
    if message.by_id != by.pk and not office:
        yield Reason("not-yours", _("Only who wrote this can strike it."))
    if message.struck_at:
        yield Reason("struck", _("This message is struck already."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why this is struck."), "reason")


@rule
def why_not_lead(application: Application, assignment: Assignment | None, *, by) -> Iterator[Reason]:
    """An officer chooses the lead among those who read the file; nobody is also possible."""
    yield from officer_only(by)
    if application.state != ApplicationState.ADMITTED:
        yield Reason("not-under-review", _("This file is no longer under review."))
    if assignment is not None and (assignment.state not in LIVE or assignment.application_id != application.pk):
        yield Reason("not-a-reader", _("Choose somebody who reads this file."), "lead")

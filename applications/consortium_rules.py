"""May a government be asked, may it reply, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Role
from applications import completion_rules, rules
from applications.models import Application, Confirmation
from applications.states import EDITABLE, ConfirmationState, State
from workflow.refusals import Reason, rule

PAUSE = timedelta(hours=1)


@rule
def why_not_now(application: Application, *, at: datetime) -> Iterator[Reason]:
    """Replies are taken while the lead can still change the application."""
    if application.state == State.COMPLETING:
        yield from completion_rules.why_not_touch(application, "", at)
    elif application.state not in EDITABLE:
        yield Reason("not-editable", _("The application is handed in or ended. Nothing is asked of you now."))
    elif not application.is_open_at(at):
        yield from rules.closed(application, at)


@rule
def why_not_ask(
    application: Application, confirmation: Confirmation | None, named: bool, *, by, at: datetime
) -> Iterator[Reason]:
    """The lead asks a government that takes part, and again after an hour at the earliest."""
    yield from rules.why_not_edit(application, by=by, at=at)
    if not named:
        yield Reason("not-a-party", _("This government does not take part, or is not asked to confirm."))
    elif confirmation and confirmation.state != ConfirmationState.RELEASED and confirmation.asked_at > at - PAUSE:
        yield Reason("asked-just-now", _("This government was asked less than an hour ago. Give it some time."))


@rule
def why_not_reply(
    application: Application, confirmation: Confirmation | None, sha256: str, now: str, *, by, at: datetime
) -> Iterator[Reason]:
    """A submitter of that government replies to what stands there at this moment, and to nothing else."""
    if confirmation is None or confirmation.state == ConfirmationState.RELEASED:
        yield Reason("not-asked", _("Your government is not asked to confirm."))
        return
    if not by.is_in(confirmation.organisation_id, Role.SUBMITTER):
        text = _("Only somebody with the role “submitter” in your government can confirm or refuse.")
        yield Reason("not-a-submitter", text)
    yield from why_not_now(application, at=at)
    if sha256 != now:
        text = _("The lead government changed something while you were reading. Below stands what is there now.")
        yield Reason("changed-meanwhile", text)


@rule
def why_not_confirm(application, confirmation, sha256: str, now: str, *, by, at: datetime) -> Iterator[Reason]:
    yield from why_not_reply(application, confirmation, sha256, now, by=by, at=at)
    reply = confirmation.reply if confirmation else None
    if confirmation and confirmation.state == ConfirmationState.CONFIRMED and reply.sha256 == now:
        yield Reason("confirmed-already", _("Your government confirmed this already."))


@rule
def why_not_refuse(
    application, confirmation, sha256: str, now: str, reason: str, *, by, at: datetime
) -> Iterator[Reason]:
    yield from why_not_reply(application, confirmation, sha256, now, by=by, at=at)
    if not reason.strip():
        yield Reason("no-reason", _("Write why your government refuses."), "reason")

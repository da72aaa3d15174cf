"""May a second person be asked to sign off, may that person reply, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import LOCAL_ROLES
from applications import rules, signoff
from applications.consortium_rules import why_not_now
from applications.models import Application
from applications.states import SignOffState
from workflow.refusals import Reason, rule

PAUSE = timedelta(hours=1)
LIVE = (SignOffState.ASKED, SignOffState.SIGNED)


def missing(application: Application) -> list[Reason]:
    """What must be there before anybody signs: all but the signature, and what partners still have to say."""
    return [
        each
        for each in rules.why_incomplete(application)
        if each.field != rules.SIGN_OFF and each.code != rules.NOT_CONFIRMED
    ]


def _incomplete(application: Application) -> Iterator[Reason]:
    if missing(application):
        text = _("Something is still missing or wrong. Mend that first: what is signed off is what is handed in.")
        yield Reason("not-complete", text)


@rule
def why_not_ask(application: Application, signer, *, by, at: datetime) -> Iterator[Reason]:
    """Somebody of the lead government asks a colleague, and the same one again after an hour at the earliest."""
    yield from rules.why_not_edit(application, by=by, at=at)
    if not signoff.asks(application):
        yield Reason("not-needed", _("In this call nobody signs off."))
        return
    found = application.sign_off
    if signer is None or not signer.is_active or not signer.is_in(application.organisation_id, *LOCAL_ROLES):
        yield Reason("not-a-colleague", _("Choose a colleague of your own government."), "signer")
    elif signer.pk == by.pk:
        yield Reason("not-yourself", _("Somebody else signs off than who asks for it."), "signer")
    elif found and found.state == SignOffState.ASKED and found.signer_id == signer.pk and found.asked_at > at - PAUSE:
        text = _("%(name)s was asked less than an hour ago. Give it some time.") % {"name": signer}
        yield Reason("asked-just-now", text, "signer")
    if signoff.standing(application).stands:
        yield Reason("signed-already", _("What stands here is signed off already."))
    yield from _incomplete(application)


def _reply(application: Application, *, by, at: datetime) -> Iterator[Reason]:
    found = application.sign_off
    if found is None or found.state not in LIVE or found.signer_id != by.pk:
        yield Reason("not-asked-of-you", _("You are not asked to sign off this application."))
    elif not by.is_in(application.organisation_id, *LOCAL_ROLES):
        yield Reason("not-yours", _("Only the lead government can do this."))
    yield from why_not_now(application, at=at)


@rule
def why_not_reply(application: Application, *, by, at: datetime) -> Iterator[Reason]:
    """The one who was asked replies, while the application can still be changed."""
    yield from _reply(application, by=by, at=at)


@rule
def why_not_sign(application: Application, sha256: str, now: str, *, by, at: datetime) -> Iterator[Reason]:
    """Whoever was asked signs what has this fingerprint: what stood before them, and still stands there."""
    yield from _reply(application, by=by, at=at)
    if sha256 != now:
        text = _("Somebody changed the application while you were reading. Below stands what is there now.")
        yield Reason("changed-meanwhile", text)
    elif signoff.standing(application).stands:
        yield Reason("signed-already", _("What stands here is signed off already."))
    yield from _incomplete(application)


@rule
def why_not_send_back(application: Application, remark: str, *, by, at: datetime) -> Iterator[Reason]:
    """With a remark, so that who filled it in knows what to do; also after signing, while nothing is handed in."""
    yield from _reply(application, by=by, at=at)
    if not remark.strip():
        yield Reason("no-remark", _("Write what has to change."), "remark")

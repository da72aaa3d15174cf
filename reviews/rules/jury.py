"""May this person sit in the jury of a call, and if not, why not? Reads only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import Organisation, Role, User
from calls.models import Call
from calls.states import CallState
from reviews.models import READS_ALL, Juror
from reviews.rules.parties import officer_only
from reviews.states import JurorState
from workflow.refusals import Reason, rule

MOST_DAYS = 400
MOST_INVOLVEMENTS = 100


@rule
def why_not_invite_juror(call: Call, user: User, *, by) -> Iterator[Reason]:
    """An officer invites reviewers. Who reads every file by another role cannot keep out of one (ADR 86)."""
    yield from officer_only(by)
    if call.state == CallState.DRAFT:
        yield Reason("not-published", _("The jury is composed once the call is published."))
    if not user.is_active or Role.REVIEWER not in user.roles:
        yield Reason("not-a-reviewer", _("%(name)s is not a reviewer.") % {"name": user}, "user")
    elif user.roles & READS_ALL:
        text = _("%(name)s reads every file of a call by another role, and cannot sit in its jury.")
        yield Reason("reads-all", text % {"name": user}, "user")
    here = Juror.objects.filter(call=call, user=user, state__in=(JurorState.INVITED, JurorState.SITTING))
    if user.pk and here.exists():
        yield Reason("in-jury-already", _("%(name)s is in this jury already.") % {"name": user}, "user")


@rule
def why_not_answer_seat(juror: Juror, *, by) -> Iterator[Reason]:
    """The invitation is answered by the person himself."""
    if juror.user_id != by.pk:
        yield Reason("not-yours", _("This invitation is for somebody else."))
    elif Role.REVIEWER not in by.roles:
        yield Reason("not-a-reviewer", _("%(name)s is not a reviewer.") % {"name": by})
    elif by.roles & READS_ALL:
        text = _("%(name)s reads every file of a call by another role, and cannot sit in its jury.")
        yield Reason("reads-all", text % {"name": by})


@rule
def why_not_decline_seat(juror: Juror, *, by, reason: str) -> Iterator[Reason]:
    """Who declines says why, so that the administration knows whom to ask next."""
    if juror.user_id != by.pk:
        yield Reason("not-yours", _("This invitation is for somebody else."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why you do not take part."), "reason")


def _own_or_officer(juror: Juror, by) -> Iterator[Reason]:
    if juror.user_id != by.pk and Role.OFFICER not in by.roles:
        yield Reason("not-yours", _("Only the member of the jury or a programme officer can do this."))
    if juror.state not in (JurorState.INVITED, JurorState.SITTING):
        yield Reason("not-in-jury", _("%(name)s is no longer in this jury.") % {"name": juror.user})


@rule
def why_not_describe_juror(juror: Juror, said: dict, *, by) -> Iterator[Reason]:
    """A juror says for whom he works and when he cannot; what he knows and how much he reads, the officer says."""
    yield from _own_or_officer(juror, by)
    if {"focuses", "capacity"} & said.keys():
        yield from officer_only(by)
    if len(said.get("unavailable", ())) > MOST_DAYS:
        yield Reason("too-many", _("Name at most %(n)s days.") % {"n": MOST_DAYS}, "unavailable")


@rule
def why_not_leave_jury(juror: Juror, *, by, reason: str) -> Iterator[Reason]:
    """The juror himself or an officer ends a seat, and says why."""
    yield from _own_or_officer(juror, by)
    if not reason.strip():
        yield Reason("no-reason", _("Write why this seat ends."), "reason")


@rule
def why_not_note_involvement(juror: Juror, organisation: Organisation, why: str, *, by) -> Iterator[Reason]:
    """A tie with a government, said by the juror or by an officer; with its reason."""
    yield from _own_or_officer(juror, by)
    if not why.strip():
        yield Reason("no-reason", _("Write what the tie with this government is."), "why")
    if juror.involvements.count() >= MOST_INVOLVEMENTS:
        yield Reason("too-many", _("There are %(n)s lines already.") % {"n": MOST_INVOLVEMENTS})


@rule
def why_not_drop_involvement(juror: Juror, *, by) -> Iterator[Reason]:
    """A line that was wrong goes away again; the log keeps it."""
    yield from _own_or_officer(juror, by)

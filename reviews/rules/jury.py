"""May this person sit in the jury of a call, and if not, why not? Reads only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import Role, User
from calls.models import Call
from calls.states import CallState
from reviews.models import Juror
from reviews.rules.parties import officer_only
from reviews.states import JurorState
from workflow.refusals import Reason, rule

READS_ALL = {Role.OFFICER, Role.DECIDER, Role.AUDITOR}


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

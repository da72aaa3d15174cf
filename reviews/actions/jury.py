"""What can be done with a seat in the jury of a call. Locks: the call's jury by name, then the seat."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from calls.models import Call
from reviews import rules
from reviews.models import Juror
from workflow.models import Event, subject_of
from workflow.moves import hold, hold_name, move
from workflow.refusals import refuse


@transaction.atomic
def invite_juror(call: Call, user: User, *, by, at: datetime, focuses=(), capacity: int | None = None) -> Juror:
    """Ask a reviewer to sit in the jury of a call; who declined or left before can be asked again."""
    hold_name("reviews.jury", f"{call.pk}")
    refuse(rules.why_not_invite_juror(call, user, by=by))
    juror = Juror.objects.filter(call=call, user=user).first()
    if juror:
        hold(juror)
        move(juror, "invite_back", by=by, at=at, also={"by": by, "at": at, "remark": ""})
    else:
        juror = Juror.objects.create(call=call, user=user, capacity=capacity, by=by, at=at)
        juror.focuses.set(focuses)
        Event.objects.record(juror, "invite-juror", by=by, at=at)
    notify(
        [user],
        key=f"seat:{juror.pk}:{at:%Y%m%d%H%M%S}",
        subject=_("You are asked for the jury of “%(call)s”") % {"call": call.title},
        body=_("Do you want to sit in the jury of “%(call)s”? Say yes or no; if no, tell us why.")
        % {"call": call.title},
        link=reverse("reviews:desk"),
        action=_("Answer the invitation"),
        about=subject_of(juror),
        at=at,
    )
    return juror


@transaction.atomic
def accept_seat(juror: Juror, *, by, at: datetime) -> None:
    """Take part in the jury; also after having declined."""
    hold(juror)
    refuse(rules.why_not_answer_seat(juror, by=by))
    move(juror, "accept_seat", by=by, at=at, also={"remark": ""})

"""What can be done with an assignment, from asking a reviewer to the scores. Locks: application, then assignment."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from accounts.models import User
from applications.models import Application
from reviews import rules
from reviews.actions.interests import close, keep_answer, said_none
from reviews.models import Assignment, Interest
from workflow.models import Event, subject_of
from workflow.moves import hold, move
from workflow.refusals import refuse


@transaction.atomic
def assign(application: Application, reviewer: User, *, by, at: datetime) -> Assignment:
    """Ask a reviewer to read a file, and tell so."""
    hold(application)
    refuse(rules.why_not_assign(application, reviewer, by=by))
    assignment = Assignment.objects.create(application=application, reviewer=reviewer, by=by, at=at)
    Event.objects.record(assignment, "assign", by=by, at=at)
    if said := said_none(application, reviewer):
        move(assignment, "declare", by=reviewer, at=at, answered=said.at.isoformat())
        body = _(
            "You were asked to review file %(number)s of “%(call)s”. You said before that you have no interest in it."
        )
    else:
        body = _(
            "You were asked to review file %(number)s of “%(call)s”. First declare whether you have an interest in it."
        )
    # No title here: a conflict that is found later cannot take a mail back.
    notify(
        [reviewer],
        key=f"assigned:{assignment.pk}",
        subject=_("A file for you to review (%(number)s)") % {"number": application.number},
        body=body % {"number": application.number, "call": application.call.title},
        link=reverse("reviews:desk"),
        action=_("Go to your files"),
        about=subject_of(assignment),
        at=at,
    )
    return assignment


@transaction.atomic
def declare(assignment: Assignment, *, by, at: datetime) -> None:
    """Declare that there is no conflict of interest; this opens the file."""
    hold(assignment)
    refuse(rules.why_not_declare(assignment, by=by))
    move(assignment, "declare", by=by, at=at)
    keep_answer(assignment, Interest.Answer.NONE, "", at=at)


@transaction.atomic
def recuse(assignment: Assignment, remark: str, *, by, at: datetime) -> None:
    """Declare a conflict of interest: the file closes for this reviewer, and scores no longer count."""
    hold(assignment.application)
    hold(assignment, "application__call", "by", "reviewer")
    refuse(rules.why_not_recuse(assignment, by=by, remark=remark))
    keep_answer(assignment, Interest.Answer.CONFLICT, remark, at=at)
    close(assignment, remark, by=by, at=at)


@transaction.atomic
def submit(assignment: Assignment, *, by, at: datetime) -> None:
    """Hand the review in. After that it counts, and is not changed."""
    hold(assignment.application)  # so that it counts before the announcement or not at all
    hold(assignment)
    refuse(rules.why_not_submit(assignment, by=by, at=at))
    facts = {str(s.criterion_id): s.value for s in assignment.scores.all()}
    move(assignment, "submit", by=by, at=at, scores=facts)


@transaction.atomic
def revoke(assignment: Assignment, reason: str, *, by, at: datetime) -> None:
    """Take an assignment back, with a reason; its scores no longer count. The reviewer is told."""
    hold(assignment.application)
    hold(assignment)
    refuse(rules.why_not_revoke(assignment, by=by, reason=reason))
    move(assignment, "revoke", by=by, at=at, also={"remark": reason.strip()[:300]}, reason=reason)
    supersede_notices(subject_of(assignment), at=at)
    notify(
        [assignment.reviewer],
        key=f"revoked:{assignment.pk}",
        subject=_("A file you no longer review (%(number)s)") % {"number": assignment.application.number},
        body=_("You do not have to review this file any more. Reason: %(reason)s") % {"reason": reason.strip()},
        link=reverse("reviews:desk"),
        action=_("Go to your files"),
        about=subject_of(assignment),
        at=at,
    )

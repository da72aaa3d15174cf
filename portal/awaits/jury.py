"""What awaits a member of the jury."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from portal.awaits.panel import to_hear
from portal.awaits.section import Section, call_words
from reviews.models import Assignment
from reviews.states import State as AssignmentState
from workflow import dutch


def reviewer(user: User, at: datetime) -> Iterator[Section]:
    mine = (
        Assignment.objects.visible_to(user)
        .exclude(state=AssignmentState.SUBMITTED)
        .select_related("application__call__type", "application__organisation")
        .defer("application__summary", "application__goals")
        .distinct()
        .with_jury_day()
        .order_by("jury_at", "pk")
    )
    rows = [*to_hear(user, at), *(_assignment(each) for each in mine)]
    yield Section(
        "taken",
        _("Files that wait for your review"),
        rows,
        _("No file waits for your review. You get a message when one is assigned to you."),
        reverse("reviews:desk"),
        _("See your files"),
    )


def _assignment(assignment: Assignment) -> dict:
    application = assignment.application
    declared = assignment.state == AssignmentState.DECLARED
    facts = {"number": application.number, "government": application.organisation.full_name}
    words = _("Score: %(number)s, %(government)s") if declared else _("Declare: %(number)s, %(government)s")
    text = (
        _("Give each criterion a score with its reasons, and hand in your review.")
        if declared
        else _("Say whether you have an interest in this file. After that you can read it.")
    )
    row = {
        "title": words % facts,
        "url": reverse("reviews:review" if declared else "reviews:declare", args=[application.number]),
        "text": f"{call_words(application.call)}. {text}",
        "kind": "busy" if declared else "soon",
        "badge": _("To score") if declared else _("To declare"),
        "icon": "scales" if declared else "shield",
    }
    if assignment.jury_at:
        row["when"] = _("jury on %(day)s") % {"day": dutch.weekday(assignment.jury_at)}
    return row

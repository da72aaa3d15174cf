"""Reminding reviewers of what they still have to hand in: 7 and 2 days before the jury, each once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import notify
from accounts.models import User
from calls.models import Call
from reviews import wording
from reviews.models import Assignment
from reviews.states import State
from workflow import dutch
from workflow.models import subject_of

WAITING = (State.ASSIGNED, State.DECLARED)
STEPS = {"7d": timedelta(days=7), "2d": timedelta(days=2)}


def due_at(at: datetime, calls: QuerySet[Call] | None = None) -> Iterator[tuple[Call, User]]:
    """Which reviewers of which calls have something left, where the jury is near."""
    calls = Call.objects.all() if calls is None else calls
    near = calls.filter(sealed_at__isnull=False, jury_days__starts_at__gt=at)
    near = near.filter(jury_days__starts_at__lte=at + STEPS["7d"] + timedelta(days=2)).distinct()
    for call in near.prefetch_related("jury_days"):
        due = wording.due_at(call)
        if due is None or not at < due <= at + STEPS["7d"]:
            continue
        waiting = Assignment.objects.filter(application__call=call, state__in=WAITING)
        for reviewer in User.objects.filter(pk__in=waiting.values("reviewer"), is_active=True).order_by("pk"):
            yield call, reviewer


def remind(call: Call, reviewer: User, *, at: datetime) -> int:
    """Tell one reviewer what is left in one call; only the nearest step is said. Counts what the reviewer may see."""
    due = wording.due_at(call)
    step = next(name for name in reversed(STEPS) if due - at <= STEPS[name])
    left = Assignment.objects.visible_to(reviewer).filter(application__call=call, state__in=WAITING).count()
    if not left:
        return 0
    facts = {"n": left, "time": dutch.time_left(due, at), "call": call.title, "day": dutch.weekday(due)}
    subject = ngettext("%(n)s file still waits for your review", "%(n)s files still wait for your review", left)
    body = _(
        "The jury of “%(call)s” meets on %(day)s. There is %(time)s left.\n\nCan you not review a file? "
        "Refuse it or give it back on its page, so that somebody else can be asked."
    )
    return notify(
        [reviewer],
        key=f"review-due:{call.pk}:{step}:{due:%Y-%m-%d}",
        subject=subject % facts,
        body=body % facts,
        link=reverse("reviews:desk"),
        action=_("Go to your files"),
        about=subject_of(call),
        at=at,
    )

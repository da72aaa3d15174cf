"""What time asks of reviews. Late, it changes what people see, never what is allowed."""

import logging
from datetime import datetime

from celery import shared_task
from django.db import Error, transaction
from django.db.models import QuerySet
from django.utils import timezone

from calls.models import Call
from reviews import actions, bundling, reminding
from reviews.models import Plan
from workflow.later import hint
from workflow.refusals import Refused

log = logging.getLogger(__name__)
BATCH = 25


@shared_task
def bundles_due():
    """Hand every bundle owed to a worker of its own, and drop those of yesterday."""
    at = timezone.now()
    bundling.drop_old(at=at)
    for pk in bundling.owed_at(at).values_list("pk", flat=True)[:BATCH]:
        hint("reviews.tasks.draw_bundle", pk)


@shared_task
def remind_due():
    """Remind reviewers of what they did not hand in yet."""
    remind_reviewers(at=timezone.now())


def remind_reviewers(*, at: datetime, calls: QuerySet[Call] | None = None) -> int:
    """One person of one call at a time, so that one bad row cannot stop the rest."""
    told = 0
    for call, reviewer in reminding.due_at(at, calls):
        try:
            with transaction.atomic():
                told += reminding.remind(call, reviewer, at=at)
        except (Refused, Error):
            log.exception("%r is left for the next round", reviewer)
    return told


@shared_task
def plans_owed():
    """Hand every proposal owed to a worker."""
    for pk in Plan.objects.owed_at(timezone.now()).values_list("pk", flat=True)[:BATCH]:
        hint("reviews.tasks.compute_plan", pk)


def compute_owed(*, at: datetime) -> int:
    """Compute the proposals owed here and now, without a queue; answers how many were computed."""
    return sum(actions.compute(pk, at=at) for pk in list(Plan.objects.owed_at(at).values_list("pk", flat=True)))

"""What time asks of rehearsals: to play those that are still owed, and to forget the old ones."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from rehearsals import actions
from rehearsals.models import Rehearsal
from workflow.later import hint

BATCH = 5


@shared_task
def play_owed():
    """Hand every rehearsal owed to a worker, and delete what is old."""
    for pk in Rehearsal.objects.owed_at(timezone.now()).values_list("pk", flat=True)[:BATCH]:
        hint("rehearsals.tasks.play", pk)
    forget_old(at=timezone.now())


def sweep(*, at: datetime) -> int:
    """Play what is owed here and now, without a queue; answers how many were played."""
    return sum(actions.play(pk, at=at) for pk in list(Rehearsal.objects.owed_at(at).values_list("pk", flat=True)))


def forget_old(*, at: datetime) -> int:
    old = list(Rehearsal.objects.old_at(at).light().order_by("pk")[:BATCH])
    for rehearsal in old:
        actions.forget(rehearsal, at=at)
    return len(old)

"""What time asks of this floor: the documents that are still owed."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from documents import actions
from documents.models import Document
from workflow.later import hint

BATCH = 25  # what a worker makes between two rounds, so that the queue does not fill with repeats


@shared_task
def make_owed():
    """Hand every document owed to a worker of its own, so that a bad one cannot stop the rest."""
    for pk in Document.objects.owed_at(timezone.now()).values_list("pk", flat=True)[:BATCH]:
        hint("documents.tasks.make", pk)


def sweep(*, at: datetime, most: int = 1000) -> int:
    """Make what is owed here and now, without a queue; answers how many were made."""
    ids = list(Document.objects.owed_at(at).values_list("pk", flat=True)[:most])
    return sum(actions.make(pk, at=at) for pk in ids)

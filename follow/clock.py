"""What time asks of this floor: mails that are owed, and addresses to forget."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from accounts.clock import hand_out
from follow import actions
from follow.models import Mailing, Subscription

BATCH = 500


@shared_task
def deliver_owed():
    """Hand every mail owed to a worker of its own."""
    hand_out(Mailing, "follow.clock.deliver", at=timezone.now())


@shared_task(autoretry_for=(OSError,), retry_backoff=5, retry_backoff_max=60, max_retries=3)
def deliver(mailing_id: int):
    """Send one mail; safe to run twice."""
    actions.deliver(mailing_id, at=timezone.now())


@shared_task
def erase_due():
    """Forget who never confirmed, and who stopped a month ago."""
    erase_all_due(at=timezone.now())


def erase_all_due(*, at: datetime) -> int:
    return sum(actions.erase(each, at=at) for each in Subscription.objects.to_erase(at).order_by("pk")[:BATCH])

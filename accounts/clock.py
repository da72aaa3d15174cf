"""What time asks of this floor: mails that are owed, and mails that were perhaps sent."""

from datetime import timedelta

from celery import shared_task
from django.db import models, transaction
from django.utils import timezone

from accounts import actions
from accounts.models import Notice
from accounts.states import MailState
from workflow.later import hint
from workflow.moves import move

BATCH = 200


@shared_task
def deliver_owed():
    """Hand every mail owed to a worker of its own, so that one bad address cannot stop the rest."""
    hand_out(Notice, "accounts.clock.deliver", at=timezone.now())


@shared_task(autoretry_for=(OSError,), retry_backoff=5, retry_backoff_max=60, max_retries=3)
def deliver(notice_id: int):
    """Send one mail; safe to run twice."""
    actions.deliver(notice_id, at=timezone.now())


def hand_out(model: type[models.Model], task: str, *, at) -> None:
    """Ask a worker for each mail that is owed as a row of `model`, oldest first."""
    doubt_forgotten(model, at=at)
    for pk in model.objects.owed().order_by("pk").values_list("pk", flat=True)[:BATCH]:
        hint(task, pk)


def doubt_forgotten(model: type[models.Model] = Notice, *, at) -> int:
    """A mail that stays `sending` for ten minutes lost its worker: nobody knows whether it went."""
    doubted = 0
    with transaction.atomic():
        held = model.objects.select_for_update(skip_locked=True).filter(state=MailState.SENDING)
        for mail in held.filter(at__lt=at - timedelta(minutes=10)):
            move(mail, "doubt", by=None, at=at)
            doubted += 1
    return doubted

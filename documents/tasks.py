"""What an action asks for later: one document by its id, safe to ask twice."""

from celery import shared_task
from django.utils import timezone

from documents import actions


@shared_task
def make(document_id: int):
    actions.make(document_id, at=timezone.now())

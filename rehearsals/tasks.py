"""What an action asks for later: one rehearsal by its id, safe to ask twice."""

from celery import shared_task
from django.utils import timezone

from rehearsals import actions

LONGEST = 600  # seconds; a rehearsal takes some twenty


@shared_task(soft_time_limit=LONGEST)
def play(rehearsal_id: int):
    actions.play(rehearsal_id, at=timezone.now())

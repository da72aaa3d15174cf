"""What an action asks for later: one reading copy by its id, safe to ask twice."""

from celery import shared_task
from django.utils import timezone

from applications import copying


@shared_task
def draw_copy(copy_id: int):
    copying.draw(copy_id, at=timezone.now())

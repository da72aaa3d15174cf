"""What an action asks for later: one reading copy or one scan by its id, safe to ask twice."""

from celery import shared_task
from django.utils import timezone

from applications import copying, scanning


@shared_task
def draw_copy(copy_id: int):
    copying.draw(copy_id, at=timezone.now())


@shared_task
def scan_file(attachment_id: int):
    scanning.scan(attachment_id, at=timezone.now())

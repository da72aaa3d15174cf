"""What an action asks for later: one thing by its id, safe to ask twice."""

from celery import shared_task
from django.utils import timezone

from reviews import bundling


@shared_task
def draw_bundle(bundle_id: int):
    bundling.draw(bundle_id, at=timezone.now())

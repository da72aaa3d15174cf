"""What an action asks for later: one thing by its id, safe to ask twice."""

from celery import shared_task
from django.utils import timezone

from reviews import actions, bundling

LONGEST = 300  # seconds; a proposal for 500 files takes some ten


@shared_task
def draw_bundle(bundle_id: int):
    bundling.draw(bundle_id, at=timezone.now())


@shared_task(soft_time_limit=LONGEST)
def compute_plan(plan_id: int):
    actions.compute(plan_id, at=timezone.now())

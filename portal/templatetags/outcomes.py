"""What was decided, for pages of applications: one query for a whole list."""

from django import template
from django.db.models import prefetch_related_objects

from applications.models import Application
from applications.states import State

register = template.Library()


@register.simple_tag
def fetch_decisions(applications: list[Application]) -> str:
    """Fetch the decisions of the files that have ended, so that a template may follow `application.decision`."""
    ended = [each for each in applications if each.state == State.FINISHED]
    if ended:
        prefetch_related_objects(ended, "decision")
    return ""

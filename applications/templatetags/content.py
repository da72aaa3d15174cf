"""For templates that show what an application says."""

from django import template

from applications import scanning, snapshot

register = template.Library()


@register.simple_tag
def readable(content: dict) -> dict:
    """The content of a submission with days, amounts and words instead of codes."""
    return scanning.marked(snapshot.readable(content))

"""Addresses in the text of a notice as links: only those of the portal, since titles in it are anybody's words."""

import re

from django import template
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def leads(text: str) -> str:
    """The text, escaped, with each address of the portal on it as a link."""
    own = re.escape(escape(settings.BASE_URL))
    linked = re.sub(rf"{own}/[^\s<]*", lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(text))
    return mark_safe(linked)  # noqa: S308 all of it is escaped above

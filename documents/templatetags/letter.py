"""Filters of the letters: how words, paragraphs, points and fingerprints stand on paper."""

import re
from datetime import UTC, datetime

from django import template

from documents import words
from workflow import dutch

register = template.Library()
for each in (words.in_sentence, words.with_article, words.capital, words.few):
    register.filter(each.__name__, each)
register.filter("written_out", words.amount)


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: a blank line begins a new one."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


@register.filter
def bare(text: str) -> str:
    """Without closing punctuation, because the list sets its own."""
    return text.strip().rstrip(".;,").rstrip()


@register.filter
def eights(fingerprint: str) -> list[str]:
    """In groups of eight, for the eye."""
    return [fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8)]


@register.filter
def points(value) -> str:
    """34 or 33,5"""
    return dutch.number(value)


@register.filter
def governments(parties) -> str:
    """stad Oudermeer, OCMW Ravelbeek en IGS Denderkant"""
    return dutch.enumerate_names([words.in_sentence(each.name) for each in parties])


@register.filter
def to_the_second(moment: datetime) -> str:
    """28 juni 2022, 16.42.07 uur"""
    return f"{dutch.day(moment)}, {dutch.clock(moment, seconds=True)}"


@register.filter
def world_time(moment: datetime) -> str:
    """28 juni 2022, 14.42.07 uur, in the day and the hour of UTC"""
    there = moment.astimezone(UTC).replace(tzinfo=None)
    return f"{dutch.day(there)}, {dutch.clock(there, seconds=True)}"


@register.filter
def share_of(part, whole) -> str:
    """23,3 %"""
    return dutch.percent(part * 100 / whole, 1)

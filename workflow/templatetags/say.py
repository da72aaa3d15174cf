"""Filters that write moments, money and sizes in templates as `workflow.dutch` does."""

from django import template
from django.utils import timezone

from workflow import dutch
from workflow.moments import wall
from workflow.once import new_key

register = template.Library()


def _filter(function, name=None):
    """Register a filter that leaves an empty value empty."""

    def say(value, option=None):
        if value in (None, ""):
            return ""
        return function(value) if option is None else function(value, option)

    register.filter(name or function.__name__, say)


for each in (dutch.day, dutch.weekday, dutch.clock, dutch.moment, dutch.short_moment, dutch.money, dutch.number):
    _filter(each)
for each in (dutch.percent, dutch.size, dutch.time_left):
    _filter(each)


@register.filter
def bare_money(amount) -> str:
    """150.000,00: for an input, without the sign."""
    return "" if amount in (None, "") else dutch.money(amount).replace(f"€{dutch.NBSP}", "")


@register.filter
def is_today(moment) -> bool:
    """Whether a moment lies on this day, by Belgian time."""
    return bool(moment) and wall(moment).date() == wall(timezone.now()).date()


@register.filter
def names(things) -> str:
    """Halle, Beersel en Dilbeek"""
    return dutch.enumerate_names([str(each) for each in things])


@register.simple_tag
def form_key() -> str:
    """A fresh key for a form's hidden field `_key`."""
    return new_key()

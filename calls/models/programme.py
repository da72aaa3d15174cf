"""A programme, and its vocabularies: what a project is about, how large and how long it may be."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Programme(models.Model):
    """A programme: calls under one policy and one budget."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    code = models.CharField(_("code in file numbers"), max_length=6, unique=True)
    slug = models.SlugField(unique=True)
    summary = models.TextField(_("summary"), blank=True)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(budget__gt=0), name="programme_budget_is_positive")]

    def __str__(self):
        return self.name


class Focus(models.Model):
    """What a project is about. Data: a focus can be added without a programmer."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    explanation = models.TextField(_("explanation"))
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self):
        return self.name


class Type(models.Model):
    """How large and how long a project may be; carries the rule of its term."""

    class Term(models.TextChoices):
        AFTER_AWARD = "after-award", _("months after the award")
        AFTER_SELECTION = "after-selection", _("months after the selection")
        FIXED_END = "fixed-end", _("at the latest on a fixed date")

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    explanation = models.TextField(_("explanation"))
    term = models.CharField(max_length=20, choices=Term)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    term_end = models.DateField(null=True, blank=True)
    usual_maximum = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(term="fixed-end", term_end__isnull=False) | (~Q(term="fixed-end") & Q(term_months__gte=1)),
                name="type_has_its_term",
                violation_error_message=_("A type has a number of months or a fixed end."),
            )
        ]

    def __str__(self):
        return self.name

    def ends_by(self, counted_from: date) -> date:
        """The last day of a project whose term counts from this day."""
        if self.term == self.Term.FIXED_END:
            return self.term_end
        months = counted_from.month - 1 + self.term_months
        year, month = counted_from.year + months // 12, months % 12 + 1
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        last = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
        return date(year, month, min(counted_from.day, last))

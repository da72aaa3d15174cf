"""What the jury says of a file together: a text per criterion, and an advice. One of its readers writes it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from calls.models import Criterion
from reviews.models.reading import Assignment
from reviews.states import ADVICE_MOVES, AdviceState


class Advice(models.Model):
    """The advice on one file. The decision is taken by somebody else; its motivation begins as this."""

    MOVES = ADVICE_MOVES

    class Verdict(models.TextChoices):
        FAVOURABLE = "favourable", _("favourable")
        PARTIAL = "partial", _("favourable for a part")
        UNFAVOURABLE = "unfavourable", _("unfavourable")

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="advice")
    state = models.CharField(max_length=10, choices=AdviceState, default=AdviceState.WRITING)
    verdict = models.CharField(_("advice"), max_length=14, choices=Verdict, blank=True)
    amount = models.DecimalField(_("amount advised"), max_digits=12, decimal_places=2, null=True, blank=True)
    conditions = models.TextField(_("conditions, one on each line"), blank=True)
    edit = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "advices"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="writing") | Q(verdict="unfavourable", amount=None) | Q(amount__gt=0),
                name="a_favourable_advice_names_an_amount",
                violation_error_message=_("Name the amount that you advise; an unfavourable advice has none."),
            )
        ]

    def __str__(self):
        return f"{self.application_id}: {self.verdict}"


class Consensus(models.Model):
    """What the jury says together on one criterion, written for the applicant."""

    advice = models.ForeignKey(Advice, on_delete=models.CASCADE, related_name="texts")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("consensus"), blank=True)

    class Meta:
        verbose_name_plural = "consensus"
        constraints = [models.UniqueConstraint(fields=["advice", "criterion"], name="one_consensus_per_criterion")]

    def __str__(self):
        return self.text[:60]


class Agreement(models.Model):
    """What another reader answers: agreed with what stands there, or other words. Without criterion: the advice itself.

    `said` is the fingerprint of what was read, so that an answer to an older text does not count for a newer one.
    """

    advice = models.ForeignKey(Advice, on_delete=models.CASCADE, related_name="agreements")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="agreements")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, related_name="+")
    said = models.CharField(max_length=64)
    agrees = models.BooleanField()
    other = models.TextField(_("other words"), blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["advice", "assignment", "criterion"],
                nulls_distinct=False,
                name="one_answer_per_reader_and_text",
            ),
            models.CheckConstraint(condition=Q(agrees=True, other="") | ~Q(other=""), name="who_differs_says_how"),
        ]

    def __str__(self):
        return f"{self.assignment_id} {self.criterion_id}: {self.agrees}"

"""What the administration says of a file before the jury reads it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from reviews.states import PROPOSAL_MOVES, ProposalState


class Admissibility(models.Model):
    """The outcome of the admissibility check of one file, with its motivation."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="admissibility")
    admissible = models.BooleanField(_("admissible"))
    condition = models.CharField(_("condition that is not met"), max_length=300, blank=True)
    source = models.CharField(_("where that condition is written"), max_length=200, blank=True)
    motivation = models.TextField(_("motivation"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(motivation=""),
                name="admissibility_is_motivated",
                violation_error_message=_("Write the motivation."),
            ),
            models.CheckConstraint(
                condition=Q(admissible=True) | (~Q(condition="") & ~Q(source="")),
                name="inadmissibility_names_the_condition",
                violation_error_message=_("Name the condition that is not met, and where it is written."),
            ),
            models.CheckConstraint(
                condition=Q(admissible=True) | (Q(seconded_by__isnull=False) & ~Q(seconded_by=F("by"))),
                name="inadmissibility_has_two_officers",
                violation_error_message=_("That a file is not admissible is said by two officers."),
            ),
        ]

    def __str__(self):
        return f"{self.application_id}: {self.admissible}"


class Proposal(models.Model):
    """One officer proposes to declare a file not admissible; another confirms it or sends it back with a remark."""

    MOVES = PROPOSAL_MOVES

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    condition = models.CharField(max_length=300)
    source = models.CharField(max_length=200)
    motivation = models.TextField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PROPOSED, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="proposed"),
                name="one_proposal_per_file",
                violation_error_message=_("Another proposal about this file waits for a second officer."),
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_by=None)
                | (Q(answered_by__isnull=False) & ~Q(answered_by=F("by"))),
                name="a_proposal_is_answered_by_another",
                violation_error_message=_("You proposed this yourself. Another officer answers it."),
            ),
            models.CheckConstraint(condition=~Q(state="sent-back") | ~Q(remark=""), name="who_sends_back_says_why"),
        ]
        indexes = [models.Index(fields=["application", "at"])]

    def __str__(self):
        return f"{self.application_id}: {self.state}"


class ConditionAnswer(models.Model):
    """What an officer found of one condition that a person looks at, with the words in which it was asked."""

    class Found(models.TextChoices):
        MET = "met", _("met")
        NOT_MET = "not-met", _("not met")
        NOT_APPLICABLE = "does-not-apply", _("does not apply")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="condition_answers")
    key = models.CharField(max_length=60)
    asked = models.CharField(max_length=300)
    found = models.CharField(max_length=15, choices=Found)
    remark = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="one_answer_per_condition"),
            models.CheckConstraint(
                condition=~Q(found="not-met") | ~Q(remark=""),
                name="what_is_not_met_has_a_remark",
                violation_error_message=_("Write what is not met."),
            ),
        ]

    def __str__(self):
        return f"{self.application_id} {self.key}: {self.found}"

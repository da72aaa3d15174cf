"""A call: what may be asked, by whom, until when."""

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import FLEMISH_ROLES, Kind
from calls.models.programme import Focus, Programme, Type
from calls.states import CALL_MOVES, CallState
from questionnaires.models import Questionnaire
from workflow.moments import DRAIN


class Unconfirmed(models.TextChoices):
    """What a government of a consortium that has not confirmed its part means when the lead hands in."""

    NOT_ASKED = "not-asked", _("nobody is asked to confirm")
    BLOCK = "block", _("handing in waits until all have confirmed")
    LEAVE_OUT = "leave-out", _("who has not confirmed is left out, with its costs")


class CallQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Calls that a person may see: published ones for all, drafts for Flemish staff."""
        if user.is_authenticated and user.roles & (FLEMISH_ROLES - {"reviewer"}):
            return self
        return self.exclude(state=CallState.DRAFT)

    def published(self):
        """Calls that the world may know of."""
        return self.exclude(state=CallState.DRAFT)

    def open_at(self, moment: datetime):
        return self.filter(state=CallState.PUBLISHED, opens_at__lte=moment, closes_at__gt=moment)

    def coming_at(self, moment: datetime):
        return self.filter(state=CallState.PUBLISHED, opens_at__gt=moment)

    def closed_at(self, moment: datetime):
        return self.filter(Q(state=CallState.SEALED) | Q(state=CallState.PUBLISHED, closes_at__lte=moment))

    def due_to_seal(self, moment: datetime):
        """Closed, for whoever got an extension too, and the drain is over."""
        over = moment - DRAIN
        extended = Q(extended_until=None) | Q(extended_until__lte=over)
        return self.filter(extended, state=CallState.PUBLISHED, closes_at__lte=over)


class Call(models.Model):
    """A call for applications. It takes submissions while `opens_at <= t < closes_at`."""

    MOVES = CALL_MOVES

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="calls", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    type = models.ForeignKey(Type, on_delete=models.PROTECT, related_name="calls", verbose_name=_("type"))
    focuses = models.ManyToManyField(Focus, related_name="calls", verbose_name=_("focuses"), blank=True)
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    purpose = models.TextField(_("what the call is for"), blank=True)
    eligible_kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind), verbose_name=_("who may apply"), default=list, blank=True
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    questions_close_at = models.DateTimeField(_("questions until"), null=True, blank=True)
    admissibility_by = models.DateField(_("admissibility at the latest on"), null=True, blank=True)
    completion_days = models.PositiveSmallIntegerField(
        _("days to complete an application, at least"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    form = models.OneToOneField(
        Questionnaire, on_delete=models.PROTECT, related_name="call", editable=False, verbose_name=_("form")
    )
    budget = models.DecimalField(_("budget of the call"), max_digits=12, decimal_places=2)
    awarded = models.DecimalField(max_digits=12, decimal_places=2, default=0, editable=False)
    max_subsidy = models.DecimalField(_("subsidy per project at most"), max_digits=12, decimal_places=2)
    min_subsidy = models.DecimalField(
        _("subsidy per project at least"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    flemish_share = models.DecimalField(
        _("Flemish share at most, in %"),
        max_digits=5,
        decimal_places=2,
        default=80,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )
    threshold = models.DecimalField(
        _("minimum score in all, in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    cooperation_required = models.BooleanField(_("cooperation with another government is required"), default=False)
    planning_required = models.BooleanField(_("a planning is required"), default=False)
    unconfirmed = models.CharField(
        _("governments that take part and have not confirmed"),
        max_length=10,
        choices=Unconfirmed,
        default=Unconfirmed.NOT_ASKED,
    )
    # The function of the second person, as the call names it; empty when nobody is asked.
    signer = models.CharField(_("who signs off before handing in"), max_length=80, blank=True)
    regulation = models.CharField(_("rules of the call"), max_length=300, blank=True)
    legal_grounds = models.TextField(_("legal grounds, one on each line"), blank=True)
    budget_article = models.CharField(_("budget article"), max_length=60, blank=True)
    recovery = models.CharField(
        _("legal reference for recovery"),
        max_length=200,
        default="artikel 11 tot en met 14 van de wet van 16 mei 2003",
    )
    start_within_months = models.PositiveSmallIntegerField(
        _("start within … months after the first instalment"), default=2
    )
    progress_report_after = models.PositiveSmallIntegerField(
        _("progress report … months after the award"), null=True, blank=True
    )
    final_report_within = models.PositiveSmallIntegerField(_("final report … months after the end"), default=2)
    decider_title = models.CharField(_("who decides"), max_length=200, blank=True)
    decision_by = models.DateField(_("decision at the latest on"), null=True, blank=True)
    # The latest closing that one application was given: the seal waits for it.
    extended_until = models.DateTimeField(null=True, editable=False)
    # Focuses that were offered once, by id: handing in asks it of the call it holds, without a query.
    dropped_focuses = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # Rises with every change of a moment, so that calendars take the newest.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=10, choices=CallState, default=CallState.DRAFT)
    published_at = models.DateTimeField(null=True, editable=False)
    sealed_at = models.DateTimeField(null=True, editable=False)
    seal = models.JSONField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    edit = models.PositiveIntegerField(default=1, editable=False)
    # Steps of which the content was only proposed by the portal, and not saved by anybody yet.
    proposed = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="one_number_per_programme",
                violation_error_code="number-in-use",
                violation_error_message=_("This number is already in use in the programme."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_code="closes-before-it-opens",
                violation_error_message=_("A call closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(max_subsidy__gt=0, budget__gte=F("max_subsidy")),
                name="budget_holds_one_grant",
                violation_error_code="budget-too-small",
                violation_error_message=_("The budget holds at least one subsidy at the maximum."),
            ),
            models.CheckConstraint(
                condition=Q(min_subsidy=None) | Q(min_subsidy__gt=0, min_subsidy__lte=F("max_subsidy")),
                name="minimum_within_the_maximum",
                violation_error_code="minimum-above-maximum",
                violation_error_message=_("The minimum is more than the maximum. Make it smaller, or leave it empty."),
            ),
            models.CheckConstraint(
                condition=Q(threshold=None) | Q(threshold__gt=0, threshold__lte=100),
                name="threshold_is_a_percentage",
                violation_error_code="threshold",
                violation_error_message=_("The minimum score lies between 0 and 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(flemish_share__gt=0, flemish_share__lte=100),
                name="share_is_a_percentage",
                violation_error_code="share",
                violation_error_message=_("The Flemish share lies between 0 and 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(completion_days__gte=1),
                name="completing_takes_a_day",
                violation_error_code="completion-days",
                violation_error_message=_("An applicant gets at least one day."),
            ),
            models.CheckConstraint(
                condition=Q(awarded__gte=0, awarded__lte=F("budget")),
                name="awards_stay_within_the_budget",
                violation_error_message=_("Together the awards are more than the budget of the call."),
            ),
            models.CheckConstraint(
                condition=Q(state="sealed") ^ Q(sealed_at__isnull=True, seal__isnull=True),
                name="a_sealed_call_has_its_seal",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"]), models.Index(fields=["opens_at"])]

    def __str__(self):
        return gettext("%(type)s, call %(n)s") % {"type": self.type, "n": self.number}

    def get_absolute_url(self) -> str:
        return reverse("calls:detail", args=[self.slug])

    def is_open_at(self, moment: datetime) -> bool:
        """The one answer to "may one still submit?": published, not sealed, and opens_at <= moment < closes_at."""
        return self.state == CallState.PUBLISHED and self.opens_at <= moment < self.closes_at

    def is_closed_at(self, moment: datetime) -> bool:
        return self.state == CallState.SEALED or (self.state == CallState.PUBLISHED and moment >= self.closes_at)

    @property
    def is_sealed(self) -> bool:
        return self.state == CallState.SEALED

    @property
    def last_closing(self) -> datetime:
        """When nobody can submit any more, whoever got an extension included."""
        return max(self.closes_at, self.extended_until) if self.extended_until else self.closes_at

    @property
    def jury_on(self) -> date | None:
        """The first day of the jury. In a list: prefetch `jury_days`."""
        return min((each.day for each in self.jury_days.all()), default=None)

    @property
    def jury_done_on(self) -> date | None:
        """The last day of the jury."""
        return max((each.day for each in self.jury_days.all()), default=None)

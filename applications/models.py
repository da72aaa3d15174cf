"""Applications: what a government asks for, with whom, at what cost; and what was handed in, for good."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role
from applications.attachments import Attachment, Transfer
from applications.completions import Completion
from applications.confirmations import Confirmation, Reply
from applications.continuations import Continuation
from applications.planning import PlanLine
from applications.signatures import SignOff
from applications.states import HANDED_IN, MOVES, State
from calls.models import Call, Focus
from calls.states import CallState
from documents.models import Document
from questionnaires.definition import Question
from questionnaires.values import Stored

# What the governments of a consortium say has a file of its own, and so have the files of an application, its planning
# and the sign-off of a second person.
__all__ = [
    "Answer",
    "Application",
    "Attachment",
    "Completion",
    "Confirmation",
    "Continuation",
    "CostLine",
    "Entry",
    "Extension",
    "Participant",
    "PlanLine",
    "ReadingCopy",
    "Reply",
    "SignOff",
    "Submission",
    "Transfer",
]


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One place for who may see an application.

        Its own government and the governments that take part, always, and after a merger their successors, who read
        and change nothing (ADR 65); officers, deciders and auditors once the call
        is sealed and only what was handed in; reviewers through their assignments (`reviews`), never here.
        """
        if not user.is_authenticated:
            return self.none()
        if user.roles & {Role.OFFICER, Role.DECIDER, Role.AUDITOR}:
            return self.filter(self._own(user) | Q(call__state=CallState.SEALED, submission__isnull=False))
        return self.filter(self._own(user))

    def taking_part(self, user):
        """Of the governments this person works for, as lead or as participant."""
        return self.filter(self._own(user)) if user.is_authenticated else self.none()

    @staticmethod
    def _own(user) -> Q:
        if not user.organisation_ids:
            return Q(pk=None)
        read = Organisation.objects.read_by(user).values("pk")
        return Q(organisation__in=read) | Q(
            pk__in=Participant.objects.filter(organisation__in=read).values("application")
        )

    def editable_by(self, user):
        return self.filter(organisation__in=user.organisation_ids)

    def drafts(self):
        """Never handed in until now."""
        return self.filter(state=State.DRAFT)

    def on_the_desk(self):
        """What the Flemish side may read: handed in, in a sealed call; withdrawn after the seal included."""
        return self.filter(call__state=CallState.SEALED, submission__isnull=False)

    def handed_in(self):
        """Validly submitted: a version is there and was not withdrawn."""
        return self.filter(state__in=HANDED_IN, submission__isnull=False)

    def sealed(self):
        """What reviewing, ranking, deciding and exports read."""
        return self.handed_in().filter(call__state=CallState.SEALED)

    def extendable(self, call: Call, moment: datetime):
        """The drafts of a call whose own deadline has not passed, by the name of their government."""
        own = self.unsubmitted().filter(call=call, call__state=CallState.PUBLISHED, call__opens_at__lte=moment)
        own = own.annotate(own_closing=Greatest("call__closes_at", "extended_until")).filter(own_closing__gt=moment)
        return own.select_related("organisation").order_by("organisation__name", "sequence")

    def closing_within(self, moment: datetime, span: timedelta):
        """Whose own deadline lies between this moment and the end of the span."""
        running = self.filter(call__state=CallState.PUBLISHED, call__opens_at__lte=moment)
        own = running.annotate(own_closing=Greatest("call__closes_at", "extended_until"))  # ignores an empty one
        return own.filter(own_closing__gt=moment, own_closing__lte=moment + span)

    def unsubmitted(self):
        """Drafts, and submitted files that were reopened and not handed in again."""
        return self.filter(state__in=(State.DRAFT, State.REOPENED))


class Application(models.Model):
    """One government asks one subsidy in one call, alone or for a consortium of which it holds the pen."""

    MOVES = MOVES

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications", verbose_name=_("lead government")
    )
    sequence = models.PositiveIntegerField(editable=False)
    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    title = models.CharField(_("name of the project"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    focus = models.ForeignKey(
        Focus, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("focus")
    )
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    goals = models.TextField(_("goals"), blank=True)
    submission = models.OneToOneField(
        "Submission", on_delete=models.PROTECT, null=True, editable=False, related_name="valid_for"
    )
    # The newest request to sign off, so that whoever reads the application need not look for it.
    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    saved_at = models.DateTimeField(editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    edits = models.JSONField(default=dict, editable=False)
    # The version of the form that the applicant knows, of each section; "" is the one of the start.
    form_seen = models.JSONField(default=dict, editable=False)
    withdrawal = models.CharField(max_length=300, blank=True, editable=False)
    # The newest extension; `closes_at` answers with it.
    extended_until = models.DateTimeField(null=True, editable=False)
    # While it is completed: until when. And how many days the term to decide stood still for it, or will at most.
    completing_until = models.DateTimeField(null=True, editable=False)
    paused_days = models.PositiveSmallIntegerField(default=0, editable=False)
    # The last night of which was said what is missing, and how many things that were.
    counted_on = models.DateField(null=True, editable=False)
    counted = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "sequence"], name="one_sequence_per_call"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_starts",
                violation_error_message=_("The project ends before it starts. Choose a later end."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HANDED_IN) | Q(submission__isnull=False), name="handed_in_has_a_version"
            ),
            models.CheckConstraint(
                condition=Q(state="completing", completing_until__isnull=False)
                | (~Q(state="completing") & Q(completing_until=None)),
                name="completing_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "sequence"]),
            models.Index(fields=["organisation", "-saved_at"]),
            models.Index(fields=["-created_at", "-id"]),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="application_title_trgm"),
        ]

    def __str__(self):
        return self.title or self.number

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.number])

    @property
    def is_editable(self) -> bool:
        return self.state in (State.DRAFT, State.REOPENED)

    @property
    def staff_url(self) -> str:
        return reverse("applications:staff_detail", args=[self.number])

    @property
    def closes_at(self) -> datetime:
        """The one deadline of this application: that of completing it, or else when it closed for handing in."""
        return self.completing_until or self.closed_at

    @property
    def closed_at(self) -> datetime:
        """The closing of its call, or what an extension made of it."""
        closes = self.call.closes_at
        return max(closes, self.extended_until) if self.extended_until else closes

    @property
    def decision_by(self) -> date | None:
        """The last day to decide: as promised to all, moved by the days in which this file was completed."""
        promised = self.call.decision_by
        return promised + timedelta(days=self.paused_days) if promised else None

    def is_open_at(self, moment: datetime) -> bool:
        """The one answer to "may this one still be submitted?", half-open as that of its call."""
        call = self.call
        if self.completing_until:
            return moment < self.completing_until
        return call.state == CallState.PUBLISHED and call.opens_at <= moment < self.closes_at

    def is_closed_at(self, moment: datetime) -> bool:
        call = self.call
        if self.completing_until:
            return moment >= self.completing_until
        return call.is_sealed or (call.state == CallState.PUBLISHED and moment >= self.closes_at)


class Extension(models.Model):
    """More time for one application: the same act as moving a closing, with its reason. It is never taken back."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="extensions")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="extensions")
    old = models.DateTimeField()
    new = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(new__gt=F("old")), name="an_extension_gives_time"),
            models.CheckConstraint(condition=Q(at__lt=F("old")), name="an_extension_comes_before_the_closing"),
        ]
        indexes = [models.Index(fields=["call", "at"]), models.Index(fields=["application", "at"])]

    def __str__(self):
        return f"{self.application_id}: {self.old:%Y-%m-%d %H:%M} → {self.new:%Y-%m-%d %H:%M}"


class AnswerQuerySet(models.QuerySet):
    def current(self):
        """What stands in the draft; what was set aside is history."""
        return self.filter(set_aside_at=None)


class Answer(models.Model):
    """What the applicant answered to a question, under its key, with the question as it was asked.

    Publishing a newer version of the form changes no answer; `applications.filled` reads them under that version.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=80)
    value = models.JSONField()
    asked = models.JSONField()
    version = models.PositiveSmallIntegerField()
    set_aside_at = models.DateTimeField(null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "key"], condition=Q(set_aside_at=None), name="one_answer_per_question"
            )
        ]

    def __str__(self):
        return f"{self.key}: {self.stored.words[:60]}"

    @property
    def stored(self) -> Stored:
        return Stored(Question.from_json(self.asked), self.value)


class Entry(models.Model):
    """What came to stand in a field of a draft at a save: its history. With `aside` a text that lost a choice.

    `edit` is the version of the part that the save made, so that what stood there at an earlier version can be found.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="entries")
    part = models.CharField(max_length=90)
    edit = models.PositiveIntegerField()
    field = models.CharField(max_length=90)
    value = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    aside = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["application", "part", "field", "-edit", "-id"]),
            models.Index(fields=["application", "-at"]),
        ]

    def __str__(self):
        return f"{self.application_id} {self.part} {self.field} {self.edit}"


class CostLine(models.Model):
    """A cost and the subsidy asked for it, in euro. A draft keeps half a line too; handing in asks for all of it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="costs")
    position = models.PositiveSmallIntegerField()
    uid = models.CharField(max_length=12, editable=False)
    description = models.CharField(_("description"), max_length=200, blank=True)
    category = models.SlugField(_("category"), max_length=40, blank=True, db_index=False)  # the code of one of the call
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("government")
    )
    cost = models.DecimalField(_("cost in €"), max_digits=12, decimal_places=2, default=0)
    subsidy = models.DecimalField(_("subsidy in €"), max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [
            # Looked at when a statement is over, so that one UPDATE may let lines change places.
            models.UniqueConstraint(
                fields=["application", "position"],
                name="one_position_per_cost_line",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                condition=Q(cost__gte=0, subsidy__gte=0),
                name="amounts_are_not_negative",
                violation_error_message=_("An amount is never negative."),
            ),
            models.CheckConstraint(condition=Q(year=None) | Q(year__range=(2000, 2200)), name="cost_year_of_our_time"),
        ]

    def __str__(self):
        return self.description


class Participant(models.Model):
    """Who takes part beside the lead government."""

    class Part(models.TextChoices):
        INITIATOR = "initiator", _("initiator")
        PARTNER = "partner", _("partner")
        SUBCONTRACTOR = "subcontractor", _("subcontractor")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="participants")
    position = models.PositiveSmallIntegerField()
    uid = models.CharField(max_length=12, editable=False)
    part = models.CharField(_("role"), max_length=15, choices=Part)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("government")
    )
    name = models.CharField(_("name of the subcontractor"), max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "organisation"],
                name="a_government_takes_part_once",
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("This government is named twice."),
            ),
            models.CheckConstraint(
                condition=Q(part="subcontractor", organisation=None) & ~Q(name="")
                | (~Q(part="subcontractor") & Q(organisation__isnull=False)),
                name="participant_is_named",
                violation_error_message=_("An initiator or partner is a government; a subcontractor has a name."),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "application"])]

    def __str__(self):
        return self.name or str(self.organisation)


class Submission(models.Model):
    """One version as it was handed in. The database refuses any change to it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    cost = models.DecimalField(max_digits=12, decimal_places=2)
    subsidy = models.DecimalField(max_digits=12, decimal_places=2)
    receipt = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="one_version_number"),
            models.CheckConstraint(condition=Q(received_at__lt=F("closes_at")), name="received_before_the_closing"),
            models.CheckConstraint(condition=Q(subsidy__gt=0, subsidy__lte=F("cost")), name="asked_within_the_cost"),
        ]

    def __str__(self):
        return f"{self.application_id}/{self.version}"

    @property
    def own_share(self) -> Decimal:
        return self.cost - self.subsidy


class ReadingCopy(models.Model):
    """A PDF to read before handing in: what stood there at one moment. No document, and gone after a day."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reading_copies")
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)
    made_at = models.DateTimeField(null=True)
    data = models.BinaryField(null=True)

    class Meta:
        verbose_name_plural = "reading copies"
        constraints = [
            models.UniqueConstraint(fields=["application", "sha256"], name="one_copy_of_what_stands_there"),
            models.CheckConstraint(
                condition=Q(made_at=None, data=None) | Q(made_at__isnull=False, data__isnull=False),
                name="a_copy_that_is_made_has_its_bytes",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(made_at=None), name="copies_owed"),
            models.Index(fields=["asked_at"]),
        ]

    def __str__(self):
        return f"{self.application_id} {self.sha256[:8]}"

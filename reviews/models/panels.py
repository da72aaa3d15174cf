"""The panel day: oral defences in slots, who is there, and the minutes of each."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from applications.models import Application
from calls.models import Call
from reviews.states import SLOT_LIVE, SLOT_MOVES, SLOT_TOLD, SlotState

LONGEST = 240  # minutes of one part of a slot


class Agenda(models.Model):
    """How a call hears its applicants: minutes of defence, of deliberation without them, and the break."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="agenda")
    talk = models.PositiveSmallIntegerField(
        _("minutes of defence"), default=30, validators=[MinValueValidator(5), MaxValueValidator(LONGEST)]
    )
    deliberation = models.PositiveSmallIntegerField(
        _("minutes of deliberation"), default=15, validators=[MaxValueValidator(LONGEST)]
    )
    break_from = models.TimeField(_("break from"), null=True, blank=True, default=time(12))
    break_until = models.TimeField(_("break until"), null=True, blank=True, default=time(13))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(talk__gte=5, talk__lte=LONGEST, deliberation__lte=LONGEST),
                name="a_slot_has_a_length",
                violation_error_message=_("A defence takes 5 to 240 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(break_from=None, break_until=None) | Q(break_from__lt=F("break_until")),
                name="a_break_ends_after_it_begins",
                violation_error_message=_("A break ends after it begins. Without a break, leave both empty."),
            ),
        ]

    def __str__(self):
        return f"{self.call_id}: {self.talk} + {self.deliberation}"


class SlotQuerySet(models.QuerySet):
    def live(self):
        """Still to come or held; not dropped."""
        return self.filter(state__in=SLOT_LIVE)

    def told(self):
        """Known to jury and applicants."""
        return self.filter(state__in=SLOT_TOLD)

    def visible_to(self, user):
        """Flemish staff sees every slot; a government those of its files, once it is invited. Jurors never here: their
        agenda is drawn for them, with what is not for them left out."""
        if not user.is_authenticated:
            return self.none()
        if user.roles & {Role.OFFICER, Role.DECIDER, Role.AUDITOR}:
            return self
        return self.told().filter(application__in=Application.objects.taking_part(user))

    def overlapping(self, starts_at, ends_at):
        return self.live().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Slot(models.Model):
    """One file before the panel: the defence, and after it the deliberation without the applicant."""

    MOVES = SLOT_MOVES

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="slots")
    state = models.CharField(max_length=10, choices=SlotState, default=SlotState.PLANNED, editable=False)
    starts_at = models.DateTimeField(_("starts"))
    talk_ends_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(_("where"), max_length=150, blank=True)
    # Rises with every change that was told, so that calendars take the newest.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)
    invited_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(max_length=300, blank=True, editable=False)  # of the last move, or of dropping it

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=~Q(state="dropped"), name="a_file_has_one_slot"),
            models.CheckConstraint(
                condition=Q(talk_ends_at__gt=F("starts_at"), ends_at__gte=F("talk_ends_at")),
                name="a_slot_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"]), models.Index(fields=["application", "state"])]

    def __str__(self):
        return f"{self.application_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Minutes(models.Model):
    """What was said at one slot. Closed, the database refuses every change; `people` is then who was there."""

    slot = models.OneToOneField(Slot, on_delete=models.PROTECT, related_name="minutes")
    text = models.TextField(_("minutes"), blank=True)
    present = models.JSONField(default=list, editable=False)  # jurors that were there, by number
    people = models.JSONField(default=list, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    edit = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | (~Q(text="") & ~Q(people=[])), name="closed_minutes_say_what_and_who"
            )
        ]
        verbose_name_plural = "minutes"

    def __str__(self):
        return f"{self.slot_id}"

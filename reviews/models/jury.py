"""The jury of a call: its members, their interests, and the phases of its work."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role
from applications.models import Application
from calls.models import Call, Focus
from reviews.states import JUROR_MOVES, JurorState

READS_ALL = {Role.OFFICER, Role.DECIDER, Role.AUDITOR}


class JurorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The staff sees every seat, a reviewer the own ones until he left."""
        if not user.is_authenticated:
            return self.none()
        if user.roles & READS_ALL:
            return self
        if Role.REVIEWER not in user.roles:
            return self.none()
        return self.filter(user=user).exclude(state=JurorState.LEFT)

    def sitting(self):
        """Who takes part in the work of the jury."""
        return self.filter(state=JurorState.SITTING)


class Juror(models.Model):
    """A member of the jury of one call: what this person knows, for whom he works, how much can be asked."""

    MOVES = JUROR_MOVES

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="jurors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="juries")
    state = models.CharField(max_length=12, choices=JurorState, default=JurorState.INVITED, editable=False)
    focuses = models.ManyToManyField(Focus, blank=True, related_name="+", verbose_name=_("expertise"))
    capacity = models.PositiveSmallIntegerField(_("files at most"), null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=150, blank=True)
    # Where the employer is a government that the portal knows: conflicts are then proposed from it.
    employer_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("government")
    )
    unavailable = ArrayField(models.DateField(), verbose_name=_("days not available"), default=list, blank=True)
    remark = models.CharField(_("reason"), max_length=300, blank=True, editable=False)  # of declining, or leaving
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)

    objects = JurorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"],
                name="a_person_sits_once_in_a_jury",
                violation_error_message=_("This person is in the jury already."),
            )
        ]
        indexes = [models.Index(fields=["user", "state", "call"])]

    def __str__(self):
        return str(self.user)


class Involvement(models.Model):
    """What ties a juror to a government from before: coaching, advice, a mandate. Conflicts are proposed from it."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="involvements")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("government")
    )
    why = models.CharField(_("what you did there, and when"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="an_involvement_says_why"),
        ]
        indexes = [models.Index(fields=["juror", "organisation"])]

    def __str__(self):
        return f"{self.organisation}: {self.why}"


class InterestQuerySet(models.QuerySet):
    def blocking(self):
        """A conflict, or a doubt that nobody took away: the file does not exist for this juror."""
        doubt = Q(answer=Interest.Answer.DOUBT) & ~Q(resolution=Interest.Answer.NONE)
        return self.filter(Q(answer=Interest.Answer.CONFLICT) | doubt)


class Interest(models.Model):
    """What a juror says of his interest in one file, before any content opens; an officer resolves a doubt."""

    class Answer(models.TextChoices):
        NONE = "none", _("no interest")
        CONFLICT = "conflict", _("conflict of interest")
        DOUBT = "doubt", _("in doubt")

    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="interests")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interests")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    remark = models.CharField(_("which interest"), max_length=300, blank=True)
    at = models.DateTimeField()
    resolution = models.CharField(
        max_length=10, blank=True, choices=[(Answer.NONE, Answer.NONE.label), (Answer.CONFLICT, Answer.CONFLICT.label)]
    )
    resolution_reason = models.CharField(max_length=300, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["juror", "application"], name="one_answer_per_juror_and_file"),
            models.CheckConstraint(
                condition=Q(resolution="", resolved_by=None, resolved_at=None)
                | (~Q(resolution="") & ~Q(resolution_reason="") & Q(resolved_by__isnull=False, answer="doubt")),
                name="only_a_doubt_is_resolved",
            ),
        ]
        indexes = [models.Index(fields=["application", "answer"])]

    def __str__(self):
        return f"{self.juror_id} {self.application_id}: {self.answer}"

    @property
    def is_blocking(self) -> bool:
        """As `blocking` asks the database."""
        doubts = self.answer == self.Answer.DOUBT and self.resolution != self.Answer.NONE
        return self.answer == self.Answer.CONFLICT or doubts


class Phase(models.Model):
    """A stretch of the work of a jury: who sees whom and what. It lasts until the next one starts."""

    class Scores(models.TextChoices):
        NEVER = "never", _("never")
        AFTER_OWN = "after-own", _("after handing in one's own")
        ALWAYS = "always", _("always")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(_("name"), max_length=80)
    starts_at = models.DateTimeField(_("starts"))
    names_shown = models.BooleanField(_("jurors see each other's names"), default=False)
    others_scores = models.CharField(_("scores of others"), max_length=10, choices=Scores, default=Scores.NEVER)
    may_edit = models.BooleanField(_("reviews can be written"), default=True)
    discussion_open = models.BooleanField(_("discussion is open"), default=False)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "starts_at"],
                name="one_phase_starts_at_a_time",
                violation_error_message=_("Another phase starts at that moment."),
            )
        ]

    def __str__(self):
        return self.name

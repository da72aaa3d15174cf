"""The files of an application: what is attached, what it took the place of, and what is still on its way."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.states import SCAN_MOVES, ScanState


class AttachmentQuerySet(models.QuerySet):
    def current(self):
        return self.filter(removed_at=None).order_by("id")

    def earlier(self):
        """What was removed or replaced, the newest first."""
        return self.filter(removed_at__isnull=False).order_by("-removed_at", "-id")

    def unscanned(self):
        return self.filter(state=ScanState.OWED)


class Attachment(models.Model):
    """A file with its fingerprint. Removing or replacing it keeps it: earlier versions refer to it.

    `question` is the key of the question that it answers and `asked` what that said; both blank for any other file.
    `state` is what the virus scanner said of it.
    """

    MOVES = SCAN_MOVES

    class Topic(models.TextChoices):
        AGREEMENT = "agreement", _("signed cooperation agreement")
        PLAN = "plan", _("project plan")
        BUDGET = "budget", _("budget")
        OTHER = "other", _("other")

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="attachments")
    topic = models.CharField(_("what it is"), max_length=12, choices=Topic)
    question = models.CharField(max_length=80, blank=True)
    asked = models.TextField(blank=True)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=ScanState, default=ScanState.OWED, editable=False)
    scanned_at = models.DateTimeField(null=True, editable=False)
    scan_said = models.CharField(max_length=120, blank=True, editable=False)
    scan_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["application", "id"], condition=Q(removed_at=None), name="attachments_current"),
            models.Index(fields=["scan_attempts", "id"], condition=Q(state="owed"), name="attachments_unscanned"),
        ]

    def __str__(self):
        return self.name

    @property
    def what(self) -> str:
        """The question that it answers, or its topic."""
        return self.asked or str(self.get_topic_display())


class Transfer(models.Model):
    """A file that arrives in pieces: how much of it is here. The octets stand beside it, named after `code`.

    `sha256` is of the whole file, as its sender computed it: by that it is found again after a broken line, in another
    browser too. `attachment` is what it became; until then nobody but the own government sees any of it.
    """

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="transfers")
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    topic = models.CharField(max_length=12, choices=Attachment.Topic)
    question = models.CharField(max_length=80, blank=True)
    replaces = models.ForeignKey(Attachment, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question", "sha256"],
                condition=Q(attachment=None),
                name="one_transfer_of_a_file",
            ),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="no_more_arrives_than_there_is"),
        ]
        indexes = [models.Index(fields=["at"])]

    def __str__(self):
        return f"{self.name} {self.received}/{self.size}"

    @property
    def percent(self) -> int:
        return 100 * self.received // self.size

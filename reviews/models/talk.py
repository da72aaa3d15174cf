"""What the readers of a file say to each other, and to the administration. A message is never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application


class Thread(models.Model):
    """One matter in the discussion of a file."""

    class Audience(models.TextChoices):
        JURY = "jury", _("the readers of this file")
        OFFICE = "office", _("the readers of this file and the administration")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="threads")
    subject = models.CharField(_("what it is about"), max_length=120)
    audience = models.CharField(_("who reads along"), max_length=10, choices=Audience)
    # A question to the administration; it waits until an officer wrote the last word.
    asks = models.BooleanField(default=False)
    waits = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asks=False) | Q(audience="office"), name="the_administration_reads_what_it_is_asked"
            ),
            models.CheckConstraint(condition=Q(asks=True) | Q(waits=False), name="only_a_question_waits"),
        ]
        indexes = [
            models.Index(fields=["application", "at"]),
            models.Index(fields=["application"], condition=Q(waits=True), name="questions_to_the_office"),
        ]

    def __str__(self):
        return self.subject


class Message(models.Model):
    """What one person said. It is corrected by a new one, and struck with a reason; the database keeps it."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    text = models.TextField(_("message"))
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_for = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_message_says_something"),
            models.CheckConstraint(
                condition=Q(struck_by=None, struck_at=None, struck_for="")
                | Q(struck_by__isnull=False, struck_at__isnull=False) & ~Q(struck_for=""),
                name="struck_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["thread", "id"])]

    def __str__(self):
        return f"{self.thread_id} {self.pk}"

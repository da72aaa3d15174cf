"""What the governments of a consortium say to their part: asked, and each reply with the very text it was about."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from applications.states import CONFIRMATION_MOVES, ConfirmationState


class Confirmation(models.Model):
    """One government that takes part in one application, and whether it confirms that.

    That a confirmation is outdated is no state: `applications.consent` compares fingerprints.
    """

    MOVES = CONFIRMATION_MOVES

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="confirmations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ConfirmationState, default=ConfirmationState.ASKED, editable=False)
    asked_at = models.DateTimeField(editable=False)
    # What it was last told of, and what its people last had before them.
    told_sha256 = models.CharField(max_length=64, editable=False)
    told_at = models.DateTimeField(editable=False)
    seen_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)
    reply = models.OneToOneField(
        "applications.Reply", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "organisation"], name="a_government_confirms_once"),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "released")) | Q(reply__isnull=False), name="a_reply_is_kept"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"])]

    def __str__(self):
        return f"{self.application_id} {self.organisation_id} {self.state}"


class Reply(models.Model):
    """What a government said once: to which text, by whom and when. Kept, also when it replies again."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="replies")
    confirmed = models.BooleanField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(condition=Q(confirmed=True) | ~Q(reason=""), name="a_refusal_has_a_reason")
        ]

    def __str__(self):
        return f"{self.confirmation_id} {self.confirmed} {self.at:%Y-%m-%d %H:%M}"

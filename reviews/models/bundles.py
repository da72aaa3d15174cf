"""The files of one reviewer as one PDF to read away from the screen."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Bundle(models.Model):
    """A PDF of what a reviewer has to read, with the name of the reader on each page. Gone after a day."""

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bundles")
    # Each file by its id, so that a bundle is not handed out any more once one of them closes for the reader.
    files = ArrayField(models.BigIntegerField())
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)
    made_at = models.DateTimeField(null=True)
    data = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None, data=None) | Q(made_at__isnull=False, data__isnull=False),
                name="a_bundle_that_is_made_has_its_bytes",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(made_at=None), name="bundles_owed"),
            models.Index(fields=["reviewer", "-asked_at"]),
            models.Index(fields=["asked_at"]),
        ]

    def __str__(self):
        return f"{self.reviewer_id} {self.asked_at:%Y-%m-%d %H:%M}"

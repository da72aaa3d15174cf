"""The ranked list of a call, fixed at one moment: what is decided afterwards rests on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from calls.models import Call


class Ranking(models.Model):
    """The files in their order, with the formula, the scores that count and the hash. The database refuses a change.

    `inputs` is the fingerprint of all that the order follows from; when that of today differs, this one is stale.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rankings")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    inputs = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="one_number_per_ranking"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="a_new_ranking_has_its_reason",
                violation_error_message=_("Write why the ranking is fixed again."),
            ),
        ]

    def __str__(self):
        return f"{self.call_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:frozen", args=[self.call.slug, self.number])

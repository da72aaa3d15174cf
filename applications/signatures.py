"""The sign-off of a second person: asked of whom and by whom, and what was said to which text."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.states import SIGN_OFF_MOVES, SignOffState


class SignOff(models.Model):
    """One request to sign off, with its reply. That a signature is outdated is no state: `applications.signoff`
    compares fingerprints.
    """

    MOVES = SIGN_OFF_MOVES

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="sign_offs")
    state = models.CharField(max_length=10, choices=SignOffState, default=SignOffState.ASKED, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    word = models.CharField(max_length=300, blank=True)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # As the profile of the government has it; empty when the person is no signatory there.
    function = models.CharField(max_length=120, blank=True)
    # Of what was signed: the whole, and each part so that a change can be named.
    sha256 = models.CharField(max_length=64, blank=True)
    parts = models.JSONField(default=dict)
    remark = models.CharField(max_length=600, blank=True)
    replied_at = models.DateTimeField(null=True)
    # When it was said that what was signed has changed.
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(signer=F("asked_by")), name="nobody_signs_at_own_request"),
            models.CheckConstraint(
                condition=~Q(state="signed") | ~Q(sha256="") & Q(replied_at__isnull=False),
                name="a_signature_has_its_text",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent-back") | ~Q(remark="") & Q(replied_at__isnull=False),
                name="what_is_sent_back_has_a_remark",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=("asked", "signed")), name="one_sign_off_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["signer", "state"])]

    def __str__(self):
        return f"{self.application_id} {self.signer_id} {self.state}"

"""The life of an assignment: one reviewer, one file."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class State(TextChoices):
    ASSIGNED = "assigned", _("waits for the declaration")
    DECLARED = "declared", _("being reviewed")
    SUBMITTED = "submitted", _("review handed in")
    CONFLICTED = "conflicted", _("conflict of interest")
    REVOKED = "revoked", _("taken back")


S = State
MOVES = {
    "declare": Move((S.ASSIGNED,), S.DECLARED, stamp="declared_at"),
    "recuse": Move((S.ASSIGNED, S.DECLARED, S.SUBMITTED), S.CONFLICTED, stamp="declared_at"),
    "submit": Move((S.DECLARED,), S.SUBMITTED, stamp="submitted_at"),
    "revoke": Move((S.ASSIGNED, S.DECLARED, S.SUBMITTED), S.REVOKED),
}
READING = (S.DECLARED, S.SUBMITTED)
LIVE = (S.ASSIGNED, S.DECLARED, S.SUBMITTED)

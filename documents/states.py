"""The kinds of document and their life: owed the moment it is promised, made once, never changed after that."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class Kind(TextChoices):
    RECEIPT = "receipt", _("receipt")
    AWARD = "award", _("award")
    REFUSAL = "refusal", _("refusal")
    INADMISSIBLE = "inadmissible", _("decision of inadmissibility")


class State(TextChoices):
    OWED = "owed", _("being made")
    MADE = "made", _("made")
    FAILED = "failed", _("could not be made")


S = State
MOVES = {
    "make": Move((S.OWED,), S.MADE, stamp="made_at"),
    "give_up": Move((S.OWED,), S.FAILED),
    "retry": Move((S.FAILED,), S.OWED),
}

"""The life of a decision: taken, then announced. Until it is announced it can be taken again."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class State(TextChoices):
    TAKEN = "taken", _("taken, not announced")
    ANNOUNCED = "announced", _("announced")


class Outcome(TextChoices):
    AWARD = "award", _("awarded")
    REFUSAL = "refusal", _("refused")
    INADMISSIBLE = "inadmissible", _("not admissible")


MOVES = {"announce": Move((State.TAKEN,), State.ANNOUNCED, stamp="announced_at")}

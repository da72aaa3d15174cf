"""The life of a call, and of a change to its term. Whether a call is open is not a state but a question of time."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class CallState(TextChoices):
    DRAFT = "draft", _("being prepared")
    PUBLISHED = "published", _("published")
    SEALED = "sealed", _("sealed")


C = CallState
CALL_MOVES = {
    "publish": Move((C.DRAFT,), C.PUBLISHED, stamp="published_at"),
    "seal": Move((C.PUBLISHED,), C.SEALED, stamp="sealed_at"),
}


class ChangeState(TextChoices):
    PROPOSED = "proposed", _("waits for a second officer")
    EFFECTIVE = "effective", _("in force")
    DECLINED = "declined", _("declined")


T = ChangeState
CHANGE_MOVES = {
    "confirm": Move((T.PROPOSED,), T.EFFECTIVE, stamp="effective_at"),
    "decline": Move((T.PROPOSED,), T.DECLINED),
}

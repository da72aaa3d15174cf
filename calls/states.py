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


class InquiryState(TextChoices):
    ASKED = "asked", _("waits for an answer")
    PUBLISHED = "published", _("answered")
    REFERRED = "referred", _("asks the same as another question")
    DECLINED = "declined", _("declined")


I = InquiryState  # noqa: E741
INQUIRY_MOVES = {
    "publish": Move((I.ASKED,), I.PUBLISHED, stamp="published_at"),
    "refer": Move((I.ASKED,), I.REFERRED, stamp="settled_at"),
    "turn-down": Move((I.ASKED,), I.DECLINED, stamp="settled_at"),
}

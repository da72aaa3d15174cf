"""The life of the mail that goes with a notice. The notice itself stands in the inbox from the first moment."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class MailState(TextChoices):
    NONE = "none", _("no mail")
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    UNCERTAIN = "uncertain", _("perhaps sent")
    SUPERSEDED = "superseded", _("replaced by a newer notice")


S = MailState
MOVES = {
    "send": Move((S.QUEUED,), S.SENDING),
    "arrive": Move((S.SENDING, S.UNCERTAIN), S.SENT, stamp="sent_at"),
    "doubt": Move((S.SENDING,), S.UNCERTAIN),
    "requeue": Move((S.SENDING, S.UNCERTAIN), S.QUEUED),
    "supersede": Move((S.QUEUED,), S.SUPERSEDED),
}

"""The life of an application. Review, decision and notice have lives of their own on the floors above."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class State(TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    REOPENED = "reopened", _("submitted, being changed")
    COMPLETING = "completing", _("being completed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")
    ADMITTED = "admitted", _("admissible")
    INADMISSIBLE = "inadmissible", _("not admissible")
    FINISHED = "finished", _("decided")


S = State
MOVES = {
    "submit": Move((S.DRAFT, S.REOPENED), S.SUBMITTED),
    "reopen": Move((S.SUBMITTED,), S.REOPENED),
    "keep": Move((S.REOPENED,), S.SUBMITTED),
    "lapse": Move((S.DRAFT,), S.LAPSED),
    # From "not admissible" too: a button that is missing would tell the outcome before it is announced.
    "withdraw": Move((S.DRAFT, S.SUBMITTED, S.REOPENED, S.COMPLETING, S.ADMITTED, S.INADMISSIBLE), S.WITHDRAWN),
    "ask_completion": Move((S.SUBMITTED,), S.COMPLETING),
    "complete": Move((S.COMPLETING,), S.SUBMITTED),
    "resume": Move((S.COMPLETING,), S.SUBMITTED),
    "admit": Move((S.SUBMITTED,), S.ADMITTED),
    "reject": Move((S.SUBMITTED,), S.INADMISSIBLE),
    "finish": Move((S.ADMITTED, S.INADMISSIBLE), S.FINISHED),
}
EDITABLE = (S.DRAFT, S.REOPENED)
HANDED_IN = (S.SUBMITTED, S.REOPENED, S.COMPLETING, S.ADMITTED, S.INADMISSIBLE, S.FINISHED)


class ConfirmationState(TextChoices):
    ASKED = "asked", _("asked")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    RELEASED = "released", _("no longer named")


C = ConfirmationState
CONFIRMATION_MOVES = {
    # Again too: a government may confirm what changed, or think better of it.
    "confirm_part": Move((C.ASKED, C.CONFIRMED, C.REFUSED), C.CONFIRMED),
    "refuse_part": Move((C.ASKED, C.CONFIRMED, C.REFUSED), C.REFUSED),
    "ask_part": Move((C.REFUSED, C.RELEASED), C.ASKED),
    "release_part": Move((C.ASKED, C.CONFIRMED, C.REFUSED), C.RELEASED),
}


class CompletionState(TextChoices):
    """What became of a request to complete a file."""

    ASKED = "asked", _("waits for the applicant")
    ANSWERED = "answered", _("completed")
    EXPIRED = "expired", _("not answered in time")
    CALLED_OFF = "called-off", _("withdrawn")


COMPLETION_MOVES = {
    "answer_completion": Move((CompletionState.ASKED,), CompletionState.ANSWERED),
    "expire_completion": Move((CompletionState.ASKED,), CompletionState.EXPIRED),
    "call_off": Move((CompletionState.ASKED,), CompletionState.CALLED_OFF),
}


class ScanState(TextChoices):
    """What the virus scanner says of a file. Without a scanner every file stays owed, and nothing waits for it."""

    OWED = "owed", _("not scanned yet")
    CLEAN = "clean", _("no virus found")
    INFECTED = "infected", _("virus found")
    UNSURE = "unsure", _("could not be scanned")


SCAN_MOVES = {
    "find_clean": Move((ScanState.OWED,), ScanState.CLEAN, stamp="scanned_at"),
    "find_virus": Move((ScanState.OWED,), ScanState.INFECTED, stamp="scanned_at"),
    "give_up_scanning": Move((ScanState.OWED,), ScanState.UNSURE, stamp="scanned_at"),
    # The list of known viruses changes every day, and no scanner is always right.
    "scan_again": Move((ScanState.INFECTED, ScanState.UNSURE), ScanState.OWED),
}


class SignOffState(TextChoices):
    ASKED = "asked", _("asked to sign off")
    SIGNED = "signed", _("signed off")
    SENT_BACK = "sent-back", _("sent back")
    DROPPED = "dropped", _("no longer asked")


SO = SignOffState
SIGN_OFF_MOVES = {
    # Again too: what changed is signed anew, and who signed may think better of it until it is handed in.
    "sign": Move((SO.ASKED, SO.SIGNED), SO.SIGNED),
    "send_back": Move((SO.ASKED, SO.SIGNED), SO.SENT_BACK),
    "drop_sign_off": Move((SO.ASKED, SO.SIGNED), SO.DROPPED),
}

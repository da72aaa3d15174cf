"""The life of a rehearsal: asked, played by a worker, done or given up on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class State(TextChoices):
    ASKED = "asked", _("waits its turn")
    RUNNING = "running", _("is being played")
    DONE = "done", _("report ready")
    FAILED = "failed", _("broken off")


S = State
MOVES = {
    # From "running" too: a worker that is killed leaves that state behind, and the next one begins anew.
    "begin": Move((S.ASKED, S.RUNNING), S.RUNNING, stamp="begun_at"),
    "complete": Move((S.RUNNING,), S.DONE, stamp="ended_at"),
    "break_off": Move((S.ASKED, S.RUNNING), S.FAILED, stamp="ended_at"),
}
UNDERWAY = (S.ASKED, S.RUNNING)

"""The life of an assignment: one reviewer, one file; and of a seat in the jury."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from workflow.moves import Move


class State(TextChoices):
    ASSIGNED = "assigned", _("waits for the declaration")
    DECLARED = "declared", _("being reviewed")
    SUBMITTED = "submitted", _("review handed in")
    CONFLICTED = "conflicted", _("conflict of interest")
    DECLINED = "declined", _("declined")
    UNABLE = "unable", _("cannot judge")
    REVOKED = "revoked", _("taken back")


S = State
MOVES = {
    "declare": Move((S.ASSIGNED,), S.DECLARED, stamp="declared_at"),
    "recuse": Move((S.ASSIGNED, S.DECLARED, S.SUBMITTED), S.CONFLICTED, stamp="declared_at"),
    "submit": Move((S.DECLARED,), S.SUBMITTED, stamp="submitted_at"),
    "refuse_file": Move((S.ASSIGNED,), S.DECLINED),
    "give_back": Move((S.DECLARED,), S.UNABLE),
    "revoke": Move((S.ASSIGNED, S.DECLARED, S.SUBMITTED), S.REVOKED),
}
READING = (S.DECLARED, S.SUBMITTED)
LIVE = (S.ASSIGNED, S.DECLARED, S.SUBMITTED)


class ProposalState(TextChoices):
    PROPOSED = "proposed", _("waits for a second officer")
    CONFIRMED = "confirmed", _("confirmed")
    SENT_BACK = "sent-back", _("sent back")


PROPOSAL_MOVES = {
    "confirm_proposal": Move((ProposalState.PROPOSED,), ProposalState.CONFIRMED, stamp="answered_at"),
    "return_proposal": Move((ProposalState.PROPOSED,), ProposalState.SENT_BACK, stamp="answered_at"),
}


class JurorState(TextChoices):
    INVITED = "invited", _("invited")
    SITTING = "sitting", _("takes part")
    DECLINED = "declined", _("declined")
    LEFT = "left", _("left the jury")


J = JurorState
JUROR_MOVES = {
    "accept_seat": Move((J.INVITED, J.DECLINED), J.SITTING),
    "decline_seat": Move((J.INVITED,), J.DECLINED),
    "leave_jury": Move((J.INVITED, J.SITTING), J.LEFT),
    "invite_back": Move((J.LEFT, J.DECLINED), J.INVITED),
}


class PlanState(TextChoices):
    OWED = "owed", _("waits its turn")
    COMPUTING = "computing", _("being computed")
    READY = "ready", _("ready to look at")
    TAKEN = "taken", _("taken over")
    DROPPED = "dropped", _("dropped")
    FAILED = "failed", _("broken off")


P = PlanState
PLAN_MOVES = {
    # From "computing" too: a worker that is killed leaves that state behind, and the next one begins anew.
    "begin_plan": Move((P.OWED, P.COMPUTING), P.COMPUTING, stamp="begun_at"),
    "finish_plan": Move((P.COMPUTING,), P.READY, stamp="ended_at"),
    "recompute": Move((P.READY,), P.OWED),
    "take_over": Move((P.READY,), P.TAKEN, stamp="taken_at"),
    "drop_plan": Move((P.OWED, P.COMPUTING, P.READY), P.DROPPED),
    "break_off_plan": Move((P.OWED, P.COMPUTING), P.FAILED, stamp="ended_at"),
}
PLAN_OWED = (P.OWED, P.COMPUTING)
PLAN_LIVE = (P.OWED, P.COMPUTING, P.READY)


class AdviceState(TextChoices):
    WRITING = "writing", _("being written")
    PROPOSED = "proposed", _("waits for the other readers")
    SETTLED = "settled", _("agreed")


A = AdviceState
ADVICE_MOVES = {
    "propose_advice": Move((A.WRITING,), A.PROPOSED, stamp="proposed_at"),
    "settle_advice": Move((A.PROPOSED,), A.SETTLED, stamp="settled_at"),
    "reopen_advice": Move((A.PROPOSED, A.SETTLED), A.WRITING),
}


class SlotState(TextChoices):
    PLANNED = "planned", _("planned, nobody knows yet")
    INVITED = "invited", _("invited")
    HELD = "held", _("held")
    DROPPED = "dropped", _("dropped")


T = SlotState
SLOT_MOVES = {
    "invite_slot": Move((T.PLANNED,), T.INVITED, stamp="invited_at"),
    "drop_slot": Move((T.PLANNED, T.INVITED), T.DROPPED, stamp="changed_at"),
    "hold_slot": Move((T.INVITED,), T.HELD, stamp="changed_at"),
}
SLOT_LIVE = (T.PLANNED, T.INVITED, T.HELD)
SLOT_TOLD = (T.INVITED, T.HELD)

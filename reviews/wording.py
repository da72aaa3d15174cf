"""How the pages of a review say where it stands: badges, time left, and what a score means."""

from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.models import TOP_SCORE, Call, Criterion
from reviews.models import Juror
from reviews.phases import phase_at
from reviews.states import JurorState, State
from workflow import dutch
from workflow.moments import BRUSSELS

KINDS = {
    State.ASSIGNED: "soon",
    State.DECLARED: "busy",
    State.SUBMITTED: "good",
    State.CONFLICTED: "quiet",
    State.DECLINED: "quiet",
    State.UNABLE: "quiet",
    State.REVOKED: "quiet",
}
SEATS_SHOWN = 20
SEATS = {
    JurorState.INVITED: "soon",
    JurorState.SITTING: "good",
    JurorState.DECLINED: "quiet",
    JurorState.LEFT: "quiet",
}
# What each score says of a criterion that has no words of its own.
ANCHORS = (
    gettext_lazy("Insufficient. The proposal does not answer this criterion."),
    gettext_lazy("Weak. The proposal touches the criterion, but most of it is missing or not credible."),
    gettext_lazy("Moderate. There is a start, with shortcomings that weigh."),
    gettext_lazy("Sufficient. The criterion is met; some points stay vague."),
    gettext_lazy("Good. The criterion is met convincingly, with small shortcomings only."),
    gettext_lazy("Excellent. Nothing of importance can be added."),
)
assert len(ANCHORS) == TOP_SCORE + 1


def anchors_of(criterion: Criterion) -> list[tuple[int, str]]:
    """What each score says: in the words of the call, or else the general ones."""
    return list(enumerate(criterion.anchors or ANCHORS))


def badge_of(state: str) -> dict:
    """The badge of an assignment, as an officer and the reviewer read it."""
    label = State(state).label
    return {"kind": KINDS[state], "text": label[:1].upper() + label[1:]}


def badge_of_seat(state: str) -> dict:
    """The badge of a seat in the jury."""
    label = JurorState(state).label
    return {"kind": SEATS[state], "text": label[:1].upper() + label[1:]}


def seats_of(user, at: datetime) -> list[dict]:
    """The juries of a reviewer as the desk lists them, those that wait for an answer first. Two queries."""
    seats = Juror.objects.filter(user=user, state__in=(JurorState.INVITED, JurorState.SITTING))
    found = seats.select_related("call").prefetch_related("call__phases")
    rows = [
        {
            "call": each.call,
            "next": each.state == JurorState.INVITED,
            "badge": badge_of_seat(each.state),
            "text": _("Say whether you take part.") if each.state == JurorState.INVITED else _now(each.call, at),
        }
        for each in found.order_by("-call__closes_at", "pk")[:SEATS_SHOWN]
    ]
    return sorted(rows, key=lambda row: not row["next"])


def _now(call: Call, at: datetime) -> str:
    """Which phase runs, where there are any; else what the page behind it is for."""
    if name := phase_at(call, at).name:
        return _("Now: %(phase)s") % {"phase": name}
    return _("Your employer, the days you cannot come, and your ties with governments.")


def due_at(call: Call) -> datetime | None:
    """Reviews are there before the day of the jury begins."""
    return datetime.combine(call.jury_on, time(), tzinfo=BRUSSELS) if call.jury_on else None


def time_left(call: Call, at: datetime) -> str:
    """nog 12 dagen"""
    due = due_at(call)
    if due is None:
        return ""
    if at >= due:
        return _("the day of the jury has come")
    return _("%(time)s left") % {"time": dutch.time_left(due, at)}


def next_step(state: str) -> str:
    """What the reviewer must do now."""
    if state == State.ASSIGNED:
        return _("Declare whether you have an interest in this file")
    return _("Score and motivate") if state == State.DECLARED else _("Nothing more to do")

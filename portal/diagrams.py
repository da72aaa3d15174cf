"""The lives of things, drawn from their tables of moves: `docs/states.md` is what this says, and a test compares."""

from pathlib import Path

from django.conf import settings

from accounts.states import MOVES as MAIL_MOVES
from accounts.states import MailState
from applications.states import (
    COMPLETION_MOVES,
    CONFIRMATION_MOVES,
    SCAN_MOVES,
    SIGN_OFF_MOVES,
    CompletionState,
    ConfirmationState,
    ScanState,
    SignOffState,
)
from applications.states import MOVES as APPLICATION_MOVES
from applications.states import State as ApplicationState
from calls.states import CALL_MOVES, CHANGE_MOVES, INQUIRY_MOVES, CallState, ChangeState, InquiryState
from decisions.states import MOVES as DECISION_MOVES
from decisions.states import State as DecisionState
from documents.states import MOVES as DOCUMENT_MOVES
from documents.states import State as DocumentState
from follow.states import MOVES as FOLLOW_MOVES
from follow.states import State as FollowState
from rehearsals.states import MOVES as REHEARSAL_MOVES
from rehearsals.states import State as RehearsalState
from reviews.states import (
    ADVICE_MOVES,
    JUROR_MOVES,
    PLAN_MOVES,
    PROPOSAL_MOVES,
    SLOT_MOVES,
    AdviceState,
    JurorState,
    PlanState,
    ProposalState,
    SlotState,
)
from reviews.states import MOVES as REVIEW_MOVES
from reviews.states import State as ReviewState

PAGE = Path(settings.BASE_DIR) / "docs" / "states.md"
LIVES = (
    ("A call", "calls", CallState, CALL_MOVES, "draft"),
    ("A change of a closing", "calls", ChangeState, CHANGE_MOVES, "proposed"),
    ("A question about a call", "calls", InquiryState, INQUIRY_MOVES, "asked"),
    ("An application", "applications", ApplicationState, APPLICATION_MOVES, "draft"),
    ("A request to complete a file", "applications", CompletionState, COMPLETION_MOVES, "asked"),
    ("The part of a government in a consortium", "applications", ConfirmationState, CONFIRMATION_MOVES, "asked"),
    ("An attachment before the virus scanner", "applications", ScanState, SCAN_MOVES, "owed"),
    ("The sign-off of a second person", "applications", SignOffState, SIGN_OFF_MOVES, "asked"),
    ("A proposal to declare a file not admissible", "reviews", ProposalState, PROPOSAL_MOVES, "proposed"),
    ("A seat in the jury of a call", "reviews", JurorState, JUROR_MOVES, "invited"),
    ("A proposal of who reads what", "reviews", PlanState, PLAN_MOVES, "owed"),
    ("A slot before the panel", "reviews", SlotState, SLOT_MOVES, "planned"),
    ("An assignment of a reviewer", "reviews", ReviewState, REVIEW_MOVES, "assigned"),
    ("The advice of a jury on a file", "reviews", AdviceState, ADVICE_MOVES, "writing"),
    ("A decision", "decisions", DecisionState, DECISION_MOVES, "taken"),
    ("A document", "documents", DocumentState, DOCUMENT_MOVES, "owed"),
    ("The mail of a notice, or to a follower", "accounts", MailState, MAIL_MOVES, "queued"),
    ("A subscription by mail", "follow", FollowState, FOLLOW_MOVES, "asked"),
    ("A rehearsal", "rehearsals", RehearsalState, REHEARSAL_MOVES, "asked"),
)
INTRODUCTION = """# The lives of things

Drawn by `python manage.py draw_states` from the tables of moves in each app's `states.py`; do not edit by hand.
A state changes in one function only, `workflow.moves.move`. An arrow is a verb of the table. That a call is open or
closed is not a state: it is asked of the time.
"""


def drawn() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(_life(*life) for life in LIVES)])


def _life(title: str, app: str, states, moves, first: str) -> str:
    lines = [f"## {title}", "", f"`{app}/states.py`", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {_id(first)}"]
    for verb, step in moves.items():
        lines += [f"    {_id(source)} --> {_id(step.target)}: {verb}" for source in step.sources]
    ends = [state for state in states.values if not any(state in step.sources for step in moves.values())]
    reached = {step.target for step in moves.values()} | {first}
    lines += [f"    {_id(state)} --> [*]" for state in ends if state in reached]
    return "\n".join([*lines, "```", ""])


def _id(state) -> str:
    return str(state).replace("-", "_")

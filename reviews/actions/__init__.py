"""What can be done in the review of a file: the only writer. A file here for each life."""

from reviews.actions.admission import ask_completion, check, confirm_proposal, judge_admissibility, send_back
from reviews.actions.advice import adopt_words, agree, propose_advice, reopen_advice, save_advice
from reviews.actions.desk import NOTE, give_back, read_note, refuse_file, save_note, save_scores, type_scores
from reviews.actions.interests import answer_interests, ask_again, resolve
from reviews.actions.jury import (
    accept_seat,
    decline_seat,
    describe_juror,
    drop_involvement,
    invite_juror,
    invite_jury_of,
    invite_outsider,
    leave_jury,
    note_involvement,
)
from reviews.actions.panels import drop_slot, invite_panel, move_slot, plan_panel, save_minutes
from reviews.actions.phases import drop_phase, propose_phases, save_phase
from reviews.actions.planning import ask_plan, compute, drop_plan, pin, recompute, take_over, unpin
from reviews.actions.ranking import fix_ranking
from reviews.actions.reading import assign, declare, recuse, revoke, submit
from reviews.actions.talk import open_thread, say, set_lead, strike

__all__ = [
    "NOTE",
    "accept_seat",
    "adopt_words",
    "agree",
    "answer_interests",
    "ask_again",
    "ask_completion",
    "ask_plan",
    "assign",
    "check",
    "compute",
    "confirm_proposal",
    "declare",
    "decline_seat",
    "describe_juror",
    "drop_involvement",
    "drop_phase",
    "drop_plan",
    "drop_slot",
    "fix_ranking",
    "give_back",
    "invite_juror",
    "invite_jury_of",
    "invite_outsider",
    "invite_panel",
    "judge_admissibility",
    "leave_jury",
    "move_slot",
    "note_involvement",
    "open_thread",
    "pin",
    "plan_panel",
    "propose_advice",
    "propose_phases",
    "read_note",
    "recompute",
    "recuse",
    "refuse_file",
    "reopen_advice",
    "resolve",
    "revoke",
    "save_advice",
    "save_minutes",
    "save_note",
    "save_phase",
    "save_scores",
    "say",
    "send_back",
    "set_lead",
    "strike",
    "submit",
    "take_over",
    "type_scores",
    "unpin",
]

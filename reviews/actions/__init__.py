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
    "ask_plan",
    "answer_interests",
    "ask_again",
    "ask_completion",
    "assign",
    "check",
    "compute",
    "confirm_proposal",
    "declare",
    "decline_seat",
    "describe_juror",
    "drop_involvement",
    "drop_plan",
    "give_back",
    "invite_juror",
    "invite_jury_of",
    "invite_outsider",
    "fix_ranking",
    "judge_admissibility",
    "leave_jury",
    "note_involvement",
    "open_thread",
    "pin",
    "propose_advice",
    "read_note",
    "recompute",
    "drop_phase",
    "propose_phases",
    "save_phase",
    "recuse",
    "refuse_file",
    "reopen_advice",
    "resolve",
    "revoke",
    "save_advice",
    "save_note",
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

"""May this happen in the review of a file, and if not, why not? Reads only. A file here for each life."""

from reviews.rules.admission import why_not_answer_proposal, why_not_check, why_not_judge_admissibility
from reviews.rules.advice import why_not_advise, why_not_agree, why_not_propose, why_not_write_advice
from reviews.rules.interests import why_not_answer, why_not_answer_at_all, why_not_ask_again, why_not_resolve
from reviews.rules.jury import (
    why_not_answer_seat,
    why_not_decline_seat,
    why_not_describe_juror,
    why_not_drop_involvement,
    why_not_invite_juror,
    why_not_leave_jury,
    why_not_note_involvement,
)
from reviews.rules.parties import governments_of, interested, interested_in, officer_only, takes_part
from reviews.rules.phases import why_not_drop_phase, why_not_propose_phases, why_not_save_phase
from reviews.rules.planning import (
    why_not_ask_plan,
    why_not_change_plan,
    why_not_drop_plan,
    why_not_pin,
    why_not_take_over,
)
from reviews.rules.ranking import why_not_fix
from reviews.rules.reading import (
    Panel,
    panel_of,
    panels_of,
    why_not_assign,
    why_not_bundle,
    why_not_declare,
    why_not_give_back,
    why_not_note,
    why_not_recuse,
    why_not_refuse_file,
    why_not_revoke,
    why_not_score,
    why_not_submit,
)
from reviews.rules.talk import why_not_lead, why_not_read_talk, why_not_say, why_not_strike

__all__ = [
    "governments_of",
    "interested",
    "interested_in",
    "officer_only",
    "panel_of",
    "panels_of",
    "takes_part",
    "why_not_advise",
    "why_not_agree",
    "why_not_answer_proposal",
    "why_not_answer",
    "why_not_answer_at_all",
    "why_not_answer_seat",
    "why_not_ask_plan",
    "why_not_ask_again",
    "why_not_assign",
    "why_not_bundle",
    "why_not_change_plan",
    "why_not_check",
    "why_not_declare",
    "why_not_decline_seat",
    "why_not_describe_juror",
    "why_not_drop_involvement",
    "why_not_drop_plan",
    "why_not_give_back",
    "why_not_invite_juror",
    "why_not_leave_jury",
    "why_not_note_involvement",
    "why_not_fix",
    "why_not_judge_admissibility",
    "why_not_lead",
    "why_not_leave_jury",
    "why_not_note",
    "why_not_note_involvement",
    "why_not_pin",
    "why_not_propose",
    "why_not_read_talk",
    "why_not_drop_phase",
    "why_not_propose_phases",
    "why_not_save_phase",
    "why_not_recuse",
    "why_not_refuse_file",
    "why_not_resolve",
    "why_not_revoke",
    "why_not_say",
    "why_not_score",
    "why_not_strike",
    "why_not_submit",
    "why_not_take_over",
    "why_not_write_advice",
    "Panel",
]

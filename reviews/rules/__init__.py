"""May this happen in the review of a file, and if not, why not? Reads only. A file here for each life."""

from reviews.rules.admission import why_not_judge_admissibility
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
from reviews.rules.planning import (
    why_not_ask_plan,
    why_not_change_plan,
    why_not_drop_plan,
    why_not_pin,
    why_not_take_over,
)
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

__all__ = [
    "Panel",
    "governments_of",
    "interested",
    "interested_in",
    "officer_only",
    "panel_of",
    "panels_of",
    "takes_part",
    "why_not_answer_seat",
    "why_not_ask_plan",
    "why_not_assign",
    "why_not_bundle",
    "why_not_change_plan",
    "why_not_declare",
    "why_not_decline_seat",
    "why_not_describe_juror",
    "why_not_drop_involvement",
    "why_not_drop_plan",
    "why_not_give_back",
    "why_not_invite_juror",
    "why_not_judge_admissibility",
    "why_not_leave_jury",
    "why_not_note",
    "why_not_note_involvement",
    "why_not_pin",
    "why_not_recuse",
    "why_not_refuse_file",
    "why_not_revoke",
    "why_not_score",
    "why_not_submit",
    "why_not_take_over",
]

"""What can be done in the review of a file: the only writer. A file here for each life."""

from reviews.actions.admission import judge_admissibility
from reviews.actions.jury import accept_seat, invite_juror
from reviews.actions.reading import assign, declare, recuse, revoke, save_scores, submit

__all__ = [
    "accept_seat",
    "assign",
    "declare",
    "invite_juror",
    "judge_admissibility",
    "recuse",
    "revoke",
    "save_scores",
    "submit",
]

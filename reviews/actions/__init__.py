"""What can be done in the review of a file: the only writer. A file here for each life."""

from reviews.actions.admission import judge_admissibility
from reviews.actions.reading import assign, declare, recuse, revoke, save_scores, submit

__all__ = [
    "assign",
    "declare",
    "judge_admissibility",
    "recuse",
    "revoke",
    "save_scores",
    "submit",
]

"""Admissibility, and the jury: who reads which file, and what they think of it on each criterion."""

from reviews.models.admission import Admissibility, ConditionAnswer, Proposal
from reviews.models.bundles import Bundle
from reviews.models.jury import READS_ALL, Interest, Involvement, Juror, Phase
from reviews.models.plans import Pairing, Plan
from reviews.models.reading import Assignment, AssignmentQuerySet, Score
from reviews.models.standings import Ranking
from reviews.models.writing import Note, Written

__all__ = [
    "Admissibility",
    "Assignment",
    "AssignmentQuerySet",
    "Bundle",
    "ConditionAnswer",
    "Interest",
    "Involvement",
    "Juror",
    "Note",
    "Pairing",
    "Phase",
    "Plan",
    "READS_ALL",
    "Proposal",
    "Ranking",
    "Score",
    "Written",
]

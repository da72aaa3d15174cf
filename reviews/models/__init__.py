"""Admissibility, and the jury: who reads which file, and what they think of it on each criterion."""

from reviews.models.admission import Admissibility, ConditionAnswer, Proposal
from reviews.models.advice import Advice, Agreement, Consensus
from reviews.models.bundles import Bundle
from reviews.models.jury import READS_ALL, Interest, Involvement, Juror, Phase
from reviews.models.panels import Agenda, Minutes, Slot
from reviews.models.plans import Pairing, Plan
from reviews.models.reading import Assignment, AssignmentQuerySet, Score
from reviews.models.standings import Ranking
from reviews.models.talk import Message, Thread
from reviews.models.writing import Note, Written

__all__ = [
    "Admissibility",
    "Advice",
    "Agenda",
    "Agreement",
    "Assignment",
    "AssignmentQuerySet",
    "Bundle",
    "ConditionAnswer",
    "Consensus",
    "Interest",
    "Involvement",
    "Juror",
    "Message",
    "Minutes",
    "Note",
    "Pairing",
    "Phase",
    "Plan",
    "Proposal",
    "READS_ALL",
    "Ranking",
    "Score",
    "Slot",
    "Thread",
    "Written",
]

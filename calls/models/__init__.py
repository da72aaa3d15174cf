"""Programmes and their calls: what may be asked, by whom, until when, and on what it is judged."""

from calls.models.call import Call, Unconfirmed
from calls.models.inquiries import Correction, Inquiry
from calls.models.ledger import FocusChange, Moment, TermChange
from calls.models.parts import (
    TOP_SCORE,
    Condition,
    CostCategory,
    Criterion,
    Instalment,
    JuryDay,
    Reserve,
    TeamMember,
)
from calls.models.programme import Focus, Programme, Type

__all__ = [
    "TOP_SCORE",
    "Call",
    "Condition",
    "Correction",
    "CostCategory",
    "Criterion",
    "Focus",
    "Inquiry",
    "FocusChange",
    "Instalment",
    "JuryDay",
    "Moment",
    "Programme",
    "Reserve",
    "TeamMember",
    "TermChange",
    "Type",
    "Unconfirmed",
]

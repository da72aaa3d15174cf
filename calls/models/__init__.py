"""Programmes and their calls: what may be asked, by whom, until when, and on what it is judged."""

from calls.models.call import Call
from calls.models.ledger import TermChange
from calls.models.parts import Criterion, Instalment
from calls.models.programme import Focus, Programme, Type

TOP_SCORE = 5

__all__ = ["TOP_SCORE", "Call", "Criterion", "Focus", "Instalment", "Programme", "TermChange", "Type"]

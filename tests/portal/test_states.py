"""The page of states is what the tables of moves say."""

import pytest

from accounts.models import Notice
from applications.models import Application, Completion, SignOff
from calls.models import Call, Inquiry, TermChange
from decisions.models import Decision
from documents.models import Document
from follow.models import Mailing, Subscription
from portal import chronicle, diagrams
from rehearsals.models import Rehearsal
from reviews.models import Advice, Assignment, Juror, Plan, Proposal, Slot

WITH_MOVES = (
    Call, TermChange, Inquiry, Application, Completion, SignOff, Proposal, Juror, Assignment, Plan, Slot, Advice,
    Decision, Document, Notice, Mailing, Subscription, Rehearsal,
)  # fmt: skip


def test_docs_states_is_drawn_from_the_tables():
    said = diagrams.PAGE.read_text(encoding="utf-8")
    assert said == diagrams.drawn(), "docs/states.md is old: run `make manage ARGS=draw_states` and commit it."


@pytest.mark.parametrize("model", WITH_MOVES)
def test_every_life_is_drawn_and_every_state_can_be_reached(model):
    states, moves, first = next((s, m, f) for _t, _a, s, m, f in diagrams.LIVES if m is model.MOVES)
    assert model._meta.get_field("state").default == first
    reached = {first} | {move.target for move in moves.values()}
    assert set(states.values) - reached <= {"none"}  # a notice without a mail begins and ends there


@pytest.mark.parametrize("model", WITH_MOVES)
def test_the_log_has_words_for_every_verb(model):
    assert set(model.MOVES) - set(chronicle.VERBS) == set()
    assert model._meta.label_lower in chronicle.KINDS

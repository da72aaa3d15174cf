"""What invented governments answer fits every kind of question, and is always the same."""

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from calls import actions as call_actions
from questionnaires import values
from questionnaires.definition import Column, Condition, Definition, Kind, Option, Question, Section
from rehearsals import actions, invented
from tests import factories

DAY = date(2027, 3, 25)
OPTIONS = (Option("a", "Alfa"), Option("b", "Beta"), Option("c", "Gamma"))
CELLS = tuple(Column(kind, kind, kind) for kind in (Kind.SHORT, Kind.NUMBER, Kind.MONEY, Kind.DATE))
FACTS = {
    Kind.LONG: {"words": 30},
    Kind.SHORT: {"words": 12},
    Kind.CHOICE: {"options": OPTIONS},
    Kind.CHOICES: {"options": OPTIONS},
    Kind.TABLE: {"columns": CELLS},
}
ALL = Definition(
    (
        Section("een", "Een", questions=tuple(Question(k, k, f"Vraag {k}", **FACTS.get(k, {})) for k in Kind)),
        Section(
            "twee",
            "Twee",
            questions=(
                Question("daarom", Kind.LONG, "Waarom?", words=50, condition=Condition(Kind.YES_NO, ("yes",))),
                Question("nooit", Kind.SHORT, "Nooit", condition=Condition(Kind.YES_NO, ("no",))),
                Question("stuk", Kind.FILE, "Stuk", condition=Condition("statement", ("yes",))),
            ),
        ),
    )
)


@given(st.integers(0, 1000))
def test_every_answer_fits_its_question_and_lacks_nothing(seed):
    said = invented.answers_for(ALL, seed, day=DAY)
    assert said == invented.answers_for(ALL, seed, day=DAY)
    asked = ALL.asked(said)
    assert "daarom" in said
    assert "nooit" not in said
    for question in ALL.questions():
        if question.key in asked and question.kind != Kind.FILE:
            assert values.fits(question, said[question.key]), question.kind
            assert values.faults(question, said[question.key]) == []


@given(st.integers(1, 600), st.integers(0, 1000))
def test_a_text_has_no_more_words_than_asked(words, seed):
    assert 0 < len(invented.text(words, seed).split()) <= words


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_call_that_asks_every_kind_of_question_is_rehearsed(officer, quick, state):
    call = factories.CallFactory(state="draft")
    call.form.draft = ALL.as_json()
    call.form.save()
    if state == "published":
        call_actions.publish(call, by=officer, at=factories.OPENS)
    rehearsal = actions.ask(call, by=officer, at=timezone.now())
    assert actions.play(rehearsal.pk, at=timezone.now())
    rehearsal.refresh_from_db()
    wrong = [(step["text"], step["reasons"]) for step in rehearsal.report["steps"] if step["tone"] == "wrong"]
    assert wrong == []
    assert rehearsal.papers.filter(kind="award").exists()


def test_kinds_of_cost_with_a_limit_are_kept_below_it(officer, quick):
    call = factories.CallFactory()
    call.categories.exclude(code__in=["staff", "software"]).delete()
    call.categories.filter(code="staff").update(most_share=25)
    rehearsal = actions.ask(call, by=officer, at=timezone.now())
    assert actions.play(rehearsal.pk, at=timezone.now())
    rehearsal.refresh_from_db()
    assert [step["reasons"] for step in rehearsal.report["steps"] if step["tone"] == "wrong"] == []

"""Random forms, randomly edited: every answer stands in its place or beside it, and says the same."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import values
from questionnaires.definition import (
    CELLS,
    DECIDING,
    NO,
    YES,
    Column,
    Condition,
    Definition,
    Kind,
    Option,
    Question,
    Section,
    is_empty,
)
from questionnaires.values import Stored, carry, clean, faults, fits, in_words

KEYS = ("een", "twee", "drie", "vier")
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
options = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True).map(
    lambda keys: tuple(Option(key, f"Keuze {key}") for key in keys)
)
columns = st.lists(st.sampled_from("pqrs"), min_size=1, max_size=3, unique=True).flatmap(
    lambda keys: st.tuples(*[st.builds(Column, st.just(k), st.just(k.upper()), st.sampled_from(CELLS)) for k in keys])
)


@st.composite
def questions(draw, key: str, earlier: list[Question]) -> Question:
    kind = draw(st.sampled_from(list(Kind)))
    deciding = [each for each in earlier if each.kind in DECIDING]
    condition = None
    if deciding and draw(st.booleans()):
        by = draw(st.sampled_from(deciding))
        condition = Condition(by.key, (draw(st.sampled_from(sorted(by.holds))),))
    return Question(
        key, kind, draw(st.sampled_from(["Vraag", "Andere vraag"])), required=draw(st.booleans()),
        options=draw(options), columns=draw(columns), condition=condition, words=draw(st.sampled_from([None, 2])),
    )  # fmt: skip


@st.composite
def forms(draw) -> Definition:
    """Up to four questions under known keys, so that another form has some of the same."""
    made: list[Question] = []
    for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
        made.append(draw(questions(key, made)))
    cut = draw(st.integers(0, len(made)))
    return Definition((Section("s1", "Eerst", "", tuple(made[:cut])), Section("s2", "Dan", "", tuple(made[cut:]))))


lines = {
    Kind.SHORT: texts,
    Kind.LONG: st.lists(texts, min_size=1, max_size=3).map("\n".join),
    Kind.NUMBER: st.decimals(0, 10**9, places=2).map(lambda n: f"{n:f}"),
    Kind.MONEY: st.decimals(0, 10**9, places=2).map(lambda n: f"{n:f}"),
    Kind.DATE: st.dates(min_value=values.FIRST, max_value=values.LAST).map(lambda day: day.isoformat()),
}


@st.composite
def answers(draw, definition: Definition) -> dict[str, object]:
    """What was typed, cleaned as the page does it."""
    said = {}
    for each in definition.questions():
        if each.kind == Kind.FILE or not draw(st.integers(0, 4)):
            continue
        if each.kind in lines:
            typed = draw(lines[each.kind])
        elif each.kind == Kind.TABLE:
            typed = [
                {c.key: draw(st.just("") | lines[c.kind]) for c in each.columns}
                for _n in range(draw(st.integers(1, 3)))
            ]
        elif each.kind == Kind.CHOICES:
            typed = draw(st.lists(st.sampled_from(sorted(each.holds)), min_size=1, unique=True))
        else:
            typed = draw(st.sampled_from(sorted(each.holds)))
        said[each.key] = clean(each, typed)
    return said


@st.composite
def stories(draw):
    first = draw(forms())
    return first, draw(answers(first)), draw(forms())


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def saying(question: Question, value) -> object:
    """What an answer says, whatever kind of question it stands under."""
    words = plain(in_words(question, value))
    if question.kind == Kind.TABLE:  # a cell may be another kind of number now
        return [{k: _amount(v) for k, v in row.items() if v} for row in value]
    return _amount(words)


def _amount(text: str):
    bare = plain(text).replace("€", "").strip()
    try:
        return Decimal(bare.replace(".", "").replace(",", ".") if "," in bare or "." in bare else bare)
    except ArithmeticError:
        return bare


@settings(max_examples=400, deadline=None)
@given(stories())
def test_no_answer_is_lost_whatever_becomes_of_the_form(story):
    first, given_answers, second = story
    stored = [Stored(first.question(key), value) for key, value in given_answers.items()]
    kept, aside = carry(second, stored)
    for each in stored:
        key = each.asked.key
        if each in aside:
            continue
        question = second.question(key)
        assert fits(question, kept[key])
        if not (question.kind == each.asked.kind == Kind.TABLE):
            assert saying(question, kept[key]) == saying(each.asked, each.value)
        else:
            assert len(kept[key]) == len(each.value)
            for new, old in zip(kept[key], each.value, strict=True):
                assert {k for k, v in new.items() if v} == {k for k, v in old.items() if v}
    assert len(kept) + len(aside) == len(stored)
    assert len(set(kept) | {each.asked.key for each in aside}) == len(stored)


@settings(max_examples=200, deadline=None)
@given(stories())
def test_a_form_that_did_not_change_keeps_everything_as_it_was(story):
    first, given_answers, _second = story
    stored = [Stored(first.question(key), value) for key, value in given_answers.items()]
    assert carry(first, stored) == (given_answers, [])


@settings(max_examples=200, deadline=None)
@given(stories())
def test_carrying_back_finds_the_same_answers_again(story):
    """Answers are never rewritten, so an officer who takes a change back gives everything back."""
    first, given_answers, second = story
    stored = [Stored(first.question(key), value) for key, value in given_answers.items()]
    carry(second, stored)
    assert carry(first, stored)[0] == given_answers


@settings(max_examples=300, deadline=None)
@given(stories())
def test_a_condition_never_hides_a_required_answer_that_was_given(story):
    first, given_answers, _second = story
    shown = first.shown(given_answers)
    for each in first.questions():
        if each.required and not is_empty(given_answers.get(each.key)):
            assert each.key in shown
    assert first.asked(given_answers) <= shown


@settings(max_examples=200, deadline=None)
@given(stories())
def test_what_is_not_asked_is_never_missed(story):
    first, given_answers, _second = story
    asked = first.asked(given_answers)
    for each in first.questions():
        if each.key not in asked:
            assert each.condition is not None
        elif each.required and is_empty(given_answers.get(each.key)):
            assert [fault.code[:3] for fault in faults(each, given_answers.get(each.key))] == ["no-"]


def test_what_was_asked_is_read_back_as_it_was():
    for kind in Kind:
        question = Question("k", kind, "L", options=(Option("a", "A"),), columns=(Column("c", "C"),), words=3)
        question = replace(question, condition=Condition("x", (YES, NO)))
        assert Question.from_json(question.as_json() | {"section": "s"}) == question

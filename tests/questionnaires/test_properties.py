"""Whatever an officer does to a form, in any order: keys stay, nothing circular is frozen, no answer is hidden."""

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import editing
from questionnaires.changes import changes
from questionnaires.definition import YES, Condition, Definition, Kind, Option, Question, Section
from questionnaires.editing import Keys
from questionnaires.rules import faults, why_not_become
from workflow.refusals import Refused

LABELS = st.sampled_from(["Naam", "naam ", "Fase?", "Werkt u samen?", "Criterion", "Êén", "!", "Kost in €", "Naam 2"])
KINDS = st.sampled_from(list(Kind))
STEPS = st.tuples(
    st.sampled_from(["section", "question", "change", "copy", "remove", "remove-section", "shift", "place", "depend"]),
    st.integers(0, 30),
    st.integers(0, 30),
    LABELS,
    KINDS,
)


def _pick(things, n):
    return things[n % len(things)] if things else "nothing"


def _values(label, kind, **more):
    rows = [{"key": "", "label": each, "kind": "short"} for each in ("A", "B", label)]
    return {"label": label, "kind": kind, "words": 100, "options": rows, "columns": rows} | more


def take(form: Definition, keys: Keys, step) -> Definition:
    """One thing that an officer may try."""
    what, n, m, label, kind = step
    section = _pick([each.key for each in form.sections], n)
    question = _pick([each.key for each in form.questions()], n)
    match what:
        case "section":
            return editing.add_section(form, label, "", keys)[0]
        case "question":
            return editing.add_question(form, section, _values(label, kind), keys)[0]
        case "change":
            return editing.change_question(form, question, _values(label, kind), keys)
        case "copy":
            return editing.copy_question(form, question, keys)[0]
        case "remove":
            return editing.remove_question(form, question)
        case "remove-section":
            return editing.remove_section(form, section)
        case "shift":
            return editing.shift(form, _pick([section, question], m), (-1, 1)[m % 2])
        case "place":
            return editing.place_question(form, question, _pick([each.key for each in form.sections], m), m)
    other = _pick(list(form.questions()), m)
    if other == "nothing":
        return form
    values = list(other.holds)[:1] or ["?"]
    return editing.change_question(form, question, _values(label, kind, condition=(other.key, values)), keys)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=40))
def test_random_edits_keep_keys_unique_and_stable_and_never_give_one_twice(steps):
    form, keys, gone = Definition(), Keys(()), set()
    for step in steps:
        before = editing.keys_of(form)
        try:
            after = take(form, keys, step)
        except Refused:
            continue
        if why_not_become(form, after):
            continue
        named = [each.key for each in after.sections] + [each.key for each in after.questions()]
        assert len(named) == len(set(named))
        new = editing.keys_of(after) - before
        assert new & gone == set()
        gone |= before - editing.keys_of(after)
        assert editing.keys_of(after) <= keys.used
        form = after
        # Only what is filled in later may be wrong with a form that was written step by step.
        assert {each.code for each in faults(form)} <= {"empty-section"}
        assert Definition.from_json(form.as_json()) == form
    assert changes(form, form) == []


@st.composite
def forms(draw):
    """Forms as nobody would write them: conditions on anything, in any direction."""
    count = draw(st.integers(1, 7))
    kinds = draw(st.lists(KINDS, min_size=count, max_size=count))
    questions = []
    for n, kind in enumerate(kinds):
        on = draw(st.none() | st.integers(0, count))
        condition = None if on is None else Condition(f"q{on}", (draw(st.sampled_from([YES, "a", "b"])),))
        options = (Option("a", "A"), Option("b", "B")) if kind in (Kind.CHOICE, Kind.CHOICES) else ()
        required = draw(st.booleans())
        questions.append(Question(f"q{n}", kind, f"Vraag {n}", required=required, options=options, condition=condition))
    cut = draw(st.integers(0, count))
    return Definition(
        (
            Section("s1", "Een", questions=tuple(questions[:cut])),
            Section("s2", "Twee", questions=tuple(questions[cut:])),
        )
    )


@settings(max_examples=300, deadline=None)
@given(forms())
def test_every_condition_that_looks_forward_or_in_a_circle_is_found(form):
    found = {each.field: each.code for each in faults(form) if each.code in ORDER}
    places = {each.key: n for n, each in enumerate(form.questions())}
    wrong = {
        each.key
        for each in form.questions()
        if each.condition and places.get(each.condition.key, len(places)) >= places[each.key]
    }
    # Of a circle every question is named, also the one that looks back.
    circles = {each.key for each in form.questions() if _comes_back(form, each)}
    assert set(found) == wrong | circles


ORDER = {"condition-itself", "condition-gone", "condition-later", "condition-circular"}


def _comes_back(form: Definition, start: Question) -> bool:
    here, steps = start, 0
    while here and here.condition and steps < 20:
        here, steps = form.question(here.condition.key), steps + 1
        if here and here.key == start.key:
            return True
    return False


ANSWERS = st.dictionaries(
    st.sampled_from([f"q{n}" for n in range(7)]),
    st.sampled_from([YES, "no", "a", "b", "", "tekst"]) | st.lists(st.sampled_from(["a", "b"]), max_size=2),
)


@settings(max_examples=300, deadline=None)
@given(forms(), ANSWERS)
def test_a_required_answer_that_was_given_is_never_hidden(form, answers):
    shown = form.shown(answers)
    for each in form.questions():
        if each.required and answers.get(each.key) not in (None, "", []):
            assert each.key in shown
    assert form.asked(answers) <= shown


@settings(max_examples=100, deadline=None)
@given(forms(), st.lists(STEPS, max_size=10))
def test_every_difference_between_two_forms_is_told(form, steps):
    """Nothing that an applicant could notice changes in silence, and nothing is told of what stayed."""
    keys, new = Keys(editing.keys_of(form)), form
    for step in steps:
        try:
            new = take(new, keys, step)
        except Refused:
            continue
    told = {each.key for each in changes(form, new)}
    assert bool(told) == (form != new)
    before = {each.key: each for each in form.questions()}
    for each in new.questions():
        if before.get(each.key) != each or each.key not in before:
            assert each.key in told

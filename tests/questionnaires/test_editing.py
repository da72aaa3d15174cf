"""An officer writes a form: sections and questions, their order, their keys; and what is refused."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from questionnaires import actions
from questionnaires.definition import Kind
from questionnaires.models import Questionnaire, Version
from questionnaires.rules import faults
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2022, 1, 10, 9, 0, tzinfo=UTC)


class Desk:
    """An officer at work on one form, always on the newest version."""

    def __init__(self, officer):
        self.by = officer
        self.form = Questionnaire.objects.create()

    def __call__(self, act, *given, edit=None):
        return act(self.form, *given, edit=edit or self.form.edit, by=self.by, at=AT)

    def ask(self, section, label, kind=Kind.SHORT, **values):
        return self(actions.add_question, section, {"kind": kind, "label": label} | values)

    @property
    def order(self):
        return {each.key: [q.key for q in each.questions] for each in self.form.definition.sections}

    def refused(self, *given, **options) -> set[str]:
        with pytest.raises(Refused) as refusal:
            self(*given, **options)
        return {each.code for each in refusal.value.reasons}


@pytest.fixture
def desk(officer):
    return Desk(officer)


@pytest.fixture
def filled(desk):
    """Samen? yes-no, Met wie? after yes; in another section Hoeveel?"""
    desk(actions.add_section, "Samenwerking")
    desk(actions.add_section, "Cijfers")
    desk.ask("samenwerking", "Werkt u samen?", Kind.YES_NO)
    desk.ask("samenwerking", "Met wie?", Kind.LONG, words=200, condition=("werkt-u-samen", ["yes"]))
    desk.ask("cijfers", "Hoeveel inwoners?", Kind.NUMBER)
    return desk


def options(*labels):
    return [{"key": "", "label": each} for each in labels]


def test_a_form_is_written_in_sections_with_questions(filled):
    assert filled.order == {"samenwerking": ["werkt-u-samen", "met-wie"], "cijfers": ["hoeveel-inwoners"]}
    asked = filled.form.definition.question("met-wie")
    assert (asked.kind, asked.words, asked.condition.values) == ("long", 200, ("yes",))
    assert filled.form.edit == 6
    assert faults(filled.form.definition) == []
    assert [each.verb for each in Event.objects.of(filled.form)] == ["add-section"] * 2 + ["add-question"] * 3


def test_a_key_stays_when_the_label_changes_and_is_never_given_again(filled):
    values = {"kind": Kind.NUMBER, "label": "Aantal inwoners op 1 januari"}
    filled(actions.change_question, "hoeveel-inwoners", values)
    assert filled.form.definition.question("hoeveel-inwoners").label == "Aantal inwoners op 1 januari"
    filled(actions.remove_question, "hoeveel-inwoners")
    assert filled.ask("cijfers", "Hoeveel inwoners?") == "hoeveel-inwoners-2"


def test_an_option_keeps_its_key_and_a_removed_one_is_never_given_again(desk):
    desk(actions.add_section, "Keuze")
    key = desk.ask("keuze", "Welke fase?", Kind.CHOICE, options=options("Idee", "Plan"))
    rows = [{"key": "plan", "label": "Uitgewerkt plan"}, {"key": "verzonnen", "label": "Bouw"}]
    desk(actions.change_question, key, {"kind": Kind.CHOICE, "label": "Welke fase?", "options": rows})
    question = desk.form.definition.question(key)
    assert [(each.key, each.label) for each in question.options] == [("plan", "Uitgewerkt plan"), ("bouw", "Bouw")]
    rows = [{"key": "plan", "label": "Plan"}, *options("Idee")]
    desk(actions.change_question, key, {"kind": Kind.CHOICE, "label": "Welke fase?", "options": rows})
    assert [each.key for each in desk.form.definition.question(key).options] == ["plan", "idee-2"]


def test_a_question_keeps_clear_of_the_keys_of_the_criteria(desk):
    desk(actions.add_section, "Criteria")
    assert desk.ask("q-criteria", "Criterion kwaliteit") == "q-criterion-kwaliteit"


def test_what_a_kind_does_not_know_is_left_out(desk):
    desk(actions.add_section, "Keuze")
    key = desk.ask("keuze", "Naam", Kind.SHORT, words=50, options=options("a", "b"))
    question = desk.form.definition.question(key)
    assert (question.words, question.options, question.columns) == (None, (), ())


def test_two_officers_on_one_form_overwrite_nothing(filled, second_officer):
    seen = filled.form.edit
    filled(actions.change_section, "cijfers", "Kengetallen")
    theirs = Questionnaire.objects.get(pk=filled.form.pk)
    with pytest.raises(Refused) as refusal:
        actions.change_section(theirs, "cijfers", "Getallen", edit=seen, by=second_officer, at=AT)
    assert [each.code for each in refusal.value.reasons] == ["edited-meanwhile"]
    assert Questionnaire.objects.get(pk=filled.form.pk).definition.sections[1].title == "Kengetallen"


def test_nothing_changed_is_no_new_version_of_the_text(filled):
    seen = filled.form.edit
    filled(actions.shift, "samenwerking", -1)
    assert filled.form.edit == seen


def test_a_question_moves_through_the_sections_a_place_at_a_time(filled):
    filled(actions.shift, "hoeveel-inwoners", -1)
    assert filled.order == {"samenwerking": ["werkt-u-samen", "met-wie", "hoeveel-inwoners"], "cijfers": []}
    filled(actions.shift, "hoeveel-inwoners", -1)
    filled(actions.shift, "hoeveel-inwoners", -1)
    assert filled.order["samenwerking"] == ["hoeveel-inwoners", "werkt-u-samen", "met-wie"]
    filled(actions.place, "hoeveel-inwoners", "cijfers", 0)
    assert filled.order == {"samenwerking": ["werkt-u-samen", "met-wie"], "cijfers": ["hoeveel-inwoners"]}
    filled(actions.place, "cijfers", "", 0)
    assert list(filled.order) == ["cijfers", "samenwerking"]


def test_a_question_stays_after_the_one_it_depends_on(filled):
    assert filled.refused(actions.shift, "met-wie", -1) == {"condition-later"}
    assert filled.refused(actions.shift, "werkt-u-samen", 1) == {"condition-later"}
    filled(actions.place, "met-wie", "cijfers", 0)
    assert filled.refused(actions.shift, "samenwerking", 1) == {"condition-later"}
    assert filled.order == {"samenwerking": ["werkt-u-samen"], "cijfers": ["met-wie", "hoeveel-inwoners"]}


def test_a_condition_looks_back_and_never_in_a_circle(filled):
    def when(key, label, kind, other, values=("yes",)):
        given = {"kind": kind, "label": label, "condition": (other, list(values))}
        return filled.refused(actions.change_question, key, given)

    assert when("werkt-u-samen", "Werkt u samen?", Kind.YES_NO, "werkt-u-samen") == {"condition-itself"}
    assert when("werkt-u-samen", "Werkt u samen?", Kind.YES_NO, "hoeveel-inwoners") >= {"condition-later"}
    assert when("werkt-u-samen", "Werkt u samen?", Kind.YES_NO, "nergens") == {"condition-gone"}
    assert when("hoeveel-inwoners", "Hoeveel?", Kind.NUMBER, "met-wie") == {"condition-kind"}
    assert when("hoeveel-inwoners", "Hoeveel?", Kind.NUMBER, "werkt-u-samen", ["misschien"]) == {"condition-value"}
    assert when("hoeveel-inwoners", "Hoeveel?", Kind.NUMBER, "werkt-u-samen", []) == {"condition-empty"}
    assert when("werkt-u-samen", "Werkt u samen?", Kind.YES_NO, "met-wie") >= {"condition-circular"}


def test_what_others_depend_on_is_not_removed_and_keeps_its_answers(filled):
    assert filled.refused(actions.remove_question, "werkt-u-samen") == {"others-depend"}
    values = {"kind": Kind.NUMBER, "label": "Werkt u samen?"}
    assert filled.refused(actions.change_question, "werkt-u-samen", values) == {"condition-kind"}
    filled(actions.place, "met-wie", "cijfers", 0)
    assert filled.refused(actions.remove_section, "samenwerking") == {"others-depend"}
    filled(actions.remove_section, "cijfers")
    filled(actions.remove_section, "samenwerking")
    assert filled.order == {}


def test_a_question_is_copied_with_keys_of_its_own(desk):
    desk(actions.add_section, "Keuze")
    desk.ask("keuze", "Fase", Kind.CHOICE, options=options("Idee", "Plan"))
    desk.ask("keuze", "Slot")
    first, second = desk(actions.copy_question, "fase"), desk(actions.copy_question, "fase")
    assert desk.order["keuze"] == ["fase", second, first, "slot"]
    assert len({each.label for each in desk.form.definition.questions()}) == 4
    assert faults(desk.form.definition) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": Kind.SHORT, "label": "werkt u  SAMEN?"}, "same-label"),
        ({"kind": Kind.LONG, "label": "Lang", "words": 5}, "words"),
        ({"kind": Kind.LONG, "label": "Lang", "words": 9999}, "words"),
        ({"kind": Kind.CHOICE, "label": "Keuze"}, "no-options"),
        ({"kind": Kind.CHOICES, "label": "Keuze", "options": options("Een")}, "no-options"),
        ({"kind": Kind.CHOICE, "label": "Keuze", "options": options("Een", "een ")}, "same-option"),
        ({"kind": Kind.CHOICE, "label": "Keuze", "options": options(*map(str, range(41)))}, "too-many-options"),
        ({"kind": Kind.TABLE, "label": "Tabel"}, "no-columns"),
        (
            {"kind": Kind.TABLE, "label": "T", "columns": [{"key": "", "label": "A", "kind": "short", "total": True}]},
            "column-kind",
        ),
        (
            {"kind": Kind.TABLE, "label": "T", "columns": [{"label": str(n), "kind": "short"} for n in range(9)]},
            "too-many-columns",
        ),
        ({"kind": Kind.SHORT, "label": " "}, "no-label"),
        ({"kind": "onzin", "label": "Raar"}, "kind"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(filled, values, code):
    before = filled.form.definition
    assert filled.refused(actions.add_question, "cijfers", values) == {code}
    assert Questionnaire.objects.get(pk=filled.form.pk).definition == before


def test_there_is_an_end_to_a_form(desk):
    for n in range(20):
        desk(actions.add_section, f"Onderdeel {n}")
    assert desk.refused(actions.add_section, "Nog een") == {"too-many-sections"}
    assert desk.refused(actions.change_section, "onderdeel-3", "onderdeel 4") == {"same-title"}


def test_a_section_without_questions_waits_but_is_not_frozen(filled, officer):
    filled(actions.remove_question, "hoeveel-inwoners")
    assert [(each.code, each.field) for each in faults(filled.form.definition)] == [("empty-section", "cijfers")]
    with pytest.raises(Refused):
        actions.freeze(filled.form, filled.form.definition, by=officer, at=AT)
    assert not Version.objects.exists()


def test_a_frozen_version_never_changes(filled, officer):
    version = actions.freeze(filled.form, filled.form.definition, by=officer, at=AT)
    rows = Version.objects.filter(pk=version.pk)
    for change in (lambda: rows.update(number=9), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_what_was_removed_by_a_colleague_says_so(filled):
    assert filled.refused(actions.change_question, "weg", {"kind": "short", "label": "x"}) == {"gone"}
    assert filled.refused(actions.add_question, "weg", {"kind": "short", "label": "x"}) == {"gone"}
    assert filled.refused(actions.shift, "weg", 1) == {"gone"}
    assert filled.refused(actions.place, "weg", "", 0) == {"gone"}

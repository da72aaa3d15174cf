"""The difference between two versions of a form, in words."""

from dataclasses import replace

from questionnaires.changes import changes
from questionnaires.definition import Column, Condition, Definition, Option, Question, Section

FIRST = Question("samen", "yes-no", "Werkt u samen?")
SECOND = Question("wie", "long", "Met wie?", words=300, condition=Condition("samen", ("yes",)))
THIRD = Question("fase", "choice", "Welke fase?", options=(Option("idee", "Idee"), Option("plan", "Plan")))
OLD = Definition((Section("a", "Samen", questions=(FIRST, SECOND)), Section("b", "Aanpak", questions=(THIRD,))))


def with_questions(*questions, section=1):
    sections = list(OLD.sections)
    sections[section] = replace(sections[section], questions=questions)
    return Definition(tuple(sections))


def words(new, key, old=OLD) -> list[str]:
    return [text.replace("\u00a0", " ") for each in changes(old, new) if each.key == key for text in each.words]


def test_the_same_form_has_no_changes():
    assert changes(OLD, Definition.from_json(OLD.as_json())) == []


def test_what_is_new_and_what_is_gone_is_named():
    new = with_questions(Question("hoe", "short", "Hoe?", required=False))
    found = [(each.what, each.key, each.where) for each in changes(OLD, new)]
    assert found == [("added", "hoe", "Aanpak"), ("removed", "fase", "Aanpak")]
    assert words(new, "hoe") == ["korte tekst, niet verplicht"]


def test_each_setting_that_changed_is_a_sentence():
    changed = replace(SECOND, label="Met welke besturen?", words=200, required=False, condition=None, help="Som ze op.")
    changed = replace(changed, for_reviewers=False, privacy="personal")
    assert words(with_questions(FIRST, changed, section=0), "wie") == [
        "De vraag luidde “Met wie?”.",
        "De toelichting is anders verwoord.",
        "Een antwoord is niet langer verplicht.",
        "Hoogstens 200 woorden zijn toegelaten.",
        "De vraag wordt nu altijd gesteld.",
        "Beoordelaars zien het antwoord niet meer.",
        "Het antwoord is nu: persoonsgegevens.",
    ]


def test_options_that_came_went_and_were_renamed_are_named():
    changed = replace(THIRD, options=(Option("plan", "Uitgewerkt plan"), Option("bouw", "Bouw")))
    assert words(with_questions(changed), "fase") == [
        "Toegevoegd: “Bouw”.",
        "Verwijderd: “Idee”.",
        "“Plan” heet nu “Uitgewerkt plan”.",
    ]
    turned = replace(THIRD, options=THIRD.options[::-1])
    assert words(with_questions(turned), "fase") == ["De volgorde binnen de vraag is anders."]


def test_a_column_that_holds_something_else_is_named():
    table = Question("t", "table", "Kosten", columns=(Column("k", "Kost", "number"), Column("n", "Naam")))
    before = with_questions(table)
    after = with_questions(replace(table, columns=(Column("k", "Kost", "money", True), Column("n", "Naam"))))
    assert words(after, "t", before) == ["De kolom “Kost” bevatte getal en bevat nu bedrag in euro."]


def test_another_kind_of_answer_is_said_once():
    assert words(with_questions(replace(THIRD, kind="short", options=())), "fase") == [
        "Het soort antwoord was keuze (één antwoord) en is nu korte tekst."
    ]


def test_a_move_is_said_of_what_moved_only():
    fourth = Question("x", "short", "X")
    before = with_questions(THIRD, FOUR := replace(fourth, key="y", label="Y"), fourth)
    assert [each.key for each in changes(before, with_questions(fourth, THIRD, FOUR))] == ["x"]
    moved = Definition(
        (replace(OLD.sections[0], questions=(FIRST,)), replace(OLD.sections[1], questions=(SECOND, THIRD)))
    )
    assert words(moved, "wie") == ["De vraag is verhuisd uit het onderdeel “Samen”."]
    turned = Definition(OLD.sections[::-1])
    assert len(changes(OLD, turned)) == 1 + len(OLD.sections[1].questions)

"""A draft begun under one version of the form and continued under the next: nothing that was typed is ever lost."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from applications import actions, clock, filled, rules, snapshot
from applications.models import Answer, Application
from calls.asking import definition_of
from questionnaires.definition import Definition, Kind, Question, Section, is_empty
from questionnaires.models import Version
from questionnaires.values import Stored
from tests import factories
from tests.applications import forms
from tests.applications.test_form import EXTRA, page, sent
from tests.questionnaires.test_carry import answers, stories
from workflow.models import Event
from workflow.refusals import Refused


@pytest.fixture
def call(db):
    call = factories.open_call()
    forms.ask(call, forms.EXTRA)
    return fresh(call)


@pytest.fixture
def draft(call, applicant):
    draft = factories.draft(call, applicant, at=timezone.now())
    actions.save(draft, "extra", answers=forms.SAID, by=applicant, at=timezone.now())
    return draft


@pytest.fixture
def desk(client, applicant):
    client.force_login(applicant)
    return client


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def now(draft) -> filled.Filled:
    return filled.of(fresh(draft))


def words(draft) -> set[str]:
    """All that this applicant ever said and did not change, whatever its place."""
    return {each.stored.words for each in draft.answers.all()}


# What stays, and what is kept beside it


def test_a_newer_version_rewrites_nothing_and_keeps_what_fits(draft, call):
    before = list(draft.answers.order_by("pk").values())
    forms.ask(call, forms.changed(forms.EXTRA, "naam", kind=Kind.LONG, label="Hoe heet de dienst?"))
    assert list(draft.answers.order_by("pk").values()) == before
    assert {key: now(draft).given.get(key) for key in forms.SAID} == forms.SAID
    assert now(draft).aside == []


def test_what_no_longer_fits_is_shown_with_its_old_question_and_is_not_handed_in(desk, draft, call, applicant):
    gone = forms.without(forms.EXTRA, "nummer")
    forms.ask(call, forms.changed(gone, "naam", kind=Kind.NUMBER, label="Hoeveel diensten?"))
    answered = now(draft)
    assert {each.key for each in answered.aside} == {"nummer", "naam"}
    assert "naam" not in answered.given
    shown = desk.get(page(draft, EXTRA)).content.decode()
    panel = shown.partition('id="bewaard"')[2].partition("</section>")[0]
    assert "Bewaard uit een vorige versie van het formulier" in panel
    assert "De Meldlijn" in panel
    assert "Naam van de dienst" in panel
    assert "0400 12 34 56" in panel
    check = desk.get(page(draft, "nakijken")).content.decode()
    assert "Deze antwoorden worden niet ingediend." in check
    content = snapshot.content_of(fresh(draft))
    assert "De Meldlijn" not in str(content)
    assert "nummer" not in str([q["key"] for s in content["form"]["sections"] for q in s["questions"]])


def test_a_new_answer_over_one_that_does_not_fit_sets_it_aside_and_keeps_it(desk, draft, call):
    forms.ask(call, forms.changed(forms.EXTRA, "naam", kind=Kind.NUMBER))
    old = draft.answers.get(key="naam")
    assert desk.post(page(draft, EXTRA), sent(draft, naam="")).status_code == 302
    assert fresh(old).set_aside_at is None  # an empty box took nothing away
    assert desk.post(page(draft, EXTRA), sent(draft, naam="3")).status_code == 302
    assert fresh(old).set_aside_at is not None
    assert fresh(old).value == "De Meldlijn"
    assert now(draft).given["naam"] == "3"
    assert [each.facts.get("aside") for each in Event.objects.of(draft)][-1] == ["naam"]


def test_a_statement_that_was_rewritten_is_agreed_to_anew(draft, call):
    assert rules.why_incomplete(fresh(draft)) == []
    forms.ask(call, forms.changed(forms.EXTRA, "akkoord", label="Wij geven de broncode en de data vrij."))
    assert [r.code for r in rules.why_incomplete(fresh(draft))] == ["no-statement"]


def test_a_section_that_is_gone_leaves_its_answers_on_the_first_page(desk, draft, call):
    forms.ask(call)
    shown = desk.get(page(draft, "formulier/criteria")).content.decode()
    assert "De Meldlijn" in shown.partition('id="bewaard"')[2]
    assert desk.get(page(draft, EXTRA)).status_code == 404


# Using it again, putting it away


def test_an_old_text_is_copied_to_a_box_without_a_script(desk, draft, call):
    box = Question("verhaal", Kind.LONG, "Vertel", required=False)
    section = forms.without(forms.EXTRA, "naam")
    forms.ask(call, replace(section, questions=(*section.questions, box)))
    old = draft.answers.get(key="naam")
    data = sent(draft, verhaal="Al getypt.") | {"reuse": str(old.pk), f"into-{old.pk}": "answer-verhaal"}
    shown = desk.post(page(draft, EXTRA), data)
    assert shown.status_code == 200
    assert shown.context["form"].initial["answer-verhaal"] == "Al getypt.\n\nDe Meldlijn"
    assert shown.context["form"].initial["answer-nummer"] == "0400 12 34 56"
    assert "verhaal" not in now(draft).given  # nothing is saved yet


def test_an_old_answer_is_put_away_and_stays_in_the_history(desk, draft, call):
    forms.ask(call, forms.without(forms.EXTRA, "naam"))
    old = draft.answers.get(key="naam")
    shown = desk.post(page(draft, EXTRA), sent(draft, bereik="nog niet af") | {"dismiss": str(old.pk)})
    assert shown.status_code == 200
    assert 'value="nog niet af"' in shown.content.decode()
    assert 'id="bewaard"' not in shown.content.decode()
    assert (fresh(old).value, fresh(old).set_aside_at is None) == ("De Meldlijn", False)
    assert Event.objects.of(draft).last().verb == "set-aside"


def test_an_answer_that_stands_in_the_form_is_not_put_away(draft, applicant, colleague, stranger):
    answer = draft.answers.get(key="naam")
    for by, code in ((applicant, "still-fits"), (stranger, "not-yours")):
        with pytest.raises(Refused) as refused:
            actions.set_aside(answer, by=by, at=timezone.now())
        assert code in [each.code for each in refused.value.reasons]


# Somebody is typing while a version is published


def test_what_was_typed_in_the_old_version_is_kept_when_the_new_one_comes_in_between(desk, draft, call):
    typing = sent(draft, naam="Net getypt", nummer="0477 00 00 00")
    forms.ask(call, forms.changed(forms.without(forms.EXTRA, "nummer"), "naam", kind=Kind.YES_NO))
    answer = desk.post(page(draft, EXTRA), typing)
    assert answer["Location"] == page(draft, EXTRA)
    shown = desk.get(answer["Location"]).content.decode()
    assert "Het formulier is gewijzigd terwijl u typte." in shown
    panel = shown.partition('id="bewaard"')[2]
    assert "Net getypt" in panel
    assert "0477 00 00 00" in panel


def test_a_section_that_went_while_somebody_typed_in_it_is_saved_and_leads_to_the_check(desk, draft, call):
    typing = sent(draft, naam="Net getypt")
    forms.ask(call)
    answer = desk.post(page(draft, EXTRA), typing)
    assert answer["Location"] == page(draft, "nakijken")
    assert "Net getypt" in words(draft)


def test_a_mistake_in_the_old_version_shows_the_old_questions_again(desk, draft, call):
    typing = sent(draft, bereik="heel veel")
    forms.ask(call, forms.without(forms.EXTRA, "bereik"))
    answer = desk.post(page(draft, EXTRA), typing)
    assert answer.status_code == 422
    assert 'value="heel veel"' in answer.content.decode()


# The notice


def test_the_draft_says_what_changed_until_its_section_is_saved(desk, draft, call):
    assert "Het formulier is gewijzigd sinds" not in desk.get(page(draft, "project")).content.decode()
    section = forms.changed(forms.without(forms.EXTRA, "nummer"), "naam", label="Hoe heet het?")
    forms.ask(call, replace(section, questions=(*section.questions, Question("extra-vraag", Kind.SHORT, "Nog iets?"))))
    shown = desk.get(page(draft, "project")).content.decode()
    assert "Het formulier is gewijzigd sinds u het laatst bewaarde." in shown
    assert "Nieuw: Nog iets?" in shown
    assert "Anders gevraagd: Hoe heet het?" in shown
    assert "Niet meer gevraagd: Telefoon van de projectleider" in shown
    desk.post(page(draft, EXTRA), sent(draft))
    assert "Het formulier is gewijzigd sinds" not in desk.get(page(draft, "project")).content.decode()


# What was handed in


def test_a_later_version_changes_nothing_of_what_was_handed_in(draft, call, applicant):
    submission = actions.submit(draft, by=applicant, at=timezone.now())
    content = fresh(submission).content
    forms.ask(call, forms.without(forms.EXTRA, "naam"))
    assert fresh(submission).content == content
    assert content["form"]["version"] == 2


def test_what_was_handed_in_comes_back_when_the_changes_were_not_handed_in(applicant):
    call = factories.CallFactory()
    forms.ask(call, forms.EXTRA)
    at = factories.DURING
    done = factories.draft(fresh(call), applicant)
    actions.save(done, "extra", answers=forms.SAID, by=applicant, at=at)
    content = actions.submit(done, by=applicant, at=at).content
    actions.reopen(done, by=applicant, at=at)
    actions.save(done, "extra", answers={"naam": "Nooit ingediend", "bereik": ""}, by=applicant, at=at)
    factories.seal(done.call)
    clock.settle_left(at=call.closes_at + timedelta(minutes=5))
    assert snapshot.content_of(fresh(done)) == content
    assert "Nooit ingediend" in words(done)


# Any form, any change, any answers


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories().flatmap(lambda s: answers(s[2]).map(lambda later: (*s, later))))
def test_nothing_typed_is_lost_from_version_to_version(call, applicant, story):
    """Save, a newer version, save again: all that was said and not changed in its own place is still there."""
    first, said, second, later = story
    at = timezone.now()
    core = definition_of(call).sections[-1]
    draft = actions.start(fresh(call), applicant.organisations[0], "X", by=applicant, at=at)

    def publish(definition: Definition) -> Version:
        made = Version.objects.create(
            questionnaire=call.form, number=call.form.versions.count() + 1, sha256=uuid4().hex,
            content=Definition((*definition.sections, core)).as_json(), by=applicant, at=at,
        )  # fmt: skip
        type(call.form).objects.filter(pk=call.form_id).update(current=made)
        return made

    def save(definition: Definition, values: dict) -> None:
        for section in definition.sections:
            mine = {q.key: values.get(q.key, "") for q in section.questions if q.kind != Kind.FILE}
            mine = {k: v for k, v in mine.items() if not is_empty(v)} or {}
            actions.save(Application.objects.get(pk=draft.pk), section.key, answers=mine, by=applicant, at=at)

    publish(first)
    save(first, said)
    publish(second)
    carried = filled.of(Application.objects.get(pk=draft.pk)).given
    save(second, later)
    rows = list(Answer.objects.filter(application=draft))
    said, later = ({k: v for k, v in each.items() if not is_empty(v)} for each in (said, later))
    for key, value in said.items():
        kept = [row for row in rows if row.key == key]
        overtyped = key in later and key in carried
        assert overtyped or value in [row.value for row in kept]
    for key, value in later.items():
        assert [row.value for row in rows if row.key == key and row.set_aside_at is None] == [value]
    assert len({row.key for row in rows if row.set_aside_at is None}) == sum(row.set_aside_at is None for row in rows)


def test_an_answer_says_in_words_what_was_asked_then():
    asked = Question("k", Kind.MONEY, "Hoeveel?")
    answer = Answer(key="k", value="12.50", asked=asked.as_json() | {"section": "s"}, version=1)
    assert answer.stored == Stored(asked, "12.50")
    assert str(answer) == "k: €\u00a012,50"
    assert Section("s", "S").questions == ()

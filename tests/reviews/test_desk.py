"""The reviewer's desk: saved while typing, two windows put together, notes for nobody else, a file given back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice
from reviews import actions, private
from reviews.models import Assignment, Note, Score, Written
from tests import factories
from tests.judging import LATER, codes, scores, scores_typed
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def url(assignment, name="review") -> str:
    return reverse(f"reviews:{name}", args=[assignment.application.number])


def type_in(desk, assignment, version=0, **said):
    return desk.post(url(assignment), said | {"version": version}, **JSON)


def fields(call):
    return [(f"value-{c.pk}", f"motivation-{c.pk}") for c in call.criteria.order_by("position")]


# Saved while typing ---------------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_and_the_page_is_told_when(desk, opened, call):
    value, text = fields(call)[0]
    answer = type_in(desk, opened, **{value: "4", text: "Tot hier"}).json()
    assert (answer["version"], answer["faults"], answer["clashes"]) == (1, {}, [])
    assert answer["saved"].startswith("Alles bewaard om ") and answer["saved"].endswith("uur")
    assert list(opened.scores.values_list("value", "motivation")) == [(4, "Tot hier")]
    assert Event.objects.of(opened).filter(verb="save").count() == 0


def test_two_windows_in_two_fields_both_keep_every_character(desk, opened, call):
    (first, text), (second, other), _third = fields(call)
    type_in(desk, opened, **{first: "4", text: "Uit het ene.", second: "", other: ""})
    answer = type_in(desk, opened, **{first: "", text: "", second: "2", other: "Uit het andere."}).json()
    assert answer["news"] == {first: "4", text: "Uit het ene."}
    assert answer["clashes"] == []
    assert set(opened.scores.values_list("value", "motivation")) == {(4, "Uit het ene."), (2, "Uit het andere.")}


def test_two_windows_in_one_field_both_texts_are_shown_and_neither_is_lost(desk, opened, call):
    _value, text = fields(call)[0]
    type_in(desk, opened, **{text: "Uit het ene."})
    answer = type_in(desk, opened, **{text: "Uit het andere."}).json()
    assert [(c["name"], c["words"]) for c in answer["clashes"]] == [(text, "Uit het ene.")]
    assert opened.scores.get().motivation == "Uit het ene."
    assert Written.objects.filter(aside=True).get().value == "Uit het andere."
    held = type_in(desk, opened, answer["version"], **{text: "Uit het andere, nog niet gekozen.", "hold": text}).json()
    assert opened.scores.get().motivation == "Uit het ene." and len(held["clashes"]) == 1
    chosen = type_in(desk, opened, answer["version"], **{text: "Uit het andere.", "chosen": text}).json()
    assert chosen["clashes"] == [] and opened.scores.get().motivation == "Uit het andere."


def test_what_cannot_be_read_is_named_and_the_rest_is_saved(desk, opened, call):
    value, text = fields(call)[0]
    answer = type_in(desk, opened, **{value: "6", text: "Wel bewaard."}).json()
    assert set(answer["faults"]) == {value} and "behalve" in answer["saved"]
    assert list(opened.scores.values_list("value", "motivation")) == [(None, "Wel bewaard.")]


def test_nothing_is_typed_in_a_file_that_is_not_mine_or_not_open(desk, opened, call, reviewer, client):
    value, _text = fields(call)[0]
    other = factories.CallFactory().criteria.first()
    answer = type_in(desk, opened, **{f"value-{other.pk}": "4"})
    assert (answer.status_code, answer.json()["refused"]) == (409, True)
    actions.save_scores(opened, scores(call), by=reviewer, at=LATER)
    actions.submit(opened, by=reviewer, at=LATER)
    assert type_in(desk, opened, 1, **{value: "0"}).status_code == 409
    client.force_login(factories.UserFactory(role="reviewer"))
    assert type_in(client, opened, 1, **{value: "0"}).status_code == 404
    assert set(Score.objects.values_list("value", flat=True)) == {4}


def test_a_version_that_never_was_is_refused(desk, opened, call):
    value, _text = fields(call)[0]
    for version in ("7", "", "-1", "٤"):
        assert type_in(desk, opened, version, **{value: "4"}).status_code == 409
    assert not Score.objects.exists()


def test_who_is_signed_out_is_sent_to_sign_in_so_that_the_script_can_ask_it_over_the_form(client, opened):
    assert client.post(url(opened), {"version": 0}, **JSON).status_code == 302


def test_a_save_while_typing_costs_ten_queries_at_most(desk, opened, call):
    value, text = fields(call)[0]
    type_in(desk, opened, **{value: "4", text: "a"})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        type_in(desk, opened, 1, **{value: "4", text: "ab"})
    real = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]  # a test stands in a transaction of its own
    assert len(real) == 10, "\n".join(real)


def test_handing_in_can_lead_to_the_next_file(desk, opened, call, applicant, reviewer, officer):
    assert desk.post(url(opened), scores_typed(call, 4, version=0, do="next"))["Location"] == reverse("reviews:desk")


def test_without_a_script_both_texts_stand_on_the_page(desk, opened, call, reviewer):
    actions.save_scores(opened, scores(call, 5, "Het ene."), edit=0, by=reviewer, at=LATER)
    answer = desk.post(url(opened), scores_typed(call, 5, "Het andere.", version=0, do="submit"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Het ene." in page and "Het andere." in page
    opened.refresh_from_db()
    assert opened.state == "declared"


# Notes ----------------------------------------------------------------------------------------------------------------

SECRET = "kanarie-notitie"


def test_own_notes_are_saved_and_read_back_by_the_reviewer_alone(desk, opened, officer, decider, auditor, client):
    assert desk.post(url(opened, "notes"), {"note": SECRET, "version": 0}, **JSON).json()["version"] == 1
    assert SECRET in desk.get(url(opened)).content.decode()
    assert SECRET in desk.get(url(opened, "notes")).content.decode()
    for person in (officer, decider, auditor, factories.UserFactory(role="reviewer")):
        client.force_login(person)
        assert client.get(url(opened, "notes")).status_code == 404


def test_the_database_itself_does_not_tell_what_the_notes_say(opened, reviewer):
    actions.save_note(opened, SECRET, by=reviewer, at=LATER)
    actions.save_note(opened, f"{SECRET} en meer", edit=1, by=reviewer, at=LATER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{SECRET}%"])
            assert cursor.fetchone()[0] == 0, table
    assert actions.read_note(Note.objects.get()) == f"{SECRET} en meer"


def test_a_note_in_the_row_of_another_or_under_another_key_does_not_open(opened, reviewer, settings):
    kept = private.seal(SECRET, place="a")
    assert private.unseal(kept, place="a") == SECRET
    assert private.unseal(kept, place="b") is None
    old, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 50
    assert private.unseal(kept, place="a") is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert private.unseal(kept, place="a") == SECRET


def test_two_windows_do_not_overwrite_each_others_notes(desk, opened, reviewer):
    actions.save_note(opened, "Het ene.", edit=0, by=reviewer, at=LATER)
    answer = desk.post(url(opened, "notes"), {"note": "Het andere.", "version": 0})
    assert answer.status_code == 409
    assert "Het ene." in answer.content.decode() and "Het andere." in answer.content.decode()
    assert actions.read_note(Note.objects.get()) == "Het ene."


def test_notes_stay_open_after_handing_in_and_close_with_the_file(desk, opened, call, reviewer):
    actions.save_scores(opened, scores(call), by=reviewer, at=LATER)
    actions.submit(opened, by=reviewer, at=LATER)
    assert desk.post(url(opened, "notes"), {"note": "Voor straks.", "version": 0}).status_code == 302
    actions.recuse(opened, "Toch een belang.", by=reviewer, at=LATER)
    assert desk.get(url(opened, "notes")).status_code == 404


def test_notes_that_are_too_long_are_refused_with_the_text_kept(desk, opened):
    answer = desk.post(url(opened, "notes"), {"note": "lang " * 5000, "version": 0})
    assert (answer.status_code, "lang lang" in answer.content.decode()) == (422, True)
    assert not Note.objects.exists()


# Refusing a file, and giving it back ----------------------------------------------------------------------------------


def test_a_reviewer_refuses_a_file_with_a_reason_and_the_officer_is_told(desk, assignment, officer):
    answer = desk.post(url(assignment, "refuse_file"), {"reason": "Geen tijd voor de jury."})
    assert answer["Location"] == reverse("reviews:desk")
    assignment.refresh_from_db()
    assert (assignment.state, assignment.remark) == ("declined", "Geen tijd voor de jury.")
    notice = Notice.objects.get(to=officer, key__startswith="refuse_file")
    assert "Geen tijd voor de jury." in notice.body
    assert desk.get(url(assignment, "declare")).status_code == 404


def test_who_cannot_judge_gives_the_file_back_and_the_scores_do_not_count(desk, opened, call, reviewer, officer):
    actions.save_scores(opened, scores(call), by=reviewer, at=LATER)
    Assignment.objects.filter(pk=opened.pk).update(leads=True)
    assert desk.post(url(opened, "give_back"), {"reason": "Buiten mijn vak."}).status_code == 302
    opened.refresh_from_db()
    assert (opened.state, opened.leads) == ("unable", False)
    assert "Buiten mijn vak." in Notice.objects.get(to=officer, key__startswith="give_back").body
    assert desk.get(url(opened)).status_code == 404


@pytest.mark.parametrize("name", ["refuse_file", "give_back"])
def test_without_a_reason_nothing_happens_and_the_page_says_what_is_missing(desk, assignment, reviewer, name):
    if name == "give_back":
        actions.declare(assignment, by=reviewer, at=LATER)
    answer = desk.post(url(assignment, name), {"reason": "  "})
    assert answer.status_code == 422
    assert "Schrijf waarom u dit dossier niet" in answer.content.decode()
    assignment.refresh_from_db()
    assert assignment.state in ("assigned", "declared")


def test_an_opened_file_is_not_refused_and_a_closed_one_not_given_back(assignment, reviewer):
    with pytest.raises(Refused) as refusal:
        actions.give_back(assignment, "Nee.", by=reviewer, at=LATER)
    assert codes(refusal) == ["wrong-state"]
    actions.declare(assignment, by=reviewer, at=LATER)
    with pytest.raises(Refused) as refusal:
        actions.refuse_file(assignment, "Nee.", by=reviewer, at=LATER)
    assert codes(refusal) == ["wrong-state"]
    with pytest.raises(Refused) as refusal:
        actions.give_back(assignment, "Nee.", by=factories.UserFactory(role="reviewer"), at=LATER)
    assert codes(refusal) == ["not-yours"]

"""The form that a call asks: every kind of question, conditions, files, and who reads the answers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications import actions, filled, progress, rules, snapshot
from applications.models import Application
from calls.asking import key_of
from reviews import actions as review_actions
from tests import factories
from tests.applications import forms
from tests.applications.test_uploads import pdf
from tests.applications.typed import page
from workflow.refusals import Refused

EXTRA, PAPERS = "formulier/extra", "formulier/stukken"


@pytest.fixture
def call(db):
    call = factories.open_call()
    forms.ask(call, forms.EXTRA)
    call.refresh_from_db()
    return call


@pytest.fixture
def draft(call, applicant):
    return factories.draft(call, applicant, at=timezone.now())


@pytest.fixture
def desk(client, applicant):
    client.force_login(applicant)
    return client


def say(draft, by, **answers):
    application = Application.objects.get(pk=draft.pk)
    actions.save(application, "extra", answers=forms.SAID | answers, by=by, at=timezone.now())


def given(draft) -> dict:
    return filled.of(Application.objects.get(pk=draft.pk)).given


def sent(draft, **changes) -> dict:
    """The section as a browser sends it when everything is filled in."""
    typed_in = {
        "answer-fase": "idee",
        "answer-proef": "",
        "answer-naam": "De Meldlijn",
        "answer-doelgroep": ["jong", "oud"],
        "answer-bereik": "1.200",
        "answer-bijdrage": "2.500",
        "answer-begin": "2022-10-01",
        "answer-vooraf": "no",
        "answer-nummer": "0400 12 34 56",
        "answer-toestellen-TOTAL_FORMS": "2",
        "answer-toestellen-0-wat": "Tablet",
        "answer-toestellen-0-stuks": "3",
        "answer-toestellen-0-prijs": "900",
        "answer-toestellen-1-wat": "",
        "answer-akkoord": "yes",
    }
    draft.refresh_from_db()
    head = {"version": draft.edits.get("form-extra", 0), "_key": str(uuid4())}
    head["form_version"] = type(draft).objects.get(pk=draft.pk).call.form.current.number
    return typed_in | head | {f"answer-{key}": value for key, value in changes.items()}


# Filling in


def test_every_kind_of_answer_is_saved_and_shown_again(desk, draft):
    answer = desk.post(page(draft, EXTRA), sent(draft))
    assert answer["Location"] == page(draft, "formulier/criteria")
    assert {key: given(draft).get(key) for key in forms.SAID} == forms.SAID
    shown = desk.get(page(draft, EXTRA))
    assert shown.context["form"].initial["answer-bereik"] == "1.200"
    words = shown.content.decode()
    for text in ('value="De Meldlijn"', 'value="1.200"', 'value="2.500,00"', 'value="2022-10-01"', 'value="Tablet"'):
        assert text in words
    assert "€\u00a0900,00" in words  # the total


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("bereik", "heel veel", "Schrijf een getal, zoals 1.250 of 12,5."),
        ("bijdrage", "gratis", "Schrijf een bedrag in euro, zoals 150.000,00."),
        ("begin", "31/2/2022", "Schrijf een datum, zoals 25/3/2022."),
        ("naam", "lang " * 100, "Kort hem in tot 300."),
        ("fase", "verzonnen", "Kies uit de lijst."),
        ("doelgroep", ["jong", "verzonnen"], "Kies uit de lijst."),
        ("vooraf", "misschien", "Kies uit de lijst."),
    ],
)
def test_what_is_no_answer_is_said_beside_the_question_and_all_typed_is_still_there(desk, draft, key, value, sentence):
    answer = desk.post(page(draft, EXTRA), sent(draft, nummer="0499 99 99 99", **{key: value}))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown.partition(f'id="id_answer-{key}_error"')[2][:300]
    assert 'value="0499 99 99 99"' in shown
    assert "Tablet" in shown
    if isinstance(value, str) and key not in ("fase", "vooraf"):
        assert value.strip() in " ".join(shown.split())
    assert key not in given(draft)


def test_a_cell_that_is_wrong_is_said_above_its_line(desk, draft):
    data = sent(draft) | {"answer-toestellen-1-wat": "Scherm", "answer-toestellen-1-prijs": "duur"}
    shown = desk.post(page(draft, EXTRA), data)
    words = shown.content.decode()
    assert shown.status_code == 422
    assert "Regel 2, Prijs: Schrijf een bedrag in euro" in words
    assert 'value="duur"' in words
    assert words.index("error-row") < words.index('value="Scherm"')


def test_lines_come_and_go_without_a_script(desk, draft):
    shown = desk.post(
        page(draft, EXTRA), sent(draft) | {"add": "answer-toestellen", "answer-bereik": "nog na te kijken"}
    )
    words = shown.content.decode()
    assert shown.status_code == 200
    assert 'name="answer-toestellen-2-wat"' in words
    assert 'value="nog na te kijken"' in words
    shown = desk.post(page(draft, EXTRA), sent(draft) | {"remove": "answer-toestellen-0"}).content.decode()
    assert "Tablet" not in shown
    assert given(draft).get("toestellen") is None


def test_saving_while_typing_keeps_each_answer(desk, draft):
    data = sent(draft)
    del data["_key"]
    said = desk.post(page(draft, EXTRA), data, headers={"accept": "application/json"})
    assert said.json()["version"] == 1
    assert given(draft)["naam"] == "De Meldlijn"
    bad = desk.post(page(draft, EXTRA), data | {"answer-bereik": "x"}, headers={"accept": "application/json"})
    assert bad.json()["faults"].keys() == {"answer-bereik"}
    assert given(draft)["naam"] == "De Meldlijn"


def test_one_answer_can_be_saved_on_its_own(draft, applicant):
    say(draft, applicant)
    application = Application.objects.get(pk=draft.pk)
    actions.save(application, "extra", answers={"naam": "Anders"}, by=applicant, at=timezone.now())
    assert given(draft) == given(draft) | forms.SAID | {"naam": "Anders"}
    assert Application.objects.get(pk=draft.pk).edits["form-extra"] == 2


def test_what_a_question_cannot_have_is_not_kept(draft, applicant):
    for answers, code in (({"fase": "verzonnen"}, "does-not-fit"), ({"elders": "x"}, "no-such-question")):
        with pytest.raises(Refused) as refused:
            actions.save(draft, "extra", answers=answers, by=applicant, at=timezone.now())
        assert [each.code for each in refused.value.reasons] == [code]


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(desk, draft, colleague):
    mine = sent(draft, naam="Van mij")
    say(draft, colleague, naam="Van hen")
    answer = desk.post(page(draft, EXTRA), mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Van mij" in shown
    assert "Van hen" in shown
    assert given(draft)["naam"] == "Van hen"


# Conditions


def test_a_question_appears_with_its_answer_and_is_then_needed(desk, draft, applicant):
    say(draft, applicant)
    shown = desk.get(page(draft, EXTRA)).content.decode()
    assert 'data-when="answer-fase" data-wanted="proef dienst" hidden' in shown
    assert "answer-proef" not in {each.field for each in rules.why_incomplete(draft_again(draft))}
    say(draft, applicant, fase="proef")
    shown = desk.get(page(draft, EXTRA)).content.decode()
    assert 'data-when="answer-fase" data-wanted="proef dienst">' in shown
    assert "answer-proef" in {each.field for each in rules.why_incomplete(draft_again(draft))}


def draft_again(draft) -> Application:
    return Application.objects.get(pk=draft.pk)


def test_a_required_answer_that_fell_away_stays_on_the_page_and_is_not_asked_to_be_shorter(desk, draft, applicant):
    say(draft, applicant, fase="proef", proef="woord " * 60)
    assert "answer-proef" in {each.field for each in rules.why_incomplete(draft_again(draft))}
    say(draft, applicant, fase="idee", proef="woord " * 60)
    shown = desk.get(page(draft, EXTRA)).content.decode()
    assert "Wordt niet meer gevraagd door uw antwoord op “Hoe ver staat u?”. Uw tekst blijft bewaard." in shown
    assert 'data-when="answer-fase" data-wanted="proef dienst">' in shown
    assert rules.why_incomplete(draft_again(draft)) == []
    assert desk.post(page(draft, EXTRA), sent(draft, proef="nog korter")).status_code == 302
    assert given(draft)["proef"] == "nog korter"


# Handing in


def test_each_required_question_is_a_reason_that_leads_to_its_control(desk, draft):
    reasons = rules.why_incomplete(draft_again(draft))
    assert {each.field: each.code for each in reasons} == {
        "answer-fase": "no-answer",
        "answer-doelgroep": "no-answer",
        "answer-bereik": "no-answer",
        "answer-bijdrage": "no-answer",
        "answer-begin": "no-answer",
        "answer-vooraf": "no-answer",
        "answer-akkoord": "no-statement",
    }
    links = {r.field: progress.where(r, draft_again(draft))["href"] for r in reasons}
    assert links["answer-bereik"] == page(draft, EXTRA) + "#id_answer-bereik"
    assert links["answer-fase"] == page(draft, EXTRA) + "#id_answer-fase_0"
    shown = desk.get(page(draft, EXTRA)).content.decode()
    assert all(f'id="{href.partition("#")[2]}"' in shown for href in links.values())
    assert (
        "Ga akkoord met de verklaring “Wij geven de broncode vrij.”."
        in desk.get(page(draft, "nakijken")).content.decode()
    )


def test_what_is_handed_in_says_what_was_asked_and_in_which_version(draft, applicant, call):
    say(draft, applicant)
    submission = actions.submit(draft, by=applicant, at=timezone.now())
    form = submission.content["form"]
    version = call.form.current
    assert (form["version"], form["sha256"]) == (version.number, version.sha256)
    assert [each["key"] for each in form["sections"]] == ["extra", "criteria"]
    said = {each["key"]: each for each in form["sections"][0]["questions"]}
    assert "proef" not in said
    assert said["bereik"] | {"text": said["bereik"]["text"]} == {
        "key": "bereik",
        "kind": "number",
        "label": "Hoeveel mensen bereikt u?",
        "criterion": "",
        "for_reviewers": True,
        "privacy": "public",
        "asked": True,
        "value": "1200",
        "text": "1.200",
    }
    first = call.criteria.order_by("position").first()
    assert submission.content["answers"][0]["text"] == given(draft)[key_of(first)]


def test_handing_in_costs_the_same_with_a_form(draft, applicant, call, django_assert_max_num_queries):
    say(draft, applicant)
    fresh = Application.objects.select_related("call__type", "call__programme").get(pk=draft.pk)
    with django_assert_max_num_queries(26):
        actions.submit(fresh, by=applicant, at=timezone.now())


@pytest.mark.parametrize("n", [3, 60])
def test_a_page_of_the_form_costs_the_same_with_many_lines(desk, draft, applicant, n, django_assert_num_queries):
    rows = [{"wat": "x", "stuks": "1", "prijs": "1.00"}] * n
    say(draft, applicant, toestellen=rows)
    desk.get(page(draft, EXTRA))
    with django_assert_num_queries(15):
        assert desk.get(page(draft, EXTRA)).status_code == 200


# Who reads what

CANARY = "kanarie-7741"


def test_a_reviewer_reads_only_what_reviewers_may_read(client, applicant, reviewer, officer, auditor):
    call = factories.CallFactory()
    forms.ask(call, forms.EXTRA)
    call.refresh_from_db()
    done = factories.draft(call, applicant)
    secret = {"proef": f"{CANARY} viel weg", "bijdrage": "7741.77", "nummer": f"{CANARY} 0400", "naam": "Voor de jury"}
    actions.save(done, "extra", answers=forms.SAID | secret, by=applicant, at=factories.DURING)
    actions.submit(done, by=applicant, at=factories.DURING)
    factories.seal(call)
    done.refresh_from_db()
    for by, address in (
        (applicant, f"/aanvragen/{done.number}/versies/1/"),
        (officer, f"/beheer/aanvragen/{done.number}/"),
    ):
        client.force_login(by)
        shown = client.get(address).content.decode()
        assert shown.count(CANARY) == 2
        assert "7.741,77" in shown
    factories.admit(done, officer)
    at = call.closes_at + timedelta(days=5)
    assignment = factories.assign(done, reviewer, officer, at=at)
    review_actions.declare(assignment, by=reviewer, at=at)
    client.force_login(reviewer)
    shown = client.get(f"/dossiers/{done.number}/").content.decode()
    assert "Voor de jury" in shown
    assert CANARY not in shown
    assert "7.741,77" not in shown


def test_the_sections_stand_on_the_page_to_check_and_in_the_task_list(desk, draft, applicant):
    say(draft, applicant)
    shown = desk.get(page(draft, "nakijken")).content.decode()
    assert "Over de dienst" in shown
    assert "Jongeren; Ouderen" in shown
    assert "1 oktober 2022" in shown.replace("\u00a0", " ")
    assert f'href="{page(draft, EXTRA)}"' in shown


def test_a_section_that_is_not_there_is_not_found(desk, draft):
    assert desk.get(page(draft, "formulier/elders")).status_code == 404


# Files


@pytest.fixture
def with_papers(call):
    forms.ask(call, forms.PAPERS)
    call.refresh_from_db()
    return call


def upload(desk, draft, name, *files, **more):
    data = {
        "form_version": draft_again(draft).call.form.current.number,
        "version": draft_again(draft).edits.get("form-stukken", 0),
        "_key": str(uuid4()),
    }
    given = [SimpleUploadedFile(each, pdf()) if isinstance(each, str) else each for each in files]
    return desk.post(page(draft, PAPERS), data | {f"answer-{name}": given} | more)


def test_a_required_file_is_added_on_the_page_of_its_question(desk, with_papers, applicant):
    draft = factories.draft(with_papers, applicant, at=timezone.now())
    assert [(r.code, r.field) for r in rules.why_incomplete(draft_again(draft))] == [("no-file", "answer-plan")]
    assert upload(desk, draft, "plan", "aanpak.pdf").status_code == 302
    file = draft.attachments.current().get()
    assert (file.question, file.asked, file.name) == ("plan", "Plan van aanpak", "aanpak.pdf")
    assert "aanpak.pdf" in desk.get(page(draft, PAPERS)).content.decode()
    listed = desk.get(page(draft, "bijlagen")).content.decode()
    assert "aanpak.pdf" in listed
    assert "Plan van aanpak" in listed
    assert rules.why_incomplete(draft_again(draft)) == []
    submission = actions.submit(draft_again(draft), by=applicant, at=timezone.now())
    (said,) = submission.content["files"]
    assert (said["question"], said["asked"]) == ("plan", "Plan van aanpak")
    shown = desk.get(f"/aanvragen/{draft.number}/versies/1/").content.decode()
    assert shown.count("aanpak.pdf") == 2  # with its question, and among the attachments


def test_a_file_that_the_jury_cannot_open_is_refused_beside_its_question(desk, with_papers, applicant):
    draft = factories.draft(with_papers, applicant, at=timezone.now())
    answer = upload(desk, draft, "plan", SimpleUploadedFile("virus.exe", b"MZ" + b"x" * 99), "goed.pdf")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "virus.exe" in shown.partition('id="id_answer-plan_error"')[2][:300]
    assert [each.name for each in draft.attachments.current()] == ["goed.pdf"]


def test_a_file_is_taken_away_on_the_page_of_its_question(desk, with_papers, applicant):
    draft = factories.draft(with_papers, applicant, at=timezone.now())
    upload(desk, draft, "plan", "aanpak.pdf")
    file = draft.attachments.current().get()
    shown = upload(desk, draft, "plan", detach=str(file.pk))
    assert shown.status_code == 200
    assert not draft.attachments.current().exists()
    assert "“aanpak.pdf” is verwijderd." in shown.content.decode()


def test_the_jury_gets_no_file_that_is_not_for_reviewers(desk, with_papers, applicant):
    draft = factories.draft(with_papers, applicant, at=timezone.now())
    upload(desk, draft, "plan", "aanpak.pdf")
    upload(desk, draft, "contract", f"{CANARY}.pdf")
    content = snapshot.content_of(draft_again(draft))
    assert sorted(each["name"] for each in content["files"]) == ["aanpak.pdf", f"{CANARY}.pdf"]
    assert [each["name"] for each in snapshot.for_reviewers(content)["files"]] == ["aanpak.pdf"]
    assert CANARY not in str(snapshot.for_reviewers(content))

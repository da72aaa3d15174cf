"""Every form and every field against values nobody means well with: never an error of ours, and nothing half kept."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from applications import actions
from applications.models import Application
from tests import factories
from tests.applications import typed
from tests.applications.test_fill_in import kept
from tests.applications.typed import page

NASTY = {
    "empty": "",
    "space": " \t\n ",
    "huge": "x" * 200_000,
    "huge words": "woord " * 20_000,
    "right to left": "\u202eabc\u2066\u200f",
    "emoji": "👩🏽‍🚒" * 50,
    "combining": "a" + "\u0301" * 500,
    "control": "a\x01\x08\x1b\x7f\x85b",
    "lines": "a\r\nb\rc\u2028d",
    "private": "\ue000\ufffe\U0010ffff",
    "quotes": "\"'`><script>alert(1)</script>{{ 7*7 }}{% now %}",
    "sql": "'; DROP TABLE applications_application; --",
    "format": "%s %(x)s {0} {}",
    "minus": "-1",
    "zero": "0",
    "fraction": "0,001",
    "far": "99999999999999999999999999,99",
    "scientific": "1e400",
    "nan": "NaN",
    "infinity": "Infinity",
    "arabic digits": "١٢٣",
    "superscript": "²",
    "date": "0000-00-00",
    "far date": "99999-12-31",
    "no date": "2027-02-30",
    "list": ["a", "b", "c"],
    "none": None,
    "json": '{"a": [1]}',
    "path": "../../etc/passwd",
}
FORMS = {
    "project": typed.project,
    "kosten": typed.costs,
    "samenwerking": typed.participants,
    "planning": typed.planning,
    "formulier/criteria": typed.answers,
}


@pytest.fixture
def draft(applicant, partner):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=timezone.now())
    year = draft.starts_on.year
    rows = [{"description": "Ontwerp", "category": "staff", "year": year, "cost": Decimal(100), "subsidy": Decimal(80)}]
    actions.save(draft, "costs", rows=rows, by=applicant, at=timezone.now())
    rows = [{"kind": "package", "name": "Ontwerp", "starts_on": draft.starts_on, "ends_on": draft.ends_on}]
    actions.save(draft, "planning", rows=rows, by=applicant, at=timezone.now())
    return draft


@pytest.fixture
def desk(client, applicant):
    client.force_login(applicant)
    return client


def _sent(data: dict, field: str, value) -> dict:
    if value is None:
        return {name: each for name, each in data.items() if name != field}
    return data | {field: value}


@pytest.mark.parametrize("form", FORMS)
def test_no_field_of_a_form_brings_an_error_or_half_a_change(desk, draft, form):
    good, before = FORMS[form](draft), kept(draft)
    for nasty, value in NASTY.items():
        for field in good:
            answer = desk.post(page(draft, form), _sent(good, field, value))
            assert answer.status_code in (302, 409, 422), (field, nasty, answer.status_code)
            if answer.status_code == 302:  # it was kept, so the next one starts from what is kept now
                good, before = good | {"version": FORMS[form](draft)["version"], "_key": str(uuid4())}, kept(draft)
            else:
                assert "<title>Fout: " in answer.content.decode(), (field, nasty)
        assert kept(draft) == before, nasty
        for name in (form, "nakijken"):
            shown = desk.get(page(draft, name))
            assert shown.status_code == 200, nasty
            assert "<script>alert(1)" not in shown.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_form_without_anything_changes_nothing(desk, draft, form):
    before = kept(draft)
    assert desk.post(page(draft, form), {}).status_code in (409, 422)
    assert kept(draft) == before


@pytest.mark.parametrize("form", ["kosten", "samenwerking", "planning"])
@pytest.mark.parametrize("total", ["", "-1", "x", "61", "99999999999"])
def test_a_number_of_lines_that_cannot_be_changes_nothing(desk, draft, form, total):
    prefix = {"kosten": "costs", "samenwerking": "participants", "planning": "planning"}[form]
    before = kept(draft)
    data = FORMS[form](draft) | {f"{prefix}-TOTAL_FORMS": total}
    for more in ({}, {"add": prefix}, {"remove": f"{prefix}-99999999"}):
        assert desk.post(page(draft, form), data | more).status_code in (200, 302, 409, 422)
    if total not in ("61",):
        assert kept(draft)[2:4] == before[2:4]


def test_the_other_forms_hold_too(desk, draft, applicant):
    call = draft.call
    done = factories.submitted(call, applicant, at=timezone.now())
    for nasty, given in NASTY.items():
        value = "" if given is None else given
        for data in ({"organisation": value, "title": "X"}, {"organisation": draft.organisation_id, "title": value}):
            assert desk.post(f"/aanvragen/nieuw/{call.slug}/", data).status_code in (302, 409, 422), nasty
        assert desk.post(page(draft, "bijlagen"), {"topic": value}).status_code in (409, 422), nasty
        assert desk.post(page(draft, "indienen"), {"_key": value}).status_code in (302, 409), nasty
        assert desk.post(page(done, "intrekken"), {"reason": value}).status_code in (302, 409, 422), nasty
        for name in ("na", "voor"):
            assert desk.get("/aanvragen/", {name: value}).status_code == 200, nasty


def test_the_filters_of_staff_hold_too(client, officer):
    client.force_login(officer)
    for nasty, value in NASTY.items():
        for name in ("oproep", "focus", "stand", "zoek", "na", "voor"):
            assert client.get("/beheer/aanvragen/", {name: value or ""}).status_code == 200, nasty


def test_a_null_character_is_refused_before_any_form(desk, draft):
    before = kept(draft)
    assert desk.post(page(draft, "project"), typed.project(draft) | {"title": "a\x00b"}).status_code == 400
    assert kept(draft) == before


def test_what_was_typed_strangely_is_handed_in_and_printed(desk, draft, applicant):
    from documents import actions as document_actions
    from documents.models import Document

    strange = "👩🏽‍🚒 \u202eabc <b>é</b> {{ x }} %s \ue000 العربية"
    desk.post(page(draft, "project"), typed.project(draft, title=strange, summary=strange, goals=strange))
    submission = actions.submit(Application.objects.get(pk=draft.pk), by=applicant, at=timezone.now())
    assert document_actions.make(submission.receipt_id, at=timezone.now())
    assert Document.objects.get(pk=submission.receipt_id).state == "made"
    assert desk.get(page(draft, "ontvangen/1")).status_code == 200


NEVER = {
    "nul": "a\x00b",
    "a million": "x" * 1_000_000,
    "negative": "-5,00",
    "much": "9" * 400,
    "direction": "\u202egnp.exe",
}


@pytest.mark.parametrize("form", FORMS)
def test_what_a_script_sends_is_as_hard_to_break(desk, draft, form):
    """The address that saves while somebody types: an answer in JSON, or 400. Each value in a third of the fields."""
    for n, (nasty, value) in enumerate((NASTY | NEVER).items()):
        data = FORMS[form](draft)
        del data["_key"]
        for field in [*data][n % 3 :: 3]:
            data = _sent(data, field, value)
        answer = desk.post(page(draft, form), data, headers={"accept": "application/json"})
        assert answer.status_code in (200, 400, 409), (nasty, answer.status_code)
        assert answer.status_code == 400 or answer.json()["saved"], nasty
    assert desk.get(page(draft, form)).status_code == 200
    assert not any("\u202e" in str(each) for each in draft.entries.values_list("value", flat=True))
    assert not draft.costs.filter(cost__lt=0).exists()


def test_a_broken_surrogate_and_the_same_field_twice_leave_nothing(desk, draft):
    before = kept(draft)
    for body in (b"title=%ED%A0%80", b"title=a%00b", b"title=%ff%fe"):
        for headers in ({}, {"accept": "application/json"}):
            answer = desk.post(
                page(draft, "project"), body, content_type="application/x-www-form-urlencoded", headers=headers
            )
            assert answer.status_code in (400, 409, 422), body
    assert kept(draft) == before
    twice = "&".join(f"{name}={value}" for name, value in typed.project(draft).items() for _ in range(2))
    answer = desk.post(page(draft, "project"), twice, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (302, 409, 422)


def test_a_partner_cannot_answer_with_nonsense(client, draft, partner):
    draft.call.unconfirmed = "block"
    draft.call.save()
    actions.save(draft, "participants", rows=_rows_of(draft), by=draft.created_by, at=timezone.now())
    client.force_login(partner)
    pk = partner.organisations[0].pk
    good = {"organisation": str(pk), "sha256": "0" * 64, "verb": "refuse", f"{pk}-reason": ""}
    for n, (nasty, value) in enumerate((NASTY | NEVER).items()):
        field = [*good][n % len(good)]
        answer = client.post(page(draft, "meedoen"), _sent(good, field, value))
        assert answer.status_code in (302, 400, 404, 409, 422), (field, nasty, answer.status_code)
    assert not draft.confirmations.filter(reply__isnull=False).exists()


def _rows_of(draft) -> list[dict]:
    return [{"part": each.part, "organisation": each.organisation, "name": ""} for each in draft.participants.all()]


def test_asking_and_putting_back_refuse_what_is_not_theirs(desk, draft, stranger):
    other = factories.draft(draft.call, stranger, at=timezone.now())
    foreign = other.entries.first().pk
    for value in (*NASTY.values(), *NEVER.values()):
        answer = desk.post(page(draft, "samenwerking/vraag"), {"organisation": "" if value is None else value})
        assert answer.status_code in (302, 400, 404)
    for pk in (foreign, 0, 2**63 - 1, 2**80):
        assert desk.post(page(draft, f"wijzigingen/{pk}/terugzetten")).status_code == 404
    for query in (
        {"deel": "x" * 5000, "veld": "y"},
        {"na": "9" * 99},
        {"voor": "1-x"},
        {"deel": "costs", "veld": "\u202e"},
    ):
        assert desk.get(page(draft, "wijzigingen"), query).status_code == 200

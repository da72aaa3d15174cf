"""Owing a document freezes what it says, in the transaction that owes it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from documents.faults import LONGEST, snapshot_faults
from documents.models import CODE, Document, tidy_code
from documents.snapshots import KINDS, Call
from documents.states import State
from tests.documents import samples
from tests.documents.conftest import AT
from workflow.models import Event
from workflow.refusals import Refused

KINDS_OF_LETTER = ["receipt", "award", "refusal", "inadmissible"]


@pytest.mark.parametrize("kind", KINDS_OF_LETTER)
def test_an_owed_document_says_what_its_snapshot_says(owe, kind):
    document = owe(kind)
    document.refresh_from_db()
    assert document.state == State.OWED
    assert KINDS[kind].from_json(document.snapshot["letter"]) == samples.usual()[kind]
    assert document.snapshot["frame"]["verify_url"].endswith(f"/controle/{document.code}/")
    assert [event.verb for event in Event.objects.of(document)] == ["owe"]


def test_a_document_is_owed_only_when_the_act_that_owes_it_is(owe):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        owe()
        raise ZeroDivisionError
    assert not Document.objects.exists()


def test_a_plain_dictionary_does_as_well(owe):
    assert owe("award", snapshot=samples.award().to_json()).snapshot == owe("award", "SP-2").snapshot | {
        "frame": Document.objects.get(number="SP-2022-0417").snapshot["frame"]
    }


def test_codes_are_read_as_people_type_them(owe):
    code = owe().code
    assert re.fullmatch(CODE, code)
    assert tidy_code(code.lower().replace("-", " ")) == tidy_code(code.replace("-", "")) == code
    assert tidy_code("SP-2022-0417") == ""


def codes(kind, snapshot):
    return sorted({reason.code for reason in snapshot_faults(kind, snapshot)})


@pytest.mark.parametrize("kind", KINDS_OF_LETTER)
def test_a_sound_snapshot_has_no_faults(kind):
    assert snapshot_faults(kind, samples.usual()[kind]) == []
    assert snapshot_faults(kind, samples.worst()[kind]) == []


award, receipt = samples.award(), samples.receipt()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"awarded": Decimal("412500.01")}, ["sum"]),
        ({"instalments": award.instalments[:2]}, ["sum"]),
        ({"instalments": [replace(award.instalments[0], amount=Decimal("1.00")), *award.instalments[1:]]}, ["sum"]),
        ({"instalments": [replace(award.instalments[0], percentage=Decimal(49)), *award.instalments[1:]]}, ["sum"]),
        ({"cost_lines": [replace(award.cost_lines[0], cost=Decimal("1.00")), *award.cost_lines[1:]]}, ["sum"]),
        ({"cost_lines": [replace(award.cost_lines[0], subsidy=Decimal("1.00")), *award.cost_lines[1:]]}, ["sum"]),
        ({"instalments": []}, ["blank", "sum"]),
        ({"cost": Decimal("600000.00")}, ["sum"]),
        ({"rate": Decimal(50)}, ["sum"]),
        ({"awarded": Decimal("412500.001")}, ["number", "sum"]),
        ({"partners": [replace(award.partners[0], share=None), *award.partners[1:]]}, ["blank"]),
        ({"partners": award.partners[1:]}, ["sum"]),
        ({"legal_grounds": []}, ["blank"]),
        ({"legal_grounds": ["[decreet of codex]"]}, ["unfilled"]),
        ({"framework": ["…"]}, ["unfilled"]),
        ({"budget_article": "[begrotingsartikel]"}, ["unfilled"]),
        ({"motivation": []}, ["blank"]),
        ({"motivation": ["  "]}, ["blank"]),
        ({"criteria": []}, ["blank"]),
        ({"criteria": [replace(award.criteria[0], motivation="")]}, ["blank"]),
        ({"criteria": [replace(award.criteria[0], points=Decimal(41))]}, ["sum"]),
        ({"decider": replace(award.decider, name="")}, ["blank", "unfilled"]),
        ({"lead": replace(award.lead, kbo="0999")}, ["shape"]),
        ({"project": "x" * (LONGEST + 1)}, ["size"]),
        ({"motivation": ["x" * LONGEST] * 9}, ["size"]),
        ({"motivation": ["x"] * 201}, ["size"]),
    ],
)
def test_an_award_that_may_not_be_written_is_refused(owe, changes, expected):
    snapshot = samples.award(**changes)
    assert codes("award", snapshot) == expected
    with pytest.raises(Refused):
        owe("award", snapshot=snapshot)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"received_at": receipt.closes_at}, ["order"]),
        ({"received_at": datetime(2022, 6, 28, 14, 42)}, ["shape"]),  # noqa: DTZ001
        ({"content_sha256": "G" * 64}, ["shape"]),
        ({"project": "a\ud800b"}, ["shape"]),
        ({"project": ""}, ["blank"]),
        ({"submitted_by": "", "lead": replace(receipt.lead, kbo="")}, []),
        ({"call": Call("p", "4", "t", "t", "")}, []),
        ({"partners": [], "files": []}, []),
    ],
)
def test_a_receipt_that_may_not_be_written_is_refused(changes, expected):
    assert codes("receipt", samples.receipt(**changes)) == expected


def test_a_decision_of_inadmissibility_names_a_condition():
    assert codes("inadmissible", samples.inadmissible(unmet=[])) == ["blank"]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("project"),
        lambda data: data.update(extra=1),
        lambda data: data.update(awarded=412500),
        lambda data: data.update(awarded="NaN"),
        lambda data: data.update(ends_on="soon"),
        lambda data: data.update(partners="many"),
        lambda data: data.update(budget_year="2022"),
        lambda data: data["lead"].pop("kbo"),
    ],
)
def test_data_of_another_shape_are_refused(change):
    data = samples.award().to_json()
    change(data)
    assert codes("award", data) == ["shape"]


def test_another_kind_is_refused():
    assert codes("award", samples.refusal()) == codes("letter", samples.award()) == ["shape"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "refusal"},
        {"number": "SP-1"},
        {"code": "2222-2222-2222"},
        {"subject": "x:1"},
        {"snapshot": {}},
        {"created_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_database_refuses_to_change_what_an_owed_document_says(owe, change):
    document = owe("award")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_the_database_refuses_to_delete_a_document(owe):
    document = owe()
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        document.delete()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "made"}, "document_made_has_a_file"),
        ({"state": "lost"}, "document_state_known"),
        ({"state": "failed"}, "document_given_up_says_why"),
        ({"made_at": AT}, "document_not_made_has_no_moment"),
        ({"superseded_at": AT}, "document_superseded_by_another"),
    ],
)
def test_the_database_holds_the_life_of_a_document(owe, change, constraint):
    document = owe()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_two_documents_never_share_a_number(owe):
    owe("award")
    with pytest.raises(IntegrityError), transaction.atomic():
        owe("award")


def test_days_and_money_come_back_as_they_went_in():
    back = KINDS["award"].from_json(samples.award().to_json())
    assert (back.ends_on, back.awarded) == (date(2025, 10, 14), Decimal("412500.00"))
    assert samples.award().to_json()["awarded"] == "412500.00"

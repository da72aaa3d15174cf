"""An officer marks a sealed file admissible or not."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications import actions as application_actions
from applications.states import State
from calls.models import Call
from reviews import actions, rules
from reviews.checks import checks
from reviews.models import Admissibility
from tests import factories
from tests.factories import CLOSES, DURING, TICK
from tests.judging import LATER, codes
from workflow import dutch
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
YES = {"admissible": True, "motivation": "In orde."}
NO = {
    "admissible": False,
    "motivation": "Er is geen handtekening.",
    "condition": "De overeenkomst is ondertekend",
    "source": "artikel 5 van het reglement",
}


def url(file) -> str:
    return reverse("reviews:admissibility", args=[file.number])


def form(**fields) -> dict:
    return {"_key": str(uuid4()), "outcome": "yes", "motivation": "In orde."} | fields


def test_an_admissible_file_goes_to_the_jury(file, officer):
    actions.judge_admissibility(file, **YES, by=officer, at=LATER)
    file.refresh_from_db()
    assert file.state == State.ADMITTED
    assert (file.admissibility.admissible, file.admissibility.by, file.admissibility.at) == (True, officer, LATER)
    assert Event.objects.of(file).last().verb == "admit"


def test_a_file_that_is_not_admissible_names_the_condition_and_where_it_is_written(file, officer, second_officer):
    proposal = actions.judge_admissibility(file, **NO, by=officer, at=LATER)
    actions.confirm_proposal(proposal, by=second_officer, at=LATER)
    file.refresh_from_db()
    found = file.admissibility
    assert file.state == State.INADMISSIBLE
    assert (found.condition, found.source) == ("De overeenkomst is ondertekend", "artikel 5 van het reglement")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"motivation": " "}, ["no-motivation"]),
        ({"condition": ""}, ["no-condition"]),
        ({"source": " "}, ["no-source"]),
        ({"condition": "", "source": "", "motivation": ""}, ["no-motivation", "no-condition", "no-source"]),
    ],
)
def test_what_is_missing_is_said_beside_its_field(file, officer, change, expected):
    with pytest.raises(Refused) as refusal:
        actions.judge_admissibility(file, **NO | change, by=officer, at=LATER)
    assert codes(refusal) == expected
    assert all(reason.field for reason in refusal.value.reasons)
    assert not Admissibility.objects.exists()


def test_only_an_officer_judges(file, reviewer, decider, applicant):
    for person in (reviewer, decider, applicant):
        assert "not-an-officer" in [
            r.code for r in rules.why_not_judge_admissibility(file, by=person, motivation="In orde.")
        ]


def test_an_officer_of_a_government_that_takes_part_does_not_judge(file, officer, government):
    factories.give_role(officer, "drafter", government)
    with pytest.raises(Refused) as refusal:
        actions.judge_admissibility(file, **YES, by=officer, at=LATER)
    assert codes(refusal) == ["takes-part"]


def test_nothing_is_judged_before_the_seal(call, applicant, officer):
    file = factories.submitted(call, applicant)
    with pytest.raises(Refused) as refusal:
        actions.judge_admissibility(file, **YES, by=officer, at=LATER)
    assert codes(refusal) == ["not-sealed"]


def test_a_file_is_judged_once(admitted, officer):
    with pytest.raises(Refused) as refusal:
        actions.judge_admissibility(admitted, **NO, by=officer, at=LATER)
    assert codes(refusal) == ["wrong-state"]


def test_a_withdrawn_file_is_not_judged(file, officer, applicant):
    application_actions.withdraw(file, "Geen middelen.", by=applicant, at=LATER)
    with pytest.raises(Refused) as refusal:
        actions.judge_admissibility(file, **YES, by=officer, at=LATER)
    assert codes(refusal) == ["wrong-state"]


def test_the_database_refuses_an_inadmissibility_without_a_condition(file, officer, second_officer):
    bare = {"application": file, "admissible": False, "motivation": "Niet in orde.", "by": officer, "at": LATER}
    bare["seconded_by"] = second_officer
    with pytest.raises(IntegrityError, match="inadmissibility_names_the_condition"), transaction.atomic():
        Admissibility.objects.create(**bare)
    with pytest.raises(ValidationError, match="waar ze staat"):
        Admissibility(**bare).validate_constraints()


# What the portal knows ------------------------------------------------------------------------------------------------


def met(file) -> dict:
    file.refresh_from_db()
    return {each.code: each.met for each in checks(file)}


def test_the_portal_ticks_what_it_knows(file):
    assert met(file) == {"kind": True, "in-time": True, "maximum": True, "share": True}


def test_the_facts_name_both_moments_and_the_amounts(file):
    facts = {each.code: each.fact for each in checks(file)}
    assert "vrijdag 25\u00a0maart\u00a02022 om 23.59\u00a0uur (Belgische\u00a0tijd)" in facts["in-time"]
    assert "13.00.00\u00a0uur" in facts["in-time"]
    assert "€\u00a067.200,00" in facts["maximum"] and "€\u00a0150.000,00" in facts["maximum"]
    assert "80,00\u00a0%" in facts["share"]


def test_an_extended_deadline_is_not_called_the_closing_of_the_call(call, applicant, officer):
    extended = factories.draft(call, applicant)
    until = CLOSES + timedelta(days=5)
    application_actions.extend(extended, until, "Brand.", by=officer, at=DURING)
    application_actions.submit(extended, by=applicant, at=until - TICK)
    (fact,) = [each.fact for each in checks(extended) if each.code == "in-time"]
    assert fact.endswith(f"deze aanvraag had uitstel tot {dutch.moment(until)}.")
    assert "de oproep sloot" not in fact


def test_what_is_not_met_is_not_ticked(file):
    Call.objects.filter(pk=file.call_id).update(
        eligible_kinds=["ocmw"], max_subsidy=Decimal(60_000), flemish_share=Decimal(70), cooperation_required=True
    )
    assert met(file.__class__.objects.get(pk=file.pk)) == {
        "kind": False,
        "in-time": True,
        "maximum": False,
        "share": False,
        "cooperation": False,
    }


def test_who_cooperates_is_asked_for_the_agreement(call, applicant, partner):
    file = factories.draft(call, applicant)
    rows = [{"part": "initiator", "organisation": partner.organisations[0]}]
    application_actions.save(file, "participants", rows=rows, by=applicant, at=factories.DURING)
    application_actions.submit(file, by=applicant, at=factories.DURING)
    found = {each.code: each.met for each in checks(file)}
    assert (found["agreement"], found["signed"]) == (False, False)


def test_a_person_still_looks_at_the_signatures(call, applicant, partner):
    file = factories.draft(call, applicant)
    rows = [{"part": "partner", "organisation": partner.organisations[0]}]
    application_actions.save(file, "participants", rows=rows, by=applicant, at=factories.DURING)
    file.attachments.create(
        topic="agreement", name="samen.pdf", content_type="application/pdf", size=10, sha256="a" * 64, path="x",
        by=applicant, at=factories.DURING,
    )  # fmt: skip
    application_actions.submit(file, by=applicant, at=factories.DURING)
    found = {each.code: each for each in checks(file)}
    assert (found["agreement"].met, found["agreement"].fact, found["signed"].met) == (True, "samen.pdf", None)


# The page -------------------------------------------------------------------------------------------------------------


def test_the_page_records_the_outcome_and_goes_on_to_the_next_file(client, officer, call, applicant):
    first, second = factories.submitted(call, applicant), factories.submitted(call, applicant)
    factories.seal(call)
    client.force_login(officer)
    assert client.post(url(first), form())["Location"] == url(second)
    assert client.post(url(second), form())["Location"] == reverse("reviews:assign", args=[call.slug])
    first.refresh_from_db()
    assert first.state == State.ADMITTED


def test_a_bare_form_says_what_is_missing_and_keeps_what_was_typed(client, officer, file):
    client.force_login(officer)
    typed = form(outcome="no", motivation="Er is geen handtekening van Beersel.", source="artikel 5")
    response = client.post(url(file), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Fout: " in page
    assert "Noem de voorwaarde die niet vervuld is." in page
    assert "Er is geen handtekening van Beersel." in page and 'value="artikel 5"' in page
    assert not Admissibility.objects.exists()


def test_no_outcome_chosen_is_said(client, officer, file):
    client.force_login(officer)
    response = client.post(url(file), {"motivation": "In orde."})
    assert (response.status_code, "Kies een uitkomst." in response.content.decode()) == (422, True)


def test_the_same_key_judges_once_and_gets_the_same_answer(client, officer, file):
    client.force_login(officer)
    data = form()
    assert client.post(url(file), data)["Location"] == client.post(url(file), data)["Location"]
    assert Admissibility.objects.count() == 1


def test_who_judges_second_is_told_and_loses_nothing(client, officer, file):
    actions.judge_admissibility(file, **YES, by=officer, at=LATER)
    client.force_login(officer)
    response = client.post(url(file), form(motivation="Mijn lange motivering."))
    assert (response.status_code, "Mijn lange motivering." in response.content.decode()) == (409, True)


def test_deciders_and_auditors_read_along(client, decider, auditor, file, officer, second_officer):
    proposal = actions.judge_admissibility(file, **NO, by=officer, at=LATER)
    actions.confirm_proposal(proposal, by=second_officer, at=LATER)
    for person in (decider, auditor):
        client.force_login(person)
        page = client.get(url(file))
        assert "De overeenkomst is ondertekend" in page.content.decode()
        assert client.post(url(file), form()).status_code == 404


def test_a_file_of_a_call_that_is_not_sealed_does_not_exist_here(client, officer, call, applicant):
    file = factories.submitted(call, applicant, at=call.closes_at - timedelta(seconds=1))
    client.force_login(officer)
    assert client.get(url(file)).status_code == 404

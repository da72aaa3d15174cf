"""The conditions of a call, answered for each file, and a second officer for what is not admissible."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Notice
from applications import standing
from applications.models import Application
from applications.states import State
from calls import actions as call_actions
from calls.models import Condition
from portal.awaits import officers
from reviews import actions, rules
from reviews.checklist import Found, Given, checklist_of, waiting
from reviews.models import Admissibility, ConditionAnswer, Proposal
from tests import factories
from tests.factories import CLOSES
from tests.judging import LATER, codes
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
YES = {"admissible": True, "motivation": "In orde."}
NO = {
    "admissible": False,
    "motivation": "Er is geen mandaat.",
    "condition": "Wie indiende, mag het bestuur verbinden",
    "source": "artikel 5 van het reglement",
}


@pytest.fixture
def conditions(call):
    rows = [("mandaat", "Wie indiende, mag het bestuur verbinden"), ("leesbaar", "Elke bijlage is leesbaar")]
    for n, (key, name) in enumerate(rows, 1):
        Condition.objects.create(call=call, position=n, key=key, name=name, source="artikel 5")


@pytest.fixture
def proposal(file, officer):
    return actions.judge_admissibility(file, **NO, by=officer, at=LATER)


def address(file) -> str:
    return reverse("reviews:admissibility", args=[file.number])


def typed(**fields) -> dict:
    return {"_key": str(uuid4()), "outcome": "yes", "motivation": "In orde."} | fields


def answer(client, proposal, **fields):
    url = reverse("reviews:answer_proposal", args=[proposal.application.number, proposal.pk])
    return client.post(url, {"_key": str(uuid4())} | fields)


# The checklist --------------------------------------------------------------------------------------------------------


def test_a_new_call_gets_the_usual_conditions_and_a_copy_takes_them_over(call, officer):
    fields = {name: getattr(call, name) for name in ("programme", "type", "title", "opens_at", "closes_at")}
    made = call_actions.create(fields, by=officer, at=LATER)
    said = [each.name for each in made.conditions.order_by("position")]
    assert len(said) == 3 and said[0] == "Wie indiende, mag het lokaal bestuur verbinden"
    made.completion_days = 21
    made.save()
    copy = call_actions.clone(made, made.opens_at.date() + timedelta(weeks=52), by=officer, at=LATER)
    assert [each.name for each in copy.conditions.order_by("position")] == said
    assert copy.completion_days == 21


def test_each_condition_is_answered_before_a_file_is_admissible(file, officer, conditions):
    with pytest.raises(Refused) as refusal:
        actions.judge_admissibility(file, **YES, by=officer, at=LATER)
    assert [(r.code, r.field) for r in refusal.value.reasons] == [
        ("unanswered", "found-mandaat"),
        ("unanswered", "found-leesbaar"),
    ]
    answers = {"mandaat": Given(Found.MET), "leesbaar": Given(Found.NOT_APPLICABLE, "Er zijn geen bijlagen.")}
    actions.judge_admissibility(file, **YES, answers=answers, by=officer, at=LATER)
    kept = ConditionAnswer.objects.order_by("pk").values_list("key", "asked", "found", "remark", "by")
    assert list(kept) == [
        ("mandaat", "Wie indiende, mag het bestuur verbinden", "met", "", officer.pk),
        ("leesbaar", "Elke bijlage is leesbaar", "does-not-apply", "Er zijn geen bijlagen.", officer.pk),
    ]


def test_a_file_with_an_unmet_condition_is_not_admissible(file, officer, conditions):
    answers = {"mandaat": Given(Found.NOT_MET, "Geen delegatie."), "leesbaar": Given(Found.MET)}
    with pytest.raises(Refused) as refusal:
        actions.judge_admissibility(file, **YES, answers=answers, by=officer, at=LATER)
    assert codes(refusal) == ["not-met"]
    assert not ConditionAnswer.objects.exists()


def test_not_met_says_what(file, officer, conditions):
    with pytest.raises(Refused) as refusal:
        actions.check(file, {"mandaat": Given(Found.NOT_MET, " ")}, by=officer, at=LATER)
    assert [(r.code, r.field) for r in refusal.value.reasons] == [("no-remark", "remark-mandaat")]


def test_the_log_keeps_what_was_answered_before(file, officer, second_officer, conditions):
    actions.check(file, {"mandaat": Given(Found.NOT_MET, "Geen delegatie.")}, by=officer, at=LATER)
    actions.check(file, {"mandaat": Given(Found.MET)}, by=second_officer, at=LATER)
    actions.check(file, {"mandaat": Given(Found.MET)}, by=officer, at=LATER)  # nothing new
    said = [(each.by, each.facts["conditions"]) for each in Event.objects.of(file).filter(verb="check")]
    name = "Wie indiende, mag het bestuur verbinden"
    assert said == [(officer, {name: ["not-met", "Geen delegatie."]}), (second_officer, {name: ["met", ""]})]
    (kept,) = ConditionAnswer.objects.all()
    assert (kept.found, kept.by) == ("met", second_officer)


def test_what_the_portal_leaves_to_a_person_is_answered_too(call, applicant, partner, officer):
    file = factories.draft(call, applicant)
    rows = [{"part": "partner", "organisation": partner.organisations[0]}]
    factories.application_actions.save(file, "participants", rows=rows, by=applicant, at=factories.DURING)
    file.attachments.create(
        topic="agreement", name="samen.pdf", content_type="application/pdf", size=10, sha256="a" * 64, path="x",
        by=applicant, at=factories.DURING,
    )  # fmt: skip
    factories.application_actions.submit(file, by=applicant, at=factories.DURING)
    factories.seal(call)
    file = Application.objects.get(pk=file.pk)
    assert [each.key for each in checklist_of(file).asked] == ["kijk-signed"]
    actions.judge_admissibility(file, **YES, answers={"kijk-signed": Given(Found.MET)}, by=officer, at=LATER)
    assert file.state == State.ADMITTED


def test_the_page_keeps_the_checklist_without_an_outcome(client, officer, auditor, file, conditions):
    client.force_login(officer)
    data = {"_key": str(uuid4()), "go": "keep", "found-mandaat": "met", "remark-mandaat": "Delegatie van 3 mei."}
    assert client.post(address(file), data).status_code == 302
    file.refresh_from_db()
    assert file.state == State.SUBMITTED
    client.force_login(auditor)
    assert "Delegatie van 3 mei." in client.get(address(file)).content.decode()


def test_a_page_with_an_open_condition_says_so_beside_it_and_keeps_the_rest(client, officer, file, conditions):
    client.force_login(officer)
    data = typed(**{"found-mandaat": "met", "found-leesbaar": "perhaps", "remark-leesbaar": "Bijlage 2 niet."})
    response = client.post(address(file), data)
    page = response.content.decode()
    assert (response.status_code, "Kies een antwoord." in page, "Bijlage 2 niet." in page) == (422, True, True)
    response = client.post(address(file), typed(**{"found-mandaat": "met"}))
    assert response.status_code == 422
    assert "Antwoord of dit vervuld is: “Elke bijlage is leesbaar”." in response.content.decode()


def test_the_step_of_the_call_keeps_conditions_under_their_key(client, officer):
    call = factories.CallFactory(state="draft")
    client.force_login(officer)
    url = reverse("calls:step", args=[call.slug, "ontvankelijkheid"])
    rows = {"conditions-TOTAL_FORMS": 2, "conditions-INITIAL_FORMS": 0, "conditions-0-name": "Alles is leesbaar",
            "conditions-0-source": "artikel 6", "conditions-1-name": "Er is een mandaat"}  # fmt: skip
    data = {"_key": str(uuid4()), "edit": call.edit, "completion_days": 14}
    assert client.post(url, data | rows).status_code == 302
    call.refresh_from_db()
    assert call.completion_days == 14
    assert [(each.key, each.name, each.source) for each in call.conditions.order_by("position")] == [
        ("alles-is-leesbaar", "Alles is leesbaar", "artikel 6"),
        ("er-is-een-mandaat", "Er is een mandaat", ""),
    ]
    twice = rows | {"conditions-1-name": "Alles is leesbaar"}
    response = client.post(url, data | twice | {"_key": str(uuid4()), "edit": call.edit})
    assert (response.status_code, "Deze naam staat er twee keer" in response.content.decode()) == (422, True)


def test_the_public_page_of_a_call_names_its_conditions(client, call, conditions):
    assert "Wie indiende, mag het bestuur verbinden" in client.get(call.get_absolute_url()).content.decode()


# A second officer -----------------------------------------------------------------------------------------------------


def test_not_admissible_is_a_proposal_until_another_officer_confirms(file, officer, second_officer, proposal):
    file.refresh_from_db()
    assert (file.state, proposal.state) == (State.SUBMITTED, "proposed")
    assert not Admissibility.objects.exists()
    outcome = actions.confirm_proposal(proposal, by=second_officer, at=LATER)
    file.refresh_from_db()
    assert file.state == State.INADMISSIBLE
    assert (outcome.by, outcome.seconded_by, outcome.condition) == (officer, second_officer, NO["condition"])


def test_nobody_confirms_or_sends_back_an_own_proposal(proposal, officer):
    for act in (actions.confirm_proposal, lambda p, **who: actions.send_back(p, "Toch niet.", **who)):
        with pytest.raises(Refused) as refusal:
            act(proposal, by=officer, at=LATER)
        assert codes(refusal) == ["same-officer"]


def test_an_officer_of_a_government_that_takes_part_does_not_confirm(proposal, second_officer, government):
    factories.give_role(second_officer, "drafter", government)
    with pytest.raises(Refused) as refusal:
        actions.confirm_proposal(proposal, by=second_officer, at=LATER)
    assert codes(refusal) == ["takes-part"]


def test_only_an_officer_answers_a_proposal(proposal, reviewer, decider, applicant, auditor):
    for person in (reviewer, decider, applicant, auditor):
        assert "not-an-officer" in [r.code for r in rules.why_not_answer_proposal(proposal, by=person)]


def test_what_is_sent_back_can_be_judged_again(file, officer, second_officer, proposal):
    actions.send_back(proposal, "Het mandaat staat in bijlage 3.", by=second_officer, at=LATER)
    assert waiting(file) is None
    notice = Notice.objects.get(key__startswith=f"sent-back:{proposal.pk}")
    assert (notice.to, "Het mandaat staat in bijlage 3." in notice.body) == (officer, True)
    actions.judge_admissibility(file, **YES, by=officer, at=LATER)
    assert file.state == State.ADMITTED


def test_sending_back_says_why(proposal, second_officer):
    with pytest.raises(Refused) as refusal:
        actions.send_back(proposal, " ", by=second_officer, at=LATER)
    assert [(r.code, r.field) for r in refusal.value.reasons] == [("no-remark", "remark")]


def test_nothing_else_is_judged_while_a_proposal_waits(file, second_officer, proposal):
    for act in (
        lambda: actions.judge_admissibility(file, **YES, by=second_officer, at=LATER),
        lambda: actions.judge_admissibility(file, **NO, by=second_officer, at=LATER),
        lambda: actions.check(file, {}, by=second_officer, at=LATER),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == ["proposal-waits"]


def test_a_proposal_is_answered_once(proposal, second_officer):
    actions.confirm_proposal(proposal, by=second_officer, at=LATER)
    with pytest.raises(Refused) as refusal:
        actions.send_back(proposal, "Toch niet.", by=second_officer, at=LATER)
    assert "wrong-state" in codes(refusal)


def test_a_file_that_was_withdrawn_meanwhile_is_not_confirmed(file, applicant, second_officer, proposal):
    factories.application_actions.withdraw(file, "Geen middelen.", by=applicant, at=LATER)
    with pytest.raises(Refused) as refusal:
        actions.confirm_proposal(proposal, by=second_officer, at=LATER)
    assert codes(refusal) == ["wrong-state"]


def test_the_database_wants_two_officers(file, officer, proposal):
    facts = {"application": file, "motivation": "x", "condition": "x", "source": "x", "by": officer, "at": LATER}
    for second in (None, officer):
        with pytest.raises(IntegrityError, match="inadmissibility_has_two_officers"), transaction.atomic():
            Admissibility.objects.create(admissible=False, seconded_by=second, **facts)
    with pytest.raises(IntegrityError, match="a_proposal_is_answered_by_another"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(answered_by=officer)
    with pytest.raises(IntegrityError, match="one_proposal_per_file"), transaction.atomic():
        Proposal.objects.create(**facts)


def test_other_officers_are_told_and_the_notice_goes_when_it_is_answered(officer, second_officer, proposal):
    told = Notice.objects.filter(key__startswith=f"proposed:{proposal.pk}")
    assert second_officer in {each.to for each in told} and officer not in {each.to for each in told}
    actions.confirm_proposal(proposal, by=second_officer, at=LATER)
    assert {each.state for each in told.all()} == {"superseded"}


def test_the_start_page_shows_what_waits_for_a_second_pair_of_eyes(file, officer, second_officer, proposal):
    for person, badge in ((officer, "Wacht op een collega"), (second_officer, "Vraagt een tweede beheerder")):
        rows = next(iter(officers.officer(person, LATER))).rows
        (row,) = [each for each in rows if file.number in each["title"]]
        assert row["badge"] == badge
        assert not [each for each in rows if each["title"].startswith("Kijk")]  # it no longer waits for a first look


def test_a_second_officer_confirms_on_the_page(client, officer, second_officer, file, proposal):
    client.force_login(officer)
    assert "dat doet een andere beheerder" in client.get(address(file)).content.decode()
    assert answer(client, proposal, answer="confirm").status_code == 409
    client.force_login(second_officer)
    page = client.get(address(file)).content.decode()
    assert NO["motivation"] in page and "Bevestig: niet ontvankelijk" in page
    assert answer(client, proposal, answer="confirm").status_code == 302
    file.refresh_from_db()
    assert file.state == State.INADMISSIBLE


def test_a_second_officer_sends_back_on_the_page(client, second_officer, file, proposal):
    client.force_login(second_officer)
    response = answer(client, proposal, answer="back", remark="")
    page = response.content.decode()
    assert (response.status_code, "Schrijf waar uw collega opnieuw naar moet kijken." in page) == (422, True)
    assert answer(client, proposal, answer="back", remark="Zie bijlage 3.").status_code == 302
    assert "Zie bijlage 3." in client.get(address(file)).content.decode()


def test_the_applicant_sees_nothing_of_a_proposal(client, applicant, file, proposal, second_officer):
    at = CLOSES + timedelta(days=6)
    before = standing.of(Application.objects.get(pk=file.pk), at)
    client.force_login(applicant)
    page = client.get(file.get_absolute_url()).content.decode()
    for secret in (NO["motivation"], NO["condition"], "ontvankelijk"):
        assert secret not in page
    actions.confirm_proposal(proposal, by=second_officer, at=LATER)
    assert standing.of(Application.objects.get(pk=file.pk), at) == before
    assert not Notice.objects.filter(to=applicant, subject__icontains="ontvankelijk").exists()

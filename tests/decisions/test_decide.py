"""A decider awards or refuses one file, with reasons."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Notice
from applications import actions as application_actions
from calls.models import Call, Criterion
from decisions import actions, rules
from decisions.models import Decision
from documents.models import Document
from tests import factories
from tests.judging import JURY, LATER, codes, decision_typed, motivations, take
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


def url(file) -> str:
    return reverse("decisions:decide", args=[file.call.slug, file.number])


def test_an_award_has_an_amount_and_a_motivation_with_points_per_criterion(file, decider):
    decision = take(file, decider, amount="50000.00", conditions="Publiceer de koppeling.")
    assert (decision.number, decision.outcome, decision.state) == (f"B-{file.number}", "award", "taken")
    assert (decision.amount, decision.conditions, decision.by) == (50_000, "Publiceer de koppeling.", decider)
    assert [(m.text, m.points) for m in decision.motivations.order_by("criterion__position")] == [
        ("Afdoende onderbouwd.", Decimal("28.0")),
        ("Afdoende onderbouwd.", Decimal("32.0")),
        ("Afdoende onderbouwd.", Decimal("20.0")),
    ]
    assert Event.objects.of(decision).get().facts["amount"] == "50000.00"


def test_a_refusal_has_no_amount_but_the_same_motivations(file, decider):
    decision = take(file, decider, "refusal")
    assert (decision.amount, decision.motivations.count()) == (0, 3)


def test_nobody_is_told_and_no_letter_is_owed_yet(file, decider, applicant):
    before = Document.objects.count()
    told = Notice.objects.filter(to=applicant).count()
    take(file, decider)
    assert (Document.objects.count(), Notice.objects.filter(to=applicant).count()) == (before, told)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0", ["no-amount"]), ("-1", ["no-amount"]), ("67200.01", ["above-asked"]), ("67200.00", [])],
)
def test_the_amount_lies_above_zero_and_within_what_was_asked(file, decider, amount, expected):
    facts = {"outcome": "award", "reason": "Sterk.", "motivations": motivations(file.call), "by": decider, "at": JURY}
    found = rules.why_not_decide(file, amount=Decimal(amount), **facts)
    assert [reason.code for reason in found] == expected
    assert {reason.field for reason in found} <= {"amount"}


def test_the_amount_stays_within_what_is_left(files, decider):
    Call.objects.filter(pk=files[0].call_id).update(budget=Decimal(150_000))
    take(files[0], decider)
    take(files[1], decider)
    with pytest.raises(Refused) as refusal:
        take(files[2], decider, amount="15600.01")
    assert codes(refusal) == ["above-budget"]
    assert "€\u00a015.600,00" in refusal.value.reasons[0].text
    take(files[2], decider, amount="15600.00")
    assert rules.left_in(Call.objects.get()) == 0


def test_a_decision_taken_again_frees_its_own_amount_first(files, decider):
    Call.objects.filter(pk=files[0].call_id).update(budget=Decimal(150_000))
    for file in files[:2]:
        take(file, decider)
    again = take(files[0], decider, amount="60000.00")
    assert (again.edit, Decision.objects.count(), again.motivations.count()) == (2, 2, 3)
    assert rules.left_in(Call.objects.get()) == Decimal("22800.00")


def test_a_dropped_decision_frees_its_amount(file, decider):
    actions.drop(take(file, decider), by=decider, at=JURY)
    assert (Decision.objects.count(), Call.objects.get().awarded) == (0, 0)
    assert Event.objects.of(file).last().verb == "drop-decision"


@pytest.mark.parametrize("outcome", ["award", "refusal"])
def test_every_criterion_is_motivated(file, decider, outcome):
    first = file.call.criteria.order_by("position").first()
    with pytest.raises(Refused) as refusal:
        take(file, decider, outcome, motivations=motivations(file.call) | {first.pk: "  "})
    assert codes(refusal) == ["no-motivation"]
    assert refusal.value.reasons[0].field == f"motivation-{first.pk}"


def test_the_whole_is_motivated(file, decider):
    with pytest.raises(Refused) as refusal:
        take(file, decider, reason=" \n ")
    assert codes(refusal) == ["no-reason"]


def test_what_no_letter_can_hold_is_refused_when_it_is_decided(file, decider):
    with pytest.raises(Refused) as refusal:
        take(file, decider, motivations=motivations(file.call, "lang " * 8_000))
    assert codes(refusal) == ["too-long"]


def test_a_call_without_legal_grounds_stops_the_decision_and_not_the_announcement(file, decider):
    Call.objects.update(legal_grounds="[in te vullen]")
    file.call.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        take(file, decider)
    assert codes(refusal) == ["unfilled"]
    assert not Decision.objects.exists()


# Four eyes ------------------------------------------------------------------------------------------------------------


def test_only_a_decider_decides(file, officer):
    with pytest.raises(Refused) as refusal:
        take(file, officer)
    assert codes(refusal) == ["not-a-decider"]


def test_who_reviewed_a_file_does_not_decide_on_it(files, officer, decider):
    factories.give_role(decider, "reviewer")
    factories.reviewed(files[0], decider, officer, 4)
    with pytest.raises(Refused) as refusal:
        take(files[0], decider)
    assert codes(refusal) == ["reviewed-it"]
    take(files[1], decider)


@pytest.mark.parametrize("kin", [False, True])
def test_who_works_for_a_government_that_takes_part_does_not_decide(client, file, decider, government, kin):
    joined = government
    if kin:
        joined = factories.OrganisationFactory(name="Pajottegem")
        government.successor = joined
        government.save()
    factories.give_role(decider, "drafter", joined)
    with pytest.raises(Refused) as refusal:
        take(file, decider)
    assert codes(refusal) == ["takes-part"]
    client.force_login(decider)
    page = client.get(url(file)).content.decode()
    assert "Dit dossier blijft voor u gesloten." in page
    assert factories.PROJECT["goals"] not in page and "Sterk op" not in page


# The state of the file ------------------------------------------------------------------------------------------------


def test_a_file_without_a_review_is_not_decided(call, applicant, officer, decider):
    file = factories.submitted(call, applicant)
    factories.seal(call)
    factories.admit(file, officer)
    with pytest.raises(Refused) as refusal:
        take(file, decider)
    assert codes(refusal) == ["no-ranking"]


def not_admissible(call, applicant, officer):
    file = factories.submitted(call, applicant)
    factories.seal(call)
    factories.reject(file, officer, at=LATER)
    file.refresh_from_db()
    return file


def test_a_file_that_is_not_admissible_is_only_declared_so(call, applicant, officer, decider):
    file = not_admissible(call, applicant, officer)
    with pytest.raises(Refused) as refusal:
        take(file, decider, "refusal")
    assert "wrong-state" in codes(refusal)
    assert take(file, decider, "inadmissible").outcome == "inadmissible"


def test_an_admissible_file_is_not_declared_inadmissible_by_a_decider(file, decider):
    with pytest.raises(Refused) as refusal:
        take(file, decider, "inadmissible")
    assert codes(refusal) == ["wrong-state"]


def test_a_withdrawn_file_is_not_decided(file, decider, applicant):
    application_actions.withdraw(file, "Geen middelen.", by=applicant, at=LATER)
    with pytest.raises(Refused) as refusal:
        take(file, decider)
    assert codes(refusal) == ["wrong-state"]


# The page -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, decider):
    client.force_login(decider)
    return client


def test_the_page_begins_with_what_was_asked_and_what_the_jury_wrote(desk, file):
    page = desk.get(url(file)).content.decode()
    assert 'value="67.200,00"' in page
    for criterion in file.call.criteria.all():
        assert page.count(f"Sterk op {criterion.name}.") == 2  # the review, and the motivation to begin with
    assert "28,0 op 35" in page and factories.PROJECT["goals"] in page


def test_the_page_takes_the_decision(desk, file, decider):
    response = desk.post(url(file), decision_typed(file.call, amount="50.000,01"))
    assert response["Location"] == reverse("decisions:call", args=[file.call.slug])
    decision = Decision.objects.get()
    assert (decision.amount, decision.by) == (Decimal("50000.01"), decider)


def test_a_refusal_ignores_the_amount_and_the_conditions(desk, file):
    desk.post(url(file), decision_typed(file.call, "refusal", conditions="Publiceer."))
    assert (Decision.objects.get().amount, Decision.objects.get().conditions) == (0, "")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"outcome": ""}, "Kies een beslissing."),
        ({"outcome": "inadmissible"}, "Kies een beslissing."),
        ({"amount": ""}, "Vul het bedrag in dat u toekent."),
        ({"amount": "veel"}, "Schrijf een bedrag in euro, zoals 150.000,00."),
        ({"amount": "67.200,01"}, "U kunt niet meer toekennen."),
        ({"reason": ""}, "Schrijf waarom u zo beslist."),
        ({"conditions": "lang " * 1_001}, "Kort dit in tot 5000 tekens; het zijn er nu 5004."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_what_was_typed_stays(desk, file, change, sentence):
    typed = decision_typed(file.call, reason="Mijn lange motivering in haar geheel.") | change
    response = desk.post(url(file), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page and "<title>Fout: " in page
    assert "Afdoende onderbouwd." in page
    assert "reason" in change or "Mijn lange motivering in haar geheel." in page
    assert not Decision.objects.exists()


def test_a_criterion_without_motivation_is_said_beside_it(desk, file):
    criterion = Criterion.objects.order_by("position").first()
    response = desk.post(url(file), decision_typed(file.call) | {f"motivation-{criterion.pk}": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_motivation-{criterion.pk}_error"' in page
    assert f"Schrijf de motivering voor “{criterion.name}”." in page


def test_two_deciders_never_overwrite_each_other(desk, file, decider):
    other = factories.UserFactory(role="decider", first_name="An", last_name="Ander")
    take(file, other, "refusal", reason="De eerste was eerder.")
    response = desk.post(url(file), decision_typed(file.call, reason="De tweede was later."))
    page = response.content.decode()
    assert response.status_code == 409
    assert "De eerste was eerder." in page and "De tweede was later." in page and "An Ander" in page
    assert Decision.objects.get().outcome == "refusal"
    again = decision_typed(file.call, reason="De tweede was later.", edit=1)
    assert desk.post(url(file), again).status_code == 302
    assert (Decision.objects.get().outcome, Decision.objects.get().by) == ("award", decider)


def test_the_same_key_decides_once(desk, file):
    data = decision_typed(file.call)
    assert [desk.post(url(file), data).status_code for _again in range(2)] == [302, 302]
    assert Decision.objects.get().edit == 1


def test_a_file_that_is_not_admissible_has_one_outcome_on_its_page(desk, call, applicant, officer):
    file = not_admissible(call, applicant, officer)
    page = desk.get(url(file)).content.decode()
    assert "Alle partners ondertekenen" in page and 'value="award"' not in page and "Bedrag" not in page
    desk.post(url(file), {"outcome": "inadmissible", "reason": "De aanvraag voldoet niet.", "edit": 0})
    assert Decision.objects.get().outcome == "inadmissible"


def test_a_decision_is_dropped_from_its_page(desk, file, decider):
    take(file, decider)
    address = reverse("decisions:drop", args=[file.call.slug, file.number])
    assert "laten vallen?" in desk.get(address).content.decode()
    assert desk.post(address).status_code == 302
    assert not Decision.objects.exists()
    assert desk.get(address).status_code == 404

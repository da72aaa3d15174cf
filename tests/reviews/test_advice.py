"""The consensus and the advice of a jury: written by its lead, answered by the others, the start of a decision."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Notice
from reviews import actions
from reviews.models import Advice, Agreement, Consensus, Juror, Phase
from tests import factories
from tests.judging import LATER, codes, scores
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
WORD = "kanarie-consensus"


@pytest.fixture
def phase(call):
    return Phase.objects.create(
        call=call, name="Bespreking", starts_at=LATER - timedelta(days=1), discussion_open=True, names_shown=True,
        others_scores="always",
    )  # fmt: skip


@pytest.fixture
def file(opened):
    return opened.application


@pytest.fixture
def other(admitted, officer, call):
    """Another reader, who handed the own review in."""
    person = factories.UserFactory(role="reviewer", first_name="An", last_name="Ander")
    assignment = factories.assign(admitted, person, officer, at=LATER)
    actions.declare(assignment, by=person, at=LATER)
    actions.save_scores(assignment, scores(call, 2, "Zwak volgens mij."), by=person, at=LATER)
    actions.submit(assignment, by=person, at=LATER)
    return person


@pytest.fixture
def lead(file, phase, other, officer, reviewer):
    actions.set_lead(file, file.assignments.get(reviewer=reviewer), by=officer, at=LATER)
    return reviewer


def whole(call, text=WORD, **more) -> dict:
    """All of an advice, as the action takes it."""
    said = {f"consensus-{c.pk}": text for c in call.criteria.all()}
    return said | {"verdict": "partial", "amount": Decimal("40000.00"), "conditions": "Meet het effect."} | more


def typed(call, version=0, do="save", **more) -> dict:
    said = {f"consensus-{c.pk}": WORD for c in call.criteria.all()}
    return said | {"verdict": "partial", "amount": "40.000", "conditions": "", "version": version, "do": do} | more


def proposed(file, lead, **more) -> Advice:
    actions.save_advice(file, whole(file.call, **more), by=lead, at=LATER)
    return actions.propose_advice(file, by=lead, at=LATER)


def answers(client, file, text="yes", **more) -> dict:
    page = client.get(url(file)).context
    data = {row["said_name"]: row["print"] for row in page["rows"]}
    return data | {name.replace("said", "answer"): text for name in data} | more


def url(file, name="advice", *args) -> str:
    return reverse(f"reviews:{name}", args=[file.number, *args])


def test_the_lead_writes_with_the_motivations_beside_it_and_it_saves_itself(client, file, lead, call, other):
    client.force_login(lead)
    page = client.get(url(file)).content.decode()
    assert "Zwak volgens mij." in page and "An Ander: 2 op 5" in page
    first = call.criteria.first()
    answer = client.post(url(file), {f"consensus-{first.pk}": "Tot hier", "version": 0}, **JSON).json()
    assert answer["saved"].startswith("Alles bewaard om") and answer["version"] == 1
    assert Consensus.objects.get().text == "Tot hier"
    again = {f"consensus-{first.pk}": "Uit het andere venster", "version": 0}
    assert len(client.post(url(file), again, **JSON).json()["clashes"]) == 1
    assert Consensus.objects.get().text == "Tot hier"


def test_the_scores_of_others_stay_hidden_where_the_phase_says_so(client, file, lead, other):
    for shown, seen in (("never", False), ("after-own", None), ("always", True)):
        Phase.objects.update(others_scores=shown)
        client.force_login(lead)
        page = client.get(url(file)).content.decode()
        assert ("Zwak volgens mij." in page) is bool(seen)
        client.force_login(other)
        assert "Zwak volgens mij." in client.get(url(file)).content.decode()  # the own ones


def test_only_the_lead_writes_and_the_others_see_nothing_before_it_is_proposed(client, file, lead, other, call):
    actions.save_advice(file, whole(call), by=lead, at=LATER)
    client.force_login(other)
    page = client.get(url(file)).content.decode()
    assert WORD not in page and "schrijft de consensus" in page
    assert client.post(url(file), typed(call, 1)).status_code == 409
    with pytest.raises(Refused) as refusal:
        actions.save_advice(file, whole(call), by=other, at=LATER)
    assert codes(refusal) == ["not-the-lead"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"verdict": ""}, "Kies het advies."),
        ({"amount": ""}, "Schrijf het bedrag dat u adviseert."),
        ({"amount": "67.200,01"}, "Adviseer hoogstens wat gevraagd is"),
        ({"amount": "67.200"}, "Dit is alles wat gevraagd is."),
        ({"verdict": "unfavourable"}, "Een ongunstig advies heeft geen bedrag."),
        ({"amount": "veel"}, "veel"),
        ({"amount": "0"}, 'value="0"'),
        ({"verdict": "misschien"}, "Kies het advies."),
    ],
)
def test_an_advice_that_is_not_whole_is_not_proposed_and_keeps_its_words(client, file, lead, call, change, said):
    client.force_login(lead)
    answer = client.post(url(file), typed(call, do="propose", **change))
    assert answer.status_code == 422
    assert said in answer.content.decode() and WORD in answer.content.decode()
    assert not Advice.objects.exclude(state="writing").exists()


def test_a_criterion_without_consensus_is_named(client, file, lead, call):
    client.force_login(lead)
    first = call.criteria.order_by("position").first()
    answer = client.post(url(file), typed(call, do="propose") | {f"consensus-{first.pk}": " "})
    assert answer.status_code == 422
    assert f"Schrijf wat de jury samen zegt over “{first.name}”." in answer.content.decode()


def test_the_others_confirm_and_then_it_is_agreed(client, file, lead, other, call):
    client.force_login(lead)
    assert client.post(url(file), typed(call, do="propose")).status_code == 302
    advice = Advice.objects.get()
    assert (advice.state, advice.amount) == ("proposed", Decimal("40000.00"))
    assert Notice.objects.get(to=other, key__startswith="confirm-advice").link == url(file)
    client.force_login(other)
    assert client.post(url(file, "agree"), answers(client, file)).status_code == 302
    advice.refresh_from_db()
    assert advice.state == "settled" and advice.settled_at
    assert Notice.objects.filter(to=lead, key__startswith="answered-advice").exists()


def test_other_words_are_proposed_and_taken_over(client, file, lead, other, call, officer):
    third = factories.UserFactory(role="reviewer")
    actions.declare(factories.assign(file, third, officer, at=LATER), by=third, at=LATER)
    proposed(file, lead)
    first = call.criteria.order_by("position").first()
    for person, change in (
        (third, {}),
        (other, {f"answer-{first.pk}": "no", f"other-{first.pk}": "Zachter gezegd."}),
    ):
        client.force_login(person)
        assert client.post(url(file, "agree"), answers(client, file, **change)).status_code == 302
    assert Advice.objects.get().state == "proposed"
    client.force_login(lead)
    assert "Zachter gezegd." in client.get(url(file)).content.decode()
    agreement = Agreement.objects.get(agrees=False)
    assert client.post(url(file, "adopt_words", agreement.pk)).status_code == 302
    assert Consensus.objects.get(criterion=first).text == "Zachter gezegd."
    assert Advice.objects.get().state == "proposed"  # the third agreed with another text
    assert client.post(url(file, "adopt_words", agreement.pk)).status_code == 409
    client.force_login(third)
    client.post(url(file, "agree"), answers(client, file))
    assert Advice.objects.get().state == "settled"


def test_who_differs_says_how_and_who_forgets_a_text_is_told(client, file, lead, other, call):
    proposed(file, lead)
    first = call.criteria.first()
    client.force_login(other)
    answer = client.post(url(file, "agree"), answers(client, file, **{f"answer-{first.pk}": "no"}))
    assert answer.status_code == 422 and "Schrijf wat er in de plaats moet staan." in answer.content.decode()
    data = answers(client, file)
    del data["answer-advice"]
    answer = client.post(url(file, "agree"), data)
    assert answer.status_code == 422 and "Zeg of u akkoord gaat" in answer.content.decode()
    assert not Agreement.objects.exists()


def test_who_agrees_agrees_with_what_stood_on_the_page(client, file, lead, other, call):
    proposed(file, lead)
    client.force_login(other)
    data = answers(client, file)
    actions.reopen_advice(file, by=lead, at=LATER)
    proposed(file, lead, text="Intussen anders.")
    answer = client.post(url(file, "agree"), data)
    assert answer.status_code == 409 and "veranderde terwijl u las" in answer.content.decode()


def test_what_is_proposed_is_taken_back_before_it_is_written_on(client, file, lead, other, call):
    proposed(file, lead)
    with pytest.raises(Refused) as refusal:
        actions.save_advice(file, whole(call, "Stil veranderd."), by=lead, at=LATER)
    assert codes(refusal) == ["wrong-state"]
    client.force_login(lead)
    assert client.post(url(file, "reopen_advice")).status_code == 302
    assert "<textarea" in client.get(url(file)).content.decode()
    client.force_login(other)
    assert client.post(url(file, "reopen_advice")).status_code == 409


def test_a_lead_alone_agrees_with_himself(file, phase, reviewer, officer):
    actions.set_lead(file, file.assignments.get(reviewer=reviewer), by=officer, at=LATER)
    assert proposed(file, reviewer).state == "settled"


def test_a_reader_whom_a_conflict_hides_the_file_from_is_not_waited_for(client, file, lead, other):
    juror = Juror.objects.get(call=file.call, user=other)
    juror.interests.filter(application=file).update(answer="conflict")
    assert proposed(file, lead).state == "settled"
    client.force_login(other)
    assert client.get(url(file)).status_code == 404


def test_officers_and_deciders_read_it_once_it_is_proposed(client, file, lead, officer, decider, auditor, applicant):
    actions.save_advice(file, whole(file.call), by=lead, at=LATER)
    address, ranking = url(file, "staff_talk"), reverse("reviews:ranking", args=[file.call.slug])
    for proposes in (False, True):
        if proposes:
            actions.propose_advice(file, by=lead, at=LATER)
        for person in (officer, decider, auditor):
            client.force_login(person)
            assert (WORD in client.get(address).content.decode()) is proposes
            text = client.get(ranking).content.decode().replace("\u00a0", " ")
            assert ("Gedeeltelijk gunstig, € 40.000,00" in text) is proposes
    client.force_login(applicant)
    assert client.get(address).status_code == 404


def test_the_consensus_begins_the_motivation_of_the_decision(client, file, lead, other, decider, call):
    address = reverse("decisions:decide", args=[call.slug, file.number])
    client.force_login(decider)
    assert "Zwak volgens mij." in client.get(address).context["form"].initial.values()
    proposed(file, lead)
    page = client.get(address)
    initial = page.context["form"].initial
    assert {initial[f"motivation-{c.pk}"] for c in call.criteria.all()} == {WORD}
    assert (initial["amount"], initial["conditions"]) == (Decimal("40000.00"), "Meet het effect.")
    assert "outcome" not in initial
    assert "Advies van de jury" in page.content.decode()


def test_the_page_costs_the_same_whatever_was_answered(client, file, lead, other, django_assert_num_queries):
    proposed(file, lead)
    for person, queries in ((lead, 16), (other, 17)):
        client.force_login(person)
        client.get(url(file))
        with django_assert_num_queries(queries):
            client.get(url(file))

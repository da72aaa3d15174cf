"""An officer makes a call: five things are typed, the rest is proposed."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from calls import rules
from calls.models import Call, Programme, Type
from tests.factories import CallFactory, ProgrammeFactory
from workflow.models import Event

pytestmark = pytest.mark.django_db

URL = "/beheer/oproepen/nieuw/"
AT = datetime(2026, 12, 1, tzinfo=UTC)
SKIPPED = "Deze tijd bestaat niet: die nacht gaat de klok vooruit. Kies een tijd voor 2.00 uur of vanaf 3.00 uur."
TWICE = "Deze tijd bestaat twee keer: die nacht gaat de klok achteruit. Kies een tijd voor 2.00 uur of vanaf 3.00 uur."


def typed(of=None, **changes) -> dict:
    """The form as a browser sends it; `name=None` leaves a control out."""
    data = {
        "programme": of.pk if of else "",
        "new_programme": "",
        "new_programme_budget": "",
        "type": Type.objects.get(code="innovatief-concept").pk,
        "title": "Van goed idee naar prototype",
        "opens_at_0": "2027-01-11",
        "opens_at_1": "09:00",
        "closes_at_0": "2027-03-26",
        "closes_at_1": "23:59",
        "_key": str(uuid4()),
    } | changes
    return {name: value for name, value in data.items() if value is not None}


@pytest.fixture
def programme(db):
    return ProgrammeFactory(name="Digitaal lokaal bestuur", code="DLB")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def test_five_things_make_a_call_and_the_rest_is_what_is_usual_for_its_type(desk, officer, programme):
    CallFactory(programme=programme, number=6, budget_article="ART-6", decider_title="de minister")
    response = desk.post(URL, typed(programme))
    call = Call.objects.get(state="draft")
    assert response["Location"] == f"/beheer/oproepen/{call.slug}/stap/basis/"
    assert (call.number, call.slug) == (7, "dlb-7-van-goed-idee-naar-prototype")
    assert call.opens_at == datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
    assert call.closes_at == datetime(2027, 3, 26, 22, 59, tzinfo=UTC)
    assert (call.max_subsidy, call.budget, call.flemish_share) == (150_000, 900_000, 80)
    assert (call.budget_article, call.decider_title, call.regulation) == ("ART-6", "de minister", "")
    assert call.focuses.count() == 3
    assert [(c.key, c.weight) for c in call.criteria.order_by("position")] == [
        ("focus-en-doelstellingen-van-de-oproe", 40), ("kwaliteit-van-het-voorstel", 40), ("hefboomeffect", 20),
    ]  # fmt: skip
    assert [c.code for c in call.categories.order_by("position")] == [
        "staff", "subcontracting", "software", "equipment", "training", "other",
    ]  # fmt: skip
    assert [(p.percentage, p.event) for p in call.instalments.order_by("position")] == [
        (50, "award"), (30, "progress"), (20, "final"),
    ]  # fmt: skip
    assert [(m.user, m.part) for m in call.team.all()] == [(officer, "lead")]
    assert (call.created_by, call.proposed) == (officer, ["geld"])
    assert [e.verb for e in Event.objects.of(call)] == ["create"]


def test_what_publishing_still_asks_of_a_new_call_is_what_nobody_can_propose(desk, officer, programme):
    desk.post(URL, typed(programme))
    missing = [reason.code for reason in rules.why_not_publish(Call.objects.get(), by=officer, at=AT)]
    assert missing == [
        "no-summary", "no-purpose", "no-regulation", "no-legal-grounds", "no-budget-article", "only-proposed",
    ]  # fmt: skip


def test_a_large_type_brings_its_own_sums(desk, programme):
    desk.post(URL, typed(programme, type=Type.objects.get(code="grootschalige-transformatie").pk))
    call = Call.objects.get()
    assert (call.max_subsidy, call.budget) == (Decimal(2_000_000), Decimal(12_000_000))


def test_the_page_proposes_the_hours_and_the_latest_programme(desk, programme):
    response = desk.get(URL)
    text = response.content.decode().replace("\u00a0", " ")
    assert "gewoonlijk hoogstens € 500.000,00, 36 maanden na de selectie" in text
    assert re.search(r'name="closes_at_1" value="23:59"', text)
    assert response.context["form"]["programme"].value() == programme.pk


def test_the_page_leads_to_taking_over_an_earlier_call(desk, programme):
    earlier = CallFactory(programme=programme)
    assert reverse("calls:clone", args=[earlier.slug]) in desk.get(URL).content.decode()


def test_a_call_can_begin_a_programme_of_its_own(desk):
    desk.post(URL, typed(new_programme="Gemeente zonder gemeentehuis", new_programme_budget="35.000.000"))
    programme = Programme.objects.get()
    assert (programme.name, programme.code, programme.budget) == ("Gemeente zonder gemeentehuis", "GZG", 35_000_000)
    assert Call.objects.get().number == 1


def test_two_programmes_with_the_same_initials_get_two_codes(desk):
    for name in ("Gemeente zonder gemeentehuis", "Groen zonder grenzen"):
        assert desk.post(URL, typed(new_programme=name, new_programme_budget="1.000.000")).status_code == 302
    assert sorted(Programme.objects.values_list("code", flat=True)) == ["GZG", "GZG2"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"closes_at_0": "2027-01-10"}, "closes_at", "Een oproep sluit na de opening. Kies een later moment."),
        ({"closes_at_0": "2027-03-28", "closes_at_1": "02:30"}, "closes_at", SKIPPED),
        ({"closes_at_0": "2027-10-31", "closes_at_1": "02:30"}, "closes_at", TWICE),
        ({"closes_at_0": "2027-02-31"}, "closes_at", "Schrijf een datum, zoals 25/3/2022."),
        ({"closes_at_0": "9999-12-31"}, "closes_at", "Schrijf een datum tussen 2000 en 2100."),
        ({"opens_at_0": "0001-01-01"}, "opens_at", "Schrijf een datum tussen 2000 en 2100."),
        ({"closes_at_1": "25:00"}, "closes_at", "Schrijf een tijd, zoals 23.59."),
        ({"closes_at_1": ""}, "closes_at", "Kies een dag en een tijd."),
        ({"programme": ""}, "programme", "Kies een programma, of geef een nieuw programma een naam."),
        ({"new_programme": "Ander", "new_programme_budget": "1"}, "new_programme",
         "Kies een programma of begin een nieuw, niet allebei."),
        ({"programme": "", "new_programme": "Ander"}, "new_programme_budget", "Schrijf het budget van het programma."),
        ({"programme": "", "new_programme": "digitaal  LOKAAL bestuur", "new_programme_budget": "5"}, "new_programme",
         "Dit programma bestaat al. Kies het in de lijst."),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_beside_its_field_and_nothing_typed_is_lost(
    desk, programme, changes, field, sentence
):
    data = typed(programme, **changes)
    response = desk.post(URL, data)
    text = response.content.decode()
    found = {
        name: [one.replace("\u00a0", " ") for one in texts] for name, texts in response.context["form"].errors.items()
    }
    assert response.status_code == 422
    assert found == {field: [sentence]}
    assert "<title>Fout: Maak een oproep" in text
    assert 'class="summary"' in text
    for name in ("title", "closes_at_0", "closes_at_1", "new_programme"):
        if data.get(name):
            assert re.search(rf'name="{name}" value="{re.escape(data[name])}"', text), name
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"title": "x" * 121}, {"type": ""}, {"type": "999999"}, {"type": "abc"}]
)
def test_nasty_input_is_refused_and_saves_nothing(desk, programme, changes):
    response = desk.post(URL, typed(programme, **changes))
    assert response.status_code == 422
    assert "Fout: " in response.content.decode()
    assert not Call.objects.exists()


def test_a_nul_character_is_refused_with_a_page(desk, programme):
    assert desk.post(URL, typed(programme, title="a\x00b")).status_code == 400
    assert not Call.objects.exists()


def test_the_same_key_makes_one_call(desk, programme):
    data = typed(programme)
    first, second = desk.post(URL, data), desk.post(URL, data)
    assert first["Location"] == second["Location"]
    assert Call.objects.count() == 1


def test_after_an_error_the_mended_form_is_accepted_with_the_same_key(desk, programme):
    data = typed(programme)
    assert desk.post(URL, data | {"title": ""}).status_code == 422
    assert desk.post(URL, data).status_code == 302


def test_only_officers_make_calls(client, applicant, reviewer, decider, auditor, programme):
    assert client.get(URL).status_code == 302
    assert client.get(URL)["Location"].startswith(reverse("account_login"))
    for person in (applicant, reviewer, decider, auditor):
        client.force_login(person)
        assert client.get(URL).status_code == 404
        assert client.post(URL, typed(programme)).status_code == 404
    assert not Call.objects.exists()

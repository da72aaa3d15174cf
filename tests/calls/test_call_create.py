"""An officer makes a call: what is typed, what is proposed, what is refused and how."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from calls.models import Call, Focus, Programme, Type
from tests.factories import CallFactory, ProgrammeFactory
from tests.typed import rows
from workflow.models import Event

pytestmark = pytest.mark.django_db

URL = "/beheer/oproepen/nieuw/"
CRITERIA = [
    {"name": "Focus", "group": "focus", "question": "Past het?", "weight": "40"},
    {"name": "Kwaliteit", "group": "quality", "question": "Is het goed?", "weight": "40"},
    {"name": "Hefboom", "group": "leverage", "question": "Kan het verder?", "weight": "20"},
]
INSTALMENTS = [{"percentage": "50", "trigger": "bij de start"}, {"percentage": "50", "trigger": "na het verslag"}]

SKIPPED = "Deze tijd bestaat niet: die nacht gaat de klok vooruit. Kies een tijd voor 2.00 uur of vanaf 3.00 uur."
TWICE = "Deze tijd bestaat twee keer: die nacht gaat de klok achteruit. Kies een tijd voor 2.00 uur of vanaf 3.00 uur."
SMALL = "Het budget is kleiner dan de hoogste subsidie voor één project. Maak het budget groter of de subsidie kleiner."


def typed(of=None, criteria=CRITERIA, instalments=INSTALMENTS, **changes) -> dict:
    """A complete form as a browser sends it; `name=None` leaves a control out."""
    data = {
        "programme": of.pk if of else "",
        "number": "4",
        "type": Type.objects.get(code="innovatief-concept").pk,
        "title": "Van goed idee naar prototype",
        "summary": "Een jaar om een idee te testen.",
        "purpose": "Een idee dat nog vorm moet krijgen.",
        "focuses": [focus.pk for focus in Focus.objects.all()],
        "eligible_kinds": ["municipality", "ocmw"],
        "opens_at_0": "2027-01-11",
        "opens_at_1": "09:00",
        "closes_at_0": "2027-03-26",
        "closes_at_1": "23:59",
        "budget": "900.000,00",
        "max_subsidy": "150.000",
        "flemish_share": "80",
        "regulation": "Reglement van 1 december 2026",
        "legal_grounds": "het decreet van 1 januari 2020\r\nhet besluit van 2 februari 2020",
        "budget_article": "SJ0-1SMC2GG-WT",
        "decider_title": "de Vlaamse minister van Binnenlands Bestuur",
        "recovery": "artikel 11 tot en met 14 van de wet van 16 mei 2003",
        "start_within_months": "2",
        "final_report_within": "2",
        "_key": str(uuid4()),
    }
    data |= rows("criteria", criteria) | rows("instalments", instalments)
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


@pytest.fixture
def programme(db):
    return ProgrammeFactory(name="Digitaal lokaal bestuur", code="DLB")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def errors(response) -> dict:
    """Every error of the page by the control it stands beside."""
    forms = response.context["form"], *response.context["criteria"], *response.context["instalments"]
    found = {form.add_prefix(name): list(texts) for form in forms for name, texts in form.errors.items()}
    for name in ("criteria", "instalments"):
        if texts := list(response.context[name].non_form_errors()):
            found[name] = texts
    return found


def test_a_complete_call_is_saved_as_typed_and_nothing_is_public_yet(desk, officer, programme):
    response = desk.post(URL, typed(programme))
    call = Call.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/beheer/oproepen/{call.slug}/"
    assert call.slug == "dlb-4-van-goed-idee-naar-prototype"
    assert call.state == "draft"
    assert call.opens_at == datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
    assert call.closes_at == datetime(2027, 3, 26, 22, 59, tzinfo=UTC)
    assert (call.budget, call.max_subsidy, call.flemish_share) == (Decimal(900_000), Decimal(150_000), Decimal(80))
    assert call.legal_grounds == "het decreet van 1 januari 2020\nhet besluit van 2 februari 2020"
    assert call.focuses.count() == 3
    assert [(c.name, c.weight) for c in call.criteria.order_by("position")] == [
        ("Focus", 40), ("Kwaliteit", 40), ("Hefboom", 20),
    ]  # fmt: skip
    assert [p.percentage for p in call.instalments.order_by("position")] == [50, 50]
    assert call.created_by == officer
    assert [e.verb for e in Event.objects.of(call)] == ["create"]


def test_a_new_call_proposes_what_is_usual(desk, programme):
    CallFactory(programme=programme, number=6)
    response = desk.get(URL)
    text = response.content.decode().replace("\u00a0", " ")
    assert response.status_code == 200
    assert "gewoonlijk hoogstens € 500.000,00, 36 maanden na de selectie" in text
    assert response.context["form"]["number"].value() == 7
    assert response.context["form"]["flemish_share"].value() == "80"
    assert [row["weight"].value() for row in response.context["criteria"]] == ["40", "40", "20"]
    assert [row["percentage"].value() for row in response.context["instalments"]] == ["50", "30", "20"]
    assert re.search(r'name="closes_at_1" value="23:59"', text)


def test_few_keystrokes_are_enough_the_type_gives_the_maximum_and_the_programme_the_number(desk, programme):
    CallFactory(programme=programme, number=6)
    type_ = Type.objects.get(code="grootschalige-transformatie")
    desk.post(URL, typed(programme, type=type_.pk, number="", max_subsidy="", budget="7500000"))
    call = Call.objects.get(state="draft")
    assert call.number == 7
    assert call.max_subsidy == 2_000_000


def test_an_incomplete_call_can_be_saved(desk, programme):
    empty = dict.fromkeys("summary purpose regulation legal_grounds budget_article decider_title".split(), "")
    nothing = {"focuses": None, "eligible_kinds": None}
    response = desk.post(URL, typed(programme, criteria=[], instalments=[], **empty, **nothing))
    assert response.status_code == 302
    assert Call.objects.get().criteria.count() == 0


def test_a_call_can_begin_a_programme_of_its_own(desk):
    desk.post(URL, typed(new_programme="Gemeente zonder gemeentehuis", new_programme_budget="35.000.000", number=""))
    programme = Programme.objects.get()
    assert (programme.name, programme.code, programme.budget) == ("Gemeente zonder gemeentehuis", "GZG", 35_000_000)
    assert Call.objects.get().number == 1


def test_two_programmes_with_the_same_initials_get_two_codes(desk):
    for name in ("Gemeente zonder gemeentehuis", "Groen zonder grenzen"):
        assert desk.post(URL, typed(new_programme=name)).status_code == 302
    assert sorted(Programme.objects.values_list("code", flat=True)) == ["GZG", "GZG2"]


def test_a_call_can_begin_with_the_texts_of_an_earlier_one(desk, programme):
    earlier = CallFactory(programme=programme, number=2, purpose="Het oude doel.")
    response = desk.get(f"{URL}?zoals={earlier.slug}")
    form = response.context["form"]
    assert form["purpose"].value() == "Het oude doel."
    assert form["number"].value() == 3
    assert [row["weight"].value() for row in response.context["criteria"]] == ["35", "40", "25"]
    assert 'name="closes_at_0"' in response.content.decode()
    assert "2022-03-25" not in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"closes_at_0": "2027-01-10"}, "closes_at", "Een oproep sluit na de opening. Kies een later moment."),
        (
            {"closes_at_0": "2027-03-28", "closes_at_1": "02:30"},
            "closes_at",
            SKIPPED,
        ),
        (
            {"closes_at_0": "2027-10-31", "closes_at_1": "02:30"},
            "closes_at",
            TWICE,
        ),
        ({"closes_at_0": "2027-02-31"}, "closes_at", "Schrijf een datum, zoals 25/3/2022."),
        ({"closes_at_0": "9999-12-31"}, "closes_at", "Schrijf een datum tussen 2000 en 2100."),
        ({"opens_at_0": "0001-01-01"}, "opens_at", "Schrijf een datum tussen 2000 en 2100."),
        ({"closes_at_1": "25:00"}, "closes_at", "Schrijf een tijd, zoals 23.59."),
        ({"closes_at_1": ""}, "closes_at", "Kies een dag en een tijd."),
        ({"budget": "veel"}, "budget", "Schrijf een bedrag in euro, zoals 150.000,00."),
        ({"budget": "1,005"}, "budget", "Schrijf hoogstens twee cijfers na de komma."),
        ({"budget": "-5"}, "budget", "Schrijf een bedrag in euro, zoals 150.000,00."),
        ({"budget": "9" * 400}, "budget", "Schrijf een bedrag in euro, zoals 150.000,00."),
        ({"budget": "99999999999"}, "budget", "Schrijf een getal van € 0,01 tot € 9.999.999.999,99."),
        (
            {"budget": "149.999,99"},
            "budget",
            SMALL,
        ),
        ({"flemish_share": "101"}, "flemish_share", "Schrijf een getal van 0,01 % tot 100 %."),
        ({"flemish_share": "NaN"}, "flemish_share", "Schrijf een percentage, zoals 80 of 12,5."),
        ({"criteria-1-weight": "30"}, "criteria", "De gewichten van de criteria zijn samen 90 %. Maak daar 100 % van."),
        ({"criteria-1-name": "focus"}, "criteria-1-name", "Deze naam staat er twee keer. Kies een andere."),
        ({"instalments-0-percentage": "60"}, "instalments", "De schijven zijn samen 110 %. Maak daar 100 % van."),
        ({"programme": ""}, "programme", "Kies een programma, of geef een nieuw programma een naam."),
        ({"new_programme": "Ander"}, "new_programme", "Kies een programma of begin een nieuw, niet allebei."),
        ({"number": "2"}, "number", "Dit nummer is al in gebruik in het programma. Kies een ander."),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field_and_nothing_typed_is_lost(
    desk, programme, changes, field, sentence
):
    CallFactory(programme=programme, number=2)
    data = typed(programme, **changes)
    response = desk.post(URL, data)
    text = response.content.decode()
    found = {name: [one.replace("\u00a0", " ") for one in texts] for name, texts in errors(response).items()}
    assert response.status_code == 422
    assert found == {field: [sentence]}
    assert "<title>Fout: Maak een oproep" in text
    assert 'class="summary"' in text
    for name in (
        "title",
        "closes_at_0",
        "closes_at_1",
        "budget",
        "flemish_share",
        "criteria-1-weight",
        "new_programme",
    ):
        if data.get(name):
            assert re.search(rf'name="{name}" value="{re.escape(data[name])}"', text), name
    assert "het besluit van 2 februari 2020" in text
    assert not Call.objects.filter(state="draft").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"type": ""},
        {"type": "999999"},
        {"type": "abc"},
        {"focuses": ["999999"]},
        {"eligible_kinds": ["flemish"]},
        {"number": "0"},
        {"number": "99999999999999999999"},
        {"start_within_months": "-1"},
        {"start_within_months": "61"},
        {"criteria-TOTAL_FORMS": "1000000"},
        {"criteria-TOTAL_FORMS": None},
        {"criteria-0-group": "bestaat-niet"},
        {"criteria-0-name": "x" * 101},
        {"edit": "abc"},
    ],
)
def test_nasty_input_is_refused_and_saves_nothing(desk, programme, changes):
    response = desk.post(URL, typed(programme, **changes))
    assert response.status_code == 422
    assert "Fout: " in response.content.decode()
    assert not Call.objects.exists()


def test_a_nul_character_is_refused_with_a_page(desk, programme):
    assert desk.post(URL, typed(programme, title="a\x00b")).status_code == 400
    assert not Call.objects.exists()


def test_an_empty_row_is_no_row_and_a_removed_row_does_not_count(desk, programme):
    given = [*CRITERIA, {"name": "", "group": "", "question": "", "weight": ""}, CRITERIA[0] | {"DELETE": "on"}]
    data = typed(programme, criteria=given) | {"criteria-INITIAL_FORMS": "5"}  # as after a page with errors
    assert desk.post(URL, data).status_code == 302
    assert Call.objects.get().criteria.count() == 3


def test_a_removed_row_gives_its_name_free_and_stays_away_after_an_error(desk, programme):
    given = [CRITERIA[0] | {"DELETE": "on"}, *CRITERIA]
    response = desk.post(URL, typed(programme, criteria=given, title=""))
    assert response.status_code == 422
    assert re.search(r"<tr role=\"row\" hidden>.{0,400}name=\"criteria-0-name\"", response.content.decode(), re.DOTALL)
    assert desk.post(URL, typed(programme, criteria=given)).status_code == 302


def test_the_summary_links_to_rows_that_are_wrong_together(desk, programme):
    text = desk.post(URL, typed(programme, **{"instalments-0-percentage": "60"})).content.decode()
    assert '<a href="#id_instalments-0-percentage">De schijven zijn samen' in text


def test_a_row_is_added_without_a_script_and_all_that_was_typed_stays(desk, programme):
    response = desk.post(URL, typed(programme, add="criteria", title="Half getypt", budget="veel"))
    text = response.content.decode()
    assert response.status_code == 200
    assert len(response.context["criteria"].forms) == 4
    assert len(response.context["instalments"].forms) == 2
    assert 'value="Half getypt"' in text
    assert 'name="budget" value="veel"' in text
    assert 'name="closes_at_0" value="2027-03-26"' in text
    assert 'name="criteria-2-weight" value="20"' in text
    assert 'name="criteria-TOTAL_FORMS" value="4"' in text
    assert 'class="summary"' not in text
    assert not Call.objects.exists()


def test_a_row_is_removed_without_a_script(desk, programme):
    response = desk.post(URL, typed(programme, remove="criteria-1"))
    assert [row["name"].value() for row in response.context["criteria"]] == ["Focus", "Hefboom"]
    assert desk.post(URL, typed(programme, remove="criteria-77")).status_code == 200
    assert desk.post(URL, typed(programme, add="bestaat-niet")).status_code == 200


def test_the_same_key_makes_one_call(desk, programme):
    data = typed(programme, number="")
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

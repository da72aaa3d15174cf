"""Cells of a spreadsheet become cost lines: read by the server, said cell by cell, and never half."""

import pytest
from django.utils import timezone

from applications import actions, pasting, rules
from applications.rowforms import CostFormSet, cost_rows_of
from tests import factories
from tests.applications import typed
from tests.applications.typed import page

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def draft(applicant, partner):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=timezone.now())
    return draft


@pytest.fixture
def desk(client, applicant):
    client.force_login(applicant)
    return client


@pytest.fixture
def lists(draft, partner):
    parties = [("", "Gemeente Halle"), (str(partner.organisations[0].pk), "Gemeente Beersel")]
    choices = {"parties": parties, "categories": list(draft.call.categories.all()), "years": [2027, 2028]}
    return CostFormSet(initial=[], prefix="costs", form_kwargs=choices)


def read(lists, text, **options):
    found = pasting.read(text, lists, **{"room": 200} | options)
    return found.rows, [each.replace("\u00a0", " ") for each in found.faults]


def test_without_titles_the_columns_stand_as_in_the_table(lists, partner):
    rows, faults = read(
        lists, "Projectleider\tPersoneel\t2027\tBeersel\t€ 1 234,50\t900\r\nReis\tstaff\t2028\tHalle\t10.5\t"
    )
    beersel = str(partner.organisations[0].pk)
    assert rows == [
        {"description": "Projectleider", "category": "staff", "year": "2027", "organisation": beersel,
         "cost": "1.234,50", "subsidy": "900,00"},
        {"description": "Reis", "category": "staff", "year": "2028", "organisation": "", "cost": "10,50",
         "subsidy": ""},
    ]  # fmt: skip
    assert faults == []


def test_titles_name_the_columns_in_any_order_and_a_strange_one_is_said(lists):
    rows, faults = read(lists, "Bedrag;Opmerking;Omschrijving;Jaar\n100;mooi;Ontwerp;2027\n100;;Totaal;\nTotaal;;;")
    assert rows[0] == {"cost": "100,00", "description": "Ontwerp", "year": "2027"}
    assert faults[0] == "De kolom “Opmerking” heeft hier geen plaats en is weggelaten."
    assert "Rij 4 is een totaal en is weggelaten." in faults


def test_a_paste_in_the_middle_of_the_table_begins_with_that_column(lists):
    assert read(lists, "100\t80\n50\t40", first="cost")[0] == [
        {"cost": "100,00", "subsidy": "80,00"},
        {"cost": "50,00", "subsidy": "40,00"},
    ]


def test_each_cell_that_cannot_be_read_has_its_sentence_and_text_stays_where_it_can(lists):
    rows, faults = read(lists, "Ontwerp\tTaart\t1999\tBrussel\t=A1+B1\tveel")
    assert rows == [
        {"description": "Ontwerp", "category": "", "year": "", "organisation": "", "cost": "=A1+B1", "subsidy": "veel"}
    ]
    assert faults == [
        "Rij 1, categorie: “Taart” is geen categorie van deze oproep. Kies er een in de regel.",
        "Rij 1, jaar: “1999” is geen jaar van dit project. Kies er een in de regel.",
        "Rij 1, bestuur: “Brussel” neemt niet deel. Voeg het eerst toe bij Samenwerking, of kies een ander.",
        "Rij 1, kosten in €: “=A1+B1” is een formule. Kopieer de uitkomst.",
        "Rij 1, subsidie in €: “veel”. Schrijf een bedrag in euro, zoals 150.000,00.",
    ]


def test_cells_with_lines_tabs_and_quotes_are_one_cell(lists):
    rows, _faults = read(lists, '"Een kost\nmet een ""lijn"""\tstaff\nStoel\tstaff')
    assert [row["description"] for row in rows] == ['Een kost met een "lijn"', "Stoel"]
    rows, _faults = read(lists, 'Scherm 19"\tstaff\nStoel\tstaff')
    assert [row["description"] for row in rows] == ['Scherm 19"', "Stoel"]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\x00", "\u202e", ";;;"])
def test_nothing_is_said_to_be_nothing(lists, text):
    assert read(lists, text) == ([], ["Hierin staan geen cellen. Kopieer ze in het rekenblad en plak ze hier."])


def test_too_much_changes_nothing_at_all(lists):
    assert read(lists, "a\tb\n" * 10_000)[0] == []
    assert read(lists, "a\tb\n" * 201)[1] == ["Dit zijn 201 rijen; er is nog plaats voor 200. Er is niets overgenomen."]
    assert read(lists, "x" * 1_000_000)[1][0].startswith("Dit is te veel ineens: 1.000.000 tekens.")
    assert len(read(lists, "a\tb\n" * 200)[0]) == 200
    assert len(pasting.read("a\tb\tc\td\te\tf\n" * 200, lists, room=200).sentences) == pasting.MOST_FAULTS + 1


def test_without_a_script_the_lines_come_into_the_page_and_can_be_taken_back(desk, draft):
    data = typed.costs(draft) | {"read": "costs", "paste": "Drukwerk\tstaff\t\t\t250\t200\nFolder\tTaart"}
    answer = desk.post(page(draft, "kosten"), data)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "2 regels zijn overgenomen." in shown
    assert "“Taart” is geen categorie" in shown
    assert "Folder\tTaart</textarea>" in shown  # what was not read whole is still there
    assert draft.costs.count() == 2  # nothing is saved yet
    rows = answer.context["form"].initial
    assert [row["description"] for row in rows] == ["Projectleider", "Ontwerp", "Drukwerk", "Folder"]
    undo = answer.context["pasted"]["uids"]
    sent = typed.rows("costs", [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows])
    back = desk.post(page(draft, "kosten"), data | sent | {"undo": undo})
    assert [row["description"] for row in back.context["form"].initial] == ["Projectleider", "Ontwerp"]
    kept = desk.post(page(draft, "kosten"), typed.costs(draft) | sent | {"costs-3-category": "staff", "go": "stay"})
    assert kept.status_code == 302
    assert [line.description for line in draft.costs.order_by("position")][2:] == ["Drukwerk", "Folder"]


def test_a_script_gets_rows_and_sentences(desk, draft):
    data = {"read": "costs", "paste": "100\t80", "column": "cost", "room": "3"}
    said = desk.post(page(draft, "kosten"), data, headers=JSON).json()
    assert said == {"rows": [{"cost": "100,00", "subsidy": "80,00"}], "faults": [], "said": "1 regel is overgenomen."}
    full = desk.post(page(draft, "kosten"), data | {"room": "0"}, headers=JSON).json()
    assert full["rows"] == []
    strange = {"column": "x; DROP", "room": "-1" * 99}
    assert desk.post(page(draft, "kosten"), data | strange, headers=JSON).status_code == 200


def test_a_stranger_and_a_closed_call_get_nothing(client, desk, draft, stranger, applicant):
    data = {"read": "costs", "paste": "100\t80"}
    draft.call.closes_at = timezone.now() - timezone.timedelta(seconds=5)
    draft.call.opens_at = timezone.now() - timezone.timedelta(days=5)
    draft.call.save()
    assert desk.post(page(draft, "kosten"), data, headers=JSON).status_code == 409
    answer = desk.post(page(draft, "kosten"), typed.costs(draft) | data)
    assert answer.status_code == 409
    client.force_login(stranger)
    assert client.post(page(draft, "kosten"), data).status_code == 404


def test_two_hundred_lines_are_pasted_saved_and_no_more(desk, draft):
    text = "\n".join(f"Kost {n}\tstaff\t{draft.starts_on.year}\t\t10\t8" for n in range(rules.MOST_COSTS - 2))
    answer = desk.post(page(draft, "kosten"), typed.costs(draft) | {"read": "costs", "paste": text})
    rows = [
        {k: "" if v is None else str(v) for k, v in r.items() if k != "fresh"} for r in answer.context["form"].initial
    ]
    assert desk.post(page(draft, "kosten"), typed.costs(draft, rows)).status_code == 302
    assert len(cost_rows_of(type(draft).objects.get(pk=draft.pk))) == rules.MOST_COSTS
    assert desk.post(page(draft, "kosten"), typed.costs(draft, [*rows, rows[0] | {"uid": ""}])).status_code == 422

"""The public catalogue: who stands in it, and how one finds something there."""

import pytest

from applications import actions as application_actions
from calls.models import Type
from projects import actions, catalogue
from tests import factories

CANARY = "KANARIEVOGEL"


@pytest.fixture
def programme(world, town):
    """Two calls: three awards and a refusal in the first, one award in the second; one of them a boost-project."""
    concept = world.call(title="Oproep voor concepten", slug="concepten")
    a = world.file(concept, "Meldingen die zichzelf opvolgen", town("Halle"))
    b = world.file(concept, "Buurtbudget in één app", town("Beersel"), focus="digitale-democratie")
    c = world.file(concept, "Werken waar u bent", town("Dilbeek"), focus="werkplek-van-de-toekomst")
    d = world.file(concept, f"Te vaag {CANARY}", town("Gooik"))
    awards = world.decide(concept, {a: 60_000, b: 50_000, c: 40_000, d: 0})
    traject = world.call(
        title="Oproep voor trajecten", slug="trajecten", type=Type.objects.get(code="thematisch-traject")
    )
    e = world.file(traject, "Verhuizen in één keer", town("Mechelen"), with_=[town("Bonheiden"), town("Duffel")])
    (last,) = world.decide(traject, {e: 67_000})
    actions.boost(awards[1], "De broncode staat open.", by=world.decider, at=last.announced_at)
    return world


def titles(client, query=""):
    page = client.get(f"/projecten/{query}").context["page"]
    return [project.project for project in page]


def test_it_shows_announced_awards_the_newest_first(client, programme):
    assert titles(client)[0] == "Verhuizen in één keer"
    assert sorted(titles(client)) == [
        "Buurtbudget in één app",
        "Meldingen die zichzelf opvolgen",
        "Verhuizen in één keer",
        "Werken waar u bent",
    ]


def test_a_refused_file_leaks_nowhere(client, programme):
    for address in ("/projecten/", f"/projecten/?q={CANARY}", "/cijfers/", "/"):
        page = client.get(address)
        assert CANARY not in page.content.decode().replace(f'value="{CANARY}"', "").replace(f"“{CANARY}”", "")


def test_an_award_that_is_not_announced_does_not_exist_yet(client, world, town):
    call = world.call()
    application = world.file(call, f"Stil {CANARY}", town("Halle"))
    world.take(call, {application: 50_000})
    assert titles(client) == []
    assert client.get("/projecten/").context["totals"] == {"approved": 0, "boosted": 0}
    assert client.get(f"/projecten/{application.number}/").status_code == 404
    assert CANARY not in client.get("/cijfers/").content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?focus=digitale-democratie", ["Buurtbudget in één app"]),
        ("?focus=digitale-democratie&focus=werkplek-van-de-toekomst", ["Buurtbudget in één app", "Werken waar u bent"]),
        ("?type=thematisch-traject", ["Verhuizen in één keer"]),
        ("?oproep=trajecten", ["Verhuizen in één keer"]),
        ("?oproep=trajecten&focus=digitale-democratie", []),
        ("?boost=1", ["Buurtbudget in één app"]),
        ("?q=buurt", ["Buurtbudget in één app"]),
        ("?q=EEN%20KEER", []),
        ("?q=keer%20verhuizen", ["Verhuizen in één keer"]),
        ("?q=dilbeek", ["Werken waar u bent"]),
        ("?focus=bestaat-niet", []),
    ],
)
def test_filters_and_search_narrow_the_list(client, programme, query, expected):
    assert sorted(titles(client, query)) == expected


def test_counts_say_what_a_side_holds_under_the_other_filters(client, programme):
    page = client.get("/projecten/?type=innovatief-concept")
    sides = {name: {c.value: c.count for c in choices} for name, _words, choices in page.context["sides"]}
    assert sides["focus"] == {
        "innovatieve-dienstverlening": 1,
        "digitale-democratie": 1,
        "werkplek-van-de-toekomst": 1,
    }
    assert sides["type"]["thematisch-traject"] == 1
    assert sides["type"]["innovatief-concept"] == 3
    assert sides["boost"] == {"1": 1}
    assert sides["oproep"] == {"concepten": 3, "trajecten": 0}


def test_each_chosen_filter_can_be_taken_away_alone(client, programme):
    page = client.get("/projecten/?q=in&focus=digitale-democratie&boost=1")
    assert {chip.label: chip.address for chip in page.context["chips"]} == {
        "“in”": "?focus=digitale-democratie&boost=1",
        "Digitale democratie": "?q=in&boost=1",
        "Alleen boost-projecten": "?q=in&focus=digitale-democratie",
    }


def test_a_project_shows_what_was_handed_in_and_no_more(client, programme):
    number = catalogue.approved().get(call__slug="trajecten").application.number
    page = client.get(f"/projecten/{number}/").content.decode()
    for text in ("Verhuizen in één keer", "Gemeente Mechelen", "Gemeente Bonheiden en gemeente Duffel", "67.000,00"):
        assert text in page
    for hidden in ("Duidelijk uitgewerkt", "Sterk voorstel", "Peeters", "Voornaam", "Sterk op"):
        assert hidden not in page


def test_a_row_counts_the_governments_that_take_part_with_the_lead(client, programme):
    page = client.get("/projecten/?oproep=trajecten").content.decode()
    assert "Gemeente Mechelen met 2 andere besturen" in page


def test_a_withdrawn_or_unknown_number_is_not_found(client, world, town):
    call = world.call()
    application = world.file(call, "Weg", town("Halle"))
    by = application.created_by
    application_actions.withdraw(application, "Niet meer nodig.", by=by, at=factories.DURING)
    assert client.get(f"/projecten/{application.number}/").status_code == 404
    assert client.get("/projecten/bestaat-niet/").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_the_same_whatever_it_shows(client, world, town, n, django_assert_num_queries):
    call = world.call()
    files = [world.file(call, f"Project {k}", town(f"Dorp {k}")) for k in range(n)]
    world.decide(call, dict.fromkeys(files, 10_000))
    with django_assert_num_queries(7):
        assert len(client.get("/projecten/").context["page"]) == n


def test_an_empty_catalogue_says_what_will_stand_there(client, db):
    assert "Goedgekeurde projecten staan hier" in client.get("/projecten/").content.decode()


def test_nasty_questions_are_answered(client, programme):
    for query in ("?q=%25", "?q=%27%3B--", "?page=abc", "?page=99999", "?focus=" + "a" * 3000, "?q=" + "a%20" * 200):
        assert client.get(f"/projecten/{query}").status_code == 200

"""The figures of a programme: what counts, and what does not yet."""

from datetime import date
from decimal import Decimal

from accounts.models import Kind
from applications import actions as application_actions
from projects import actions, figures
from tests import factories


def test_without_a_programme_the_page_says_so(client, db):
    assert "Hier komen cijfers" in client.get("/cijfers/").content.decode()


def test_the_figures_count_sealed_files_and_announced_outcomes(world, town):
    first, second = world.call(number=1), world.call(number=2)
    halle, beersel, dilbeek = town("Halle"), town("Beersel"), town("Dilbeek")
    a = world.file(first, "Eén", halle, with_=[beersel])
    b = world.file(first, "Twee", beersel)
    award, _refusal = world.decide(first, {a: 60_000, b: 0})
    c = world.file(second, "Drie", dilbeek)
    world.take(second, {c: 50_000})
    found = figures.figures_of(world.programme)
    assert (found.calls, found.applications, found.governments) == (2, 3, 3)
    assert (found.approved, found.decided, found.boosted, found.amount) == (1, 2, 0, Decimal(60_000))
    assert found.success == 50
    actions.boost(award, "Open code.", by=world.decider, at=award.announced_at)
    assert figures.figures_of(world.programme).boosted == 1


def test_the_share_is_of_the_municipalities_of_the_first_opening(world, town):
    call = world.call()
    world.file(call, "Eén", town("Halle"))
    factories.seal(call)
    here = figures.figures_of(world.programme)
    # the 300 of the directory and the one made here
    assert (here.municipalities, here.of_municipalities, here.counted_on) == (1, 301, date(2021, 12, 20))


def test_a_share_is_rounded_half_up():
    assert figures._rounded(234, 300) == 78
    assert figures._rounded(1, 200) == 1
    assert figures._rounded(1, 201) == 0
    assert figures._rounded(0, 0) == 0


def test_an_ocmw_counts_under_its_municipality_and_a_partnership_under_none(world, town):
    call = world.call(eligible_kinds=[Kind.MUNICIPALITY, Kind.OCMW, Kind.IGS])
    halle = town("Halle")
    ocmw = factories.OrganisationFactory(kind=Kind.OCMW, name="OCMW Halle", nis=halle.nis)
    partnership = factories.OrganisationFactory(kind=Kind.IGS, name="Haviland", nis="")
    world.file(call, "Eén", halle, with_=[partnership])
    world.file(call, "Twee", ocmw)
    factories.seal(call)
    assert figures.taking_part(world.programme) == {halle.nis}


def test_drafts_withdrawn_files_and_calls_that_are_not_sealed_do_not_count(world, town):
    sealed, running = world.call(), world.call()
    gone = world.file(sealed, "Weg", town("Halle"))
    application_actions.withdraw(gone, "Niet nodig.", by=gone.created_by, at=factories.DURING)
    factories.draft(sealed, factories.UserFactory(role="submitter"))
    world.file(running, "Loopt nog", town("Beersel"))
    factories.seal(sealed)
    found = figures.figures_of(world.programme)
    assert (found.calls, found.applications, found.governments) == (1, 0, 0)


def test_money_is_told_by_focus_type_and_province(world, town):
    call = world.call()
    a = world.file(call, "Eén", town("Halle", province="Vlaams-Brabant"))
    b = world.file(call, "Twee", town("Gent", province="Oost-Vlaanderen"), focus="digitale-democratie")
    world.decide(call, {a: 60_000, b: 20_000})
    programme = world.programme
    assert [(x.label, x.projects, x.amount) for x in figures.by_province(programme)] == [
        ("Vlaams-Brabant", 1, 60_000),
        ("Oost-Vlaanderen", 1, 20_000),
    ]
    assert {x.label: x.amount for x in figures.by_focus(programme)} == {
        "Innovatieve dienstverlening": 60_000,
        "Digitale democratie": 20_000,
    }
    assert [(x.label, x.projects) for x in figures.by_type(programme)] == [("Innovatief concept", 2)]


def test_a_call_without_announced_outcomes_says_so(client, world, town):
    call = world.call(number=1)
    application = world.file(call, "Eén", town("Halle"))
    world.take(call, {application: 50_000})
    (line,) = figures.by_call(world.programme)
    assert (line.asked, line.approved, line.announced) == (1, 0, False)
    assert "nog niet bekend" in client.get("/cijfers/").content.decode()


def test_the_page_begins_with_the_latest_programme_with_outcomes(client, world, town):
    call = world.call()
    application = world.file(call, "Eén", town("Halle"))
    world.decide(call, {application: 60_000})
    younger = factories.open_call()
    assert client.get("/cijfers/").context["programme"] == world.programme
    assert client.get(f"/cijfers/?programma={younger.programme.slug}").context["programme"] == younger.programme
    assert client.get("/cijfers/?programma=bestaat-niet").status_code == 404


def test_a_draft_call_gives_its_programme_away_nowhere(client, db):
    factories.CallFactory(state="draft", programme__name="Geheim programma", slug="geheim")
    for address in ("/cijfers/", "/", "/oproepen/", "/projecten/"):
        assert "Geheim" not in client.get(address).content.decode()


def test_the_page_costs_the_same_with_more_calls(client, world, town, django_assert_num_queries):
    for n in range(2):
        call = world.call()
        application = world.file(call, f"Project {n}", town(f"Dorp {n}"))
        world.decide(call, {application: 10_000})
    with django_assert_num_queries(12):
        client.get("/cijfers/")


def test_charts_are_images_with_a_sentence(client, world, town):
    call = world.call(title="De eerste oproep")
    application = world.file(call, "Eén", town("Halle"))
    world.decide(call, {application: 60_000})
    page = client.get("/cijfers/").content.decode()
    assert 'role="img" aria-label="Aanvragen en goedgekeurde projecten per oproep: De eerste oproep: 1 van 1"' in page
    assert 'width="100.0%"' in page

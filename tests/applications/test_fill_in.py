"""Filling in an application: what is typed is kept or still there, and nobody overwrites a colleague."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from applications import actions
from applications.models import Application, CostLine, Participant
from tests import factories
from tests.applications import typed
from tests.applications.typed import page
from workflow import dutch


@pytest.fixture
def call(db):
    return factories.open_call()


@pytest.fixture
def draft(call, applicant):
    return factories.draft(call, applicant, at=timezone.now())


@pytest.fixture
def desk(client, applicant):
    client.force_login(applicant)
    return client


def kept(application) -> tuple:
    """All that is kept of a draft."""
    fresh = Application.objects.get(pk=application.pk)
    return (
        [(f.name, getattr(fresh, f.attname)) for f in fresh._meta.concrete_fields],
        list(fresh.answers.order_by("key").values_list("key", "value", "set_aside_at")),
        list(fresh.costs.order_by("position").values()),
        list(fresh.participants.order_by("position").values()),
        list(fresh.attachments.order_by("pk").values()),
    )


# Starting


def test_starting_gives_a_number_and_leads_to_the_first_page(desk, call):
    answer = desk.post(f"/aanvragen/nieuw/{call.slug}/", {"organisation": "", "title": "Nieuw"})
    assert answer.status_code == 422
    pk = answer.context["form"].fields["organisation"].choices[0][0]
    data = {"organisation": pk, "title": "  Een \u202e nieuw   idee ", "_key": str(uuid4())}
    answer = desk.post(f"/aanvragen/nieuw/{call.slug}/", data)
    application = Application.objects.get()
    assert answer["Location"] == page(application, "project")
    assert (application.title, application.state) == ("Een nieuw idee", "draft")
    assert application.number == f"{call.programme.code}-{call.number}-001"


def test_the_same_start_sent_twice_gives_one_application(desk, call, government):
    data = {"organisation": government.pk, "title": "Nieuw", "_key": str(uuid4())}
    first, second = (desk.post(f"/aanvragen/nieuw/{call.slug}/", data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1


def test_two_applications_of_a_call_have_two_numbers(desk, call, applicant):
    numbers = [actions.start(call, applicant.organisations[0], "X", by=applicant, at=timezone.now()) for _ in range(2)]
    assert [each.sequence for each in numbers] == [1, 2]


def test_who_works_for_several_governments_chooses_one(desk, call, applicant):
    other = factories.OrganisationFactory(name="Lier")
    factories.give_role(applicant, "drafter", other)
    shown = desk.get(f"/aanvragen/nieuw/{call.slug}/").content.decode()
    assert "Gemeente Halle" in shown
    assert "Gemeente Lier" in shown
    desk.post(f"/aanvragen/nieuw/{call.slug}/", {"organisation": other.pk, "title": "Voor Lier"})
    assert Application.objects.get().organisation == other


def test_nobody_starts_for_another_government(desk, call):
    stranger = factories.OrganisationFactory()
    assert desk.post(f"/aanvragen/nieuw/{call.slug}/", {"organisation": stranger.pk, "title": "X"}).status_code == 422
    assert Application.objects.count() == 0


def test_a_call_that_is_closed_says_why_one_cannot_start(desk):
    past = factories.CallFactory()
    shown = desk.get(f"/aanvragen/nieuw/{past.slug}/")
    assert shown.status_code == 200
    assert "Deze oproep is niet open." in shown.content.decode()


def test_somebody_without_a_government_is_told_whom_to_ask(client, call, reviewer):
    client.force_login(reviewer)
    assert "Vraag een collega" in client.get(f"/aanvragen/nieuw/{call.slug}/").content.decode()
    assert client.post(f"/aanvragen/nieuw/{call.slug}/", {"title": "X"}).status_code == 404


# Saving each part


def test_a_part_is_saved_and_the_next_one_follows(desk, draft):
    data = typed.project(draft, title="Andere naam", summary="Regel één\r\nRegel twee")
    assert desk.post(page(draft, "project"), data)["Location"] == page(draft, "samenwerking")
    draft.refresh_from_db()
    assert (draft.title, draft.summary) == ("Andere naam", "Regel één\nRegel twee")


def test_save_alone_stays_on_the_page(desk, draft):
    assert desk.post(page(draft, "kosten"), typed.costs(draft, go="stay"))["Location"] == page(draft, "kosten")


@pytest.mark.parametrize("part", ["project", "costs", "participants", "answers"])
def test_what_was_kept_and_sent_again_stays_as_it_was(desk, draft, part, partner):
    beersel = partner.organisations[0]
    rows = [{"part": "partner", "organisation": beersel, "name": ""}]
    actions.save(draft, "participants", rows=rows, by=draft.created_by, at=timezone.now())
    names = {"costs": "kosten", "participants": "samenwerking", "answers": "formulier/criteria"}
    before = kept(draft)[1:4]
    answer = desk.post(page(draft, names.get(part, part)), getattr(typed, part)(draft))
    assert answer.status_code == 302
    without_keys = [[{k: v for k, v in row.items() if k != "id"} for row in rows] for rows in kept(draft)[2:4]]
    assert without_keys == [[{k: v for k, v in row.items() if k != "id"} for row in rows] for rows in before[1:]]
    assert kept(draft)[1] == before[0]


def test_an_empty_draft_can_be_saved(desk, call, applicant):
    draft = actions.start(call, applicant.organisations[0], "Leeg", by=applicant, at=timezone.now())
    assert desk.post(page(draft, "project"), typed.project(draft)).status_code == 302
    assert desk.post(page(draft, "kosten"), typed.costs(draft, [])).status_code == 302
    assert desk.post(page(draft, "samenwerking"), typed.participants(draft, [])).status_code == 302
    assert desk.post(page(draft, "formulier/criteria"), typed.answers(draft)).status_code == 302


def test_half_a_cost_line_is_kept(desk, draft):
    rows = [{"description": "Nog te ramen", "category": "", "organisation": "", "cost": "", "subsidy": ""}]
    assert desk.post(page(draft, "kosten"), typed.costs(draft, rows)).status_code == 302
    line = draft.costs.get()
    assert (line.description, line.category, line.cost, line.subsidy) == ("Nog te ramen", "", 0, 0)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.234,56", "1234.56"), ("1234.56", "1234.56"), ("1234,5", "1234.50"), ("€ 12.000", "12000"), ("7", "7")],
)
def test_amounts_are_read_as_they_are_written(desk, draft, text, amount):
    rows = [{"description": "A", "category": "staff", "organisation": "", "cost": text, "subsidy": "0"}]
    desk.post(page(draft, "kosten"), typed.costs(draft, rows))
    assert draft.costs.get().cost == Decimal(amount)


def test_an_amount_that_cannot_be_read_keeps_everything_that_was_typed(desk, draft):
    rows = [
        {"description": "Eerste", "category": "staff", "organisation": "", "cost": "100", "subsidy": "80"},
        {"description": "Tweede", "category": "training", "organisation": "", "cost": "twaalf", "subsidy": "1,234"},
    ]
    before = kept(draft)
    answer = desk.post(page(draft, "kosten"), typed.costs(draft, rows))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fout: " in shown
    assert all(f'value="{text}"' in shown for text in ("Eerste", "Tweede", "twaalf", "1,234"))
    assert "€\u00a0100,00" in shown  # the total of what can be read
    assert kept(draft) == before


def test_a_line_is_added_and_removed_without_a_script(desk, draft):
    two = typed.costs(draft)
    shown = desk.post(page(draft, "kosten"), two | {"add": "costs"}).content.decode()
    assert 'name="costs-2-description"' in shown
    shown = desk.post(page(draft, "kosten"), two | {"remove": "costs-0"}).content.decode()
    assert "Ontwerp" in shown
    assert "Projectleider" not in shown
    assert 'name="costs-1-description"' not in shown
    assert draft.costs.count() == 2


def test_adding_a_line_does_not_hide_that_a_colleague_saved_meanwhile(desk, draft, colleague):
    mine = typed.costs(draft)
    actions.save(draft, "costs", rows=[], by=colleague, at=timezone.now())
    shown = desk.post(page(draft, "kosten"), mine | {"add": "costs"}).content.decode()
    assert f'name="version" value="{mine["version"]}"' in shown


def test_a_participant_is_found_by_name(desk, draft):
    first = factories.OrganisationFactory(name="Ravelbeek")
    second = factories.OrganisationFactory(name="Oudermeer")
    rows = [
        {"part": "initiator", "name": "gemeente Ravelbeek"},
        {"part": "partner", "name": "  oudermeer "},
        {"part": "subcontractor", "name": "Studio Voorbeeld bv"},
        {"part": "partner", "name": ""},
    ]
    assert desk.post(page(draft, "samenwerking"), typed.participants(draft, rows)).status_code == 302
    found = list(draft.participants.order_by("position").values_list("part", "organisation", "name"))
    assert found == [
        ("initiator", first.pk, ""),
        ("partner", second.pk, ""),
        ("subcontractor", None, "Studio Voorbeeld bv"),
    ]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["Ravelbek"], "Bedoelt u gemeente Ravelbeek?"),
        (["Atlantis"], "Kies er een uit de lijst."),
        (["Ravelbeek", "gemeente Ravelbeek"], "Dit bestuur staat er twee keer."),
    ],
)
def test_a_name_that_does_not_fit_is_still_there_with_what_to_do(desk, draft, names, sentence):
    factories.OrganisationFactory(name="Ravelbeek")
    rows = [{"part": "partner", "name": name} for name in names]
    answer = desk.post(page(draft, "samenwerking"), typed.participants(draft, rows))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'value="{names[0]}"' in answer.content.decode()
    assert Participant.objects.count() == 0


def test_a_project_that_ends_before_it_starts_is_not_saved_but_still_there(desk, draft):
    data = typed.project(draft, starts_on="2027-05-01", ends_on="2027-04-01", goals="Nieuwe doelen")
    answer = desk.post(page(draft, "project"), data)
    assert answer.status_code == 422
    assert "Kies een later einde." in answer.content.decode()
    assert "Nieuwe doelen" in answer.content.decode()


def test_a_text_longer_than_allowed_is_kept_and_stops_the_submission(desk, draft):
    data = typed.project(draft, summary="woord " * 201)
    assert desk.post(page(draft, "project"), data).status_code == 302
    assert "Kort in tot 200." in desk.get(page(draft, "nakijken")).content.decode()


# Two colleagues


def test_two_colleagues_on_two_parts_both_keep_their_work(client, draft, applicant, colleague):
    mine, theirs = typed.project(draft, title="Van mij"), typed.costs(draft, [])
    for user, path, data in ((applicant, "project", mine), (colleague, "kosten", theirs)):
        client.force_login(user)
        assert client.post(page(draft, path), data).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.costs.count()) == ("Van mij", 0)


def test_the_second_on_the_same_part_sees_both_texts_and_then_decides(client, draft, applicant, colleague):
    mine, theirs = typed.project(draft, title="Van mij"), typed.project(draft, title="Van hen")
    client.force_login(colleague)
    client.post(page(draft, "project"), theirs)
    client.force_login(applicant)
    answer = client.post(page(draft, "project"), mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Twee teksten voor één veld" in shown
    assert 'value="Van mij"' in shown
    assert "Van hen" in shown
    version = answer.context["version"]
    assert client.post(page(draft, "project"), mine | {"version": version}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Van mij"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999", "²"])
def test_a_version_that_is_no_version_overwrites_nothing(desk, draft, version):
    answer = desk.post(page(draft, "project"), typed.project(draft, title="Anders") | {"version": version})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.title != "Anders"


# Too late, or not yours


def close(call):
    moment = timezone.now()
    call.opens_at, call.closes_at = moment - timedelta(days=9), moment - timedelta(seconds=1)
    call.save()


PAGES = ("project", "samenwerking", "kosten", "formulier/criteria", "bijlagen")


@pytest.mark.parametrize("name", PAGES)
def test_after_the_closing_a_page_of_the_form_says_what_happened_and_what_can_be_done(desk, draft, call, name):
    close(call)
    shown = desk.get(page(draft, name))
    assert shown.status_code == 200
    assert "De oproep sloot op" in shown.content.decode()
    assert "Wat kunt u doen?" in shown.content.decode()


def test_who_hands_in_too_late_reads_what_counts_and_what_can_be_done(desk, draft, call, applicant):
    close(call)
    answer = desk.post(page(draft, "indienen"), {"_key": str(uuid4())})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Uw verzoek kwam aan op" in shown
    assert "Van deze aanvraag is niets ingediend" in shown
    assert f'href="{page(draft, "")}"' in shown
    assert draft.versions.count() == 0


def test_after_the_closing_a_reopened_file_says_which_version_counts(desk, draft, call, applicant):
    first = actions.submit(draft, by=applicant, at=timezone.now())
    actions.reopen(draft, by=applicant, at=timezone.now())
    close(call)
    for answer in (desk.post(page(draft, "indienen"), {"_key": str(uuid4())}), desk.get(page(draft, "project"))):
        shown = answer.content.decode()
        assert f"Versie 1, ontvangen op {dutch.moment(first.received_at)}, is ingediend en telt." in shown
        assert page(draft, "ontvangen/1") in shown


def test_after_the_closing_nothing_is_saved_and_the_text_is_still_there(desk, draft, call):
    data = typed.project(draft, title="Te laat getypt")
    close(call)
    before = kept(draft)
    answer = desk.post(page(draft, "project"), data)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Uw verzoek kwam aan op" in shown
    assert 'value="Te laat getypt"' in shown
    assert kept(draft) == before


@pytest.mark.parametrize("name", PAGES)
def test_a_partner_reads_along_and_changes_nothing(client, draft, partner, name):
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(draft, "participants", rows=rows, by=draft.created_by, at=timezone.now())
    client.force_login(partner)
    before = kept(draft)
    assert client.get(page(draft, name)).status_code == 403
    assert client.post(page(draft, name), {"title": "Anders", "version": 1}).status_code == 403
    assert client.get(page(draft, "")).status_code == 200
    assert client.get(page(draft, "nakijken")).status_code == 200
    assert kept(draft) == before


@pytest.mark.parametrize("name", ["", *PAGES, "nakijken", "intrekken"])
def test_a_stranger_finds_nothing(client, draft, stranger, name):
    client.force_login(stranger)
    assert client.get(page(draft, name)).status_code == 404
    if name not in ("", "nakijken"):
        assert client.post(page(draft, name), {}).status_code == 404


def test_a_handed_in_application_is_changed_only_after_reopening(desk, call, applicant):
    done = factories.submitted(call, applicant, at=timezone.now())
    assert "Wijzig de aanvraag" in desk.get(page(done, "project")).content.decode()
    assert desk.post(page(done, "project"), typed.project(done, title="Anders")).status_code == 409
    done.refresh_from_db()
    assert done.title != "Anders"


# What it costs


@pytest.mark.parametrize("n", [3, 30])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("project", 15),
        ("samenwerking", 16),
        ("kosten", 15),
        ("planning", 15),
        ("formulier/criteria", 15),
        ("bijlagen", 17),
    ],
)
def test_a_page_of_the_form_costs_the_same_with_many_lines(desk, draft, n, name, queries, django_assert_num_queries):
    parties = [factories.OrganisationFactory() for _ in range(n)]
    Participant.objects.bulk_create(
        Participant(application=draft, position=i, part="partner", organisation=each)
        for i, each in enumerate(parties, 1)
    )
    CostLine.objects.bulk_create(
        CostLine(
            application=draft, position=i, description="x", category="staff", cost=10, subsidy=8, organisation=each
        )
        for i, each in enumerate(parties, 9)
    )
    desk.get(page(draft, name))
    with django_assert_num_queries(queries):
        assert desk.get(page(draft, name)).status_code == 200


def test_the_term_of_a_type_is_counted_from_the_latest_known_day(call):
    from applications.span import project_term

    assert project_term(call, date(2030, 1, 31)) == date(2031, 1, 31)


def test_a_page_says_what_is_wrong_in_what_it_keeps(desk, draft):
    rows = [{"description": "A", "category": "staff", "organisation": "", "cost": "100", "subsidy": "90"}]
    assert desk.post(page(draft, "kosten"), typed.costs(draft, rows, go="stay")).status_code == 302
    shown = desk.get(page(draft, "kosten")).content.decode().replace("\u00a0", " ")
    assert "Regel 1: de subsidie is hoogstens € 80,00" in shown
    assert "Te verbeteren" in shown


def test_totals_stay_while_a_line_is_added_without_a_script(desk, draft):
    shown = desk.post(page(draft, "kosten"), typed.costs(draft) | {"add": "costs"}).content.decode()
    assert "€\u00a084.000,00" in shown

"""The public page of a call."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from applications import actions as application_actions
from calls import actions
from calls.models import Type
from portal import middleware
from tests.factories import CLOSES, DURING, TICK, CallFactory, open_call
from workflow import moments

pytestmark = pytest.mark.django_db


def page(client, call, status=200) -> str:
    response = client.get(reverse("calls:detail", args=[call.slug]))
    assert response.status_code == status
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def at(monkeypatch):
    """Let requests arrive at a moment of choice, by setting the one clock that receipt is read from."""

    def arrive(moment):
        monkeypatch.setattr(moments, "database_now", lambda: moment)

        class Clock(middleware.datetime):
            @classmethod
            def now(cls, tz=None):
                return moment

        monkeypatch.setattr(middleware, "datetime", Clock)

    return arrive


def test_the_page_says_what_for_whom_how_much_and_until_when(client, call, at):
    at(DURING)
    text = page(client, call)
    for words in (
        "Van goed idee naar prototype",
        "€ 150.000,00",
        "hoogstens 80 %",
        "€ 900.000,00",
        "12 maanden na de toekenning",
        "Gemeenten en OCMW’s.",
        "Innovatieve dienstverlening:",
        "35 %",
        "Mijlpaal 3",
        "artikel 9",
        "vrijdag 25 maart 2022 om 23.59 uur (Belgische tijd)",
        "52 dagen",
        "uiterlijk vrijdag 24 juni 2022",
    ):
        assert words in text, words
    assert "Verlengd" not in text
    assert "Ingekort" not in text


@pytest.mark.parametrize(("moment", "is_open"), [(CLOSES - TICK, True), (CLOSES, False), (CLOSES + TICK, False)])
def test_at_the_closing_the_page_turns_to_the_microsecond(client, call, at, moment, is_open):
    at(moment)
    text = page(client, call)
    start = reverse("applications:start", args=[call.slug])
    assert (start in text) is is_open
    assert ("Open voor aanvragen" in text) is is_open
    assert ("Indienen is voorbij" in text) is not is_open


def test_before_the_opening_the_page_counts_towards_it_and_offers_no_start(client, at):
    call = CallFactory(opens_at=DURING + timedelta(hours=5))
    at(DURING)
    text = page(client, call)
    assert "Opent binnenkort" in text
    assert "5 uur" in text
    assert reverse("applications:start", args=[call.slug]) not in text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("innovatief-concept", "12 maanden na de toekenning"),
        ("thematisch-traject", "36 maanden na de selectie"),
        ("grootschalige-transformatie", "uiterlijk 31 december 2025"),
    ],
)
def test_every_type_says_its_term_in_words(client, code, words):
    assert words in page(client, CallFactory(type=Type.objects.get(code=code)))


def test_the_ledger_tells_of_an_extension_and_of_a_shortening_but_not_of_a_proposal(
    client, call, officer, second_officer
):
    longer, shorter = datetime(2022, 4, 8, 21, 59, tzinfo=UTC), datetime(2022, 4, 1, 21, 59, tzinfo=UTC)
    application_actions.move_deadline(call, longer, "Er is meer tijd nodig.", by=officer, at=DURING)
    change = application_actions.move_deadline(call, shorter, "De jury komt vroeger samen.", by=officer, at=DURING)
    text = page(client, call)
    assert "Verlengd van 25 maart 2022 om 23.59 uur tot vrijdag 8 april 2022 om 23.59 uur (Belgische tijd)." in text
    assert "Er is meer tijd nodig." in text
    assert "De jury komt vroeger samen." not in text
    application_actions.second_deadline(change, by=second_officer, at=DURING)
    text = page(client, call)
    assert "Ingekort van 8 april 2022 om 23.59 uur tot vrijdag 1 april 2022 om 23.59 uur (Belgische tijd)." in text
    assert "De jury komt vroeger samen." in text


def test_a_call_in_preparation_exists_for_staff_only(client, officer, applicant, reviewer, auditor):
    call = CallFactory(state="draft")
    page(client, call, 404)
    for person, status in ((applicant, 404), (reviewer, 404), (officer, 200), (auditor, 200)):
        client.force_login(person)
        page(client, call, status)


def test_what_an_officer_types_reaches_the_page_as_text_only(client):
    call = CallFactory(title="<script>alert(1)</script>", purpose="<b>vet</b>", legal_grounds="<i>x</i>")
    text = page(client, call)
    assert "<script>alert" not in text
    assert "<b>vet</b>" not in text
    assert "<i>x</i>" not in text


def test_the_page_costs_the_same_whatever_hangs_on_the_call(client, django_assert_num_queries, officer):
    bare = CallFactory(jury_on=None, decision_by=None)
    bare.criteria.all().delete()
    full = open_call()
    for days in (1, 2, 3):
        actions.change_term(full, full.closes_at + timedelta(days=days), "Meer tijd.", by=officer, at=full.opens_at)
    for call in (bare, full):
        with django_assert_num_queries(12):
            page(client, call)


def test_the_timeline_marks_today_between_opening_and_closing(client, call, at):
    at(DURING)
    text = page(client, call)
    assert text.index("Oproep geopend") < text.index('aria-current="step"') < text.index("Oproep sluit<")
    assert "dinsdag 1 februari 2022" in text
    call.jury_days.update(starts_at=datetime(2022, 1, 3, 8, tzinfo=UTC), ends_at=datetime(2022, 1, 3, 16, tzinfo=UTC))
    assert page(client, call).count('class="past"') == 2

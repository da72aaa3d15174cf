"""The public list of calls."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import CallFactory, ProgrammeFactory, open_call

pytestmark = pytest.mark.django_db


def listing(client, query="") -> str:
    response = client.get(reverse("calls:list") + query)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def coming(**fields):
    now = timezone.now()
    return CallFactory(opens_at=now + timedelta(days=5), closes_at=now + timedelta(days=50), **fields)


def test_calls_stand_under_open_coming_and_closed(client):
    coming(title="Straks")
    CallFactory(title="Voorbij")
    open_call(title="Nu")
    CallFactory(title="Geheim", state="draft")
    text = listing(client)
    order = ['id="open"', ">Nu<", 'id="komend"', ">Straks<", 'id="gesloten"', ">Voorbij<"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Geheim" not in text


def test_every_call_shows_its_exact_closing_and_an_open_one_what_is_left(client):
    CallFactory()
    open_call(closes_at=timezone.now() + timedelta(days=9, hours=1))
    text = listing(client)
    assert "vrijdag 25 maart 2022 om 23.59 uur (Belgische tijd)" in text
    assert "Nog 9 dagen" in text


def test_without_an_open_call_the_list_says_so(client):
    assert "Op dit moment staat geen oproep open." in listing(client)


def test_one_programme_can_be_chosen(client):
    one, other = ProgrammeFactory(name="Eerste"), ProgrammeFactory(name="Tweede")
    CallFactory(programme=one, title="Van de eerste")
    CallFactory(programme=other, title="Van de tweede")
    text = listing(client, f"?programma={one.slug}")
    assert "Van de eerste" in text
    assert "Van de tweede" not in text
    assert "Van de tweede" in listing(client, "?programma=bestaat-niet")


def test_a_programme_with_only_a_draft_is_not_named(client):
    CallFactory(programme=ProgrammeFactory(name="Zichtbaar"))
    CallFactory(programme=ProgrammeFactory(name="Ook zichtbaar"))
    CallFactory(programme=ProgrammeFactory(name="Verborgen"), state="draft")
    text = listing(client)
    assert "Ook zichtbaar" in text
    assert "Verborgen" not in text


def test_closed_calls_are_paged(client):
    programme = ProgrammeFactory()
    for n in range(21):
        CallFactory(programme=programme, title=f"Gesloten {n}", closes_at=timezone.now() - timedelta(days=n + 1))
    assert "Gesloten 20" not in listing(client)
    text = listing(client, "?page=2")
    assert "Gesloten 20" in text
    assert 'id="open"' not in text
    assert "Gesloten 20" in listing(client, "?page=999")
    assert "Gesloten 0" in listing(client, "?page=abc")


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_costs_the_same_for_one_three_or_thirty_rows(client, django_assert_num_queries, rows):
    for _row in range(rows):
        open_call()
        coming()
        CallFactory()
    with django_assert_num_queries(9):
        listing(client)


def test_the_list_stays_within_twelve_queries_for_who_is_signed_in(client, django_assert_max_num_queries, applicant):
    open_call()
    CallFactory()
    client.force_login(applicant)
    with django_assert_max_num_queries(12):
        listing(client)

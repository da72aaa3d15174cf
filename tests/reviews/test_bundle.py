"""All files of a reviewer as one PDF: named on each page, closed with the first file that closes, gone after a day."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse

from reviews import actions, bundling, clock
from reviews.models import Bundle
from tests import factories
from tests.judging import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def two(call, applicant, reviewer, officer):
    """Two files that the reviewer opened, and a third that still waits for the declaration."""
    files = [factories.submitted(call, applicant, title=f"Project {n}", goals=f"doel-{n}") for n in range(3)]
    factories.seal(call)
    found = [factories.assign(factories.admit(each, officer), reviewer, officer, at=LATER) for each in files]
    for each in found[:2]:
        actions.declare(each, by=reviewer, at=LATER)
    return found


def pages(data) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(bytes(data))]


def test_a_reviewer_asks_waits_and_takes_the_files_with_the_own_name_on_each_page(desk, two, reviewer):
    answer = desk.post(reverse("reviews:ask_bundle"), {"_key": "4a8d5b7e-0000-4000-8000-000000000001"})
    bundle = Bundle.objects.get()
    assert answer["Location"] == reverse("reviews:bundle", args=[bundle.pk])
    assert "wordt gemaakt" in desk.get(answer["Location"]).content.decode()
    assert desk.get(reverse("reviews:bundle_file", args=[bundle.pk])).status_code == 404
    assert bundling.draw(bundle.pk, at=LATER)
    assert "is klaar" in desk.get(answer["Location"]).content.decode()
    taken = desk.get(reverse("reviews:bundle_file", args=[bundle.pk]))
    texts = pages(taken.content)
    assert len(texts) > 2 and all(str(reviewer) in text for text in texts)
    whole = " ".join(texts)
    assert "doel-0" in whole and "doel-1" in whole and "doel-2" not in whole
    assert taken["Cache-Control"] == "private, no-store"


def test_a_bundle_is_nobody_elses_and_closes_when_a_file_in_it_closes(desk, two, reviewer, officer, client):
    bundle = bundling.ask(reviewer, at=LATER)
    bundling.draw(bundle.pk, at=LATER)
    address, file = reverse("reviews:bundle", args=[bundle.pk]), reverse("reviews:bundle_file", args=[bundle.pk])
    assert desk.get(file).status_code == 200
    actions.recuse(two[0], "Toch een belang.", by=reviewer, at=LATER)
    assert desk.get(file).status_code == 404
    assert "gesloten" in desk.get(address).content.decode()
    for person in (factories.UserFactory(role="reviewer"), officer):
        client.force_login(person)
        assert client.get(address).status_code == client.get(file).status_code == 404


def test_a_file_that_closed_before_the_worker_came_is_not_drawn(two, reviewer):
    bundle = bundling.ask(reviewer, at=LATER)
    actions.recuse(two[0], "Toch een belang.", by=reviewer, at=LATER)
    bundling.draw(bundle.pk, at=LATER)
    bundle.refresh_from_db()
    assert "doel-0" not in " ".join(pages(bundle.data))


def test_nothing_open_is_said_and_asked_twice_is_drawn_once(desk, two, reviewer, client):
    first, again = bundling.ask(reviewer, at=LATER), bundling.ask(reviewer, at=LATER + timedelta(minutes=1))
    assert first == again
    assert bundling.draw(first.pk, at=LATER) is not False and not bundling.draw(first.pk, at=LATER)
    client.force_login(factories.UserFactory(role="reviewer"))
    answer = client.post(reverse("reviews:ask_bundle"), follow=True)
    assert "Er staat nog geen dossier voor u open" in answer.content.decode()


def test_what_is_owed_is_found_and_what_is_old_is_dropped(two, reviewer):
    bundle = bundling.ask(reviewer, at=LATER)
    assert list(bundling.owed_at(LATER + timedelta(minutes=2))) == [bundle]
    assert bundling.drop_old(at=LATER + timedelta(hours=23)) == 0
    clock.bundles_due()  # of today: this one is years old
    assert not Bundle.objects.exists()

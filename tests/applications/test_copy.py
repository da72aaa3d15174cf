"""A PDF of the whole application to read before handing in: drawn by a worker, private, gone after a day."""

import io
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.utils import timezone

from applications import actions, clock, copying
from applications.models import Application, ReadingCopy
from documents import pdf
from documents.models import Document
from tests import factories

CANARY = "kanarie-2b9e"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def draft(applicant, now):
    return factories.draft(factories.open_call(), applicant, at=now, title="Dorpen aan zet", goals=CANARY)


def asked(client, draft) -> ReadingCopy:
    answer = client.post(f"{draft.get_absolute_url()}pdf/", {"_key": str(uuid4())})
    assert answer.status_code == 302
    return ReadingCopy.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def test_it_is_asked_for_made_by_a_worker_and_downloaded(client, applicant, draft, now):
    client.force_login(applicant)
    copy = asked(client, draft)
    address = f"{draft.get_absolute_url()}pdf/{copy.pk}/"
    waiting = client.get(address)
    assert "Uw pdf wordt gemaakt" in waiting.content.decode()
    assert client.get(f"{address}bestand/").status_code == 404
    assert copying.draw(copy.pk, at=now)
    assert "Uw pdf is klaar" in client.get(address).content.decode()
    file = client.get(f"{address}bestand/")
    assert file["Content-Type"] == "application/pdf"
    assert file["Cache-Control"] == "private, no-store"
    with pikepdf.open(io.BytesIO(file.content)) as paper:
        assert str(paper.docinfo["/Title"]) == f"Aanvraag {draft.number}, om na te lezen"
        assert len(paper.pages) >= 2
    assert pdf.why_not_issue(file.content) == []  # tagged, in Dutch, fonts inside: as good as a letter
    assert not Document.objects.exists()  # and yet no document that anybody could verify


def test_what_is_on_it_is_what_stood_there(applicant, draft, now):
    whole = Application.objects.get(pk=draft.pk)
    copy = copying.ask(whole, by=applicant, at=now)
    actions.save(draft, "project", fields={"goals": "Iets anders"}, by=applicant, at=now)
    assert copy.content["goals"] == CANARY


def test_the_same_text_is_drawn_once(client, applicant, draft, now):
    client.force_login(applicant)
    first = asked(client, draft)
    assert asked(client, draft) == first
    assert copying.draw(first.pk, at=now)
    assert not copying.draw(first.pk, at=now)
    actions.save(draft, "project", fields={"goals": "Iets anders"}, by=applicant, at=now)
    page = client.get(f"{draft.get_absolute_url()}pdf/{first.pk}/").content.decode()
    assert "De aanvraag is sindsdien gewijzigd." in page
    assert asked(client, draft) != first


def test_a_partner_reads_it_and_nobody_else(client, applicant, partner, stranger, officer, reviewer, draft, now):
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=now)
    client.force_login(partner)
    copy = asked(client, draft)
    copying.draw(copy.pk, at=now)
    path = f"{draft.get_absolute_url()}pdf/{copy.pk}/bestand/"
    assert client.get(path).status_code == 200
    for who in (stranger, officer, reviewer):
        client.force_login(who)
        assert client.get(path).status_code == 404
        assert client.post(f"{draft.get_absolute_url()}pdf/", {"_key": str(uuid4())}).status_code == 404


def test_the_copy_of_one_application_is_not_found_under_another(client, applicant, draft, now):
    other = factories.draft(draft.call, applicant, at=now)
    client.force_login(applicant)
    copy = asked(client, draft)
    assert client.get(f"{other.get_absolute_url()}pdf/{copy.pk}/").status_code == 404


def test_what_cannot_be_drawn_says_so_after_three_attempts(client, applicant, draft, now):
    copy = copying.ask(Application.objects.get(pk=draft.pk), by=applicant, at=now)
    ReadingCopy.objects.filter(pk=copy.pk).update(content=copy.content | {"goals": "lang " * 200_000})
    assert [copying.draw(copy.pk, at=now) for _attempt in range(4)] == [False] * 4
    copy.refresh_from_db()
    assert copy.attempts == 3
    assert copy.fault.startswith("Unfit")
    client.force_login(applicant)
    page = client.get(f"{draft.get_absolute_url()}pdf/{copy.pk}/").content.decode()
    assert "Hiervan kan geen pdf gemaakt worden" in page


def test_hostile_text_is_only_text(applicant, draft, now):
    copy = copying.ask(Application.objects.get(pk=draft.pk), by=applicant, at=now)
    evil = '<img src="file:///etc/passwd"><a href="http://kwaad.example">x</a>\u202e' + "a" * 5000
    ReadingCopy.objects.filter(pk=copy.pk).update(content=copy.content | {"goals": evil})
    assert copying.draw(copy.pk, at=now)
    copy.refresh_from_db()
    assert b"kwaad.example" not in bytes(copy.data)


def test_the_clock_finds_what_was_lost_and_drops_what_is_old(applicant, draft, now):
    copy = copying.ask(Application.objects.get(pk=draft.pk), by=applicant, at=now - timedelta(hours=1))
    assert list(copying.owed_at(now)) == [copy]
    clock.copies_due()
    ReadingCopy.objects.update(asked_at=now - timedelta(hours=25))
    clock.copies_due()
    assert not ReadingCopy.objects.exists()


def test_nobody_asks_for_hundreds(client, applicant, draft, now):
    rows = [
        ReadingCopy(application=draft, sha256=f"{n:064}", content={}, asked_by=applicant, asked_at=now)
        for n in range(30)
    ]
    ReadingCopy.objects.bulk_create(rows)
    client.force_login(applicant)
    answer = client.post(f"{draft.get_absolute_url()}pdf/", {"_key": str(uuid4())}, follow=True)
    assert "Druk de pagina af met uw browser." in answer.content.decode()
    assert ReadingCopy.objects.count() == 30

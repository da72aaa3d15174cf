"""The log an auditor reads: in words, by page, and with the proof that nothing was changed."""

import pytest
from django.db import connection, transaction

from tests import factories
from workflow.models import Event, is_whole, subject_of


@pytest.fixture
def file(applicant, officer, reviewer):
    """A file up to its review."""
    call = factories.CallFactory()
    application = factories.submitted(call, applicant)
    factories.seal(call)
    application.refresh_from_db()
    factories.admit(application, officer)
    application.refresh_from_db()
    factories.reviewed(application, reviewer, officer)
    return application


@pytest.fixture
def read(client, file, auditor):
    client.force_login(auditor)
    return lambda **asked: client.get("/logboek/", asked)


def verbs(answer) -> list[str]:
    return [line.event.verb for line in answer.context["lines"]]


def test_it_shows_the_newest_first_in_words(read):
    page = read()
    moments = [line.event.at for line in page.context["lines"]]
    assert moments == sorted(moments, reverse=True)
    assert "Ontvankelijk verklaard" in page.content.decode()


def test_it_pages_through_everything_once(client, read):
    seen, address = [], "/logboek/"
    while address:
        page = client.get(address)
        seen += [line.event.pk for line in page.context["lines"]]
        address = page.context["page"].next and f"/logboek/{page.context['page'].next}"
    assert len(seen) == len(set(seen)) == Event.objects.count()


def test_a_file_is_followed_over_its_jury_and_letters(read, file):
    page = read(dossier=file.number.lower())
    assert page.context["whole"] is True
    assert {"start", "save", "submit", "owe", "admit", "assign", "declare"} <= set(verbs(page))


def test_lines_are_found_by_what_was_done_and_by_whom(read, officer):
    assert verbs(read(handeling="admit")) == ["admit"]
    by = {line.event.by for line in read(persoon=officer.email.upper()).context["lines"]}
    assert by == {officer}
    assert verbs(read(persoon="niemand@x.example")) == []
    assert verbs(read(dossier="bestaat-niet")) == []


def test_one_object_shows_whether_its_chain_is_whole(read, file):
    page = read(onderwerp=subject_of(file))
    assert page.context["whole"] is True
    assert "is heel" in page.content.decode()


TAMPERINGS = (
    "UPDATE workflow_event SET facts = '{}' WHERE id = %s",
    "UPDATE workflow_event SET at = at + interval '1 second' WHERE id = %s",
    "UPDATE workflow_event SET by_id = NULL WHERE id = %s",
    "UPDATE workflow_event SET hash = repeat('0', 64) WHERE id = %s",
    "DELETE FROM workflow_event WHERE id = %s",
)


def test_every_tampering_is_told(read, file):
    events, told = list(Event.objects.of(file)), {}
    for tampering in TAMPERINGS:
        for event in events:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL session_replication_role = replica")  # as a database manager could
                    cursor.execute(tampering, [event.pk])
                told[tampering, event.verb] = is_whole(subject_of(file))
                transaction.set_rollback(True)
    changed = {key: whole for key, whole in told.items() if not (key[0] == TAMPERINGS[0] and key[1] == "start")}
    assert set(changed.values()) == {False}
    assert is_whole(subject_of(file))


def test_a_broken_chain_is_told_on_the_page(read, file):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(TAMPERINGS[-1], [Event.objects.of(file).last().pk])
    page = read(onderwerp=subject_of(file))
    assert page.context["whole"] is False
    assert "gebroken" in page.content.decode()


def test_it_costs_little_also_when_a_whole_file_is_proven(read, file, django_assert_max_num_queries):
    for asked in ({}, {"dossier": file.number}):
        with django_assert_max_num_queries(13):
            assert len(read(**asked).context["lines"]) >= 10


def test_a_chain_without_its_head_is_broken(file):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workflow_chain WHERE subject = %s", [subject_of(file)])
    assert not is_whole(subject_of(file))
    assert not is_whole("calls.call:0", subject_of(file))
    assert is_whole("calls.call:0")


def test_nasty_questions_are_answered(read):
    for asked in (
        {"dossier": "x" * 500},
        {"onderwerp": "'; --"},
        {"handeling": "%"},
        {"persoon": "@"},
        {"voor": "x-y"},
    ):
        assert read(**asked).status_code == 200

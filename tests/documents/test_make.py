"""Making what is owed: once, whole, and never at the cost of another document."""

import hashlib
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from documents import actions, clock, files, letters, tasks
from documents.models import Document
from documents.states import State
from tests.documents import samples
from tests.documents.conftest import AT, frozen
from workflow.models import Event
from workflow.refusals import Refused

LATER = AT + timedelta(minutes=1)


@pytest.fixture
def bad(db):
    """A row that no letter can be made of, as a fault in a template would be."""
    return Document.objects.create(kind="receipt", number="A-0/1", subject="x:1", snapshot={}, created_at=AT, try_at=AT)


def test_a_made_document_has_its_file_and_its_fingerprint(owe):
    document = owe()
    assert actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    data = files.read(document)
    assert data[:8] == b"%PDF-1.7"
    assert (document.state, document.made_at, document.pages) == (State.MADE, LATER, 1)
    assert (document.sha256, document.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert document.template == f"receipt-{letters.VERSION}"
    assert [event.verb for event in Event.objects.of(document)] == ["owe", "make"]
    assert [path.name for path in files.path_of(document.file).parent.iterdir()] == [f"{document.code}.pdf"]


def test_a_document_is_made_only_once(owe):
    document = owe()
    assert [actions.make(document.pk, at=LATER) for _ in range(2)] == [True, False]
    tasks.make(document.pk)
    assert Event.objects.of(document).filter(verb="make").count() == 1


@pytest.mark.django_db(transaction=True)
def test_killed_before_the_commit_a_document_is_still_owed(owe):
    """The transaction that draws and writes is rolled back, as the database does when a worker dies."""
    document = owe()

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr(actions, "move", die)
        actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    assert (document.state, document.sha256, document.attempts) == (State.OWED, "", 1)
    assert list(Document.objects.owed_at(LATER)) == [document]
    assert actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    assert files.read(document)


@pytest.mark.django_db(transaction=True)
def test_two_makers_at_once_make_it_once(owe):
    document = owe()
    together, made = threading.Barrier(2), []

    def worker():
        try:
            together.wait(timeout=20)
            made.append(actions.make(document.pk, at=LATER))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join(timeout=60) for thread in threads]
    assert sorted(made) == [False, True]
    assert Event.objects.of(document).filter(verb="make").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_document_that_another_worker_holds_is_left_alone(owe):
    document = owe()
    held, go = threading.Event(), threading.Event()

    def worker():
        try:
            with transaction.atomic():
                Document.objects.select_for_update().get(pk=document.pk)
                held.set()
                go.wait(timeout=20)
        finally:
            connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    held.wait(timeout=20)
    try:
        assert not actions.make(document.pk, at=LATER)
    finally:
        go.set()
        thread.join(timeout=20)


def test_a_bad_document_does_not_stop_the_others(bad, owe):
    good = owe("inadmissible")
    assert clock.sweep(at=LATER) == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == (State.OWED, State.MADE)
    assert bad.fault.startswith("KeyError")


def test_a_fault_is_tried_again_ever_later_and_then_given_up(bad):
    document, moment, waits = bad, AT, []
    while document.state == State.OWED:
        assert not actions.make(document.pk, at=moment)
        document.refresh_from_db()
        waits.append(document.try_at - moment)
        moment = document.try_at
        assert len(waits) < 10
    assert [wait.total_seconds() for wait in waits] == [0, 30, 120, 600, 3600]
    assert (document.state, list(Document.objects.failed())) == (State.FAILED, [document])
    assert not actions.make(document.pk, at=moment + timedelta(days=1))


def test_a_document_that_kills_its_worker_is_given_up_in_the_end(owe):
    """Such a death leaves only the attempts behind, because those are committed first."""
    document = owe()
    Document.objects.filter(pk=document.pk).update(attempts=actions.MOST_ATTEMPTS)
    assert not actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    assert document.state == State.FAILED
    assert document.fault


def test_the_least_tried_come_first(owe):
    first, second = owe("receipt", "A-1/1"), owe("receipt", "A-2/1")
    Document.objects.filter(pk=first.pk).update(attempts=2)
    assert list(Document.objects.owed_at(LATER)) == [second, first]


def test_a_document_given_up_can_be_owed_again(owe, officer):
    document = owe()
    Document.objects.filter(pk=document.pk).update(state=State.FAILED, fault="no disk", attempts=5)
    document.refresh_from_db()
    actions.retry(document, by=officer, at=LATER)
    assert actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    assert (document.state, document.fault) == (State.MADE, "")
    with pytest.raises(Refused):
        actions.retry(document, by=officer, at=LATER)


def test_a_full_disk_is_a_fault_like_another(owe, settings, tmp_path):
    document = owe()
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"
    assert not actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    assert (document.state, document.fault.split(":")[0]) == (State.OWED, "NotADirectoryError")


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"file": "x.pdf"}, {"size": 1}, {"state": "owed"}])
def test_the_database_refuses_to_change_the_file_of_a_made_document(owe, change):
    document = owe()
    actions.make(document.pk, at=LATER)
    with pytest.raises(DatabaseError, match="never made again"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_a_damaged_file_is_noticed(owe):
    document = owe()
    actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    path = files.path_of(document.file)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(files.Damaged):
        files.read(document)


def test_a_document_is_handed_out_as_an_attachment(owe):
    document = owe()
    actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    answer = files.response(document)
    assert answer["Content-Disposition"] == 'attachment; filename="ontvangstbewijs-a-2022-4-017-1.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == files.read(document)


@pytest.mark.parametrize("kind", ["receipt", "award", "refusal", "inadmissible"])
def test_the_same_snapshot_gives_the_same_bytes(drawn, kind):
    assert letters.draw(kind, frozen(kind, samples.usual()[kind])).data == drawn[kind]


class TestSupersede:
    def test_a_replaced_document_keeps_its_file_and_names_its_successor(self, owe, officer):
        old, new = owe("receipt", "A-1/1"), owe("receipt", "A-1/2", at=LATER)
        actions.make(old.pk, at=LATER)
        actions.supersede(old, new, by=officer, at=LATER)
        old.refresh_from_db()
        assert (old.superseded_by, old.superseded_at, old.state) == (new, LATER, State.MADE)
        assert files.read(old)
        assert Event.objects.of(old).last().facts == {"by": "A-1/2"}

    def test_saying_it_twice_says_it_once(self, owe, officer):
        old, new = owe("receipt", "A-1/1"), owe("receipt", "A-1/2", at=LATER)
        for _ in range(2):
            actions.supersede(old, new, by=officer, at=LATER)
        assert Event.objects.of(old).filter(verb="supersede").count() == 1

    def test_a_document_is_replaced_once_and_by_a_newer_one(self, owe, officer):
        old, new, third = owe("receipt", "A-1/1"), owe("receipt", "A-1/2", at=LATER), owe("receipt", "A-1/3", at=LATER)
        actions.supersede(old, new, by=officer, at=LATER)
        assert [reason.code for reason in actions.why_not_supersede(old, third)] == ["superseded"]
        assert [reason.code for reason in actions.why_not_supersede(new, old)] == ["older"]
        assert [reason.code for reason in actions.why_not_supersede(new, new)] == ["same"]
        with pytest.raises(Refused):
            actions.supersede(old, third, by=officer, at=LATER)
        with pytest.raises(DatabaseError, match="only once"), transaction.atomic():
            Document.objects.filter(pk=old.pk).update(superseded_by=third)

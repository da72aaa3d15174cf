"""The event log: append-only, chained, and whatever is tampered with is found."""

import random
import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.factories import DURING, CallFactory, UserFactory, drop_heads_without_events
from workflow.models import Event, broken_chains, is_whole, subject_of

pytestmark = pytest.mark.django_db
ALL = 9  # seven looks, and the freezing of the forms of two calls


@pytest.fixture(autouse=True)
def no_heads_without_events(db):
    drop_heads_without_events()


@pytest.fixture
def chain(call, officer) -> list[Event]:
    """Five events of one call, and two of another that must stay whole."""
    other = CallFactory()
    for n in range(2):
        Event.objects.record(other, "look", by=officer, at=DURING, facts={"n": n})
    return [Event.objects.record(call, "look", by=officer, at=DURING, facts={"n": n, "é": "ü"}) for n in range(5)]


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def tamper(statement: str, *values) -> None:
    """Do what only the owner of the database can: switch the protection off, change, and switch it on again."""
    sql("SET LOCAL session_replication_role = replica")
    sql(statement, *values)
    sql("SET LOCAL session_replication_role = DEFAULT")


def test_the_chain_of_an_untouched_log_is_whole(chain, call):
    assert broken_chains() == []
    assert is_whole(subject_of(call))
    out = StringIO()
    call_command("verify_events", stdout=out)
    assert out.getvalue().strip() == f"{ALL} events, every chain is whole."


def test_every_event_hangs_on_the_one_before(chain):
    hashes = list(Event.objects.filter(subject=chain[0].subject).order_by("id").values_list("hash", flat=True))
    assert len(set(hashes)) == 5
    assert all(len(each) == 64 for each in hashes)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workflow_event SET verb = 'anders' WHERE id = %s",
        "UPDATE workflow_event SET facts = '{}' WHERE id = %s",
        "DELETE FROM workflow_event WHERE id = %s",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(chain, statement):
    with pytest.raises(DatabaseError, match="workflow_event is append-only"), transaction.atomic():
        sql(statement, chain[2].pk)
    assert Event.objects.count() == ALL


def test_the_models_cannot_go_around_it(chain):
    chain[0].verb = "anders"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        chain[0].save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workflow_event SET verb = 'anders' WHERE id = %s",
        "UPDATE workflow_event SET facts = '{\"n\": 99}' WHERE id = %s",
        "UPDATE workflow_event SET at = at + interval '1 microsecond' WHERE id = %s",
        "UPDATE workflow_event SET by_id = NULL WHERE id = %s",
        "UPDATE workflow_event SET hash = repeat('a', 64) WHERE id = %s",
        "DELETE FROM workflow_event WHERE id = %s",
    ],
)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_tampering_is_found_wherever_in_the_chain_it_was_done(chain, call, statement, place):
    tamper(statement, chain[place].pk)
    assert {each["subject"] for each in broken_chains()} == {subject_of(call)}
    assert not is_whole(subject_of(call))


def test_removing_a_whole_chain_is_found(chain, call):
    tamper("DELETE FROM workflow_event WHERE subject = %s", subject_of(call))
    assert {each["subject"] for each in broken_chains()} == {subject_of(call)}


def test_a_line_slipped_in_behind_the_triggers_is_found(chain, call):
    tamper(
        "INSERT INTO workflow_event (subject, verb, at, facts, recorded_at, hash)"
        " VALUES (%s, 'look', now(), '{}', now(), repeat('b', 64))",
        subject_of(call),
    )
    assert {each["subject"] for each in broken_chains()} == {subject_of(call)}
    assert not is_whole(subject_of(call))


def test_swapping_two_lines_is_found(chain, call):
    tamper("UPDATE workflow_event SET facts = '{\"n\": 3}' WHERE id = %s", chain[1].pk)
    tamper("UPDATE workflow_event SET facts = '{\"n\": 1}' WHERE id = %s", chain[3].pk)
    assert {each["subject"] for each in broken_chains()} == {subject_of(call)}


def test_a_hundred_random_tamperings_are_all_found(chain, call):
    """The control: without one, nothing is found. With one, it always is."""
    luck = random.Random(2022)  # noqa: S311
    for _attempt in range(100):
        assert broken_chains() == []
        save = transaction.savepoint()
        column, value = luck.choice([("verb", "x"), ("subject", "calls.call:0"), ("facts", '{"n": 77}'), ("hash", "0")])
        tamper(f"UPDATE workflow_event SET {column} = %s WHERE id = %s", value, luck.choice(chain).pk)
        assert broken_chains()
        transaction.savepoint_rollback(save)


def test_the_command_fails_and_names_what_is_broken(chain, call):
    tamper("UPDATE workflow_event SET verb = 'anders' WHERE id = %s", chain[1].pk)
    err = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("verify_events", stderr=err)
    assert stop.value.code == 1
    assert subject_of(call) in err.getvalue()


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_object_keep_one_chain():
    call, officer = CallFactory(), UserFactory(role="officer")
    faults = []

    def write():
        try:
            for n in range(10):
                Event.objects.record(call, "look", by=officer, at=DURING, facts={"n": n})
        except Exception as fault:  # noqa: BLE001 -- a thread must tell
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert Event.objects.of(call).count() == 40
    assert broken_chains() == []

"""The one writer of states: the table of moves, the lock, the save and the event."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from calls.models import Call
from calls.states import CALL_MOVES
from tests.factories import CLOSES, DURING, CallFactory, UserFactory
from workflow.models import Event
from workflow.moves import Move, hold, hold_shared, move, why_not_move
from workflow.refusals import Reason, Refused, refuse, rule

pytestmark = pytest.mark.django_db


def test_a_move_changes_the_state_stamps_the_moment_and_records_an_event(officer):
    call = CallFactory(state="draft")
    event = move(call, "publish", by=officer, at=DURING, why="klaar")
    call.refresh_from_db()
    assert (call.state, call.published_at) == ("published", DURING)
    assert (event.subject, event.verb, event.by, event.at) == (f"calls.call:{call.pk}", "publish", officer, DURING)
    assert event.facts == {"from": "draft", "to": "published", "why": "klaar"}


def test_a_step_that_is_not_in_the_table_is_refused_and_changes_nothing(call, officer):
    with pytest.raises(Refused) as refusal:
        move(call, "publish", by=officer, at=DURING)
    assert [reason.code for reason in refusal.value.reasons] == ["wrong-state"]
    assert "gepubliceerd" in refusal.value.reasons[0].text
    assert [reason.code for reason in why_not_move(call, "publish")] == ["wrong-state"]
    assert why_not_move(call, "seal") == []
    call.refresh_from_db()
    assert call.state == "published"
    assert not Event.objects.of(call).exists()


def test_a_move_writes_the_fields_that_a_constraint_ties_to_the_state(call):
    move(call, "seal", by=None, at=CLOSES, also={"seal": {"count": 0}})
    call.refresh_from_db()
    assert (call.state, call.seal, call.sealed_at) == ("sealed", {"count": 0}, CLOSES)


def test_a_move_and_its_event_stand_or_fall_together(officer):
    call = CallFactory(state="draft")

    class Interruption(Exception):
        pass

    with pytest.raises(Interruption), transaction.atomic():
        move(call, "publish", by=officer, at=DURING)
        raise Interruption
    call.refresh_from_db()
    assert call.state == "draft"
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_move_outside_a_transaction_is_a_mistake_of_the_programmer():
    call = CallFactory(state="draft")
    with pytest.raises(AssertionError, match="a move belongs in a transaction"):
        move(call, "publish", by=None, at=DURING)


def test_every_step_of_the_table_names_its_sources_as_a_tuple():
    assert all(isinstance(step.sources, tuple) for step in CALL_MOVES.values())
    with pytest.raises(AssertionError):
        Move("draft", "published")


def test_holding_reads_afresh(call):
    stale = Call.objects.get(pk=call.pk)
    Call.objects.filter(pk=call.pk).update(title="Nieuw")
    for lock in (hold, hold_shared):
        stale.title = "Oud"
        lock(stale)
        assert stale.title == "Nieuw"


def _try_lock(pk: int, words: str, found: list) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM calls_call WHERE id = %s FOR {words} SKIP LOCKED", [pk])
            found.append(cursor.fetchone() is not None)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("lock", "shared_is_free", "exclusive_is_free"), [(hold_shared, True, False), (hold, False, False)]
)
def test_submissions_share_the_call_while_closing_has_it_alone(lock, shared_is_free, exclusive_is_free):
    call = CallFactory()
    found = []
    with transaction.atomic():
        lock(call)
        for words in ("SHARE", "UPDATE"):
            thread = threading.Thread(target=_try_lock, args=(call.pk, words, found))
            thread.start()
            thread.join(10)
    assert found == [shared_is_free, exclusive_is_free]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_publish_at_once_one_wins():
    call = CallFactory(state="draft", opens_at=DURING, closes_at=DURING + timedelta(days=9))
    people = [UserFactory(role="officer"), UserFactory(role="officer")]
    start, outcomes = threading.Barrier(2), []

    def publish(person):
        from calls import actions

        try:
            start.wait(10)
            actions.publish(Call.objects.get(pk=call.pk), by=person, at=DURING)
            outcomes.append("published")
        except Refused as refusal:
            outcomes.append(refusal.reasons[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["published", "wrong-state"]
    assert Event.objects.of(call).count() == 1


def test_a_rule_answers_with_a_list_and_refusing_names_every_reason():
    @rule
    def why_not(n):
        if n > 0:
            yield Reason("one", "een")
        if n > 1:
            yield Reason("two", "twee")

    assert why_not(0) == []
    refuse(why_not(0))
    with pytest.raises(Refused) as refusal:
        refuse(why_not(2))
    assert [reason.code for reason in refusal.value.reasons] == ["one", "two"]
    assert str(refusal.value) == "een; twee"

"""The deadline: one half-open instant, one clock reading, and a seal that nothing slips past."""

# ruff: noqa: DTZ001 -- wall times are naive on purpose

import hashlib
import random
import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from applications import actions, clock, receipts
from applications.models import Application, Submission
from applications.states import State
from calls.models import Call
from tests import factories
from tests.factories import TICK
from workflow import later
from workflow.models import fingerprint
from workflow.moments import DRAIN, believed, database_now, instant
from workflow.refusals import Refused

# Closings in Brussels wall time: in winter, in summer, and around both changes of the clocks.
CLOSINGS = [
    datetime(2022, 1, 31, 23, 59),
    datetime(2022, 7, 1, 23, 59),
    datetime(2026, 3, 29, 1, 59),
    datetime(2026, 3, 29, 3, 0),
    datetime(2026, 10, 25, 1, 59),
    datetime(2026, 10, 25, 3, 0),
]


@pytest.mark.parametrize("wall", CLOSINGS, ids=str)
def test_a_microsecond_before_the_closing_is_in_time_and_the_closing_itself_is_late(wall, applicant):
    closes = instant(wall)
    call = factories.CallFactory(opens_at=closes - timedelta(days=30), closes_at=closes, jury_on=None, decision_by=None)
    file = factories.draft(call, applicant, at=closes - timedelta(days=2))
    for late in (closes, closes + TICK):
        with pytest.raises(Refused) as refusal:
            actions.submit(file, by=applicant, at=late)
        assert [reason.code for reason in refusal.value.reasons] == ["call-closed"]
        assert not Submission.objects.exists()
    submission = actions.submit(file, by=applicant, at=closes - TICK)
    assert Submission.objects.get().received_at == closes - TICK == submission.received_at
    assert submission.receipt.snapshot["letter"]["received_at"] == (closes - TICK).astimezone(UTC).isoformat()


def test_the_opening_itself_is_in_time_and_a_microsecond_before_is_early(call):
    assert call.is_open_at(call.opens_at)
    assert not call.is_open_at(call.opens_at - TICK)


@pytest.mark.parametrize("wall", CLOSINGS, ids=str)
def test_the_queryset_and_the_model_give_the_same_answer_to_what_is_open(wall, db):
    closes = instant(wall)
    call = factories.CallFactory(opens_at=closes - timedelta(days=30), closes_at=closes)
    for edge in (call.opens_at, call.closes_at):
        for moment in (edge - TICK, edge, edge + TICK):
            assert Call.objects.open_at(moment).exists() == call.is_open_at(moment)
            assert Call.objects.closed_at(moment).exists() == call.is_closed_at(moment)


def test_a_summer_and_a_winter_closing_at_the_same_wall_time_are_different_instants():
    assert instant(datetime(2022, 3, 25, 23, 59)) == datetime(2022, 3, 25, 22, 59, tzinfo=UTC)
    assert instant(datetime(2022, 7, 1, 23, 59)) == datetime(2022, 7, 1, 21, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "wall, code",
    [(datetime(2026, 3, 29, 2, 30), "no-such-time"), (datetime(2026, 10, 25, 2, 30), "time-twice")],
)
def test_a_wall_time_that_does_not_exist_or_exists_twice_is_refused(wall, code):
    with pytest.raises(Refused) as refusal:
        instant(wall)
    assert refusal.value.reasons[0].code == code


def test_the_database_itself_refuses_a_version_received_at_the_closing(call, applicant):
    file = factories.submitted(call, applicant)
    with pytest.raises(Exception, match="received_before_the_closing"):
        Submission.objects.create(
            application=file, version=2, received_at=call.closes_at, closes_at=call.closes_at, by=applicant, content={},
            sha256="0" * 64, cost=2, subsidy=1, receipt=file.submission.receipt,
        )  # fmt: skip


def test_a_stamp_is_believed_only_within_the_drain_before_the_clock_of_the_database(db):
    now = database_now()
    recent = now - DRAIN + timedelta(seconds=5)
    assert believed(recent) == recent
    for stamp in (now - DRAIN - timedelta(seconds=5), now + timedelta(hours=1)):
        assert abs(believed(stamp) - now) < timedelta(seconds=5)


def test_a_call_is_closed_by_its_definition_when_no_worker_ran_for_a_day_and_the_clock_catches_up(applicant, colleague):
    call = factories.CallFactory()
    kept = factories.submitted(call, applicant)
    forgotten = factories.draft(call, colleague)
    a_day_later = call.closes_at + timedelta(days=1)
    with pytest.raises(Refused):
        actions.submit(forgotten, by=applicant, at=a_day_later)
    assert clock.seal_all_due(at=a_day_later) == 1
    assert clock.settle_left(at=a_day_later) == 1
    states = dict(Application.objects.values_list("pk", "state"))
    assert states == {kept.pk: State.SUBMITTED, forgotten.pk: State.LAPSED}
    call.refresh_from_db()
    assert call.seal["count"] == 1


def test_nothing_is_sealed_and_no_draft_lapses_before_the_drain_is_over(call, applicant):
    file = factories.draft(call, applicant)
    just_before = call.closes_at + DRAIN - TICK
    assert clock.seal_all_due(at=just_before) == 0
    with pytest.raises(Refused):
        actions.seal(call, at=just_before)
    assert clock.settle_left(at=just_before) == 0
    file.refresh_from_db()
    assert file.state == State.DRAFT
    assert clock.seal_all_due(at=call.closes_at + DRAIN) == 1


def test_what_arrived_in_time_and_waited_in_a_queue_is_kept(call, applicant):
    """The stamp is from before the closing, the work is done during the drain."""
    file = factories.draft(call, applicant)
    actions.submit(file, by=applicant, at=call.closes_at - timedelta(seconds=1))
    factories.seal(call)
    call.refresh_from_db()
    assert call.seal["count"] == 1


def test_after_the_seal_nothing_is_taken_in_whatever_its_stamp(call, applicant, colleague):
    file = factories.draft(call, applicant)
    factories.seal(call)
    with pytest.raises(Refused):
        actions.submit(file, by=applicant, at=call.closes_at - TICK)


def test_handing_in_works_with_the_broker_gone(call, applicant, broker, django_capture_on_commit_callbacks):
    broker("redis://127.0.0.1:1/0")
    file = factories.draft(call, applicant)
    with django_capture_on_commit_callbacks(execute=True):
        submission = actions.submit(file, by=applicant, at=call.closes_at - TICK)
    assert submission.receipt.state == "owed"


def test_a_broker_that_does_not_answer_costs_one_time_out_however_many_hints_there_are(broker):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        start = time.monotonic()
        for number in range(8):
            later.hint("documents.tasks.make", number)
    assert time.monotonic() - start < 4


# ---- two at once, on real connections ----


def in_thread(work) -> threading.Thread:
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def sealed_is_what_is_there(call: Call) -> bool:
    """Count and fingerprint again, and compare with the seal."""
    rows = Submission.objects.filter(valid_for__call=call).order_by("valid_for__number")
    lines = [f"{number} {sha}" for number, sha in rows.values_list("valid_for__number", "sha256")]
    call.refresh_from_db()
    return call.seal == {"count": len(lines), "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest()}


def slip_past_the_seal(call, file, applicant, monkeypatch) -> None:
    """Hand in just in time, slowly, while the call is sealed."""
    midway, go_on = threading.Event(), threading.Event()
    quick = receipts.owe

    def slow(*args, **kwargs):
        midway.set()
        go_on.wait(10)
        return quick(*args, **kwargs)

    monkeypatch.setattr(receipts, "owe", slow)
    handing_in = in_thread(lambda: actions.submit(file, by=applicant, at=call.closes_at - TICK))
    assert midway.wait(10)
    sealing = in_thread(lambda: actions.seal(Call.objects.get(pk=call.pk), at=call.closes_at + DRAIN))
    sealing.join(1)
    go_on.set()
    handing_in.join(10)
    sealing.join(10)


@pytest.mark.django_db(transaction=True)
def test_the_seal_waits_for_whoever_is_handing_in(applicant, monkeypatch):
    call = factories.CallFactory()
    file = factories.draft(call, applicant)
    slip_past_the_seal(call, file, applicant, monkeypatch)
    assert sealed_is_what_is_there(call)
    assert call.seal["count"] == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_shared_lock_a_version_slips_past_the_seal(applicant, monkeypatch):
    call = factories.CallFactory()
    file = factories.draft(call, applicant)
    monkeypatch.setattr(actions, "hold_shared", lambda thing: thing.refresh_from_db())
    slip_past_the_seal(call, file, applicant, monkeypatch)
    assert not sealed_is_what_is_there(call)


def storm(call: Call, files: list) -> dict:
    """Forty people hand in within six tenths of a second around the closing, each once; then the call is sealed."""
    outcomes: dict[int, object] = {}
    dice = random.Random(2022)
    start = threading.Barrier(len(files) + 1)

    def hand_in(file, person, wait, queue):
        def work():
            start.wait(20)
            time.sleep(wait)
            stamp = datetime.now(UTC)
            time.sleep(queue)
            try:
                actions.submit(Application.objects.get(pk=file.pk), by=person, at=stamp)
                outcomes[file.pk] = (stamp, "taken")
            except Refused as refusal:
                outcomes[file.pk] = (stamp, refusal.reasons[0].code)

        return work

    threads = [in_thread(hand_in(f, p, dice.uniform(0, 0.6), dice.uniform(0, 0.3))) for f, p in files]
    Call.objects.filter(pk=call.pk).update(closes_at=datetime.now(UTC) + timedelta(seconds=0.35))
    start.wait(20)
    for thread in threads:
        thread.join(60)
    call.refresh_from_db()
    actions.seal(call, at=call.closes_at + DRAIN)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_forty_people_around_the_closing_are_each_judged_by_the_moment_they_arrived():
    now = datetime.now(UTC)
    call = factories.CallFactory(
        opens_at=now - timedelta(days=30), closes_at=now + timedelta(minutes=5), jury_on=None, decision_by=None
    )
    files = []
    for _ in range(40):
        person = factories.UserFactory(role="submitter")
        files.append((factories.draft(call, person, at=now - timedelta(days=1)), person))
    outcomes = storm(call, files)
    assert len(outcomes) == 40
    for stamp, outcome in outcomes.values():
        assert outcome == ("taken" if stamp < call.closes_at else "call-closed")
    assert {"taken", "call-closed"} == {outcome for _stamp, outcome in outcomes.values()}
    assert sealed_is_what_is_there(call)
    for submission in Submission.objects.all():
        assert submission.received_at == outcomes[submission.application_id][0] < call.closes_at
        assert submission.sha256 == fingerprint(submission.content)

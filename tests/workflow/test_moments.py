"""Brussels wall time and the instant it stands for; the clock of receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from workflow.moments import BRUSSELS, DRAIN, believed, database_now, instant, received_at, wall
from workflow.refusals import Refused


def at(text: str) -> datetime:
    """A naive wall time, or an instant where the text carries its offset."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2022-03-25T23:59", "2022-03-25T22:59+00:00"),  # winter
        ("2022-07-01T23:59", "2022-07-01T21:59+00:00"),  # summer
        ("2026-03-29T01:59:59.999999", "2026-03-29T00:59:59.999999+00:00"),  # just before the clock goes forward
        ("2026-03-29T03:00", "2026-03-29T01:00+00:00"),  # and the first moment after
        ("2026-10-25T01:59:59.999999", "2026-10-24T23:59:59.999999+00:00"),  # before the hour that comes twice
        ("2026-10-25T03:00", "2026-10-25T02:00+00:00"),  # and after it
    ],
)
def test_a_wall_time_stands_for_one_instant(typed, meant):
    assert instant(at(typed)) == at(meant)
    assert wall(at(meant)) == at(typed)


@pytest.mark.parametrize("day", ["2022-03-27", "2026-03-29", "2027-03-28"])
@pytest.mark.parametrize("clock", ["02:00", "02:30", "02:59:59.999999"])
def test_the_hour_skipped_on_the_last_sunday_of_march_does_not_exist(day, clock):
    with pytest.raises(Refused) as refusal:
        instant(at(f"{day}T{clock}"))
    assert [reason.code for reason in refusal.value.reasons] == ["no-such-time"]
    assert refusal.value.reasons[0].text.startswith("Deze tijd bestaat niet")


@pytest.mark.parametrize("day", ["2022-10-30", "2026-10-25", "2027-10-31"])
@pytest.mark.parametrize("clock", ["02:00", "02:30", "02:59:59.999999"])
def test_the_hour_that_returns_on_the_last_sunday_of_october_exists_twice(day, clock):
    with pytest.raises(Refused) as refusal:
        instant(at(f"{day}T{clock}"))
    assert [reason.code for reason in refusal.value.reasons] == ["time-twice"]
    assert refusal.value.reasons[0].text.startswith("Deze tijd bestaat twee keer")


@pytest.mark.django_db
def test_python_and_postgresql_would_each_guess_another_instant_for_the_hour_that_returns():
    """Why nobody guesses: the two disagree by an hour on a time that we refuse."""
    typed = at("2026-10-25T02:30")
    python = typed.replace(tzinfo=BRUSSELS).astimezone(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-10-25 02:30'::timestamp AT TIME ZONE 'Europe/Brussels'")
        postgresql = cursor.fetchone()[0]
    assert abs(python - postgresql) == timedelta(hours=1)


@given(st.datetimes(min_value=at("2000-01-01"), max_value=at("2100-01-01")))
def test_what_is_not_refused_comes_back_as_typed(typed):
    try:
        moment = instant(typed)
    except Refused as refusal:
        assert typed.month in (3, 10)
        assert typed.isoweekday() == 7
        assert typed.hour == 2
        assert refusal.reasons[0].code == ("no-such-time" if typed.month == 3 else "time-twice")
    else:
        assert wall(moment) == typed


@pytest.mark.django_db
def test_a_stamp_is_believed_within_the_drain_before_the_clock_of_the_database():
    now = database_now()
    recent = now - DRAIN + timedelta(seconds=5)
    assert believed(recent) == recent
    for impossible in (now - DRAIN - timedelta(seconds=1), now + timedelta(hours=1)):
        assert abs(believed(impossible) - now) < timedelta(seconds=5)
        assert believed(impossible) != impossible


@pytest.mark.django_db
def test_a_request_has_one_moment_of_receipt(django_assert_num_queries):
    request = RequestFactory().get("/")
    request.arrived_at = database_now()
    with django_assert_num_queries(1):
        assert received_at(request) == received_at(request) == request.arrived_at

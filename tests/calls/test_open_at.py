"""The half-open instant: a call takes submissions while opens_at <= t < closes_at, and everything agrees on it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from calls.models import Call
from tests.factories import CLOSES, OPENS, TICK, CallFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (OPENS - TICK, False),
        (OPENS, True),
        (OPENS + TICK, True),
        (CLOSES - TICK, True),
        (CLOSES, False),
        (CLOSES + TICK, False),
    ],
)
def test_a_call_is_open_from_its_opening_until_just_before_its_closing(call, moment, is_open):
    assert call.is_open_at(moment) is is_open
    assert Call.objects.open_at(moment).contains(call) is is_open


@pytest.mark.parametrize("moment", [OPENS - TICK, OPENS, CLOSES - TICK, CLOSES, CLOSES + TICK])
def test_every_published_call_stands_in_exactly_one_group(call, moment):
    groups = [Call.objects.coming_at(moment), Call.objects.open_at(moment), Call.objects.closed_at(moment)]
    assert sum(group.contains(call) for group in groups) == 1
    assert call.is_closed_at(moment) is groups[2].contains(call)


def test_a_call_in_preparation_is_never_open():
    call = CallFactory(state="draft")
    assert not call.is_open_at(OPENS)
    assert not Call.objects.open_at(OPENS).exists()
    assert not Call.objects.closed_at(CLOSES).exists()


def test_a_sealed_call_is_closed_whatever_the_clock_says():
    call = CallFactory(state="sealed", sealed_at=CLOSES, seal={"count": 0})
    assert not call.is_open_at(OPENS)
    assert call.is_closed_at(OPENS)
    assert not Call.objects.open_at(OPENS).exists()


def test_the_seal_is_due_two_minutes_after_the_closing_and_not_before(call):
    due = CLOSES + timedelta(seconds=120)
    assert not Call.objects.due_to_seal(due - TICK).exists()
    assert list(Call.objects.due_to_seal(due)) == [call]


def test_two_calls_at_the_same_moment_do_not_touch_each_other():
    now = timezone.now()
    first = CallFactory(opens_at=now - timedelta(days=1), closes_at=now)
    second = CallFactory(opens_at=now, closes_at=now + timedelta(days=1))
    assert list(Call.objects.open_at(now)) == [second]
    assert list(Call.objects.closed_at(now)) == [first]

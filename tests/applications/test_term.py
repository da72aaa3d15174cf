"""The term to decide stands still while a file is completed: in whole days, each day once."""

from datetime import date, timedelta

import pytest

from applications.term import Pause, Term, counting, days_of, term_of

DUE = date(2022, 6, 24)


def pause(since: str, until: str, open=False) -> Pause:
    return Pause(date.fromisoformat(since), date.fromisoformat(until), open)


def test_without_a_pause_the_term_is_what_was_promised():
    assert term_of(DUE, []) == Term(DUE, 0, None)
    assert term_of(None, []) == Term(None, 0, None)


def test_a_pause_moves_the_term_by_its_days():
    assert term_of(DUE, [pause("2022-04-03", "2022-04-10")]) == Term(date(2022, 7, 1), 7, None)


def test_answered_on_the_same_day_nothing_moves():
    assert term_of(DUE, [pause("2022-04-03", "2022-04-03")]) == Term(DUE, 0, None)


@pytest.mark.parametrize(
    ("due", "since", "until", "expected"),
    [
        ("2022-01-31", "2022-01-20", "2022-02-20", "2022-03-03"),  # over the end of January and all of February
        ("2024-02-29", "2024-02-27", "2024-03-01", "2024-03-03"),  # a leap day counts
        ("2023-02-28", "2023-02-27", "2023-03-01", "2023-03-02"),
        ("2022-12-31", "2022-12-30", "2023-01-02", "2023-01-03"),  # over the year
        ("2022-03-31", "2022-03-26", "2022-03-28", "2022-04-02"),  # the night without an hour is one day
        ("2022-10-31", "2022-10-29", "2022-10-31", "2022-11-02"),
    ],
)
def test_months_and_clocks_make_no_difference_to_days(due, since, until, expected):
    assert term_of(date.fromisoformat(due), [pause(since, until)]).due == date.fromisoformat(expected)


def test_a_second_request_adds_its_own_days():
    found = term_of(DUE, [pause("2022-04-03", "2022-04-10"), pause("2022-05-01", "2022-05-04")])
    assert (found.days, found.due) == (10, DUE + timedelta(days=10))


def test_days_that_two_pauses_share_count_once():
    overlapping = [pause("2022-04-03", "2022-04-10"), pause("2022-04-08", "2022-04-15")]
    assert days_of(overlapping) == days_of(overlapping[::-1]) == 12
    inside = [pause("2022-04-03", "2022-04-20"), pause("2022-04-05", "2022-04-08")]
    assert days_of(inside) == 17
    touching = [pause("2022-04-03", "2022-04-10"), pause("2022-04-10", "2022-04-12")]
    assert days_of(touching) == 9


def test_a_term_that_ended_cannot_stand_still():
    late = pause("2022-06-25", "2022-07-05")
    assert term_of(DUE, [late]) == Term(DUE, 0, None)
    assert term_of(DUE, [pause("2022-06-24", "2022-07-05")]).days == 11  # its last day still runs


def test_a_pause_within_time_that_an_earlier_pause_gave_counts():
    first, second = pause("2022-06-20", "2022-06-30"), pause("2022-07-01", "2022-07-03")
    assert counting(DUE, [second, first]) == [first, second]
    assert term_of(DUE, [first, second]).due == DUE + timedelta(days=12)


def test_an_open_pause_says_until_when_at_most():
    still = pause("2022-04-03", "2022-04-17", open=True)
    assert term_of(DUE, [still]) == Term(date(2022, 7, 8), 14, still)

"""How moments, money, shares and sizes are written."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from workflow import dutch

CLOSES = datetime(2022, 3, 25, 22, 59, 7, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_moment_is_written_in_full_in_belgian_time():
    assert plain(dutch.moment(CLOSES)) == "vrijdag 25 maart 2022 om 23.59 uur (Belgische tijd)"
    assert plain(dutch.short_moment(CLOSES)) == "25 maart 2022 om 23.59 uur"
    assert plain(dutch.weekday(date(2022, 1, 3))) == "maandag 3 januari 2022"
    assert plain(dutch.day(CLOSES)) == "25 maart 2022"
    assert plain(dutch.clock(CLOSES)) == "23.59 uur"
    assert plain(dutch.clock(CLOSES, seconds=True)) == "23.59.07 uur"


def test_midnight_in_brussels_belongs_to_the_new_day():
    midnight = datetime(2022, 6, 30, 22, 0, tzinfo=UTC)
    assert plain(dutch.moment(midnight)) == "vrijdag 1 juli 2022 om 0.00 uur (Belgische tijd)"


def test_a_line_never_breaks_inside_a_date_an_hour_or_an_amount():
    assert dutch.day(CLOSES) == "25\u00a0maart\u00a02022"
    assert dutch.clock(CLOSES) == "23.59\u00a0uur"
    assert dutch.money(5) == "€\u00a05,00"
    assert dutch.percent(80) == "80\u00a0%"


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "€ 0,00"),
        (Decimal("0.05"), "€ 0,05"),
        (999, "€ 999,00"),
        (150_000, "€ 150.000,00"),
        (Decimal("9999999999.99"), "€ 9.999.999.999,99"),
        (Decimal("-12.5"), "−€ 12,50"),
    ],
)
def test_money_has_points_a_comma_and_two_decimals(amount, written):
    assert plain(dutch.money(amount)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (80, "80 %"),
        (Decimal("80.00"), "80 %"),
        (Decimal("12.50"), "12,5 %"),
        (100, "100 %"),
        (Decimal("81.49"), "81,49 %"),
    ],
)
def test_a_percentage_has_no_more_decimals_than_needed(value, written):
    assert plain(dutch.percent(value)) == written


def test_a_number_can_have_a_fixed_number_of_decimals():
    assert dutch.number(78, 1) == "78,0"
    assert dutch.number(1234567) == "1.234.567"
    assert dutch.number(Decimal("1E+2")) == "100"


@pytest.mark.parametrize(
    ("octets", "written"),
    [(999, "999 bytes"), (1000, "1 kB"), (310_400, "310 kB"), (1_234_000, "1,2 MB"), (2_000_000, "2 MB")],
)
def test_a_size_is_written_for_people(octets, written):
    assert plain(dutch.size(octets)) == written


@pytest.mark.parametrize(
    ("left", "written"),
    [
        (timedelta(days=12, hours=23), "12 dagen"),
        (timedelta(days=2), "2 dagen"),
        (timedelta(days=2) - timedelta(microseconds=1), "47 uur"),
        (timedelta(hours=1), "1 uur"),
        (timedelta(hours=1) - timedelta(microseconds=1), "59 minuten"),
        (timedelta(minutes=1), "1 minuut"),
        (timedelta(seconds=59), "minder dan een minuut"),
    ],
)
def test_what_is_left_is_rounded_down_so_that_nobody_counts_on_more(left, written):
    assert plain(dutch.time_left(CLOSES, CLOSES - left)) == written


@given(st.decimals(min_value=0, max_value=9_999_999_999, places=2))
def test_an_amount_can_be_typed_back_as_it_is_written(amount):
    from calls.fields import MoneyField

    field = MoneyField(lowest="0")
    assert field.clean(dutch.money(amount)) == amount
    assert field.clean(field.prepare_value(amount)) == amount


def test_names_are_enumerated_with_en():
    assert [dutch.enumerate_names(names) for names in ([], ["Halle"], ["Halle", "Beersel"], ["A", "B", "C"])] == [
        "", "Halle", "Halle en Beersel", "A, B en C",
    ]  # fmt: skip


def test_templates_write_the_same_and_leave_the_empty_empty():
    template = Template("{% load say %}{{ at|moment }}|{{ none|money }}|{{ at|time_left:now }}|{{ sum|bare_money }}")
    context = Context({"at": CLOSES, "none": None, "now": CLOSES - timedelta(days=3), "sum": Decimal(1500)})
    assert plain(template.render(context)) == "vrijdag 25 maart 2022 om 23.59 uur (Belgische tijd)||3 dagen|1.500,00"

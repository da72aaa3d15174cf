"""Pages of a long list: onward and back by key, and nothing shifts meanwhile."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Notice
from tests import factories
from workflow.keyset import slice_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """Seven, of which three at the same moment."""
    to, now = factories.UserFactory(), timezone.now()
    for n in range(7):
        Notice.objects.create(key=f"x{n}", to=to, subject=str(n), body="", at=now - timedelta(days=max(n, 4)))
    return Notice.objects.filter(to=to)


def page(rows, address: str):
    return slice_of(rows, QueryDict(address.removeprefix("?")), size=3)


def test_every_row_comes_once_onward_and_the_same_pages_come_back(rows):
    first = page(rows, "?stand=open")
    second = page(rows, first.next)
    third = page(rows, second.next)
    seen = [each.pk for one in (first, second, third) for each in one.rows]
    assert sorted(seen) == sorted(rows.values_list("pk", flat=True)) and len(third.rows) == 1
    assert (first.previous, third.next) == ("", "")
    assert page(rows, third.previous).rows == second.rows
    assert page(rows, second.previous).rows == first.rows
    assert parse_qs(second.next.removeprefix("?"))["stand"] == ["open"]


def test_rows_as_tuples_are_paged_alike(rows):
    lean = rows.values_list("pk", "at", named=True)
    second = page(lean, page(lean, "").next)
    assert [each.pk for each in second.rows] == [each.pk for each in page(rows, page(rows, "").next).rows]


@pytest.mark.parametrize(
    "key", ["x", "-", "1_1", "9" * 400 + "-1", "1-" + "9" * 400, "-1--1", "2026-01-01T00:00_1", "٣-٣"]
)
def test_a_key_that_nobody_made_is_no_fault(rows, key):
    for name in ("voor", "na"):
        assert len(slice_of(rows, QueryDict(f"{name}={key}"), size=3).rows) <= 3

"""The demo is played through the actions, and what comes out shows the figures of the programme page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import global_settings
from django.contrib.auth import authenticate
from django.db.models import Sum

from accounts.models import Notice, User
from applications.models import Application, Extension, Participant, Submission
from calls.models import Call, TermChange
from decisions.models import Decision
from documents.models import Document
from portal.demo.load import accounts, load
from projects.models import Boost
from reviews.models import Assignment
from tests.factories import drop_heads_without_events
from workflow.models import Event, broken_chains

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
HISTORY = {"application__call__programme__code": "GZG"}


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """The demo, played once for all tests that only look at it."""
    from django.db import connection, transaction

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        drop_heads_without_events()
        load(at=TODAY)
        yield
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
        connection.close()


def test_the_figures_of_the_programme_page_come_out(played):
    files = Application.objects.filter(call__programme__code="GZG")
    took_part = set(files.values_list("organisation", flat=True)) | set(
        Participant.objects.filter(**HISTORY).values_list("organisation", flat=True)
    )
    decisions = Decision.objects.announced().filter(call__programme__code="GZG")
    assert Call.objects.filter(programme__code="GZG", state="sealed").count() == 7
    assert files.filter(state="finished").count() == 102
    assert len(took_part) == 234
    assert decisions.count() == 102
    assert decisions.awards().count() == 61
    assert Boost.objects.count() == 5


def test_the_ledger_has_all_five_moves_and_the_shortening_has_two_officers(played):
    moves = TermChange.objects.order_by("at").values_list("call__number", "state")
    assert list(moves) == [(1, "effective"), (3, "effective"), (4, "effective"), (4, "effective"), (5, "effective")]
    shortened = TermChange.objects.get(call__number=1, call__programme__code="GZG")
    assert shortened.shortens
    assert shortened.seconded_by not in (None, shortened.by)
    last = Call.objects.get(programme__code="GZG", number=5)
    assert last.closes_at == datetime(2022, 7, 1, 21, 59, tzinfo=UTC)
    assert last.focuses.count() == 3


def test_one_government_has_more_time_and_the_jury_of_call_six_meets_three_days(played):
    given = Extension.objects.get()
    assert given.application.organisation.name == "Beersel"
    assert given.application.closes_at == given.call.last_closing > given.call.closes_at > TODAY
    days = Call.objects.get(programme__code="GZG", number=6).jury_days.order_by("starts_at")
    assert [str(each.day) for each in days] == ["2022-09-14", "2022-09-15", "2022-09-16"]
    assert all("30 minuten gesprek en 15 minuten overleg" in each.place for each in days)


def test_awards_stay_within_their_budgets_and_moments_within_their_calls(played):
    for call in Call.objects.filter(programme__code="GZG"):
        spent = call.decisions.aggregate(sum=Sum("amount"))["sum"]
        assert 0 < spent == call.awarded <= call.budget
    for version in Submission.objects.filter(completes=None).select_related("application__call"):
        call = version.application.call
        assert call.opens_at <= version.received_at < call.closes_at
    assert not Event.objects.filter(at__gt=TODAY).exists()
    assert broken_chains() == []


def test_the_calls_of_today_wait_for_every_role(played):
    ready, review, opened = Call.objects.filter(programme__code="DLB").order_by("number")
    assert opened.is_open_at(TODAY)
    assert opened.closes_at - TODAY > timedelta(days=11)
    assert list(opened.applications.values_list("state", flat=True)) == ["draft"] * 4
    assert review.applications.filter(state="submitted").count() == 1  # to be checked for admissibility
    states = set(Assignment.objects.filter(reviewer__email="beoordelaar@demo.example").values_list("state", flat=True))
    assert states == {"assigned", "declared", "submitted"}
    assert ready.applications.filter(state="admitted").count() == 5
    assert not Assignment.objects.filter(application__call=ready).exclude(state="submitted").exists()
    assert not ready.decisions.exists()


def test_nobody_gets_mail_about_the_past(played):
    assert Notice.objects.count() > 400
    assert not Notice.objects.filter(state__in=["queued", "sending", "sent"]).exists()


def test_letters_are_owed_and_spread_so_that_a_new_one_does_not_wait(played):
    owed = Document.objects.filter(state="owed").order_by("try_at")
    assert owed.count() == 113 + 102 + 1
    assert owed.first().number.removeprefix("B-").startswith(("GZG-2-", "GZG-4-", "GZG-5-", "DLB-2-"))
    assert owed.last().try_at - TODAY < timedelta(minutes=15)


def test_demo_accounts_log_in_with_their_password_only_where_the_demo_is_on(played, settings):
    settings.DEMO, settings.PASSWORD_HASHERS = True, global_settings.PASSWORD_HASHERS
    emails = [account["email"] for account in accounts()]
    assert len(emails) == 7
    assert [str(authenticate(None, email=email, password="demo")) for email in emails[:2]] == [
        "Olivia Opstal",
        "Ines Indekeu",
    ]
    assert len(set(User.objects.filter(email__in=emails).values_list("password", flat=True))) == 1
    settings.DEMO = False
    assert authenticate(None, email=emails[0], password="demo") is None
    others = User.objects.exclude(email__in=emails)
    assert others.exists()
    assert not any(user.has_usable_password() for user in others)

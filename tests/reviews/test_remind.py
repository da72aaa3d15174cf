"""Reviewers are reminded 7 and 2 days before the jury, each once, and never who handed in all."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from reviews import actions, clock, wording
from reviews.models import Juror
from tests import factories
from tests.judging import scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(opened, call):
    return wording.due_at(call)


def said(reviewer) -> list[str]:
    return list(
        Notice.objects.filter(to=reviewer, key__startswith="review-due").order_by("at").values_list("key", flat=True)
    )


def test_each_step_is_said_once(due, reviewer):
    for days in (8, 6.9, 6, 3, 1.9, 1, 0.1, -1):
        clock.remind_reviewers(at=due - timedelta(days=days))
    assert [key.split(":")[2] for key in said(reviewer)] == ["7d", "2d"]


def test_an_outage_of_days_brings_one_reminder_and_a_jury_that_moves_a_new_one(due, reviewer, call):
    clock.remind_reviewers(at=due - timedelta(days=1))
    assert [key.split(":")[2] for key in said(reviewer)] == ["2d"]
    day = call.jury_days.get()
    day.starts_at, day.ends_at = day.starts_at + timedelta(days=10), day.ends_at + timedelta(days=10)
    day.save()
    clock.remind_reviewers(at=due + timedelta(days=4))
    assert [key.split(":")[2] for key in said(reviewer)] == ["2d", "7d"]


def test_who_handed_in_all_hears_nothing(due, opened, reviewer, call):
    actions.save_scores(opened, scores(call), by=reviewer, at=due - timedelta(days=9))
    actions.submit(opened, by=reviewer, at=due - timedelta(days=9))
    assert clock.remind_reviewers(at=due - timedelta(days=6)) == 0
    assert said(reviewer) == []


def test_a_file_that_a_conflict_hides_is_not_counted(due, opened, reviewer, call):
    juror = Juror.objects.get(call=call, user=reviewer)
    juror.interests.filter(application=opened.application).update(answer="conflict")
    assert clock.remind_reviewers(at=due - timedelta(days=6)) == 0


def test_the_words_name_the_call_the_day_and_the_way_out(due, reviewer, call):
    clock.remind_reviewers(at=due - timedelta(days=6))
    notice = Notice.objects.get(to=reviewer, key__startswith="review-due")
    assert notice.subject == "1 dossier wacht nog op uw beoordeling"
    assert call.title in notice.body and "26 april 2022" in notice.body.replace("\u00a0", " ")
    assert notice.link == "/dossiers/"


def test_a_member_who_left_the_portal_hears_nothing(due, reviewer):
    reviewer.is_active = False
    reviewer.save()
    assert clock.remind_reviewers(at=due - timedelta(days=6)) == 0


def test_a_reviewer_of_another_call_hears_nothing(due, call):
    other = factories.UserFactory(role="reviewer")
    clock.remind_reviewers(at=due - timedelta(days=6))
    assert said(other) == []

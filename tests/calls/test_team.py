"""Who is told what happens to a call: its team, or all officers."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from applications import actions as application_actions
from calls import actions, team
from calls.models import TeamMember
from tests.factories import CLOSES, DURING, UserFactory, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def third(db):
    return UserFactory(role="officer")


def told(key: str) -> set:
    return {notice.to for notice in Notice.objects.filter(key__startswith=key)}


def test_without_a_team_all_officers_are_told(call, officer, second_officer):
    assert set(team.told_of(call)) == {officer, second_officer, call.created_by}
    seal(call)
    assert told("sealed:") == {officer, second_officer, call.created_by}


def test_with_a_team_only_the_team_is_told(call, officer, second_officer, third):
    TeamMember.objects.create(call=call, user=officer, part="lead")
    TeamMember.objects.create(call=call, user=second_officer, part="colleague")
    seal(call)
    assert told("sealed:") == {officer, second_officer}


def test_a_team_of_which_nobody_is_an_officer_any_more_leaves_it_to_all(call, officer, third):
    TeamMember.objects.create(call=call, user=third, part="lead")
    third.is_active = False
    third.save()
    assert set(team.told_of(call)) == {officer, call.created_by}


def test_a_shortening_asks_the_rest_of_the_team_to_confirm(call, officer, second_officer, third):
    for part, user in (("lead", officer), ("colleague", second_officer)):
        TeamMember.objects.create(call=call, user=user, part=part)
    change = application_actions.move_deadline(call, CLOSES - timedelta(days=7), "Vroeger.", by=officer, at=DURING)
    assert told("shortening:") == {second_officer}
    (notice,) = Notice.objects.filter(key__startswith="shortening:")
    assert "Vroeger." in notice.body
    actions.decline(change, by=second_officer, at=DURING)
    notice.refresh_from_db()
    assert notice.state == "superseded"


def test_a_lead_alone_asks_all_other_officers(call, officer, third):
    TeamMember.objects.create(call=call, user=officer, part="lead")
    application_actions.move_deadline(call, CLOSES - timedelta(days=7), "Vroeger.", by=officer, at=DURING)
    assert told("shortening:") == {third, call.created_by}

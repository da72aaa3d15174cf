"""The jury of a call: who sits in it, and who never can."""

import pytest

from accounts.models import Notice
from reviews import actions, rules
from tests import factories
from tests.judging import LATER, codes
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


def test_an_officer_invites_and_the_reviewer_accepts(call, reviewer, officer):
    juror = actions.invite_juror(call, reviewer, by=officer, at=LATER)
    assert (juror.state, juror.by, juror.at) == ("invited", officer, LATER)
    assert Notice.objects.get(to=reviewer).subject == f"U wordt gevraagd voor de jury van “{call.title}”"
    actions.accept_seat(juror, by=reviewer, at=LATER)
    assert juror.state == "sitting"
    assert [e.verb for e in Event.objects.of(juror)] == ["invite-juror", "accept_seat"]


def test_only_an_officer_invites(call, reviewer, decider):
    assert [r.code for r in rules.why_not_invite_juror(call, reviewer, by=decider)] == ["not-an-officer"]


def test_a_call_in_preparation_has_no_jury_yet(reviewer, officer):
    call = factories.CallFactory(state="draft")
    assert [r.code for r in rules.why_not_invite_juror(call, reviewer, by=officer)] == ["not-published"]


@pytest.mark.parametrize("state", ["invited", "sitting"])
def test_nobody_is_invited_twice(call, reviewer, officer, state):
    factories.seat(call, reviewer, state=state)
    with pytest.raises(Refused) as refusal:
        actions.invite_juror(call, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["in-jury-already"]


@pytest.mark.parametrize("role", ["officer", "decider", "auditor"])
def test_who_reads_every_file_by_another_role_cannot_sit(call, reviewer, officer, role):
    factories.give_role(reviewer, role)
    assert [r.code for r in rules.why_not_invite_juror(call, reviewer, by=officer)] == ["reads-all"]


def test_nobody_accepts_for_somebody_else(call, reviewer, officer):
    juror = actions.invite_juror(call, reviewer, by=officer, at=LATER)
    with pytest.raises(Refused) as refusal:
        actions.accept_seat(juror, by=officer, at=LATER)
    assert codes(refusal) == ["not-yours"]


def test_who_declined_or_left_can_be_asked_again(call, reviewer, officer):
    juror = factories.seat(call, reviewer, state="declined", remark="Geen tijd.")
    again = actions.invite_juror(call, reviewer, by=officer, at=LATER)
    assert (again.pk, again.state, again.remark) == (juror.pk, "invited", "")

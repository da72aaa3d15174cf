"""More time for one application: its own half-open deadline, and a seal that waits for the last one."""

from datetime import date, timedelta

import pytest

from accounts.models import Notice
from applications import actions, clock
from calls import calendar
from calls.models import Call
from tests import factories
from tests.factories import CLOSES, DURING, TICK
from workflow.moments import DRAIN
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
LATER = CLOSES + timedelta(days=7)


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_the_extended_one_is_judged_by_its_own_deadline_and_another_by_that_of_the_call(
    call, officer, applicant, partner
):
    mine, theirs = factories.draft(call, applicant), factories.draft(call, partner)
    Notice.objects.all().delete()
    actions.extend(mine, LATER, "Het gemeentehuis stond onder water.", by=officer, at=DURING)
    assert set(Notice.objects.values_list("to__email", flat=True)) == {applicant.email}
    for file, person, closes in ((theirs, partner, CLOSES), (mine, applicant, LATER)):
        for late in (closes, closes + TICK):
            with pytest.raises(Refused) as refusal:
                actions.submit(file, by=person, at=late)
            assert codes(refusal) == ["call-closed"]
        submission = actions.submit(file, by=person, at=closes - TICK)
        assert submission.closes_at == closes


def test_the_seal_waits_for_the_last_extended_closing_and_its_drain(call, officer, applicant, partner):
    mine, theirs = factories.draft(call, applicant), factories.draft(call, partner)
    actions.extend(mine, LATER, "Overmacht.", by=officer, at=DURING)
    assert clock.seal_all_due(at=LATER + DRAIN - TICK) == 0
    assert clock.settle_left(at=LATER + DRAIN - TICK) == 0
    actions.submit(mine, by=applicant, at=LATER - TICK)
    assert clock.seal_all_due(at=LATER + DRAIN) == 1
    assert clock.settle_left(at=LATER + DRAIN) == 1
    theirs.refresh_from_db()
    assert (theirs.state, Call.objects.get(pk=call.pk).seal["count"]) == ("lapsed", 1)


def test_an_extension_is_given_before_the_own_closing_only_and_by_an_officer(call, officer, applicant, decider):
    file = factories.draft(call, applicant)
    for by, at, code in ((decider, DURING, "not-an-officer"), (officer, CLOSES, "call-closed")):
        with pytest.raises(Refused) as refusal:
            actions.extend(file, LATER, "Overmacht.", by=by, at=at)
        assert codes(refusal) == [code]
    actions.extend(file, LATER, "Overmacht.", by=officer, at=CLOSES - TICK)


def test_a_dropped_focus_keeps_the_draft_and_asks_for_another_one(call, officer, applicant):
    file = factories.draft(call, applicant)
    gone = file.focus
    Notice.objects.all().delete()
    actions.remove_focus(call, gone, "Te weinig budget.", by=officer, at=DURING)
    assert Notice.objects.filter(to=applicant, key__startswith="focus:").count() == 1
    file.refresh_from_db()
    assert file.focus == gone
    with pytest.raises(Refused) as refusal:
        actions.submit(file, by=applicant, at=DURING)
    assert codes(refusal) == ["focus-not-in-call"]
    actions.save(file, "project", fields={"focus": call.focuses.first()}, by=applicant, at=DURING)
    actions.submit(file, by=applicant, at=DURING)


def test_the_table_of_holidays_knows_its_years():
    assert calendar.public_holiday(date(2026, 4, 5)) == "Pasen"
    assert calendar.public_holiday(date(2026, 5, 14)) == "Onze-Lieve-Heer-Hemelvaart"
    assert [calendar.school_holiday(day) for day in (date(2026, 11, 1), date(2026, 11, 2), date(2025, 10, 27))] == [
        "", "herfstvakantie", "herfstvakantie",
    ]  # fmt: skip
    assert calendar.school_holiday(date(2024, 4, 1)) == calendar.school_holiday(date(2025, 4, 7)) == "paasvakantie"
    assert calendar.school_holiday(date(2035, 12, 31)) == "kerstvakantie"

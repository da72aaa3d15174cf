"""The clock of a rehearsal works on its own call and leaves the real ones to the real clock."""

from datetime import timedelta

from accounts.models import Notice
from applications import clock
from applications.states import State
from calls.models import Call
from tests import factories


def test_only_these_calls_are_sealed_settled_and_reminded(applicant):
    ours, real = factories.CallFactory(), factories.CallFactory()
    own = Call.objects.filter(pk=ours.pk)
    drafts = {call: factories.draft(call, applicant) for call in (ours, real)}
    clock.remind_all_due(at=factories.CLOSES - timedelta(hours=2), calls=own)
    assert set(Notice.objects.values_list("about", flat=True)) == {f"applications.application:{drafts[ours].pk}"}
    later = factories.CLOSES + timedelta(minutes=5)
    assert clock.seal_all_due(at=later, calls=own) == 1
    factories.seal(real)
    assert clock.settle_left(at=later, calls=own) == 1
    for draft in drafts.values():
        draft.refresh_from_db()
    assert (drafts[ours].state, drafts[real].state) == (State.LAPSED, State.DRAFT)

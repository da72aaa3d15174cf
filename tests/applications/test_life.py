"""Reopening, withdrawing, lapsing, sealing and reminding."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Notice
from applications import actions, clock
from applications.models import Application, Submission
from applications.states import MOVES, State
from calls.states import CallState
from tests import factories
from tests.applications.typed import page
from tests.factories import CLOSES, DURING, TICK
from workflow.models import Event
from workflow.refusals import Refused

DRAINED = CLOSES + timedelta(seconds=120)


@pytest.fixture
def handed_in(call, applicant):
    return factories.submitted(call, applicant)


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


# Reopening


def test_a_reopened_application_keeps_its_version_until_the_next(handed_in, applicant):
    first = handed_in.submission
    actions.reopen(handed_in, by=applicant, at=DURING)
    assert (handed_in.state, handed_in.submission) == ("reopened", first)
    assert Application.objects.handed_in().get() == handed_in
    actions.save(handed_in, "project", fields={"title": "Beter"}, by=applicant, at=DURING)
    second = actions.submit(handed_in, by=applicant, at=DURING + timedelta(days=1))
    assert (second.version, handed_in.submission) == (2, second)
    assert list(handed_in.versions.order_by("version").values_list("content__title", flat=True)) == [
        "Meldingen die zichzelf opvolgen",
        "Beter",
    ]


@pytest.mark.parametrize(("at", "refused"), [(CLOSES - TICK, False), (CLOSES, True)])
def test_reopening_ends_with_the_closing(handed_in, applicant, at, refused):
    if not refused:
        actions.reopen(handed_in, by=applicant, at=at)
        return
    with pytest.raises(Refused) as refusal:
        actions.reopen(handed_in, by=applicant, at=at)
    assert codes(refusal) == {"call-closed"}


def test_only_a_submitter_of_the_lead_reopens(handed_in, colleague, partner, stranger):
    for by in (colleague, partner, stranger):
        with pytest.raises(Refused) as refusal:
            actions.reopen(handed_in, by=by, at=DURING)
        assert codes(refusal) == {"not-yours"}


def test_the_seal_keeps_the_version_of_a_reopened_application_and_drops_its_changes(
    handed_in, applicant, call, partner
):
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    content = handed_in.submission.content
    actions.reopen(handed_in, by=applicant, at=DURING)
    actions.save(handed_in, "project", fields={"title": "Nooit ingediend", "goals": ""}, by=applicant, at=DURING)
    actions.save(handed_in, "participants", rows=rows, by=applicant, at=DURING)
    actions.save(handed_in, "costs", rows=[], by=applicant, at=DURING)
    actions.save(handed_in, "criteria", answers={"criterion-focus": "Iets heel anders."}, by=applicant, at=DURING)
    factories.seal(call)
    clock.settle_left(at=DRAINED)
    handed_in = Application.objects.get(pk=handed_in.pk)
    from applications.snapshot import content_of

    assert (handed_in.state, handed_in.submission.version) == ("submitted", 1)
    assert content_of(handed_in) == content


def test_a_reopened_application_goes_on_from_its_page(client, applicant):
    done = factories.submitted(factories.open_call(), applicant, at=timezone.now())
    client.force_login(applicant)
    answer = client.post(page(done, "heropenen"), {"_key": str(uuid4())})
    assert answer["Location"] == page(done, "project")
    shown = client.get(page(done, "")).content.decode()
    assert "Ingediend is versie 1 van" in shown
    assert client.post(page(done, "heropenen"), {"_key": str(uuid4())}).status_code == 409


# Withdrawing


def test_withdrawing_asks_why(client, applicant):
    done = factories.submitted(factories.open_call(), applicant, at=timezone.now())
    client.force_login(applicant)
    assert client.get(page(done, "intrekken")).status_code == 200
    assert client.post(page(done, "intrekken"), {"reason": " \u202e "}).status_code in (409, 422)
    assert Application.objects.get().state == "submitted"
    answer = client.post(page(done, "intrekken"), {"reason": "Geen budget.", "_key": str(uuid4())})
    assert answer["Location"] == page(done, "")
    done.refresh_from_db()
    assert (done.state, done.withdrawal, done.submission) == ("withdrawn", "Geen budget.", None)
    assert "Ingetrokken" in client.get(page(done, "")).content.decode()
    assert client.post(page(done, "intrekken"), {"reason": "Nog eens."}).status_code == 409


def test_what_is_withdrawn_before_the_seal_is_never_read_and_not_sealed(handed_in, applicant, call, officer):
    actions.withdraw(handed_in, "Geen budget.", by=applicant, at=DURING)
    factories.seal(call)
    assert call.seal["count"] == 0
    assert list(Application.objects.visible_to(officer)) == []


def test_what_is_withdrawn_after_the_seal_stays_in_the_books(handed_in, applicant, call, officer):
    factories.seal(call)
    handed_in = Application.objects.get(pk=handed_in.pk)
    actions.withdraw(handed_in, "Geen budget.", by=applicant, at=DRAINED)
    assert list(Application.objects.visible_to(officer)) == [handed_in]
    assert list(Application.objects.sealed()) == []


def test_everybody_of_the_government_hears_who_withdrew_and_why(handed_in, applicant, colleague, stranger):
    actions.withdraw(handed_in, "Geen budget.", by=applicant, at=DURING)
    for person in (applicant, colleague):
        told = Notice.objects.get(to=person, key=f"withdrawn:{handed_in.pk}")
        assert told.subject == f"De aanvraag is ingetrokken ({handed_in.number})"
        assert "Marieke Claes trok" in told.body
        assert "Reden: Geen budget." in told.body
        assert told.state == "queued"  # by mail too
    assert not Notice.objects.filter(to=stranger).exists()


def test_officers_hear_of_a_withdrawal_only_after_the_seal(call, applicant, officer):
    early, late = (factories.submitted(call, applicant) for _n in range(2))
    actions.withdraw(early, "Geen budget.", by=applicant, at=DURING)
    factories.seal(call)
    late = Application.objects.get(pk=late.pk)
    actions.withdraw(late, "Toch niet.", by=applicant, at=DRAINED)
    told = Notice.objects.filter(to=officer, key__startswith="withdrawn:")
    assert [each.link for each in told] == [f"/beheer/aanvragen/{late.number}/"]


@pytest.mark.parametrize("state", [s for s in State if s not in MOVES["withdraw"].sources])
def test_what_ended_is_not_withdrawn(handed_in, applicant, state):
    Application.objects.filter(pk=handed_in.pk).update(state=state)
    with pytest.raises(Refused) as refusal:
        actions.withdraw(handed_in, "Geen budget.", by=applicant, at=DURING)
    assert codes(refusal) == {"wrong-state"}


# Lapsing and sealing


def test_a_draft_lapses_after_the_drain_and_never_before(call, applicant):
    draft = factories.draft(call, applicant)
    for at in (CLOSES, DRAINED - TICK):
        assert clock.seal_all_due(at=at) == 0
        assert clock.settle_left(at=at) == 0
        with pytest.raises(Refused):
            actions.settle(draft, at=at)
    assert clock.seal_all_due(at=DRAINED) == 1
    assert clock.settle_left(at=DRAINED) == 1
    draft.refresh_from_db()
    assert (draft.state, draft.submission) == ("lapsed", None)


def test_what_arrived_in_time_but_waited_is_kept(call, applicant):
    draft = factories.draft(call, applicant)
    assert clock.seal_all_due(at=CLOSES + timedelta(seconds=100)) == 0
    actions.submit(draft, by=applicant, at=CLOSES - TICK)
    clock.seal_all_due(at=DRAINED)
    call.refresh_from_db()
    assert call.seal["count"] == 1


def test_after_the_seal_nothing_comes_in_whatever_its_stamp(call, applicant):
    draft = factories.draft(call, applicant)
    factories.seal(call)
    with pytest.raises(Refused) as refusal:
        actions.submit(draft, by=applicant, at=CLOSES - TICK)
    assert codes(refusal) == {"call-closed"}


def test_the_seal_is_the_count_and_the_fingerprint_of_all_that_counts(call, applicant, stranger, partner):
    files = [factories.submitted(call, by) for by in (applicant, stranger)]
    factories.draft(call, partner)
    withdrawn = factories.submitted(call, partner)
    actions.withdraw(withdrawn, "Toch niet.", by=partner, at=DURING)
    factories.seal(call)
    lines = [f"{each.number} {Submission.objects.get(application=each).sha256}" for each in files]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert (call.state, call.seal) == (CallState.SEALED, {"count": 2, "sha256": digest})


def test_officers_are_told_of_the_seal_once(call, officer, second_officer):
    clock.seal_all_due(at=DRAINED)
    clock.seal_all_due(at=DRAINED)
    told = Notice.objects.filter(key=f"sealed:{call.pk}").values_list("to", flat=True)
    assert set(told) >= {officer.pk, second_officer.pk}
    assert len(told) == len(set(told))


def test_a_day_without_the_clock_changes_nothing_and_it_catches_up(call, applicant):
    draft = factories.draft(call, applicant)
    with pytest.raises(Refused) as refusal:
        actions.submit(draft, by=applicant, at=CLOSES + timedelta(hours=23))
    assert codes(refusal) == {"call-closed"}
    assert clock.seal_all_due(at=CLOSES + timedelta(days=1)) == 1
    assert clock.settle_left(at=CLOSES + timedelta(days=1)) == 1


def test_one_bad_row_does_not_stop_the_rest(call, applicant, stranger, monkeypatch):
    first, second = (factories.draft(call, by) for by in (applicant, stranger))
    factories.seal(call)
    settle = actions.settle

    def fails_once(application, *, at):
        if application.pk == first.pk:
            raise Refused(clock.actions.rules.Reason("x", "x"))
        settle(application, at=at)

    monkeypatch.setattr(clock.actions, "settle", fails_once)
    assert clock.settle_left(at=DRAINED) == 1
    second.refresh_from_db()
    assert second.state == "lapsed"


# Reminding


def reminded(application) -> list[str]:
    found = Notice.objects.filter(key__startswith=f"remind:{application.pk}:").order_by("id")
    return [notice.key.split(":")[2] for notice in found]


@pytest.fixture
def alone(call, applicant):
    return factories.draft(call, applicant)


def test_reminders_come_seven_days_a_day_and_three_hours_before(alone):
    for left in (timedelta(days=8), timedelta(days=7), timedelta(days=6), timedelta(days=1), timedelta(hours=3)):
        for _again in range(2):
            clock.remind_all_due(at=CLOSES - left)
    assert reminded(alone) == ["7d", "1d", "3h"]


def test_after_an_outage_only_the_latest_is_said(alone):
    clock.remind_all_due(at=CLOSES - timedelta(hours=2))
    assert reminded(alone) == ["3h"]


def test_who_handed_in_is_left_alone_and_who_reopened_is_reminded(alone, applicant):
    actions.submit(alone, by=applicant, at=DURING)
    clock.remind_all_due(at=CLOSES - timedelta(hours=20))
    assert reminded(alone) == []
    actions.reopen(alone, by=applicant, at=CLOSES - timedelta(hours=19))
    clock.remind_all_due(at=CLOSES - timedelta(hours=18))
    assert reminded(alone) == ["1d"]


def test_nobody_is_reminded_of_a_call_that_closed(alone):
    clock.remind_all_due(at=CLOSES)
    assert reminded(alone) == []


def test_a_moved_closing_reminds_anew(alone, call):
    clock.remind_all_due(at=CLOSES - timedelta(hours=3))
    call.closes_at = CLOSES + timedelta(days=7)
    call.save()
    clock.remind_all_due(at=CLOSES + timedelta(days=6, hours=12))
    assert reminded(alone) == ["3h", "1d"]


def test_every_step_stands_in_the_log(handed_in, applicant):
    actions.reopen(handed_in, by=applicant, at=DURING)
    actions.withdraw(handed_in, "Toch niet.", by=applicant, at=DURING)
    verbs = [event.verb for event in Event.objects.of(handed_in)]
    assert verbs == ["start", "save", "save", "save", "submit", "reopen", "withdraw"]

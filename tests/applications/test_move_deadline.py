"""Moving the closing of a call: an act with a reason, a ledger, a second officer, and everyone told."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Notice
from applications import actions
from calls import actions as call_actions
from calls.models import TermChange
from tests.factories import CLOSES, DURING, TICK, CallFactory, draft, open_call, submitted
from workflow import dutch
from workflow.models import Event
from workflow.moments import wall
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db

LATER = datetime(2022, 4, 8, 21, 59, tzinfo=UTC)
EARLIER = datetime(2022, 3, 18, 22, 59, tzinfo=UTC)


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def move(call, new, by, at=DURING, reason="Veel besturen vroegen meer tijd."):
    return actions.move_deadline(call, new, reason, by=by, at=at)


# The act --------------------------------------------------------------------------------------------------------------


def test_a_later_closing_is_in_force_at_once_and_stands_in_the_ledger(call, officer):
    change = move(call, LATER, officer)
    call.refresh_from_db()
    assert call.closes_at == LATER
    assert (change.old, change.new, change.by, change.at, change.state) == (CLOSES, LATER, officer, DURING, "effective")
    assert change.reason == "Veel besturen vroegen meer tijd."
    assert [event.verb for event in Event.objects.of(call)] == ["propose-term", "move-term"]
    assert call.is_open_at(CLOSES)


def test_everyone_with_a_draft_or_a_submitted_file_is_told_and_nobody_else(
    call, officer, applicant, colleague, partner, stranger
):
    draft(call, applicant)
    submitted(call, partner, title="Een ander plan")
    Notice.objects.all().delete()
    move(call, LATER, officer)
    told = set(Notice.objects.values_list("to__email", flat=True))
    assert told == {applicant.email, colleague.email, partner.email}
    notice = Notice.objects.filter(to=applicant).get()
    assert dutch.moment(LATER) in notice.body
    assert dutch.moment(CLOSES) in notice.body
    assert "Veel besturen vroegen meer tijd." in notice.body


def test_the_messages_stand_or_fall_with_the_move(call, officer, applicant):
    draft(call, applicant)
    Notice.objects.all().delete()

    class Interruption(Exception):
        pass

    with pytest.raises(Interruption), transaction.atomic():
        move(call, LATER, officer)
        assert Notice.objects.exists()
        raise Interruption
    call.refresh_from_db()
    assert call.closes_at == CLOSES
    assert not Notice.objects.exists()
    assert not TermChange.objects.exists()


def test_an_earlier_closing_changes_nothing_until_a_second_officer_confirms_it(
    call, officer, second_officer, applicant
):
    draft(call, applicant)
    Notice.objects.all().delete()
    change = move(call, EARLIER, officer)
    call.refresh_from_db()
    assert (call.closes_at, change.state) == (CLOSES, "proposed")
    # Only the other officers hear of it: one of them has to confirm it.
    assert {each.key for each in Notice.objects.all()} == {f"shortening:{change.pk}"}
    assert {each.to for each in Notice.objects.all()} == {second_officer, call.created_by}
    actions.second_deadline(change, by=second_officer, at=DURING + timedelta(hours=1))
    call.refresh_from_db()
    change.refresh_from_db()
    assert (call.closes_at, change.state, change.seconded_by) == (EARLIER, "effective", second_officer)
    assert Notice.objects.filter(to=applicant).count() == 1


def test_the_proposer_cannot_confirm_and_the_database_agrees(call, officer):
    change = move(call, EARLIER, officer)
    with pytest.raises(Refused) as refusal:
        actions.second_deadline(change, by=officer, at=DURING)
    assert codes(refusal) == ["own-proposal"]
    with pytest.raises(IntegrityError), transaction.atomic():
        TermChange.objects.filter(pk=change.pk).update(seconded_by=officer, state="effective")


def test_one_change_at_a_time_waits_for_a_second_officer(call, officer, second_officer):
    change = move(call, EARLIER, officer)
    with pytest.raises(Refused) as refusal:
        move(call, LATER, second_officer)
    assert codes(refusal) == ["one-at-a-time"]
    call_actions.decline(change, by=second_officer, at=DURING)
    assert move(call, LATER, second_officer).state == "effective"


def test_the_last_moment_to_move_is_just_before_the_closing(call, officer):
    with pytest.raises(Refused) as refusal:
        move(call, LATER, officer, at=CLOSES)
    assert codes(refusal) == ["call-closed"]
    assert move(call, LATER, officer, at=CLOSES - TICK).state == "effective"


@pytest.mark.parametrize(
    ("new", "reason", "code"),
    [
        (CLOSES, "Waarom niet.", "same-moment"),
        (DURING, "Waarom niet.", "too-early"),
        (LATER, "  ", "no-reason"),
    ],
)
def test_a_move_needs_another_moment_to_come_and_a_reason(call, officer, new, reason, code):
    with pytest.raises(Refused) as refusal:
        move(call, new, officer, reason=reason)
    assert codes(refusal) == [code]
    assert not TermChange.objects.exists()


def test_a_proposal_whose_own_moment_has_passed_cannot_be_confirmed(call, officer, second_officer):
    change = move(call, EARLIER, officer)
    with pytest.raises(Refused) as refusal:
        actions.second_deadline(change, by=second_officer, at=EARLIER)
    assert codes(refusal) == ["too-late"]


def test_only_an_officer_moves_a_closing(call, decider, applicant):
    for person in (decider, applicant):
        with pytest.raises(Refused) as refusal:
            move(call, LATER, person)
        assert codes(refusal) == ["not-an-officer"]


def test_moving_twice_tells_twice(call, officer, applicant):
    draft(call, applicant)
    Notice.objects.all().delete()
    move(call, LATER, officer)
    move(call, LATER + timedelta(days=7), officer)
    assert Notice.objects.filter(to=applicant).count() == 2


# The pages ------------------------------------------------------------------------------------------------------------


def address(call) -> str:
    return reverse("applications:move_term", args=[call.slug])


def typed(new: datetime, reason="Veel besturen vroegen meer tijd.") -> dict:
    local = wall(new)
    return {
        "new_0": f"{local:%Y-%m-%d}",
        "new_1": f"{local:%H:%M}",
        "reason": reason,
        "warned": new.replace(second=0, microsecond=0).isoformat(),  # of whatever there is to say about that day
        "_key": str(uuid4()),
    }


@pytest.fixture
def running(db):
    """A call that is open now and closes on a whole minute."""
    call = open_call()
    call.closes_at = call.closes_at.replace(second=0, microsecond=0)
    call.save()
    return call


def test_an_officer_extends_a_call_in_the_portal(client, officer, applicant, running):
    draft(running, applicant, at=running.opens_at)
    client.force_login(officer)
    page = client.get(address(running)).content.decode().replace("\u00a0", " ")
    assert dutch.moment(running.closes_at).replace("\u00a0", " ") in page
    new = running.closes_at + timedelta(days=14)
    response = client.post(address(running), typed(new), follow=True)
    running.refresh_from_db()
    assert wall(running.closes_at) == wall(new)
    assert "De oproep sluit nu" in response.content.decode()
    assert Notice.objects.filter(to=applicant, key__startswith="moved:").count() == 1


def test_a_shortening_is_confirmed_by_a_colleague_in_the_portal(client, officer, second_officer, running):
    new = running.closes_at - timedelta(days=3)
    client.force_login(officer)
    response = client.post(address(running), typed(new, "De jury komt vroeger samen."), follow=True)
    change = TermChange.objects.get()
    confirm = reverse("applications:second_term", args=[running.slug, change.pk])
    assert "wacht op een tweede beheerder" in response.content.decode()
    assert confirm not in response.content.decode()
    refused = client.post(confirm, {"_key": str(uuid4())}, follow=True)
    assert "U hebt deze wijziging zelf voorgesteld." in refused.content.decode()
    client.force_login(second_officer)
    assert confirm in client.get(reverse("calls:staff_detail", args=[running.slug])).content.decode()
    client.post(confirm, {"_key": str(uuid4())})
    running.refresh_from_db()
    assert wall(running.closes_at) == wall(new)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"new_0": "2027-03-28", "new_1": "02:30"}, "new", "Deze tijd bestaat niet"),
        ({"new_0": "2027-10-31", "new_1": "02:30"}, "new", "Deze tijd bestaat twee keer"),
        ({"new_0": "2021-01-01"}, "new", "Kies een moment dat nog komt, na de opening van de oproep."),
        ({"new_0": ""}, "new", "Kies een dag en een tijd."),
        ({"reason": ""}, "reason", "Schrijf waarom. De reden is openbaar."),
        ({"reason": "x" * 301}, "reason", "niet meer dan 300 tekens"),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field_and_stays_typed(client, officer, running, changes, field, sentence):
    client.force_login(officer)
    data = typed(running.closes_at + timedelta(days=14)) | changes
    response = client.post(address(running), data)
    text = response.content.decode()
    assert response.status_code == 422
    assert "<title>Fout: " in text
    assert sentence in " ".join(response.context["form"].errors[field])
    assert list(response.context["form"].errors) == [field]
    assert data["reason"] in text
    assert f'name="new_1" value="{data["new_1"]}"' in text
    assert not TermChange.objects.exists()


def test_the_same_moment_is_refused_beside_the_field(client, officer, running):
    client.force_login(officer)
    response = client.post(address(running), typed(running.closes_at))
    assert response.status_code == 422
    assert "Dit is de sluiting die al geldt." in response.content.decode()


def test_after_the_closing_the_page_says_that_it_is_too_late(client, officer, call):
    client.force_login(officer)
    page = client.get(address(call), follow=True).content.decode()
    assert "Deze oproep is gesloten." in page
    late = client.post(address(call), typed(datetime(2030, 1, 1, 12, 0, tzinfo=UTC)))
    assert late.status_code == 422
    assert "Deze oproep is gesloten." in late.content.decode()
    assert address(call) not in client.get(reverse("calls:staff_detail", args=[call.slug])).content.decode()


def test_a_double_click_moves_once(client, officer, applicant, running):
    draft(running, applicant, at=running.opens_at)
    client.force_login(officer)
    data = typed(running.closes_at + timedelta(days=14))
    assert client.post(address(running), data)["Location"] == client.post(address(running), data)["Location"]
    assert TermChange.objects.count() == 1


def test_nobody_but_an_officer_finds_the_page(client, applicant, reviewer, decider, auditor, running):
    assert client.get(address(running))["Location"].startswith(reverse("account_login"))
    confirm = reverse("applications:second_term", args=[running.slug, 1])
    for person in (applicant, reviewer, decider, auditor):
        client.force_login(person)
        assert client.get(address(running)).status_code == 404
        assert client.post(address(running), typed(running.closes_at + timedelta(days=1))).status_code == 404
        assert client.post(confirm).status_code == 404


def test_a_change_belongs_to_its_call(client, officer, second_officer, running):
    other = CallFactory()
    change = move(other, EARLIER, officer)
    client.force_login(second_officer)
    assert client.post(reverse("applications:second_term", args=[running.slug, change.pk])).status_code == 404
    assert client.post(reverse("calls:decline", args=[running.slug, change.pk])).status_code == 404

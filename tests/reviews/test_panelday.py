"""The panel day: an agenda without clashes, invitations, who leaves the room, minutes."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from accounts import actions as account_actions
from accounts.models import Notice
from portal import calendar as my_calendar
from reviews import actions
from reviews.models import Interest, Minutes, Slot
from reviews.panelday import arrange, break_on, length_of, times_of
from tests import factories
from tests.judging import LATER, codes
from workflow.models import Event
from workflow.refusals import Refused

MORNING = datetime(2022, 4, 26, 7, 0, tzinfo=UTC)  # 9.00 in Brussels, when the jury of the call meets
MINUTE = timedelta(minutes=1)
HOW = {"talk": 30, "deliberation": 15}


# Which file when ------------------------------------------------------------------------------------------------------


def day(hours=8):
    return length_of(MORNING, 60 * hours, 0)


def test_a_day_is_cut_in_places_around_the_break_and_what_is_taken():
    pause = break_on(MORNING, time(12), time(13))
    taken = length_of(MORNING, 45, 0)
    found = [each.starts_at - MORNING for each in times_of(day(), 30, 15, [pause, taken])]
    assert found == [n * MINUTE for n in (45, 90, 135, 240, 285, 330, 375, 420)]


def test_the_first_file_is_heard_first():
    times = times_of(day(), 30, 15, [])
    placed = arrange([7, 3, 5], times, lambda pk, at: True, lambda a, b: False)
    assert sorted(placed, key=placed.get) == [7, 3, 5]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_file_that_can_be_heard_is_heard_and_nobody_twice_at_once(data):
    times = times_of(day(3), 30, 15, [])
    files = list(range(data.draw(st.integers(1, 5))))
    can = {pk: data.draw(st.sets(st.sampled_from(times))) for pk in files}
    placed = arrange(files, times, lambda pk, at: at in can[pk], lambda a, b: False)
    assert all(at in can[pk] for pk, at in placed.items())
    assert len(set(placed.values())) == len(placed)

    def most(left, free):
        if not left:
            return 0
        skipped = most(left[1:], free)
        return max([skipped, *(1 + most(left[1:], free - {at}) for at in can[left[0]] & free)])

    assert len(placed) == most(files, set(times))


def test_files_of_one_government_are_not_heard_at_once_on_two_days_that_run_together():
    one, other = day(1), length_of(MORNING, 60, 0, "Gent")
    times = [*times_of(one, 30, 0, []), *times_of(other, 30, 0, [])]
    placed = arrange([1, 2], times, lambda pk, at: True, lambda a, b: True)
    assert len(placed) == 2
    assert not placed[1].overlaps(placed[2])


# Planning -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def files(call, applicant, officer):
    for title in ("Loket aan huis", "Digitale balie"):
        factories.submitted(call, applicant, title=title)
    factories.seal(call)
    found = list(call.applications.order_by("number"))
    for each in found:
        each.call = call
        factories.admit(each, officer)
    return found


@pytest.fixture
def jury(call):
    """An works for nobody; Bea declared an interest in the first file, in `recused`."""
    people = [factories.UserFactory(role="reviewer", first_name=name, last_name="Jury") for name in ("An", "Bea")]
    return [factories.seat(call, each) for each in people]


@pytest.fixture
def recused(files, jury):
    return Interest.objects.create(juror=jury[1], application=files[0], answer="conflict", at=LATER)


@pytest.fixture
def invited(files, jury, officer):
    """Both files, at 9.00 and at 9.45."""
    actions.plan_panel(files[0].call, [each.pk for each in files], by=officer, at=LATER, **HOW)
    actions.invite_panel(files[0].call, by=officer, at=LATER)
    return list(Slot.objects.order_by("starts_at"))


@pytest.mark.django_db
def test_files_are_planned_in_the_order_asked_and_nobody_is_told(files, jury, officer):
    left = actions.plan_panel(files[0].call, [files[1].pk, files[0].pk], by=officer, at=LATER, **HOW)
    assert left == []
    slots = list(Slot.objects.order_by("starts_at"))
    assert [each.application for each in slots] == [files[1], files[0]]
    assert [each.starts_at - MORNING for each in slots] == [0 * MINUTE, 45 * MINUTE]
    assert {each.state for each in slots} == {"planned"}
    assert not Notice.objects.filter(key__startswith="slot").exists()


@pytest.mark.django_db
def test_a_reviewer_who_is_away_keeps_the_file_off_that_day(files, jury, officer):
    factories.assign(files[0], jury[0].user, officer, at=LATER)
    jury[0].unavailable = [date(2022, 4, 26)]
    jury[0].save()
    left = actions.plan_panel(files[0].call, [each.pk for each in files], by=officer, at=LATER, **HOW)
    assert left == [files[0]]
    slot = Slot.objects.get()
    assert slot.application == files[1]


@pytest.mark.django_db
def test_an_agenda_needs_days_and_files(files, officer, decider):
    files[0].call.jury_days.all().delete()
    with pytest.raises(Refused) as refusal:
        actions.plan_panel(files[0].call, [], by=decider, at=LATER, **HOW)
    assert codes(refusal) == ["not-an-officer", "no-days", "none-chosen"]


@pytest.mark.django_db
def test_applicant_and_jury_are_invited_with_a_calendar_file(invited, files, jury, applicant, colleague, recused):
    told = Notice.objects.get(to=applicant, key=f"slot:{invited[0].pk}:0")
    assert "dinsdag 26 april 2022, van 9.00" in told.body.replace("\u00a0", " ")
    event = Calendar.from_ical(told.calendar).walk("VEVENT")[0]
    assert (event["dtstart"].dt, event["dtend"].dt) == (MORNING, MORNING + 30 * MINUTE)
    assert (event["sequence"], event["status"], event["location"]) == (0, "CONFIRMED", "Brussel")
    seen = Notice.objects.get(to=jury[0].user, key__startswith="panel:")
    assert len(Calendar.from_ical(seen.calendar).walk("VEVENT")) == 2
    with mail.get_connection() as connection:
        assert account_actions.deliver(told.pk, at=LATER, through=connection)
    name, _content, kind = mail.outbox[-1].attachments[0]
    assert (name, kind) == ("afspraak.ics", "text/calendar; method=PUBLISH; charset=utf-8")


@pytest.mark.django_db
def test_who_leaves_the_room_gets_no_word_of_that_file(files, jury, officer, recused):
    actions.plan_panel(files[0].call, [each.pk for each in files], by=officer, at=LATER, **HOW)
    actions.invite_panel(files[0].call, by=officer, at=LATER)
    told = Notice.objects.get(to=jury[1].user, key__startswith="panel:")
    assert "Digitale balie" in told.calendar
    for text in (told.calendar, told.body, told.subject):
        assert files[0].number not in text and "Loket aan huis" not in text
    slot = files[0].slots.get()
    actions.move_slot(slot, MORNING + timedelta(hours=5), "Trein.", by=officer, at=LATER)
    assert not Notice.objects.filter(to=jury[1].user, key__startswith="slot-jury").exists()
    assert Notice.objects.filter(to=jury[0].user, key__startswith="slot-jury").exists()
    mine = my_calendar.of(jury[1].user, LATER).decode()
    assert files[1].number in mine and files[0].number not in mine


@pytest.mark.django_db
def test_moving_tells_why_and_raises_the_number_of_the_event(invited, files, officer, applicant):
    new = MORNING + timedelta(hours=5)
    slot = actions.move_slot(invited[0], new, "De trein rijdt niet.", by=officer, at=LATER)
    assert (slot.starts_at, slot.ends_at, slot.sequence) == (new, new + 45 * MINUTE, 1)
    told = Notice.objects.get(to=applicant, key=f"slot:{slot.pk}:1")
    event = Calendar.from_ical(told.calendar).walk("VEVENT")[0]
    assert (event["sequence"], event["dtstart"].dt) == (1, new)
    assert "De trein rijdt niet." in told.body
    assert f"slot-{slot.pk}@" in my_calendar.of(applicant, LATER).decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "minutes, code",
    [(45, "taken"), (44, "taken"), (180, "break"), (-10, "no-jury-day"), (7 * 60 + 20, "no-jury-day")],
)
def test_a_defence_is_not_moved_to_where_it_cannot_be(invited, officer, minutes, code):
    with pytest.raises(Refused) as refusal:
        actions.move_slot(invited[0], MORNING + minutes * MINUTE, "Zo.", by=officer, at=LATER)
    assert codes(refusal) == [code]


@pytest.mark.django_db
def test_what_was_told_is_not_moved_without_a_reason_nor_to_the_past(invited, officer):
    with pytest.raises(Refused) as refusal:
        actions.move_slot(invited[0], MORNING + timedelta(hours=5), " ", by=officer, at=MORNING + timedelta(hours=6))
    assert codes(refusal) == ["no-reason", "past"]


@pytest.mark.django_db
def test_one_government_is_not_heard_twice_at_once_also_in_two_calls(invited, files, applicant, officer):
    other = factories.CallFactory()
    twin = factories.submitted(other, applicant, title="Elders")
    factories.seal(other)
    twin.refresh_from_db()
    factories.admit(twin, officer)
    factories.slot(twin, at=LATER, starts_at=MORNING + timedelta(hours=5))
    with pytest.raises(Refused) as refusal:
        actions.move_slot(invited[0], MORNING + timedelta(hours=5), "Zo.", by=officer, at=LATER)
    assert codes(refusal) == ["same-government"]


@pytest.mark.django_db
def test_dropping_cancels_in_the_calendars_and_makes_room(invited, files, officer, applicant):
    actions.drop_slot(invited[0], "Ingetrokken.", by=officer, at=LATER)
    told = Notice.objects.get(to=applicant, key=f"slot:{invited[0].pk}:1")
    assert Calendar.from_ical(told.calendar).walk("VEVENT")[0]["status"] == "CANCELLED"
    assert actions.plan_panel(files[0].call, [files[0].pk], by=officer, at=LATER, **HOW) == []
    assert files[0].slots.live().get().starts_at == MORNING


@pytest.mark.django_db
def test_who_was_invited_keeps_the_moment_when_the_agenda_is_made_again(invited, files, officer):
    actions.plan_panel(files[0].call, [files[1].pk, files[0].pk], by=officer, at=LATER, **HOW)
    assert list(Slot.objects.order_by("starts_at").values_list("pk", flat=True)) == [each.pk for each in invited]


# Minutes --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_minutes_open_with_the_slot_and_close_for_good(invited, files, jury, officer, recused):
    slot = invited[0]
    with pytest.raises(Refused) as refusal:
        actions.save_minutes(slot, "Te vroeg.", [], by=officer, at=MORNING - MINUTE)
    assert codes(refusal) == ["not-begun"]
    actions.save_minutes(slot, "Het bestuur", [jury[0].pk], edit=0, by=officer, at=MORNING)
    with pytest.raises(Refused) as refusal:
        actions.save_minutes(slot, "Anders", [], edit=0, by=officer, at=MORNING)
    assert codes(refusal) == ["edited-meanwhile"]
    with pytest.raises(Refused) as refusal:
        actions.save_minutes(slot, " ", [jury[1].pk], close=True, by=officer, at=MORNING)
    assert codes(refusal) == ["no-text", "recused"]
    done = actions.save_minutes(slot, "Het bestuur licht toe.", [jury[0].pk], close=True, by=officer, at=MORNING)
    assert done.people == [{"name": "An Jury", "part": "present"}, {"name": "Bea Jury", "part": "left"}]
    slot.refresh_from_db()
    assert slot.state == "held"
    assert [e.verb for e in Event.objects.of(slot)][-1] == "hold_slot"
    with pytest.raises(Refused) as refusal:
        actions.save_minutes(slot, "Toch anders", [jury[0].pk], by=officer, at=MORNING)
    assert codes(refusal) == ["closed"]


@pytest.mark.django_db
def test_the_database_refuses_to_change_closed_minutes(invited, jury, officer):
    actions.save_minutes(invited[0], "Zo.", [jury[0].pk], close=True, by=officer, at=MORNING)
    for change in (lambda: Minutes.objects.update(text="Anders."), lambda: Minutes.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Minutes.objects.get().text == "Zo."


# The pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_agenda_of_who_leaves_the_room_says_only_not_for_you(client, invited, files, jury, recused):
    client.force_login(jury[1].user)
    page = client.get(reverse("reviews:panel_agenda", args=[files[0].call.slug])).content.decode()
    assert "Niet voor u" in page and "9.00" in page and "Digitale balie" in page
    assert "Loket aan huis" not in page and files[0].number not in page
    told = client.get(reverse("reviews:panel_calendar", args=[files[0].call.slug])).content.decode()
    assert files[1].number in told and files[0].number not in told


@pytest.mark.django_db
def test_nothing_of_the_agenda_is_known_before_the_invitation(client, files, jury, officer, applicant):
    actions.plan_panel(files[0].call, [files[0].pk], by=officer, at=LATER, **HOW)
    client.force_login(applicant)
    assert client.get(reverse("reviews:defence", args=[files[0].number])).status_code == 404
    client.force_login(jury[0].user)
    page = client.get(reverse("reviews:panel_agenda", args=[files[0].call.slug])).content.decode()
    assert "Loket aan huis" not in page


@pytest.mark.django_db
def test_an_applicant_sees_when_and_a_stranger_nothing(client, invited, files, applicant, stranger):
    address = reverse("reviews:defence", args=[files[0].number])
    client.force_login(applicant)
    assert "van 9.00" in client.get(address).content.decode().replace("\u00a0", " ")
    assert client.get(f"{address}agenda.ics")["Content-Type"].startswith("text/calendar")
    client.force_login(stranger)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed, said",
    [
        ({"talk": "4"}, "Een verdediging duurt 5 tot 240 minuten."),
        ({"talk": "lang"}, "Een verdediging duurt 5 tot 240 minuten."),
        ({"deliberation": "-1"}, "De beraadslaging duurt 0 tot 240 minuten."),
        ({"break_from": "13:00", "break_until": "12:00"}, "Een pauze eindigt na haar begin."),
        ({"break_from": "half een"}, "zoals 23.59"),
        ({"file": []}, "Kies minstens één dossier."),
        ({"file": ["x", "0", "9" * 30]}, "Kies minstens één dossier."),
    ],
)
def test_what_cannot_be_is_said_and_stays_typed(client, files, jury, officer, typed, said):
    client.force_login(officer)
    data = {"talk": "30", "deliberation": "15", "break_from": "12:00", "break_until": "13:00", "file": [files[0].pk]}
    response = client.post(reverse("reviews:panel", args=[files[0].call.slug]), data | typed)
    page = response.content.decode()
    assert (response.status_code, said in page) == (422, True)
    assert not Slot.objects.exists()


@pytest.mark.django_db
def test_an_own_number_brings_a_file_forward(client, files, jury, officer):
    client.force_login(officer)
    now = {"talk": "20", "deliberation": "10", "break_from": "", "break_until": "", "_key": str(uuid4())}
    days = files[0].call.jury_days.get()
    days.starts_at, days.ends_at = (datetime.now(UTC) + timedelta(days=n) for n in (9, 9.4))
    days.save()
    data = now | {"file": [each.pk for each in files], f"place-{files[1].pk}": "1"}
    client.post(reverse("reviews:panel", args=[files[0].call.slug]), data)
    first, second = Slot.objects.order_by("starts_at")
    assert (first.application, second.application) == (files[1], files[0])
    assert second.starts_at - first.starts_at == 30 * MINUTE

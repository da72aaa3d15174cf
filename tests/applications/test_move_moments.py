"""Moving any moment of a running call: what gives time at once, what takes it after a second officer; all told once."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from applications import actions
from calls import moments
from calls.models import Call, FocusChange, JuryDay, Moment, TermChange
from calls.wording import public_changes
from follow import actions as follow_actions
from follow.models import Mailing, Subscription
from tests import factories
from tests.factories import CLOSES, DURING, OPENS, TICK
from workflow.models import Event
from workflow.moments import wall
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
BEFORE = OPENS - timedelta(days=3)
QUESTIONS = CLOSES - timedelta(days=10)
REASON = "De zaal is dan niet vrij."


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def day(*when: int) -> datetime:
    return moments.first_instant(date(*when))


@pytest.fixture
def call(db):
    return factories.CallFactory(admissibility_by=date(2022, 4, 8), questions_close_at=QUESTIONS)


@pytest.fixture
def heard(call, applicant, partner):
    """A draft and a file that was handed in, a follower, and nothing said yet."""
    files = [factories.draft(call, applicant), factories.submitted(call, partner)]
    follow_actions.ask("volger@dorp.example", call=call, at=DURING)
    follow_actions.confirm(Subscription.objects.get(), at=DURING)
    Notice.objects.all().delete()
    Mailing.objects.all().delete()
    return files


def move(call, moment, new, by, at=DURING, reason=REASON) -> TermChange:
    return actions.move_moment(call, moment, new, reason, by=by, at=at)


def told() -> tuple[list[str], list[str]]:
    """Who got a notice and who a mail as a follower, each time they did."""
    notices = Notice.objects.exclude(key__startswith="shortening:").order_by("to__email")
    return list(notices.values_list("to__email", flat=True)), list(
        Mailing.objects.values_list("subscription__address", flat=True)
    )


MOVES = {
    "an earlier opening": (Moment.OPENS, OPENS - timedelta(days=1), BEFORE, False),
    "a later opening": (Moment.OPENS, OPENS + timedelta(days=2), BEFORE, True),
    "a later end of questions": (Moment.QUESTIONS, QUESTIONS + timedelta(days=3), DURING, False),
    "an earlier end of questions": (Moment.QUESTIONS, QUESTIONS - timedelta(days=3), DURING, True),
    "a later closing": (Moment.CLOSES, CLOSES + timedelta(days=3), DURING, False),
    "an earlier closing": (Moment.CLOSES, CLOSES - timedelta(days=3), DURING, True),
    "a later check": (Moment.ADMISSIBILITY, day(2022, 4, 15), DURING, False),
    "an earlier check": (Moment.ADMISSIBILITY, day(2022, 4, 1), DURING, False),
    "a later decision": (Moment.DECISION, day(2022, 7, 1), DURING, False),
    "an earlier decision": (Moment.DECISION, day(2022, 6, 10), DURING, False),
}


@pytest.mark.parametrize(("moment", "new", "at", "shortens"), MOVES.values(), ids=MOVES)
def test_what_gives_time_is_in_force_at_once_and_what_takes_it_waits_for_a_second_officer(
    call, officer, second_officer, moment, new, at, shortens
):
    was, sequence = moments.promised(call, moment), call.sequence
    change = move(call, moment, new, officer, at=at)
    call.refresh_from_db()
    if shortens:
        assert (change.state, moments.promised(call, moment), call.sequence) == ("proposed", was, sequence)
        assert public_changes(call) == []
        with pytest.raises(Refused) as refusal:
            actions.second_deadline(change, by=officer, at=at)
        assert codes(refusal) == ["own-proposal"]
        with pytest.raises(IntegrityError), transaction.atomic():
            TermChange.objects.filter(pk=change.pk).update(state="effective", seconded_by=None)
        actions.second_deadline(change, by=second_officer, at=at)
        call.refresh_from_db()
    change.refresh_from_db()
    assert (change.state, change.old, change.new) == ("effective", was, new)
    assert (moments.promised(call, moment), call.sequence) == (new, sequence + 1)
    (line,) = public_changes(call)
    assert line["reason"] == REASON
    assert [each.verb for each in Event.objects.of(call)][-2:] == ["propose-term", "move-term"]


@pytest.mark.parametrize(("moment", "new", "at", "shortens"), MOVES.values(), ids=MOVES)
def test_everyone_with_a_file_and_every_follower_is_told_once_and_not_of_a_proposal(
    call, officer, second_officer, applicant, partner, heard, moment, new, at, shortens
):
    change = move(call, moment, new, officer, at=at)
    if shortens:
        assert told() == ([], [])
        assert Notice.objects.get(to=second_officer).body.count(REASON) == 1
        actions.second_deadline(change, by=second_officer, at=at)
    assert told() == (sorted([applicant.email, partner.email]), ["volger@dorp.example"])


def test_a_proposal_says_which_moment_it_is_about(call, officer, second_officer):
    move(call, Moment.QUESTIONS, QUESTIONS - timedelta(days=3), officer)
    said = Notice.objects.get(to=second_officer).body
    assert "Het laatste moment voor vragen" in said
    assert "te sluiten" not in said


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        (Moment.OPENS, OPENS),
        (Moment.QUESTIONS, QUESTIONS),
        (Moment.ADMISSIBILITY, day(2022, 4, 9)),
        (Moment.DECISION, day(2022, 6, 25)),
    ],
)
def test_what_has_passed_is_fixed_an_instant_from_itself_a_day_from_midnight_on(call, officer, moment, last):
    new = last + timedelta(days=2)
    new = moments.first_instant(wall(new).date()) if moment in moments.DAYS else new
    with pytest.raises(Refused) as refusal:
        move(call, moment, new, officer, at=last)
    assert codes(refusal) == ["moment-passed"]
    assert move(call, moment, new, officer, at=last - TICK).pk


@pytest.mark.parametrize(
    ("moment", "new", "at", "code"),
    [
        (Moment.OPENS, CLOSES, BEFORE, "too-late"),
        (Moment.OPENS, BEFORE, BEFORE, "too-early"),
        (Moment.QUESTIONS, CLOSES + TICK, DURING, "after-the-closing"),
        (Moment.QUESTIONS, DURING, DURING, "too-early"),
        (Moment.DECISION, day(2022, 1, 31), DURING, "too-early"),
        (Moment.DECISION, day(2022, 6, 24), DURING, "same-moment"),
    ],
)
def test_a_new_moment_lies_ahead_and_within_the_call(call, officer, moment, new, at, code):
    with pytest.raises(Refused) as refusal:
        move(call, moment, new, officer, at=at)
    assert codes(refusal) == [code]
    assert not TermChange.objects.exists()


def test_setting_an_end_of_the_questions_takes_time_and_needs_two(call, officer):
    Call.objects.filter(pk=call.pk).update(questions_close_at=None)
    call.refresh_from_db()
    assert move(call, Moment.QUESTIONS, QUESTIONS, officer).state == "proposed"


# The days of the jury -------------------------------------------------------------------------------------------------


def hour(day: date, of: int) -> datetime:
    return moments.first_instant(day) + timedelta(hours=of)


def jury(*when: int, place="Brussel") -> dict:
    starts = hour(date(*when), 9)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=7), "place": place}


def test_a_day_of_the_jury_is_added_moved_and_dropped_each_told_once(call, officer, applicant, partner, heard):
    everyone = sorted([applicant.email, partner.email])
    first, words = call.jury_days.get(), []
    for n, (given, new) in enumerate(((None, jury(2022, 4, 27)), (first, jury(2022, 4, 28)), (first, None)), 1):
        actions.change_jury_day(call, given, new, REASON, by=officer, at=DURING)
        call.refresh_from_db()
        assert call.sequence == n
        assert told() == (sorted(everyone * n), ["volger@dorp.example"] * n)
        words.append(public_changes(call)[0]["words"].replace("\u00a0", " "))
    assert [each.day for each in call.jury_days.all()] == [date(2022, 4, 27)]
    assert ["27 april 2022" in words[0], "28 april 2022" in words[1], "28 april 2022" in words[2]] == [True] * 3


def test_a_day_of_the_jury_waits_while_a_closing_waits_for_a_second_officer(call, officer):
    actions.move_deadline(call, call.closes_at - timedelta(days=2), REASON, by=officer, at=DURING)
    with pytest.raises(Refused) as refusal:
        actions.change_jury_day(call, None, jury(2022, 4, 27), REASON, by=officer, at=DURING)
    assert [reason.code for reason in refusal.value.reasons] == ["one-at-a-time"]


@pytest.mark.parametrize(
    ("new", "at", "code"),
    [
        (jury(2022, 4, 29), hour(date(2022, 4, 26), 9), "moment-passed"),
        (jury(2022, 1, 31), DURING, "too-early"),
        (jury(2022, 4, 28) | {"ends_at": hour(date(2022, 4, 28), 9)}, DURING, "ends-first"),
        (jury(2022, 4, 26, place="Brussel") | {"ends_at": hour(date(2022, 4, 26), 17)}, DURING, "same-moment"),
    ],
)
def test_a_day_of_the_jury_that_began_is_fixed_and_a_new_one_is_whole(call, officer, new, at, code):
    with pytest.raises(Refused) as refusal:
        actions.change_jury_day(call, call.jury_days.get(), new, REASON, by=officer, at=at)
    assert codes(refusal) == [code]


def test_two_days_of_the_jury_do_not_start_at_one_moment(call, officer):
    with pytest.raises(Refused) as refusal:
        actions.change_jury_day(call, None, jury(2022, 4, 26), REASON, by=officer, at=DURING)
    assert codes(refusal) == ["same-moment"]


# The focuses ----------------------------------------------------------------------------------------------------------


def test_a_focus_that_goes_and_comes_is_told_once_to_files_and_followers(call, officer, applicant, partner, heard):
    focus = call.focuses.last()
    for n, act in enumerate((actions.remove_focus, actions.add_focus), 1):
        act(call, focus, REASON, by=officer, at=DURING)
        assert told() == (sorted([applicant.email, partner.email] * n), ["volger@dorp.example"] * n)
        assert Mailing.objects.filter(body__contains=REASON).count() == n
    assert [line["reason"] for line in public_changes(call)] == [REASON] * 2


def test_the_last_focus_stays(call, officer):
    keep, *others = call.focuses.all()
    for focus in others:
        actions.remove_focus(call, focus, REASON, by=officer, at=DURING)
    with pytest.raises(Refused) as refusal:
        actions.remove_focus(call, keep, REASON, by=officer, at=DURING)
    assert codes(refusal) == ["last-focus"]
    assert list(call.focuses.all()) == [keep]


def test_the_focuses_are_fixed_from_the_closing_on(call, officer):
    for at, refused in ((CLOSES - TICK, False), (CLOSES, True)):
        focus = call.focuses.last()
        if refused:
            with pytest.raises(Refused) as refusal:
                actions.remove_focus(call, focus, REASON, by=officer, at=at)
            assert codes(refusal) == ["call-closed"]
        else:
            actions.remove_focus(call, focus, REASON, by=officer, at=at)


# The pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def running(db):
    at = timezone.now()
    return factories.open_call(slug="open", questions_close_at=at + timedelta(days=2), admissibility_by=(
        at + timedelta(days=30)).date())  # fmt: skip


def key(**data) -> dict:
    return {"_key": str(uuid4())} | data


def confirmed(client, address: str, data: dict):
    """Send it, and once more when the page warns of a weekend or a holiday."""
    answer = client.post(address, key(**data))
    if answer.status_code == 200:
        answer = client.post(address, key(**data, warned=answer.context["warned"]))
    return answer


def test_an_officer_moves_each_moment_from_the_calendar(client, officer, second_officer, running):
    client.force_login(officer)
    page = client.get(reverse("calls:calendar", args=["open"])).content.decode()
    assert reverse("applications:move_moment", args=["open", "opening"]) not in page  # it has passed
    ahead = timezone.localdate() + timedelta(days=60)
    for slug, data in (
        ("vragen", {"new_0": f"{wall(running.closes_at).date() - timedelta(days=1)}", "new_1": "12:00"}),
        ("sluiting", {"new_0": f"{ahead - timedelta(days=30)}", "new_1": "12:00"}),
        ("ontvankelijkheid", {"new_0": f"{ahead}", "new": f"{ahead}"}),
        ("besluit", {"new_0": f"{ahead}", "new": f"{ahead + timedelta(days=90)}"}),
    ):
        address = reverse("applications:move_moment", args=["open", slug])
        assert address in page
        answer = confirmed(client, address, data | {"reason": REASON})
        assert answer.status_code == 302, (slug, answer.context and answer.context["form"].errors)
    assert sorted(TermChange.objects.values_list("moment", "state")) == [
        (moment, "effective") for moment in ("admissibility", "closes", "decision", "questions")
    ]
    public = client.get(running.get_absolute_url()).content.decode()
    assert public.count(REASON) >= 4


@pytest.mark.parametrize(
    ("slug", "data", "field", "sentence"),
    [
        ("vragen", {"new_0": "2021-01-01", "new_1": "12:00"}, "new", "Kies een moment dat nog komt."),
        ("vragen", {"new_0": "2031-01-02", "new_1": "12:00"}, "new", "De vragen stoppen voor de oproep sluit."),
        ("vragen", {"new_0": "2027-03-28", "new_1": "02:30"}, "new", "Deze tijd bestaat niet"),
        ("ontvankelijkheid", {"new": "2021-01-01"}, "new", "Kies een moment dat nog komt."),
        ("besluit", {"new": "31/2/2027"}, "new", "Schrijf een datum"),
        ("besluit", {"new": "2031-01-02", "reason": " "}, "reason", "Schrijf waarom. De reden is openbaar."),
    ],
)
def test_a_moment_that_cannot_be_is_said_beside_it_and_stays_typed(
    client, officer, running, slug, data, field, sentence
):
    client.force_login(officer)
    data = {"reason": "Omdat het zo is."} | data
    answer = client.post(reverse("applications:move_moment", args=["open", slug]), key(**data))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert sentence in " ".join(form.errors[field])
    text = answer.content.decode()
    for name, value in data.items():
        assert f'value="{value}"' in text if name.startswith("new") else value.strip() in text, name
    assert not TermChange.objects.exists()


def typed_jury(running, **changes) -> dict:
    ahead = timezone.localdate() + timedelta(days=70)
    return {"day": f"{ahead}", "starts": "09:00", "ends": "16:30", "place": "Gent", "reason": REASON} | changes


def test_a_day_of_the_jury_is_added_changed_and_dropped_in_the_portal(client, officer, running):
    running.jury_days.all().delete()
    client.force_login(officer)
    assert (
        confirmed(client, reverse("applications:add_jury_day", args=["open"]), typed_jury(running)).status_code == 302
    )
    made = running.jury_days.get()
    address = reverse("applications:jury_day", args=["open", made.pk])
    assert confirmed(client, address, typed_jury(running, place="Leuven")).status_code == 302
    assert running.jury_days.get().place == "Leuven"
    # To drop it, what stands in the other fields is not asked; the reason is.
    refused = client.post(address, key(drop="1", day="morgen", reason=""))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert client.post(address, key(drop="1", day="morgen", reason=REASON)).status_code == 302
    assert not JuryDay.objects.filter(call=running).exists()
    assert running.term_changes.filter(moment="jury", state="effective").count() == 3


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"day": "morgen"}, "day", "Schrijf een datum"),
        ({"day": "2021-01-01"}, "day", "Kies een moment dat nog komt."),
        ({"ends": "08:00"}, "ends", "Een jurydag eindigt nadat ze begint."),
        ({"starts": "9 uur dertig"}, "starts", "Schrijf een tijd"),
        ({"reason": ""}, "reason", "Schrijf waarom."),
    ],
)
def test_a_wrong_day_of_the_jury_is_said_beside_its_field(client, officer, running, changes, field, sentence):
    client.force_login(officer)
    data = typed_jury(running, **changes)
    answer = client.post(reverse("applications:add_jury_day", args=["open"]), key(**data))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sentence in " ".join(answer.context["form"].errors[field])
    text = answer.content.decode()
    assert [value for value in data.values() if value not in text] == []
    assert not running.term_changes.exists()


def test_an_officer_gives_one_government_more_time_in_the_portal(client, officer, applicant, auditor, running):
    Call.objects.filter(pk=running.pk).update(closes_at=running.closes_at.replace(second=0, microsecond=0))
    running.jury_days.all().delete()
    running.refresh_from_db()
    file = factories.draft(running, applicant, at=timezone.now())
    until, address = wall(running.closes_at + timedelta(days=5)), reverse("applications:extend", args=["open"])
    data = {"who": file.pk, "new_0": f"{until:%Y-%m-%d}", "new_1": f"{until:%H:%M}", "reason": "Brand in het archief."}
    client.force_login(officer)
    for changes, field, sentence in (
        ({"who": ""}, "who", "Kies"),
        ({"new_0": "2021-01-01"}, "new", "Kies een moment na de sluiting die nu geldt"),
        ({"new_1": ""}, "new", "Kies een dag en een tijd."),
        ({"reason": ""}, "reason", "Schrijf waarom"),
    ):
        answer = client.post(address, key(**data | changes))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert sentence in " ".join(answer.context["form"].errors[field])
        kept = [value for name, value in (data | changes).items() if name != "who"]
        assert [value for value in kept if value not in answer.content.decode()] == []
    assert confirmed(client, address, data).status_code == 302
    file.refresh_from_db()
    assert file.closes_at == running.closes_at + timedelta(days=5)
    assert "Brand in het archief." not in client.get(running.get_absolute_url()).content.decode()
    client.force_login(auditor)
    assert "Brand in het archief." in client.get(reverse("calls:staff_detail", args=["open"])).content.decode()


def test_focuses_change_in_the_portal_and_a_reason_is_asked_beside_its_field(client, officer, running):
    client.force_login(officer)
    focus = running.focuses.last()
    gone = reverse("applications:remove_focus", args=["open", focus.code])
    for address, data in (
        (gone, {}),
        (reverse("applications:add_focus", args=["open"]), {"focus": focus.pk}),
    ):
        refused = client.post(address, key(**data, reason=""))
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
        assert client.post(address, key(**data, reason=REASON)).status_code == 302
    assert list(FocusChange.objects.values_list("added", flat=True)) == [False, True]


def test_while_a_change_waits_the_calendar_says_so_instead_of_offering_another(client, officer, running):
    client.force_login(officer)
    address, move = (
        reverse("calls:calendar", args=["open"]),
        reverse("applications:move_moment", args=["open", "besluit"]),
    )
    sentence = "wacht op een tweede beheerder"
    before = client.get(address).content.decode()
    assert move in before and sentence not in before
    actions.move_deadline(running, running.closes_at - timedelta(days=1), REASON, by=officer, at=timezone.now())
    after = client.get(address).content.decode()
    assert sentence in after and move not in after


def test_nobody_but_an_officer_changes_a_running_call(client, applicant, reviewer, decider, auditor, officer, running):
    pk, code = running.jury_days.get().pk, running.focuses.last().code
    addresses = [
        reverse("applications:move_moment", args=["open", "besluit"]),
        reverse("applications:jury_day", args=["open", pk]),
        reverse("applications:add_jury_day", args=["open"]),
        reverse("applications:extend", args=["open"]),
        reverse("applications:add_focus", args=["open"]),
        reverse("applications:remove_focus", args=["open", code]),
    ]
    for person, status in ((applicant, 404), (reviewer, 404), (decider, 404), (auditor, 404)):
        client.force_login(person)
        assert {client.post(address, key(reason=REASON)).status_code for address in addresses} == {status}
    assert not TermChange.objects.exists() and not FocusChange.objects.exists()


def test_the_calendar_says_what_is_awkward_of_what_is_to_come_only(client, officer, running):
    saturday = timezone.localdate() + timedelta(days=(5 - timezone.localdate().weekday()) % 7 + 21)
    passed = saturday - timedelta(weeks=60)
    Call.objects.filter(pk=running.pk).update(
        opens_at=hour(passed, 9),
        admissibility_by=saturday,
    )
    client.force_login(officer)
    page = client.get(reverse("calls:calendar", args=["open"]))
    (check,) = [each for each in page.context["marks"] if each["mark"].moment == "admissibility"]
    text = page.content.decode()
    assert check["mark"].warnings[0] in text
    (opening,) = [each for each in page.context["marks"] if each["mark"].moment == "opens"]
    assert opening["past"] and opening["mark"].warnings[0] not in text


def test_dropping_a_day_of_the_jury_that_cannot_be_dropped_says_why_on_its_page(client, officer):
    call = factories.open_call()
    actions.move_deadline(call, call.closes_at - timedelta(days=2), REASON, by=officer, at=timezone.now())
    client.force_login(officer)
    day = call.jury_days.get()
    data = {"drop": "1", "reason": "Geen zaal.", "_key": str(uuid4())}
    answer = client.post(f"/beheer/oproepen/{call.slug}/jurydag/{day.pk}/", data)
    assert answer.status_code == 422
    assert "Geen zaal." in answer.content.decode()
    assert call.jury_days.exists()

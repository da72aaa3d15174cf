"""The jury of a call: who sits in it, and who never can."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Notice
from reviews import actions, days, rules
from reviews.models import Assignment, Juror
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


def test_who_declines_says_why_and_the_officers_are_told(call, reviewer, officer):
    juror = actions.invite_juror(call, reviewer, by=officer, at=LATER)
    with pytest.raises(Refused) as refusal:
        actions.decline_seat(juror, " ", by=reviewer, at=LATER)
    assert codes(refusal) == ["no-reason"]
    actions.decline_seat(juror, "Ik ben dan op reis.", by=reviewer, at=LATER)
    assert (juror.state, juror.remark) == ("declined", "Ik ben dan op reis.")
    assert "Ik ben dan op reis." in Notice.objects.get(to=officer).body
    actions.accept_seat(juror, by=reviewer, at=LATER)  # on second thoughts
    assert (juror.state, juror.remark) == ("sitting", "")


def test_leaving_takes_back_what_is_open_and_keeps_what_was_handed_in(call, reviewer, officer):
    done, waiting = _admitted(call, officer, 2)
    factories.reviewed(done, reviewer, officer)
    still = factories.assign(waiting, reviewer, officer, at=LATER)
    (other,) = _admitted(factories.CallFactory(), officer, 1)
    elsewhere = factories.assign(other, reviewer, officer, at=LATER)
    juror = Juror.objects.get(call=call, user=reviewer)
    assert actions.leave_jury(juror, "Andere baan.", by=reviewer, at=LATER) == 1
    states = dict(Assignment.objects.values_list("pk", "state"))
    assert states == {done.assignments.get().pk: "submitted", elsewhere.pk: "assigned", still.pk: "revoked"}
    assert Event.objects.of(still).last().facts["reason"] == "Andere baan."
    told = Notice.objects.get(to=officer, subject__contains="verliet een jury").body
    assert waiting.number in told and other.number not in told
    assert list(Assignment.objects.visible_to(reviewer)) == [elsewhere]


def _admitted(call, officer, n):
    files = [factories.submitted(call, factories.UserFactory(role="submitter")) for _n in range(n)]
    factories.seal(call)
    for each in files:
        each.refresh_from_db()
        factories.admit(each, officer)
    return files


def test_a_juror_says_for_whom_he_works_but_not_what_he_knows(call, reviewer, officer):
    juror = factories.seat(call, reviewer)
    halle = factories.OrganisationFactory()
    said = {"employer": "De Wever nv", "employer_organisation": halle, "unavailable": [date(2026, 12, 24)]}
    assert actions.describe_juror(juror, said, by=reviewer, at=LATER) == list(said)
    with pytest.raises(Refused) as refusal:
        actions.describe_juror(juror, {"capacity": 3}, by=reviewer, at=LATER)
    assert codes(refusal) == ["not-an-officer"]
    focus = call.focuses.first()
    actions.describe_juror(juror, {"capacity": 3, "focuses": [focus]}, by=officer, at=LATER)
    juror.refresh_from_db()
    assert (juror.capacity, list(juror.focuses.all()), juror.employer) == (3, [focus], "De Wever nv")
    assert Event.objects.of(juror).last().facts == {"changed": ["capacity", "focuses"]}


def test_the_jury_of_another_call_is_asked_with_what_is_known_of_it(call, reviewer, officer):
    before = factories.CallFactory()
    juror = factories.seat(before, reviewer, employer="Ugent", capacity=4)
    juror.focuses.set([before.focuses.first()])
    factories.seat(before, factories.UserFactory(role="reviewer"), state="declined")
    factories.seat(before, factories.UserFactory())  # lost the role since
    (asked,) = actions.invite_jury_of(call, before, by=officer, at=LATER)
    assert (asked.user, asked.state, asked.employer, asked.capacity) == (reviewer, "invited", "Ugent", 4)
    assert list(asked.focuses.all()) == [before.focuses.first()]


def test_somebody_from_outside_gets_the_role_and_the_invitation(call, officer):
    juror = actions.invite_outsider(call, "Prof@Ugent.example", "An", "Ghyselen", by=officer, at=LATER)
    assert (juror.user.email, juror.user.roles, juror.state) == ("prof@ugent.example", {"reviewer"}, "invited")
    assert {n.subject for n in Notice.objects.filter(to=juror.user)} == {
        "U hebt een account in het Subsidieloket",
        f"U wordt gevraagd voor de jury van “{call.title}”",
    }


def test_an_officer_asked_as_an_outsider_is_refused_and_nothing_stays(call, officer, second_officer):
    with pytest.raises(Refused) as refusal:
        actions.invite_outsider(call, second_officer.email, "X", "Y", by=officer, at=LATER)
    assert codes(refusal) == ["reads-all"]
    assert not Membership.objects.filter(user=second_officer, role="reviewer").exists()


# Days -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        ("24/12/2026", [date(2026, 12, 24)]),
        ("31/12/2026 - 1/1/2027\n24-12-2026", [date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 1)]),
        ("1.2.2027 tot 2.2.2027; 1/2/2027", [date(2027, 2, 1), date(2027, 2, 2)]),
    ],
)  # fmt: skip
def test_days_are_read_as_people_type_them(text, read):
    assert days.read(text) == read
    assert days.read(days.typed(read)) == read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("morgen", "no-day"),
        ("31/2/2027", "no-day"),
        ("3/1/2027 - 1/1/2027", "bad-stretch"),
        ("1/1/2026-1/1/2029", "bad-stretch"),
    ],
)
def test_what_is_no_day_is_refused(text, code):
    with pytest.raises(Refused) as refusal:
        days.read(text)
    assert codes(refusal) == [code]


# The pages ------------------------------------------------------------------------------------------------------------


def test_the_page_of_members_takes_the_same_queries_for_one_and_three(client, call, officer):
    client.force_login(officer)
    for n in (1, 2):
        for _n in range(n):
            juror = factories.seat(call, factories.UserFactory(role="reviewer"), employer="Ugent", capacity=4)
            juror.focuses.set(call.focuses.all())
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("reviews:members", args=[call.slug])).content.decode()
        assert (len(queries), page.count("van hoogstens 4")) == (8, n * (n + 1) // 2)


def test_three_ways_to_ask_each_on_the_page(client, call, officer, reviewer):
    before = factories.CallFactory()
    third = factories.UserFactory(role="reviewer")
    factories.seat(before, third)
    client.force_login(officer)
    url = reverse("reviews:invite_juror", args=[call.slug])
    client.post(url, {"do": "choose", "people": [reviewer.pk]})
    client.post(url, {"do": "outsider", "first_name": "An", "last_name": "Ghyselen", "email": "an@ugent.example"})
    client.post(url, {"do": "same", "call": before.pk})
    assert {each.user.email for each in call.jurors.all()} == {reviewer.email, "an@ugent.example", third.email}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Kies een van de manieren hieronder."),
        ({"do": "choose"}, "Kies minstens één beoordelaar."),
        ({"do": "choose", "people": ["x"]}, "Kies minstens één beoordelaar."),
        ({"do": "outsider", "first_name": "An", "email": "geen-adres"}, 'value="geen-adres"'),
        ({"do": "same", "call": "999999"}, "Kies een oproep uit de lijst."),
    ],
)
def test_bad_input_is_answered_in_a_sentence(client, call, officer, reviewer, data, said):
    factories.seat(factories.CallFactory(), factories.UserFactory(role="reviewer"))
    client.force_login(officer)
    response = client.post(reverse("reviews:invite_juror", args=[call.slug]), data)
    assert (response.status_code, said in response.content.decode()) == (422, True)


def test_a_juror_answers_in_his_own_log_in(client, call, reviewer, officer):
    actions.invite_juror(call, reviewer, by=officer, at=LATER)
    client.force_login(reviewer)
    assert "Laat weten of u deelneemt." in client.get(reverse("reviews:desk")).content.decode()
    url = reverse("reviews:answer_seat", args=[call.slug])
    response = client.post(url, {"answer": "no", "decline-reason": ""})
    assert (response.status_code, "Schrijf de reden." in response.content.decode()) == (422, True)
    assert client.post(url, {"answer": "yes"}).status_code == 302
    assert Juror.objects.get().state == "sitting"
    page = client.get(reverse("reviews:seat", args=[call.slug])).content.decode()
    assert "Uit de jury stappen" in page


def test_what_a_juror_types_wrong_stays_typed(client, call, reviewer):
    factories.seat(call, reviewer)
    client.force_login(reviewer)
    data = {"employer": "Ugent", "unavailable": "ergens in mei"}
    response = client.post(reverse("reviews:seat", args=[call.slug]), data)
    page = response.content.decode()
    assert (response.status_code, "“ergens in mei” is geen dag." in page, 'value="Ugent"' in page) == (422, True, True)


def test_an_officer_describes_a_juror(client, call, reviewer, officer):
    juror = factories.seat(call, reviewer)
    client.force_login(officer)
    url = reverse("reviews:juror", args=[call.slug, juror.pk])
    response = client.post(url, {"capacity": "veel"})
    assert (response.status_code, "Schrijf een geheel getal." in response.content.decode()) == (422, True)
    focus = call.focuses.first()
    client.post(url, {"capacity": "12", "focuses": [focus.pk], "unavailable": "24/12/2026"})
    juror.refresh_from_db()
    assert (juror.capacity, list(juror.focuses.all()), juror.unavailable) == (12, [focus], [date(2026, 12, 24)])


def test_a_tie_is_noted_and_taken_away_by_the_juror_or_an_officer(client, call, reviewer, officer):
    juror = factories.seat(call, reviewer)
    beersel = factories.OrganisationFactory(name="Beersel")
    for person in (reviewer, officer):
        client.force_login(person)
        url = reverse("reviews:note_tie", args=[call.slug, juror.pk])
        assert client.post(url, {"organisation": beersel.pk}).status_code == 422
        assert client.post(url, {"organisation": beersel.pk, "why": "Begeleiding in 2024."}).status_code == 302
        tie = juror.involvements.get()
        client.post(reverse("reviews:drop_tie", args=[call.slug, tie.pk]))
        assert not juror.involvements.exists()
    verbs = [e.verb for e in Event.objects.of(juror)]
    assert verbs == ["note-involvement", "drop-involvement"] * 2


def test_a_juror_does_not_reach_the_seat_of_another(client, call, reviewer):
    other = factories.seat(call, factories.UserFactory(role="reviewer"))
    client.force_login(reviewer)
    beersel = factories.OrganisationFactory()
    data = {"organisation": beersel.pk, "why": "x"}
    assert client.post(reverse("reviews:note_tie", args=[call.slug, other.pk]), data).status_code == 404
    assert client.get(reverse("reviews:seat", args=[call.slug])).status_code == 404


def test_leaving_on_the_page_asks_a_reason(client, call, reviewer, officer):
    juror = factories.seat(call, reviewer)
    client.force_login(reviewer)
    url = reverse("reviews:leave_seat", args=[call.slug])
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"reason": "Andere baan."})["Location"] == reverse("reviews:desk")
    juror.refresh_from_db()
    assert (juror.state, client.get(reverse("reviews:seat", args=[call.slug])).status_code) == ("left", 404)

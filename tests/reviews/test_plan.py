"""A proposal of who reads what: computed by a worker, looked at, changed by hand, taken over or refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import Notice
from applications import actions as application_actions
from reviews import actions, clock, dividing
from reviews.models import Assignment, Juror, Plan
from tests import factories
from tests.judging import LATER, codes
from workflow.models import Event, is_whole, subject_of
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
SOON = LATER + timedelta(hours=1)


@pytest.fixture
def files(call, applicant, officer):
    """Two admissible files, on the first and on the second focus of the call."""
    first, second = call.focuses.order_by("position")[:2]
    factories.submitted(call, applicant, title="Loket aan huis", focus=first)
    factories.submitted(call, applicant, title="Digitale balie", focus=second)
    factories.seal(call)
    found = list(call.applications.order_by("number"))
    for each in found:
        each.call = call
        factories.admit(each, officer)
    return found


@pytest.fixture
def jury(call):
    """An knows the first focus, Bea the second, Carl said nothing."""
    first, second = call.focuses.order_by("position")[:2]
    people = []
    for name, focuses in (("An", [first]), ("Bea", [second]), ("Carl", [])):
        user = factories.UserFactory(role="reviewer", first_name=name, last_name="Jury")
        juror = factories.seat(call, user)
        juror.focuses.set(focuses)
        people.append(juror)
    return people


@pytest.fixture
def plan(files, jury, officer):
    """One reviewer per file, computed."""
    return computed(files[0].call, officer)


def computed(call, officer, wanted=1) -> Plan:
    plan = actions.ask_plan(call, wanted, by=officer, at=LATER)
    assert actions.compute(plan.pk, at=LATER)
    plan.refresh_from_db()
    return plan


def reads(plan) -> list[tuple[str, str]]:
    cells = plan.pairings.order_by("application__number", "juror")
    return list(cells.values_list("application__title", "juror__user__first_name"))


def test_who_knows_the_focus_is_proposed_and_nobody_is_asked_yet(plan):
    assert (plan.state, plan.attempts) == ("ready", 0)
    assert reads(plan) == [("Loket aan huis", "An"), ("Digitale balie", "Bea")]
    assert not Assignment.objects.exists()
    assert not Notice.objects.filter(key__startswith="plan").exists()


def test_taking_over_asks_everybody_in_one_message_each(plan, jury, officer):
    assert actions.take_over(plan, by=officer, at=SOON) == 2
    assert plan.state == "taken"
    assert {(a.application.title, a.reviewer.first_name) for a in Assignment.objects.all()} == set(reads(plan))
    told = Notice.objects.filter(key=f"plan:{plan.pk}")
    assert {each.to for each in told} == {jury[0].user, jury[1].user}
    assert "Loket aan huis" in told.get(to=jury[0].user).body
    assert "Digitale balie" not in told.get(to=jury[0].user).body
    for each in Assignment.objects.all():
        assert [event.verb for event in Event.objects.of(each)] == ["assign"]
    assert is_whole(*(subject_of(each) for each in Assignment.objects.all()))


def test_a_pin_is_kept_by_the_next_computing_and_becomes_part_of_the_assignment(plan, files, jury, officer):
    actions.pin(plan, files[0], jury[2], by=officer, at=SOON)
    with pytest.raises(Refused) as refusal:
        actions.take_over(plan, by=officer, at=SOON)
    assert codes(refusal) == ["stale-pins"]
    actions.recompute(plan, by=officer, at=SOON)
    assert actions.compute(plan.pk, at=SOON)
    plan.refresh_from_db()
    assert reads(plan) == [("Loket aan huis", "Carl"), ("Digitale balie", "Bea")]
    actions.take_over(plan, by=officer, at=SOON)
    assert Assignment.objects.get(pinned=True).reviewer == jury[2].user


def test_a_released_pin_is_left_to_the_solver(plan, files, jury, officer):
    actions.pin(plan, files[0], jury[2], by=officer, at=SOON)
    actions.unpin(plan, files[0], jury[2], by=officer, at=SOON)
    actions.recompute(plan, by=officer, at=SOON)
    actions.compute(plan.pk, at=SOON)
    assert reads(plan)[0] == ("Loket aan huis", "An")


def test_more_is_not_pinned_than_there_are_places_or_room(plan, files, jury, officer):
    actions.pin(plan, files[0], jury[2], by=officer, at=SOON)
    with pytest.raises(Refused) as refusal:
        actions.pin(plan, files[0], jury[1], by=officer, at=SOON)
    assert codes(refusal) == ["no-place"]
    Juror.objects.filter(pk=jury[2].pk).update(capacity=1)
    jury[2].refresh_from_db()
    with pytest.raises(Refused) as refusal:
        actions.pin(plan, files[1], jury[2], by=officer, at=SOON)
    assert codes(refusal) == ["full"]


def test_who_works_for_a_party_is_never_proposed_nor_pinned(files, jury, officer, government):
    factories.give_role(jury[0].user, "drafter", government)
    plan = computed(files[0].call, officer, wanted=2)
    assert "An" not in {name for _title, name in reads(plan)}
    assert len(reads(plan)) == 4
    with pytest.raises(Refused) as refusal:
        actions.pin(plan, files[0], jury[0], by=officer, at=SOON)
    assert "takes-part" in codes(refusal)


@pytest.mark.parametrize(
    "change, code",
    [
        ("interest", "stale-takes-part"),
        ("left", "stale-jury"),
        ("withdrawn", "stale-files"),
        ("asked", "stale-standing"),
        ("capacity", "stale-jury"),
    ],
)
def test_a_proposal_that_no_longer_fits_is_refused_and_says_why(
    plan, files, jury, officer, applicant, government, change, code
):
    if change == "interest":
        account_actions.join(jury[0].user, government, "drafter", by=officer, at=SOON)
    elif change == "left":
        Juror.objects.filter(pk=jury[2].pk).delete()
    elif change == "withdrawn":
        application_actions.withdraw(files[1], "Geen middelen.", by=applicant, at=SOON)
    elif change == "asked":
        actions.assign(files[1], jury[2].user, by=officer, at=SOON)
    else:
        Juror.objects.filter(pk=jury[2].pk).update(capacity=4)
    before = Assignment.objects.count()
    with pytest.raises(Refused) as refusal:
        actions.take_over(plan, by=officer, at=SOON)
    assert code in codes(refusal)
    assert Assignment.objects.count() == before
    plan.refresh_from_db()
    assert plan.state == "ready"


def test_a_pin_that_can_no_longer_be_is_released_and_said(plan, files, jury, officer, government):
    actions.pin(plan, files[0], jury[2], by=officer, at=SOON)
    account_actions.join(jury[2].user, government, "drafter", by=officer, at=SOON)
    actions.recompute(plan, by=officer, at=SOON)
    actions.compute(plan.pk, at=SOON)
    plan.refresh_from_db()
    assert reads(plan)[0] == ("Loket aan huis", "An")
    assert plan.basis["released"][0].startswith(f"{files[0].number}: Carl Jury werkt voor een bestuur")


def test_who_was_asked_before_stays_and_only_what_lacks_is_added(files, jury, officer):
    actions.assign(files[0], jury[2].user, by=officer, at=LATER)
    plan = computed(files[0].call, officer, wanted=2)
    assert plan.pairings.get(standing=True).juror == jury[2]
    actions.take_over(plan, by=officer, at=SOON)
    assert Assignment.objects.count() == 4
    assert not Notice.objects.filter(to=jury[2].user, key=f"plan:{plan.pk}", body__contains="Loket aan huis").exists()


def test_a_second_proposal_takes_the_place_of_the_first(plan, files, officer):
    second = actions.ask_plan(files[0].call, 2, by=officer, at=SOON)
    plan.refresh_from_db()
    assert (plan.state, second.state) == ("dropped", "owed")
    with pytest.raises(Refused) as refusal:
        actions.ask_plan(files[0].call, 2, by=officer, at=SOON)
    assert codes(refusal) == ["underway"]
    actions.drop_plan(second, by=officer, at=SOON)
    assert not actions.compute(second.pk, at=SOON)


def test_without_a_jury_or_files_nothing_is_computed(files, officer, decider):
    with pytest.raises(Refused) as refusal:
        actions.ask_plan(files[0].call, 3, by=officer, at=SOON)
    assert codes(refusal) == ["no-jury"]
    with pytest.raises(Refused) as refusal:
        actions.ask_plan(factories.CallFactory(), 3, by=decider, at=SOON)
    assert codes(refusal) == ["not-an-officer", "not-sealed", "no-jury"]


def test_a_worker_that_was_killed_leaves_it_owed_and_a_late_one_writes_nothing(files, jury, officer, monkeypatch):
    plan = actions.ask_plan(files[0].call, 1, by=officer, at=LATER)
    look = dividing.look

    def overtaken(found, by):
        """While this worker reads, its time runs out and another begins."""
        monkeypatch.setattr(dividing, "look", look)
        assert not actions.compute(found.pk, at=LATER)  # not yet: the first one still has its time
        assert actions.compute(found.pk, at=LATER + timedelta(minutes=5))
        return look(found, by=by)

    monkeypatch.setattr(dividing, "look", overtaken)
    assert not actions.compute(plan.pk, at=LATER)
    plan.refresh_from_db()
    assert plan.state == "ready"
    assert Event.objects.of(plan).filter(verb="finish_plan").count() == 1


def test_what_breaks_off_is_tried_three_times_and_then_says_so(files, jury, officer, monkeypatch):
    plan = actions.ask_plan(files[0].call, 1, by=officer, at=LATER)

    def broken(*_args, **_facts):
        raise RuntimeError("kapot")

    monkeypatch.setattr(dividing, "look", broken)
    for _n in range(4):
        clock.compute_owed(at=LATER)
    plan.refresh_from_db()
    assert (plan.state, plan.fault) == ("failed", "RuntimeError: kapot")


# The pages ------------------------------------------------------------------------------------------------------------


def url(call, name="plan", *more) -> str:
    return reverse(f"reviews:{name}", args=[call.slug, *more])


def test_an_officer_asks_waits_looks_and_takes_over(client, files, jury, officer):
    call = files[0].call
    client.force_login(officer)
    assert "Bereken een voorstel" in client.get(url(call)).content.decode()
    assert client.post(url(call), {"_key": str(uuid4()), "wanted": "1"})["Location"] == url(call)
    page = client.get(url(call)).content.decode()
    assert "Het voorstel wordt berekend" in page and "data-again" in page
    clock.compute_owed(at=Plan.objects.get().at)
    page = client.get(url(call)).content.decode()
    assert "An Jury" in page and "Waarom niet iemand anders?" in page
    seen = {"_key": str(uuid4()), "seen": Plan.objects.get().version}
    assert client.post(url(call, "plan_take"), seen)["Location"] == reverse("reviews:assign", args=[call.slug])
    assert Assignment.objects.count() == 2
    assert "2 toewijzingen zijn gevraagd" in client.get(reverse("reviews:assign", args=[call.slug])).content.decode()


@pytest.mark.parametrize("typed", ["", "0", "10", "veel", "9" * 30])
def test_a_number_of_reviewers_that_cannot_be_is_said(client, files, jury, officer, typed):
    client.force_login(officer)
    response = client.post(url(files[0].call), {"wanted": typed})
    assert response.status_code == 422
    assert "Een dossier wordt door 1 tot 9 beoordelaars gelezen." in response.content.decode()
    assert not Plan.objects.exists()


def test_a_stale_proposal_is_computed_again_at_once(client, plan, files, jury, officer, government):
    account_actions.join(jury[0].user, government, "drafter", by=officer, at=SOON)
    client.force_login(officer)
    call = files[0].call
    assert "Dit voorstel is niet meer actueel" in client.get(url(call)).content.decode()
    response = client.post(url(call, "plan_take"), {"_key": str(uuid4()), "seen": plan.version}, follow=True)
    page = response.content.decode()
    assert "An Jury werkt voor een bestuur dat deelneemt" in page
    plan.refresh_from_db()
    assert (plan.state, Assignment.objects.count()) == ("owed", 0)


def test_what_was_computed_meanwhile_is_looked_at_first(client, plan, files, officer):
    client.force_login(officer)
    response = client.post(url(files[0].call, "plan_take"), {"_key": str(uuid4()), "seen": "gisteren"})
    assert (response.status_code, Assignment.objects.count()) == (409, 0)
    assert "opnieuw berekend" in response.content.decode()


def test_each_cell_answers_why_not(client, plan, files, jury, officer, government):
    factories.give_role(jury[1].user, "drafter", government)
    client.force_login(officer)
    page = client.get(url(files[0].call, "plan_file", files[0].number)).content.decode()
    assert "Bea Jury werkt voor een bestuur dat deelneemt, en kan dit dossier nooit beoordelen." in page
    assert "De focus van dit dossier ligt verder van Carl Jury dan van An Jury." in page
    assert "Alles samen minder goed dan An Jury." in page


def test_a_juror_is_pinned_and_released_on_the_page_of_a_file(client, plan, files, jury, officer):
    client.force_login(officer)
    address = url(files[0].call, "plan_file", files[0].number)
    data = {"juror": jury[2].pk, "do": "pin"}
    assert "Carl Jury staat vast" in client.post(address, data | {"_key": str(uuid4())}, follow=True).content.decode()
    assert plan.pairings.get(pinned=True).juror == jury[2]
    refused = client.post(address, {"juror": jury[1].pk, "do": "pin"})
    assert (refused.status_code, "Laat er eerst een los" in refused.content.decode()) == (409, True)
    client.post(address, data | {"do": "unpin", "_key": str(uuid4())})
    assert not plan.pairings.filter(pinned=True).exists()
    assert client.post(address, {"juror": "x"}).status_code == 404


def test_a_file_that_lacks_readers_says_why(client, files, jury, officer, government):
    Juror.objects.filter(pk=jury[0].pk).update(capacity=0)
    factories.give_role(jury[1].user, "drafter", government)
    computed(files[0].call, officer, wanted=2)
    client.force_login(officer)
    page = client.get(url(files[0].call)).content.decode()
    assert "1 jurylid mag het niet beoordelen. 1 jurylid heeft het maximum." in page


def test_the_page_of_a_proposal_costs_the_same_for_one_file_and_for_many(
    client, plan, files, jury, officer, applicant, django_assert_num_queries
):
    client.force_login(officer)
    with django_assert_num_queries(39):
        client.get(url(files[0].call))
    factories.seat(files[0].call, *(factories.UserFactory(role="reviewer") for _n in range(3)))
    actions.recompute(plan, by=officer, at=SOON)
    actions.compute(plan.pk, at=SOON)
    assert plan.pairings.count() == 2
    with django_assert_num_queries(39):
        client.get(url(files[0].call))

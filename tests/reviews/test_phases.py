"""The phases of the work of a jury: who sees whom and what, and when."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reviews import actions, phases, rules
from reviews.actions.phases import FIELDS
from reviews.models import Phase
from tests import factories
from tests.judging import LATER, codes, scores
from workflow.models import Event
from workflow.moments import wall
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db
SECRET = "Alleen voor wie het mag zien."


def begin(call, at=LATER - timedelta(days=1), **fields) -> Phase:
    return Phase.objects.create(call=call, name="Fase", starts_at=at, **fields)


@pytest.fixture
def other(admitted, officer):
    """Ine handed in a review of the same file."""
    person = factories.UserFactory(role="reviewer", first_name="Ine", last_name="Ander")
    assignment = factories.assign(admitted, person, officer, at=LATER)
    actions.declare(assignment, by=person, at=LATER)
    actions.save_scores(assignment, scores(admitted.call, motivation=SECRET), by=person, at=LATER)
    actions.submit(assignment, by=person, at=LATER)
    return person


def hand_in(assignment, reviewer):
    actions.save_scores(assignment, scores(assignment.application.call), by=reviewer, at=LATER)
    actions.submit(assignment, by=reviewer, at=LATER)
    assignment.refresh_from_db()


@pytest.mark.parametrize(
    ("shown", "before", "after"), [("never", 0, 0), ("after-own", 0, 1), ("always", 1, 1)], ids=str
)  # fmt: skip
def test_others_scores_show_as_the_phase_says(opened, reviewer, other, call, shown, before, after):
    begin(call, others_scores=shown)
    assert len(phases.others_of(opened, LATER)) == before
    hand_in(opened, reviewer)
    assert len(phases.others_of(opened, LATER)) == after


def test_without_a_phase_and_before_the_first_nobody_sees_another(opened, reviewer, other, call):
    hand_in(opened, reviewer)
    assert phases.others_of(opened, LATER) == []
    begin(call, at=LATER + timedelta(days=1), others_scores="always")
    assert phases.others_of(opened, LATER) == []


@pytest.mark.parametrize("names", [True, False])
def test_names_show_only_when_the_phase_shows_names(client, opened, reviewer, other, call, names):
    begin(call, others_scores="always", names_shown=names)
    client.force_login(reviewer)
    page = client.get(reverse("reviews:review", args=[opened.application.number])).content.decode()
    assert SECRET in page
    assert ("Ine Ander" in page, "Beoordelaar 1" in page) == (names, not names)


def test_a_review_that_is_still_written_never_shows(opened, reviewer, officer, admitted, call):
    begin(call, others_scores="always")
    person = factories.UserFactory(role="reviewer")
    assignment = factories.assign(admitted, person, officer, at=LATER)
    actions.declare(assignment, by=person, at=LATER)
    actions.save_scores(assignment, scores(call), by=person, at=LATER)
    assert phases.others_of(opened, LATER) == []


def test_a_phase_that_is_closed_takes_no_scores_and_no_handing_in(client, opened, reviewer, call):
    actions.save_scores(opened, scores(call), by=reviewer, at=LATER)
    begin(call, may_edit=False)
    for act in (lambda: actions.save_scores(opened, scores(call), by=reviewer, at=LATER),
                lambda: actions.submit(opened, by=reviewer, at=LATER)):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == ["phase-closed"]
    client.force_login(reviewer)
    page = client.get(reverse("reviews:review", args=[opened.application.number])).content.decode()
    assert "In deze fase van de jury (Fase) worden geen beoordelingen meer geschreven." in page


def test_the_proposal_follows_the_days_of_the_jury(call, officer):
    made = actions.propose_phases(call, by=officer, at=LATER)
    assert [(each.others_scores, each.names_shown, each.may_edit, each.discussion_open) for each in made] == [
        ("never", False, True, False), ("after-own", True, True, True), ("always", True, True, True),
        ("always", True, False, False),
    ]  # fmt: skip
    assert [wall(each.starts_at).strftime("%d/%m %H.%M") for each in made] == [
        "25/03 23.59", "23/04 09.00", "26/04 09.00", "26/04 17.00"
    ]  # fmt: skip
    with pytest.raises(Refused) as refusal:
        actions.propose_phases(call, by=officer, at=LATER)
    assert codes(refusal) == ["phases-there"]


def test_a_change_is_on_record_with_what_it_was(call, officer, decider):
    phase = begin(call)
    said = {name: getattr(phase, name) for name in FIELDS} | {"others_scores": "always"}
    assert [r.code for r in rules.why_not_save_phase(call, phase, said, by=decider)] == ["not-an-officer"]
    actions.save_phase(call, phase, said, by=officer, at=LATER)
    facts = Event.objects.of(call).last().facts
    assert (facts["old"]["others_scores"], facts["new"]["others_scores"]) == ("never", "always")
    actions.drop_phase(phase, by=officer, at=LATER)
    assert Event.objects.of(call).last().verb == "drop-phase"


# The pages ------------------------------------------------------------------------------------------------------------


def typed(**more) -> dict:
    return {"name": "Lezen", "starts_at_0": "2022-04-01", "starts_at_1": "09:00", "others_scores": "never"} | more


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (typed(starts_at_0="2022-03-27", starts_at_1="02:30"), 422, "Deze tijd bestaat niet"),
        (typed(starts_at_0="2022-10-30", starts_at_1="02:30"), 422, "Deze tijd bestaat twee keer"),
        (typed(name=""), 422, 'value="2022-04-01"'),
        (typed(others_scores="x"), 422, "Lezen"),
        (typed(starts_at_0="2022-03-20", starts_at_1="10:00"), 422, "Op dat moment begint al een andere fase."),
    ],
)
def test_a_moment_that_does_not_fit_is_refused_beside_its_field(client, call, officer, data, status, said):
    begin(call, at=factories.CLOSES.replace(day=20, hour=9, minute=0))
    client.force_login(officer)
    response = client.post(reverse("reviews:phase_new", args=[call.slug]), data)
    assert (response.status_code, said in response.content.decode()) == (status, True)


def test_an_officer_sets_changes_and_drops_phases_and_the_jury_reads_them(client, call, officer, reviewer):
    factories.seat(call, reviewer)
    client.force_login(officer)
    page = client.get(reverse("reviews:phases", args=[call.slug])).content.decode()
    assert "Dit is een voorstel." in page
    client.post(reverse("reviews:propose_phases", args=[call.slug]))
    first = call.phases.first()
    address = reverse("reviews:phase", args=[call.slug, first.pk])
    assert client.post(address, typed(name="Stil lezen", may_edit="on")).status_code == 302
    assert (
        client.post(reverse("reviews:phase", args=[call.slug, call.phases.last().pk]), {"do": "drop"}).status_code
        == 302
    )
    client.force_login(reviewer)
    page = client.get(reverse("reviews:seat", args=[call.slug])).content.decode()
    assert "Stil lezen" in page and "na het indienen van de eigen" in page
    assert "Nu: De jury komt samen" in client.get(reverse("reviews:desk")).content.decode()

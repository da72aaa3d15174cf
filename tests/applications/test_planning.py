"""A planning: work packages and milestones within the project, drawn, merged, judged, and read by who needs it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from applications import actions, consent, rules, timelines
from applications.models import Application
from applications.snapshot import content_of, readable
from calls.models import Unconfirmed
from tests import factories
from tests.applications import typed
from tests.applications.typed import page
from tests.factories import DURING

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
FIRST, LAST = date(2022, 9, 1), date(2023, 3, 20)


@pytest.fixture
def draft(call, applicant):
    return factories.draft(call, applicant, starts_on=FIRST, ends_on=LAST)


@pytest.fixture
def now_draft(applicant):
    return factories.draft(factories.open_call(), applicant, at=timezone.now())


def plan(draft, *rows, by=None, at=DURING):
    actions.save(draft, "planning", rows=list(rows), by=by or draft.created_by, at=at)
    return Application.objects.get(pk=draft.pk)


def package(**values):
    usual = {"kind": "package", "name": "Ontwerp", "description": "In rondes"}
    return usual | {"starts_on": FIRST, "ends_on": LAST} | values


def milestone(**values):
    return {"kind": "milestone", "name": "In gebruik", "starts_on": LAST} | values


def codes(draft) -> list[str]:
    return [each.code for each in rules.why_incomplete(draft)]


def test_a_planning_on_the_first_and_the_last_day_has_nothing_against_it(draft):
    assert codes(plan(draft, package(), milestone(), milestone(starts_on=FIRST))) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (package(name=" "), "no-name"),
        (package(starts_on=None), "no-day"),
        (package(ends_on=None), "no-end-of-line"),
        (package(starts_on=LAST, ends_on=FIRST), "line-ends-before-start"),
        (package(starts_on=FIRST - timedelta(days=1)), "outside-the-term"),
        (package(ends_on=LAST + timedelta(days=1)), "outside-the-term"),
        (milestone(starts_on=LAST + timedelta(days=1)), "outside-the-term"),
        (milestone(starts_on=None), "no-day"),
        (milestone(ends_on=FIRST), "milestone-has-an-end"),
    ],
)
def test_each_line_is_judged(draft, row, code):
    assert codes(plan(draft, row)) == [code]


def test_a_government_that_does_not_take_part_leads_no_work_package(draft):
    assert codes(plan(draft, package(organisation=factories.OrganisationFactory()))) == ["planner-not-a-party"]


def test_a_call_may_require_a_planning(draft, call):
    assert codes(Application.objects.get(pk=draft.pk)) == []
    call.planning_required = True
    call.save()
    assert codes(Application.objects.get(pk=draft.pk)) == ["no-planning"]
    assert codes(plan(draft, milestone())) == []


def test_what_was_handed_in_has_the_planning_and_its_drawing(draft, applicant):
    plan(draft, package(), milestone())
    content = actions.submit(draft, by=applicant, at=DURING).content
    lead = applicant.organisations[0]
    assert content["planning"][0] == {
        "kind": "package", "name": "Ontwerp", "description": "In rondes", "organisation": lead.full_name,
        "organisation_id": None, "starts_on": "2022-09-01", "ends_on": "2023-03-20",
    }  # fmt: skip
    drawn = readable(content)["drawing"]
    assert [(bar.label, bar.at, bar.wide) for bar in drawn.bars] == [
        ("Ontwerp", "0.00", "100.00"),
        ("In gebruik", "99.50", ""),
    ]
    assert [tick.label for tick in drawn.ticks] == ["okt", "2023"]


def test_what_was_handed_in_before_there_was_a_planning_is_still_read(draft, applicant):
    content = actions.submit(draft, by=applicant, at=DURING).content
    del content["planning"]
    for line in content["costs"]:
        del line["year"]
    said = readable(content)
    assert (said["planning"], said["drawing"]) == ([], None)
    assert [group.label for group in said["figures"].years] == ["Nog niet gekozen"]


def test_a_reopened_application_that_was_not_handed_in_again_keeps_its_planning(draft, applicant, call):
    plan(draft, package(), milestone())
    content = actions.submit(draft, by=applicant, at=DURING).content
    actions.reopen(draft, by=applicant, at=DURING)
    plan(draft)
    factories.seal(call)
    actions.settle(draft, at=call.closes_at + timedelta(seconds=120))
    assert content_of(Application.objects.get(pk=draft.pk))["planning"] == content["planning"]


def test_the_page_saves_draws_and_follows(client, now_draft, applicant):
    client.force_login(applicant)
    start, end = now_draft.starts_on, now_draft.ends_on
    rows = [
        {"kind": "package", "name": "Ontwerp", "starts_on": f"{start:%d/%m/%Y}", "ends_on": f"{end}"},
        {"kind": "milestone", "name": "Klaar", "starts_on": f"{end}", "ends_on": ""},
    ]
    answer = client.post(page(now_draft, "planning"), typed.planning(now_draft, rows))
    assert answer["Location"] == page(now_draft, "formulier/criteria")
    shown = client.get(page(now_draft, "planning")).content.decode()
    assert shown.count('<rect class="part" x=') == 1
    assert shown.count('class="point"') == 1
    assert 'role="img" aria-label="Planning: Ontwerp: ' in shown
    drawn = client.get(page(now_draft, "planning/tijdlijn")).content.decode()
    assert drawn.count('class="point"') == 1
    assert "<html" not in drawn
    checked = client.get(page(now_draft, "nakijken")).content.decode()
    assert "Werkpakket" in checked
    assert checked.count('class="point"') == 1


def test_what_cannot_be_read_is_said_beside_it_and_stays_typed(client, now_draft, applicant):
    client.force_login(applicant)
    rows = [{"kind": "sprint", "name": "Ontwerp", "starts_on": "31/02/2027", "ends_on": "gauw", "organisation": "999"}]
    answer = client.post(page(now_draft, "planning"), typed.planning(now_draft, rows))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="31/02/2027"' in shown
    assert 'value="gauw"' in shown
    assert shown.count('aria-invalid="true"') == 4
    assert not now_draft.planning.exists()


def test_two_people_on_one_planning_are_put_together(client, now_draft, applicant, colleague):
    plan(now_draft, package(starts_on=now_draft.starts_on, ends_on=now_draft.ends_on), at=timezone.now())
    mine, theirs = typed.planning(now_draft), typed.planning(now_draft)
    client.force_login(colleague)
    client.post(page(now_draft, "planning"), theirs | {"planning-0-description": "Van hen"}, headers=JSON)
    client.force_login(applicant)
    client.post(page(now_draft, "planning"), mine | {"planning-0-name": "Van mij"}, headers=JSON)
    line = now_draft.planning.get()
    assert (line.name, line.description) == ("Van mij", "Van hen")
    history = client.get(page(now_draft, "wijzigingen")).content.decode()
    assert "Van mij" in history
    assert "Van hen" in history


def test_an_earlier_planning_is_put_back(client, now_draft, applicant):
    plan(now_draft, package(starts_on=now_draft.starts_on, ends_on=now_draft.ends_on), at=timezone.now())
    plan(now_draft, at=timezone.now())
    client.force_login(applicant)
    entry = now_draft.entries.filter(part="planning").order_by("edit").first()
    assert client.post(page(now_draft, f"wijzigingen/{entry.pk}/terugzetten")).status_code == 302
    assert now_draft.planning.get().ends_on == now_draft.ends_on


def test_a_government_confirms_its_own_work_packages(draft, call, partner):
    call.unconfirmed = Unconfirmed.LEAVE_OUT
    call.save()
    beersel = partner.organisations[0]
    actions.save(
        draft, "participants", rows=[{"part": "partner", "organisation": beersel}], by=draft.created_by, at=DURING
    )  # noqa: E501
    mine = plan(draft, package(organisation=beersel, name="Van Beersel"), package())
    assert consent.concerns(mine, beersel)["planning"] == [
        ["Van Beersel", "package", "In rondes", "2022-09-01", "2023-03-20"]
    ]
    assert [line.name for line in consent.counting(mine).planning] == ["Ontwerp"]  # it has not confirmed: left out
    assert [line["name"] for line in content_of(mine)["planning"]] == ["Ontwerp"]


def test_a_drawing_grows_with_what_falls_outside_and_leaves_out_what_has_no_days():
    lines = [("A", "package", date(2022, 1, 1), date(2024, 12, 31)), ("B", "package", None, None)]
    drawn = timelines.draw(lines, date(2023, 1, 1), date(2023, 12, 31))
    assert (drawn.first, drawn.last, len(drawn.bars)) == (date(2022, 1, 1), date(2024, 12, 31), 1)
    assert [tick.label for tick in drawn.ticks] == ["2023", "2024"]
    assert timelines.draw([("B", "package", None, None)], FIRST, LAST) is None

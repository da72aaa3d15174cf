"""Two people on one draft, saving while they type: merged by field and row, both texts kept, nothing lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from applications import actions
from applications.models import Application, Entry
from tests import factories
from tests.applications import typed
from tests.applications.typed import page

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
FORMS = {"kosten": typed.costs, "samenwerking": typed.participants}


@pytest.fixture
def call(db):
    return factories.open_call()


@pytest.fixture
def draft(call, applicant):
    return factories.draft(call, applicant, at=timezone.now())


@pytest.fixture
def people(client, applicant, colleague):
    """Send a form as one of the two, as the script does or (`by_button`) as the button does."""

    def send(who, application, name, data, *, by_button=False):
        client.force_login({"me": applicant, "colleague": colleague}[who])
        return client.post(page(application, name), data, headers={} if by_button else JSON)

    return send


def fresh(draft) -> Application:
    return Application.objects.get(pk=draft.pk)


def test_two_fields_of_one_page_are_put_together(people, draft):
    mine, theirs = typed.project(draft, title="Van mij"), typed.project(draft, goals="Van hen")
    people("colleague", draft, "project", theirs)
    said = people("me", draft, "project", mine).json()
    assert (fresh(draft).title, fresh(draft).goals) == ("Van mij", "Van hen")
    assert said["news"] == {"goals": "Van hen"}
    assert (said["clashes"], said["faults"], said["reload"]) == ([], {}, False)
    assert said["version"] == fresh(draft).edits["project"]


def test_one_field_of_two_people_shows_both_and_keeps_both_in_the_history(people, draft, applicant, colleague):
    mine, theirs = typed.project(draft, goals="Van mij"), typed.project(draft, goals="Van hen")
    people("colleague", draft, "project", theirs)
    (clash,) = people("me", draft, "project", mine).json()["clashes"]
    assert (clash["name"], clash["words"], clash["value"]) == ("goals", "Van hen", "Van hen")
    assert clash["who"] == str(colleague)
    assert fresh(draft).goals == "Van hen"
    kept = Entry.objects.filter(application=draft, field="goals").order_by("-id").values_list("value", "by", "aside")
    assert list(kept)[:2] == [("Van mij", applicant.pk, True), ("Van hen", colleague.pk, False)]


def test_while_nobody_chose_the_field_waits_and_the_rest_is_saved(people, draft):
    mine, theirs = typed.project(draft, goals="Van mij"), typed.project(draft, goals="Van hen")
    people("colleague", draft, "project", theirs)
    version = people("me", draft, "project", mine).json()["version"]
    waiting = mine | {"version": version, "hold": "goals", "title": "Nieuwe naam"}
    assert [clash["name"] for clash in people("me", draft, "project", waiting).json()["clashes"]] == ["goals"]
    assert (fresh(draft).title, fresh(draft).goals) == ("Nieuwe naam", "Van hen")
    assert people("me", draft, "project", waiting, by_button=True).status_code == 409


def test_who_keeps_the_own_text_after_a_clash_gets_it(people, draft):
    mine, theirs = typed.project(draft, goals="Van mij"), typed.project(draft, goals="Van hen")
    people("colleague", draft, "project", theirs)
    people("me", draft, "project", mine)
    said = people("me", draft, "project", mine | {"chosen": "goals"}).json()
    assert said["clashes"] == []
    assert fresh(draft).goals == "Van mij"


def test_what_nobody_changed_is_no_clash_however_old_the_page(people, draft):
    mine = typed.project(draft)
    for n in range(4):
        people("colleague", draft, "project", typed.project(draft, goals=f"Van hen {n}"))
    said = people("me", draft, "project", mine | {"summary": "Van mij"}).json()
    assert said["clashes"] == []
    assert (fresh(draft).summary, fresh(draft).goals) == ("Van mij", "Van hen 3")


def test_lines_of_two_people_are_put_together(people, draft):
    mine, theirs = typed.costs(draft), typed.costs(draft)
    people("colleague", draft, "kosten", theirs | {"costs-0-cost": "50.000,00"})
    said = people("me", draft, "kosten", mine | {"costs-0-description": "Projectleiding"}).json()
    line = fresh(draft).costs.get(position=1)
    assert (line.description, line.cost) == ("Projectleiding", Decimal(50_000))
    assert (said["reload"], said["clashes"]) == (True, [])
    assert fresh(draft).costs.count() == 2


def test_a_line_that_one_removed_and_the_other_changed_stays(people, draft):
    mine, theirs = typed.costs(draft), typed.costs(draft)
    people("colleague", draft, "kosten", theirs | {"costs-1-description": "Ontwerp en bouw"})
    people("me", draft, "kosten", mine | {"costs-1-DELETE": "on"})
    assert [line.description for line in fresh(draft).costs.order_by("position")][-1] == "Ontwerp en bouw"


def test_one_amount_of_two_people_is_chosen_on_a_page_with_both(people, draft):
    mine, theirs = typed.costs(draft), typed.costs(draft)
    people("colleague", draft, "kosten", theirs | {"costs-0-cost": "50.000,00"})
    answer = people("me", draft, "kosten", mine | {"costs-0-cost": "60.000,00"}, by_button=True)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="60.000,00"' in shown
    assert "€\xa050.000,00" in shown
    assert fresh(draft).costs.get(position=1).cost == Decimal(50_000)
    chosen = typed.costs(draft) | {"costs-0-cost": "60.000,00"}
    assert people("me", draft, "kosten", chosen, by_button=True).status_code == 302
    assert fresh(draft).costs.get(position=1).cost == Decimal(60_000)


def test_two_colleagues_name_the_same_partner_and_it_takes_part_once(people, draft):
    ravelbeek = factories.OrganisationFactory(name="Ravelbeek")
    mine, theirs = (typed.participants(draft, [{"part": "partner", "name": "Ravelbeek"}]) for _ in range(2))
    people("colleague", draft, "samenwerking", theirs)
    assert people("me", draft, "samenwerking", mine).status_code == 200
    assert [each.organisation for each in fresh(draft).participants.all()] == [ravelbeek]


def test_answers_are_put_together_by_question(people, draft):
    mine = typed.answers(draft, criterion_focus="Van mij")
    theirs = typed.answers(draft, criterion_quality="Van hen")
    people("colleague", draft, "formulier/criteria", theirs)
    said = people("me", draft, "formulier/criteria", mine).json()
    values = dict(fresh(draft).answers.values_list("key", "value"))
    assert (values["criterion-focus"], values["criterion-quality"]) == ("Van mij", "Van hen")
    assert said["news"] == {"answer-criterion-quality": "Van hen"}


def test_a_clash_on_an_answer_shows_both_without_a_script(people, draft):
    mine = typed.answers(draft, criterion_focus="Van mij")
    people("colleague", draft, "formulier/criteria", typed.answers(draft, criterion_focus="Van hen"))
    answer = people("me", draft, "formulier/criteria", mine, by_button=True)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Van hen" in shown
    assert "Van mij</textarea>" in shown


def test_what_cannot_be_read_yet_does_not_stop_the_rest(people, draft):
    answer = people("me", draft, "project", typed.project(draft, starts_on="gisteren", title="Toch bewaard"))
    assert answer.status_code == 200
    assert answer.json()["faults"].keys() == {"starts_on"}
    assert fresh(draft).title == "Toch bewaard"
    lines = typed.costs(draft) | {"costs-0-cost": "veel", "costs-1-cost": "39.000,00"}
    assert people("me", draft, "kosten", lines).json()["faults"].keys() == {"costs-0-cost"}
    assert [line.cost for line in fresh(draft).costs.order_by("position")] == [Decimal(46_000), Decimal(39_000)]


def test_two_days_of_two_people_still_make_a_term(people, draft):
    base = typed.project(draft)
    later = {"starts_on": "2032-02-01", "ends_on": "2032-01-01"}
    people("colleague", draft, "project", base | {"starts_on": "2031-12-01", "ends_on": "2032-01-31"})
    page_before = typed.project(draft)
    people("colleague", draft, "project", page_before | {"starts_on": later["starts_on"], "ends_on": "2032-03-01"})
    answer = people("me", draft, "project", page_before | {"ends_on": later["ends_on"]})
    assert answer.status_code == 200
    assert [clash["name"] for clash in answer.json()["clashes"]] == ["ends_on"]
    only = people("colleague", draft, "project", typed.project(draft, starts_on="2032-02-20"))
    assert only.status_code == 200
    refused = people("me", draft, "project", typed.project(draft, ends_on="2032-02-10"))
    assert refused.json()["faults"].keys() == {"ends_on"}


def test_who_is_too_late_while_typing_is_told_so(people, draft, call):
    data = typed.project(draft, title="Te laat")
    moment = timezone.now()
    call.opens_at, call.closes_at = moment - timedelta(days=9), moment - timedelta(seconds=1)
    call.save()
    answer = people("me", draft, "project", data)
    assert (answer.status_code, answer.json()["refused"]) == (409, True)
    assert fresh(draft).title != "Te laat"


def test_who_asks_hears_who_else_is_at_work(people, draft, colleague):
    people("colleague", draft, "project", typed.project(draft, goals="Van hen"))
    assert people("me", draft, "kosten", typed.costs(draft) | {"who": "1"}).json()["others"] == [str(colleague)]
    assert "others" not in people("me", draft, "kosten", typed.costs(draft)).json()


TYPED = {
    "project": lambda draft, n: typed.project(draft, goals=f"Doel {n}"),
    "kosten": lambda draft, n: typed.costs(draft) | {"costs-0-description": f"Kost {n}"},
    "samenwerking": lambda draft, n: typed.participants(draft) | {"participants-0-name": f"Bureau {n}"},
    "formulier/criteria": lambda draft, n: typed.answers(draft, criterion_focus=f"Antwoord {n}"),
}


@pytest.mark.parametrize(
    ("name", "queries"), [("project", 5), ("kosten", 7), ("samenwerking", 7), ("formulier/criteria", 7)]
)
def test_saving_while_typing_is_cheap(client, draft, applicant, name, queries, django_assert_num_queries):
    """Who, the draft with its lock, what stands there, what changed, its history, the draft."""
    client.force_login(applicant)
    rows = [{"part": "subcontractor", "name": "Bureau"}, {"part": "subcontractor", "name": "Drukkerij"}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=timezone.now())
    client.post(page(draft, name), TYPED[name](draft, 1), headers=JSON)
    for n, more in enumerate(({}, {"who": "1"}), 2):
        data = TYPED[name](draft, n) | more
        del data["_key"]
        with django_assert_num_queries(queries + 2):  # a savepoint and its end, which only a test makes
            assert client.post(page(draft, name), data, headers=JSON).status_code == 200
    assert f" {n}" in str(list(draft.entries.order_by("id").values_list("value", flat=True))[-1])


@pytest.mark.parametrize(("name", "queries"), [("kosten", 8), ("samenwerking", 8)])
def test_a_line_more_and_a_line_less_is_cheap_too(client, draft, applicant, name, queries, django_assert_num_queries):
    client.force_login(applicant)
    if name == "samenwerking":
        rows = [{"part": "subcontractor", "name": "Bureau"}, {"part": "subcontractor", "name": "Drukkerij"}]
        actions.save(draft, "participants", rows=rows, by=applicant, at=timezone.now())
    prefix = {"kosten": "costs", "samenwerking": "participants"}[name]
    more = {f"{prefix}-TOTAL_FORMS": 3, f"{prefix}-0-description": "Anders", f"{prefix}-0-name": "Anders"}
    more |= {f"{prefix}-2-part": "subcontractor", f"{prefix}-2-name": "Nog een", f"{prefix}-2-description": "Nog een"}
    for changes in (more, {f"{prefix}-0-DELETE": "on"}):
        data = FORMS[name](draft) | changes
        del data["_key"]
        with django_assert_num_queries(queries + 2):
            assert client.post(page(draft, name), data, headers=JSON).status_code == 200
    left = list(getattr(fresh(draft), prefix).order_by("position").values_list("position", flat=True))
    assert left == [1, 2]


# The history


def test_the_history_tells_who_wrote_what_and_an_earlier_text_is_put_back(client, people, draft, applicant, colleague):
    before = fresh(draft).goals
    people("colleague", draft, "project", typed.project(draft, goals="Van hen"))
    client.force_login(applicant)
    shown = client.get(page(draft, "wijzigingen")).content.decode()
    assert "Van hen" in shown
    assert str(colleague) in shown
    entry = Entry.objects.get(application=draft, field="goals", value=before)
    now = Entry.objects.get(application=draft, field="goals", value="Van hen")
    assert page(draft, f"wijzigingen/{entry.pk}/terugzetten") in shown
    assert page(draft, f"wijzigingen/{now.pk}/terugzetten") not in shown  # it stands there already
    assert "Staat nu in de aanvraag" in shown
    answer = client.post(page(draft, f"wijzigingen/{entry.pk}/terugzetten"))
    assert answer.status_code == 302
    assert fresh(draft).goals == before
    assert Entry.objects.filter(application=draft, field="goals").count() == 3


@pytest.mark.parametrize("part", ["costs", "participants", "form-criteria", "project"])
def test_every_kind_of_entry_can_be_put_back(draft, applicant, part):
    now = timezone.now()
    ravelbeek = factories.OrganisationFactory(name="Ravelbeek")
    if part == "participants":
        rows = [{"part": "partner", "organisation": ravelbeek}]
        actions.save(draft, part, rows=rows, by=applicant, at=now)
        actions.save(draft, part, rows=[], by=applicant, at=now)
    if part == "costs":
        actions.save(draft, part, rows=[], by=applicant, at=now)
    if part == "form-criteria":
        actions.save(draft, "criteria", answers={"criterion-focus": ""}, by=applicant, at=now)
    if part == "project":
        actions.save(draft, part, fields={"starts_on": None, "focus": None, "goals": ""}, by=applicant, at=now)
    for entry in [each for each in draft.entries.filter(part=part).order_by("id") if each.value]:
        entry.application = draft
        actions.restore(entry, by=applicant, at=now)
    again = fresh(draft)
    assert again.costs.count() == 2
    assert again.goals == factories.PROJECT["goals"]
    assert again.starts_on is not None
    assert again.focus is not None
    assert again.answers.get(key="criterion-focus").value.startswith("Ons antwoord")
    assert [p.organisation for p in again.participants.all()] == ([ravelbeek] if part == "participants" else [])


def test_the_history_is_for_the_governments_of_the_application(client, draft, stranger):
    client.force_login(stranger)
    assert client.get(page(draft, "wijzigingen")).status_code == 404


@pytest.mark.parametrize("n", [30, 60])
def test_the_history_costs_the_same_with_many_entries(client, draft, applicant, n, django_assert_num_queries):
    for i in range(n):
        actions.save(draft, "project", fields={"goals": f"Doel {i}"}, by=applicant, at=timezone.now(), typing=True)
    client.force_login(applicant)
    client.get(page(draft, "wijzigingen"))
    with django_assert_num_queries(8):
        client.get(page(draft, "wijzigingen"))

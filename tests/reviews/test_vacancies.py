"""Somebody falls away or is late, and the next best is proposed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from reviews import actions, wording
from reviews.models import Juror
from reviews.vacancies import vacancies
from tests import factories
from tests.judging import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def jury(admitted):
    """Bea knows the focus of the file and reads nothing; Carl does not name it; Dirk may not."""
    focus, other = admitted.call.focuses.order_by("position")[:2]
    admitted.focus = focus
    admitted.save()
    people = {}
    for name, focuses in (("Carl", [other]), ("Bea", [focus])):
        people[name] = factories.UserFactory(role="reviewer", first_name=name, last_name="Jury")
        factories.seat(admitted.call, people[name]).focuses.set(focuses)
    people["Dirk"] = factories.UserFactory(role="reviewer", first_name="Dirk", last_name="Jury")
    factories.seat(admitted.call, people["Dirk"]).focuses.set([focus])
    factories.give_role(people["Dirk"], "drafter", admitted.organisation)
    return people


def proposed(call, officer, at=LATER):
    return [
        (each.was.reviewer, each.late, each.proposed and each.proposed.user) for each in vacancies(call, at, by=officer)
    ]


def test_nothing_is_proposed_while_everybody_reads(assignment, officer):
    assert vacancies(assignment.application.call, LATER, by=officer) == []


def test_who_falls_away_makes_room_for_the_next_best(assignment, jury, reviewer, officer, admitted):
    plan = actions.ask_plan(admitted.call, 1, by=officer, at=LATER)
    actions.compute(plan.pk, at=LATER)
    actions.recuse(assignment, "Mijn broer.", by=reviewer, at=LATER)
    assert proposed(admitted.call, officer) == []  # nothing says how many readers a file has
    other = factories.assign(admitted, jury["Carl"], officer, at=LATER)
    assert proposed(admitted.call, officer) == []  # as many as most files have
    actions.revoke(other, "Ziek.", by=officer, at=LATER)
    plan.refresh_from_db()
    actions.recompute(plan, by=officer, at=LATER)
    actions.compute(plan.pk, at=LATER)
    plan.refresh_from_db()
    actions.take_over(plan, by=officer, at=LATER)  # Bea, one reader a file
    last = admitted.assignments.get(reviewer=jury["Bea"])
    actions.revoke(last, "Ook ziek.", by=officer, at=LATER)
    assert proposed(admitted.call, officer) == [(jury["Bea"], False, None)]  # Dirk may not, the others were asked


def test_the_next_best_knows_the_focus_and_has_room(assignment, jury, reviewer, officer, admitted):
    due = wording.due_at(admitted.call)
    assert proposed(admitted.call, officer, due - timedelta(days=8)) == []
    assert proposed(admitted.call, officer, due - timedelta(days=6)) == [(reviewer, True, jury["Bea"])]
    Juror.objects.filter(user=jury["Bea"]).update(capacity=0)
    assert proposed(admitted.call, officer, due) == [(reviewer, True, jury["Carl"])]


def test_who_declared_is_late_only_when_the_reviews_are_due(opened, jury, reviewer, officer, admitted):
    due = wording.due_at(admitted.call)
    assert proposed(admitted.call, officer, due - timedelta(days=1)) == []
    assert proposed(admitted.call, officer, due) == [(reviewer, True, jury["Bea"])]


def test_the_page_of_the_jury_asks_the_next_best_in_one_click(client, assignment, jury, officer, admitted):
    client.force_login(officer)
    address = reverse("reviews:assign", args=[admitted.call.slug])
    page = client.get(address).content.decode()
    assert "Vraag Bea Jury" in page and "is te laat" in page  # that jury met years ago
    data = {"_key": str(uuid4()), "reviewer": jury["Bea"].pk}
    client.post(reverse("reviews:assign_file", args=[admitted.number]), data)
    assert admitted.assignments.filter(reviewer=jury["Bea"]).exists()
    assert "plaats" in client.get(reverse("start")).content.decode()

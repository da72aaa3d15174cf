"""Twelve governments, all through the pages: named, asked, read, confirmed, one changed, confirmed again, handed in."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice
from applications.models import Application
from calls.models import Unconfirmed
from tests import factories
from tests.applications import typed
from tests.applications.typed import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(applicant):
    call = factories.open_call(unconfirmed=Unconfirmed.BLOCK, max_subsidy=Decimal(500_000))
    return factories.draft(call, applicant, at=timezone.now())


def at_the_desk_of(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def build(file, desk, people) -> None:
    """Name them all, and give each a cost."""
    rows = [{"part": "partner", "name": each.organisations[0].full_name} for each in people]
    assert desk.post(page(file, "samenwerking"), typed.participants(file, rows)).status_code == 302
    rows = [{"description": "Projectleider", "category": "staff", "cost": "46000,00", "subsidy": "36800,00"}]
    rows[0]["year"] = year = str(file.starts_on.year)
    for n, each in enumerate(people):
        own = {"category": "staff", "year": year, "organisation": str(each.organisations[0].pk)}
        rows.append(own | {"description": f"Deel {n}", "cost": "1000,00", "subsidy": "800,00"})
    assert desk.post(page(file, "kosten"), typed.costs(file, rows)).status_code == 302


def reply(file, person, **data):
    """Read what concerns the own government, and answer."""
    browser = at_the_desk_of(person)
    voice = browser.get(page(file, "meedoen")).context["parts"][0]["voice"]
    data = {"verb": "confirm", "organisation": voice.organisation.pk, "sha256": voice.sha256} | data
    return browser.post(page(file, "meedoen"), data | {"_key": str(uuid4())})


def matrix(file, desk) -> dict[str, tuple]:
    """What the page of the lead says of each: its standing, whether it read what stands there, who replied."""
    shown = desk.get(page(file, "samenwerking"))
    voices = [each["voice"] for each in shown.context["consortium"]]
    assert all(each.organisation.name in shown.text and each.words in shown.text for each in voices)
    return {each.organisation.name: (each.standing, each.seen_at is not None, each.who) for each in voices}


def test_twelve_are_named_confirm_one_changes_and_all_is_handed_in(file, applicant):
    desk, people = at_the_desk_of(applicant), [factories.UserFactory(role="submitter") for _ in range(12)]
    names = [each.organisations[0].name for each in people]
    build(file, desk, people)
    assert matrix(file, desk) == dict.fromkeys(names, ("asked", False, ""))
    assert Notice.objects.filter(to__in=people, key__startswith="take-part:").count() == 12

    at_the_desk_of(people[0]).get(page(file, "meedoen"))
    assert matrix(file, desk)[names[0]] == ("asked", True, "")
    for each in people[:11]:
        assert reply(file, each).status_code == 302
    refusal = {"verb": "refuse", f"{people[11].organisations[0].pk}-reason": "Te weinig volk"}
    assert reply(file, people[11], **refusal).status_code == 302
    said = matrix(file, desk)
    assert said == {n: ("confirmed", True, str(p)) for n, p in zip(names[:11], people, strict=False)} | {
        names[11]: ("refused", True, str(people[11]))
    }
    assert "Te weinig volk" in desk.get(page(file, "samenwerking")).text
    assert desk.post(page(file, "indienen"), {"_key": str(uuid4())}).status_code == 409

    pk = people[11].organisations[0].pk
    asked = desk.post(page(file, "samenwerking/vraag"), {"organisation": pk, "_key": str(uuid4())})
    assert asked.status_code == 302
    assert reply(file, people[11]).status_code == 302
    assert {each[0] for each in matrix(file, desk).values()} == {"confirmed"}

    changed = typed.costs(file)
    place = next(name for name, text in changed.items() if text == "Deel 4").removesuffix("-description")
    assert desk.post(page(file, "kosten"), changed | {f"{place}-cost": "1.100,00"}).status_code == 302
    standing = {name: each[0] for name, each in matrix(file, desk).items()}
    assert standing == dict.fromkeys(names, "confirmed") | {names[4]: "outdated"}
    assert matrix(file, desk)[names[4]][1] is False
    assert "1.100,00" in at_the_desk_of(people[4]).get(page(file, "meedoen")).text
    refused = desk.post(page(file, "indienen"), {"_key": str(uuid4())})
    assert refused.status_code == 409
    assert names[4] in refused.text
    assert reply(file, people[4]).status_code == 302

    assert desk.post(page(file, "indienen"), {"_key": str(uuid4())}).status_code == 302
    version = Application.objects.get(pk=file.pk).submission
    assert {each["id"] for each in version.content["participants"]} == {p.organisations[0].pk for p in people}
    assert {each["id"] for each in version.content["confirmations"]} == {p.organisations[0].pk for p in people}
    assert (version.cost, version.subsidy) == (Decimal("58100.00"), Decimal("46400.00"))


@pytest.mark.parametrize("n", [2, 12])
def test_the_matrix_costs_the_same_for_two_and_for_twelve(file, applicant, n, django_assert_num_queries):
    desk, people = at_the_desk_of(applicant), [factories.UserFactory(role="submitter") for _ in range(n)]
    build(file, desk, people)
    for each in people[::2]:
        reply(file, each)
    with django_assert_num_queries(17):
        assert desk.get(page(file, "samenwerking")).status_code == 200

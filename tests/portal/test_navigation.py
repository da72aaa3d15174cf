"""The menus: each role its own, and no question to the database that no page asked for."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.navigation import navigation
from tests import factories

pytestmark = pytest.mark.django_db


def side_of(user, rf, path="/start/"):
    request = rf.get(path)
    request.user = user
    return list(navigation(request)["side"])


def names(groups):
    return [[item.name for item in group.items] for group in groups]


def test_the_public_menu_marks_where_you_are(rf):
    request = rf.get("/oproepen/van-idee-naar-prototype/")
    request.user = AnonymousUser()
    menu = navigation(request)["menu"]
    assert [(str(item.label), item.current) for item in menu] == [
        ("Oproepen", "true"),
        ("Projecten", ""),
        ("Cijfers", ""),
        ("Hulp", ""),
    ]


def test_a_visitor_has_no_work_area(rf):
    assert side_of(AnonymousUser(), rf) == []


@pytest.mark.parametrize(
    ("role", "items"),
    [
        ("reviewer", ["start", "reviews:desk", "accounts:inbox", "my_calendar"]),
        (
            "officer",
            ["start", "calls:manage", "applications:staff_list", "accounts:people", "accounts:inbox", "my_calendar"],
        ),
        ("decider", ["start", "decisions:to_decide", "decisions:list", "accounts:inbox", "my_calendar"]),
        ("auditor", ["start", "applications:staff_list", "log"]),
    ],
)
def test_each_role_has_its_list(role, items, rf):
    assert names(side_of(factories.UserFactory(role=role), rf)) == [items]


def test_an_applicant_finds_the_own_government(applicant, rf):
    groups = side_of(applicant, rf)
    assert names(groups) == [["start", "applications:list", "accounts:inbox", "my_calendar"], ["accounts:organisation"]]
    assert groups[1].heading == "Gemeente Halle"


def test_somebody_with_two_roles_has_two_lists(rf):
    user = factories.UserFactory(role="officer")
    factories.give_role(user, "decider")
    assert names(side_of(user, rf))[0] == ["start", "accounts:inbox", "my_calendar"]
    assert len(side_of(user, rf)) == 3


def test_a_page_that_shows_no_menu_asks_nothing(applicant, rf, django_assert_num_queries):
    request = rf.get("/")
    request.user = applicant
    with django_assert_num_queries(0):
        navigation(request)


def test_unread_messages_cost_one_query_and_only_when_drawn(applicant, rf, django_assert_num_queries):
    inbox = side_of(applicant, rf)[0].items[-2]
    with django_assert_num_queries(1):
        assert inbox.count() == 0

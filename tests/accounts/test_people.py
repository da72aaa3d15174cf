"""How officers give people an account and roles, and take them away again."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from accounts import actions
from accounts.models import Kind, Membership, Notice, Organisation, Role, User
from tests import factories
from workflow.models import Event
from workflow.refusals import Refused

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


@pytest.fixture
def agency(officer):
    return Organisation.objects.get(kind=Kind.FLEMISH)


def person(government, **fields):
    return {
        "first_name": "Nora",
        "last_name": "Maes",
        "email": "nora.maes@bestuur.example",
        "organisation": government.pk,
        "role": "drafter",
        "_key": str(uuid4()),
    } | fields


def test_an_officer_adds_a_person_who_chooses_a_password_and_signs_in(client, officer, government):
    client.force_login(officer)
    answer = client.post("/beheer/mensen/nieuw/", person(government), follow=True)
    assert "Nora Maes heeft een rol en krijgt een mail." in answer.content.decode()
    nora = User.objects.get(email="nora.maes@bestuur.example")
    assert [(m.organisation, m.role) for m in nora.memberships_held] == [(government, "drafter")]
    assert not nora.has_usable_password()
    notice = Notice.objects.get(to=nora)
    actions.deliver(notice.pk, at=timezone.now())
    path = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    client.logout()
    form = client.get(path, follow=True)
    new = "mijn-eigen-lange-zin"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    client.logout()
    client.post("/accounts/login/", {"login": nora.email, "password": new})
    assert client.get("/start/").status_code == 200


def test_the_key_of_an_invitation_stands_in_no_row(officer, government):
    nora = actions.invite("nora@x.example", "Nora", "Maes", government, "drafter", by=officer, at=AT)
    notice = Notice.objects.get(to=nora)
    assert notice.link == "/accounts/password/reset/"
    assert "key" not in notice.body


def test_somebody_with_an_account_gets_the_role_and_no_second_account(officer, government, stranger):
    password = stranger.password
    actions.invite(stranger.email.upper(), "X", "Y", government, "submitter", by=officer, at=AT)
    stranger.refresh_from_db()
    assert (stranger.password, stranger.first_name) == (password, stranger.first_name)
    assert User.objects.filter(email__iexact=stranger.email).count() == 1
    assert stranger.memberships.filter(organisation=government, role="submitter").exists()
    assert Notice.objects.get(to=stranger).subject == "U hebt een nieuwe rol in het Subsidieloket"


def test_roles_belong_where_they_exist(officer, government, agency, stranger):
    for organisation, role in ((government, Role.DECIDER), (agency, Role.SUBMITTER)):
        with pytest.raises(Refused) as refusal:
            actions.grant(stranger, organisation, role, by=officer, at=AT)
        assert codes(refusal) == ["role-and-kind"]


@pytest.mark.parametrize("role", ["decider", "auditor", "reviewer"])
def test_an_officer_gives_himself_no_role(officer, agency, role):
    with pytest.raises(Refused) as refusal:
        actions.grant(officer, agency, role, by=officer, at=AT)
    assert codes(refusal) == ["own-role"]
    with pytest.raises(Refused) as refusal:
        actions.invite(officer.email, "Ik", "Zelf", agency, role, by=officer, at=AT)
    assert codes(refusal) == ["own-role"]
    assert Membership.objects.filter(user=officer).count() == 1


@pytest.mark.parametrize("who", ["applicant", "reviewer", "decider", "auditor"])
def test_nobody_else_gives_roles(request, who, government, stranger):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused) as refusal:
        actions.grant(stranger, government, "drafter", by=by, at=AT)
    assert codes(refusal) == ["not-an-officer"]
    with pytest.raises(Refused) as refusal:
        actions.take_away(stranger.memberships.get(), by=by, at=AT)
    assert codes(refusal) == ["not-an-officer"]


def test_a_role_is_taken_away_after_a_question(client, officer, applicant):
    membership = applicant.memberships.get()
    client.force_login(officer)
    address = f"/beheer/rollen/{membership.pk}/wegnemen/"
    assert "De rol “indiener” van Marieke Claes wegnemen?" in client.get(address).content.decode()
    assert applicant.memberships.exists()
    client.post(address, {"_key": str(uuid4())})
    assert not applicant.memberships.exists()
    assert list(Event.objects.of(applicant).values_list("verb", "by")) == [("leave", officer.pk)]


def test_an_officer_keeps_his_own_role(client, officer):
    membership = officer.memberships.get()
    client.force_login(officer)
    answer = client.post(f"/beheer/rollen/{membership.pk}/wegnemen/", {"_key": str(uuid4())})
    assert answer.status_code == 409
    assert officer.memberships.exists()


def test_what_is_done_to_roles_stands_in_the_log(officer, government, stranger):
    actions.grant(stranger, government, "drafter", by=officer, at=AT)
    event = Event.objects.of(stranger).get()
    assert (event.verb, event.by, event.facts["role"]) == ("join", officer, "drafter")
    actions.grant(stranger, government, "drafter", by=officer, at=AT)  # again: nothing new happened
    assert Event.objects.of(stranger).count() == 1


def test_the_form_says_what_to_mend(client, officer):
    client.force_login(officer)
    answer = client.post("/beheer/mensen/nieuw/", {"_key": str(uuid4())})
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.content.decode()


def test_the_form_shows_why_a_role_does_not_fit(client, officer, government):
    client.force_login(officer)
    answer = client.post("/beheer/mensen/nieuw/", person(government, role="decider"))
    assert answer.status_code == 409
    assert "bestaat alleen in de Vlaamse administratie" in answer.content.decode()
    assert not User.objects.filter(first_name="Nora").exists()


def test_people_are_found_by_name_address_and_government(client, officer, applicant, stranger):
    client.force_login(officer)
    for q in ("claes", "marieke CLAES", applicant.email[:-10], "halle"):
        assert list(client.get("/beheer/mensen/", {"q": q}).context["page"]) == [applicant]
    assert list(client.get("/beheer/mensen/", {"q": "niemand zo"}).context["page"]) == []


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_the_same_whatever_it_shows(client, officer, government, n, django_assert_num_queries):
    for _n in range(n):
        factories.UserFactory(role="drafter", role__organisation=government)
    client.force_login(officer)
    with django_assert_num_queries(8):
        client.get("/beheer/mensen/")

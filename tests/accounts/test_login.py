"""Signing in with an e-mail address and a password."""

import re

import pytest
from django.core import mail

from accounts.models import User
from tests import factories
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": user.email, "password": password} | more)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_signs_in_and_sees_what_awaits_him(client, applicant):
    answer = sign_in(client, applicant)
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    assert client.get("/start/").status_code == 200


def test_small_and_capital_letters_in_an_address_are_the_same(client, applicant):
    answer = client.post(LOGIN, {"login": applicant.email.upper(), "password": PASSWORD})
    assert answer.status_code == 302


def test_a_page_that_asks_to_sign_in_is_where_one_lands(client, applicant):
    asked = client.get("/berichten/")
    assert asked["Location"] == "/accounts/login/?next=/berichten/"
    assert sign_in(client, applicant, next="/berichten/")["Location"] == "/berichten/"


def test_nobody_is_sent_to_another_site(client, applicant):
    assert sign_in(client, applicant, next="https://elders.example/")["Location"] == "/start/"


@pytest.mark.parametrize("who", ["known", "unknown"])
def test_a_wrong_password_gets_the_same_dutch_sentence_as_an_unknown_address(client, applicant, who):
    login = applicant.email if who == "known" else "niemand@bestuur.example"
    page = client.post(LOGIN, {"login": login, "password": "verkeerd"}).content.decode()
    assert "wachtwoord" in re.search(r'class="summary.*?</div>', page, re.S).group()
    assert "not correct" not in page
    assert not is_in(client)


def test_after_six_failures_even_the_right_password_waits(client, applicant, db):
    for _n in range(6):
        sign_in(client, applicant, "verkeerd")
    answer = sign_in(client, applicant)
    assert not is_in(client)
    assert "Te veel" in answer.content.decode()


def test_somebody_else_is_not_held_up_by_that(client, applicant, officer):
    for _n in range(6):
        sign_in(client, applicant, "verkeerd")
    assert sign_in(client, officer).status_code == 302


@pytest.mark.parametrize(("demo", "gets_in"), [(True, True), (False, False)])
def test_the_accounts_of_the_demo_work_only_where_the_demo_is_on(client, db, settings, demo, gets_in):
    settings.DEMO = demo
    user = factories.UserFactory(email="indiener@demo.example", role="submitter")
    sign_in(client, user)
    assert is_in(client) is gets_in


def test_a_session_of_the_demo_ends_where_the_demo_is_switched_off(client, db, settings):
    settings.DEMO = True
    user = factories.UserFactory(email="indiener@demo.example", role="submitter")
    sign_in(client, user)
    assert client.get("/start/").status_code == 200
    settings.DEMO = False
    assert client.get("/start/").status_code == 302


def test_an_account_that_was_closed_does_not_get_in(client, applicant):
    applicant.is_active = False
    applicant.save()
    sign_in(client, applicant)
    assert not is_in(client)


def test_nobody_makes_an_account_by_himself(client, db):
    before = User.objects.count()
    form = {"email": "ik@bestuur.example", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/accounts/signup/", form)
    assert "<form" not in answer.content.decode().split("<main")[1]
    assert User.objects.count() == before


def test_signing_out_asks_and_then_ends_the_session(client, applicant):
    client.force_login(applicant)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not is_in(client)


def test_a_forgotten_password_is_chosen_again_through_a_mail(client, applicant):
    client.post("/accounts/password/reset/", {"email": applicant.email})
    (sent,) = mail.outbox
    path = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", sent.body).group(1)
    form = client.get(path, follow=True)
    action = form.request["PATH_INFO"]
    new = "een-heel-ander-wachtwoord"
    client.post(action, {"password1": new, "password2": new})
    client.logout()
    assert sign_in(client, applicant, new).status_code == 302


def test_an_unknown_address_is_not_given_away(client, applicant):
    known = client.post("/accounts/password/reset/", {"email": applicant.email})
    unknown = client.post("/accounts/password/reset/", {"email": "niemand@bestuur.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize("password", ["kort", "1234567890123"])
def test_a_weak_password_is_refused_in_dutch(client, applicant, password):
    client.force_login(applicant)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page = client.post("/accounts/password/change/", form).content.decode()
    assert "achtwoord" in page
    assert 'class="summary' in page or "invalid-feedback" in page

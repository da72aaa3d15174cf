"""A government looks after its own people: it invites, invites again and takes roles away."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts import actions
from accounts.models import Membership, Notice, User
from tests import factories
from workflow.models import Event
from workflow.refusals import Refused

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def person(**fields):
    nora = {"first_name": "Nora", "last_name": "Maes", "email": "nora.maes@halle.example", "role": "drafter"}
    return nora | {"_key": str(uuid4())} | fields


def invite(by, organisation, role="drafter", email="nora.maes@halle.example", at=AT):
    return actions.invite_colleague(email, "Nora", "Maes", organisation, role, by=by, at=at)


def test_a_submitter_invites_a_colleague_who_gets_a_mail(client, applicant, government):
    client.force_login(applicant)
    answer = client.post(f"/mijn-bestuur/{government.pk}/collega/", person(), follow=True)
    text = answer.content.decode()
    assert "Nora Maes heeft een rol en krijgt een mail." in text
    assert "uitgenodigd, koos nog geen wachtwoord" in text
    nora = User.objects.get(email="nora.maes@halle.example")
    assert [(m.organisation, m.role) for m in nora.memberships_held] == [(government, "drafter")]
    actions.deliver(Notice.objects.get(to=nora).pk, at=timezone.now())
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize("fields", [{"email": "nora"}, {"role": "officer"}, {"role": ""}, {"first_name": ""}])
def test_bad_input_is_said_beside_the_field(client, applicant, government, fields):
    client.force_login(applicant)
    answer = client.post(f"/mijn-bestuur/{government.pk}/collega/", person(**fields))
    assert answer.status_code == 422
    assert "Maes" in answer.content.decode()
    assert not User.objects.filter(last_name="Maes").exists()


@pytest.mark.parametrize("who", ["colleague", "partner", "officer", "reviewer"])
def test_nobody_else_invites_for_a_government(request, government, who):
    with pytest.raises(Refused) as refusal:
        invite(request.getfixturevalue(who), government)
    assert codes(refusal) == ["not-a-submitter"]


@pytest.mark.parametrize("role", ["officer", "reviewer", "decider", "auditor"])
def test_a_submitter_gives_no_flemish_role(applicant, government, role):
    with pytest.raises(Refused) as refusal:
        invite(applicant, government, role)
    assert codes(refusal) == ["role-and-kind"]


def test_a_juror_cannot_be_taken_off_the_files_by_an_invitation(applicant, government, reviewer, officer):
    closed = factories.UserFactory(is_active=False)
    said = set()
    for who in (reviewer, officer, closed):
        with pytest.raises(Refused) as refusal:
            invite(applicant, government, email=who.email)
        assert codes(refusal) == ["ask-us"]
        said.add(str(refusal.value))
        assert not who.memberships.filter(organisation=government).exists()
    assert len(said) == 1  # and the sentence tells nobody who sits in the jury


def test_who_has_an_account_keeps_it_and_gets_the_role(applicant, government, stranger):
    password = stranger.password
    invite(applicant, government, email=stranger.email.upper())
    stranger.refresh_from_db()
    assert (stranger.password, stranger.first_name == "Nora") == (password, False)
    assert Notice.objects.get(to=stranger).subject == "U hebt een nieuwe rol in het Subsidieloket"
    with pytest.raises(Refused) as refusal:
        invite(applicant, government, email=stranger.email)
    assert codes(refusal) == ["already"]


def test_nobody_sends_mails_without_end(applicant, government):
    for n in range(20):
        invite(applicant, government, email=f"p{n}@halle.example")
    with pytest.raises(Refused) as refusal:
        invite(applicant, government)
    assert codes(refusal) == ["too-many"]


def test_an_invitation_goes_out_again_once_an_hour(client, applicant, government):
    nora = invite(applicant, government, at=timezone.now())
    membership = nora.memberships.get()
    client.force_login(applicant)
    path = f"/mijn-bestuur/rollen/{membership.pk}/opnieuw/"
    assert "Wacht een uur" in client.post(path, {"_key": str(uuid4())}, follow=True).content.decode()
    assert Notice.objects.filter(to=nora).count() == 1
    actions.invite_again(membership, by=applicant, at=timezone.now() + timedelta(hours=2))
    second = Notice.objects.filter(to=nora).latest("pk")
    actions.deliver(second.pk, at=timezone.now())
    assert "/accounts/password/reset/key/" in mail.outbox[0].body
    nora.set_password("een-lang-wachtwoord")
    nora.save()
    with pytest.raises(Refused) as refusal:
        actions.invite_again(membership, by=applicant, at=timezone.now() + timedelta(hours=4))
    assert codes(refusal) == ["has-password"]


def test_a_role_is_taken_away_after_a_question_and_the_person_is_told(client, applicant, colleague):
    membership = colleague.memberships.get()
    client.force_login(applicant)
    path = f"/mijn-bestuur/rollen/{membership.pk}/wegnemen/"
    assert "De rol “opsteller” van" in client.get(path).content.decode()
    assert client.post(path, {"_key": str(uuid4())})["Location"] == "/mijn-bestuur/"
    assert not colleague.memberships.exists()
    assert Event.objects.of(colleague).get().by == applicant
    assert "nam uw rol “opsteller” voor gemeente Halle weg" in Notice.objects.get(to=colleague).body


def test_the_last_submitter_stays(client, applicant, government):
    invite(applicant, government, "submitter")  # has not chosen a password: cannot sign in
    client.force_login(applicant)
    answer = client.post(f"/mijn-bestuur/rollen/{applicant.memberships.get().pk}/wegnemen/", {"_key": str(uuid4())})
    assert answer.status_code == 409
    assert "Dit is de laatste indiener die kan inloggen." in answer.content.decode()
    assert applicant.memberships.exists()


def test_a_submitter_may_go_when_another_is_left(client, applicant, government):
    factories.UserFactory(role="submitter", role__organisation=government)
    client.force_login(applicant)
    path = f"/mijn-bestuur/rollen/{applicant.memberships.get().pk}/wegnemen/"
    assert client.post(path, {"_key": str(uuid4())})["Location"] == "/start/"
    assert not applicant.memberships.exists()


def test_a_role_elsewhere_does_not_exist_for_a_submitter(client, applicant, stranger, officer):
    client.force_login(applicant)
    for membership in (stranger.memberships.get(), officer.memberships.get()):
        assert client.post(f"/mijn-bestuur/rollen/{membership.pk}/wegnemen/").status_code == 404
        assert client.post(f"/mijn-bestuur/rollen/{membership.pk}/opnieuw/").status_code == 404
    assert Membership.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_submitters_who_take_each_other_away_leave_one():
    government = factories.OrganisationFactory()
    first, second = (factories.UserFactory(role="submitter", role__organisation=government) for _ in range(2))
    start, refused = threading.Barrier(2), []

    def dismiss(by, whom):
        start.wait()
        try:
            actions.dismiss(whom.memberships.select_related("user", "organisation").get(), by=by, at=AT)
        except Refused as refusal:
            refused.extend(reason.code for reason in refusal.reasons)
        except Membership.DoesNotExist:
            refused.append("gone")
        finally:
            connection.close()

    both = [threading.Thread(target=dismiss, args=pair) for pair in ((first, second), (second, first))]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert Membership.objects.filter(organisation=government, role="submitter").count() == 1
    assert len(refused) >= 1

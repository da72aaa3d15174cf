"""Two at once: exactly one gets his way, the other a sentence; nobody a fault, and nothing is done twice."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Notice, User
from applications import actions as application_actions
from applications import signing, signoff
from applications.models import Application
from calls.models import Call, Programme
from decisions.models import Decision
from documents.models import Document
from projects.models import Boost
from reviews import actions as review_actions
from reviews.models import Proposal
from tests import factories
from tests.applications import typed
from tests.judging import decision_typed, scores_typed, take
from tests.typed import moment, step_form
from workflow.models import Event, fingerprint, subject_of
from workflow.once import new_key

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*posts) -> list:
    """Send several POSTs (person, address, data) at the same moment, each from a browser of its own."""
    browsers = []
    for person, _address, _data in posts:
        browsers.append(Client(raise_request_exception=False))
        browsers[-1].force_login(person)
    start, answers = threading.Barrier(len(posts)), [None] * len(posts)

    def send(n):
        _person, address, data = posts[n]
        try:
            start.wait(10)
            answers[n] = browsers[n].post(address, data)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(len(posts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert all(answer is not None for answer in answers)
    assert [a.status_code for a in answers if a.status_code >= 500] == []
    return answers


def verbs(thing) -> list[str]:
    return list(Event.objects.of(thing).values_list("verb", flat=True))


def key(**data) -> dict:
    return {"_key": new_key()} | data


def codes(answers) -> list[int]:
    return sorted(each.status_code for each in answers)


@pytest.fixture
def running(transactional_db):
    return factories.open_call(slug="open")


@pytest.fixture
def closed_call(transactional_db):
    now = timezone.now()
    return factories.CallFactory(
        slug="jury",
        opens_at=now - timedelta(days=30),
        closes_at=now - timedelta(days=3),
        jury_on=None,
        decision_by=None,
    )


@pytest.fixture
def file(closed_call, applicant):
    """Sealed, and nobody judged it yet."""
    made = factories.submitted(closed_call, applicant, at=closed_call.closes_at - timedelta(days=1))
    factories.seal(closed_call)
    made.refresh_from_db()
    return made


@pytest.fixture
def judged(file, officer, reviewer):
    """Admitted and reviewed: ready for a decision."""
    factories.admit(file, officer)
    file.refresh_from_db()
    factories.reviewed(file, reviewer, officer)
    file.refresh_from_db()
    return file


def now() -> datetime:
    return timezone.now()


def test_two_colleagues_hand_in_the_same_application(running, applicant, government):
    other = factories.UserFactory(role="submitter", role__organisation=government)
    draft = factories.draft(running, applicant, at=now())
    address = f"/aanvragen/{draft.number}/indienen/"
    answers = at_once((applicant, address, key()), (other, address, key()))
    assert codes(answers) == [302, 409]
    assert draft.versions.count() == Document.objects.count() == verbs(draft).count("submit") == 1


def test_one_hands_in_while_a_colleague_withdraws(running, applicant, government):
    other = factories.UserFactory(role="submitter", role__organisation=government)
    for _round in range(3):
        draft = factories.draft(running, applicant, at=now())
        page = f"/aanvragen/{draft.number}/"
        answers = at_once(
            (applicant, f"{page}indienen/", key()), (other, f"{page}intrekken/", key(reason="Wij zien ervan af."))
        )
        draft.refresh_from_db()
        assert (draft.state, draft.submission) == ("withdrawn", None)
        submitted = answers[0].status_code == 302
        assert answers[1].status_code == 302
        assert verbs(draft)[-2 if submitted else -1 :] == (["submit", "withdraw"] if submitted else ["withdraw"])


def test_nothing_is_signed_off_that_a_colleague_changes_at_that_moment(running, applicant, government):
    running.signer = "algemeen directeur"
    running.save()
    director = factories.UserFactory(role="drafter", role__organisation=government)
    for _round in range(3):
        draft = factories.draft(running, applicant, at=now())
        signing.ask(draft, director, "", by=applicant, at=now())
        read = fingerprint(signoff.text_of(Application.objects.get(pk=draft.pk)))
        answers = at_once(
            (director, f"/aanvragen/{draft.number}/aftekenen/", key(verb="sign", sha256=read)),
            (applicant, f"/aanvragen/{draft.number}/project/", typed.project(draft, goals="Iets anders.")),
        )
        assert answers[1].status_code == 302
        found = signoff.standing(Application.objects.get(pk=draft.pk))
        assert (answers[0].status_code, found.code) in {(302, "outdated"), (409, "asked")}


def test_two_colleagues_who_go_on_from_one_application_start_one(running, applicant, government):
    other = factories.UserFactory(role="submitter", role__organisation=government)
    for _round in range(3):
        ended = factories.draft(running, applicant, at=now())
        application_actions.withdraw(ended, "Later.", by=applicant, at=now())
        page = f"/aanvragen/{ended.number}/verder/"
        answers = at_once(*((by, page, key(call=running.pk, title="Opnieuw")) for by in (applicant, other)))
        assert sorted(answer.status_code for answer in answers) in ([302, 409], [302, 422])
        assert ended.continued_by.count() == 1


def test_the_same_key_from_four_clicks_starts_one_application(running, applicant, government):
    data = key(organisation=government.pk, title="Een keer")
    answers = at_once(*[(applicant, "/aanvragen/nieuw/open/", data)] * 4)
    assert codes(answers) == [302] * 4
    assert len({each["Location"] for each in answers}) == running.applications.count() == 1


def test_two_colleagues_save_the_same_part(running, applicant, colleague):
    draft = factories.draft(running, applicant, at=now())
    address, version = f"/aanvragen/{draft.number}/project/", draft.edits["project"]
    answers = at_once(
        (applicant, address, key(title="Van de een", version=version)),
        (colleague, address, key(title="Van de ander", version=version)),
    )
    assert codes(answers) == [302, 409]
    draft.refresh_from_db()
    assert draft.title == ("Van de een" if answers[0].status_code == 302 else "Van de ander")


def test_two_officers_publish(officer, second_officer, transactional_db):
    at = now()
    call = factories.CallFactory(
        slug="ontwerp", state="draft", opens_at=at + timedelta(days=9), closes_at=at + timedelta(days=60)
    )
    address = "/beheer/oproepen/ontwerp/publiceer/"
    answers = at_once((officer, address, key()), (second_officer, address, key()))
    assert codes(answers) == [302, 409]
    assert verbs(call) == ["publish"]


def test_one_officer_confirms_and_another_declines_a_new_closing(running, officer, second_officer):
    from applications import actions

    change = actions.move_deadline(running, running.closes_at - timedelta(days=2), "Vroeger.", by=officer, at=now())
    third = factories.UserFactory(role="officer")
    page = f"/beheer/oproepen/open/sluiting/{change.pk}/"
    at_once((second_officer, f"{page}bevestigen/", key()), (third, f"{page}afwijzen/", key()))
    change.refresh_from_db()
    running.refresh_from_db()
    assert (change.state == "effective") == (running.closes_at == change.new)
    assert len([v for v in verbs(change) if v in ("confirm", "decline")]) == 1


def test_two_officers_start_the_same_programme_with_a_call(running, officer, second_officer):
    data = step_form(running, "basis") | moment("opens_at", running.opens_at) | moment("closes_at", running.closes_at)
    data |= {"programme": "", "new_programme": "Lokaal digitaal", "new_programme_budget": "5.000.000"}
    answers = at_once(*[(each, "/beheer/oproepen/nieuw/", data | key()) for each in (officer, second_officer)])
    assert 302 in codes(answers)
    assert set(codes(answers)) <= {302, 409, 422}
    assert Programme.objects.filter(name="Lokaal digitaal").count() == 1
    assert Call.objects.filter(programme__name="Lokaal digitaal").count() == 1


def test_two_calls_in_preparation_take_the_same_number(running, officer, second_officer):
    at = now()
    later = {"opens_at": at + timedelta(days=9), "closes_at": at + timedelta(days=60), "programme": running.programme}
    one, two = (factories.CallFactory(slug=s, number=n, state="draft", **later) for s, n in (("een", 71), ("twee", 72)))
    posts = [
        (person, f"/beheer/oproepen/{call.slug}/stap/basis/", step_form(call, "basis") | {"number": "99"} | key())
        for person, call in ((officer, one), (second_officer, two))
    ]
    assert codes(at_once(*posts)) == [302, 422]
    assert Call.objects.filter(number=99).count() == 1


def test_two_officers_judge_the_same_file(file, officer, second_officer):
    address = f"/beheer/aanvragen/{file.number}/ontvankelijkheid/"
    answers = at_once(
        (officer, address, key(outcome="yes", motivation="In orde.")),
        (second_officer, address, key(outcome="no", motivation="Te laat.", condition="Op tijd zijn", source="Art. 1")),
    )
    file.refresh_from_db()
    # "Not admissible" is a proposal only: another officer confirms it.
    proposed = Proposal.objects.filter(application=file, state="proposed").count()
    assert codes(answers) in ([302, 409], [302, 302])
    assert (file.state, proposed) in (("admitted", 0), ("submitted", 1))


def test_two_officers_ask_the_same_reviewer(file, officer, second_officer, reviewer):
    factories.admit(file, officer)
    factories.seat(file.call, reviewer)
    address = f"/beheer/aanvragen/{file.number}/jury/"
    data = {"reviewer": reviewer.pk}
    answers = at_once((officer, address, key(**data)), (second_officer, address, key(**data)))
    assert codes(answers) == [302, 422]
    assert file.assignments.count() == Notice.objects.filter(to=reviewer, key__startswith="assigned:").count() == 1


def test_a_reviewer_hands_in_while_an_officer_takes_the_file_back(file, officer, reviewer, monkeypatch):
    """Both lock the file before the assignment; the other way round PostgreSQL would end one of them."""
    factories.admit(file, officer)
    assignment = factories.assign(file, reviewer, officer, at=now())
    review_actions.declare(assignment, by=reviewer, at=now())
    quick = review_actions.submit

    def slow(*args, **kwargs):
        time.sleep(0.5)
        return quick(*args, **kwargs)

    monkeypatch.setattr(review_actions, "submit", slow)
    answers = at_once(
        (reviewer, f"/dossiers/{file.number}/", scores_typed(file.call, do="submit", version=0)),
        (officer, f"/beheer/oproepen/jury/jury/{assignment.pk}/intrekken/", key(reason="Toch een ander.")),
    )
    assignment.refresh_from_db()
    assert assignment.state == "revoked"
    assert answers[1].status_code == 302


def test_two_deciders_decide_on_one_file(judged, decider):
    other = factories.UserFactory(role="decider")
    factories.fix(judged.call)
    address = f"/beslissingen/jury/{judged.number}/"
    answers = at_once(
        (decider, address, decision_typed(judged.call, amount="50.000,00")),
        (other, address, decision_typed(judged.call, outcome="refusal", amount="")),
    )
    assert codes(answers) == [302, 409]
    decision = Decision.objects.get()
    assert (decision.edit, verbs(decision)) == (1, ["decide"])
    assert (decision.outcome == "award") == (answers[0].status_code == 302)


def test_two_deciders_announce(judged, decider, applicant):
    other = factories.UserFactory(role="decider")
    decision = take(judged, decider, at=now())
    address = "/beslissingen/jury/bekendmaken/"
    answers = at_once((decider, address, key()), (other, address, key()))
    assert codes(answers) == [302, 409]
    assert verbs(decision) == ["decide", "announce"]
    assert Document.objects.filter(subject=subject_of(decision)).count() == 1
    assert Notice.objects.filter(to=applicant, key=f"decided:{decision.pk}").count() == 1


def test_one_announces_while_another_drops_and_the_applicant_withdraws(judged, decider, applicant):
    other = factories.UserFactory(role="decider")
    decision = take(judged, decider, at=now())
    page = f"/beslissingen/jury/{judged.number}/"
    at_once(
        (decider, "/beslissingen/jury/bekendmaken/", key()),
        (other, f"{page}laten-vallen/", key()),
        (applicant, f"/aanvragen/{judged.number}/intrekken/", key(reason="Wij zien ervan af.")),
    )
    judged.refresh_from_db()
    left = Decision.objects.filter(pk=decision.pk).first()
    assert (judged.state == "finished") == bool(left and left.state == "announced")


def test_two_deciders_choose_the_same_boost_project(judged, decider):
    other = factories.UserFactory(role="decider")
    take(judged, decider, at=now())
    from decisions import actions

    actions.announce(judged.call, by=decider, at=now())
    address = f"/projecten/{judged.number}/boost/"
    answers = at_once((decider, address, key(reason="Sterk.")), (other, address, key(reason="Nuttig voor allen.")))
    assert codes(answers)[0] == 302
    assert set(codes(answers)) <= {302, 409, 422}
    assert Boost.objects.count() == 1


def test_two_officers_give_and_take_the_same_role(officer, second_officer, government, transactional_db):
    person = factories.UserFactory()
    address = f"/beheer/mensen/{person.pk}/"
    data = {"organisation": government.pk, "role": "drafter"}
    at_once((officer, address, key(**data)), (second_officer, address, key(**data)))
    membership = Membership.objects.get(user=person)
    address = f"/beheer/rollen/{membership.pk}/wegnemen/"
    answers = at_once((officer, address, key()), (second_officer, address, key()))
    assert 302 in codes(answers)
    assert verbs(person) == ["join", "leave"]


def test_two_officers_take_away_each_others_role_and_one_is_left(officer, second_officer, transactional_db):
    posts = [
        (one, f"/beheer/rollen/{other.memberships.get().pk}/wegnemen/", key())
        for one, other in ((officer, second_officer), (second_officer, officer))
    ]
    answers = at_once(*posts)
    assert sum(each.status_code == 302 for each in answers) == 1
    assert Membership.objects.filter(role="officer").count() == 1


def test_two_officers_invite_the_same_person(officer, second_officer, government, transactional_db):
    data = {"first_name": "An", "last_name": "Maes", "email": "an@halle.example", "role": "drafter"}
    data["organisation"] = government.pk
    answers = at_once(*[(each, "/beheer/mensen/nieuw/", data | key()) for each in (officer, second_officer)])
    assert 302 in codes(answers)
    person = User.objects.get(email="an@halle.example")
    assert verbs(person) == ["invite", "join"]

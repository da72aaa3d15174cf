"""A completion in a real browser: asked, filled in, compared, admissible. And two who act on it at one instant."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from applications import actions
from applications.models import Application
from applications.states import State
from calls.asking import key_of
from calls.models import Call
from reviews import actions as review_actions
from tests import factories
from tests.hostile.test_races import at_once, codes, key

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "We meten het bij honderd melders, eind 2023."


@pytest.fixture
def file(applicant):
    """Handed in by Halle in a call that closed a few days ago, and sealed."""
    now = timezone.now()
    call = factories.open_call()
    file = factories.submitted(call, applicant, at=now)
    Call.objects.filter(pk=call.pk).update(closes_at=now + timedelta(seconds=1))
    call.refresh_from_db()
    factories.seal(call)
    return Application.objects.get(pk=file.pk)


@pytest.fixture
def asked(file):
    return f"answer-{key_of(file.call.criteria.order_by('position').first())}"


@pytest.fixture
def browse(chromium, live_server, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    opened = []

    def browse(person, width=1280):
        context = chromium.new_context(
            locale="nl-BE", base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield browse
    for context in opened:
        context.close()


def test_from_question_to_new_version(browse, file, asked, officer, applicant):
    staff = browse(officer)
    staff.goto(f"/beheer/aanvragen/{file.number}/ontvankelijkheid/")
    staff.get_by_role("link", name="Vraag de aanvrager om iets aan te vullen").click()
    lacks = staff.locator(f"[name='lacks-{asked}']")
    expect(lacks).to_be_hidden()
    staff.locator(f"[name='ask-{asked}']").check()
    lacks.fill("Wanneer is het doel bereikt?")
    staff.locator("[name=text]").fill("Uw doel is niet meetbaar.")
    staff.get_by_role("button", name="Vraag het de aanvrager").click()
    expect(staff.get_by_text("staat stil sinds").first).to_be_visible()

    page = browse(applicant, width=390)
    page.goto(f"/aanvragen/{file.number}/")
    expect(page.get_by_text("Wanneer is het doel bereikt?").first).to_be_visible()
    page.get_by_role("link", name="Vul de aanvraag aan").click()
    boxes = page.locator("textarea[name^='answer-']")
    expect(boxes).to_have_count(1)  # the other questions of this section stay closed
    boxes.fill(NEW)
    page.get_by_role("button", name="Bewaar en ga verder").click()
    expect(page.get_by_role("heading", name="Nakijken en aanvulling indienen")).to_be_visible()
    page.get_by_role("button", name="Dien in").click()
    expect(page).to_have_url(re.compile("/ontvangen/2/$"))

    staff.goto(f"/beheer/aanvragen/{file.number}/ontvankelijkheid/")
    staff.get_by_role("link", name=re.compile("^Gevraagd op")).click()
    expect(staff.locator("ins")).to_have_text(NEW)
    staff.goto(f"/beheer/aanvragen/{file.number}/ontvankelijkheid/")
    staff.get_by_label("Ontvankelijk", exact=True).check()
    staff.locator("[name=motivation]").fill("In orde na aanvulling.")
    staff.get_by_role("button", name="Leg de uitkomst vast").click()
    file.refresh_from_db()
    assert (file.state, file.submission.version) == (State.ADMITTED, 2)
    assert NEW in {each["text"] for each in file.submission.content["answers"]}


def test_who_withdraws_the_request_and_who_answers_it_never_both_win(file, asked, officer, applicant):
    for n in range(3):
        at = timezone.now()
        parts = [{"name": asked, "label": "Doel", "lacks": ""}]
        file = Application.objects.get(pk=file.pk)
        before = file.submission.version
        request = review_actions.ask_completion(file, parts, "Meetbaar?", at + timedelta(days=20), by=officer, at=at)
        answers = {asked.removeprefix("answer-"): f"{NEW} {n}"}
        actions.save(Application.objects.get(pk=file.pk), "criteria", answers=answers, by=applicant, at=at)
        off, handed_in = at_once(
            (officer, f"/beheer/aanvragen/{file.number}/aanvulling/{request.pk}/intrekken/", key(reason="Gevonden.")),
            (applicant, f"/aanvragen/{file.number}/indienen/", key()),
        )
        assert sorted(codes([off, handed_in])) == [302, 409]
        request.refresh_from_db()
        file.refresh_from_db()
        assert file.state == State.SUBMITTED
        won = handed_in.status_code == 302
        assert (request.state, file.submission.version) == (("answered", before + 1) if won else ("called-off", before))

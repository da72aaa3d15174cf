"""A real browser sends files in pieces: the line breaks, the page is loaded again, and the file is there whole."""

import hashlib
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from applications import actions, uploads
from applications.models import Transfer
from tests import factories
from tests.applications import forms
from tests.applications.test_uploads import GOOD

pytestmark = pytest.mark.django_db(transaction=True)
BIG = GOOD["plan.pdf"] + b"\n%" + random.Random(5).randbytes(3_000_000).replace(b"\n", b" ")
PIECE = re.compile(r"/onderweg/[0-9a-f-]{36}/$")


@pytest.fixture
def draft(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    person = factories.UserFactory(role="submitter")
    call = factories.open_call()
    forms.ask(call, forms.PAPERS)
    call.refresh_from_db()
    draft = factories.draft(call, person, at=timezone.now())
    draft.person = person
    return draft


@pytest.fixture
def browse(chromium, live_server, draft, settings):
    opened = []

    def browse(where, **options):
        context = chromium.new_context(locale="nl-BE", base_url=live_server.url, **options)
        client = Client()
        client.force_login(draft.person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(f"/aanvragen/{draft.number}/{where}/")
        return page

    yield browse
    for context in opened:
        context.close()


def given(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def is_whole(draft, settings, data: bytes) -> bool:
    file = draft.attachments.current().get()
    kept = (settings.MEDIA_ROOT / file.path).read_bytes()
    return kept == data and file.sha256 == hashlib.sha256(data).hexdigest()


def add(page, name, data, topic="projectplan"):
    page.get_by_label(topic, exact=False).first.check()
    page.set_input_files("[name=files]", given(name, data))
    page.get_by_role("button", name="Voeg de bestanden toe").click()


def break_after(page, pieces: int):
    """Let so many pieces through and cut the line in every next one."""
    seen = []

    def gate(route):
        seen.append(route.request.url)
        return route.continue_() if len(seen) <= pieces else route.abort("connectionreset")

    page.route(PIECE, gate)


def test_a_line_that_breaks_and_a_page_loaded_again_cost_nothing(browse, draft, settings):
    page = browse("bijlagen")
    break_after(page, 3)
    add(page, "groot.pdf", BIG)
    row = page.locator(".uploads li")
    expect(row).to_contain_text("Geen verbinding.")
    expect(row.get_by_role("progressbar", name="groot.pdf")).to_have_attribute("value", "52")
    expect(row).to_contain_text("52 % van 3 MB")
    here = Transfer.objects.get().received
    assert 0 < here < len(BIG)
    assert not draft.attachments.exists()
    page.unroute(PIECE)
    page.reload()
    expect(page.locator("#bestanden")).to_contain_text("Nog niet alles is binnen")
    sent = []
    page.on("request", lambda r: sent.append(int(r.headers["upload-offset"])) if PIECE.search(r.url) else None)
    add(page, "groot.pdf", BIG)
    expect(page.locator("#bestanden table")).to_contain_text("groot.pdf")
    assert sent[0] == here  # nothing was sent twice
    assert is_whole(draft, settings, BIG)
    expect(page.locator("#bestanden")).not_to_contain_text("Nog niet alles is binnen")


def test_it_goes_on_by_itself_when_the_line_is_back(browse, draft, settings):
    page = browse("bijlagen")
    break_after(page, 2)
    add(page, "groot.pdf", BIG)
    expect(page.locator(".uploads li")).to_contain_text("Geen verbinding.")
    page.context.set_offline(True)
    page.unroute(PIECE)
    page.context.set_offline(False)
    expect(page.locator("#bestanden table")).to_contain_text("groot.pdf", timeout=20_000)
    assert is_whole(draft, settings, BIG)


def test_a_question_takes_its_file_at_once_and_saving_waits_for_it(browse, draft, settings):
    page = browse("formulier/stukken")
    page.set_input_files("[name=answer-plan]", given("plan.pdf", BIG))
    page.get_by_role("button", name="Bewaar en ga verder").last.click()
    page.wait_for_url("**/formulier/criteria/", timeout=20_000)
    file = draft.attachments.current().get()
    assert file.question == "plan"
    assert is_whole(draft, settings, BIG)


def test_what_is_refused_says_why_and_the_rest_is_added(browse, draft):
    page = browse("bijlagen")
    page.get_by_label("projectplan", exact=False).first.check()
    files = [given("plan.exe", b"MZ" * 99), given("plan.pdf", GOOD["plan.docx"]), given("foto.png", GOOD["foto.png"])]
    page.set_input_files("[name=files]", files)
    page.get_by_role("button", name="Voeg de bestanden toe").click()
    expect(page.locator("#bestanden table")).to_contain_text("foto.png")
    rows = page.locator(".uploads li")
    expect(rows.nth(0)).to_contain_text("is geen bestand dat de jury kan openen")
    expect(rows.nth(1)).to_contain_text("is eigenlijk een bestand van het type DOCX")
    assert [each.name for each in draft.attachments.current()] == ["foto.png"]


def test_without_a_topic_it_is_asked_for_and_the_choice_of_files_stays(browse, draft):
    page = browse("bijlagen")
    page.set_input_files("[name=files]", given("plan.pdf", GOOD["plan.pdf"]))
    page.get_by_role("button", name="Voeg de bestanden toe").click()
    expect(page.locator(".uploads li")).to_contain_text("Kies wat het is.")
    page.get_by_label("projectplan", exact=False).first.check()
    page.get_by_role("button", name="Voeg de bestanden toe").click()
    expect(page.locator("#bestanden table")).to_contain_text("plan.pdf")


def test_stopping_throws_away_what_is_here(browse, draft):
    page = browse("bijlagen")
    break_after(page, 1)
    add(page, "groot.pdf", BIG)
    expect(page.locator(".uploads li")).to_contain_text("Geen verbinding.")
    with page.expect_response("**/stop/"):
        page.get_by_role("button", name="Stop groot.pdf").first.click()
    expect(page.locator(".uploads li")).to_have_count(0)
    expect(page.locator("#bestanden")).to_contain_text("Er is nog geen bestand toegevoegd")
    assert not Transfer.objects.exists()


def test_a_file_is_replaced_in_pieces(browse, draft, settings):
    upload = uploads.take_in(SimpleUploadedFile("plan.pdf", GOOD["plan.pdf"]))
    old = actions.attach(draft, upload, "plan", by=draft.person, at=timezone.now())
    page = browse(f"bijlagen/{old.pk}/vervangen")
    page.set_input_files("[name=files]", given("plan-v2.pdf", BIG))
    page.get_by_role("button", name="Vervang").click()
    page.wait_for_url("**/bijlagen/")
    expect(page.locator("#bestanden table")).to_contain_text("plan-v2.pdf")
    assert is_whole(draft, settings, BIG)


def test_without_a_script_the_field_sends_it_whole(browse, draft, settings):
    page = browse("bijlagen", java_script_enabled=False)
    add(page, "groot.pdf", BIG)
    expect(page.locator("#bestanden table")).to_contain_text("groot.pdf")
    assert is_whole(draft, settings, BIG)
    assert not Transfer.objects.exists()

"""The questions of a form in a browser: they come and go while somebody types, and every kind fits and can be read."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from applications import actions
from applications.models import Application
from questionnaires.definition import Kind
from tests import factories
from tests.applications import forms


@pytest.fixture
def open_page(eye, applicant):
    """A page of the form in the browser, with what was answered and sent as a client sends it."""
    call = factories.open_call()
    forms.ask(call, forms.EXTRA)
    draft = factories.draft(type(call).objects.get(pk=call.pk), applicant, at=timezone.now())
    client = Client()
    client.force_login(applicant)
    path = f"/aanvragen/{draft.number}/formulier/extra/"

    def look(said=forms.SAID, *newer):
        fresh = Application.objects.get(pk=draft.pk)
        actions.save(fresh, "extra", answers=said, by=applicant, at=timezone.now())
        for section in newer:
            forms.ask(call, section)
        return eye.open(path, client.get(path).content.decode())

    return look


def test_a_question_comes_and_goes_with_the_answer_that_decides(open_page):
    tab = open_page()
    box = tab.locator("[data-question=proef]")
    assert box.is_hidden()
    tab.get_by_label("Een proef").check()
    assert box.is_visible()
    box.locator("textarea").fill("Veel.")
    tab.get_by_label("Een idee").check()
    assert box.is_visible()  # it was needed and answered
    assert "Uw tekst blijft bewaard." in box.inner_text()
    box.locator("textarea").fill("")
    assert box.is_hidden()


def test_a_table_grows_shrinks_and_adds_up_while_somebody_types(open_page):
    tab = open_page()
    rows = tab.locator("[data-rows=answer-toestellen] tr")
    tab.get_by_role("button", name="Voeg een regel toe").click()
    rows.nth(1).locator("input").nth(1).fill("1.000,5")
    rows.nth(1).locator("input").nth(2).fill("0,10")
    totals = [text.replace("\u00a0", " ") for text in tab.locator("[data-total]").all_inner_texts()]
    assert totals == ["1.003,5", f"€ {Decimal(900):.0f},10"]
    rows.nth(0).get_by_role("button").click()
    assert tab.locator("[data-total]").first.inner_text() == "1.000,5"


def test_every_kind_of_question_fits_and_has_no_barrier(eye, open_page):
    open_page(forms.SAID | {"fase": "proef"})
    faults = [fault for width in (1280, 320) for fault in eye.faults(width)]
    assert faults == []


def test_what_is_kept_from_an_earlier_version_fits_and_has_no_barrier(eye, open_page):
    tab = open_page(forms.SAID, forms.changed(forms.without(forms.EXTRA, "nummer"), "naam", kind=Kind.NUMBER))
    assert tab.locator("#bewaard").is_visible()
    faults = [fault for width in (1280, 320) for fault in eye.faults(width)]
    assert faults == []

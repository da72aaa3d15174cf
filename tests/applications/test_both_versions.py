"""After reopening every page names both versions: the one that is handed in, and what is being changed."""

import pytest
from django.utils import timezone

from applications import actions
from tests import factories
from tests.applications.typed import page
from workflow import dutch

PAGES = ["", "project", "samenwerking", "kosten", "formulier/criteria", "bijlagen", "nakijken", "proef", "wijzigingen"]
PAGES += ["intrekken", "ontvangen/1"]


@pytest.fixture
def reopened(applicant, partner):
    now = timezone.now()
    done = factories.draft(factories.open_call(), applicant, at=now)
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(done, "participants", rows=rows, by=applicant, at=now)
    actions.submit(done, by=applicant, at=now)
    actions.reopen(done, by=applicant, at=now)
    return done


def said(application) -> str:
    return f"Ingediend is versie 1 van {dutch.short_moment(application.submission.received_at)}."


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_lead_names_both(client, reopened, applicant, name):
    client.force_login(applicant)
    shown = client.get(page(reopened, name)).content.decode()
    assert said(reopened) in shown
    assert "Wat u nu wijzigt, is nog niet ingediend." in shown


@pytest.mark.parametrize("name", ["", "meedoen"])
def test_a_partner_reads_who_changes_it(client, reopened, partner, name):
    client.force_login(partner)
    shown = client.get(page(reopened, name)).content.decode()
    assert said(reopened) in shown
    assert "Wat gemeente Halle nu wijzigt, is nog niet ingediend." in shown


def test_the_list_names_the_version_that_counts(client, reopened, applicant):
    client.force_login(applicant)
    shown = client.get("/aanvragen/").content.decode()
    assert f"versie 1 van {dutch.short_moment(reopened.submission.received_at)} telt" in shown


@pytest.mark.parametrize("name", PAGES[:-1])
def test_what_is_not_reopened_says_nothing_of_it(client, applicant, name):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
    client.force_login(applicant)
    shown = client.get(page(draft, name))
    assert shown.status_code == 200
    assert "Ingediend is versie" not in shown.content.decode()

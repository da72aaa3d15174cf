"""Testing whether one can hand in: the very path of handing in, of which nothing stays."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import actions
from tests import factories
from tests.applications.typed import page
from tests.factories import CLOSES, DURING
from workflow import later
from workflow.refusals import Refused


@pytest.fixture
def draft(applicant):
    return factories.draft(factories.open_call(), applicant, at=timezone.now())


def counts() -> dict[str, int]:
    """Of every table, those that no model has included."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def test_nothing_stays_in_any_table(client, draft, applicant):
    client.force_login(applicant)
    client.get(page(draft, "proef"))
    assert len(apps.get_models()) < len(before := counts())
    assert client.get(page(draft, "proef")).status_code == 200
    assert counts() == before
    draft.refresh_from_db()
    assert (draft.state, draft.submission_id) == ("draft", None)


def test_no_hint_goes_to_a_worker(draft, applicant, monkeypatch, django_capture_on_commit_callbacks):
    hints = []
    monkeypatch.setattr(later, "hint", lambda *said: hints.append(said))
    with django_capture_on_commit_callbacks(execute=True):
        actions.try_submitting(draft, by=applicant, at=timezone.now())
    assert hints == []


def test_it_says_what_the_receipt_would_say(client, draft, applicant):
    client.force_login(applicant)
    shown = client.get(page(draft, "proef")).content.decode().replace("\u00a0", " ")
    assert "Ja, de aanvraag kan ingediend worden zoals ze er nu staat." in shown
    assert "67.200,00" in shown
    assert "84.000,00" in shown
    tried = actions.try_submitting(draft, by=applicant, at=timezone.now())
    assert tried.sha256 in shown
    assert actions.submit(draft, by=applicant, at=timezone.now()).sha256 == tried.sha256


def test_every_reason_stands_there_with_a_link(client, applicant):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now(), summary="", focus=None)
    client.force_login(applicant)
    shown = client.get(page(draft, "proef")).content.decode()
    assert "Nog niet: 2 zaken staan in de weg" in shown
    assert f"{page(draft, 'project')}#id_summary" in shown
    assert f"{page(draft, 'project')}#id_focus_0" in shown


def test_a_drafter_tests_too_and_reads_who_hands_in(client, draft, colleague):
    client.force_login(colleague)
    shown = client.get(page(draft, "proef")).content.decode()
    assert "Ja, de aanvraag kan ingediend worden zoals ze er nu staat." in shown
    assert "uw rol doet dat niet" in shown
    assert "proef/" in client.get(page(draft, "nakijken")).content.decode()
    with pytest.raises(Refused):
        actions.submit(draft, by=colleague, at=timezone.now())


def test_after_the_closing_it_says_when_that_was(call, applicant):
    draft = factories.draft(call, applicant, at=DURING)
    with pytest.raises(Refused) as refused:
        actions.try_submitting(draft, by=applicant, at=CLOSES)
    assert [each.code for each in refused.value.reasons] == ["call-closed"]


def test_a_partner_does_not_test(client, draft, applicant, partner, stranger):
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=timezone.now())
    client.force_login(partner)
    assert client.get(page(draft, "proef")).status_code == 409
    client.force_login(stranger)
    assert client.get(page(draft, "proef")).status_code == 404
    with pytest.raises(Refused) as refused:
        actions.try_submitting(draft, by=partner, at=timezone.now())
    assert [each.code for each in refused.value.reasons] == ["not-yours"]


def test_a_second_version_is_tested_while_the_first_counts(client, draft, applicant):
    now = timezone.now()
    actions.submit(draft, by=applicant, at=now)
    actions.reopen(draft, by=applicant, at=now + timedelta(seconds=1))
    tried = actions.try_submitting(draft, by=applicant, at=now + timedelta(seconds=2))
    assert tried.version == 2
    draft.refresh_from_db()
    assert (draft.state, draft.submission.version) == ("reopened", 1)


def test_what_it_costs(client, draft, applicant):
    client.force_login(applicant)
    client.get(page(draft, "proef"))
    with CaptureQueriesContext(connection) as queries:
        client.get(page(draft, "proef"))
    assert len(queries) == 37

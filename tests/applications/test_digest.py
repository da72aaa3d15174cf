"""Every night: what a draft that closes soon still misses, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions as account_actions
from accounts.models import Notice
from applications import actions, clock, digests
from applications.models import Application
from tests import factories
from tests.factories import CLOSES, DURING

NIGHT = datetime(2022, 3, 20, 3, 0, tzinfo=UTC)  # 4 o'clock in Brussels, five days before the closing


@pytest.fixture
def draft(call, applicant, colleague):
    return factories.draft(call, applicant, summary="", starts_on=None, ends_on=None)


def said(application) -> list[str]:
    found = Notice.objects.filter(key__startswith=f"missing:{application.pk}:").order_by("id")
    return [f"{each.key.rpartition(':')[2]} {each.subject}" for each in found]


def test_it_names_what_is_missing_with_links_to_all_holders(draft, applicant, colleague, partner, settings):
    assert clock.digest_all_due(at=NIGHT) == 1
    notices = Notice.objects.filter(key=f"missing:{draft.pk}:20220320")
    assert {each.to for each in notices} == {applicant, colleague}
    notice = notices.first()
    assert notice.subject == f"Er ontbreken nog 3 dingen ({draft.number})"
    assert "Schrijf een samenvatting." in notice.body
    assert f"{settings.BASE_URL}/aanvragen/{draft.number}/project/#id_summary" in notice.body
    assert notice.link == f"/aanvragen/{draft.number}/nakijken/"


def test_the_links_lead_somewhere_in_the_inbox_and_in_the_mail(client, draft, applicant, settings):
    actions.save(draft, "project", fields={"title": "http://elders.example/ <b>"}, by=applicant, at=DURING)
    clock.digest_all_due(at=NIGHT)
    notice = applicant.notices.get(key__startswith="missing:")
    client.force_login(applicant)
    shown = client.get(f"/berichten/{notice.pk}/").content.decode()
    address = f"{settings.BASE_URL}/aanvragen/{draft.number}/project/#id_summary"
    account_actions.deliver(notice.pk, at=NIGHT)
    assert address in mail.outbox[0].body
    for html in (shown, mail.outbox[0].alternatives[0][0]):
        assert f'<a href="{address}">' in html
        assert 'href="http://elders' not in html
        assert "<b>" not in html.partition("elders.example")[2][:8]


def test_it_is_said_once_a_night_however_often_the_clock_ticks(draft):
    for minutes in (0, 15, 30, 600, 1200):
        clock.digest_all_due(at=NIGHT + timedelta(minutes=minutes))
    assert len(said(draft)) == 2  # two holders, one notice each
    clock.digest_all_due(at=NIGHT + timedelta(days=1, minutes=5))
    assert len(said(draft)) == 4


def test_a_clock_that_stood_still_says_it_late(draft):
    clock.digest_all_due(at=NIGHT + timedelta(hours=9))
    assert [each[:8] for each in said(draft)] == ["20220320"] * 2
    clock.digest_all_due(at=NIGHT + timedelta(days=3))
    assert [each[:8] for each in said(draft)] == ["20220320"] * 2 + ["20220323"] * 2


def test_when_nothing_is_missing_any_more_that_is_said_once(draft, applicant):
    clock.digest_all_due(at=NIGHT)
    term = {"starts_on": factories.PROJECT["starts_on"], "ends_on": factories.PROJECT["ends_on"]}
    actions.save(draft, "project", fields={"summary": "Nu wel."} | term, by=applicant, at=NIGHT)
    for days in (1, 2, 3):
        clock.digest_all_due(at=NIGHT + timedelta(days=days))
    assert [each for each in said(draft) if each[:8] != "20220320"] == [
        f"20220321 Er ontbreekt niets meer: dien in ({draft.number})"
    ] * 2


def test_a_complete_draft_is_left_alone(call, applicant):
    complete = factories.draft(call, applicant)
    clock.digest_all_due(at=NIGHT)
    assert said(complete) == []


def test_who_handed_in_or_reopened_or_has_more_than_ten_days_is_left_alone(call, applicant, draft):
    reopened = factories.submitted(call, applicant)
    actions.reopen(reopened, by=applicant, at=DURING)
    actions.save(reopened, "project", fields={"summary": ""}, by=applicant, at=DURING)
    clock.digest_all_due(at=NIGHT - timedelta(days=5))
    assert said(reopened) == said(draft) == []
    clock.digest_all_due(at=NIGHT - timedelta(days=4))
    assert said(reopened) == []
    assert len(said(draft)) == 2


def test_a_draft_of_today_hears_it_the_next_night(call, applicant):
    started = actions.start(call, applicant.organisations[0], "Nieuw", by=applicant, at=NIGHT + timedelta(hours=5))
    clock.digest_all_due(at=NIGHT + timedelta(hours=6))
    assert said(started) == []
    clock.digest_all_due(at=NIGHT + timedelta(days=1))
    assert len(said(started)) == 1


def test_after_the_closing_nothing_is_said(draft):
    clock.digest_all_due(at=CLOSES)
    assert said(draft) == []


def test_one_draft_that_cannot_be_read_does_not_stop_the_others(call, applicant, draft):
    other = factories.draft(call, applicant, summary="")
    Application.objects.filter(pk=draft.pk).update(counted=32_767)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            f"ALTER TABLE applications_application ADD CONSTRAINT broken CHECK (id <> {draft.pk} OR counted > 32000)"
        )
    assert clock.digest_all_due(at=NIGHT) == 1
    assert said(draft) == []
    assert len(said(other)) == 2


def test_two_clocks_at_once_say_it_once(draft):
    assert digests.tell(draft, NIGHT.date(), at=NIGHT)
    assert not digests.tell(Application.objects.get(pk=draft.pk), NIGHT.date(), at=NIGHT)
    assert len(said(draft)) == 2


def test_each_draft_costs_the_same(call, applicant, draft):
    factories.draft(call, applicant, summary="")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            clock.digest_all_due(at=NIGHT + timedelta(days=cost.day))
        cost.day += 1
        return len(queries)

    cost.day = 0
    two = cost()
    factories.draft(call, applicant, summary="")
    three = cost()
    assert (two, three - two) == (31, 15)

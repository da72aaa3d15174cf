"""A mail goes at most once, and whoever sends it may die at any moment."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts import actions, clock
from accounts.actions import notify
from accounts.models import Notice
from accounts.states import MailState
from documents import actions as document_actions
from documents.models import Document
from tests import factories
from tests.documents import samples
from workflow.models import Event
from workflow.refusals import Refused


class Down(BaseEmailBackend):
    """A server that cannot be reached: nothing can have been sent."""

    def open(self):
        raise ConnectionRefusedError("nobody listens")


class BreaksOff(BaseEmailBackend):
    """A server that goes away while it takes the mail: perhaps it was sent."""

    def open(self):
        return True

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")


def told(person, key="een", **fields) -> Notice:
    facts = {"subject": "Nieuws", "body": "Eerste zin.\n\nTweede zin.", "at": timezone.now()} | fields
    notify([person], key=key, **facts)
    return Notice.objects.get(to=person, key=key)


def state_of(notice) -> str:
    notice.refresh_from_db()
    return notice.state


def verbs(notice) -> list[str]:
    return list(Event.objects.of(notice).values_list("verb", flat=True))


@pytest.fixture
def server(settings):
    def be(backend):
        settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"

    return be


def test_a_mail_goes_from_queued_over_sending_to_sent(applicant):
    notice = told(applicant, link="/start/", action="Kijk")
    at = timezone.now()
    assert actions.deliver(notice.pk, at=at) is True
    assert state_of(notice) == MailState.SENT
    assert notice.sent_at == at
    assert verbs(notice) == ["send", "arrive"]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([applicant.email], "Nieuws")
    assert "Eerste zin." in sent.body
    assert "http://localhost:8000/start/" in sent.body
    assert sent.alternatives[0][1] == "text/html"


def test_it_is_never_sent_twice(applicant):
    notice = told(applicant)
    actions.deliver(notice.pk, at=timezone.now())
    assert actions.deliver(notice.pk, at=timezone.now()) is False
    assert len(mail.outbox) == 1


def test_with_the_server_down_it_is_owed_again(applicant, server, settings):
    notice = told(applicant)
    usual = settings.EMAIL_BACKEND
    server(Down)
    with pytest.raises(OSError):
        actions.deliver(notice.pk, at=timezone.now())
    assert state_of(notice) == MailState.QUEUED
    settings.EMAIL_BACKEND = usual
    assert actions.deliver(notice.pk, at=timezone.now()) is True
    assert verbs(notice) == ["send", "requeue", "send", "arrive"]


def test_a_fault_while_sending_is_doubt_and_never_sent_again_by_itself(applicant, server, settings):
    notice = told(applicant)
    usual = settings.EMAIL_BACKEND
    server(BreaksOff)
    assert actions.deliver(notice.pk, at=timezone.now()) is False
    assert state_of(notice) == MailState.UNCERTAIN
    settings.EMAIL_BACKEND = usual
    clock.deliver_owed()
    assert actions.deliver(notice.pk, at=timezone.now()) is False
    assert mail.outbox == []
    assert notice not in Notice.objects.owed()


def test_the_same_key_says_it_once(applicant, colleague):
    told(applicant, key="remind:1")
    said = {"key": "remind:1", "subject": "Nog eens", "body": "…", "at": timezone.now()}
    assert notify([applicant, colleague], **said) is not None
    assert Notice.objects.filter(key="remind:1", to=applicant).count() == 1
    assert Notice.objects.filter(key="remind:1", to=colleague).count() == 1
    assert Notice.objects.get(key="remind:1", to=applicant).subject == "Nieuws"


def test_what_a_newer_notice_replaces_is_not_sent(applicant):
    notice = told(applicant, about="applications.application:1")
    actions.supersede_notices("applications.application:1", at=timezone.now())
    assert state_of(notice) == MailState.SUPERSEDED
    assert actions.deliver(notice.pk, at=timezone.now()) is False
    assert mail.outbox == []
    assert notice in Notice.objects.visible_to(applicant)  # the inbox keeps it


def test_a_mail_about_a_letter_waits_until_the_letter_is_made(applicant, officer):
    document = document_actions.owe("receipt", "R-1", "x:1", samples.receipt(), by=officer, at=timezone.now())
    notice = told(applicant, document=document)
    assert actions.deliver(notice.pk, at=timezone.now()) is False
    assert state_of(notice) == MailState.QUEUED
    assert document_actions.make(document.pk, at=timezone.now())
    assert Document.objects.get().state == "made"
    assert actions.deliver(notice.pk, at=timezone.now()) is True


def test_a_mail_for_the_inbox_only_is_never_sent(applicant):
    notice = told(applicant, mail=False)
    assert actions.deliver(notice.pk, at=timezone.now()) is False
    assert state_of(notice) == MailState.NONE


def test_a_worker_that_died_while_sending_leaves_doubt_after_ten_minutes(applicant):
    now = timezone.now()
    notice = told(applicant, at=now)
    Notice.objects.filter(pk=notice.pk).update(state=MailState.SENDING)
    assert clock.doubt_forgotten(at=now + timedelta(minutes=10)) == 0
    assert clock.doubt_forgotten(at=now + timedelta(minutes=10, microseconds=1)) == 1
    assert state_of(notice) == MailState.UNCERTAIN


def test_one_bad_address_does_not_stop_the_rest(applicant, colleague, server, settings):
    first, second = told(applicant), told(colleague)
    usual = settings.EMAIL_BACKEND
    server(BreaksOff)
    actions.deliver(first.pk, at=timezone.now())
    settings.EMAIL_BACKEND = usual
    actions.deliver(second.pk, at=timezone.now())
    assert (state_of(first), state_of(second)) == (MailState.UNCERTAIN, MailState.SENT)


def test_a_subject_never_breaks_into_a_second_header(applicant):
    notice = told(applicant, subject="Nieuws\nBcc: iedereen@example.com")
    actions.deliver(notice.pk, at=timezone.now())
    assert mail.outbox[0].subject == "Nieuws Bcc: iedereen@example.com"


class TestDoubtIsSettledByAnOfficer:
    @pytest.fixture
    def doubtful(self, applicant, server, settings):
        notice = told(applicant)
        usual = settings.EMAIL_BACKEND
        server(BreaksOff)
        actions.deliver(notice.pk, at=timezone.now())
        settings.EMAIL_BACKEND = usual
        return notice

    def test_who_sends_it_again_or_says_it_arrived(self, client, doubtful, officer):
        client.force_login(officer)
        assert doubtful.subject in client.get("/beheer/mails/").content.decode()
        client.post("/beheer/mails/", {"notice": doubtful.pk, "answer": "again"})
        assert state_of(doubtful) == MailState.QUEUED
        assert actions.deliver(doubtful.pk, at=timezone.now()) is True
        assert "geen enkele mail" in client.get("/beheer/mails/").content.decode()

    def test_who_says_it_arrived(self, client, doubtful, officer):
        client.force_login(officer)
        client.post("/beheer/mails/", {"notice": doubtful.pk, "answer": "arrived"})
        assert state_of(doubtful) == MailState.SENT

    def test_nobody_else_does(self, doubtful, decider):
        with pytest.raises(Refused) as refusal:
            actions.settle(doubtful, arrived=True, by=decider, at=timezone.now())
        assert [each.code for each in refusal.value.reasons] == ["not-an-officer"]

    def test_and_only_once(self, doubtful, officer):
        actions.settle(doubtful, arrived=True, by=officer, at=timezone.now())
        with pytest.raises(Refused) as refusal:
            actions.settle(doubtful, arrived=False, by=factories.UserFactory(role="officer"), at=timezone.now())
        assert [each.code for each in refusal.value.reasons] == ["not-uncertain"]

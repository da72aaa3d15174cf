"""A rehearsal plays everything, keeps a report, and leaves nothing else behind."""

import io
from pathlib import Path
from threading import Thread

import pikepdf
import pypdfium2
import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from follow.models import Subscription
from rehearsals import actions, clock, report, tasks
from rehearsals.models import Mail, Paper, Rehearsal
from rehearsals.states import State
from tests import factories
from workflow.models import Event, subject_of

KEPT = {"rehearsals_mail", "rehearsals_paper", "workflow_event"}  # the row itself was there since it was asked for


def counts() -> dict[str, int]:
    """How many rows each table has, and how many files there are."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 -- names from the database itself
            found[table] = cursor.fetchone()[0]
    media = Path(settings.MEDIA_ROOT)
    found["files"] = sum(path.is_file() for path in media.rglob("*")) if media.exists() else 0
    return found


@pytest.fixture
def real_life(call, applicant, officer, reviewer, decider):
    """What must stay as it is: a draft, officers who would be told, somebody who follows all calls."""
    factories.draft(call, applicant)
    Subscription.objects.create(
        address="volger@bestuur.example", state="confirmed", asked_at=timezone.now(), confirmed_at=timezone.now()
    )
    return call


def test_the_task_of_the_worker_plays_it_and_nothing_else_is_left(real_life, officer, quick):
    rehearsal = actions.ask(real_life, by=officer, at=timezone.now())
    before, hooks = counts(), list(transaction.get_connection().run_on_commit)
    tasks.play(rehearsal.pk)
    rehearsal.refresh_from_db()
    assert rehearsal.state == State.DONE, rehearsal.fault
    after = counts()
    assert {name for name in after if after[name] != before[name]} == KEPT
    assert after["workflow_event"] - before["workflow_event"] == 2  # begun and completed
    assert [e.verb for e in Event.objects.of(rehearsal)] == ["ask-rehearsal", "begin", "complete"]
    assert mail.outbox == []
    assert transaction.get_connection().run_on_commit == hooks  # so no worker is told anything


def test_a_rehearsal_that_breaks_halfway_leaves_nothing_and_is_tried_again(real_life, officer, quick, monkeypatch):
    rehearsal = actions.ask(real_life, by=officer, at=timezone.now())
    before = counts()

    def broken(*args):
        raise ZeroDivisionError("halfway")

    monkeypatch.setattr(report.findings, "warnings", broken)  # everything was played by then
    for attempt in range(1, actions.MOST_ATTEMPTS + 1):
        assert actions.play(rehearsal.pk, at=timezone.now()) is False
        rehearsal.refresh_from_db()
        assert rehearsal.attempts == attempt
        assert rehearsal.fault == "ZeroDivisionError: halfway"
        assert rehearsal.state == (State.RUNNING if attempt < actions.MOST_ATTEMPTS else State.FAILED)
    after = counts()
    assert {name for name in after if after[name] != before[name]} == {"workflow_event"}
    assert mail.outbox == []
    assert (Mail.objects.count(), Paper.objects.count()) == (0, 0)
    assert actions.play(rehearsal.pk, at=timezone.now()) is False  # given up


def test_the_story_goes_from_opening_to_letters(quick, played):
    texts = [(step["text"], step["tone"]) for step in played.report["steps"]]
    assert [text for text, tone in texts if tone == "wrong"] == []
    assert [text for text, tone in texts if tone == "refused"] == [
        "OCMW Speelhoven probeert te laat in te dienen en wordt geweigerd."
    ]
    moments = [step["at"] for step in played.report["steps"]]
    assert moments == sorted(moments)
    last = played.report["steps"][-1]
    assert last["text"] == "De beslissingen worden samen bekendgemaakt."
    moves = [(move["model"], move["verb"]) for step in played.report["steps"] for move in step["moves"]]
    assert {verb for model, verb in moves if model == "calls.call"} == {"publish", "seal"}
    assert {verb for model, verb in moves if model == "applications.application"} == {
        "submit", "reopen", "keep", "lapse", "admit", "reject", "finish",
    }  # fmt: skip
    assert {verb for model, verb in moves if model == "reviews.assignment"} == {"declare", "recuse", "submit"}
    situation = next(step["situation"] for step in reversed(played.report["steps"]) if step.get("situation"))
    shown = sorted(each["shown"] for each in situation["files"])
    assert shown == sorted(
        ["Toegekend"] * 3 + ["Gedeeltelijk toegekend", "Geweigerd", "Niet ontvankelijk"] + ["Niet ingediend"] * 2
    )


def test_there_is_a_letter_of_each_kind_that_says_rehearsal_on_every_page(played):
    assert set(played.papers.values_list("kind", flat=True)) == {"receipt", "award", "refusal", "inadmissible"}
    for kind in ("receipt", "award"):
        paper = played.papers.filter(kind=kind).first()
        data = bytes(paper.data)
        with pypdfium2.PdfDocument(data) as document:
            texts = [page.get_textpage().get_text_bounded() for page in document]
            tops = [page.get_textpage().get_text_bounded(bottom=page.get_height() - 40) for page in document]
        assert len(texts) == paper.pages
        assert all(text.count("REPETITIE") >= 2 for text in texts)
        assert all(top.startswith(f"REPETITIE {paper.number} - dit stuk is geen besluit") for top in tops)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert str(pdf.docinfo["/Title"]).startswith("REPETITIE: ")
            assert "/Metadata" not in pdf.Root  # a stamped file claims nothing


def test_every_mail_is_kept_as_it_would_be_sent(quick, played):
    subjects = list(played.mails.order_by("position").values_list("subject", flat=True))
    assert len([s for s in subjects if s.startswith("We kregen uw aanvraag") or "aanvraag" in s]) > 6
    first = played.mails.order_by("position").first()
    assert first.subject in first.text
    assert first.subject in first.html
    assert "<h1" in first.html
    numbers = list(played.mails.order_by("position").values_list("position", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    told = played.mails.filter(to="iemand die de oproepen volgt")
    assert told.count() >= 3  # confirm, published, moved


def test_a_call_in_preparation_is_rehearsed_with_what_it_lacks_assumed_and_said(officer, quick):
    call = factories.CallFactory(state="draft", decider_title="", purpose="", eligible_kinds=[])
    rehearsal = actions.ask(call, by=officer, at=timezone.now())
    assert actions.play(rehearsal.pk, at=timezone.now())
    rehearsal.refresh_from_db()
    said = [each["text"] for each in rehearsal.report["warnings"] if each["code"] == "assumed"]
    assert len(said) == 3
    assert [step["text"] for step in rehearsal.report["steps"] if step["tone"] == "wrong"] == []
    call.refresh_from_db()
    assert (call.state, call.decider_title, call.eligible_kinds) == ("draft", "", [])


def test_warnings_say_what_an_officer_should_look_at(officer, quick):
    closes = factories.CLOSES.replace(month=3, day=27, hour=3)  # a Sunday, at five in the morning
    call = factories.CallFactory(closes_at=closes, budget=200_000, jury_on=closes.date(), decision_by=None)
    rehearsal = actions.ask(call, by=officer, at=timezone.now())
    assert actions.play(rehearsal.pk, at=timezone.now())
    rehearsal.refresh_from_db()
    codes = {each["code"] for each in rehearsal.report["warnings"]}
    assert {"weekend", "early-closing", "order", "no-day", "budget", "night"} <= codes
    assert rehearsal.warned == len(rehearsal.report["warnings"])


@pytest.mark.django_db(transaction=True)
def test_who_is_being_played_is_left_alone_and_a_killed_worker_leaves_it_owed(officer, call):
    rehearsal = actions.ask(call, by=officer, at=timezone.now())
    answers = []

    def other():
        answers.append(actions.play(rehearsal.pk, at=timezone.now()))
        connection.close()

    with transaction.atomic():  # as a worker that is playing holds it
        Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert answers == [False]
    rehearsal.refresh_from_db()
    assert (rehearsal.state, rehearsal.attempts) == (State.ASKED, 0)
    assert list(Rehearsal.objects.owed_at(timezone.now())) == [rehearsal]
    actions._begin(rehearsal.pk, timezone.now())  # and here the worker is killed
    later_on = timezone.now() + actions.PATIENCE
    assert list(Rehearsal.objects.owed_at(later_on)) == [rehearsal]


def test_what_no_worker_came_for_is_played_by_the_sweep(call, officer, quick):
    actions.ask(call, by=officer, at=timezone.now())
    assert clock.sweep(at=timezone.now()) == 1
    assert Rehearsal.objects.get().state == State.DONE
    assert clock.sweep(at=timezone.now()) == 0


def test_a_report_is_forgotten_after_thirty_days(quick, played):
    assert clock.forget_old(at=played.keep_until - factories.TICK) == 0
    assert clock.forget_old(at=played.keep_until) == 1
    assert (Rehearsal.objects.count(), Mail.objects.count(), Paper.objects.count()) == (0, 0, 0)
    assert Event.objects.filter(subject=f"rehearsals.rehearsal:{played.pk}").last().verb == "forget"
    assert subject_of(played.call) == f"calls.call:{played.call.pk}"

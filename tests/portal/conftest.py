"""A small world in which every page has something to show: a draft, a file under review, a project, messages."""

from base64 import b64decode
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actions import notify
from accounts.models import Notice
from applications import actions as application_actions
from applications import inquiring as application_inquiring
from applications import uploads
from calls.actions import inquiring
from decisions import actions as decision_actions
from follow import actions as follow_actions
from follow.models import Subscription
from reviews import actions as review_actions
from tests import factories
from tests.rehearsals.reports import written

# A picture of one dot.
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def _attach(application, by, at):
    upload = uploads.take_in(SimpleUploadedFile("plan.png", DOT, "image/png"))
    return application_actions.attach(application, upload, "plan", by=by, at=at)


@pytest.fixture
def world(applicant, partner, stranger, reviewer, officer, second_officer, decider, auditor):
    """Everything of one applicant; `partner` takes part in the file under review."""
    now = timezone.now()
    opened = {"opens_at": now - timedelta(days=30), "closes_at": now - timedelta(days=3)}
    during = now - timedelta(days=9)

    running = factories.open_call(slug="open", title="Open oproep")
    draft = factories.draft(running, applicant, at=during)
    draft_attachment = _attach(draft, applicant, during)
    change = application_actions.move_deadline(
        running, running.closes_at - timedelta(days=2), "Vroeger rond.", by=second_officer, at=now
    )
    waiting = factories.submitted(running, applicant, at=during, title="Ingediend en open")

    factories.write_form(running, by=second_officer, at=during)
    coming = factories.CallFactory(
        slug="ontwerp", state="draft", opens_at=now + timedelta(days=9), closes_at=now + timedelta(days=60)
    )

    reviewed_call = factories.CallFactory(slug="jury", title="Onder beoordeling", **opened)
    file = factories.draft(reviewed_call, applicant, at=during, title="Onder beoordeling")
    rows = [{"part": "initiator", "organisation": partner.organisations[0]}]
    application_actions.save(file, "participants", rows=rows, by=applicant, at=during)
    attachment = _attach(file, applicant, during)
    submission = application_actions.submit(file, by=applicant, at=during)
    factories.seal(reviewed_call)
    file.refresh_from_db()
    asked = {"parts": [{"name": "project", "label": "Project", "lacks": ""}], "closes_at": now + timedelta(days=20)}
    completion = review_actions.ask_completion(file, **asked, text="Wanneer?", by=officer, at=now)
    application_actions.call_off(completion, "Gevonden.", by=officer, at=now)
    file.refresh_from_db()
    review_actions.judge_admissibility(file, admissible=True, motivation="In orde.", by=officer, at=now)
    file.refresh_from_db()
    juror = factories.seat(reviewed_call, reviewer)
    tie = review_actions.note_involvement(juror, stranger.organisations[0], "Begeleiding.", by=officer, at=now)
    phase = review_actions.save_phase(
        reviewed_call, None, {"name": "Lezen", "starts_at": reviewed_call.closes_at, "others_scores": "never",
                              "names_shown": False, "may_edit": True, "discussion_open": True}, by=officer, at=now,
    )  # fmt: skip
    doubter = factories.seat(reviewed_call, factories.UserFactory(role="reviewer"))
    review_actions.answer_interests(doubter, {file.pk: ("doubt", "Mijn nicht.")}, by=doubter.user, at=now)
    barred = factories.seat(reviewed_call, factories.UserFactory(role="reviewer"))
    review_actions.answer_interests(barred, {file.pk: ("conflict", "Mijn broer.")}, by=barred.user, at=now)
    assignment = factories.assign(file, reviewer, officer, at=now)
    review_actions.ask_plan(reviewed_call, 1, by=second_officer, at=now)

    decided_call = factories.CallFactory(slug="beslist", title="Beslist", number=90, **opened)
    project = factories.submitted(decided_call, applicant, at=during, title="Een project")
    factories.seal(decided_call)
    project.refresh_from_db()
    factories.admit(project, officer)
    project.refresh_from_db()
    factories.reviewed(project, reviewer, officer)
    project.refresh_from_db()
    factories.fix(decided_call, at=now)
    decision_actions.decide(
        project,
        outcome="award",
        amount=Decimal(50_000),
        reason="Sterk.",
        motivations={c.pk: "Goed." for c in decided_call.criteria.all()},
        by=decider,
        at=now,
    )
    (decision,) = decision_actions.announce(decided_call, by=decider, at=now)
    taken_call = factories.CallFactory(slug="genomen", title="Beslist, niet bekend", number=91, **opened)
    undone = factories.submitted(taken_call, applicant, at=during, title="Nog stil")
    factories.seal(taken_call)
    undone.refresh_from_db()
    factories.admit(undone, officer)
    undone.refresh_from_db()
    factories.reviewed(undone, reviewer, officer)
    undone.refresh_from_db()
    factories.fix(taken_call, at=now)
    taken = decision_actions.decide(
        undone,
        outcome="award",
        amount=Decimal(40_000),
        reason="Sterk.",
        motivations={c.pk: "Goed." for c in taken_call.criteria.all()},
        by=decider,
        at=now,
    )
    decision.refresh_from_db()
    answered = inquiring.ask_question(running, "Mag het ook met twee?", by=stranger, at=during)
    inquiring.draft_answer(answered, wording="Mag het met twee?", answer="Ja.", by=officer, at=during)
    application_inquiring.publish_answers(running, by=officer, at=during)
    inquiry = inquiring.ask_question(running, "Telt btw mee?", by=stranger, at=during)
    follow_actions.ask("volger@dorp.example", call=running, at=now)
    notify([applicant], key="los", subject="Bericht", body="Tekst.", at=now)
    return SimpleNamespace(
        now=now, running=running, draft=draft, waiting=waiting, change=change, coming=coming, call=reviewed_call,
        file=file, submission=submission, assignment=assignment, completion=completion, juror=juror, tie=tie,
        phase=phase, doubt=doubter.interests.get(), conflict=barred.interests.get(),
        decided_call=decided_call, project=project,
        decision=decision, taken=taken, attachment=attachment,
        draft_attachment=draft_attachment, notice=Notice.objects.get(key="los"), applicant=applicant, partner=partner,
        stranger=stranger, reviewer=reviewer, officer=officer, second_officer=second_officer, decider=decider,
        auditor=auditor, subscription=Subscription.objects.get(), rehearsal=written(running, officer),
        inquiry=inquiry, answered=answered, key=follow_actions.make_calendar(applicant, at=now),
    )  # fmt: skip

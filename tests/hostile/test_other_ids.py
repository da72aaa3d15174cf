"""Ids of somebody else in an address or a form: not found, and not a word of it; never a change by reading."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications import actions as application_actions
from applications import uploads
from calls.asking import key_of
from tests import factories
from tests.applications import typed
from tests.portal.conftest import DOT
from tests.portal.test_permissions import ACTS, PAGES
from tests.portal.test_permissions import addresses as addresses  # noqa: PLC0414 -- a fixture
from workflow.models import Event
from workflow.once import new_key

pytestmark = pytest.mark.django_db

SAFE_TO_READ = {"applications:start", "accounts:person_new"}


def first_of(roles: str) -> str:
    """One who may act; an act without a role is for everybody."""
    return (roles or "applicant").split()[0]


def key(**data) -> dict:
    return {"_key": new_key()} | data


@pytest.fixture
def theirs(world):
    """A draft of another government, with a file, a version and a canary in it."""
    at = timezone.now()
    draft = factories.draft(world.running, world.stranger, at=at, title="KANARIE van een ander")
    upload = uploads.take_in(SimpleUploadedFile("KANARIE.png", DOT, "image/png"))
    file = application_actions.attach(draft, upload, "plan", by=world.stranger, at=at)
    application_actions.submit(draft, by=world.stranger, at=at)
    application_actions.reopen(draft, by=world.stranger, at=at)
    return draft, file


def test_nobody_reaches_a_draft_of_another_government(world, theirs, signed_in):
    draft, file = theirs
    page = f"/aanvragen/{draft.number}/"
    reading = ["", "project/", "samenwerking/", "kosten/", "criteria/", "bijlagen/", f"bijlagen/{file.pk}/",
               "nakijken/", "ontvangen/1/", "ontvangen/1/bewijs/", "versies/1/", "intrekken/"]  # fmt: skip
    acting = ["project/", "samenwerking/", "kosten/", "criteria/", "bijlagen/", f"bijlagen/{file.pk}/verwijderen/",
              "indienen/", "heropenen/", "intrekken/"]  # fmt: skip
    before = Event.objects.count()
    for role in ("applicant", "partner", "reviewer", "officer", "decider", "auditor"):
        for part in reading:
            answer = signed_in[role].get(page + part)
            assert (answer.status_code, b"KANARIE" in answer.content) == (404, False), (role, part)
        for part in acting:
            answer = signed_in[role].post(page + part, key(title="Gekaapt", reason="x", version=1))
            assert (answer.status_code, b"KANARIE" in answer.content) == (404, False), (role, part)
        for other in (f"/dossiers/{draft.number}/", f"/beheer/aanvragen/{draft.number}/", f"/projecten/{draft.number}/",
                      f"/beheer/aanvragen/{draft.number}/ontvankelijkheid/", f"/beslissingen/open/{draft.number}/",
                      f"/besluiten/B-{draft.number}/", f"/besluiten/B-{draft.number}/brief/"):  # fmt: skip
            answer = signed_in[role].get(other)
            assert (answer.status_code, b"KANARIE" in answer.content) == (404, False), (role, other)
    assert Event.objects.count() == before


def test_a_file_or_version_of_one_application_is_not_found_under_another(world, theirs, signed_in):
    draft, file = theirs
    ours = f"/aanvragen/{world.draft.number}/"
    for part in (f"bijlagen/{file.pk}/", "versies/1/", "ontvangen/1/", "ontvangen/1/bewijs/"):
        assert signed_in["applicant"].get(ours + part).status_code == 404
    assert signed_in["applicant"].post(f"{ours}bijlagen/{file.pk}/verwijderen/", key()).status_code == 404
    file.refresh_from_db()
    assert file.removed_at is None


def test_a_change_or_assignment_of_one_call_is_not_found_under_another(world, signed_in):
    officer = signed_in["officer"]
    for address in (f"/beheer/oproepen/jury/sluiting/{world.change.pk}/bevestigen/",
                    f"/beheer/oproepen/jury/sluiting/{world.change.pk}/afwijzen/",
                    f"/beheer/oproepen/beslist/jury/{world.assignment.pk}/intrekken/"):  # fmt: skip
        assert officer.post(address, key(reason="x")).status_code == 404
    decider = signed_in["decider"]
    assert decider.get(f"/beslissingen/jury/{world.taken.application.number}/").status_code == 404
    assert decider.post(f"/beslissingen/jury/{world.taken.application.number}/laten-vallen/", key()).status_code == 404


def test_an_application_is_not_started_for_another_government(world, signed_in, stranger):
    other = stranger.organisations[0]
    answer = signed_in["applicant"].post("/aanvragen/nieuw/open/", key(organisation=other.pk, title="Gekaapt"))
    assert answer.status_code == 422
    assert not other.applications.exists()


def test_a_cost_is_not_put_on_a_government_that_does_not_take_part(world, signed_in, stranger):
    other = stranger.organisations[0]
    line = {"description": "Werk", "category": "staff", "organisation": other.pk, "cost": "10", "subsidy": "8"}
    data = typed.costs(world.draft, [line])
    assert signed_in["applicant"].post(f"/aanvragen/{world.draft.number}/kosten/", data).status_code == 422
    assert not world.draft.costs.filter(organisation=other).exists()


def test_a_focus_of_no_call_and_a_criterion_of_another_call_are_not_taken(world, signed_in):
    world.running.focuses.remove(kept := world.running.focuses.order_by("-position").first())
    data = typed.project(world.draft, focus=kept.pk)
    assert signed_in["applicant"].post(f"/aanvragen/{world.draft.number}/project/", data).status_code == 422
    other = world.call.criteria.first()
    other.key = "elders"
    data = typed.answers(world.draft) | {f"answer-{key_of(other)}": "Gekaapt"}
    signed_in["applicant"].post(f"/aanvragen/{world.draft.number}/formulier/criteria/", data)
    assert not world.draft.answers.filter(key=key_of(other)).exists()
    assert "Gekaapt" not in str(list(world.draft.answers.values_list("value", flat=True)))


@pytest.mark.parametrize("who", ["applicant", "officer", "decider", "auditor", "second_officer"])
def test_somebody_without_the_role_of_a_reviewer_is_not_assigned(world, signed_in, who):
    person = getattr(world, who)
    page = f"/beheer/aanvragen/{world.file.number}/jury/"
    assert signed_in["officer"].post(page, key(reviewer=person.pk)).status_code == 422
    assert not world.file.assignments.filter(reviewer=person).exists()


def test_a_message_to_somebody_else_is_not_found(world, signed_in):
    for role in ("partner", "stranger", "officer", "auditor"):
        assert signed_in[role].get(f"/berichten/{world.notice.pk}/").status_code == 404
    world.notice.refresh_from_db()
    assert world.notice.read_at is None


def test_reading_changes_nothing_but_what_was_read(fuller, addresses, signed_in):
    """Every act, asked for by GET and HEAD with its own parameters, by who may act: no event is written."""
    before = Event.objects.count()
    for name, role in ACTS.items():
        browser = signed_in[first_of(role)]
        browser.get(addresses[name], {"reason": "x", "outcome": "award", "_key": new_key(), "do": "submit"})
        browser.head(addresses[name])
    assert Event.objects.count() == before


def test_every_act_of_the_table_asks_for_a_token(addresses, world):
    from django.test import Client

    for name, role in ACTS.items():
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(getattr(world, first_of(role)))
        assert browser.post(addresses[name], key()).status_code == 403, name
    assert set(ACTS) <= set(PAGES)


def test_more_fields_than_a_form_has_are_not_taken(world, signed_in, stranger):
    """Nothing is assigned from a form by its name alone."""
    other = stranger.organisations[0]
    data = typed.project(world.draft, title="Nieuwe naam", state="finished", organisation=other.pk, number="X",
                         call=world.call.pk, submission=world.submission.pk, created_by=stranger.pk)  # fmt: skip
    assert signed_in["applicant"].post(f"/aanvragen/{world.draft.number}/project/", data).status_code == 302
    kept = (world.draft.state, world.draft.organisation_id, world.draft.number, world.draft.call_id)
    world.draft.refresh_from_db()
    assert world.draft.title == "Nieuwe naam"
    assert (world.draft.state, world.draft.organisation_id, world.draft.number, world.draft.call_id) == kept
    assert (world.draft.submission, world.draft.created_by) == (None, world.applicant)

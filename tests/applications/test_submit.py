"""Handing in: every reason why not, the instant of the closing, the receipt, and never twice."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import actions, rules, signing, signoff
from applications.models import Application, Attachment, CostLine, Submission
from calls.asking import key_of
from documents.models import Document
from tests import factories
from tests.applications import typed
from tests.applications.typed import page
from tests.factories import CLOSES, DURING, OPENS, TICK
from workflow.models import Answered, Event, fingerprint
from workflow.refusals import Refused


@pytest.fixture
def draft(call, applicant):
    return factories.draft(call, applicant)


def refusal(application, by, at=DURING) -> set[str]:
    with pytest.raises(Refused) as refused:
        actions.submit(application, by=by, at=at)
    return {reason.code for reason in refused.value.reasons}


def submit_now(client, application, key=None):
    return client.post(page(application, "indienen"), {"_key": key or str(uuid4())})


# Why not


def test_a_complete_draft_has_nothing_against_it(draft, applicant):
    assert rules.why_not_submit(draft, by=applicant, at=DURING) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"title": " "}, {"no-title"}),
        ({"summary": ""}, {"no-summary"}),
        ({"goals": "\n"}, {"no-goals"}),
        ({"focus_id": None}, {"no-focus"}),
        ({"starts_on": None}, {"no-start"}),
        ({"ends_on": None}, {"no-end"}),
        ({"ends_on": "2023-09-02"}, {"beyond-term"}),
        ({"summary": "woord " * 201}, {"too-long"}),
        ({"goals": "woord " * 401}, {"too-long"}),
    ],
)
def test_each_part_of_the_project_is_asked_for(draft, applicant, changes, codes):
    Application.objects.filter(pk=draft.pk).update(**{"starts_on": "2022-09-01"} | changes)
    assert refusal(draft, applicant) == codes


def one_line(**values):
    usual = {"description": "A", "category": "staff", "year": 2022, "cost": Decimal(100), "subsidy": Decimal(80)}
    return [usual | values]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([], {"no-costs"}),
        (one_line(subsidy=Decimal(0)), {"no-subsidy"}),
        (one_line(description=" "), {"no-description"}),
        (one_line(category=""), {"no-category"}),
        (one_line(year=None), {"no-year"}),
        (one_line(year=2021), {"year-outside-the-term"}),
        (one_line(year=2024), {"year-outside-the-term"}),
        (one_line(cost=Decimal(0)), {"no-cost"}),
        (one_line(subsidy=Decimal("80.01")), {"above-share"}),
        (one_line(cost=Decimal(200_000), subsidy=Decimal("150000.01")), {"above-maximum"}),
    ],
)
def test_each_cost_line_is_judged(draft, applicant, rows, codes):
    actions.save(draft, "costs", rows=rows, by=applicant, at=DURING)
    assert refusal(draft, applicant) == codes


@pytest.mark.parametrize("rows", [one_line(), one_line(cost=Decimal(187_500), subsidy=Decimal(150_000))])
def test_exactly_the_share_and_exactly_the_maximum_are_allowed(draft, applicant, rows):
    actions.save(draft, "costs", rows=rows, by=applicant, at=DURING)
    assert actions.submit(draft, by=applicant, at=DURING).version == 1


def test_a_cost_of_a_government_that_does_not_take_part_is_refused(draft, applicant):
    rows = one_line(organisation=factories.OrganisationFactory())
    actions.save(draft, "costs", rows=rows, by=applicant, at=DURING)
    assert refusal(draft, applicant) == {"not-a-party"}


def test_each_criterion_is_answered_and_no_longer_than_allowed(draft, applicant, call):
    first, *_rest = call.criteria.order_by("position")
    draft.answers.filter(key=key_of(first)).update(value=" ")
    assert refusal(draft, applicant) == {"no-answer"}
    draft.answers.filter(key=key_of(first)).update(value="woord " * 601)
    assert refusal(draft, applicant) == {"too-long"}


def test_who_cannot_apply_cannot_hand_in(draft, applicant, call):
    call.eligible_kinds = ["igs"]
    call.save()
    assert refusal(draft, applicant) == {"not-eligible"}


def test_a_government_without_a_number_for_the_letter_is_named(draft, applicant):
    draft.organisation.kbo = ""
    draft.organisation.save()
    assert refusal(draft, applicant) == {"no-kbo"}


def test_the_lead_does_not_take_part_twice(draft, applicant):
    rows = [{"part": "partner", "organisation": draft.organisation, "name": ""}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=DURING)
    assert refusal(draft, applicant) == {"lead-named-twice"}


def test_a_drafter_a_partner_and_a_stranger_do_not_hand_in(draft, colleague, partner, stranger, officer):
    assert [refusal(draft, by) for by in (colleague, partner, stranger, officer)] == [{"not-a-submitter"}] * 4


def test_what_is_handed_in_or_ended_is_not_handed_in_again(draft, applicant):
    actions.submit(draft, by=applicant, at=DURING)
    assert refusal(draft, applicant) == {"wrong-state"}
    actions.withdraw(draft, "Toch niet.", by=applicant, at=DURING)
    assert refusal(draft, applicant) == {"wrong-state"}


def test_a_focus_of_another_call_is_refused_when_it_is_saved(draft, applicant, call):
    strange = call.focuses.order_by("position").last()
    call.focuses.remove(strange)
    with pytest.raises(Refused) as refused:
        actions.save(draft, "project", fields={"focus": strange}, by=applicant, at=DURING)
    assert [reason.code for reason in refused.value.reasons] == ["focus-not-in-call"]


def test_missing_cooperation_is_said_but_does_not_stop(draft, applicant, call):
    call.cooperation_required = True
    call.save()
    draft.call.refresh_from_db()
    assert [reason.code for reason in rules.advice_before_submitting(draft)] == ["no-cooperation"]
    rows = [{"part": "partner", "organisation": factories.OrganisationFactory(), "name": ""}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=DURING)
    assert [reason.code for reason in rules.advice_before_submitting(draft)] == ["no-agreement"]
    assert actions.submit(draft, by=applicant, at=DURING)


# The instant


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        (OPENS - TICK, {"call-not-open"}),
        (OPENS, set()),
        (OPENS + TICK, set()),
        (CLOSES - TICK, set()),
        (CLOSES, {"call-closed"}),
        (CLOSES + TICK, {"call-closed"}),
    ],
)
def test_the_instants_around_opening_and_closing(draft, applicant, at, codes):
    if codes:
        assert refusal(draft, applicant, at) == codes
        assert Submission.objects.count() == 0
    else:
        submission = actions.submit(draft, by=applicant, at=at)
        submission.refresh_from_db()
        assert submission.received_at == at  # compared = stored


def test_who_comes_too_late_reads_when_the_request_arrived(draft, applicant):
    (reason,) = rules.why_not_submit(draft, by=applicant, at=CLOSES + timedelta(seconds=3))
    assert reason.text.replace("\u00a0", " ") == (
        "De oproep sloot op vrijdag 25 maart 2022 om 23.59 uur (Belgische tijd). "
        "Uw verzoek kwam aan op vrijdag 25 maart 2022 om 23.59.03 uur."
    )


def test_the_database_itself_refuses_a_late_version(draft, applicant):
    submission = actions.submit(draft, by=applicant, at=DURING)
    facts = {f.attname: getattr(submission, f.attname) for f in Submission._meta.concrete_fields if f.name != "id"}
    receipt = Document.objects.get(pk=submission.receipt_id)
    receipt.pk, receipt.code, receipt.number = None, "2222-3333-4444", "X/2"
    receipt.save()
    late = facts | {"version": 2, "received_at": CLOSES, "receipt_id": receipt.pk}
    with pytest.raises(DatabaseError, match="received_before_the_closing"), transaction.atomic():
        Submission.objects.create(**late)


# The receipt


def test_the_receipt_is_in_the_answer_and_says_what_was_kept(client, applicant):
    call = factories.open_call()
    draft = factories.draft(call, applicant, at=timezone.now())
    Attachment.objects.create(
        application=draft, topic="plan", name="plan.pdf", content_type="application/pdf", size=1200, sha256="a" * 64,
        path="x", by=applicant, at=timezone.now(),
    )  # fmt: skip
    client.force_login(applicant)
    before = timezone.now()
    answer = submit_now(client, draft)
    assert answer["Location"] == page(draft, "ontvangen/1")
    submission = draft.versions.get()
    shown = client.get(answer["Location"]).content.decode().replace("\u00a0", " ")
    assert before <= submission.received_at <= timezone.now()
    for text in (
        draft.number,
        submission.sha256,
        "a" * 64,
        "plan.pdf",
        f"{submission.received_at:%Y-%m-%d %H:%M:%S} UTC",
    ):
        assert text in shown
    assert submission.sha256 == fingerprint(json.loads(json.dumps(submission.content)))
    assert Document.objects.get(pk=submission.receipt_id).number == f"{draft.number}/1"
    assert applicant.notices.filter(key=f"submitted:{draft.pk}:1").count() == 1
    later = client.get(page(draft, "ontvangen/1/bewijs"))
    assert "Het ontvangstbewijs wordt gemaakt" in later.content.decode()


def test_what_is_kept_of_a_version_is_all_that_was_filled_in(draft, applicant, partner, call):
    rows = [
        {"part": "initiator", "organisation": partner.organisations[0], "name": ""},
        {"part": "subcontractor", "organisation": None, "name": "Studio"},
    ]
    actions.save(draft, "participants", rows=rows, by=applicant, at=DURING)
    content = actions.submit(draft, by=applicant, at=DURING).content
    assert (content["cost"], content["subsidy"]) == ("84000.00", "67200.00")
    assert [(p["part"], p["name"]) for p in content["participants"]] == [
        ("initiator", "gemeente Beersel"),
        ("subcontractor", "Studio"),
    ]
    assert [a["name"] for a in content["answers"]] == list(
        call.criteria.order_by("position").values_list("name", flat=True)
    )


@pytest.mark.parametrize("wanted", ["PDF", "gone"])
def test_the_receipt_on_paper_comes_from_the_worker(client, applicant, settings, wanted):
    from documents import actions as document_actions

    call = factories.open_call()
    done = factories.submitted(call, applicant, at=timezone.now())
    document_actions.make(done.submission.receipt_id, at=timezone.now())
    client.force_login(applicant)
    if wanted == "gone":
        for path in (settings.MEDIA_ROOT / "documents").rglob("*.pdf"):
            path.unlink()
        assert client.get(page(done, "ontvangen/1/bewijs")).status_code == 404
    else:
        answer = client.get(page(done, "ontvangen/1/bewijs"))
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content).startswith(b"%PDF")


# For good


@pytest.mark.parametrize(
    "change", ["UPDATE applications_submission SET cost = 1", "DELETE FROM applications_submission"]
)
def test_the_database_refuses_to_change_what_was_handed_in(draft, applicant, change):
    actions.submit(draft, by=applicant, at=DURING)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


# Never twice


def test_a_double_click_gives_one_version_and_one_answer(client, applicant):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
    client.force_login(applicant)
    key = str(uuid4())
    first, second = (submit_now(client, draft, key) for _ in range(2))
    assert first["Location"] == second["Location"] == page(draft, "ontvangen/1")
    assert draft.versions.count() == 1
    assert applicant.notices.filter(key__startswith="submitted:").count() == 1


def test_another_key_on_a_second_click_hands_in_nothing_more(client, applicant):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
    client.force_login(applicant)
    assert submit_now(client, draft).status_code == 302
    assert submit_now(client, draft).status_code == 409
    assert draft.versions.count() == 1


def test_a_refused_submission_says_why_and_frees_its_key(client, applicant):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now(), summary="")
    client.force_login(applicant)
    key = str(uuid4())
    answer = submit_now(client, draft, key)
    assert answer.status_code == 409
    assert "<title>Fout: " in answer.content.decode()
    assert "Schrijf een samenvatting." in answer.content.decode()
    assert Answered.objects.filter(key=key).count() == 0
    client.post(page(draft, "project"), typed.project(draft, summary="Nu wel."))
    assert submit_now(client, draft, key).status_code == 302


def test_a_late_submission_is_refused_on_the_page_with_the_moment_of_arrival(client, applicant):
    call = factories.open_call()
    draft = factories.draft(call, applicant, at=timezone.now())
    call.closes_at = timezone.now() - timedelta(seconds=1)
    call.save()
    client.force_login(applicant)
    answer = submit_now(client, draft)
    assert answer.status_code == 409
    assert "Uw verzoek kwam aan op" in answer.content.decode()
    assert Submission.objects.count() == 0


def test_only_a_post_hands_in(client, applicant):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
    client.force_login(applicant)
    assert client.get(page(draft, "indienen")).status_code == 405


# What it costs


@pytest.mark.parametrize("lines", [2, 40])
def test_handing_in_costs_at_most_twenty_five_queries(client, applicant, partner, lines):
    draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
    CostLine.objects.bulk_create(
        CostLine(
            application=draft, position=n, description="x", category="staff", cost=10, subsidy=8,
            year=draft.starts_on.year, organisation=partner.organisations[0],
        )
        for n in range(3, lines + 3)
    )  # fmt: skip
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(draft, "participants", rows=rows, by=applicant, at=timezone.now())
    client.force_login(applicant)
    with CaptureQueriesContext(connection) as queries:
        assert submit_now(client, draft).status_code == 302
    asked = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(asked) + 2 == 25  # and the one savepoint of the action; a test makes a second of the transaction


def test_handing_in_what_is_signed_off_costs_no_query_more(client, draft, applicant, colleague, call):
    call.signer = "algemeen directeur"
    call.opens_at, call.closes_at = timezone.now() - timedelta(days=9), timezone.now() + timedelta(days=9)
    call.save()
    draft = Application.objects.get(pk=draft.pk)
    signing.ask(draft, colleague, "", by=applicant, at=timezone.now())
    sha256 = fingerprint(signoff.text_of(draft))
    signing.sign(draft, sha256, by=colleague, at=timezone.now())
    client.force_login(applicant)
    with CaptureQueriesContext(connection) as queries:
        assert submit_now(client, draft).status_code == 302
    asked = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(asked) + 2 == 25


def test_the_log_of_a_submission_names_its_fingerprint(draft, applicant):
    submission = actions.submit(draft, by=applicant, at=DURING)
    last = Event.objects.of(draft).last()
    assert (last.verb, last.facts["sha256"], last.at) == ("submit", submission.sha256, DURING)

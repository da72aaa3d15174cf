"""A file is replaced and not lost: the newer one travels along, the older one stays in a history."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications import actions, uploads
from applications.models import Application, Attachment
from applications.snapshot import content_of
from tests import factories
from tests.applications import forms
from tests.applications.test_uploads import GOOD, HOSTILE, pdf
from tests.applications.typed import page
from workflow.models import Event
from workflow.refusals import Refused

PAPERS = "formulier/stukken"


@pytest.fixture
def draft(applicant, db):
    """A draft with a free file and one that answers a question."""
    call = factories.open_call()
    forms.ask(call, forms.PAPERS)
    call.refresh_from_db()
    draft = factories.draft(call, applicant, at=timezone.now())
    put(draft, applicant, "begroting.ods", GOOD["begroting.ods"])
    put(draft, applicant, "plan.pdf", GOOD["plan.pdf"], question=forms.PLAN)
    return draft


@pytest.fixture
def desk(client, applicant):
    client.force_login(applicant)
    return client


def put(draft, by, name, data, **more) -> Attachment:
    upload = uploads.take_in(SimpleUploadedFile(name, data))
    return actions.attach(draft, upload, "other", by=by, at=timezone.now(), **more)


def replace(desk, draft, old, *files):
    given = [SimpleUploadedFile(name, data) for name, data in files]
    address = page(draft, f"bijlagen/{old.pk}/vervangen")
    return desk.post(address, {"files": given, "_key": str(uuid4())} if given else {"_key": str(uuid4())})


def of_the_question(draft) -> Attachment:
    return draft.attachments.current().get(question="plan")


def test_a_newer_file_takes_the_place_of_the_older_one(desk, draft, applicant):
    old = of_the_question(draft)
    shown = desk.get(page(draft, f"bijlagen/{old.pk}/vervangen")).content.decode().replace("\u00a0", " ")
    assert "plan.pdf" in shown
    assert "hoogstens 20 MB" in shown
    answer = replace(desk, draft, old, ("plan-v2.docx", GOOD["plan.docx"]))
    assert (answer.status_code, answer["Location"]) == (302, page(draft, PAPERS))  # back to its question
    new = of_the_question(draft)
    assert (new.name, new.question, new.asked, new.topic) == ("plan-v2.docx", "plan", "Plan van aanpak", "other")
    assert new.replaces_id == old.pk
    old.refresh_from_db()
    assert (old.removed_by, old.removed_at is None) == (applicant, False)
    assert Event.objects.of(draft).last().facts == {"file": new.sha256, "instead": old.sha256}


@pytest.mark.parametrize("where", ["bijlagen", PAPERS])
def test_the_history_tells_who_when_and_what_and_opens_it(desk, draft, applicant, colleague, where):
    old = of_the_question(draft)
    upload = uploads.take_in(SimpleUploadedFile("plan-v2.pdf", pdf() + b"\n"))
    actions.replace(old, upload, by=colleague, at=timezone.now())
    shown = desk.get(page(draft, where)).content.decode()
    earlier = shown[shown.index('class="earlier"') :]
    for said in ("plan.pdf", old.sha256, str(applicant), str(colleague), "Vervangen door “plan-v2.pdf”"):
        assert said in earlier
    assert "begroting.ods" not in earlier
    opened = desk.get(page(draft, f"bijlagen/{old.pk}"))
    assert b"".join(opened.streaming_content) == GOOD["plan.pdf"]


def test_a_question_shows_only_its_own_history(desk, draft, applicant):
    actions.detach(draft.attachments.current().get(question=""), by=applicant, at=timezone.now())
    assert 'class="earlier"' not in desk.get(page(draft, PAPERS)).content.decode()
    assert 'class="earlier"' in desk.get(page(draft, "bijlagen")).content.decode()


@pytest.mark.parametrize("case", ["empty", "macros", "encrypted pdf", "wrong ending", "bomb", "broken zip"])
def test_what_cannot_be_opened_replaces_nothing(desk, draft, case):
    old = of_the_question(draft)
    name, data = HOSTILE[case]
    answer = replace(desk, draft, old, (name, data))
    assert answer.status_code == 422
    assert name in answer.content.decode().partition('id="id_files_error"')[2][:400]
    assert of_the_question(draft) == old


def test_without_a_file_it_is_asked_for(desk, draft):
    answer = replace(desk, draft, of_the_question(draft))
    assert answer.status_code == 422
    assert "Kies een bestand." in answer.content.decode().partition('id="id_files_error"')[2][:200]


def test_the_same_file_is_no_newer_one(desk, draft):
    old = of_the_question(draft)
    answer = replace(desk, draft, old, ("kopie.pdf", GOOD["plan.pdf"]))
    assert answer.status_code == 422
    assert "staat al in de lijst" in answer.content.decode()
    assert of_the_question(draft) == old


def test_a_full_list_can_still_be_replaced_in(desk, draft, applicant):
    facts = {"topic": "plan", "content_type": "application/pdf", "size": 6, "path": "x", "by": applicant}
    Attachment.objects.bulk_create(
        Attachment(application=draft, name=f"{n}.pdf", sha256=f"{n:064}", at=timezone.now(), **facts) for n in range(38)
    )
    assert replace(desk, draft, of_the_question(draft), ("a.docx", GOOD["plan.docx"])).status_code == 302
    assert draft.attachments.current().count() == 40


def test_what_a_colleague_replaced_just_now_is_not_replaced_again(draft, applicant, colleague):
    old, at = of_the_question(draft), timezone.now()
    upload = uploads.take_in(SimpleUploadedFile("a.docx", GOOD["plan.docx"]))
    actions.replace(old, upload, by=colleague, at=at)
    other = uploads.take_in(SimpleUploadedFile("b.odt", GOOD["plan.odt"]))
    with pytest.raises(Refused) as refused:
        actions.replace(old, other, by=applicant, at=at)
    assert [each.code for each in refused.value.reasons] == ["not-there"]
    with pytest.raises(Refused) as refused:
        actions.detach(old, by=applicant, at=at)
    assert [each.code for each in refused.value.reasons] == ["not-there"]
    assert of_the_question(draft).name == "a.docx"


def test_after_the_closing_nothing_is_replaced(draft, applicant):
    upload = uploads.take_in(SimpleUploadedFile("a.docx", GOOD["plan.docx"]))
    with pytest.raises(Refused) as refused:
        actions.replace(of_the_question(draft), upload, by=applicant, at=draft.call.closes_at)
    assert [each.code for each in refused.value.reasons] == ["call-closed"]


def test_what_is_listed_is_exactly_what_travels(desk, draft, applicant):
    """The list on the page, the frozen content and the receipt name the same files, with the same fingerprints."""
    old = of_the_question(draft)
    replace(desk, draft, old, ("plan-v2.docx", GOOD["plan.docx"]))
    gone = put(draft, applicant, "foto.png", GOOD["foto.png"])
    actions.detach(gone, by=applicant, at=timezone.now())
    shown = desk.get(page(draft, "bijlagen")).content.decode()
    listed = re.findall(r"<code>([0-9a-f]{64})</code>", shown[: shown.index('class="earlier"')])
    current = list(draft.attachments.current())
    assert listed == [each.sha256 for each in current]
    for each in current:
        assert each.name in shown
    submission = actions.submit(Application.objects.get(pk=draft.pk), by=applicant, at=timezone.now())
    said = [(each["name"], each["size"], each["sha256"]) for each in submission.content["files"]]
    assert said == [(each.name, each.size, each.sha256) for each in current]
    letter = submission.receipt.snapshot["letter"]["files"]
    assert [(each["name"], each["size"], each["sha256"]) for each in letter] == said


def test_what_was_handed_in_keeps_the_older_file(desk, draft, applicant):
    actions.submit(Application.objects.get(pk=draft.pk), by=applicant, at=timezone.now())
    draft = Application.objects.get(pk=draft.pk)
    actions.reopen(draft, by=applicant, at=timezone.now())
    old = of_the_question(draft)
    replace(desk, draft, old, ("plan-v2.docx", GOOD["plan.docx"]))
    draft = Application.objects.get(pk=draft.pk)
    assert old.sha256 in str(draft.submission.content["files"])
    assert old.sha256 not in str(content_of(draft)["files"])


def test_at_the_seal_the_handed_in_file_is_back_in_its_place(desk, draft, applicant):
    actions.submit(Application.objects.get(pk=draft.pk), by=applicant, at=timezone.now())
    draft = Application.objects.get(pk=draft.pk)
    actions.reopen(draft, by=applicant, at=timezone.now())
    old = of_the_question(draft)
    replace(desk, draft, old, ("plan-v2.docx", GOOD["plan.docx"]))
    factories.seal(draft.call)
    actions.settle(Application.objects.get(pk=draft.pk), at=draft.call.closes_at + timedelta(hours=1))
    old.refresh_from_db()
    assert of_the_question(draft) == old
    assert old.removed_by is None


@pytest.mark.parametrize("n", [1, 3, 40])
@pytest.mark.parametrize(("where", "queries"), [("bijlagen", 17), (PAPERS, 17), ("nakijken", 16)])
def test_pages_cost_the_same_with_many_files(desk, draft, applicant, n, where, queries, django_assert_num_queries):
    facts = {"topic": "plan", "content_type": "application/pdf", "size": 6, "path": "x", "by": applicant}
    draft.attachments.all().delete()
    Attachment.objects.bulk_create(
        Attachment(
            application=draft,
            question="plan",
            asked="Plan van aanpak",
            name=f"{n}.pdf",
            sha256=f"{n:064}",
            at=timezone.now(),
            removed_at=timezone.now() if n % 2 else None,
            removed_by=applicant if n % 2 else None,
            **facts,
        )
        for n in range(2 * n)
    )
    desk.get(page(draft, where))
    with django_assert_num_queries(queries):
        assert desk.get(page(draft, where)).status_code == 200

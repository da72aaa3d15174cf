"""Anybody who has the receipt or a file can see that it is the one we know; with one byte changed it is not."""

import hashlib
import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import actions, uploads
from documents import actions as document_actions
from documents import files
from tests import factories
from tests.factories import DURING
from tests.portal.conftest import DOT

SAME = "Dit bestand is ongewijzigd: de vingerafdruk staat hierboven."
OTHER = "Dit is een ander bestand, of het is gewijzigd: de vingerafdruk staat niet hierboven."


@pytest.fixture
def submission(call, applicant):
    """Handed in with a file; its receipt is made."""
    draft = factories.draft(call, applicant)
    upload = uploads.take_in(SimpleUploadedFile("plan.png", DOT, "image/png"))
    actions.attach(draft, upload, "plan", by=applicant, at=DURING)
    submission = actions.submit(draft, by=applicant, at=DURING)
    assert document_actions.make(submission.receipt_id, at=DURING)
    submission.receipt.refresh_from_db()
    return submission


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_whoever_drops_the_file_on_the_public_page_sees_whether_it_is_ours(client, submission, chromium):
    address = reverse("documents:verified", args=[submission.receipt.code])
    page = client.get(address).content.decode()
    paper = files.read(submission.receipt)
    asked = []

    def give(route):
        path = urlsplit(route.request.url).path
        asked.append((route.request.method, path))
        if path == address:
            return route.fulfill(body=page, content_type="text/html; charset=utf-8")
        if found := path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
            return route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0] or "x/x")
        return route.fulfill(status=404)

    tab = chromium.new_page()
    tab.route("**/*", give)
    tab.goto(f"https://loket.test{address}")  # fingerprints are computed over https only
    before = len(asked)

    def says(data: bytes) -> str:
        tab.set_input_files("#eigen-bestand", {"name": "x.pdf", "mimeType": "application/pdf", "buffer": data})
        tab.get_by_text(hashlib.sha256(data).hexdigest(), exact=True).last.wait_for()
        return tab.inner_text("#vergelijk [role=status]")

    assert says(paper) == SAME
    assert says(DOT) == SAME  # an attachment, by its own fingerprint
    for at in (0, len(paper) // 2, len(paper) - 1):
        assert says(changed(paper, at)) == OTHER
    assert says(changed(DOT, len(DOT) - 1)) == OTHER
    assert says(paper + b" ") == OTHER
    sent = [each for each in asked[before:] if not each[1].startswith(("/static/", "/favicon"))]
    assert sent == []  # it stays on the own computer
    tab.close()


def test_a_receipt_that_changed_on_our_own_disk_is_noticed(submission):
    path = files.path_of(submission.receipt.file)
    data = path.read_bytes()
    for at in (0, len(data) // 2, len(data) - 1):
        path.chmod(0o640)
        path.write_bytes(changed(data, at))
        with pytest.raises(files.Damaged):
            files.read(submission.receipt)


def test_the_page_of_the_receipt_leads_to_the_public_check(client, applicant, submission):
    client.force_login(applicant)
    number = submission.application.number
    text = client.get(f"/aanvragen/{number}/ontvangen/1/").content.decode()
    assert f"/controle/{submission.receipt.code}/" in text
    client.logout()
    shown = client.get(f"/controle/{submission.receipt.code}/").content.decode()
    assert submission.receipt.sha256 in shown
    assert submission.sha256 in shown
    for private in ("Halle", submission.application.title, "plan.png", "Claes"):
        assert private not in shown

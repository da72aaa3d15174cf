"""The virus scan: a real little server speaks clamd's protocol. Nothing but opening by the jury waits for it."""

import contextlib
import socketserver
import struct
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Notice
from applications import actions, clamd, clock, rules, scanning, uploads
from applications.models import Application, Attachment
from applications.states import ScanState
from portal import health
from reviews import actions as review_actions
from tests import factories
from tests.applications.test_uploads import GOOD
from tests.applications.typed import page
from workflow.models import Event
from workflow.refusals import Refused

VIRUS = GOOD["plan.pdf"] + b"\n%EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
BIG = GOOD["plan.pdf"] + b"\n%TOO-MUCH-INSIDE"
STRANGE = GOOD["plan.pdf"] + b"\n%STUMBLE"


class Clamd(socketserver.StreamRequestHandler):
    """What clamd does with zPING and zINSTREAM; `server.limit` is its StreamMaxLength."""

    def handle(self):
        command = self._until_nul()
        if command == b"zPING":
            return self.wfile.write(b"PONG\0")
        assert command == b"zINSTREAM", command
        data = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
            if len(data) > self.server.limit:
                return self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        self.server.seen.append(data)
        if b"STUMBLE" in data:
            return None
        found = b"Eicar-Signature FOUND" if b"EICAR" in data else b"OK"
        found = b"Heuristics.Limits.Exceeded.MaxFileSize FOUND" if b"TOO-MUCH" in data else found
        return self.wfile.write(b"stream: " + found + b"\0")

    def _until_nul(self) -> bytes:
        said = b""
        while not said.endswith(b"\0"):
            said += self.rfile.read(1)
        return said[:-1]


class OverTcp(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True


class OverUnix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextlib.contextmanager
def running(server):
    server.limit, server.seen = 1_000_000, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def scanner(settings):
    with running(OverTcp(("127.0.0.1", 0), Clamd)) as server:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server


@pytest.fixture
def no_scanner(settings):
    """One that is configured, and down."""
    with OverTcp(("127.0.0.1", 0), Clamd) as server:
        port = server.server_address[1]
    settings.CLAMD_URL = f"tcp://127.0.0.1:{port}"


@pytest.fixture
def draft(applicant, db):
    return factories.draft(factories.open_call(), applicant, at=timezone.now())


def put(draft, name, data) -> Attachment:
    upload = uploads.take_in(SimpleUploadedFile(name, data))
    by = draft.created_by
    return actions.attach(draft, upload, "plan", by=by, at=timezone.now())


def scanned(attachment) -> Attachment:
    scanning.scan(attachment.pk, at=timezone.now())
    attachment.refresh_from_db()
    return attachment


def handed_in(draft, at=None) -> Application:
    """Handed in, sealed, and being read."""
    actions.submit(Application.objects.get(pk=draft.pk), by=draft.created_by, at=at or timezone.now())
    factories.seal(draft.call)
    return Application.objects.get(pk=draft.pk)


@pytest.mark.parametrize(
    ("data", "state", "said"),
    [
        (GOOD["plan.pdf"], ScanState.CLEAN, ""),
        (VIRUS, ScanState.INFECTED, "Eicar-Signature"),
        (BIG, ScanState.UNSURE, "Heuristics.Limits.Exceeded.MaxFileSize"),
    ],
)
def test_a_file_is_sent_whole_and_judged(draft, scanner, data, state, said):
    file = scanned(put(draft, "plan.pdf", data))
    assert (file.state, file.scan_said, file.scan_attempts) == (state, said, 1)
    assert file.scanned_at is not None
    assert scanner.seen == [data]
    assert Event.objects.of(file).get().facts["file"] == file.sha256


def test_over_a_unix_socket_too(draft, settings, tmp_path):
    place = tmp_path / "clamd.sock"
    with running(OverUnix(str(place), Clamd)):
        settings.CLAMD_URL = f"unix://{place}"
        assert clamd.is_up()
        assert scanned(put(draft, "plan.pdf", VIRUS)).state == ScanState.INFECTED


def test_twice_is_once(draft, scanner):
    file = scanned(put(draft, "plan.pdf", VIRUS))
    assert scanning.scan(file.pk, at=timezone.now()) is False
    assert len(scanner.seen) == 1
    assert Event.objects.of(file).count() == 1


def test_without_a_scanner_nothing_is_owed_and_nothing_waits(client, draft, officer):
    file = put(draft, "plan.pdf", GOOD["plan.pdf"])
    assert not scanning.owed().exists()
    assert scanning.scan(file.pk, at=timezone.now()) is False
    application = handed_in(draft)
    client.force_login(officer)
    assert client.get(page(application, f"bijlagen/{file.pk}")).status_code == 200
    assert "nagekeken" not in client.get(f"/beheer/aanvragen/{application.number}/").content.decode()


def test_a_scanner_that_is_down_is_no_attempt_and_stops_nobody(client, draft, no_scanner, officer, applicant):
    file = scanned(put(draft, "plan.pdf", GOOD["plan.pdf"]))
    assert (file.state, file.scan_attempts) == (ScanState.OWED, 0)
    assert not clamd.is_up()
    clock.scans_due()  # nothing to publish to, nothing thrown
    application = handed_in(draft)
    assert application.submission.content["files"][0]["sha256"] == file.sha256
    client.force_login(applicant)
    assert client.get(page(application, f"bijlagen/{file.pk}")).status_code == 200  # their own
    client.force_login(officer)
    answer = client.get(page(application, f"bijlagen/{file.pk}"))
    assert answer.status_code == 409
    assert "nog niet op virussen nagekeken" in answer.content.decode()


def test_the_clock_hands_what_is_owed_to_workers(draft, scanner, monkeypatch):
    put(draft, "plan.pdf", GOOD["plan.pdf"])
    published = []
    monkeypatch.setattr(
        "workflow.later.current_app.send_task", lambda name, args, **more: published.append((name, args))
    )
    clock.scans_due()
    assert published == [("applications.tasks.scan_file", (Attachment.objects.get().pk,))]


def test_a_reviewer_opens_what_is_clean_and_reads_a_sentence_of_the_rest(client, draft, scanner, reviewer, officer):
    good, bad, later = (
        put(draft, f"{n}.pdf", data) for n, data in (("goed", GOOD["plan.pdf"]), ("fout", VIRUS), ("ooit", BIG))
    )
    application = handed_in(draft)
    scanned(good)
    scanned(bad)
    factories.admit(application, officer)
    application.refresh_from_db()
    assignment = factories.assign(application, reviewer, officer, at=timezone.now())
    review_actions.declare(assignment, by=reviewer, at=timezone.now())
    client.force_login(reviewer)
    shown = client.get(f"/dossiers/{application.number}/").content.decode()
    assert "De virusscanner vond iets (Eicar-Signature). Het bestand kan niet geopend worden." in shown
    assert "De jury kan het openen zodra er geen virus gevonden is." in shown
    status = {
        each.name: client.get(f"/dossiers/{application.number}/bijlagen/{each.pk}/").status_code
        for each in (good, bad, later)
    }
    assert status == {"goed.pdf": 200, "fout.pdf": 409, "ooit.pdf": 409}
    assert scanned(later).state == ScanState.UNSURE
    assert client.get(f"/dossiers/{application.number}/bijlagen/{later.pk}/").status_code == 409


def test_nobody_opens_a_virus_and_it_stays_on_record(client, draft, scanner, applicant, officer, settings):
    file = scanned(put(draft, "fout.pdf", VIRUS))
    application = handed_in(draft)
    for who in (applicant, officer):
        client.force_login(who)
        answer = client.get(page(application, f"bijlagen/{file.pk}"))
        assert answer.status_code == 409
        assert "Eicar-Signature" in answer.content.decode()
    assert (settings.MEDIA_ROOT / file.path).read_bytes() == VIRUS
    assert application.submission.content["files"][0]["sha256"] == file.sha256


def test_the_applicant_is_told_and_the_team_without_a_name_before_the_seal(
    draft, scanner, applicant, colleague, officer
):
    scanned(put(draft, "fout.pdf", VIRUS))
    told = {each.to: each for each in Notice.objects.filter(key__startswith="virus")}
    assert {applicant, colleague, officer} == {each for each in told if each != draft.call.created_by}
    assert "“fout.pdf”" in told[applicant].body
    assert "Verwijder het of vervang het" in told[applicant].body
    for private in ("fout.pdf", draft.number, draft.title, "Halle"):
        assert private not in told[officer].subject + told[officer].body
    assert told[officer].link == draft.call.get_absolute_url()


def test_after_the_seal_the_team_is_told_which(draft, scanner, applicant, officer):
    file = put(draft, "fout.pdf", VIRUS)
    application = handed_in(draft)
    scanning.scan(file.pk, at=draft.call.closes_at + timedelta(hours=1))
    told = Notice.objects.get(key__startswith="virus-team", to=officer)
    assert application.number in told.subject
    assert "“fout.pdf”" in told.body
    assert told.link == f"/beheer/aanvragen/{application.number}/"
    assert "U hoeft nu niets te doen" in Notice.objects.get(key__startswith="virus:", to=applicant).body


def test_of_a_file_that_was_taken_out_nobody_is_told(draft, scanner, applicant):
    file = put(draft, "fout.pdf", VIRUS)
    actions.detach(file, by=applicant, at=timezone.now())
    assert scanned(file).state == ScanState.INFECTED
    assert not Notice.objects.filter(key__startswith="virus").exists()


def test_the_pages_of_the_applicant_say_it_and_handing_in_stays_possible(client, draft, scanner, applicant):
    put(draft, "wacht.pdf", GOOD["plan.pdf"])
    scanned(put(draft, "fout.pdf", VIRUS))
    client.force_login(applicant)
    shown = client.get(page(draft, "bijlagen")).content.decode()
    assert "Virus gevonden" in shown
    assert "Wordt nagekeken" in shown
    draft = Application.objects.get(pk=draft.pk)
    (advice,) = [each for each in rules.advice_before_submitting(draft) if each.code == "scan"]
    assert "“fout.pdf”" in advice.text
    assert advice.text in client.get(page(draft, "nakijken")).content.decode()
    assert actions.submit(draft, by=applicant, at=timezone.now())


def test_a_file_on_which_the_scanner_stumbles_is_given_up_after_five_attempts(draft, scanner):
    file = put(draft, "raar.pdf", STRANGE)
    for n in range(1, scanning.MOST_ATTEMPTS):
        assert (scanned(file).state, file.scan_attempts) == (ScanState.OWED, n)
    assert scanned(file).state == ScanState.UNSURE
    scanner.limit = 100
    large = put(draft, "groot.pdf", GOOD["plan.pdf"])
    for _n in range(scanning.MOST_ATTEMPTS):
        scanned(large)
    assert (large.state, large.scan_said) == (ScanState.UNSURE, "INSTREAM size limit exceeded. ERROR")


def test_an_officer_has_a_file_scanned_again(client, draft, scanner, officer, decider):
    file = put(draft, "fout.pdf", VIRUS)
    application = handed_in(draft)
    scanned(file)
    client.force_login(officer)
    assert "Laat opnieuw nakijken" in client.get(page(application, f"bijlagen/{file.pk}")).content.decode()
    address = f"/beheer/aanvragen/{application.number}/bijlagen/{file.pk}/scan/"
    assert client.post(address, {"_key": str(uuid4())}).status_code == 302
    file.refresh_from_db()
    assert (file.state, file.scan_attempts, file.scan_said) == (ScanState.OWED, 0, "")
    with pytest.raises(Refused):
        scanning.scan_again(file, by=decider, at=timezone.now())
    answer = client.post(address, {"_key": str(uuid4())}, follow=True)  # it is owed already
    assert answer.status_code == 200
    assert scanned(file).state == ScanState.INFECTED
    assert Notice.objects.filter(key__startswith="virus-team", to=officer).count() == 2


def test_the_status_page_says_that_scans_are_late(draft, scanner, settings):
    file = put(draft, "plan.pdf", GOOD["plan.pdf"])
    late = timezone.now() + timedelta(hours=1)
    assert [each["ok"] for each in health.parts(late) if each["name"] == "Virusscanner"] == [False]
    scanned(file)
    assert [each["ok"] for each in health.parts(late) if each["name"] == "Virusscanner"] == [True]
    settings.CLAMD_URL = ""
    assert "Virusscanner" not in [each["name"] for each in health.parts(late)]


@pytest.mark.parametrize("n", [1, 3, 40])
def test_the_page_of_an_officer_costs_the_same_with_many_files(
    client, draft, scanner, officer, n, django_assert_num_queries
):
    facts = {"topic": "plan", "content_type": "application/pdf", "size": 6, "path": "x", "by": draft.created_by}
    states = (ScanState.OWED, ScanState.INFECTED, ScanState.CLEAN)
    Attachment.objects.bulk_create(
        Attachment(
            application=draft, name=f"{i}.pdf", sha256=f"{i:064}", at=timezone.now(), state=states[i % 3], **facts
        )
        for i in range(n)
    )
    application = handed_in(draft)
    client.force_login(officer)
    address = f"/beheer/aanvragen/{application.number}/"
    client.get(address)
    with django_assert_num_queries(8):
        assert client.get(address).status_code == 200

"""Files that come in: what is kept, and what is refused with a sentence that says what to do instead."""

import hashlib
import io
import struct
import zipfile
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from applications import uploads
from applications.models import Attachment
from applications.rules import MOST_FILES
from tests import factories
from tests.applications.typed import page
from workflow.refusals import Refused

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def zipped(parts: dict, method=zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as bundle:
        for name, data in parts.items():
            bundle.writestr(name, data)
    return target.getvalue()


def office(main: str, content_type=WORD, **more) -> bytes:
    types = f'<Types><Override PartName="/{main}" ContentType="{content_type}"/></Types>'
    return zipped({"[Content_Types].xml": types, main: "<document/>"} | more)


def open_document(kind: str, **more) -> bytes:
    said = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": said, "content.xml": "<x/>", "META-INF/manifest.xml": "<m/>"} | more)


def pdf(**options) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target, **options)
    return target.getvalue()


def picture(kind: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(target, kind)
    return target.getvalue()


def take(name: str, data: bytes) -> uploads.Upload:
    return uploads.take_in(SimpleUploadedFile(name, data, content_type="text/html"))


GOOD = {
    "plan.pdf": pdf(),
    "PLAN.PDF": pdf(),
    "plan.docx": office("word/document.xml"),
    "begroting.xlsx": office("xl/workbook.xml"),
    "plan.odt": open_document("text"),
    "begroting.ods": open_document("spreadsheet"),
    "foto.jpg": picture("JPEG"),
    "foto.jpeg": picture("JPEG"),
    "foto.png": picture("PNG"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_kept_under_its_fingerprint(settings, name):
    upload = take(name, GOOD[name])
    digest = hashlib.sha256(GOOD[name]).hexdigest()
    assert (upload.name, upload.size, upload.sha256) == (name, len(GOOD[name]), digest)
    assert upload.path == f"attachments/{digest[:2]}/{digest}"
    assert (settings.MEDIA_ROOT / upload.path).read_bytes() == GOOD[name]
    ending = name.lower().rpartition(".")[2].replace("jpeg", "jpg")
    assert upload.content_type == uploads.TYPES[ending]  # and not what the browser said


def test_the_same_content_is_kept_once_and_nothing_is_left_lying(settings):
    take("a.pdf", GOOD["plan.pdf"])
    take("b.pdf", GOOD["plan.pdf"])
    kept = [each for each in (settings.MEDIA_ROOT / "attachments").rglob("*") if each.is_file()]
    assert len(kept) == 1


def bomb() -> bytes:
    return office("word/document.xml", **{"word/huge.xml": b"0" * (uploads.UNPACKED + 1)})


def lying_bomb() -> bytes:
    """A zip whose own list says that a huge part is small."""
    data = bytearray(bomb())
    size = struct.pack("<I", uploads.UNPACKED + 1)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


def locked_zip() -> bytes:
    data = bytearray(office("word/document.xml"))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED_PDF = pdf(encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
RESTRICTED_PDF = pdf(encryption=pikepdf.Encryption(user="", owner="geheim"))
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
HOSTILE = {
    "empty": ("plan.pdf", b""),
    "a script": ("plan.pdf", b"<script>alert(1)</script>"),
    "a program": ("plan.pdf", b"MZ\x90\0" + b"\0" * 500),
    "html as pdf": ("plan.html", b"<html>%PDF-"),
    "svg": ("foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "gif": ("foto.gif", b"GIF89a" + b"\0" * 50),
    "wrong ending": ("plan.docx", GOOD["plan.pdf"]),
    "no ending": ("plan", GOOD["plan.pdf"]),
    "two endings": ("plan.pdf.exe", GOOD["plan.pdf"]),
    "docx as docm": ("plan.docm", GOOD["plan.docx"]),
    "old office": ("plan.doc", OLE),
    "encrypted office": ("plan.docx", OLE + "EncryptedPackage".encode("utf-16-le")),
    "encrypted pdf": ("plan.pdf", LOCKED_PDF),
    "restricted pdf": ("plan.pdf", RESTRICTED_PDF),
    "encrypted zip": ("plan.docx", locked_zip()),
    "encrypted odt": ("plan.odt", open_document("text", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"})),
    "broken pdf": ("plan.pdf", b"%PDF-1.7\nniets"),
    "broken zip": ("plan.docx", GOOD["plan.docx"][:-30]),
    "bare zip": ("plan.docx", zipped({"a.txt": "x"})),
    "presentation": ("plan.pptx", office("ppt/presentation.xml")),
    "macros": ("plan.docx", office("word/document.xml", **{"word/vbaProject.bin": "x"})),
    "macros elsewhere": ("plan.docx", office("word/document.xml", **{"strange/VBAPROJECT.BIN": "x"})),
    "macros of 1992": ("b.xlsx", office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": "<x/>"})),
    "macro type": ("plan.docx", office("word/document.xml", MACRO_TYPE)),
    "basic in odt": ("plan.odt", open_document("text", **{"Basic/Standard/Module1.xml": "x"})),
    "other open document": ("plan.odt", open_document("presentation")),
    "bomb": ("plan.docx", bomb()),
    "lying bomb": ("plan.docx", lying_bomb()),
    "many parts": ("plan.docx", office("word/document.xml", **{f"p{n}": "" for n in range(uploads.PARTS + 1)})),
}
CODES = {
    "empty": "empty", "a script": "wrong-type", "a program": "wrong-type", "html as pdf": "damaged-pdf",
    "svg": "wrong-type", "gif": "wrong-type", "wrong ending": "wrong-ending", "no ending": "wrong-ending",
    "two endings": "wrong-ending", "docx as docm": "wrong-ending", "old office": "old-office",
    "encrypted office": "encrypted", "encrypted pdf": "encrypted", "restricted pdf": "encrypted",
    "encrypted zip": "encrypted", "encrypted odt": "encrypted", "broken pdf": "damaged-pdf", "broken zip": "damaged",
    "bare zip": "wrong-type", "presentation": "wrong-type", "macros": "macros", "macros elsewhere": "macros",
    "macro type": "macros", "macros of 1992": "macros",
    "basic in odt": "macros", "other open document": "wrong-type", "bomb": "bomb",
    "lying bomb": "damaged", "many parts": "bomb",
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_the_jury_cannot_open_is_refused(settings, case):
    name, data = HOSTILE[case]
    with pytest.raises(Refused) as refused:
        take(name, data)
    (reason,) = refused.value.reasons
    assert reason.code == CODES[case]
    assert name in reason.text
    assert len(reason.text.split(". ")) >= 2 or ": " in reason.text  # what is wrong, and what to do
    assert not (settings.MEDIA_ROOT / "attachments").exists()


def test_a_file_is_twenty_megabytes_at_most(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", len(GOOD["plan.pdf"]))
    assert take("plan.pdf", GOOD["plan.pdf"])
    monkeypatch.setattr(uploads, "LARGEST", len(GOOD["plan.pdf"]) - 1)
    with pytest.raises(Refused, match="Een bestand is hoogstens"):
        take("plan.pdf", GOOD["plan.pdf"])


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\plan.pdf", "plan.pdf"),
        ("plan\0.pdf", "plan.pdf"),
        ("plan\u202efdp.exe.pdf", "planfdp.exe.pdf"),
        ("plan\r\nX-Header: 1.pdf", "planX-Header: 1.pdf"),
        ("  ...  plan.pdf. ", "plan.pdf"),
        ("p" * 300 + ".pdf", "p" * 146 + ".pdf"),
        (".pdf", "pdf"),
        ("", "bestand"),
        ("\u200b\u202e", "bestand"),
        ("Plan d’été 😀.pdf", "Plan d’été 😀.pdf"),
    ],
)
def test_a_name_is_bare_and_shows_what_it_is(name, tidy):
    assert uploads.tidy_name(name) == tidy
    assert len(uploads.tidy_name(name)) <= 150


# On the page


@pytest.fixture
def draft(applicant):
    return factories.draft(factories.open_call(), applicant, at=timezone.now())


@pytest.fixture
def desk(client, applicant):
    client.force_login(applicant)
    return client


def send(desk, draft, *files, topic="plan"):
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return desk.post(page(draft, "bijlagen"), {"topic": topic, "files": given, "_key": str(uuid4())})


def test_the_limits_stand_there_before_the_first_file(desk, draft):
    shown = desk.get(page(draft, "bijlagen")).content.decode().replace("\u00a0", " ")
    assert "hoogstens 20 MB" in shown
    assert "hoogstens 40 bestanden" in shown


def test_files_are_added_shown_and_removed(desk, draft):
    answer = send(desk, draft, ("plan.pdf", GOOD["plan.pdf"]), ("foto.png", GOOD["foto.png"]))
    assert answer.status_code == 302
    first, second = draft.attachments.order_by("id")
    shown = desk.get(page(draft, "bijlagen")).content.decode()
    assert first.sha256 in shown
    assert "foto.png" in shown
    desk.post(page(draft, f"bijlagen/{first.pk}/verwijderen"), {"_key": str(uuid4())})
    assert list(draft.attachments.current()) == [second]


def test_what_is_good_is_added_and_what_is_not_is_named(desk, draft):
    answer = send(desk, draft, ("plan.pdf", GOOD["plan.pdf"]), ("leeg.pdf", b""), ("plan.docx", HOSTILE["macros"][1]))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "“leeg.pdf” is leeg." in shown
    assert "“plan.docx” bevat macro’s." in shown
    assert [each.name for each in draft.attachments.current()] == ["plan.pdf"]


def test_the_same_file_twice_stands_there_once(desk, draft):
    send(desk, draft, ("plan.pdf", GOOD["plan.pdf"]))
    answer = send(desk, draft, ("kopie.pdf", GOOD["plan.pdf"]))
    assert answer.status_code == 422
    assert "staat al in de lijst" in answer.content.decode()
    assert draft.attachments.count() == 1


def test_an_application_has_forty_files_at_most(desk, draft, applicant):
    facts = {"topic": "plan", "content_type": "application/pdf", "size": 6, "path": "x", "by": applicant}
    Attachment.objects.bulk_create(
        Attachment(application=draft, name=f"{n}.pdf", sha256=f"{n:064}", at=timezone.now(), **facts)
        for n in range(MOST_FILES)
    )
    answer = send(desk, draft, ("plan.pdf", GOOD["plan.pdf"]))
    assert answer.status_code == 422
    assert "heeft hoogstens 40 bestanden" in answer.content.decode()
    assert draft.attachments.count() == MOST_FILES


@pytest.mark.parametrize("data", [{}, {"topic": "plan"}, {"topic": "onzin"}, {"topic": "plan", "files": "tekst"}])
def test_a_form_without_a_file_asks_for_one(desk, draft, data):
    answer = desk.post(page(draft, "bijlagen"), data)
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.content.decode()


def test_after_handing_in_no_file_is_added_or_removed(desk, draft, applicant):
    from applications import actions

    send(desk, draft, ("plan.pdf", GOOD["plan.pdf"]))
    actions.submit(draft, by=applicant, at=timezone.now())
    file = draft.attachments.get()
    assert send(desk, draft, ("foto.png", GOOD["foto.png"])).status_code == 409
    assert desk.post(page(draft, f"bijlagen/{file.pk}/verwijderen"), {}).status_code == 409
    assert list(draft.attachments.current()) == [file]
    assert draft.submission.content["files"][0]["sha256"] == file.sha256


def test_a_full_disk_is_said_and_nothing_is_half_kept(desk, draft, settings, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads.os, "fsync", full)
    answer = send(desk, draft, ("plan.pdf", GOOD["plan.pdf"]))
    assert answer.status_code == 422
    assert "kon op dit moment niet bewaard worden" in answer.content.decode()
    assert draft.attachments.count() == 0
    assert not list((settings.MEDIA_ROOT / "attachments").rglob("*.part"))

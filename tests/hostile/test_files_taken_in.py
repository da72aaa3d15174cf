"""Files made to hurt the one who opens them: what is refused stays small, and chance damage is never a fault."""

import io
import random
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse

from applications import uploads
from tests.applications.test_uploads import GOOD, office, take, zipped
from workflow.refusals import Refused


def packed_pdf(megabytes: int) -> bytes:
    """A PDF whose list of objects unpacks, twice, to so many megabytes of spaces."""
    squeeze = zlib.compressobj(9)
    body = squeeze.compress(b"2 0 3 36 << /Type /Catalog /Pages 3 0 R >>    << /Type /Pages /Kids [] /Count 0 >> ")
    body += b"".join(squeeze.compress(b" " * 1_000_000) for _n in range(megabytes)) + squeeze.flush()
    body = zlib.compress(body, 9)
    head = b"%PDF-1.5\n"
    listed = b"1 0 obj\n<< /Type /ObjStm /N 2 /First 9 /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n"
    pdf = head + listed % len(body) + body + b"\nendstream\nendobj\n"
    places = [(0, 0, 65535), (1, len(head), 0), (2, 1, 0), (2, 1, 1), (1, len(pdf), 0)]
    rows = b"".join(struct.pack(">BIH", *each) for each in places)
    table = b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 4 2] /Root 2 0 R /Length %d >>\nstream\n" % len(rows)
    return pdf + table + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(pdf)


def code_of(name: str, data: bytes) -> str:
    try:
        take(name, data)
    except Refused as refusal:
        return refusal.reasons[0].code
    return ""


MEASURE = """
import resource, sys
from applications import uploads
import io
file = io.BytesIO(sys.stdin.buffer.read())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    uploads._check_pdf(file, "x")
except Exception as fault:
    print(type(fault).__name__, end=" ")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_three_kilobytes_do_not_fill_the_memory():
    bomb = packed_pdf(1_000)
    assert len(bomb) < 5_000
    run = [sys.executable, "-c", "import django; django.setup()\n" + MEASURE]
    said = subprocess.run(run, input=bomb, capture_output=True, timeout=60)  # noqa: S603
    kind, megabytes = said.stdout.decode().split()
    assert kind == "Refused", said.stderr[-500:]
    assert int(megabytes) < 300


def test_a_pdf_with_a_list_of_objects_of_the_usual_size_is_read():
    """The control: the same file, with little inside, is a PDF."""
    assert code_of("plan.pdf", packed_pdf(1)) == ""


def test_a_zip_that_lists_more_than_memory_holds_is_refused_unread():
    row = zipfile.ZipInfo("x")
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    many = 300_000
    data = b"PK\x03\x04" + entry * many
    data += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(entry) * many, 4, 0)
    assert row.filename == "x"
    assert code_of("plan.docx", data) == "bomb"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_no_office_program_writes_is_refused(method):
    assert code_of("plan.docx", zipped({"[Content_Types].xml": "x", "word/document.xml": "x"}, method)) == "damaged"


def test_a_file_that_is_two_things_is_kept_as_one_and_served_as_that():
    """A PDF at the front and a zip at the back: its type is said once, by us."""
    both = GOOD["plan.pdf"] + office("word/document.xml")
    assert take("plan.pdf", both).content_type == "application/pdf"
    assert code_of("plan.docx", both) == "wrong-ending"


@pytest.mark.parametrize("name", [each for each in GOOD if not each.startswith(("PLAN", "foto.jpeg"))])
def test_chance_damage_is_never_a_fault(name):
    """Octets changed, cut off, doubled or turned round: kept or refused, nothing else."""
    dice = random.Random(name)
    for _round in range(150):
        data = bytearray(GOOD[name])
        for _change in range(dice.choice((1, 1, 3, 20))):
            at = dice.randrange(len(data))
            match dice.randrange(4):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at : at + dice.randrange(1, 40)]
                case 2:
                    data[at:at] = data[at : at + 40]
                case 3:
                    data[at : at + 4] = struct.pack("<I", dice.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF)))
            data = data or bytearray(b"x")
        assert code_of(name, bytes(data)) in uploads.SENTENCES.keys() | {""}


NAMES = [
    "../../etc/passwd.pdf", "C:\\Users\\x\\plan.pdf", "a\r\nSet-Cookie: x=1.pdf", 'plan".pdf', "\u202efdp.exe.pdf",
    "x" * 5_000 + ".pdf", "\x00.pdf", "\ud800.pdf", "😀.pdf", "%0d%0a.pdf", "plan;filename=kwaad.exe.pdf", "=1+1.pdf",
    ".pdf", "....pdf", "con.pdf", "<script>.pdf", "'; --.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(name):
    tidy = uploads.tidy_name(name)
    assert 0 < len(tidy) <= 150
    assert not set(tidy) & set("/\\\r\n\x00\u202e\ud800")
    told = FileResponse(io.BytesIO(b"x"), as_attachment=True, filename=tidy)["Content-Disposition"]
    assert told.startswith("attachment")
    assert "\n" not in told


@pytest.mark.django_db
def test_a_form_of_many_files_stops_at_the_limit(client, applicant):
    from tests import factories

    draft = factories.draft(factories.open_call(), applicant, at=factories.timezone.now())
    client.force_login(applicant)
    files = [SimpleUploadedFile(f"plan{n}.pdf", b"%PDF-1.4 kapot") for n in range(150)]
    answer = client.post(f"/aanvragen/{draft.number}/bijlagen/", {"topic": "plan", "files": files})
    assert answer.status_code in {400, 422}
    assert not draft.attachments.exists()

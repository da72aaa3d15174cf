"""What comes in as a file: is it what it says, can the jury open it, and where is it kept. Its name is not trusted."""

import hashlib
import logging
import os
import re
import tempfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import filetype
import pikepdf
from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Attachment
from workflow import dutch
from workflow.refusals import Reason, Refused

log = logging.getLogger(__name__)

LARGEST = 20_000_000  # octets in one file
UNPACKED = 200_000_000  # octets of all that a zipped document holds
PARTS = 5_000  # files in a zipped document
STREAM = 64_000_000  # octets of one stream of a PDF: three kilobytes can unpack to gigabytes
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "odt": OPEN_DOCUMENT + "text",
    "ods": OPEN_DOCUMENT + "spreadsheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
ENDINGS = (*TYPES, "jpeg")
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)
# The main part of a document of Office, which tells what it is; a document with macros has another type there.
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, direction, broken and private signs
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

SENTENCES = {
    "empty": gettext_lazy("“%(name)s” is empty. Open it on your computer, save it again and upload it once more."),
    "too-large": gettext_lazy("“%(name)s” is %(size)s. A file is %(most)s at most: make it smaller or split it."),
    "wrong-ending": gettext_lazy(
        "“%(name)s” is really a file of the type %(kind)s. Give it the right ending (.%(ending)s)."
    ),
    "wrong-type": gettext_lazy(
        "“%(name)s” is not a file that the jury can open. Save it as PDF, DOCX, XLSX, ODT, ODS, JPG or PNG and "
        "upload that."
    ),
    "encrypted": gettext_lazy(
        "“%(name)s” is protected with a password. Save it without a password and upload it again."
    ),
    "old-office": gettext_lazy(
        "“%(name)s” is a file of an old version of Office. Save it as DOCX, XLSX or PDF and upload that."
    ),
    "damaged": gettext_lazy(
        "“%(name)s” cannot be opened. Open it on your computer, save it again and upload it once more."
    ),
    "macros": gettext_lazy(
        "“%(name)s” contains macros. Save it without macros (as DOCX, XLSX, ODT, ODS or PDF) and upload that."
    ),
    "bomb": gettext_lazy("“%(name)s” is too large when it is opened. Save it as PDF, or leave out large pictures."),
    "damaged-pdf": gettext_lazy(
        "“%(name)s” cannot be opened as a PDF. Make it again, for instance with “Save as PDF”."
    ),
}

# Of the whole process; what we make ourselves (`documents`) stays far below.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=STREAM,
    run_length_max_memory=STREAM,
    png_max_memory=STREAM,
    tiff_max_memory=STREAM,
    dct_max_memory=STREAM,
    max_stream_filters=4,
)


@dataclass(frozen=True)
class Upload:
    """A file that was checked and stored; `path` is relative to the folder of files."""

    name: str
    content_type: str
    size: int
    sha256: str
    path: str


def take_in(file) -> Upload:
    """Check an uploaded file and keep it under its fingerprint. Raises Refused with what to do instead."""
    name = tidy_name(file.name or "")
    if reason := _size_fault(name, file.size):
        raise Refused(reason)
    kind = _kind_of(file, name)
    ending = name.rpartition(".")[2].lower()
    if {"jpeg": "jpg"}.get(ending, ending) != kind:
        raise _refused("wrong-ending", name, kind=kind.upper(), ending=kind)
    sha256, path = _keep(file)
    return Upload(name=name, content_type=TYPES[kind], size=file.size, sha256=sha256, path=path)


def faults_before(name: str, size: int) -> list[Reason]:
    """What is wrong with a file before its first octet is seen."""
    if reason := _size_fault(name, size):
        return [reason]
    ending = name.rpartition(".")[2].lower()
    return [] if ending in ENDINGS else [_reason("wrong-type", name)]


def _size_fault(name: str, size: int | None) -> Reason | None:
    if not size:
        return _reason("empty", name)
    if size > LARGEST:
        return _reason("too-large", name, size=dutch.size(size), most=dutch.size(LARGEST))
    return None


def _reason(code: str, name: str, **facts) -> Reason:
    return Reason(code, SENTENCES[code] % ({"name": name} | facts), "files")


def _refused(code: str, name: str, **facts) -> Refused:
    return Refused(_reason(code, name, **facts))


def tidy_name(name: str) -> str:
    """The bare name of a file, without folders and without signs that show it as another one."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in UNSEEN)
    kept = " ".join(kept.split()).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:150] or _("file")
    return f"{stem[: 149 - len(ending[:10])] or _('file')}.{ending[:10]}"


def _kind_of(file, name: str) -> str:
    """What a file is by its content: an ending of TYPES."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if head.startswith(OLE):
        return _refuse_ole(file, name)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _kind_of_zip(file, name)
    found = filetype.guess(head)
    ending = found.extension if found else "pdf" if b"%PDF-" in head[:1024] else ""
    if ending == "pdf":
        _check_pdf(file, name)
    if ending not in ("pdf", "jpg", "png"):
        raise _refused("wrong-type", name)
    return ending


def _refuse_ole(file, name: str):
    """The container of old Office files is also the one of protected new ones."""
    start = file.read(LARGEST)
    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in start:
        raise _refused("encrypted", name)
    raise _refused("old-office", name)


def _check_pdf(file, name: str) -> None:
    try:
        with pikepdf.open(file) as pdf:
            if pdf.is_encrypted:
                raise _refused("encrypted", name)
            len(pdf.pages)
    except pikepdf.PasswordError:
        raise _refused("encrypted", name) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
        raise _refused("damaged-pdf", name) from None
    finally:
        file.seek(0)


def _kind_of_zip(file, name: str) -> str:
    """DOCX, XLSX, ODT and ODS are zips; look inside, without trusting the sizes that it names."""
    try:
        _check_list(file, name)
        with zipfile.ZipFile(file) as bundle:
            _check_bundle(bundle, name)
            return _kind_of_bundle(bundle, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, ValueError, RuntimeError):
        raise _refused("damaged", name) from None
    finally:
        file.seek(0)


def _check_list(file, name: str) -> None:
    """The list of what is inside is read whole into memory, so its length is looked at first."""
    end = zipfile._EndRecData(file)
    if end and end[zipfile._ECD_SIZE] > PARTS * 400:
        raise _refused("bomb", name)


def _check_bundle(bundle: zipfile.ZipFile, name: str) -> None:
    inside = bundle.infolist()
    if any(part.flag_bits & 1 for part in inside):
        raise _refused("encrypted", name)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in inside):
        raise _refused("damaged", name)  # no office program writes it, and its packing may ask for gigabytes
    names = [part.filename.lower() for part in inside]
    if any(
        PurePosixPath(n).name == "vbaproject.bin" or n.startswith(("basic/", "scripts/", "xl/macrosheets/"))
        for n in names
    ):
        raise _refused("macros", name)
    bomb = len(inside) > PARTS or sum(part.file_size for part in inside) > UNPACKED
    if bomb or _really_unpacked(bundle) > UNPACKED:
        raise _refused("bomb", name)


def _really_unpacked(bundle: zipfile.ZipFile) -> int:
    """Octets that come out, counted, and no further than the limit."""
    total = 0
    for part in bundle.infolist():
        with bundle.open(part) as stream:
            while piece := stream.read(1 << 20):
                total += len(piece)
                if total > UNPACKED:
                    return total
    return total


def _kind_of_bundle(bundle: zipfile.ZipFile, name: str) -> str:
    inside = {part.filename for part in bundle.infolist()}
    if "mimetype" in inside:
        said = bundle.read("mimetype")[:200].decode("ascii", "replace").strip()
        for kind in ("odt", "ods"):
            if said == TYPES[kind] and "content.xml" in inside:
                manifest = bundle.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in inside else b""
                if b"encryption-data" in manifest:
                    raise _refused("encrypted", name)
                return kind
    if "[Content_Types].xml" in inside:
        types = bundle.read("[Content_Types].xml")
        if re.search(rb"macroEnabled", types, re.IGNORECASE):
            raise _refused("macros", name)
        for part, kind in MAIN_PARTS.items():
            if part in inside:
                return kind
    raise _refused("wrong-type", name)


def _keep(file) -> tuple[str, str]:
    """Write the file under its SHA-256, whole or not at all; the same content is kept once."""
    folder = Path(settings.MEDIA_ROOT) / "attachments"
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as kept:
            file.seek(0)
            for piece in file.chunks():
                digest.update(piece)
                kept.write(piece)
            kept.flush()
            os.fsync(kept.fileno())
        sha256 = digest.hexdigest()
        name = f"attachments/{sha256[:2]}/{sha256}"
        target = Path(settings.MEDIA_ROOT) / name
        target.parent.mkdir(exist_ok=True)
        os.chmod(temporary, 0o640)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name itself must survive a power cut
    finally:
        os.close(folder)
    return sha256, name


def response(attachment: Attachment) -> FileResponse:
    """An attachment to download, never to show. Who may have it, the view has asked already."""
    try:
        opened = (Path(settings.MEDIA_ROOT) / attachment.path).open("rb")
    except OSError:
        log.exception("attachment %s has no file", attachment.pk)
        raise Http404 from None
    answer = FileResponse(opened, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer

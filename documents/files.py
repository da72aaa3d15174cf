"""The files of made documents: written whole or not at all, private, and only ever handed out as an attachment."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse

from documents.models import Document


class Damaged(Exception):
    """The file on disk is not the file that was made."""


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def keep(document: Document, data: bytes) -> str:
    """Write the bytes under the document's own name and answer that name. Killed halfway, nothing stands there."""
    name = f"documents/{document.created_at:%Y}/{document.code}.pdf"
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o640)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name itself must survive a power cut
    finally:
        os.close(folder)
    return name


def read(document: Document) -> bytes:
    """The bytes of a made document. Raises Damaged when they are not what was made, OSError when they are not there."""
    data = path_of(document.file).read_bytes()
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise Damaged(document.number)
    return data


def response(document: Document) -> FileResponse:
    """A made document as an attachment. Who may have it, the view above has asked already."""
    answer = FileResponse(
        path_of(document.file).open("rb"),
        as_attachment=True,
        filename=document.file_name,
        content_type="application/pdf",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer

"""Files that arrive in pieces (ADR 75): begun, continued after a broken line, finished as any other file.

The row says how much is here and is the truth; the octets stand in a folder that no address leads to. A process that
is killed halfway leaves octets too many, which the next piece overwrites.
"""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import transaction

from applications import file_rules, filing, uploads
from applications.models import Application, Attachment, Transfer
from questionnaires.definition import Question
from workflow.moves import hold
from workflow.refusals import refuse

PIECE = 512 * 1024  # octets that a browser sends at once
MOST_PIECE = 1024 * 1024  # octets that are taken at once
KEEP = timedelta(days=1)  # after the last piece


class Misplaced(Exception):
    """This piece does not begin where the file ends; `received` is where it does."""

    def __init__(self, received: int):
        super().__init__(received)
        self.received = received


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "arriving"


def _path(transfer: Transfer) -> Path:
    return _folder() / f"{transfer.code}.part"


def here(transfer: Transfer) -> int:
    """How many octets are here: what the row says, or less when the disk lost some."""
    try:
        return min(transfer.received, _path(transfer).stat().st_size)
    except OSError:
        return 0


@transaction.atomic
def begin(
    application: Application,
    *,
    name: str,
    size: int,
    sha256: str,
    topic: str,
    question: Question | None = None,
    instead: Attachment | None = None,
    by,
    at: datetime,
) -> Transfer:
    """Begin, or find what is here already of the same file for the same place, whoever began it."""
    hold(application)
    key = instead.question if instead else question.key if question else ""
    refuse(file_rules.why_not_begin(application, uploads.tidy_name(name), size, sha256, key, instead, by=by, at=at))
    facts = {"topic": instead.topic if instead else topic, "replaces": instead, "name": uploads.tidy_name(name)}
    transfer, _made = application.transfers.update_or_create(
        question=key, sha256=sha256, attachment=None, defaults=facts | {"size": size, "by": by, "at": at}
    )
    return transfer


@transaction.atomic
def append(transfer: Transfer, offset: int, octets: bytes, *, by, at: datetime) -> Transfer:
    """Put a piece behind what is here. Raises Misplaced, and OSError when the disk refuses it."""
    hold(transfer, "application__call")
    if transfer.attachment_id:
        return transfer
    refuse(file_rules.why_not_append(transfer, offset, octets, by=by, at=at))
    if offset != (received := here(transfer)):
        raise Misplaced(received)
    path = _path(transfer)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o640), "r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    transfer.received, transfer.at = offset + len(octets), at
    transfer.save(update_fields=["received", "at"])
    return transfer


@transaction.atomic
def finish(transfer: Transfer, question: Question | None = None, *, by, at: datetime) -> Attachment:
    """Check a file of which every octet is here, and attach it as one that came at once. A second time: the same."""
    hold(transfer, "application__call", "replaces", "attachment")
    if transfer.attachment_id:
        return transfer.attachment
    application = transfer.application
    with _path(transfer).open("rb") as octets:
        refuse(file_rules.why_not_whole(transfer, hashlib.file_digest(octets, "sha256").hexdigest()))
        upload = uploads.take_in(File(octets, name=transfer.name))
    if transfer.replaces:
        transfer.replaces.application = application
        transfer.attachment = filing.replace(transfer.replaces, upload, by=by, at=at)
    else:
        transfer.attachment = filing.attach(application, upload, transfer.topic, question=question, by=by, at=at)
    transfer.save(update_fields=["attachment"])
    _forget(transfer)
    return transfer.attachment


@transaction.atomic
def drop(transfer: Transfer) -> None:
    """Stop: what is here is thrown away."""
    transfer.delete()
    _forget(transfer)


def _forget(transfer: Transfer) -> None:
    path = _path(transfer)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def drop_old(*, at: datetime) -> int:
    """Throw away what stood still for a day, and octets of which there is no row any more."""
    old = list(Transfer.objects.filter(at__lt=at - KEEP))
    for transfer in old:
        drop(transfer)
    kept = {f"{code}.part" for code in Transfer.objects.values_list("code", flat=True)}
    for path in _folder().glob("*.part"):
        if path.name not in kept and path.stat().st_mtime < (at - KEEP).timestamp():
            path.unlink(missing_ok=True)
    return len(old)

"""What can be done with a document: owe it, make it, give it another try, replace it. The only writer."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from documents import files, letters
from documents.faults import snapshot_faults
from documents.models import Document, new_code
from documents.plain import Snapshot
from documents.snapshots import Frame
from documents.states import State
from workflow.later import ask_later
from workflow.models import Event
from workflow.moves import hold, move
from workflow.refusals import Reason, refuse, rule

log = logging.getLogger(__name__)

# How long to wait after each begun attempt: at once after a killed worker, then ever longer after a fault.
PATIENCE = [timedelta(0), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1)]
MOST_FAULTS = 5  # attempts that end in a fault before it is given up
MOST_ATTEMPTS = 15  # attempts in all: a document that kills its worker leaves no fault behind


def owe(kind: str, number: str, subject: str, snapshot: Snapshot | dict, *, by, at: datetime) -> Document:
    """Promise a document, in the caller's transaction: from its commit on, the row is the work owed.

    `subject` names what it is about (`workflow.models.subject_of`). Raises Refused when the snapshot is not fit for a
    letter: a programming error or a call that is not filled in, never something an applicant typed.
    """
    refuse(snapshot_faults(kind, snapshot))
    said = snapshot.to_json() if isinstance(snapshot, Snapshot) else snapshot
    code = new_code()
    with transaction.atomic(savepoint=False):  # a savepoint would cost every submission two queries
        document = Document.objects.create(
            kind=kind,
            number=number,
            code=code,
            subject=subject,
            snapshot={"frame": _frame(number, code, at).to_json(), "letter": said},
            created_at=at,
            try_at=at,
        )
        Event.objects.record(document, "owe", by=by, at=at, facts={"kind": kind, "number": number, "about": subject})
        ask_later("documents.tasks.make", document.pk)
    return document


def _frame(number: str, code: str, at: datetime) -> Frame:
    base = settings.BASE_URL
    sender = {name: settings.SENDER[name] for name in ("service", "address", "email", "phone")}
    return Frame(
        number=number,
        code=code,
        issued_at=at,
        verify_host=f"{urlsplit(base).netloc}/controle",
        verify_url=f"{base}/controle/{code}/",
        **sender,
    )


def make(document_id: int, *, at: datetime, keep: Callable[[Document, bytes], str] | None = None) -> bool:
    """Make the file of a document that is owed; False when there is nothing to make, or when another is at it.

    The row is held while the letter is drawn and written, and the result is saved in the same transaction: killed at
    any point, the document is still owed. A fault is kept on the row and tried again later, a few times. `keep` puts
    the bytes elsewhere than among the files of the portal and answers their name: a rehearsal leaves no file.
    """
    if not _begin(document_id, at):
        return False
    with transaction.atomic():
        document = Document.objects.select_for_update(skip_locked=True).filter(pk=document_id, state=State.OWED).first()
        if document is None:
            return False
        try:
            letter = letters.draw(document.kind, document.snapshot)
            name = (keep or files.keep)(document, letter.data)
        except Exception as fault:  # whatever it is, it concerns this letter only
            log.exception("document %s could not be made", document.number)
            _note_fault(document, f"{type(fault).__name__}: {fault}"[:2000], at=at)
            return False
        document.file, document.sha256 = name, hashlib.sha256(letter.data).hexdigest()
        document.size, document.pages, document.template = len(letter.data), letter.pages, letter.template
        document.fault = ""
        facts = {"sha256": document.sha256, "size": document.size, "pages": document.pages}
        document.save(update_fields=["file", "sha256", "size", "pages", "template", "fault"])
        move(document, "make", by=None, at=at, **facts)
    return True


def _begin(document_id: int, at: datetime) -> bool:
    """Count the attempt and commit that, before it can kill the worker."""
    with transaction.atomic():
        owed = Document.objects.select_for_update(skip_locked=True).filter(pk=document_id, state=State.OWED)
        document = owed.first()
        if document is None:
            return False
        if document.attempts >= MOST_ATTEMPTS:
            _give_up(document, document.fault or "The worker stopped at every attempt.", at=at)
            return False
        wait = PATIENCE[min(document.attempts, len(PATIENCE) - 1)]
        owed.update(attempts=F("attempts") + 1, try_at=at + wait)
    return True


def _note_fault(document: Document, fault: str, *, at: datetime) -> None:
    document.fault = fault
    if document.attempts >= MOST_FAULTS:
        _give_up(document, fault, at=at)
    else:
        document.save(update_fields=["fault"])


def _give_up(document: Document, fault: str, *, at: datetime) -> None:
    document.fault = fault
    document.save(update_fields=["fault"])
    move(document, "give_up", by=None, at=at, fault=fault)


@transaction.atomic
def retry(document: Document, *, by, at: datetime) -> None:
    """Owe a document again that was given up on, once its cause is mended."""
    hold(document)
    move(document, "retry", by=by, at=at)
    document.attempts, document.try_at = 0, at
    document.save(update_fields=["attempts", "try_at"])
    ask_later("documents.tasks.make", document.pk)


@rule
def why_not_supersede(document: Document, replacement: Document):
    """Why a document may not be replaced by another."""
    if document.pk == replacement.pk:
        yield Reason("same", _("A document cannot replace itself."))
    if document.superseded_by_id and document.superseded_by_id != replacement.pk:
        yield Reason("superseded", _("This document was replaced already."))
    if document.created_at > replacement.created_at:
        yield Reason("older", _("A document is replaced by a newer one only."))


@transaction.atomic
def supersede(document: Document, replacement: Document, *, by, at: datetime) -> None:
    """Say that another document takes the place of this one. Its file stays; a check tells that it is replaced."""
    hold(document)
    refuse(why_not_supersede(document, replacement))
    if document.superseded_by_id:
        return
    document.superseded_by, document.superseded_at = replacement, at
    document.save(update_fields=["superseded_by", "superseded_at"])
    Event.objects.record(document, "supersede", by=by, at=at, facts={"by": replacement.number})

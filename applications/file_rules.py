"""May this file be added, replaced, removed or sent in pieces, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from applications import reopened, uploads
from applications.models import Application, Attachment, Transfer
from applications.rules import MOST_FILES, why_not_edit
from applications.states import ScanState
from workflow import dutch
from workflow.refusals import Reason, rule

MOST_UNDERWAY = 10  # files that arrive in pieces, of one application at one time


def _part(question: str) -> str:
    """What has to be open for a file: its question, or the list of all others."""
    return f"{reopened.ANSWER}{question}" if question else reopened.ATTACHMENTS


@rule
def why_not_attach(
    application: Application, upload, question: str = "", instead: Attachment | None = None, *, by, at: datetime
) -> Iterator[Reason]:
    """May this file be added, to this question if any, or `instead` of another one?

    `upload` has a `name` and a `sha256`.
    """
    yield from why_not_edit(application, by=by, at=at, part=_part(question))
    current = list(application.attachments.current())
    there = {a.sha256 for a in current if a.question == question}
    if instead and instead.pk not in {a.pk for a in current}:
        yield gone(instead)
    if upload.sha256 in there:
        yield Reason("already-there", _("“%(name)s” is already in the list.") % {"name": upload.name}, "files")
    elif not instead:
        yield from _too_many(len(current))


def _too_many(count: int) -> Iterator[Reason]:
    if count >= MOST_FILES:
        text = _("An application has %(most)s files at most. Remove one first, or put several in one PDF.")
        yield Reason("too-many-files", text % {"most": MOST_FILES}, "files")


def gone(attachment: Attachment) -> Reason:
    text = _("“%(name)s” was removed or replaced meanwhile. Look at the list.")
    return Reason("not-there", text % {"name": attachment.name}, "files")


@rule
def why_not_detach(attachment: Attachment, *, by, at: datetime) -> Iterator[Reason]:
    """A file of the draft is taken out once, by its own government."""
    yield from why_not_edit(attachment.application, by=by, at=at, part=_part(attachment.question))
    if attachment.removed_at is not None:
        yield gone(attachment)


@rule
def why_not_begin(
    application: Application, name: str, size: int, sha256: str, question: str, instead, *, by, at: datetime
) -> Iterator[Reason]:
    """What can be said of a file before any of it is sent: the content is looked at when it is here."""
    yield from why_not_attach(application, Transfer(name=name, sha256=sha256), question, instead, by=by, at=at)
    yield from uploads.faults_before(name, size)
    underway = application.transfers.filter(attachment=None).exclude(question=question, sha256=sha256)
    if underway.count() >= MOST_UNDERWAY:
        text = _("%(n)s files are on their way already. Wait until one is there, or stop one.")
        yield Reason("too-many-underway", text % {"n": MOST_UNDERWAY}, "files")


@rule
def why_not_append(transfer: Transfer, offset: int, octets: bytes, *, by, at: datetime) -> Iterator[Reason]:
    """A file counts when all of it is here before the closing; what was begun in time and is late is refused."""
    yield from why_not_edit(transfer.application, by=by, at=at, part=_part(transfer.question))
    if offset + len(octets) > transfer.size or (not octets and offset != transfer.size):
        yield broken(transfer)


@rule
def why_not_whole(transfer: Transfer, sha256: str) -> Iterator[Reason]:
    if sha256 != transfer.sha256:
        yield broken(transfer)


def broken(transfer: Transfer) -> Reason:
    text = _("“%(name)s” was damaged on its way to us. Choose it again.")
    return Reason("damaged-on-the-way", text % {"name": transfer.name}, "files")


def scan_sentence(attachment: Attachment) -> str:
    """What the scanner makes of a file that it does not let through."""
    if attachment.state == ScanState.INFECTED:
        text = _("The virus scanner found something in “%(name)s” (%(said)s). It cannot be opened.")
    else:
        text = _("The virus scanner could not look through all of “%(name)s”. The jury cannot open it.")
    return text % {"name": attachment.name, "said": attachment.scan_said}


@rule
def why_not_open(attachment: Attachment, *, own: bool) -> Iterator[Reason]:
    """Nobody opens a file with a virus; the Flemish side opens only what was looked at, where there is a scanner."""
    if attachment.state == ScanState.INFECTED or (attachment.state == ScanState.UNSURE and not own):
        yield Reason(attachment.state, scan_sentence(attachment))
    elif attachment.state == ScanState.OWED and settings.CLAMD_URL and not own:
        text = _("“%(name)s” was not scanned for viruses yet. Try again in a few minutes.")
        yield Reason("owed", text % {"name": attachment.name})


@rule
def why_not_scan_again(attachment: Attachment, *, by) -> Iterator[Reason]:
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))
    if not settings.CLAMD_URL:
        yield Reason("no-scanner", _("There is no virus scanner now."))


def limits(application: Application) -> str:
    """What may be added, said before the first file is. `application` was fetched with its files."""
    text = _(
        "PDF, DOCX, XLSX, ODT, ODS, JPG or PNG. A file is %(size)s at most; an application has %(most)s files at most. "
        "No macros and no passwords: the jury must be able to open it."
    )
    left = max(0, MOST_FILES - sum(each.removed_at is None for each in application.attachments.all()))
    room = ngettext("There is room for %(n)s more file.", "There is room for %(n)s more files.", left)
    return f"{text % {'size': dutch.size(uploads.LARGEST), 'most': MOST_FILES}} {room % {'n': left}}"

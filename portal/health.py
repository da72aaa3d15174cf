"""Whether the parts of the portal work, told from the rows: what is owed too long says that nobody does it."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Notice
from applications.models import Attachment
from calls.models import Call
from documents.models import Document
from documents.states import State as DocumentState

PATIENCE = timedelta(minutes=10)


def parts(at: datetime) -> list[dict]:
    """Each part with a name, whether it is well, and what that means for somebody who applies. Three queries."""
    late = at - PATIENCE
    letters = not Document.objects.filter(state=DocumentState.OWED, created_at__lt=late).exists()
    mails = not Notice.objects.owed().filter(at__lt=late).exists()
    clock = not Call.objects.due_to_seal(late).exists()
    files = _writable(Path(settings.MEDIA_ROOT))
    return [
        _part(_("Submitting"), True, _("You can write, save and hand in.")),
        _part(
            _("Attachments"), files,
            _("You can add files.") if files else _("Files cannot be added now. What you type is kept."),
        ),
        *_scanner(late),
        _part(
            _("Letters and receipts"), letters,
            _("They are made within minutes.")
            if letters
            else _("They come later. The receipt on your screen counts from the first moment."),
        ),
        _part(
            _("Mail"), mails,
            _("Messages arrive by mail.") if mails else _("Mails come later. Your messages do stand in the portal."),
        ),
        _part(
            _("Closing of calls"), clock,
            _("Calls are sealed on time.")
            if clock
            else _("Sealing runs late. That changes nothing for you: the moment of closing is exact."),
        ),
    ]  # fmt: skip


def _scanner(late: datetime) -> list[dict]:
    """Where there is one. Files of which the scan was tried in vain do not say that it is down."""
    if not settings.CLAMD_URL:
        return []
    ok = not Attachment.objects.unscanned().filter(at__lt=late, scan_attempts=0).exists()
    up = _("New files are scanned within minutes.")
    down = _("Files are scanned later. You can add them and hand in; the jury opens them once they are scanned.")
    return [_part(_("Virus scanner"), ok, up if ok else down)]


def _part(name: str, ok: bool, text: str) -> dict:
    return {"name": name, "ok": ok, "text": text}


def _writable(folder: Path) -> bool:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)

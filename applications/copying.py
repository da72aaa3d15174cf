"""The PDF to read before handing in: asked by a person, drawn by a worker, dropped after a day. Its only writer.

Not a document of `documents`: those are frozen for good, carry a number and a code, and anybody can verify them. A
draft on paper must not look like a receipt.
"""

import logging
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from applications import rules
from applications.models import Application, ReadingCopy
from applications.snapshot import content_of
from documents import letters, pdf
from workflow.later import ask_later
from workflow.models import fingerprint
from workflow.refusals import refuse

log = logging.getLogger(__name__)

KEEP = timedelta(days=1)
MOST_ATTEMPTS = 3
PATIENCE = timedelta(minutes=1)  # a worker is given this long before another one tries
LINKS = re.compile(r"</?a\b[^>]*>")  # paper leads nowhere


@transaction.atomic
def ask(application: Application, *, by, at: datetime) -> ReadingCopy:
    """Owe a PDF of what stands there now, of an application fetched whole; the same content is drawn once."""
    content = content_of(application)
    sha256 = fingerprint(content)
    if found := application.reading_copies.defer("data", "content").filter(sha256=sha256).first():
        return found
    recent = application.reading_copies.filter(asked_at__gt=at - KEEP).count()
    refuse(rules.why_not_copy(application, asked=recent))
    fresh = {"content": content, "asked_by": by, "asked_at": at}
    copy, _made = ReadingCopy.objects.get_or_create(application=application, sha256=sha256, defaults=fresh)
    ask_later("applications.tasks.draw_copy", copy.pk)
    return copy


def owed_at(at: datetime) -> QuerySet[ReadingCopy]:
    """Copies that no worker has finished yet, the least tried first."""
    owed = ReadingCopy.objects.filter(made_at=None, attempts__lt=MOST_ATTEMPTS, asked_at__lt=at - PATIENCE)
    return owed.order_by("attempts", "pk")


def draw(copy_id: int, *, at: datetime) -> bool:
    """Draw one copy; False when there is nothing to draw, another worker is at it, or it went wrong.

    The attempt is counted and committed before it can kill the worker.
    """
    owed = ReadingCopy.objects.filter(pk=copy_id, made_at=None, attempts__lt=MOST_ATTEMPTS)
    if not owed.update(attempts=F("attempts") + 1):
        return False
    with transaction.atomic():
        copy = ReadingCopy.objects.select_for_update(skip_locked=True).filter(pk=copy_id, made_at=None).first()
        if copy is None:
            return False
        try:
            copy.data, copy.made_at, copy.fault = write(copy), at, ""
        except Exception as fault:  # whatever it is, it concerns this copy only
            log.exception("reading copy %s could not be made", copy)
            copy.fault = f"{type(fault).__name__}: {fault}"[:500]
        copy.save(update_fields=["data", "made_at", "fault"])
    return copy.made_at is not None


def write(copy: ReadingCopy) -> bytes:
    """The bytes. Raises documents.pdf.Unfit when it is too long to draw."""
    with override("nl"):
        html = render_to_string("applications/reading_copy.html", {"content": copy.content, "at": copy.asked_at})
    html = letters.glue(letters.UNPRINTABLE.sub("", LINKS.sub("", html)))
    return pdf.write(html, {}, also="reading.css")


def drop_old(*, at: datetime) -> int:
    """Drop what was asked more than a day ago; a new one is made in a second."""
    return ReadingCopy.objects.filter(asked_at__lt=at - KEEP).delete()[0]

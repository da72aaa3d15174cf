"""The bundle of a reviewer's files: asked for, drawn by a worker, dropped after a day. Its only writer.

No document of `documents` and no reading copy of an applicant: what it holds is what the jury may read, and the name of
the reader stands on each page, so that a page that went astray tells from whom.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import override

from accounts.models import User
from applications import snapshot
from applications.copying import KEEP, LINKS, MOST_ATTEMPTS, PATIENCE
from documents import letters, pdf
from reviews import rules
from reviews.models import Assignment, Bundle
from workflow.later import ask_later
from workflow.refusals import refuse

log = logging.getLogger(__name__)
LONGEST = 4_000_000  # characters of one bundle; a file has some 30,000
FRESH = timedelta(minutes=10)  # asked again within this time for the same files, the same bundle is given
MARK = """<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">
<g transform="rotate(-52 105 148)" font-family="Brief Sans" fill="#e7ebf0" text-anchor="middle">
<text x="105" y="140" font-size="{size}">{name}</text><text x="105" y="162" font-size="7">{words}</text></g></svg>"""


def files_of(reviewer: User) -> QuerySet[Assignment]:
    """What this reviewer declared to have no interest in, and may still read."""
    return Assignment.objects.visible_to(reviewer).opened()


@transaction.atomic
def ask(reviewer: User, *, at: datetime) -> Bundle:
    """Owe a PDF of all files that are open to this reviewer now."""
    files = sorted(files_of(reviewer).values_list("application", flat=True))
    mine = Bundle.objects.defer("data").filter(reviewer=reviewer)
    if found := mine.filter(files=files, asked_at__gt=at - FRESH, attempts__lt=MOST_ATTEMPTS).first():
        return found
    refuse(rules.why_not_bundle(files=len(files), asked=mine.filter(asked_at__gt=at - KEEP).count()))
    bundle = Bundle.objects.create(reviewer=reviewer, files=files, asked_at=at)
    ask_later("reviews.tasks.draw_bundle", bundle.pk)
    return bundle


def is_still_open(bundle: Bundle) -> bool:
    """Whether all that stands in it may still be read by its reader."""
    return set(bundle.files) <= set(files_of(bundle.reviewer).values_list("application", flat=True))


def owed_at(at: datetime) -> QuerySet[Bundle]:
    """Bundles that no worker has finished yet, the least tried first."""
    owed = Bundle.objects.filter(made_at=None, attempts__lt=MOST_ATTEMPTS, asked_at__lt=at - PATIENCE)
    return owed.order_by("attempts", "pk")


def draw(bundle_id: int, *, at: datetime) -> bool:
    """Draw one bundle; False when there is nothing to draw, another worker is at it, or it went wrong.

    The attempt is counted and committed before it can kill the worker.
    """
    owed = Bundle.objects.filter(pk=bundle_id, made_at=None, attempts__lt=MOST_ATTEMPTS)
    if not owed.update(attempts=F("attempts") + 1):
        return False
    with transaction.atomic():
        bundle = Bundle.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=bundle_id, made_at=None)
        bundle = bundle.select_related("reviewer").first()
        if bundle is None:
            return False
        try:
            bundle.data, bundle.made_at, bundle.fault = write(bundle), at, ""
        except Exception as fault:  # whatever it is, it concerns this bundle only
            log.exception("bundle %s could not be made", bundle)
            bundle.fault = f"{type(fault).__name__}: {fault}"[:500]
        bundle.save(update_fields=["data", "made_at", "fault"])
    return bundle.made_at is not None


def write(bundle: Bundle) -> bytes:
    """The bytes, of the files in it that are open to the reader at this moment."""
    files = files_of(bundle.reviewer).filter(application__in=bundle.files)
    files = files.select_related("application__call__type", "application__submission")
    files = files.order_by("application__call_id", "application__number")
    contents = [
        {"call": each.application.call, "content": snapshot.for_reviewers(each.application.submission.content)}
        for each in files
    ]
    with override("nl"):
        context = {"bundle": bundle, "files": contents, "at": bundle.asked_at}
        html = render_to_string("reviews/bundle_pages.html", context)
        words = render_to_string("reviews/bundle_mark.txt").strip()
    html = letters.glue(letters.UNPRINTABLE.sub("", LINKS.sub("", html)))
    name = str(bundle.reviewer)
    size = f"{min(26, 330 / max(len(name), 1)):.1f}"
    mark = MARK.format(name=escape(name), words=escape(words), size=size)
    return pdf.write(html, {"merk.svg": mark.encode()}, also="reading.css bundle.css", longest=LONGEST)


def drop_old(*, at: datetime) -> int:
    """Drop what was asked more than a day ago; a new one is made in a minute."""
    return Bundle.objects.filter(asked_at__lt=at - KEEP).delete()[0]

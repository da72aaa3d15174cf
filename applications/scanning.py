"""The virus scan of files (ADR 76): owed as a state of each, done by a worker, told to whom it concerns.

Nothing waits for it but opening by the Flemish side: adding, replacing and handing in go on while the scanner is down.
"""

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify
from applications import clamd, file_rules
from applications.models import Attachment
from applications.running import holders_of
from applications.states import EDITABLE, ScanState
from calls import team
from workflow.later import ask_later
from workflow.models import subject_of
from workflow.moves import hold, move
from workflow.refusals import refuse

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5  # of a file at which the scanner answers nothing, or stumbles
VERBS = {ScanState.CLEAN: "find_clean", ScanState.INFECTED: "find_virus", ScanState.UNSURE: "give_up_scanning"}


def owed() -> QuerySet[Attachment]:
    """Files that no scanner has judged, the least tried first; none while there is no scanner."""
    rows = Attachment.objects.unscanned().order_by("scan_attempts", "pk")
    return rows if settings.CLAMD_URL else rows.none()


def scan(attachment_id: int, *, at: datetime) -> bool:
    """Have one file looked at; False when it is left for the next round.

    No lock is held while the scanner looks. The attempt is counted before a file can kill it; that the scanner is
    not there is no attempt.
    """
    attachment = owed().filter(pk=attachment_id).first()
    if attachment is None:
        return False
    try:
        line = clamd.connect()
    except OSError as fault:
        log.warning("no virus scanner at %s: %s", settings.CLAMD_URL, fault)
        return False
    Attachment.objects.filter(pk=attachment.pk).update(scan_attempts=F("scan_attempts") + 1)
    try:
        with line, (Path(settings.MEDIA_ROOT) / attachment.path).open("rb") as file:
            verdict = clamd.look(line, file)
    except (OSError, clamd.Unclear) as fault:
        log.warning("attachment %s is not judged: %s", attachment.pk, fault)
        if attachment.scan_attempts + 1 < MOST_ATTEMPTS:
            return False
        verdict = clamd.Verdict(ScanState.UNSURE, str(fault))
    return _judge(attachment, verdict, at=at)


@transaction.atomic
def _judge(attachment: Attachment, verdict: clamd.Verdict, *, at: datetime) -> bool:
    hold(attachment, "application__call", "application__organisation", "application__submission")
    if attachment.state != ScanState.OWED:
        return False
    facts = {"file": attachment.sha256} | ({"said": verdict.said[:120]} if verdict.said else {})
    also = {"scan_said": verdict.said[:120]}
    event = move(attachment, VERBS[verdict.state], by=None, at=at, also=also, **facts)
    if verdict.state != ScanState.CLEAN:
        _tell(attachment, event.pk, at=at)
    return True


@transaction.atomic
def scan_again(attachment: Attachment, *, by, at: datetime) -> None:
    """Have a file judged once more: the scanner may know better by now."""
    hold(attachment, "application")
    refuse(file_rules.why_not_scan_again(attachment, by=by))
    move(attachment, "scan_again", by=by, at=at, also={"scan_attempts": 0, "scan_said": ""}, file=attachment.sha256)
    ask_later("applications.tasks.scan_file", attachment.pk)


def _tell(attachment: Attachment, event: int, *, at: datetime) -> None:
    """The people of the file and the team of the call, unless it was taken out and never handed in."""
    submission = attachment.application.submission
    handed_in = submission and attachment.pk in {each["id"] for each in submission.content["files"]}
    if attachment.removed_at is None or handed_in:
        _tell_applicant(attachment, event, at=at)
        _tell_team(attachment, event, at=at)


def _tell_applicant(attachment: Attachment, event: int, *, at: datetime) -> None:
    application = attachment.application
    if not application.is_open_at(at):
        advice = _("You need not do anything now: the administration asks for another file when it needs one.")
    elif application.state in EDITABLE:
        advice = _("Remove it or replace it by another file, before the call closes.")
    else:
        advice = _("You can still change what you handed in: replace the file and hand in again.")
    notify(
        holders_of(application),
        key=f"virus:{attachment.pk}:{event}",
        subject=_("One of your files cannot be opened (%(number)s)") % {"number": application.number},
        body=f"{file_rules.scan_sentence(attachment)} {advice}",
        link=application.get_absolute_url(),
        action=_("See your application"),
        about=subject_of(application),
        at=at,
    )


def _tell_team(attachment: Attachment, event: int, *, at: datetime) -> None:
    """Before the seal without a name (ADR 63)."""
    application, call = attachment.application, attachment.application.call
    if call.is_sealed:
        about, link = application.number, reverse("applications:staff_detail", args=[application.number])
        body, action = file_rules.scan_sentence(attachment), _("See the application")
    else:
        about, link, action = call, call.get_absolute_url(), _("See the call")
        body = _("The virus scanner refused a file in this call. Which one, you see after the closing.")
    notify(
        team.told_of(call),
        key=f"virus-team:{attachment.pk}:{event}",
        subject=_("A file cannot be opened (%(about)s)") % {"about": about},
        body=f"{body} {_('The applicant knows.')}",
        link=link,
        action=action,
        about=subject_of(call),
        at=at,
    )


def marked(content: dict) -> dict:
    """What people read of an application, with on each file the state that keeps it closed to the jury. One query."""
    ids = [each["id"] for each in content["files"]]
    waiting = () if settings.CLAMD_URL else (ScanState.OWED,)
    rows = Attachment.objects.filter(pk__in=ids).exclude(state__in=(ScanState.CLEAN, *waiting)) if ids else ()
    held = {each.pk: each for each in rows}

    def mark(files: list[dict]) -> list[dict]:
        return [each | {"scan": held.get(each["id"])} for each in files]

    sections = [
        section | {"questions": [q | {"files": mark(q["files"])} if "files" in q else q for q in section["questions"]]}
        for section in content["sections"]
    ]
    return content | {"files": mark(content["files"]), "sections": sections}

"""What can be done with a rehearsal: the only writer. What it plays is undone before anything else is written."""

import logging
import time
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from calls.models import Call
from rehearsals import report, rules
from rehearsals.models import Mail, Paper, Rehearsal
from rehearsals.states import State
from workflow.later import ask_later
from workflow.models import Event
from workflow.moves import hold_name, move
from workflow.refusals import refuse

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
MOST_ATTEMPTS = 3
PATIENCE = timedelta(minutes=1)  # after an attempt that was begun; who plays holds the row, so nobody comes in between


@transaction.atomic
def ask(call: Call, *, by, at: datetime) -> Rehearsal:
    """Ask for a rehearsal; the row is the work owed."""
    hold_name("rehearsals.ask", str(call.pk))  # the call itself is not locked: others are at work in it
    refuse(rules.why_not_ask(call, by=by, at=at))
    rehearsal = Rehearsal.objects.create(call=call, by=by, at=at, try_at=at, keep_until=at + KEPT)
    Event.objects.record(rehearsal, "ask-rehearsal", by=by, at=at, facts={"call": call.slug})
    ask_later("rehearsals.tasks.play", rehearsal.pk)
    return rehearsal


class _Undo(Exception):
    """Leaves the block in which a rehearsal was played, so that all of it is undone."""


def play(rehearsal_id: int, *, at: datetime) -> bool:
    """Play a rehearsal that is owed; False when there is nothing to play, or when another is at it.

    One transaction: the row is held, the call is played inside a savepoint, the savepoint is undone, the report is
    saved. Killed at any point, nothing of it was there and the rehearsal is still owed. What an action asks of workers
    is a hook on the commit of that savepoint, so no worker, no mail server and no folder ever hears of it.
    """
    if not _begin(rehearsal_id, at):
        return False
    with transaction.atomic():
        held = Rehearsal.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
            "call__programme", "call__type"
        )
        rehearsal = held.filter(pk=rehearsal_id, state=State.RUNNING).first()
        if rehearsal is None:
            return False
        start, played = time.perf_counter(), None
        try:
            with transaction.atomic():
                played = report.play(rehearsal.call, rehearsal.pk)
                raise _Undo
        except _Undo:
            took = Decimal(str(round(time.perf_counter() - start, 1)))
            _keep(rehearsal, played, took, at=at)
        except Exception as fault:  # whatever it is, it concerns this rehearsal only
            log.exception("rehearsal %s broke off", rehearsal.pk)
            _note_fault(rehearsal, f"{type(fault).__name__}: {fault}"[:2000], at=at)
            return False
    return True


def _begin(rehearsal_id: int, at: datetime) -> bool:
    """Count the attempt and commit that, before it can kill the worker."""
    with transaction.atomic():
        owed = Rehearsal.objects.underway().select_for_update(skip_locked=True).filter(pk=rehearsal_id)
        rehearsal = owed.first()
        if rehearsal is None:
            return False
        if rehearsal.attempts >= MOST_ATTEMPTS:
            _break_off(rehearsal, rehearsal.fault or _("The worker stopped at every attempt."), at=at)
            return False
        Rehearsal.objects.filter(pk=rehearsal_id).update(attempts=F("attempts") + 1, try_at=at + PATIENCE)
        move(rehearsal, "begin", by=None, at=at)
    return True


def _keep(rehearsal: Rehearsal, played: report.Played, took: Decimal, *, at: datetime) -> None:
    Mail.objects.bulk_create(Mail(rehearsal=rehearsal, **each) for each in played.mails)
    Paper.objects.bulk_create(Paper(rehearsal=rehearsal, **each) for each in played.papers)
    facts = {"mails": len(played.mails), "papers": len(played.papers), "warnings": len(played.report["warnings"])}
    also = {"report": played.report, "warned": facts["warnings"], "seconds": took, "fault": ""}
    move(rehearsal, "complete", by=None, at=at, also=also, **facts)


def _note_fault(rehearsal: Rehearsal, fault: str, *, at: datetime) -> None:
    rehearsal.refresh_from_db(fields=["attempts"])
    if rehearsal.attempts >= MOST_ATTEMPTS:
        _break_off(rehearsal, fault, at=at)
    else:
        rehearsal.fault = fault
        rehearsal.save(update_fields=["fault"])


def _break_off(rehearsal: Rehearsal, fault: str, *, at: datetime) -> None:
    move(rehearsal, "break_off", by=None, at=at, also={"fault": fault}, reason=fault)


@transaction.atomic
def forget(rehearsal: Rehearsal, *, at: datetime) -> None:
    """Delete a report whose time is over, with its mails and papers; the log keeps that there was one."""
    gone = Rehearsal.objects.select_for_update(skip_locked=True).old_at(at).filter(pk=rehearsal.pk).first()
    if gone:
        Event.objects.record(gone, "forget", by=None, at=at)
        gone.delete()

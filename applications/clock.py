"""What time asks of applications. Late, it changes what people see, never what is allowed."""

import logging
from datetime import datetime, time, timedelta

from celery import shared_task
from django.db import Error
from django.db.models import QuerySet
from django.utils import timezone

from applications import actions, arriving, clamd, completing, consortium, copying, digests, scanning, signing
from applications.models import Application, Completion
from calls.models import Call, Unconfirmed
from calls.states import CallState
from workflow import dutch
from workflow.later import hint
from workflow.moments import BRUSSELS
from workflow.refusals import Refused

log = logging.getLogger(__name__)
BATCH = 25
NIGHT = time(4)  # from this hour on, Brussels time, a night's digest may go out; later the same day it still may
QUIET = timedelta(hours=1)
STEPS = {"7d": timedelta(days=7), "1d": timedelta(days=1), "3h": timedelta(hours=3)}


@shared_task
def seal_due():
    """Seal every call whose drain is over, then settle what is left in it."""
    seal_all_due(at=timezone.now())
    settle_left(at=timezone.now())


@shared_task
def remind_due():
    """Remind holders of unsubmitted drafts."""
    remind_all_due(at=timezone.now())


@shared_task
def digest_due():
    """Tell the holders of drafts that close soon what is missing, once a night."""
    digest_all_due(at=timezone.now())


@shared_task
def copies_due():
    """Hand every reading copy owed to a worker of its own, and drop those of yesterday."""
    at = timezone.now()
    copying.drop_old(at=at)
    for pk in copying.owed_at(at).values_list("pk", flat=True)[:BATCH]:
        hint("applications.tasks.draw_copy", pk)


@shared_task
def transfers_due():
    """Throw away files that stopped arriving a day ago."""
    arriving.drop_old(at=timezone.now())


@shared_task
def scans_due():
    """Hand every file that is not scanned yet to a worker, when there is a scanner and it answers."""
    pks = list(scanning.owed().values_list("pk", flat=True)[:BATCH])
    if pks and clamd.is_up():
        for pk in pks:
            hint("applications.tasks.scan_file", pk)


@shared_task
def consent_due():
    """Tell governments of consortia, and who signed off, what was named or changed and is quiet since an hour."""
    tell_consortia(at=timezone.now())
    tell_outdated(at=timezone.now())


@shared_task
def completions_due():
    """Send files back whose time to complete is over, and remind who still has to."""
    at = timezone.now()
    expire_all_due(at=at)
    remind_completing(at=at)


def each(things, act) -> int:
    """Do one thing at a time, so that one bad row cannot stop the rest."""
    done = 0
    for thing in things:
        try:
            act(thing)
            done += 1
        except (Refused, Error):
            log.exception("%r is left for the next round", thing)
    return done


def seal_all_due(*, at: datetime, calls: QuerySet[Call] | None = None) -> int:
    """Seal what is due, of all calls or of these."""
    calls = Call.objects.all() if calls is None else calls
    return each(calls.due_to_seal(at), lambda call: actions.seal(call, at=at))


def settle_left(*, at: datetime, calls: QuerySet[Call] | None = None) -> int:
    calls = Call.objects.all() if calls is None else calls
    sealed = calls.filter(state=CallState.SEALED)
    left = Application.objects.unsubmitted().filter(call__in=sealed).select_related("call")
    return each(left, lambda application: actions.settle(application, at=at))


def remind_all_due(*, at: datetime, calls: QuerySet[Call] | None = None) -> int:
    """Only the latest step that is due is said; an outage of a day does not bring three reminders at once."""
    open_soon = Application.objects.unsubmitted().closing_within(at, STEPS["7d"])
    open_soon = open_soon if calls is None else open_soon.filter(call__in=calls)
    drafts = open_soon.select_related("call", "organisation")

    def remind(application: Application) -> None:
        left = application.closes_at - at
        step = next(name for name in reversed(STEPS) if left <= STEPS[name])
        actions.remind(application, step, dutch.time_left(application.closes_at, at), at=at)

    return each(drafts, remind)


def night_of(at: datetime) -> datetime:
    """When the last night ended before this moment."""
    local = at.astimezone(BRUSSELS)
    ended = datetime.combine(local.date(), NIGHT, tzinfo=BRUSSELS)
    return ended if ended <= at else datetime.combine(local.date() - timedelta(days=1), NIGHT, tzinfo=BRUSSELS)


def digest_all_due(*, at: datetime, calls: QuerySet[Call] | None = None) -> int:
    """Once a night per draft; whoever started it or came within the days after that night is for the next one."""
    night = night_of(at)
    drafts = digests.due(night, at)
    drafts = drafts if calls is None else drafts.filter(call__in=calls)
    return each(list(drafts), lambda application: digests.tell(application, night.date(), at=at))


def tell_consortia(*, at: datetime, calls: QuerySet[Call] | None = None) -> int:
    """Each government at most once a day, and never while the lead is typing."""
    open_now = Application.objects.unsubmitted().filter(
        call__state=CallState.PUBLISHED, call__opens_at__lte=at, saved_at__lte=at - QUIET
    )
    open_now = open_now if calls is None else open_now.filter(call__in=calls)
    drafts = open_now.exclude(call__unconfirmed=Unconfirmed.NOT_ASKED).select_related("call")
    return each((draft for draft in drafts if draft.is_open_at(at)), lambda draft: consortium.digest(draft, at=at))


def tell_outdated(*, at: datetime, calls: QuerySet[Call] | None = None) -> int:
    """Who signed off hears once that it changed since, when nobody is typing any more."""
    found = signing.outdated_perhaps(at)
    found = (found if calls is None else found.filter(call__in=calls)).select_related("call")
    return each((one for one in found if one.is_open_at(at)), lambda one: signing.tell_outdated(one, at=at))


def expire_all_due(*, at: datetime) -> int:
    """What was not completed in time goes back with the version that counted."""
    over = Completion.objects.due_to_expire(at).select_related("application__call", "application__submission")
    return each(over, lambda completion: completing.expire(completion, at=at))


def remind_completing(*, at: datetime) -> int:
    """Only the latest step that is due is said."""
    soon = Completion.objects.ending_within(at, completing.STEPS["3d"])
    soon = soon.select_related("application__call", "application__submission")

    def remind(completion: Completion) -> None:
        left = completion.closes_at - at
        step = next(name for name in reversed(completing.STEPS) if left <= completing.STEPS[name])
        completing.remind(completion, step, at=at)

    return each(soon, remind)

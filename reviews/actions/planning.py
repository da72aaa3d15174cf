"""What can be done with a proposal of who reads what. Locks: the files, then the jurors, then the proposal."""

import logging
import time
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import notify
from applications.models import Application
from calls.models import Call
from reviews import dividing, rules, solver
from reviews.models import Assignment, Juror, Pairing, Plan
from reviews.states import PLAN_OWED, PlanState
from workflow.later import ask_later
from workflow.models import Event, subject_of
from workflow.moves import hold, hold_name, move
from workflow.refusals import refuse

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
PATIENCE = timedelta(minutes=2)  # after an attempt that was begun
TASK = "reviews.tasks.compute_plan"


@transaction.atomic
def ask_plan(call: Call, wanted: int, *, by, at: datetime) -> Plan:
    """Ask for a proposal; the row is the work owed. One that was ready makes room."""
    hold_name("reviews.plan", str(call.pk))
    refuse(rules.why_not_ask_plan(call, by=by, wanted=wanted))
    for older in Plan.objects.live().filter(call=call):
        hold(older)
        move(older, "drop_plan", by=by, at=at)
    plan = Plan.objects.create(call=call, wanted=wanted, by=by, at=at, try_at=at)
    Event.objects.record(plan, "ask-plan", by=by, at=at, facts={"call": call.slug})
    ask_later(TASK, plan.pk)
    return plan


def compute(plan_id: int, *, at: datetime) -> bool:
    """Compute a proposal that is owed; False when there is nothing to do, or another was faster.

    Reading and dividing hold no lock, so that the page can show how far it is. What is written counts only when no
    later attempt was begun meanwhile.
    """
    plan = _begin(plan_id, at)
    if plan is None:
        return False
    start = time.perf_counter()
    try:
        _at_step(plan, Plan.Step.READING)
        seen = dividing.look(plan, by=plan.by)
        _at_step(plan, Plan.Step.DIVIDING)
        division = solver.divide(seen.problem)
        _at_step(plan, Plan.Step.WRITING)
        return _keep(plan, seen, division, Decimal(str(round(time.perf_counter() - start, 1))), at=at)
    except Exception as fault:  # whatever it is, it concerns this proposal only
        log.exception("proposal %s broke off", plan_id)
        _note_fault(plan, f"{type(fault).__name__}: {fault}"[:2000], at=at)
        return False


def _begin(plan_id: int, at: datetime) -> Plan | None:
    """Count the attempt and commit that, before it can kill the worker."""
    with transaction.atomic():
        owed = Plan.objects.filter(pk=plan_id, state__in=PLAN_OWED, try_at__lte=at)
        plan = owed.select_for_update(skip_locked=True, of=("self",)).select_related("call", "by").first()
        if plan is None:
            return None
        if plan.attempts >= MOST_ATTEMPTS:
            _break_off(plan, plan.fault or _("The worker stopped at every attempt."), at=at)
            return None
        Plan.objects.filter(pk=plan_id).update(attempts=F("attempts") + 1, try_at=at + PATIENCE)
        plan.refresh_from_db(fields=["attempts", "try_at"])
        move(plan, "begin_plan", by=None, at=at)
    return plan


def _at_step(plan: Plan, step: str) -> None:
    Plan.objects.filter(pk=plan.pk, attempts=plan.attempts).update(step=step)


def _keep(plan: Plan, seen: dividing.Situation, division: solver.Division, took: Decimal, *, at: datetime) -> bool:
    attempt = plan.attempts
    with transaction.atomic():
        hold(plan)
        if plan.state != PlanState.COMPUTING or plan.attempts != attempt:
            return False
        problem = seen.problem
        plan.pairings.all().delete()
        Pairing.objects.bulk_create(
            Pairing(
                plan=plan,
                application_id=file,
                juror=seen.jurors[user],
                pinned=(file, user) in problem.pinned,
                standing=(file, user) in problem.standing,
            )
            for file, users in division.readers_of.items()
            for user in users
            if user in seen.jurors
        )
        facts = {"cells": sum(map(len, division.readers_of.values())), "missing": sum(division.short.values())}
        basis = dividing.basis_of(problem) | {"released": seen.released}
        also = {"basis": basis, "seconds": took, "step": Plan.Step.WAITING, "fault": "", "attempts": 0}
        move(plan, "finish_plan", by=None, at=at, also=also, **facts)
    return True


def _note_fault(plan: Plan, fault: str, *, at: datetime) -> None:
    with transaction.atomic():
        hold(plan)
        if plan.state not in PLAN_OWED:
            return
        if plan.attempts >= MOST_ATTEMPTS:
            _break_off(plan, fault, at=at)
        else:
            plan.fault, plan.try_at = fault, at
            plan.save(update_fields=["fault", "try_at"])


def _break_off(plan: Plan, fault: str, *, at: datetime) -> None:
    move(plan, "break_off_plan", by=None, at=at, also={"fault": fault}, reason=fault)


@transaction.atomic
def pin(plan: Plan, application: Application, juror: Juror, *, by, at: datetime) -> None:
    """Fix one cell by hand; the next computing keeps it."""
    hold(plan)
    refuse(rules.why_not_pin(plan, application, juror, by=by))
    Pairing.objects.update_or_create(
        plan=plan, application=application, juror=juror, defaults={"pinned": True, "standing": False}
    )
    Event.objects.record(plan, "pin", by=by, at=at, facts={"file": application.number, "name": str(juror)})


@transaction.atomic
def unpin(plan: Plan, application: Application, juror: Juror, *, by, at: datetime) -> None:
    """Leave one cell to the solver again."""
    hold(plan)
    refuse(rules.why_not_change_plan(plan, by=by))
    if plan.pairings.filter(application=application, juror=juror, pinned=True).update(pinned=False):
        Event.objects.record(plan, "unpin", by=by, at=at, facts={"file": application.number, "name": str(juror)})


@transaction.atomic
def recompute(plan: Plan, *, by, at: datetime) -> None:
    """Have it computed again, with what is pinned and with what changed."""
    hold(plan)
    refuse(rules.why_not_change_plan(plan, by=by))
    move(plan, "recompute", by=by, at=at, also={"try_at": at, "step": Plan.Step.WAITING, "by": by})
    ask_later(TASK, plan.pk)


@transaction.atomic
def drop_plan(plan: Plan, *, by, at: datetime) -> None:
    hold(plan)
    refuse(rules.why_not_drop_plan(plan, by=by))
    move(plan, "drop_plan", by=by, at=at)


@transaction.atomic
def take_over(plan: Plan, *, seen: str | None = None, by, at: datetime) -> int:
    """Make every new cell a real assignment, all or none, and tell each reviewer once. Answers how many."""
    files = Application.objects.filter(call=plan.call_id, pk__in=plan.pairings.values("application"))
    files = {each.pk: each for each in files.select_for_update().order_by("pk")}
    list(Juror.objects.filter(call=plan.call_id).select_for_update().order_by("pk"))
    hold(plan)
    refuse(rules.why_not_take_over(plan, by=by, stale=dividing.stale(plan, by=by), seen=seen))
    cells = plan.pairings.filter(standing=False).select_related("juror__user").order_by("application__number", "pk")
    made: dict[int, list[Assignment]] = {}
    for cell in cells:
        assignment = Assignment(
            application=files[cell.application_id], reviewer=cell.juror.user, by=by, at=at, pinned=cell.pinned
        )
        made.setdefault(cell.juror.user_id, []).append(assignment)
    everything = Assignment.objects.bulk_create(each for own in made.values() for each in own)
    facts = {"plan": plan.pk}
    Event.objects.bulk_create(
        Event(subject=subject_of(each), verb="assign", by=by, at=at, facts=facts) for each in everything
    )
    for own in made.values():
        _tell(plan, own, at=at)
    move(plan, "take_over", by=by, at=at, cells=len(everything))
    return len(everything)


def _tell(plan: Plan, own: list[Assignment], *, at: datetime) -> None:
    """One notice for all files of one reviewer."""
    n = len(own)
    numbers = "\n".join(f"{each.application.number}  {each.application.title}" for each in own)
    subject = ngettext("%(n)s file for you to review (%(call)s)", "%(n)s files for you to review (%(call)s)", n)
    body = ngettext(
        "You were asked to review a file of “%(call)s”. First declare whether you have an interest in it.",
        "You were asked to review %(n)s files of “%(call)s”. First declare for each whether you have an interest.",
        n,
    )
    notify(
        [own[0].reviewer],
        key=f"plan:{plan.pk}",
        subject=subject % {"n": n, "call": plan.call.title},
        body=f"{body % {'n': n, 'call': plan.call.title}}\n\n{numbers}",
        link=reverse("reviews:desk"),
        action=_("Go to your files"),
        about=subject_of(plan),
        at=at,
    )

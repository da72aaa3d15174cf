"""What can be done with an application: the only writer. Locks go from the ground up: call, then application."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from applications import consent, receipts, renewal, rules, signoff
from applications.completing import ask_completion, call_off, complete, expire_if_over
from applications.filing import attach, detach, replace
from applications.filling import restore, save, save_held, set_aside, start
from applications.models import Answer, Application, Completion, Submission
from applications.restoring import restore_version
from applications.running import (
    add_focus,
    change_jury_day,
    extend,
    holders_of,
    move_deadline,
    move_moment,
    remove_focus,
    second_deadline,
)
from applications.snapshot import content_of
from applications.states import State
from applications.withdrawal import withdraw
from calls import actions as call_actions
from calls import rules as call_rules
from calls import team
from calls.models import Call
from questionnaires.changes import changes
from questionnaires.definition import Definition
from questionnaires.models import Version
from workflow import dutch
from workflow.models import fingerprint, subject_of
from workflow.moves import hold, hold_shared, move
from workflow.refusals import refuse

# Filling in has its own file, and so have withdrawing, the files, completing, and what an officer changes on a call.
__all__ = [
    "add_focus",
    "admit",
    "ask_completion",
    "attach",
    "call_off",
    "change_jury_day",
    "complete",
    "detach",
    "expire_if_over",
    "extend",
    "finish",
    "holders_of",
    "move_deadline",
    "move_moment",
    "publish_form",
    "reject",
    "remind",
    "remove_focus",
    "replace",
    "reopen",
    "restore",
    "save",
    "save_held",
    "seal",
    "sealed_digest",
    "second_deadline",
    "set_aside",
    "settle",
    "start",
    "submit",
    "try_submitting",
    "withdraw",
]


@transaction.atomic
def submit(application: Application, *, by, at: datetime) -> Submission:
    """Hand in: one clock reading `at` is compared, stored and printed."""
    return _hand_in(application, by=by, at=at)


@transaction.atomic
def try_submitting(application: Application, *, by, at: datetime) -> Submission:
    """Hand in and undo it: no version, receipt, notice or hint stays. Answers what would have been kept.

    Whoever fills in may try, also without the role that hands in. Raises Refused with all that stands in the way.
    """
    refuse(rules.why_not_try(application, by=by))
    with transaction.atomic():
        submission = _hand_in(application, by=by, at=at, besides=("not-a-submitter",))
        transaction.set_rollback(True)
    return submission


def _hand_in(application: Application, *, by, at: datetime, besides: Collection[str] = ()) -> Submission:
    """The call is locked shared, so submissions do not wait for each other, while closing, moving and sealing wait
    for all of them. The receipt is part of the same transaction. `besides` are codes of reasons that do not count.
    """
    call = application.call
    hold_shared(call)
    hold(application, "organisation", "focus", "submission", "sign_off__signer", "sign_off__asked_by")
    application.call = call
    answers = Prefetch("answers", Answer.objects.current())
    prefetch_related_objects([application], answers, *consent.lists())
    prefetch_related_objects([call], "criteria", "categories", "form__current")
    content = content_of(application)
    reasons = rules.why_not_submit(application, by=by, at=at, content=content)
    refuse([each for each in reasons if each.code not in besides])
    content |= signoff.frozen(application)
    version = (application.submission.version if application.submission else 0) + 1
    submission = Submission(
        application=application,
        version=version,
        received_at=at,
        closes_at=application.closes_at,
        by=by,
        content=content,
        sha256=fingerprint(content),
        cost=content["cost"],
        subsidy=content["subsidy"],
    )
    submission.receipt = receipts.owe(submission, by=by, at=at)
    submission.save()
    facts = {"version": version, "sha256": submission.sha256}
    move(application, "submit", by=by, at=at, also={"submission": submission}, **facts)
    _tell_submitted(application, submission, at=at)
    return submission


def _tell_submitted(application: Application, submission: Submission, *, at: datetime) -> None:
    body = _(
        "We received “%(title)s” of %(government)s.\n\nNumber: %(number)s\nReceived on: %(moment)s, %(clock)s\n"
        "Fingerprint (SHA-256): %(sha256)s\n\nYou can change the application until the call closes on %(closes)s."
    ) % {
        "title": application.title,
        "government": application.organisation,
        "number": application.number,
        "moment": dutch.weekday(submission.received_at),
        "clock": dutch.clock(submission.received_at, seconds=True),
        "sha256": submission.sha256,
        "closes": dutch.moment(application.closes_at),
    }
    subject = _("We received your application (%(number)s)") % {"number": application.number}
    notify(
        holders_of(application),
        key=f"submitted:{application.pk}:{submission.version}",
        subject=subject,
        body=body,
        link=application.get_absolute_url(),
        action=_("See your application"),
        about=subject_of(application),
        at=at,
    )


@transaction.atomic
def reopen(application: Application, *, by, at: datetime) -> None:
    """Change a submitted file before the closing. Until it is handed in again, the earlier version counts."""
    hold_shared(application.call)
    hold(application)
    refuse(rules.why_not_reopen(application, by=by, at=at))
    move(application, "reopen", by=by, at=at)


@transaction.atomic
def publish_form(call: Call, *, edit: int, by, at: datetime) -> Version:
    """Publish a new version of the form, and tell who is filling in the one before. No answer is touched."""
    before = call.form.current.definition if call.form.current else Definition()
    version = call_actions.publish_form(call, edit=edit, by=by, at=at)
    lines = renewal.in_short(changes(before, version.definition))
    for application in renewal.open_in(call):
        body = _(
            "The form of “%(call)s” has a new version. What you filled in is kept. What no longer fits stands apart "
            "in your application, so that you can still use it."
        ) % {"call": call.title}
        notify(
            holders_of(application),
            key=f"form:{version.pk}:{application.pk}",
            subject=_("The form of the call changed (%(number)s)") % {"number": application.number},
            body=f"{body}\n\n{lines}" if lines else body,
            link=application.get_absolute_url(),
            action=_("Go to your application"),
            about=subject_of(application),
            at=at,
        )
    return version


def sealed_digest(call: Call) -> dict:
    """Count and fingerprint of the versions that counted when the call closed: what was completed or withdrawn after
    the seal changes nothing in it, so anybody can compute it again."""
    files = call.applications.filter(submission__isnull=False)
    said = dict(files.values_list("number", "submission__sha256"))
    first = Completion.objects.filter(application__in=files).order_by("-at")
    said |= dict(first.values_list("application__number", "before__sha256"))
    lines = [f"{number} {sha256}" for number, sha256 in sorted(said.items())]
    return {"count": len(lines), "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest()}


@transaction.atomic
def seal(call: Call, *, at: datetime) -> None:
    """Close the book after the drain: count and fingerprint of every version that counts, for good."""
    hold(call)
    refuse(call_rules.why_not_seal(call, at=at))
    sealed = sealed_digest(call)
    call_actions.seal(call, sealed, at=at)
    notify(
        team.told_of(call),
        key=f"sealed:{call.pk}",
        subject=_("%(call)s is closed and sealed: %(n)s applications") % {"call": call, "n": sealed["count"]},
        body=_(
            "%(call)s took in %(n)s applications. You can now check which of them are admissible.\n\nSeal: %(sha256)s"
        )
        % {"call": call, "n": sealed["count"], "sha256": sealed["sha256"]},
        link=call.get_absolute_url(),
        action=_("See the call"),
        about=subject_of(call),
        at=at,
    )


@transaction.atomic
def settle(application: Application, *, at: datetime) -> None:
    """After the seal: a draft lapses, and of a file that was being changed the submitted version counts."""
    hold(application)
    refuse(rules.why_not_lapse(application))
    if application.state == State.REOPENED:
        restore_version(application, application.submission, at=at)
        move(application, "keep", by=None, at=at)
    elif application.state == State.DRAFT:
        move(application, "lapse", by=None, at=at)
        supersede_notices(subject_of(application), at=at)


@transaction.atomic
def admit(application: Application, *, by, at: datetime) -> None:
    """Let a sealed file through to the jury; asked by `reviews`, which keeps the motivation."""
    move(application, "admit", by=by, at=at)


@transaction.atomic
def reject(application: Application, *, by, at: datetime) -> None:
    """Declare a sealed file not admissible; asked by `reviews`."""
    move(application, "reject", by=by, at=at)


@transaction.atomic
def finish(application: Application, *, by, at: datetime) -> None:
    """End the life of a file whose decision is announced; asked by `decisions`."""
    move(application, "finish", by=by, at=at)


def remind(application: Application, step: str, left: str, *, at: datetime) -> int:
    """Remind the holders of a draft, once per step (7 days, 1 day, 3 hours) and closing moment."""
    closes = application.closes_at
    return notify(
        holders_of(application),
        key=f"remind:{application.pk}:{step}:{closes:%Y%m%d%H%M}",
        subject=_("%(left)s left to hand in (%(number)s)") % {"left": left, "number": application.number},
        body=_(
            "“%(title)s” of %(government)s is not handed in yet. The call closes on %(closes)s.\n\n"
            "Handed in means: you see a receipt with a number and a moment."
        )
        % {"title": application.title, "government": application.organisation, "closes": dutch.moment(closes)},
        link=application.get_absolute_url(),
        action=_("Finish your application"),
        about=subject_of(application),
        at=at,
    )

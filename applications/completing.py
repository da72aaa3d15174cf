"""Completing a file after the closing: asked, answered, withdrawn or run out. Locks: call, application, completion."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from applications import completion_rules, consent, receipts, rules
from applications.completions import Completion
from applications.models import Answer, Application, Submission
from applications.restoring import restore_version
from applications.running import holders_of
from applications.snapshot import content_of
from applications.states import State
from applications.term import term_of
from calls import team
from workflow import dutch
from workflow.models import fingerprint, subject_of
from workflow.moments import DRAIN
from workflow.moves import hold, hold_shared, move
from workflow.refusals import refuse


@transaction.atomic
def ask_completion(
    application: Application, parts: list[dict], text: str, closes_at: datetime, *, by, at: datetime
) -> Completion:
    """Reopen the parts named (`name`, `label`, `lacks`) for the applicant until a moment; the term stands still."""
    hold(application)
    refuse(completion_rules.why_not_ask(application, parts, text, closes_at, by=by, at=at))
    completion = Completion(
        application=application,
        before_id=application.submission_id,
        parts=parts,
        text=text.strip(),
        closes_at=closes_at,
        by=by,
        at=at,
    )
    completion.full_clean()
    completion.save()
    facts = {"parts": [each["label"] for each in parts], "until": closes_at, "version": completion.before.version}
    also = {"completing_until": closes_at, "paused_days": _paused(application)}
    move(application, "ask_completion", by=by, at=at, also=also, **facts)
    _tell_asked(completion, at=at)
    return completion


def _paused(application: Application) -> int:
    pauses = [each.pause for each in application.completions.all()]
    return term_of(application.call.decision_by, pauses).days


def in_lines(completion: Completion) -> str:
    """What is asked, a line for each part."""
    return "\n".join(
        f"– {each['label']}: {each['lacks']}" if each["lacks"] else f"– {each['label']}" for each in completion.parts
    )


def _tell_asked(completion: Completion, *, at: datetime) -> None:
    application = completion.application
    body = _(
        "The administration looked at “%(title)s” and asks you to complete it.\n\n%(text)s\n\n%(parts)s\n\n"
        "You can complete it until %(moment)s. Only these parts are open. Without an answer in time the version that "
        "you handed in before counts. Until then the term to decide stands still."
    ) % {
        "title": application.submission.content["title"],
        "text": completion.text,
        "parts": in_lines(completion),
        "moment": dutch.moment(completion.closes_at),
    }
    subject = _("Complete your application by %(moment)s (%(number)s)") % {
        "moment": dutch.short_moment(completion.closes_at),
        "number": application.number,
    }
    _tell_applicant(completion, "asked", subject, body, _("Complete the application"), at=at)


def _tell_applicant(completion: Completion, key: str, subject: str, body: str, action: str, *, at: datetime) -> int:
    return notify(
        holders_of(completion.application),
        key=f"completion-{key}:{completion.pk}",
        subject=subject,
        body=body,
        link=completion.application.get_absolute_url(),
        action=action,
        about=subject_of(completion),
        at=at,
    )


def _tell_officers(completion: Completion, key: str, subject: str, body: str, *, at: datetime) -> None:
    application = completion.application
    facts = {"number": application.number, "title": application.submission.content["title"]}
    notify(
        team.told_of(application.call),
        key=f"completion-{key}:{completion.pk}",
        subject=subject % facts,
        body=body % facts,
        link=application.staff_url,
        action=_("See the file"),
        about=subject_of(completion),
        at=at,
    )


@transaction.atomic
def complete(application: Application, *, by, at: datetime) -> Submission:
    """Hand the completion in: a new version beside the first, with the moment of the request as its deadline."""
    call = application.call
    hold_shared(call)
    hold(application, "organisation", "focus", "submission")
    application.call = call
    answers = Prefetch("answers", Answer.objects.current())
    prefetch_related_objects([application], answers, *consent.lists())
    prefetch_related_objects([call], "criteria", "categories", "form__current")
    reasons = completion_rules.why_not_complete(application, by=by, at=at)
    refuse(reasons or rules.why_incomplete(application))
    completion = application.completions.asked().get()
    hold(completion)
    completion.application = application
    content = content_of(application)
    refuse(completion_rules.why_unchanged(completion, content))
    submission = Submission(
        application=application,
        version=application.versions.order_by("-version").values_list("version", flat=True)[0] + 1,
        received_at=at,
        closes_at=completion.closes_at,
        by=by,
        content=content,
        sha256=fingerprint(content),
        cost=content["cost"],
        subsidy=content["subsidy"],
    )
    submission.receipt = receipts.owe(submission, by=by, at=at, completes=True)
    submission.save()
    facts = {"version": submission.version, "sha256": submission.sha256}
    _end(completion, "answer_completion", by=by, at=at, after=submission)
    move(application, "complete", by=by, at=at, also=_ended(application, submission), **facts)
    _tell_completed(completion, submission, at=at)
    return submission


def _end(completion: Completion, verb: str, *, by, at: datetime, **also) -> None:
    move(completion, verb, by=by, at=at, also={"ended_at": at} | also)
    supersede_notices(subject_of(completion), at=at)


def _ended(application: Application, submission: Submission | None = None) -> dict:
    """What is written with the move back: the term runs again."""
    also = {"completing_until": None, "paused_days": _paused(application)}
    return also | ({"submission": submission} if submission else {})


def _tell_completed(completion: Completion, submission: Submission, *, at: datetime) -> None:
    application = completion.application
    body = _(
        "We received what you completed in “%(title)s”.\n\nNumber: %(number)s, version %(version)s\n"
        "Received on: %(moment)s, %(clock)s\nFingerprint (SHA-256): %(sha256)s\n\nThis version counts from now on."
    ) % {
        "title": submission.content["title"],
        "number": application.number,
        "version": submission.version,
        "moment": dutch.weekday(at),
        "clock": dutch.clock(at, seconds=True),
        "sha256": submission.sha256,
    }
    subject = _("We received your completion (%(number)s)") % {"number": application.number}
    _tell_applicant(completion, "received", subject, body, _("See your application"), at=at)
    _tell_officers(
        completion,
        "answered",
        _("File %(number)s is completed"),
        _("The applicant completed “%(title)s”. Look at what is different, and judge the admissibility."),
        at=at,
    )


@transaction.atomic
def call_off(completion: Completion, reason: str, *, by, at: datetime) -> None:
    """Withdraw a request: the file goes back as it was handed in, and the applicant hears why."""
    application = completion.application
    hold(application)
    hold(completion)
    completion.application = application
    refuse(completion_rules.why_not_call_off(completion, reason, by=by))
    _end(completion, "call_off", by=by, at=at, reason=reason.strip()[:300])
    _resume(application, by=by, at=at)
    body = _(
        "The administration withdraws its request to complete “%(title)s”. You need not do anything: what you handed "
        "in before counts.\n\nReason: %(reason)s"
    ) % {"title": application.submission.content["title"], "reason": completion.reason}
    subject = _("You need not complete anything (%(number)s)") % {"number": application.number}
    _tell_applicant(completion, "off", subject, body, _("See your application"), at=at)


def _resume(application: Application, *, by, at: datetime) -> None:
    restore_version(application, application.submission, at=at)
    move(application, "resume", by=by, at=at, also=_ended(application))


@transaction.atomic
def expire(completion: Completion, *, at: datetime) -> None:
    """Nobody answered in time: the file goes back with the version that counted, on record."""
    application = completion.application
    hold(application)
    hold(completion)
    completion.application = application
    refuse(completion_rules.why_not_expire(completion, at=at))
    _end(completion, "expire_completion", by=None, at=at)
    _resume(application, by=None, at=at)
    body = _(
        "You did not complete “%(title)s” before %(moment)s. The administration goes on with what you handed in before."
    ) % {"title": application.submission.content["title"], "moment": dutch.moment(completion.closes_at)}
    subject = _("The time to complete has passed (%(number)s)") % {"number": application.number}
    _tell_applicant(completion, "over", subject, body, _("See your application"), at=at)
    _tell_officers(
        completion,
        "expired",
        _("File %(number)s was not completed in time"),
        _("Nobody completed “%(title)s” in time. Judge the admissibility on the version that was handed in before."),
        at=at,
    )


def expire_if_over(application: Application, *, at: datetime) -> None:
    """What the clock would do, for who acts on the file while it is late."""
    over = application.state == State.COMPLETING and application.completing_until + DRAIN <= at
    if over and (completion := application.completions.asked().first()):
        completion.application = application
        expire(completion, at=at)


def drop(application: Application, *, by, at: datetime) -> None:
    """The application you hold is withdrawn while it was completed: nothing waits for an answer any more."""
    for completion in application.completions.asked():
        completion.application = application
        hold(completion)
        _end(completion, "call_off", by=by, at=at, reason=_("The application was withdrawn."))


def remind(completion: Completion, step: str, *, at: datetime) -> int:
    """Remind who has to complete, once per step."""
    application = completion.application
    left = dutch.time_left(completion.closes_at, at)
    body = _(
        "“%(title)s” is not completed yet. You can do that until %(moment)s.\n\n%(text)s\n\n%(parts)s\n\n"
        "Without an answer in time the version that you handed in before counts."
    ) % {
        "title": application.submission.content["title"],
        "moment": dutch.moment(completion.closes_at),
        "text": completion.text,
        "parts": in_lines(completion),
    }
    subject = _("%(left)s left to complete (%(number)s)") % {"left": left, "number": application.number}
    return _tell_applicant(completion, f"remind-{step}", subject, body, _("Complete the application"), at=at)


STEPS = {"3d": timedelta(days=3), "1d": timedelta(days=1)}

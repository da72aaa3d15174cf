"""What can be done with an application: the only writer. Locks go from the ground up: call, then application."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from accounts.models import Organisation
from applications import completion_rules, consent, consortium, filled, keeping, receipts, renewal, rules, signoff
from applications.completing import ask_completion, call_off, complete, expire_if_over
from applications.filing import attach, detach, replace
from applications.filled import part_of
from applications.keeping import Clash, Saved
from applications.merging import Merged, merge, same
from applications.models import Answer, Application, Completion, Entry, Submission
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
from questionnaires.definition import Definition, is_empty
from questionnaires.models import Version
from questionnaires.values import fitted
from workflow import dutch
from workflow.models import Event, fingerprint, subject_of
from workflow.moves import hold, hold_shared, move
from workflow.refusals import refuse

# What an officer changes on a running call has its own file, and so have withdrawing and the files.
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
    "save",
    "seal",
    "sealed_digest",
    "second_deadline",
    "settle",
    "start",
    "submit",
    "try_submitting",
    "withdraw",
]


@transaction.atomic
def start(call: Call, organisation: Organisation, title: str, *, by, at: datetime) -> Application:
    """Start a draft, and give it its number."""
    refuse(rules.why_not_start(call, organisation, by=by, at=at))
    with connection.cursor() as cursor:  # one number each, without a lock on the call that a submission shares
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('applications.sequence'), %s)", [call.pk])
    last = Application.objects.filter(call=call).aggregate(last=Max("sequence"))["last"] or 0
    application = Application.objects.create(
        call=call,
        organisation=organisation,
        sequence=last + 1,
        number=f"{call.programme.code}-{call.number}-{last + 1:03}",
        title=title,
        created_by=by,
        created_at=at,
        saved_by=by,
        saved_at=at,
        form_seen={"": call.form.current.number} if call.form.current else {},
    )
    Entry.objects.create(application=application, part="project", edit=0, field="title", value=title, by=by, at=at)
    Event.objects.record(application, "start", by=by, at=at)
    return application


@transaction.atomic
def save(application: Application, part: str, *, by, at: datetime, **facts) -> Saved:
    """Save one part of a draft; `facts` are those of `save_held`."""
    hold(application, "call__type", "call__form__current")
    return save_held(application, part, by=by, at=at, **facts)


def save_held(
    application: Application,
    part: str,
    *,
    by,
    at: datetime,
    edit: int | None = None,
    fields=None,
    rows=None,
    answers: dict | None = None,
    version: Version | None = None,
    held: Collection[str] = (),
    chosen: Collection[str] = (),
    typing: bool = False,
) -> Saved:
    """Save one part of a draft that this transaction holds and has read: `fields` of the application itself, or all
    `rows` of a list, complete or not.

    `part` is project, costs, participants or planning. With `answers` it is the key of a section of the form, and
    they are values by the keys of its questions; a key that is left out stays as it is. They are answers to the
    questions of `version`, the current one when left out. `edit` is the version of the part that the person had
    before them: what a colleague saved since is put together with it, and a field that both changed stays as the
    colleague left it; the answer names it, and keeps the other text in the history. Fields of which the person did
    not choose yet are `held`; `chosen` are those where the own text was preferred. With `typing` it is one of many
    saves in a minute, of which the history tells enough. Raises ValidationError when a constraint does not hold.
    """
    assert connection.in_atomic_block, "who saves holds the draft"
    name = part if answers is None else part_of(part)
    refuse(rules.why_not_edit(application, by=by, at=at, part=name, edit=edit))
    focus = (fields or {}).get("focus")
    if focus and focus.pk != application.focus_id:
        refuse(rules.why_not_choose(application, focus))
    facts = {"part": name}
    if answers is not None:
        version = version or filled.form_of(application)
        refuse(rules.why_not_answer(application, part, answers, version))
        refuse(completion_rules.why_not_answer(application, answers))
        facts |= {"version": version.number}
        application.form_seen = application.form_seen | {part: version.number}
    mine = keeping.sent(name, fields, rows, answers)
    there = keeping.things_of(application, name, mine)
    now = keeping.values_of(application, name, mine, there)
    before = application.edits.get(name, 0)
    base, merged = now, Merged(mine)
    if edit is not None and edit != before:
        base = keeping.values_at(application, name, edit) | {field: now.get(field) for field in chosen}
        merged = merge(base, now, mine)
    merged = merged.holding(held, now)
    changed = {field: value for field, value in merged.values.items() if not same(value, now.get(field))}
    if rows is not None and changed:
        keeping.write_rows(application, name, keeping.rows_from(name, changed[keeping.ROWS]), there)
    if answers is not None:
        kept = {key: value for key, value in merged.values.items() if key not in merged.conflicts}
        facts |= _answer(application, part, kept, version, there, at=at)
    for field in changed if fields is not None else ():
        setattr(application, field, fields[field])
    refuse(rules.why_not_last(application.starts_on, application.ends_on))
    if changed or not before:
        application.edits = application.edits | {name: before + 1}
        application.saved_at, application.saved_by = at, by
    after = application.edits[name]
    Entry.objects.bulk_create(
        Entry(application=application, part=name, edit=after, field=field, value=value, by=by, at=at, aside=aside)
        for values, aside in ((changed, False), (merged.conflicts, True))
        for field, value in values.items()
    )
    application.clean_fields(exclude=["call", "organisation", "submission", "created_by", "saved_by", "focus"])
    written = [*(changed if fields is not None else ()), "edits", "form_seen", "saved_at", "saved_by"]
    application.save(update_fields=written)
    if not typing:
        Event.objects.record(application, "save", by=by, at=at, facts=facts)
        if name == "participants":
            consortium.follow_up(application, by=by, at=at)
    news = {field: value for field, value in merged.values.items() if not same(value, mine[field])}
    if keeping.ROWS in merged.conflicts:  # all that is new of both, with my words where both wrote
        merged.conflicts[keeping.ROWS] = merge(base, mine, now).values[keeping.ROWS]
    return Saved(after, news, _clashes(application, name, now, merged.conflicts))


def _clashes(application: Application, part: str, now: dict, conflicts: dict) -> dict[str, Clash]:
    if not conflicts:
        return {}
    entries = application.entries.filter(part=part, field__in=list(conflicts), aside=False).select_related("by")
    latest = {each.field: each for each in entries.order_by("field", "-edit", "-id").distinct("field")}
    return {field: Clash(now.get(field), mine, latest.get(field)) for field, mine in conflicts.items()}


@transaction.atomic
def restore(entry: Entry, *, by, at: datetime) -> Saved:
    """Put what an entry of the history says back in its place."""
    refuse(rules.why_not_restore(entry))
    return save(entry.application, entry.part.removeprefix(part_of("")), by=by, at=at, **keeping.as_saved(entry))


def _answer(application: Application, section: str, answers: dict, version: Version, there, *, at: datetime) -> dict:
    """Keep values under their keys. One that stood there and does not fit this question is set aside, not lost."""
    definition = version.definition
    aside, changed, new = [], [], []
    for key, value in answers.items():
        question, old = definition.question(key), there.get(key)
        if old and not is_empty(old.value) and fitted(question, old.stored) is None:
            if is_empty(value):
                continue  # an empty box beside what no longer fits: nothing was typed, so nothing is replaced
            aside.append(old)
            old = None
        if old is None and not is_empty(value):
            asked = question.as_json() | {"section": section}
            new.append(Answer(application=application, key=key, value=value, asked=asked, version=version.number))
        elif old is not None and (old.value, old.version) != (value, version.number):
            old.value, old.version = value, version.number
            old.asked = question.as_json() | {"section": section}
            changed.append(old)
    if aside:
        Answer.objects.filter(pk__in=[each.pk for each in aside]).update(set_aside_at=at)
    Answer.objects.bulk_update(changed, ["value", "asked", "version"])
    Answer.objects.bulk_create(new)
    return {"aside": sorted(each.key for each in aside)} if aside else {}


@transaction.atomic
def set_aside(answer: Answer, *, by, at: datetime) -> None:
    """Take an answer that no longer fits from the page. It stays in the history, and the log says so."""
    application = answer.application
    hold(application)
    refuse(rules.why_not_set_aside(answer, by=by, at=at))
    answer.set_aside_at = at
    answer.save(update_fields=["set_aside_at"])
    facts = {"key": answer.key, "version": answer.version}
    Event.objects.record(application, "set-aside", by=by, at=at, facts=facts)


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

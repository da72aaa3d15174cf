"""Filling in a draft: starting it, saving a part, putting an earlier text back. The only writer of what was typed."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Organisation
from applications import completion_rules, consortium, filled, keeping, rules
from applications.filled import part_of
from applications.keeping import Clash, Saved
from applications.merging import Merged, merge, same
from applications.models import Answer, Application, Entry
from calls.models import Call
from questionnaires.definition import is_empty
from questionnaires.models import Version
from questionnaires.values import fitted
from workflow.models import Event
from workflow.moves import hold
from workflow.refusals import refuse


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

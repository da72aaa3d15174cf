"""What a reviewer does at the desk: writing, saved while typing, own notes, and giving a file back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify, supersede_notices
from calls.models import Criterion
from reviews import keeping, private, rules
from reviews.keeping import Saved
from reviews.models import Assignment, Note, Score
from workflow.models import subject_of
from workflow.moves import hold, move
from workflow.refusals import Reason, refuse

NOTE = "note"


@transaction.atomic
def save_scores(
    assignment: Assignment,
    scores: list[dict],
    *,
    edit: int | None = None,
    held: Collection[str] = (),
    chosen: Collection[str] = (),
    by,
    at: datetime,
) -> Saved:
    """Save scores and motivations, complete or not: dicts with criterion, value (0–5 or None) and motivation.

    `edit` is the version that the page was made from: what another window of the same reviewer saved since is put
    together with it, and a field that both changed stays as it was saved; the answer names it. Fields of which the
    reviewer did not choose yet are `held`; `chosen` are those where the text of this window was preferred.
    """
    hold(assignment.application)  # handing in follows in the same transaction: one order of locks for all
    hold(assignment, "application__call")
    said = {}
    for each in scores:
        said[keeping.value_of(each["criterion"])] = each["value"]
        said[keeping.motivation_of(each["criterion"])] = each["motivation"]
    return _save(assignment, said, edit=edit, held=held, chosen=chosen, by=by, at=at)


@transaction.atomic
def type_scores(
    number: str, said: dict[str, object], *, edit: int, held: Collection[str] = (), chosen: Collection[str] = (), by, at
) -> Saved:
    """Save what was typed until now in the review of a file, by field. Found and held at once: it happens each second.

    Raises Assignment.DoesNotExist when this file is not open to this person.
    """
    mine = Assignment.objects.visible_to(by).select_related("application__call").select_for_update(of=("self",))
    return _save(mine.get(application__number=number), said, edit=edit, held=held, chosen=chosen, by=by, at=at)


def _save(assignment: Assignment, said: dict[str, object], *, edit, held, chosen, by, at: datetime) -> Saved:
    refuse(rules.why_not_score(assignment, by=by, at=at, edit=edit))
    criteria = keeping.criteria_with_scores(assignment)
    now = keeping.values_of(criteria)
    if not said.keys() <= now.keys():
        refuse([Reason("no-such-criterion", _("This criterion is not one of this call."))])
    base = None
    if edit is not None and edit != assignment.edit:
        base = keeping.values_at(assignment, edit, said)
    put = keeping.put_together(now, said, base, held, chosen)
    _write(assignment, criteria, now | put.changed, said, put)
    if put.changed or put.clashes:
        if put.changed:
            assignment.edit += 1
            assignment.saved_at = at
            assignment.save(update_fields=["edit", "saved_at"])
        keeping.remember(assignment, put, edit=assignment.edit, at=at)
    return Saved(assignment.edit, assignment.saved_at, put.news, put.clashes)


def _write(assignment: Assignment, criteria: list[Criterion], values: dict, said: dict, put: keeping.Put) -> None:
    """Write the rows that change, and those that were not there yet."""
    things = []
    for each in criteria:
        names = {keeping.value_of(each), keeping.motivation_of(each)}
        if names & put.changed.keys() or each.text is None and names & said.keys():
            value, text = values[keeping.value_of(each)], values[keeping.motivation_of(each)] or ""
            things.append(Score(assignment=assignment, criterion=each, value=value, motivation=text))
    for thing in things:
        thing.clean_fields(exclude=["assignment", "criterion"])
    if things:
        Score.objects.bulk_create(
            things,
            update_conflicts=True,
            unique_fields=["assignment", "criterion"],
            update_fields=["value", "motivation"],
        )


@transaction.atomic
def save_note(
    assignment: Assignment, text: str, *, edit: int | None = None, held=(), chosen=(), by, at: datetime
) -> Saved:
    """Save the reviewer's own notes on a file. Nobody else reads them, and the log does not tell that they exist."""
    hold(assignment)
    note = Note.objects.filter(assignment=assignment).first() or Note(assignment=assignment)
    refuse(rules.why_not_note(assignment, by=by, edit=edit, last=note.edit))
    now, base = {NOTE: read_note(note)}, None
    if edit is not None and edit != note.edit:
        kept = keeping.values_at(assignment, edit, [NOTE]).get(NOTE)
        base = {NOTE: private.unseal(kept or "", place=_place(note))}
    put = keeping.put_together(now, {NOTE: text}, base, held, chosen)
    if put.changed or put.clashes:
        if put.changed:
            note.edit, note.at = note.edit + 1, at
            note.sealed = private.seal(put.changed[NOTE], place=_place(note))
            note.save()
        keeping.remember(assignment, _sealed(put, note), edit=note.edit, at=at)
    return Saved(note.edit, note.at, put.news, put.clashes)


def read_note(note: Note) -> str:
    """What the notes say; nothing when they were sealed with a key that is gone."""
    return private.unseal(note.sealed, place=_place(note)) or ""


def _place(note: Note) -> str:
    return f"{subject_of(note.assignment)}:{note.assignment.reviewer_id}"


def _sealed(put: keeping.Put, note: Note) -> keeping.Put:
    def hide(values: dict) -> dict:
        return {name: private.seal(value or "", place=_place(note)) for name, value in values.items()}

    merged = keeping.Merged({}, hide(put.merged.conflicts))
    return keeping.Put(hide(put.changed), merged, {}, {})


@transaction.atomic
def refuse_file(assignment: Assignment, reason: str, *, by, at: datetime) -> None:
    """Do not take a file on, with a reason; who assigned it is told."""
    _end(assignment, "refuse_file", rules.why_not_refuse_file, reason, by=by, at=at)


@transaction.atomic
def give_back(assignment: Assignment, reason: str, *, by, at: datetime) -> None:
    """Give a file back that one cannot judge, with a reason; what was scored does not count."""
    _end(assignment, "give_back", rules.why_not_give_back, reason, by=by, at=at)


def _end(assignment: Assignment, verb: str, why_not, reason: str, *, by, at: datetime) -> None:
    hold(assignment.application)
    hold(assignment, "application__call", "by")
    refuse(why_not(assignment, by=by, reason=reason))
    reason = reason.strip()
    move(assignment, verb, by=by, at=at, also={"remark": reason[:300], "leads": False}, reason=reason)
    supersede_notices(subject_of(assignment), at=at)
    file = assignment.application
    words = {"name": by, "number": file.number, "title": file.title, "reason": reason}
    if verb == "refuse_file":
        subject, body = (
            _("A reviewer refuses a file (%(number)s)"),
            _("%(name)s does not review “%(title)s”: %(reason)s"),
        )
    else:
        subject, body = (
            _("A reviewer gives a file back (%(number)s)"),
            _("%(name)s cannot judge “%(title)s”: %(reason)s"),
        )
    notify(
        [assignment.by],
        key=f"{verb}:{assignment.pk}:{at:%Y%m%d%H%M%S}",
        subject=subject % words,
        body=body % words + "\n\n" + _("Ask another reviewer if you need one."),
        link=reverse("reviews:assign_file", args=[file.number]),
        action=_("See the reviewers of this file"),
        about=subject_of(assignment),
        at=at,
    )

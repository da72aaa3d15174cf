"""The file on one side, my scores on the other: saved while typing, handed in once. Nobody else's scores, ever."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import for_roles
from accounts.models import Role
from applications import snapshot
from calls.models import Criterion
from reviews import actions, keeping, phases, rules, wording
from reviews.forms import NoteForm, ReasonForm, ReviewForm, add_reasons
from reviews.models import Assignment, Note
from reviews.states import READING, State
from reviews.views import saving
from reviews.views.jury import governments, mine
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def review(request, number):
    """The file and my scores; a script saves while I type, a button hands in."""
    if request.method == "POST" and saving.wants_json(request):
        return _type(request, number)
    assignment = mine(request, number)
    if assignment.state not in READING:
        return redirect("reviews:declare", number)
    criteria = sorted(assignment.application.call.criteria.all(), key=lambda each: each.position)
    if request.method == "GET":
        return _show(request, assignment, ReviewForm(criteria=criteria, initial=_saved(assignment)))
    form = ReviewForm(request.POST, criteria=criteria)
    edit = saving.version_of(request.POST)
    if not form.is_valid():
        return _show(request, assignment, form, edit=edit, status=422)
    at = received_at(request)
    try:
        choices = saving.choices_in(request.POST)
        saved = actions.save_scores(assignment, form.scores(), edit=edit, by=request.user, at=at, **choices)
        if saved.clashes:
            return _show(request, mine(request, number), form, clashes=saved.clashes, status=409)
        if request.POST.get("do") not in ("submit", "next"):
            messages.success(request, _("Your review is saved. You can go on later."))
            return redirect("reviews:review", number)
        actions.submit(assignment, by=request.user, at=at)
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _show(request, mine(request, number), form, general, status=409 if general else 422)
    messages.success(request, _("Your review of %(number)s is handed in. It counts now.") % {"number": number})
    if request.POST["do"] == "next" and (waiting := _numbers(request).filter(handed=False).first()):
        return redirect("reviews:review", waiting)
    return redirect("reviews:desk")


def _type(request, number):
    """Save what can be read of what was typed until now."""
    criteria = [Criterion(pk=pk) for pk in saving.criteria_in(request.POST)]
    form = ReviewForm(request.POST, criteria=criteria)
    said = form.readable()
    try:
        saved = actions.type_scores(
            number,
            said,
            edit=saving.version_of(request.POST),
            by=request.user,
            at=received_at(request),
            **saving.choices_in(request.POST),
        )
    except Assignment.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        return saving.refused(refusal)
    return saving.answered(saved, form)


def _saved(assignment) -> dict:
    saved = {}
    for each in assignment.scores.all():
        saved |= {f"value-{each.criterion_id}": each.value, f"motivation-{each.criterion_id}": each.motivation}
    return saved


def _numbers(request):
    """My files in the order of the desk: what still waits stands first."""
    files = Assignment.objects.visible_to(request.user).annotate(handed=Q(state=State.SUBMITTED)).with_jury_day()
    ordered = files.order_by("handed", "jury_at", "application__call_id", "application__number")
    return ordered.values_list("application__number", flat=True)


def _show(request, assignment, form, reasons=(), *, edit=None, clashes=None, status=200):
    saved = {each.criterion_id: each for each in assignment.scores.all()}
    rows = form.rows()
    for row in rows:
        criterion = row["criterion"]
        row["saved"] = saved.get(criterion.pk)
        row["anchors"] = wording.anchors_of(criterion)
        row["differs"] = bool({keeping.value_of(criterion), keeping.motivation_of(criterion)} & set(clashes or ()))
    numbers = list(_numbers(request))
    file = assignment.application
    others = phases.others_of(assignment, received_at(request))
    for row in rows:
        given = ((other.name, other.scores.get(row["criterion"].pk)) for other in others)
        row["others"] = [{"name": name, "score": score} for name, score in given if score]
    place = numbers.index(file.number) if file.number in numbers else 0
    is_open = assignment.state == State.DECLARED
    note = Note.objects.filter(assignment=assignment).first() or Note(assignment=assignment)
    content = file.submission.content
    context = {
        "assignment": assignment,
        "file": file,
        "call": file.call,
        "content": snapshot.for_reviewers(content),
        "governments": [content["organisation"]["name"], *governments(content["participants"])],
        "form": form,
        "rows": rows,
        "version": assignment.edit if edit is None else edit,
        "reasons": reasons,
        "clashes": clashes,
        "others": others,
        "phase": phases.phase_at(file.call, received_at(request)),
        "has_errors": bool(reasons or clashes),
        "missing": _missing(assignment, request) if is_open else [],
        "ready": sum(s.value is not None and bool(s.motivation.strip()) for s in saved.values()),
        "badge": wording.badge_of(assignment.state),
        "is_open": is_open,
        "due": wording.due_at(file.call),
        "place": place + 1,
        "of": len(numbers),
        "previous": numbers[place - 1] if place else None,
        "next": numbers[place + 1] if place + 1 < len(numbers) else None,
        "note": _note_form(note),
        "note_version": note.edit,
        "note_at": note.at,
    }
    return render(request, "reviews/review.html", context, status=status)


def _missing(assignment, request) -> list:
    """Which scores and motivations are not there yet; that a phase is closed is said by itself."""
    reasons = rules.why_not_submit(assignment, by=request.user, at=received_at(request))
    return [each for each in reasons if each.field]


def _note_form(note: Note, data=None) -> NoteForm:
    return NoteForm(data, initial={actions.NOTE: actions.read_note(note)}, auto_id="note_%s")


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def notes(request, number):
    """My own notes on a file: nobody else reads them."""
    assignment = mine(request, number)
    if assignment.state not in READING:
        raise Http404
    note = Note.objects.filter(assignment=assignment).first() or Note(assignment=assignment)
    if request.method == "GET":
        return _notes(request, assignment, note, _note_form(note))
    form, edit = _note_form(note, request.POST), saving.version_of(request.POST)
    if not form.is_valid():
        if saving.wants_json(request):
            return saving.answered(keeping.Saved(edit, received_at(request)), form)
        return _notes(request, assignment, note, form, edit=edit, status=422)
    try:
        choices = saving.choices_in(request.POST)
        text = form.cleaned_data[actions.NOTE]
        saved = actions.save_note(assignment, text, edit=edit, by=request.user, at=received_at(request), **choices)
    except Refused as refusal:
        if saving.wants_json(request):
            return saving.refused(refusal)
        return _notes(request, assignment, note, form, refusal.reasons, status=409)
    if saving.wants_json(request):
        return saving.answered(saved, form)
    if saved.clashes:
        theirs = saved.clashes[actions.NOTE].theirs
        return _notes(request, assignment, note, form, edit=saved.edit, theirs=theirs, status=409)
    messages.success(request, _("Your notes are saved."))
    return redirect("reviews:review", number)


def _notes(request, assignment, note, form, reasons=(), *, edit=None, theirs="", status=200):
    context = {
        "assignment": assignment,
        "file": assignment.application,
        "note": form,
        "note_version": note.edit if edit is None else edit,
        "note_at": note.at,
        "theirs": theirs,
        "reasons": reasons,
        "has_errors": bool(reasons or theirs),
    }
    return render(request, "reviews/notes.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def refuse_file(request, number):
    """I do not take this file on: asked with a reason, before it opens."""
    return _end(request, number, actions.refuse_file, rules.why_not_refuse_file, "refuse")


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def give_back(request, number):
    """I read the file and cannot judge it: asked with a reason, until the review is handed in."""
    return _end(request, number, actions.give_back, rules.why_not_give_back, "give-back")


def _end(request, number, act, why_not, kind):
    assignment = mine(request, number)
    form, status = ReasonForm(request.POST or None), 200
    reasons = why_not(assignment, by=request.user)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(assignment, form.cleaned_data["reason"], by=request.user, at=received_at(request))
            except Refused as refusal:
                reasons = add_reasons(form, refusal.reasons)
                status = 409 if reasons else 422
            else:
                text = _("You no longer review %(number)s. The programme officer knows.")
                messages.success(request, text % {"number": number})
                return redirect("reviews:desk")
    elif reasons:
        status = 409
    content = assignment.application.submission.content
    context = {
        "assignment": assignment,
        "file": assignment.application,
        "title": content["title"],
        "form": form,
        "reasons": reasons,
        "kind": kind,
        "has_errors": status > 200,
    }
    return render(request, "reviews/end.html", context, status=status)

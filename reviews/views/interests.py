"""Interests: a juror answers before anything opens; the officer sees how far they are and takes doubts away."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from reviews import actions, interests, rules
from reviews.forms import add_reasons
from reviews.models import Interest, Juror
from reviews.seatforms import ReasonForm, ResolveForm
from reviews.states import JurorState
from reviews.views.members import STAFF, call_of
from reviews.views.seat import own_seat
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 25
Answer = Interest.Answer
CHOICES = (
    (Answer.NONE, gettext_lazy("No interest")),
    (Answer.CONFLICT, gettext_lazy("Conflict")),
    (Answer.DOUBT, gettext_lazy("Doubt")),
)


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def own_interests(request, slug):
    """Titles and governments only, an answer for each; saved in part, as far as it is filled in."""
    seat = own_seat(request, slug)
    if seat.state != JurorState.SITTING or not seat.call.is_sealed:
        return render(request, "reviews/interests_closed.html", {"juror": seat, "call": seat.call})
    if request.method == "GET":
        return _own(request, seat)
    said, rest = _typed(request.POST), request.POST.get("do") == "rest"
    if rest:
        said = _rest(seat, said)
    given = {pk: pair for pk, pair in said.items() if pair[0] or pair[1].strip()}
    if not given:
        points = [{"text": _("Choose an answer for at least one file."), "href": "#bestanden"}]
        return _own(request, seat, said, points=points, status=422)
    try:
        kept, refused = actions.answer_interests(seat, given, by=request.user, at=received_at(request))
    except Refused as refusal:
        points = [{"text": reason.text} for reason in refusal.reasons]
        return _own(request, seat, said, points=points, status=409)
    if kept:
        text = ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", kept)
        messages.success(request, text % {"n": kept})
    if refused:
        return _own(request, seat, {pk: said[pk] for pk in said if pk in refused}, refused, status=422)
    return redirect(request.get_full_path())


def _typed(data) -> dict[int, tuple[str, str]]:
    """Per file the answer and the remark, as they stand in the form."""
    found = {}
    for name in data:
        kind, _dash, pk = name.partition("-")
        if kind in ("answer", "remark") and pk.isascii() and pk.isdigit() and len(pk) < 18:
            found[int(pk)] = (data.get(f"answer-{pk}", ""), data.get(f"remark-{pk}", ""))
    return found


def _rest(seat: Juror, said: dict) -> dict:
    """Everything on the page that has no answer gets "no interest", except where the portal knows of something."""
    lines = interests.lines_of(seat, interests.files_of(seat.call).filter(pk__in=said))
    hinted = {line.pk for line in lines if line.hints}
    return {
        pk: (answer or ("" if pk in hinted or remark.strip() else Answer.NONE), remark)
        for pk, (answer, remark) in said.items()
    }


def _own(request, seat, said=None, refused=None, points=(), status=200):
    said, refused = said or {}, refused or {}
    lines = interests.lines_of(seat)
    shown, every = interests.shown_lines(lines), request.GET.get("toon") == "alles"
    waiting = interests.open_lines(lines)
    listed = shown if every else waiting
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {
        "juror": seat,
        "call": seat.call,
        "page": page,
        "rows": [_row(line, said.get(line.pk), refused.get(line.pk, ())) for line in page],
        "choices": CHOICES,
        "total": len(lines) - sum(line.known for line in lines),
        "done": sum(line.interest is not None and not line.known for line in lines),
        "waiting": len(waiting),
        "answered": len(shown) - len(waiting),
        "hidden": len(lines) - len(shown),
        "every": every,
        "points": [*points, *({"text": r.text, "href": f"#{r.field}"} for rs in refused.values() for r in rs)],
        "has_errors": status > 200,
    }
    total = context["total"]
    context["percent"] = 100 * context["done"] / total if total else 100
    return render(request, "reviews/own_interests.html", context, status=status)


def _row(line, typed, reasons) -> dict:
    answer, remark = typed or ((line.interest.answer, line.interest.remark) if line.interest else ("", ""))
    resolved = line.interest and line.interest.resolution
    at = {reason.field.partition("-")[0]: reason.text for reason in reasons}
    return {"line": line, "answer": Answer.NONE if resolved and not typed else answer, "remark": remark, "faults": at}


@require_safe
@for_roles(*STAFF)
def overview(request, slug):
    """How far each juror is, which doubts wait, and who has a conflict where."""
    call = call_of(request, slug)
    answered = Count("interests", filter=Q(interests__application__in=interests.files_of(call).order_by().values("pk")))
    seats = Juror.objects.sitting().filter(call=call).select_related("user").annotate(answered=answered)
    total = interests.files_of(call).count()
    told = (
        Interest.objects.filter(juror__call=call)
        .exclude(answer=Answer.NONE)
        .select_related("juror__user", "application__organisation", "resolved_by")
        .annotate(handed_title=KeyTextTransform("title", "application__submission__content"))
        .order_by("application__number", "juror__user__last_name", "pk")
    )
    rows = list(told)
    context = {
        "call": call,
        "total": total,
        "seats": [
            {"juror": each, "percent": 100 * each.answered / total if total else 0}
            for each in seats.order_by("user__last_name", "user__first_name", "pk")
        ],
        "doubts": [each for each in rows if each.answer == Answer.DOUBT and not each.resolution],
        "conflicts": [each for each in rows if each.answer == Answer.CONFLICT],
        "resolved": [each for each in rows if each.resolution],
        "is_officer": Role.OFFICER in request.user.roles,
    }
    return render(request, "reviews/interests.html", context)


def _interest(request, slug, pk) -> Interest:
    found = Interest.objects.filter(juror__in=Juror.objects.visible_to(request.user)).select_related(
        "juror__user", "juror__call", "juror__employer_organisation", "application__organisation",
        "application__submission",
    )  # fmt: skip
    return get_object_or_404(found, pk=pk, juror__call=call_of(request, slug))


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def resolve(request, slug, pk):
    """One doubt: what the juror wrote, what the portal knows, and what the officer decides."""
    interest = _interest(request, slug, pk)
    form = ResolveForm(request.POST or None)
    if request.method == "GET" and (interest.answer != Answer.DOUBT or interest.resolution):
        raise Http404
    if done := _act(request, form, lambda said, **who: actions.resolve(interest, **said, **who)):
        messages.success(request, _("Your decision is kept, and %(name)s knows.") % {"name": interest.juror.user})
        return redirect("reviews:interests", slug)
    return _about(request, interest, form, "reviews/resolve.html", done)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def ask_again(request, slug, pk):
    """An answer that was a mistake is taken away, so that the juror answers again."""
    interest = _interest(request, slug, pk)
    if request.method == "GET" and rules.why_not_ask_again(interest, by=request.user):
        raise Http404
    form = ReasonForm(request.POST or None)
    if done := _act(request, form, lambda said, **who: actions.ask_again(interest, **said, **who)):
        messages.success(request, _("%(name)s is asked again.") % {"name": interest.juror.user})
        return redirect("reviews:interests", slug)
    return _about(request, interest, form, "reviews/ask_again.html", done)


def _act(request, form, act) -> bool | None:
    """True when it happened, False when a rule refused, None when there was nothing to do or to read."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act(form.cleaned_data, by=request.user, at=received_at(request))
    except Refused as refusal:
        form.refused = add_reasons(form, refusal.reasons)
        return False
    return True


def _about(request, interest, form, template, done):
    files = interests.files_of(interest.juror.call).filter(pk=interest.application_id)
    lines = interests.lines_of(interest.juror, files)
    refused = getattr(form, "refused", ())
    context = {
        "call": interest.juror.call,
        "interest": interest,
        "title": interest.application.submission.content["title"],
        "governments": [interest.application.organisation.full_name]
        + [p["name"] for p in interest.application.submission.content["participants"]],
        "hints": [text for line in lines for text in line.hints],
        "form": form,
        "refused": refused,
        "has_errors": bool(refused),
    }
    status = 200 if request.method == "GET" else 409 if done is False and refused else 422
    return render(request, template, context, status=status)

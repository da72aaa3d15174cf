"""Moving a moment of a running call. It lives here, a floor above `calls`, because everyone with a file is told."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from applications import actions
from calls import calendar, moments, wording
from calls import rules as call_rules
from calls.forms import JuryChangeForm, TermForm
from calls.models import Call, Moment, TermChange
from calls.states import ChangeState
from workflow import dutch
from workflow.moments import received_at, wall
from workflow.once import once
from workflow.refusals import Refused


def _call(request, slug) -> Call:
    return get_object_or_404(Call.objects.visible_to(request.user).select_related("programme", "type"), slug=slug)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def move_term(request, slug, which="sluiting"):
    """Move a moment: what gives time at once, what takes it after a second officer."""
    call = _call(request, slug)
    moment = moments.SLUGS.get(which)
    if moment is None:
        raise Http404
    by, at = request.user, received_at(request)
    if request.method == "GET":
        if reasons := call_rules.why_not_move_now(call, moment=moment, by=by, at=at):
            return back(request, call, reasons)
        form = TermForm(moment=moment, initial={"new": moments.value_of(call, moment)})
        return _form(request, call, moment, form)
    form = TermForm(request.POST, moment=moment)
    if not form.is_valid():
        return _form(request, call, moment, form, status=422)
    new, reason = form.new_at(), form.cleaned_data["reason"]
    if reasons := call_rules.why_not_change_term(call, new, reason, moment=moment, by=by, at=at):
        return _form(request, call, moment, form, reasons=beside(form, reasons), status=422)
    warnings = calendar.after_move(call, moment, new)
    if warnings and form.cleaned_data["warned"] != new.isoformat():
        return _form(request, call, moment, form, warnings=warnings, warned=new.isoformat())
    try:
        change = actions.move_moment(call, moment, new, reason, by=by, at=at)
    except Refused as refusal:
        return _form(request, call, moment, form, reasons=beside(form, refusal.reasons), status=422)
    _say(request, change)
    return redirect("calls:staff_detail", call.slug)


def _say(request, change: TermChange) -> None:
    if change.state != ChangeState.EFFECTIVE:
        messages.info(request, _("Your proposal waits for a second officer. Until then the moment stays as it is."))
    elif change.moment == Moment.CLOSES:
        text = _("The call now closes %(moment)s. Everyone with an application was told.")
        messages.success(request, text % {"moment": dutch.moment(change.new)})
    else:
        text = _("Done. %(change)s Everyone with an application was told.")
        messages.success(request, text % {"change": wording.change_in_words(change)})


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def jury_day(request, slug, pk=None):
    """Add a day of the jury to a published call, change one, or drop it."""
    call = _call(request, slug)
    day = get_object_or_404(call.jury_days, pk=pk) if pk else None
    by, at = request.user, received_at(request)
    if request.method == "GET":
        form = JuryChangeForm(initial=day and {"starts_at": day.starts_at, "ends_at": day.ends_at, "place": day.place})
        return _jury_form(request, call, day, form)
    form = JuryChangeForm(request.POST)
    dropping = bool(day) and "drop" in request.POST
    if dropping:
        for name in ("day", "starts", "ends", "place"):
            del form.fields[name]  # what stands there is not what is asked
    if not form.is_valid():
        return _jury_form(request, call, day, _whole(form, request, dropping), status=422)
    new, reason = (None if dropping else form.values()), form.cleaned_data["reason"]
    if reasons := call_rules.why_not_change_jury(call, day, new, reason, by=by, at=at):
        return _jury_refused(request, call, day, _whole(form, request, dropping), reasons)
    if new:
        warnings = calendar.after_jury_change(call, form.cleaned_data["day"], new["starts_at"])
        if warnings and form.cleaned_data["warned"] != new["starts_at"].isoformat():
            return _jury_form(request, call, day, form, warnings=warnings, warned=new["starts_at"].isoformat())
    try:
        change = actions.change_jury_day(call, day, new, reason, by=by, at=at)
    except Refused as refusal:
        return _jury_refused(request, call, day, _whole(form, request, dropping), refusal.reasons)
    _say(request, change)
    return redirect("calls:calendar", call.slug)


def _jury_refused(request, call, day, form, reasons):
    return _jury_form(request, call, day, form, reasons=beside(form, reasons), status=422)


def _whole(form, request, dropping):
    """All fields again, as typed, with the errors of those that were judged."""
    if not dropping:
        return form
    whole = JuryChangeForm(request.POST)
    whole.full_clean()
    whole._errors = form.errors
    return whole


@require_POST
@for_roles(Role.OFFICER)
@once
def second_term(request, slug, pk):
    """Confirm a shortening as the second officer."""
    call = _call(request, slug)
    change = get_object_or_404(call.term_changes.select_related("call"), pk=pk)
    try:
        actions.second_deadline(change, by=request.user, at=received_at(request))
    except Refused as refusal:
        return back(request, call, refusal.reasons)
    _say(request, change)
    return redirect("calls:staff_detail", call.slug)


def beside(form, reasons) -> list:
    """Put each reason beside its field; answers those that have none."""
    for each in reasons:
        if each.field in form.fields:
            form.add_error(each.field, each.text)
    return [each for each in reasons if each.field not in form.fields]


def _form(request, call, moment, form, reasons=(), warnings=(), warned="", status=200):
    value = moments.value_of(call, moment)
    say = dutch.weekday if moment in moments.DAYS else dutch.moment
    context = {
        "call": call,
        "moment": moment,
        "title": TITLES[moment](),
        "now": say(value) if value else "",
        "form": form,
        "reasons": reasons,
        "warnings": warnings,
        "warned": warned,
        "has_errors": bool(reasons),
    }
    return render(request, "calls/move_term.html", context, status=status)


TITLES = {
    Moment.OPENS: lambda: _("Move the opening"),
    Moment.QUESTIONS: lambda: _("Move the last moment for questions"),
    Moment.CLOSES: lambda: _("Move the closing"),
    Moment.ADMISSIBILITY: lambda: _("Move the check of admissibility"),
    Moment.DECISION: lambda: _("Move the last day for the decision"),
}


def _jury_form(request, call, day, form, reasons=(), warnings=(), warned="", status=200):
    if call.state == "draft" or (day and received_at(request) >= day.starts_at):
        stop = call_rules.why_not_change_jury(call, day, None, "-", by=request.user, at=received_at(request))
        return back(request, call, stop, to="calls:calendar")
    context = {
        "call": call,
        "day": day,
        "held_on": wall(day.starts_at) if day else None,
        "form": form,
        "reasons": reasons,
        "warnings": warnings,
        "warned": warned,
        "has_errors": bool(reasons),
    }
    return render(request, "calls/jury_day.html", context, status=status)


def back(request, call, reasons, to="calls:staff_detail"):
    """To the page of the call, with the reasons why not."""
    for each in reasons:
        messages.error(request, each.text)
    return redirect(to, call.slug)

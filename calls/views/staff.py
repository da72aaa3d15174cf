"""How officers set up a call, publish it, and see what happens to it. Deciders and auditors read along."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Exists, OuterRef, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls import actions, proposals, rules, wording
from calls.forms import CallForm, CriteriaFormSet, InstalmentsFormSet
from calls.models import Call, TermChange
from calls.states import CallState, ChangeState
from calls.views.rows import typed_in, wanted_change, with_change
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

STAFF = (Role.OFFICER, Role.DECIDER, Role.AUDITOR)
PAGE = 25
# Where in the form a reason is mended, for fields of more than one control.
ANCHORS = {
    "closes_at": "id_closes_at_0",
    "focuses": "id_focuses_0",
    "eligible_kinds": "id_eligible_kinds_0",
    "criteria": "criteria",
    "instalments": "schijven",
}


def _call(request, slug) -> Call:
    calls = Call.objects.visible_to(request.user).select_related("programme", "type")
    return get_object_or_404(calls, slug=slug)


@require_safe
@for_roles(*STAFF)
def manage(request):
    """All calls: what is being prepared first, then the latest closing."""
    at = received_at(request)
    waiting = TermChange.objects.filter(call=OuterRef("pk"), state=ChangeState.PROPOSED)
    calls = (
        Call.objects.visible_to(request.user)
        .select_related("programme", "type")
        .annotate(
            waits=Exists(waiting),
            first=Case(When(state=CallState.DRAFT, then=Value(0)), default=Value(1)),
        )
        .order_by("first", "-closes_at", "-pk")
    )
    page = Paginator(calls, PAGE).get_page(request.GET.get("page"))
    rows = [{"call": each, "badge": wording.state_of(each, at)} for each in page]
    context = {"page": page, "rows": rows, "may_create": not rules.why_not_write(by=request.user)}
    return render(request, "calls/manage.html", context)


@require_safe
@for_roles(*STAFF)
def detail(request, slug):
    """One call: its state, what is missing, what one can do now, and its ledger."""
    return show(request, _call(request, slug))


def _mended_at(call, field: str) -> str:
    """The page and the place where a reason is mended."""
    if field.startswith(rules.FORM):
        return f"{reverse('calls:form', args=[call.slug])}#{field.removeprefix(rules.FORM)}"
    return f"{reverse('calls:edit', args=[call.slug])}#{ANCHORS.get(field, f'id_{field}')}"


def show(request, call, refused=(), status=200):
    """The page of a call, perhaps with why something did not happen."""
    at = received_at(request)
    by = request.user
    changes = list(call.term_changes.select_related("by", "seconded_by").order_by("-at", "-pk"))
    missing = rules.why_not_publish(call, by=by, at=at) if call.state == CallState.DRAFT else []
    context = {
        "call": call,
        "at": at,
        "badge": wording.state_of(call, at),
        "term": wording.term_in_words(call.type),
        "kinds": wording.kinds_in_words(call.eligible_kinds),
        "focuses": list(call.focuses.order_by("position")),
        "criteria": list(call.criteria.order_by("position")),
        "instalments": list(call.instalments.order_by("position")),
        "missing": [
            {"text": each.text, "href": _mended_at(call, each.field)}
            for each in missing
            if each.code != "not-an-officer"
        ],
        "refused": refused,
        "is_officer": Role.OFFICER in by.roles,
        "is_open": call.is_open_at(at),
        "may_move": not rules.why_not_move_now(call, by=by, at=at),
        "changes": [{"change": each, "words": wording.change_in_words(each)} for each in changes],
        "proposed": next((each for each in changes if each.state == ChangeState.PROPOSED), None),
    }
    return render(request, "calls/staff_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def create(request):
    """A new call in preparation, begun with the usual words or with those of an earlier call (`?zoals=`)."""
    if request.method == "GET":
        earlier = Call.objects.filter(slug=request.GET.get("zoals", "")).select_related("programme").first()
        fields, criteria, instalments = proposals.like(earlier) if earlier else proposals.usual()
        forms = (
            CallForm(initial=fields),
            CriteriaFormSet(initial=criteria, prefix="criteria"),
            InstalmentsFormSet(initial=instalments, prefix="instalments"),
        )
        return _form(request, forms, earlier=earlier)
    return _save(request, None)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def edit(request, slug):
    """Change a call in preparation."""
    call = _call(request, slug)
    if request.method == "POST":
        return _save(request, call)
    if reasons := rules.why_not_edit(call, by=request.user):
        messages.error(request, " ".join(reason.text for reason in reasons))
        return redirect("calls:staff_detail", call.slug)
    forms = (
        CallForm(instance=copy(call)),
        CriteriaFormSet(initial=proposals.rows_of(call.criteria), prefix="criteria"),
        InstalmentsFormSet(initial=proposals.rows_of(call.instalments), prefix="instalments"),
    )
    return _form(request, forms, call=call)


def _save(request, call):
    instance = copy(call) if call else None
    if change := wanted_change(request.POST):
        forms = (
            CallForm(initial=typed_in(CallForm(), request.POST), instance=instance),
            with_change(CriteriaFormSet, "criteria", request.POST, change),
            with_change(InstalmentsFormSet, "instalments", request.POST, change),
        )
        return _form(request, forms, call=call)
    form = CallForm(request.POST, instance=instance)
    criteria = CriteriaFormSet(request.POST, prefix="criteria")
    instalments = InstalmentsFormSet(request.POST, prefix="instalments")
    forms = (form, criteria, instalments)
    judged = [each.is_valid() for each in forms]  # all of them, so that every error shows at once
    if not all(judged):
        return _form(request, forms, call=call, status=422)
    typed = {
        "focuses": form.cleaned_data["focuses"],
        "criteria": criteria.rows(),
        "instalments": instalments.rows(),
        "new_programme": form.new_programme_values(),
        "by": request.user,
        "at": received_at(request),
    }
    try:
        if call is None:
            call = actions.create(form.values(), **typed)
        else:
            actions.update(call, form.values(), edit=form.cleaned_data["edit"] or 0, **typed)
    except Refused as refusal:
        return _form(request, forms, call=call, reasons=refusal.reasons, status=409)
    except ValidationError as fault:  # somebody took the number or the name in the meantime
        form.add_error(None, fault.messages)
        return _form(request, forms, call=call, status=422)
    messages.success(request, _("The call is saved."))
    return redirect("calls:staff_detail", call.slug)


def _form(request, forms, *, call=None, earlier=None, reasons=(), status=200):
    form, criteria, instalments = forms
    context = {
        "form": form,
        "criteria": criteria,
        "instalments": instalments,
        "call": call,
        "earlier": earlier,
        "reasons": reasons,
        "has_errors": bool(reasons),
    }
    if any(each.code == "edited-meanwhile" for each in reasons):
        context |= _newest(request, call)
    if call is None and earlier is None:
        context["examples"] = Call.objects.order_by("-pk")[:5]
    return render(request, "calls/form.html", context, status=status)


def _newest(request, call) -> dict:
    """The version to save over, and where it differs from what was typed."""
    call.refresh_from_db()
    typed = CallForm(request.POST, instance=copy(call))
    names = [name for name in typed.changed_data if name in CallForm.Meta.fields]
    differences = [{"label": typed[name].label, "saved": wording.value_in_words(call, name)} for name in names]
    return {"edit": call.edit, "differences": differences}


@require_POST
@for_roles(Role.OFFICER)
@once
def decline(request, slug, pk):
    """Leave the closing as it is."""
    call = _call(request, slug)
    change = get_object_or_404(call.term_changes, pk=pk)
    try:
        actions.decline(change, by=request.user, at=received_at(request))
    except Refused as refusal:
        return show(request, call, refused=refusal.reasons, status=409)
    messages.success(request, _("The closing stays as it was."))
    return redirect("calls:staff_detail", call.slug)

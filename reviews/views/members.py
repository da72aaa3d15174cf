"""The officer composes the jury of a call: who sits in it, what each knows, and how much each can read."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Membership, Role, User
from calls.models import Call
from reviews import actions, days, panel, wording
from reviews.forms import add_reasons
from reviews.models import READS_ALL, Involvement, Juror
from reviews.seatforms import ChooseForm, InvolvementForm, OutsiderForm, ReasonForm, SameJuryForm, SeatForm
from reviews.states import JurorState
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

STAFF = tuple(READS_ALL)
ORDER = (JurorState.SITTING, JurorState.INVITED, JurorState.DECLINED, JurorState.LEFT)


def call_of(request, slug) -> Call:
    """A call that is published: its jury is composed long before the seal."""
    calls = Call.objects.visible_to(request.user).published().select_related("programme", "type")
    return get_object_or_404(calls, slug=slug)


def _juror(request, slug, pk) -> Juror:
    seats = Juror.objects.visible_to(request.user).select_related("call", "user", "employer_organisation")
    return get_object_or_404(seats, pk=pk, call=call_of(request, slug))


@require_safe
@for_roles(*STAFF)
def members(request, slug):
    """Who sits in the jury, who was asked, and who said no."""
    call = call_of(request, slug)
    seats = call.jurors.select_related("user", "employer_organisation").prefetch_related("focuses")
    loads = panel.loads(call, [])
    rows = [
        {
            "juror": each,
            "badge": wording.badge_of_seat(each.state),
            "load": loads.get(each.user_id),
            "away": days.spoken(each.unavailable),
            "here": each.state in (JurorState.SITTING, JurorState.INVITED),
        }
        for each in sorted(
            seats, key=lambda each: (ORDER.index(each.state), each.user.last_name, each.user.first_name, each.pk)
        )
    ]
    context = {
        "call": call,
        "rows": rows,
        "sitting": sum(row["juror"].state == JurorState.SITTING for row in rows),
        "asked": sum(row["juror"].state == JurorState.INVITED for row in rows),
        "is_officer": Role.OFFICER in request.user.roles,
    }
    return render(request, "reviews/members.html", context)


def _free(call: Call):
    """Reviewers who can still be asked for this jury."""
    held = Membership.objects.filter(role=Role.REVIEWER).values("user")
    barred = Membership.objects.filter(role__in=READS_ALL).values("user")
    here = Juror.objects.filter(call=call, state__in=(JurorState.INVITED, JurorState.SITTING)).values("user")
    free = User.objects.filter(pk__in=held, is_active=True).exclude(pk__in=barred).exclude(pk__in=here)
    return free.order_by("last_name", "first_name", "pk")


def _juries(call: Call):
    """Calls whose jury can be taken over, the newest first."""
    members = Count("jurors", filter=Q(jurors__state=JurorState.SITTING))
    others = Call.objects.published().exclude(pk=call.pk).select_related("programme")
    return others.annotate(members=members).filter(members__gt=0).order_by("-closes_at", "pk")


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def invite_juror(request, slug):
    """Three ways to ask: from who is here, somebody from outside, or a whole jury."""
    call = call_of(request, slug)
    way, posted = request.POST.get("do", ""), request.POST or None
    kinds = {"choose": (ChooseForm, {"people": _free(call)}), "outsider": (OutsiderForm, {}),
             "same": (SameJuryForm, {"calls": _juries(call)})}  # fmt: skip
    forms = {key: form(posted if way == key else None, **facts) for key, (form, facts) in kinds.items()}
    form, refused = forms.get(way), ()
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            asked = _ask(call, way, form.cleaned_data, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused = add_reasons(form, refusal.reasons)
        else:
            text = ngettext("%(n)s person is asked for the jury.", "%(n)s people are asked for the jury.", asked)
            messages.success(request, text % {"n": asked})
            return redirect("reviews:members", slug)
    status = 200 if request.method == "GET" else 409 if refused else 422
    context = {"call": call, "refused": refused, "way": way, "has_errors": status != 200, "here": "members"}
    context |= {"choose": forms["choose"], "outsider": forms["outsider"], "same": forms["same"]}
    context |= {"free": kinds["choose"][1]["people"].exists(), "juries": kinds["same"][1]["calls"].exists()}
    return render(request, "reviews/invite_juror.html", context, status=status)


def _ask(call: Call, way: str, said: dict, *, by, at) -> int:
    if way == "choose":
        return len([actions.invite_juror(call, each, by=by, at=at) for each in said["people"]])
    if way == "outsider":
        actions.invite_outsider(call, **said, by=by, at=at)
        return 1
    return len(actions.invite_jury_of(call, said["call"], by=by, at=at))


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def juror(request, slug, pk):
    """One seat: what this person knows, for whom he works, when he cannot, and what ties him to governments."""
    seat = _juror(request, slug, pk)
    form = SeatForm(request.POST or None, juror=seat)
    refused = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_juror(seat, form.cleaned_data, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused = add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("What you changed of %(name)s is saved.") % {"name": seat.user})
            return redirect("reviews:members", slug)
    status = 200 if request.method == "GET" else 409 if refused else 422
    context = {
        "call": seat.call,
        "juror": seat,
        "badge": wording.badge_of_seat(seat.state),
        "form": form,
        "refused": refused,
        "has_errors": bool(refused),
        "ties": list(seat.involvements.select_related("organisation", "by").order_by("organisation__name", "pk")),
        "tie": InvolvementForm(),
        "editable": seat.state in (JurorState.SITTING, JurorState.INVITED),
    }
    return render(request, "reviews/juror.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER)
@once
def end_seat(request, slug, pk):
    """The question before somebody leaves the jury."""
    seat = _juror(request, slug, pk)
    form = ReasonForm(request.POST or None)
    return leave(request, seat, form, back="reviews:members", template="reviews/end_seat.html")


def leave(request, seat: Juror, form, *, back: str, template: str):
    """End a seat, for the officer and for the juror himself."""
    refused = ()
    if request.method == "POST" and form.is_valid():
        at = received_at(request)
        try:
            ended = actions.leave_jury(seat, form.cleaned_data["reason"], by=request.user, at=at)
        except Refused as refusal:
            refused = add_reasons(form, refusal.reasons)
        else:
            text = ngettext(
                "The seat ended; %(n)s open file was taken back.",
                "The seat ended; %(n)s open files were taken back.",
                ended,
            )
            messages.success(request, text % {"n": ended})
            return redirect(back, seat.call.slug) if back != "reviews:desk" else redirect(back)
    status = 200 if request.method == "GET" else 409 if refused else 422
    load = panel.loads(seat.call, []).get(seat.user_id)
    context = {"call": seat.call, "juror": seat, "form": form, "refused": refused, "has_errors": bool(refused)}
    return render(request, template, context | {"open": load.open if load else 0}, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.OFFICER, Role.REVIEWER)
@once
def note_tie(request, slug, pk):
    """Note what ties a juror to a government; the officer and the juror come from their own page."""
    seat = _juror(request, slug, pk)
    form = InvolvementForm(request.POST or None)
    refused = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_involvement(seat, **form.cleaned_data, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused = add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("The tie is noted. Conflicts of interest are proposed from it."))
            return _back(request, seat)
    status = 200 if request.method == "GET" else 409 if refused else 422
    context = {"call": seat.call, "juror": seat, "form": form, "refused": refused, "has_errors": bool(refused)}
    context["own"] = seat.user_id == request.user.pk
    return render(request, "reviews/note_tie.html", context, status=status)


def _back(request, seat: Juror):
    if seat.user_id == request.user.pk:
        return redirect("reviews:seat", seat.call.slug)
    return redirect("reviews:juror", seat.call.slug, seat.pk)


@require_POST
@for_roles(Role.OFFICER, Role.REVIEWER)
@once
def drop_tie(request, slug, pk):
    """Take away a line that was wrong."""
    ties = Involvement.objects.filter(juror__in=Juror.objects.visible_to(request.user))
    tie = get_object_or_404(ties.select_related("juror__call", "juror__user"), pk=pk, juror__call__slug=slug)
    try:
        actions.drop_involvement(tie, by=request.user, at=received_at(request))
    except Refused as refusal:
        messages.error(request, " ".join(reason.text for reason in refusal.reasons))
    else:
        messages.success(request, _("The line is gone."))
    return _back(request, tie.juror)

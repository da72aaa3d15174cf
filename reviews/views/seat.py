"""The own seat of a juror: yes or no to the invitation, for whom he works, when he cannot, and leaving."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from reviews import actions, days, wording
from reviews.forms import add_reasons
from reviews.models import Juror
from reviews.phases import phase_at
from reviews.seatforms import OwnSeatForm, ReasonForm
from reviews.states import JurorState
from reviews.views.members import leave
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


def own_seat(request, slug) -> Juror:
    """The seat of who asks, in the jury of this call."""
    seats = Juror.objects.visible_to(request.user).filter(user=request.user)
    return get_object_or_404(seats.select_related("call__programme", "user", "employer_organisation"), call__slug=slug)


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def seat(request, slug):
    """My seat: what is known of me here."""
    own = own_seat(request, slug)
    form = OwnSeatForm(request.POST or None, juror=own)
    refused = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_juror(own, form.cleaned_data, by=request.user, at=received_at(request))
        except Refused as refusal:
            refused = add_reasons(form, refusal.reasons)
        else:
            messages.success(request, _("Your data are saved."))
            return redirect("reviews:seat", slug)
    return _seat(request, own, form, refused, status=200 if request.method == "GET" else 409 if refused else 422)


def _seat(request, own: Juror, form, refused=(), status=200, decline=None):
    context = {
        "juror": own,
        "call": own.call,
        "badge": wording.badge_of_seat(own.state),
        "form": form,
        "decline": decline or ReasonForm(prefix="decline"),
        "refused": refused,
        "has_errors": bool(refused) or bool(decline and decline.errors),
        "focuses": list(own.focuses.order_by("position")),
        "away": days.spoken(own.unavailable),
        "ties": list(own.involvements.select_related("organisation").order_by("organisation__name", "pk")),
        "phases": list(own.call.phases.all()),
        "current": phase_at(own.call, received_at(request)),
        "asked": own.state == JurorState.INVITED,
        "sitting": own.state == JurorState.SITTING,
        "declined": own.state == JurorState.DECLINED,
    }
    return render(request, "reviews/seat.html", context, status=status)


@require_POST
@for_roles(Role.REVIEWER)
@once
def answer_seat(request, slug):
    """Yes; or no, with a reason."""
    own = own_seat(request, slug)
    at = received_at(request)
    decline = ReasonForm(request.POST, prefix="decline")
    try:
        if request.POST.get("answer") == "yes":
            actions.accept_seat(own, by=request.user, at=at)
            messages.success(request, _("You sit in the jury of “%(call)s”. Thank you.") % {"call": own.call.title})
            return redirect("reviews:seat", slug)
        if not decline.is_valid():
            return _seat(request, own, OwnSeatForm(juror=own), status=422, decline=decline)
        actions.decline_seat(own, decline.cleaned_data["reason"], by=request.user, at=at)
    except Refused as refusal:
        own.refresh_from_db()
        return _seat(request, own, OwnSeatForm(juror=own), refusal.reasons, status=409)
    messages.success(request, _("You do not take part. The administration knows why."))
    return redirect("reviews:seat", slug)


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def leave_seat(request, slug):
    """The question before I leave the jury."""
    own = own_seat(request, slug)
    form = ReasonForm(request.POST or None)
    return leave(request, own, form, back="reviews:desk", template="reviews/leave_seat.html")

"""What an officer does that followers are told of, and how many of them there are."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from accounts.states import MailState
from calls.models import Call, Programme
from calls.views.staff import show
from follow import actions
from follow.models import Mailing, Subscription
from follow.states import State
from workflow.keyset import slice_of
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 25


@require_POST
@for_roles(Role.OFFICER)
@once
def publish(request, slug):
    """Show the call to the world."""
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("programme", "type"), slug=slug)
    try:
        actions.publish(call, by=request.user, at=received_at(request))
    except Refused as refusal:
        return show(request, call, refused=refusal.reasons, status=409)
    messages.success(request, _("The call is published. Applicants can read it now."))
    return redirect("calls:staff_detail", call.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.OFFICER)
@once
def followers(request):
    """How many follow what, never who; and the mails to them of which nobody knows whether they went."""
    if request.method == "POST":
        number = request.POST.get("mailing", "")
        pk = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
        mailing = get_object_or_404(Mailing, pk=pk)
        arrived = request.POST.get("answer") == "arrived"
        try:
            actions.settle(mailing, arrived=arrived, by=request.user, at=received_at(request))
        except Refused as refusal:
            messages.error(request, " ".join(reason.text for reason in refusal.reasons))
        return redirect("follow:followers")
    confirmed = Count("subscriptions", filter=Q(subscriptions__state=State.CONFIRMED))
    context = {
        "all": Subscription.objects.filter(call=None, programme=None, state=State.CONFIRMED).count(),
        "programmes": Programme.objects.annotate(n=confirmed).filter(n__gt=0).order_by("name"),
        "calls": Call.objects.annotate(n=confirmed).filter(n__gt=0).order_by("-closes_at", "-pk")[:PAGE],
        "page": slice_of(Mailing.objects.filter(state=MailState.UNCERTAIN).defer("body"), request.GET, size=PAGE),
    }
    return render(request, "follow/followers.html", context)

"""Following by mail, without an account: ask, confirm, stop."""

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from calls.models import Call, Programme
from follow import actions, tokens
from follow.forms import FollowForm
from follow.models import Subscription
from follow.states import State
from workflow.moments import received_at
from workflow.refusals import Reason, Refused


@require_http_methods(["GET", "HEAD", "POST"])
def call(request, slug):
    """Follow one call: its calendar, its feed, or by mail."""
    found = get_object_or_404(Call.objects.published().select_related("programme", "type"), slug=slug)
    return _ask(request, call=found)


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request):
    """Follow all calls, or those of one programme (`?programma=`)."""
    asked = (request.POST if request.method == "POST" else request.GET).get("programma")
    programmes = Programme.objects.filter(calls__in=Call.objects.published()).distinct().order_by("name")
    return _ask(request, programme=get_object_or_404(programmes, slug=asked) if asked else None, programmes=programmes)


def _ask(request, *, call=None, programme=None, programmes=()):
    form = FollowForm(request.POST or None) if request.method == "POST" else FollowForm()
    reasons, status = (), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            address = form.cleaned_data["address"]
            if not ratelimit.consume(request, action="follow", key=address.lower()):
                text = _("Too many requests from here or for this address. Try again in an hour.")
                reasons, status = [Reason("too-many", text)], 429
            else:
                try:
                    actions.ask(address, call=call, programme=programme, at=received_at(request))
                except Refused as refusal:
                    for each in refusal.reasons:
                        form.add_error(each.field or None, each.text)
                else:
                    return redirect("follow:asked")
    feed_path = reverse("follow:call_feed", args=[call.slug]) if call else reverse("follow:feed")
    context = {
        "feed_path": feed_path,
        "feed_address": settings.BASE_URL + feed_path,
        "calendar_address": settings.BASE_URL + reverse("follow:call_calendar", args=[call.slug]) if call else "",
        "call": call,
        "programme": programme,
        "programmes": list(programmes),
        "form": form,
        "reasons": reasons,
        "has_errors": bool(reasons),
    }
    return render(request, "follow/follow.html", context, status=status)


@require_safe
def asked(request):
    """The same answer whatever the address: nobody learns here who follows."""
    return render(request, "follow/asked.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """A page with a button: a mail program that opens links confirms nothing."""
    subscription = _subscription("confirm", token)
    if subscription is None:
        return render(request, "follow/unknown.html", status=404)
    at = received_at(request)
    if request.method == "POST":
        try:
            actions.confirm(subscription, at=at)
        except Refused as refusal:
            return _said(request, "confirm", subscription, reasons=refusal.reasons, status=409)
    elif subscription.state != State.CONFIRMED and (reasons := actions.rules.why_not_confirm(subscription, at=at)):
        return _said(request, "confirm", subscription, reasons=reasons, status=409)
    return _said(request, "confirm", subscription, done=subscription.state == State.CONFIRMED)


@never_cache
@csrf_exempt  # the signed address is the permission: a mail program posts here by itself (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Stop with one click, signed in or not. An address that was already erased has stopped as well."""
    pk = tokens.subscription_of("stop", token)
    if pk is None:
        return render(request, "follow/unknown.html", status=404)
    subscription = _found(pk)
    if request.method == "POST" and subscription:
        actions.stop(subscription, at=received_at(request))
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(_("Stopped."), content_type="text/plain; charset=utf-8")
    ended = subscription is None or subscription.state == State.ENDED
    return _said(request, "stop", subscription, done=ended)


def _subscription(name: str, token: str) -> Subscription | None:
    pk = tokens.subscription_of(name, token)
    return None if pk is None else _found(pk)


def _found(pk: int) -> Subscription | None:
    return Subscription.objects.select_related("call", "programme").filter(pk=pk).first()


def _said(request, page, subscription, *, done=False, reasons=(), status=200):
    again = reverse("follow:calls")
    if subscription and subscription.call:
        again = reverse("follow:call", args=[subscription.call.slug])
    elif subscription and subscription.programme:
        again = f"{again}?programma={subscription.programme.slug}"
    context = {"subscription": subscription, "done": done, "reasons": reasons, "again": again}
    return render(request, f"follow/{page}.html", context | {"has_errors": bool(reasons)}, status=status)

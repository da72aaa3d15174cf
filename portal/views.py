"""Pages of the roof: the front page, the home of each role, the log, and what is the same for all."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls import wording
from calls.models import Call, Focus, Type
from follow import actions as follow_actions
from follow import tokens
from follow.models import CalendarKey
from follow.views.feeds import fingerprinted
from portal import awaits, calendar, chronicle, health
from projects import catalogue
from projects import figures as craft
from workflow.keyset import slice_of
from workflow.moments import received_at
from workflow.once import once

NEWEST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what can be asked now, what it is for, how it goes and what came of it."""
    at = timezone.now()
    calls = Call.objects.select_related("programme", "type")
    programme = craft.leading(craft.programmes())
    types = list(Type.objects.order_by("position", "pk"))
    boosted_first = F("boost__at").desc(nulls_last=True)
    projects = catalogue.told().order_by(boosted_first, "-announced_at", "-pk")
    context = {
        "at": at,
        "open": list(calls.open_at(at).prefetch_related("focuses").order_by("closes_at", "pk")),
        "coming": list(calls.coming_at(at).order_by("opens_at", "pk")[:NEWEST]),
        "focuses": list(Focus.objects.order_by("position", "pk")),
        "types": [{"type": each, "term": wording.term_in_words(each)} for each in types],
        "figures": craft.figures_of(programme) if programme else None,
        "projects": list(projects[:NEWEST]),
    }
    return render(request, "portal/home.html", context)


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What awaits me."""
    at = timezone.now()
    context = {"at": at, "greeting": awaits.greeting(at), "sections": awaits.sections_for(request.user, at)}
    return render(request, "portal/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's own calendar: made, renewed and revoked here, and never on another page."""
    if request.method == "POST":
        at = received_at(request)
        if request.POST.get("answer") == "revoke":
            follow_actions.revoke_calendar(request.user, at=at)
            messages.success(request, _("The address is revoked. It does not work any more."))
        else:
            follow_actions.make_calendar(request.user, at=at)
            messages.success(request, _("The address is ready. An earlier one does not work any more."))
        return redirect("my_calendar")
    key = CalendarKey.objects.filter(user=request.user).first()
    path = reverse("calendar", args=[tokens.calendar_token(key)]) if key else ""
    context = {"key": key, "address": settings.BASE_URL + path, "webcal": f"webcal://{_host()}{path}"}
    return render(request, "portal/my_calendar.html", context)


def _host() -> str:
    return settings.BASE_URL.split("//")[-1]


@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has this address, with what that person may see at this moment."""
    name = tokens.calendar_name(token)
    rows = CalendarKey.objects.select_related("user").filter(user__is_active=True)
    key = get_object_or_404(rows, name=name) if name else None
    if key is None:
        raise Http404
    body = calendar.of(key.user, timezone.now())
    response = fingerprinted(request, body, "text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="mijn-agenda.ics"'
    return response


@require_safe
@for_roles(Role.AUDITOR)
def log(request: HttpRequest) -> HttpResponse:
    """What was done, newest first; of one file or object also whether its chain is whole."""
    events, subjects = chronicle.chosen(request.GET)
    page = slice_of(events, request.GET)
    context = {
        "page": page,
        "lines": chronicle.lines_of(page.rows),
        "verbs": chronicle.verbs(),
        "asked": request.GET,
        "subjects": subjects,
        "whole": chronicle.whole(subjects) if subjects else None,
    }
    return render(request, "portal/log.html", context)


@require_safe
def page(request: HttpRequest, template: str) -> HttpResponse:
    """A page of text."""
    return render(request, f"portal/{template}.html")


def closed(request: HttpRequest, **kwargs) -> HttpResponse:
    """A page that this portal does not have."""
    raise Http404


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Whether the parts of the portal work."""
    at = timezone.now()
    parts = health.parts(at)
    return render(request, "portal/status.html", {"at": at, "parts": parts, "all_well": all(p["ok"] for p in parts)})


@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """For the proxy and the orchestrator: the web answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")

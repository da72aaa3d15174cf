"""Pages of the roof: the front page, the home of each role, and what is the same for all."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "portal/home.html")


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What awaits me."""
    return render(request, "portal/start.html")


@require_safe
def page(request: HttpRequest, template: str) -> HttpResponse:
    """A page of text."""
    return render(request, f"portal/{template}.html")


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Whether the parts of the portal work."""
    return render(request, "portal/status.html")


@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """For the proxy and the orchestrator: the web answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")

"""The panel day for who comes before it and for who hears: agenda, moment and place, and their calendar files."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import LOCAL_ROLES, Role
from reviews import invitations
from reviews.drawing_panel import agenda_for, badge_of
from reviews.models import Juror, Slot

APPLICANTS = tuple(LOCAL_ROLES)


def _seat(request, slug) -> Juror:
    seats = Juror.objects.visible_to(request.user).sitting().filter(user=request.user)
    return get_object_or_404(seats.select_related("call__programme", "call__type"), call__slug=slug)


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@require_safe
@for_roles(Role.REVIEWER)
def agenda(request, slug):
    """What I hear, and when I leave the room. On a tablet, and on paper."""
    call = _seat(request, slug).call
    return render(request, "reviews/panel_agenda.html", {"call": call, "days": agenda_for(request.user, call)})


@require_safe
@for_roles(Role.REVIEWER)
def agenda_file(request, slug):
    call = _seat(request, slug).call
    events = [invitations.event_for_juror(each) for each in invitations.heard_by(request.user, call)]
    return _file(invitations.file_of(events), f"panel-{call.slug}")


def _mine(request, number) -> Slot:
    slots = Slot.objects.visible_to(request.user).told()
    relations = ("application__organisation", "application__call__type", "application__submission")
    return get_object_or_404(slots.select_related(*relations), application__number=number)


@require_safe
@for_roles(*APPLICANTS)
def defence(request, number):
    """When and where an application is defended."""
    slot = _mine(request, number)
    context = {
        "slot": slot,
        "file": slot.application,
        "title": slot.application.submission.content["title"],
        "badge": badge_of(slot),
        "when": invitations.when_in_words(slot),
    }
    return render(request, "reviews/defence.html", context)


@require_safe
@for_roles(*APPLICANTS)
def defence_file(request, number):
    slot = _mine(request, number)
    return _file(invitations.file_of([invitations.event_for_applicant(slot)]), f"verdediging-{number}")

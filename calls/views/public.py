"""What everybody may read: the calls, and the page of one call."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from calls import wording
from calls.models import Call, Programme, Reserve
from workflow.moments import received_at

PAGE = 20


@require_safe
def call_list(request):
    """Open, coming and closed calls, of all programmes or of one."""
    at = received_at(request)
    programmes = list(Programme.objects.filter(calls__in=Call.objects.published()).distinct().order_by("name"))
    chosen = next((each for each in programmes if each.slug == request.GET.get("programma")), None)
    calls = Call.objects.published().select_related("programme", "type").prefetch_related("focuses")
    if chosen:
        calls = calls.filter(programme=chosen)
    page = Paginator(calls.closed_at(at).order_by("-closes_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    first = page.number == 1
    context = {
        "at": at,
        "programmes": programmes,
        "chosen": chosen,
        "page": page,
        "open": list(calls.open_at(at).order_by("closes_at", "pk")) if first else [],
        "coming": list(calls.coming_at(at).order_by("opens_at", "pk")) if first else [],
    }
    return render(request, "calls/list.html", context)


LISTS = ("focuses", "criteria", "instalments", "categories", "conditions")


def call_for(request, slug: str) -> Call:
    """A call that this person may see, with the lists that its page shows."""
    calls = Call.objects.visible_to(request.user).select_related("programme", "type", "form")
    reserves = Prefetch("reserves", Reserve.objects.select_related("focus").order_by("focus__position"))
    return get_object_or_404(calls.prefetch_related(*LISTS, reserves, "jury_days"), slug=slug)


@require_safe
def detail(request, slug):
    """The page of a call. Whether it is open is asked once, of the moment this request came in."""
    return render(request, "calls/detail.html", context_of(call_for(request, slug), received_at(request)))


def context_of(call: Call, at: datetime, **parts) -> dict:
    """What the page of a call shows at a moment; `parts` are lists that take the place of what is saved."""
    changes = wording.public_changes(call)
    saved = {name: sorted(getattr(call, name).all(), key=lambda each: each.position) for name in LISTS}
    return (
        {
            "call": call,
            "at": at,
            "is_open": call.is_open_at(at),
            "is_coming": at < call.opens_at,
            "badge": wording.state_of(call, at),
            "term": wording.term_in_words(call.type),
            "kinds": wording.kinds_in_words(call.eligible_kinds),
            "reserves": list(call.reserves.all()),
            "grounds": [line.strip() for line in call.legal_grounds.splitlines() if line.strip()],
            "changes": changes,
            "latest": next((each for each in changes if each["badge"]), None),
            "elapsed": wording.elapsed(call, at),
            "moments": wording.moments_of(call, at, parts.get("jury_days")),
        }
        | saved
        | parts
    )

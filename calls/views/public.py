"""What everybody may read: the calls, and the page of one call."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from calls import wording
from calls.models import Call, Programme
from calls.states import ChangeState
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


@require_safe
def detail(request, slug):
    """The page of a call. Whether it is open is asked once, of the moment this request came in."""
    calls = Call.objects.visible_to(request.user).select_related("programme", "type")
    call = get_object_or_404(calls.prefetch_related("focuses", "criteria", "instalments"), slug=slug)
    at = received_at(request)
    changes = list(call.term_changes.filter(state=ChangeState.EFFECTIVE).order_by("-at", "-pk"))
    context = {
        "call": call,
        "at": at,
        "is_open": call.is_open_at(at),
        "is_coming": at < call.opens_at,
        "badge": wording.state_of(call, at),
        "term": wording.term_in_words(call.type),
        "kinds": wording.kinds_in_words(call.eligible_kinds),
        "focuses": sorted(call.focuses.all(), key=lambda each: each.position),
        "criteria": sorted(call.criteria.all(), key=lambda each: each.position),
        "instalments": sorted(call.instalments.all(), key=lambda each: each.position),
        "grounds": [line.strip() for line in call.legal_grounds.splitlines() if line.strip()],
        "changes": [{"change": each, "words": wording.change_in_words(each)} for each in changes],
        "elapsed": wording.elapsed(call, at),
        "moments": wording.moments_of(call, at),
    }
    return render(request, "calls/detail.html", context)

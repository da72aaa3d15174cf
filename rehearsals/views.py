"""Asking for a rehearsal and reading its report. Officers ask; deciders and auditors read along."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from calls.models import Call
from rehearsals import actions, rules
from rehearsals.forms import ClockForm
from rehearsals.models import READERS, Rehearsal
from rehearsals.reading import Report
from rehearsals.states import UNDERWAY, State
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

PAGE = 25
BADGES = {State.ASKED: "quiet", State.RUNNING: "busy", State.DONE: "good", State.FAILED: "bad"}


def _call(request, slug) -> Call:
    calls = Call.objects.visible_to(request.user).select_related("programme", "type")
    return get_object_or_404(calls, slug=slug)


def _rehearsal(request, slug, pk) -> Rehearsal:
    rehearsals = Rehearsal.objects.visible_to(request.user).select_related("call__programme", "call__type", "by")
    return get_object_or_404(rehearsals, call__slug=slug, pk=pk)


def _badge(rehearsal: Rehearsal) -> dict:
    return {"kind": BADGES[rehearsal.state], "text": str(rehearsal.get_state_display()).capitalize()}


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
@once
def rehearsals(request, slug):
    """Ask for a rehearsal, and the earlier ones of this call."""
    call, at = _call(request, slug), received_at(request)
    if request.method == "GET":
        return _list(request, call, at)
    if Role.OFFICER not in request.user.roles:
        raise Http404
    try:
        rehearsal = actions.ask(call, by=request.user, at=at)
    except Refused as refusal:
        return _list(request, call, at, refused=refusal.reasons)
    return redirect("rehearsals:report", call.slug, rehearsal.pk)


def _list(request, call, at, refused=()):
    found = (
        Rehearsal.objects.visible_to(request.user).light().filter(call=call).select_related("by").order_by("-at", "-pk")
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    missing = rules.missing_in(call, by=request.user, at=at)
    context = {
        "call": call,
        "page": page,
        "rows": [{"rehearsal": each, "badge": _badge(each)} for each in page],
        "refused": refused,
        "is_officer": Role.OFFICER in request.user.roles,
        "reasons": rules.why_not_ask(call, by=request.user, at=at),
        "needed": [each for each in missing if each.field not in rules.ASSUMABLE],
        "assumable": [each for each in missing if each.field in rules.ASSUMABLE],
        "underway": next((each for each in page if each.state in UNDERWAY), None),
    }
    return render(request, "rehearsals/list.html", context, status=409 if refused else 200)


@require_safe
@for_roles(*READERS)
def report(request, slug, pk):
    """What is going on, or the summary: warnings first."""
    rehearsal = _rehearsal(request, slug, pk)
    context = {"rehearsal": rehearsal, "call": rehearsal.call, "badge": _badge(rehearsal), "here": "report"}
    if rehearsal.state != State.DONE:
        context |= {"underway": rehearsal.state in UNDERWAY, "most": actions.MOST_ATTEMPTS}
        return render(request, "rehearsals/waiting.html", context)
    context |= {
        "report": Report(rehearsal),
        "mails": rehearsal.mails.count(),
        "papers": rehearsal.papers.count(),
    }
    return render(request, "rehearsals/report.html", context)


def _played(request, slug, pk, here) -> tuple[Rehearsal, dict]:
    rehearsal = _rehearsal(request, slug, pk)
    if rehearsal.state != State.DONE:
        raise Http404
    return rehearsal, {"rehearsal": rehearsal, "call": rehearsal.call, "here": here}


@require_safe
@for_roles(*READERS)
def clock(request, slug, pk):
    """How everything stood at a moment: `?op_0=…&op_1=…` by hand, `?stap=` by the buttons."""
    rehearsal, context = _played(request, slug, pk, "clock")
    said, status = Report(rehearsal), 200
    form = ClockForm(request.GET) if "op_0" in request.GET else None
    if form is not None and form.is_valid():
        now = said.at_moment(form.cleaned_data["op"])
    else:
        status = 422 if form is not None else 200
        step = request.GET.get("stap", "1")
        now = said.at_step(int(step) if step.isascii() and step.isdigit() and len(step) < 6 else 1)
    context |= {"report": said, "now": now, "form": form if status == 422 else ClockForm(initial={"op": now.at})}
    fresh = set(now.step.mails) if now.step else set()
    context |= {
        "fresh_mails": rehearsal.mails.filter(position__in=fresh)
        .only("position", "rehearsal", "to", "subject")
        .order_by("position"),
        "fresh_papers": rehearsal.papers.filter(position__in=now.step.papers if now.step else [])
        .defer("data")
        .order_by("position"),
        "exact": now.step is not None and now.step.at == now.at,
    }
    return render(request, "rehearsals/clock.html", context, status=status)


@require_safe
@for_roles(*READERS)
def steps(request, slug, pk):
    """The whole line, day by day."""
    rehearsal, context = _played(request, slug, pk, "steps")
    papers = {each.position: each for each in rehearsal.papers.defer("data")}
    return render(request, "rehearsals/steps.html", context | {"report": Report(rehearsal), "papers": papers})


@require_safe
@for_roles(*READERS)
def mails(request, slug, pk):
    """Every mail, in the order of time."""
    rehearsal, context = _played(request, slug, pk, "mails")
    return render(
        request,
        "rehearsals/mails.html",
        context | {"mails": rehearsal.mails.defer("html", "text").order_by("position")},
    )


@require_safe
@for_roles(*READERS)
def mail(request, slug, pk, n):
    """One mail as text, with the way to how it looks."""
    rehearsal, context = _played(request, slug, pk, "mails")
    found = get_object_or_404(rehearsal.mails.defer("html"), position=n)
    context |= {"mail": found, "last": rehearsal.mails.count()}
    return render(request, "rehearsals/mail.html", context)


# Mail programs know no stylesheets, so a mail has its styles inside; here it may have those and nothing else.
GONE = dict.fromkeys("script-src img-src font-src connect-src form-action manifest-src".split())
ALONE = GONE | {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "sandbox": True}


@require_safe
@for_roles(*READERS)
@csp_replace(ALONE)
def mail_look(request, slug, pk, n):
    """The mail as a mail program shows it: alone, and unable to do anything."""
    rehearsal, _context = _played(request, slug, pk, "mails")
    return HttpResponse(get_object_or_404(rehearsal.mails, position=n).html)


@require_safe
@for_roles(*READERS)
def papers(request, slug, pk):
    """Every letter and receipt."""
    rehearsal, context = _played(request, slug, pk, "papers")
    return render(
        request, "rehearsals/papers.html", context | {"papers": rehearsal.papers.defer("data").order_by("position")}
    )


@require_safe
@for_roles(*READERS)
def paper(request, slug, pk, n):
    """One PDF, to read in the browser or to keep."""
    rehearsal, _context = _played(request, slug, pk, "papers")
    found = get_object_or_404(rehearsal.papers, position=n)
    answer = HttpResponse(bytes(found.data), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer

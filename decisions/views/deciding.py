"""The table of the decider: which calls wait, what to decide in one, the file itself, and the announcement."""

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.models import Role
from applications.models import Application
from calls.models import Call
from decisions import actions, rules, wording
from decisions.board import board, calls_to_decide
from decisions.forms import DecisionForm, add_reasons
from decisions.models import Decision
from decisions.states import Outcome, State
from reviews import advising
from reviews.models import Assignment, Score
from reviews.states import LIVE
from reviews.states import State as ReviewState
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused

# Reasons that mending the form cannot take away, so the page shows them at once.
LASTING = {"announced", "takes-part", "reviewed-it", "wrong-state", "not-reviewed", "no-ranking", "stale-ranking"}


def _call(request, slug) -> Call:
    calls = Call.objects.visible_to(request.user).filter(sealed_at__isnull=False).select_related("programme", "type")
    calls = calls.prefetch_related("reserves")
    return get_object_or_404(calls, slug=slug)


def _file(request, slug, number) -> Application:
    files = Application.objects.visible_to(request.user).filter(submission__isnull=False, call__sealed_at__isnull=False)
    files = files.select_related("call__type", "call__programme", "organisation", "submission", "focus")
    return get_object_or_404(files.select_related("admissibility__by"), call__slug=slug, number=number)


@require_safe
@for_roles(Role.DECIDER)
def to_decide(request):
    """Calls with files to decide, and how far each is."""
    return render(request, "decisions/to_decide.html", {"calls": list(calls_to_decide(request.user))})


@require_safe
@for_roles(Role.DECIDER)
def call(request, slug):
    """One call: the ranked list, what is decided, what is left, and whether it can be announced."""
    return _table(request, _call(request, slug))


def _table(request, call, refused=(), status=200):
    table = board(call, request.GET)
    context = {
        "call": call,
        "board": table,
        "blockers": rules.why_not_announce(call, by=request.user, at=received_at(request), table=table.table),
        "refused": refused,
        "has_errors": bool(refused),
        "percent": 100 * table.decided / table.total if table.total else 0,
    }
    return render(request, "decisions/call.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.DECIDER)
@once
def announce(request, slug):
    """Ask once more, then announce all decisions of the call together."""
    call = _call(request, slug)
    at = received_at(request)
    if request.method == "POST":
        try:
            announced = actions.announce(call, by=request.user, at=at)
        except Refused as refusal:
            return _table(request, _call(request, slug), refusal.reasons, status=409)
        text = ngettext(
            "%(n)s decision is announced. The letter is being made.",
            "%(n)s decisions are announced. The letters are being made.",
            len(announced),
        )
        messages.success(request, text % {"n": len(announced)})
        return redirect("decisions:call", slug)
    if rules.why_not_announce(call, by=request.user, at=at):
        return redirect("decisions:call", slug)
    return render(request, "decisions/announce.html", {"call": call, "board": board(call)})


@require_http_methods(["GET", "POST"])
@for_roles(Role.DECIDER)
@once
def decide(request, slug, number):
    """One file: what was handed in, what the jury says, and the decision."""
    file = _file(request, slug, number)
    page = _Page(request, file)
    if request.method == "GET":
        return page.show(DecisionForm(initial=page.proposed(), **page.options))
    form = DecisionForm(request.POST, **page.options)
    if not form.is_valid():
        return page.show(form, status=422)
    try:
        actions.decide(file, **form.facts(), by=request.user, at=received_at(request))
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _Page(request, _file(request, slug, number)).show(form, general, status=409 if general else 422)
    messages.success(request, _("Your decision on %(number)s is taken. It is not announced yet.") % {"number": number})
    return redirect("decisions:call", slug)


class _Page:
    """All that the page of one file shows."""

    def __init__(self, request, file):
        self.request, self.file = request, file
        self.decision = Decision.objects.filter(application=file).select_related("by").first()
        self.judged = getattr(file, "admissibility", None)
        self.inadmissible = bool(self.judged and not self.judged.admissible)
        prefetch_related_objects([file.call], "criteria")  # rules and ranking read them too
        self.criteria = sorted(file.call.criteria.all(), key=lambda each: each.position)
        self.ground = rules.ground_of(file.call)
        self.options = {"criteria": self.criteria, "inadmissible": self.inadmissible}
        scores = Prefetch("scores", Score.objects.all(), to_attr="given")
        asked = Assignment.objects.filter(application=file, state__in=LIVE).order_by("submitted_at", "pk")
        asked = list(asked.select_related("reviewer").prefetch_related(scores))
        self.reviews = [each for each in asked if each.state == ReviewState.SUBMITTED]
        self.outstanding = len(asked) - len(self.reviews)
        self.advice = advising.told_of(file)

    def proposed(self) -> dict:
        """The decision as it was taken, or a beginning: what was asked or advised, and what the jury wrote."""
        if self.decision:
            texts = {f"motivation-{m.criterion_id}": m.text for m in self.decision.motivations.all()}
            kept = {name: getattr(self.decision, name) for name in ("outcome", "reason", "conditions", "edit")}
            amount = self.decision.amount or self.file.submission.subsidy
            return self._from_the_jury() | texts | kept | {"amount": amount}
        if self.inadmissible:
            reason = _("The application does not meet a condition of admissibility.")
            return {"outcome": Outcome.INADMISSIBLE, "reason": reason, "edit": 0}
        proposed = self._from_the_jury() | {"amount": self.file.submission.subsidy, "edit": 0}
        if self.advice and self.advice.amount:
            proposed |= {"amount": self.advice.amount, "conditions": self.advice.conditions}
        return proposed

    def _from_the_jury(self) -> dict:
        said: dict[str, list[str]] = {}
        for review in self.reviews:
            for score in review.given:
                texts = said.setdefault(f"motivation-{score.criterion_id}", [])
                if score.motivation.strip() not in texts:
                    texts.append(score.motivation.strip())
        together = {f"motivation-{pk}": text for pk, text in advising.texts_of(self.advice).items()}
        return {name: "\n\n".join(texts) for name, texts in said.items()} | together

    def lasting(self) -> list:
        """What stands in the way whatever is typed."""
        harmless = {"amount": 0, "reason": "-"}
        asked = rules.why_not_decide(
            self.file,
            outcome=Outcome.INADMISSIBLE if self.inadmissible else Outcome.REFUSAL,
            motivations={each.pk: "-" for each in self.criteria},
            ground=self.ground,
            by=self.request.user,
            at=received_at(self.request),
            **harmless,
        )
        return [reason for reason in asked if reason.code in LASTING]

    def show(self, form, reasons=(), status=200):
        file, lasting = self.file, self.lasting()
        ranked = self.ground.standings.places
        place = next((n for n, row in enumerate(ranked) if row.pk == file.pk), None)
        here = ranked[place] if place is not None else None
        points = here.points if here else {}
        given = {
            each.pk: [
                {"by": review.reviewer, "score": score}
                for review in self.reviews
                for score in review.given
                if score.criterion_id == each.pk
            ]
            for each in self.criteria
        }
        rows = form.rows()
        for row in rows:
            row |= {"points": points.get(row["criterion"].pk), "given": given[row["criterion"].pk]}
        numbers = [row.number for row in ranked]
        context = {
            "file": file,
            "call": file.call,
            "content": file.submission.content,
            "form": form,
            "rows": rows,
            "decision": self.decision,
            "badge": wording.badge_of(self.decision, file.submission.subsidy),
            "judged": self.judged,
            "inadmissible": self.inadmissible,
            "reviews": self.reviews,
            "advice": self.advice,
            "advised": advising.badge_of(self.advice) if self.advice else None,
            "outstanding": self.outstanding,
            "left": rules.free_for(file.call, file.focus_id, rules.left_in(file.call, self.decision), self.decision),
            "ranked": here,
            "edit": self.decision.edit if self.decision else 0,
            "lasting": lasting,
            "barred": any(reason.code == "takes-part" for reason in lasting),
            "reasons": [each for each in reasons if each.code not in LASTING],
            "has_errors": bool(reasons),
            "clash": any(each.code == "edited-meanwhile" for each in reasons),
            "previous": numbers[place - 1] if place else None,
            "next": numbers[place + 1] if place is not None and place + 1 < len(numbers) else None,
            "droppable": bool(self.decision and self.decision.state == State.TAKEN),
        }
        return render(self.request, "decisions/decide.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_roles(Role.DECIDER)
@once
def drop(request, slug, number):
    """Drop a decision that is not announced."""
    decisions = Decision.objects.visible_to(request.user).select_related("application__organisation", "call")
    decision = get_object_or_404(decisions, call__slug=slug, application__number=number, state=State.TAKEN)
    if request.method == "POST":
        try:
            actions.drop(decision, by=request.user, at=received_at(request))
        except Refused as refusal:
            return _table(request, decision.call, refusal.reasons, status=409)
        messages.success(request, _("The decision on %(number)s is dropped.") % {"number": number})
        return redirect("decisions:call", slug)
    return render(request, "decisions/drop.html", {"call": decision.call, "decision": decision})

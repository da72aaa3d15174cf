"""The consensus and the advice on a file: written by the lead while typing is saved, answered by the other readers."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from reviews import actions, advising, rules, talking
from reviews.forms import add_reasons
from reviews.keeping import Clash, Saved
from reviews.models import Advice, Score
from reviews.states import AdviceState, State
from reviews.talkforms import AdviceForm, AgreeForm
from reviews.views import saving
from reviews.views.talk import read_by
from workflow.moments import received_at
from workflow.once import once
from workflow.refusals import Refused


@require_http_methods(["GET", "POST"])
@for_roles(Role.REVIEWER)
@once
def advice(request, number):
    """What the lead writes; a script saves while the lead types, a button gives it to the others."""
    page = _Page(request, read_by(request, number))
    if request.method == "GET":
        return page.show()
    form = AdviceForm(request.POST, criteria=page.criteria)
    edit = saving.version_of(request.POST)
    if saving.wants_json(request):
        return _type(request, page, form, edit)
    if not form.is_valid():
        return page.show(form=form, edit=edit, status=422)
    by, at = request.user, received_at(request)
    try:
        saved = actions.save_advice(
            page.file, form.readable(), edit=edit, by=by, at=at, **saving.choices_in(request.POST)
        )
        if saved.clashes:
            return _Page(request, page.file).show(form=form, edit=saved.edit, clashes=saved.clashes, status=409)
        if request.POST.get("do") != "propose":
            messages.success(request, _("What you wrote is saved. You can go on later."))
            return redirect("reviews:advice", number)
        actions.propose_advice(page.file, by=by, at=at)
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _Page(request, page.file).show(form=form, reasons=general, status=409 if general else 422)
    messages.success(request, _("The other readers are asked to confirm it."))
    return redirect("reviews:advice", number)


def _type(request, page, form, edit):
    choices = saving.choices_in(request.POST)
    try:
        saved = actions.save_advice(
            page.file, form.readable(), edit=edit, by=request.user, at=received_at(request), **choices
        )
    except Refused as refusal:
        return saving.refused(refusal)
    clashes = {name: Clash(_control(name, each.theirs), each.mine) for name, each in saved.clashes.items()}
    saved = Saved(saved.edit, saved.at, {name: _control(name, v) for name, v in saved.news.items()}, clashes)
    return saving.answered(saved, form)


def _control(name, value):
    return value.replace(".", ",") if name == "amount" and value else value


@require_POST
@for_roles(Role.REVIEWER)
@once
def reopen(request, number):
    """Take the text back to write on."""
    page = _Page(request, read_by(request, number))
    try:
        actions.reopen_advice(page.file, by=request.user, at=received_at(request))
    except Refused as refusal:
        return page.show(reasons=refusal.reasons, status=409)
    return redirect("reviews:advice", number)


@require_POST
@for_roles(Role.REVIEWER)
@once
def agree(request, number):
    """Another reader answers to each text."""
    page = _Page(request, read_by(request, number))
    form = AgreeForm(request.POST, criteria=page.criteria)
    if not form.is_valid():
        return page.show(agree_form=form, status=422)
    try:
        done = actions.agree(page.file, form.answers(), prints=form.prints(), by=request.user, at=received_at(request))
    except Refused as refusal:
        general = add_reasons(form, refusal.reasons)
        return _Page(request, page.file).show(agree_form=form, reasons=general, status=409 if general else 422)
    settled = done.state == AdviceState.SETTLED
    messages.success(request, _("The jury agrees on this file.") if settled else _("Your answer is saved."))
    return redirect("reviews:advice", number)


@require_POST
@for_roles(Role.REVIEWER)
@once
def adopt_words(request, number, pk):
    """Put another reader's words in the place of mine."""
    page = _Page(request, read_by(request, number))
    try:
        actions.adopt_words(page.file, pk, by=request.user, at=received_at(request))
    except Refused as refusal:
        return page.show(reasons=refusal.reasons, status=409)
    messages.success(request, _("The other words stand there now."))
    return redirect("reviews:advice", number)


class _Page:
    """All that the consensus of a file shows to one of its readers."""

    def __init__(self, request, file):
        self.request, self.file = request, file
        self.circle = talking.circle_of(file, request.user, received_at(request))
        self.criteria = sorted(file.call.criteria.all(), key=lambda each: each.position)
        self.closed = rules.why_not_read_talk(self.circle.own, self.circle.phase)
        self.advice = advising.advice_of(file) or Advice(application=file)
        self.is_lead = bool(self.circle.own and self.circle.own.leads)

    def show(self, *, form=None, agree_form=None, edit=None, clashes=None, reasons=(), status=200):
        advice, circle = self.advice, self.circle
        texts = {each.criterion_id: each for each in advice.texts.all()} if advice.pk else {}
        values = advising.values_of(advice, texts, self.criteria)
        prints = advising.prints_of(values, self.criteria)
        writing = self.is_lead and advice.state == AdviceState.WRITING and not self.closed
        answering = not self.is_lead and advice.state == AdviceState.PROPOSED and not self.closed
        if writing and form is None:
            initial = values | {"amount": advice.amount}
            form = AdviceForm(criteria=self.criteria, initial=initial)
        if answering and agree_form is None:
            agree_form = AgreeForm(criteria=self.criteria, initial=self._answered(prints))
        told = self.is_lead or advice.state != AdviceState.WRITING
        said = advising.said_in(advice, self.criteria, circle) if advice.pk and told and not self.closed else []
        context = {
            "file": self.file,
            "call": self.file.call,
            "content": self.file.submission.content,
            "asked": self.file.submission.subsidy,
            "circle": circle,
            "closed": self.closed,
            "advice": advice,
            "badge": advising.badge_of(advice) if told else None,
            "is_lead": self.is_lead,
            "lead": circle.name(circle.lead.reviewer) if circle.lead else "",
            "form": form if writing else None,
            "agree_form": agree_form if answering else None,
            "version": advice.edit if edit is None else edit,
            "rows": self._rows(
                said, form if writing else None, agree_form if answering else None, prints, clashes or {}
            ),
            "clashes": clashes,
            "reasons": reasons,
            "has_errors": bool(reasons or clashes),
        }
        return render(self.request, "reviews/advice.html", context, status=status)

    def _answered(self, prints) -> dict:
        found = {}
        for each in self.advice.agreements.filter(assignment=self.circle.own):
            if each.said == prints.get(each.criterion_id):
                key = each.criterion_id or "advice"
                found |= {f"answer-{key}": "yes" if each.agrees else "no", f"other-{key}": each.other}
        return found

    def _rows(self, said, form, agree_form, prints, clashes) -> list[dict]:
        scores = self._scores()
        by_criterion = {each.criterion.pk if each.criterion else None: each for each in said}
        rows = []
        for criterion in (*self.criteria, None):
            pk = criterion.pk if criterion else None
            key = str(pk or "advice")
            answer = by_criterion.get(pk)
            row = {
                "criterion": criterion,
                "scores": scores.get(pk, []),
                "text": answer.text if answer else "",
                "field": form[advising.field_of(pk)] if form and pk else None,
                "answer": agree_form[f"answer-{key}"] if agree_form else None,
                "other": agree_form[f"other-{key}"] if agree_form else None,
                "said_name": f"said-{key}",
                "print": prints.get(pk),
                "agreed": [self.circle.name(each.reviewer) for each in answer.agreed] if answer else [],
                "others": [
                    {"agreement": each, "name": self.circle.name(each.assignment.reviewer)} for each in answer.others
                ]
                if answer
                else [],
                "waiting": [self.circle.name(each.reviewer) for each in answer.waiting] if answer else [],
            }
            clash = clashes.get(advising.field_of(pk)) if pk else None
            rows.append(row | {"theirs": clash.theirs if clash else None, "differs": clash is not None})
        return rows

    def _scores(self) -> dict[int, list[dict]]:
        """What the readers wrote per criterion: of others only where the phase shows it, and only what counts."""
        if self.closed:
            return {}
        shown = [each for each in self.circle.readers if each == self.circle.own or self._counts(each)]
        found: dict[int, list[dict]] = {}
        for each in Score.objects.filter(assignment__in=shown).select_related("assignment__reviewer").order_by("pk"):
            if each.motivation or each.value is not None:
                name = self.circle.name(each.assignment.reviewer)
                found.setdefault(each.criterion_id, []).append({"name": name, "score": each})
        return found

    def _counts(self, assignment) -> bool:
        return self.circle.sees_scores and assignment.state == State.SUBMITTED

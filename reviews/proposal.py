"""A proposal as its page shows it: the load of each juror, the matches that fit worst, what lacks and why."""

from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from applications.models import Application
from applications.states import State as ApplicationState
from reviews import dividing, rules
from reviews.models import Juror, Pairing, Plan
from reviews.states import PlanState

KINDS = {
    PlanState.OWED: "quiet",
    PlanState.COMPUTING: "busy",
    PlanState.READY: "now",
    PlanState.TAKEN: "good",
    PlanState.DROPPED: "quiet",
    PlanState.FAILED: "bad",
}
WORST = 20  # matches that fit worst, shown one by one


@dataclass
class Burden:
    """What a proposal gives one juror."""

    juror: Juror
    files: int = 0
    standing: int = 0
    outside: int = 0

    @property
    def fresh(self) -> int:
        return self.files - self.standing


@dataclass
class Lack:
    """A file without all its readers, and why nobody else can."""

    file: Application
    missing: int
    words: list[str] = field(default_factory=list)


@dataclass
class Proposal:
    burdens: list[Burden]
    worst: list[Pairing]
    outside: int
    lacks: list[Lack]
    cells: int
    fresh: int
    pins: int

    @property
    def most(self) -> int:
        return max((each.files for each in self.burdens), default=0)

    @property
    def least(self) -> int:
        return min((each.files for each in self.burdens), default=0)

    @property
    def missing(self) -> int:
        return sum(each.missing for each in self.lacks)


def files_in(plan: Plan) -> QuerySet[Application]:
    """The files under review of its call, in the order of their number, with the title as handed in."""
    files = Application.objects.sealed().filter(call=plan.call_id, state=ApplicationState.ADMITTED)
    titled = files.annotate(handed_title=KeyTextTransform("title", "submission__content"))
    return titled.select_related("organisation", "focus").defer("summary", "goals").order_by("number")


def proposal_of(plan: Plan, *, by: User) -> Proposal:
    """Everything above the table of files. Some fifteen queries, whatever the size."""
    jurors = dividing.jurors_of(plan.call)
    expertise = {each.pk: {focus.pk for focus in each.focuses.all()} for each in jurors.values()}
    burdens = {each.pk: Burden(each) for each in jurors.values()}
    cells = plan.pairings.order_by("application__number", "pk")
    outside, fresh, pins, n = [], 0, 0, 0
    for pk, juror, standing, pinned, focus in cells.values_list(
        "pk", "juror", "standing", "pinned", "application__focus"
    ):
        n, fresh, pins = n + 1, fresh + (not standing), pins + pinned
        if (burden := burdens.get(juror)) is None:
            continue
        burden.files += 1
        burden.standing += standing
        if focus and expertise[juror] and focus not in expertise[juror]:
            burden.outside += 1
            if not standing:
                outside.append(pk)
    worst = plan.pairings.filter(pk__in=outside[:WORST]).select_related("juror__user", "application__focus")
    return Proposal(
        burdens=sorted(burdens.values(), key=lambda each: (-each.files, each.juror.user.last_name, each.juror.pk)),
        worst=list(worst.prefetch_related("juror__focuses").order_by("application__number", "pk")),
        outside=len(outside),
        lacks=_lacks(plan, jurors, burdens, by),
        cells=n,
        fresh=fresh,
        pins=pins,
    )


def _lacks(plan: Plan, jurors: dict[int, Juror], burdens: dict[int, Burden], by: User) -> list[Lack]:
    held = dict(plan.pairings.order_by().values_list("application").annotate(n=Count("pk")))
    short = [file for file in files_in(plan) if held.get(file.pk, 0) < plan.wanted]
    panels = rules.panels_of(plan.call_id, [each.pk for each in short])
    found = []
    for file in short:
        barred = full = 0
        for juror in jurors.values():
            if rules.why_not_assign(file, juror.user, by=by, panel=panels[file.pk]):
                barred += juror.user.pk not in panels[file.pk].assigned
            elif juror.capacity is not None and burdens[juror.pk].files >= juror.capacity:
                full += 1
        found.append(Lack(file, plan.wanted - held.get(file.pk, 0), _why_short(barred, full, len(jurors), plan.wanted)))
    return found


def _why_short(barred: int, full: int, jury: int, wanted: int) -> list[str]:
    words = []
    if jury < wanted:
        text = ngettext("The jury has %(n)s member.", "The jury has %(n)s members.", jury)
        words.append(text % {"n": jury})
    if barred:
        text = ngettext("%(n)s juror may not review it.", "%(n)s jurors may not review it.", barred)
        words.append(text % {"n": barred})
    if full:
        text = ngettext("%(n)s juror has the maximum.", "%(n)s jurors have the maximum.", full)
        words.append(text % {"n": full})
    return words or [_("Nobody is left who was not asked before.")]


def rows_of(plan: Plan, files: list[Application]) -> list[dict]:
    """Some files of a proposal with who reads each. One query."""
    cells: dict[int, list[Pairing]] = {}
    held = plan.pairings.filter(application__in=files).select_related("juror__user")
    for each in held.order_by("juror__user__last_name", "pk"):
        cells.setdefault(each.application_id, []).append(each)
    return [{"file": each, "cells": cells.get(each.pk, [])} for each in files]


def badge_of(plan: Plan) -> dict:
    label = str(plan.get_state_display())
    return {"kind": KINDS[plan.state], "text": label[:1].upper() + label[1:]}


def steps_of(plan: Plan) -> list[dict]:
    """How far the worker is, as the steps of a timeline."""
    now = list(Plan.Step.values).index(plan.step)
    return [
        {"title": label[:1].upper() + label[1:], "state": "past" if n < now else "here" if n == now else ""}
        for n, label in enumerate(str(each) for each in Plan.Step.labels)
    ]

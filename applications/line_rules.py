"""What is missing or wrong in the lines of an application: its costs and its planning."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from applications import consent
from applications.models import Application, PlanLine
from applications.money import most_for, totals
from applications.span import span_of, years_of
from calls.models import Call
from workflow import dutch
from workflow.refusals import Reason


def cost_reasons(application: Application) -> Iterator[Reason]:
    """What a call pays for and how much of it: each line, each category, and all of it."""
    call = application.call
    lines = consent.counting(application).costs
    sums = totals(lines)
    if not lines:
        yield Reason("no-costs", _("Add at least one cost line."), "costs")
    elif sums.subsidy <= 0:
        yield Reason("no-subsidy", _("Ask for a subsidy on at least one cost line."), "costs")
    if sums.subsidy > call.max_subsidy:
        text = _("You ask for %(asked)s together. That can be %(most)s at most.")
        facts = {"asked": dutch.money(sums.subsidy), "most": dutch.money(call.max_subsidy)}
        yield Reason("above-maximum", text % facts, "costs")
    elif call.min_subsidy and 0 < sums.subsidy < call.min_subsidy:
        text = _("You ask for %(asked)s together. In this call that is at least %(least)s.")
        facts = {"asked": dutch.money(sums.subsidy), "least": dutch.money(call.min_subsidy)}
        yield Reason("below-minimum", text % facts, "costs")
    yield from _category_reasons(call, lines, sums.cost)
    categories = {each.code for each in call.categories.all()}
    parties, years = _parties(application), years_of(application)
    for line in lines:
        field = f"costs-{line.position}"
        if not line.description.strip():
            yield Reason("no-description", _("Line %(n)s: say what the cost is.") % {"n": line.position}, field)
        if line.category not in categories:
            yield Reason("no-category", _("Line %(n)s: choose a category.") % {"n": line.position}, field)
        if line.year is None:
            yield Reason("no-year", _("Line %(n)s: choose a year.") % {"n": line.position}, field)
        elif line.year not in years:
            text = _("Line %(n)s: %(year)s falls outside the project, which runs in %(years)s. Choose another year.")
            facts = {"n": line.position, "year": line.year, "years": _in_words(years)}
            yield Reason("year-outside-the-term", text % facts, field)
        if line.organisation_id not in parties:
            text = _("Line %(n)s: %(name)s does not take part. Choose another government.")
            yield Reason("not-a-party", text % {"n": line.position, "name": line.organisation}, field)
        most = most_for(line.cost, call.flemish_share)
        if line.cost <= 0:
            yield Reason("no-cost", _("Line %(n)s: fill in the cost.") % {"n": line.position}, field)
        elif line.subsidy > most:
            text = _("Line %(n)s: the subsidy can be %(most)s at most (%(share)s of the cost).")
            facts = {"n": line.position, "most": dutch.money(most), "share": dutch.percent(call.flemish_share)}
            yield Reason("above-share", text % facts, f"costs-{line.position}")


def _parties(application: Application) -> set[int | None]:
    """Who can make a cost or answer for a part of the planning; None is the lead."""
    return {None, application.organisation_id} | {p.organisation_id for p in application.participants.all()}


def _in_words(years: list[int]) -> str:
    return dutch.enumerate_names([str(each) for each in years])


def _category_reasons(call: Call, lines: list, whole: Decimal) -> Iterator[Reason]:
    """Some kinds of cost may only be a part of all costs."""
    for each in call.categories.all():
        cost = sum((line.cost for line in lines if line.category == each.code), Decimal(0))
        most = most_for(whole, each.most_share or Decimal(100))
        if cost > most:
            text = _("“%(name)s” is %(cost)s. That can be %(most)s at most (%(share)s of all costs).")
            facts = {"name": each.name, "cost": dutch.money(cost), "most": dutch.money(most)}
            facts["share"] = dutch.percent(each.most_share)
            yield Reason("above-category-share", text % facts, "costs")


def planning_reasons(application: Application) -> Iterator[Reason]:
    """A plan line has a name, its days within the project, and a government that takes part."""
    lines = consent.counting(application).planning
    if application.call.planning_required and not lines:
        text = _("This call asks for a planning. Add at least one work package or milestone.")
        yield Reason("no-planning", text, "planning")
    parties = _parties(application)
    for line in lines:
        field = f"planning-{line.position}"
        if not line.name.strip():
            yield Reason("no-name", _("Planning, line %(n)s: give it a name.") % {"n": line.position}, field)
        if line.organisation_id not in parties:
            text = _("Planning, line %(n)s: %(name)s does not take part. Choose another government.")
            yield Reason("planner-not-a-party", text % {"n": line.position, "name": line.organisation}, field)
        yield from _day_reasons(application, line, field)


def _day_reasons(application: Application, line: PlanLine, field: str) -> Iterator[Reason]:
    n, is_milestone = {"n": line.position}, line.kind == PlanLine.Kind.MILESTONE
    if line.starts_on is None:
        text = (
            _("Planning, line %(n)s: choose its day.") if is_milestone else _("Planning, line %(n)s: choose a start.")
        )
        yield Reason("no-day", text % n, field)
    if is_milestone and line.ends_on and line.ends_on != line.starts_on:
        text = _("Planning, line %(n)s: a milestone has one day. Clear the end, or make it a work package.")
        yield Reason("milestone-has-an-end", text % n, field)
    if not is_milestone and line.ends_on is None:
        yield Reason("no-end-of-line", _("Planning, line %(n)s: choose an end.") % n, field)
    if not is_milestone and line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        text = _("Planning, line %(n)s: it ends before it starts. Choose a later end.")
        yield Reason("line-ends-before-start", text % n, field)
    first, last = span_of(application)
    days = [each for each in (line.starts_on, None if is_milestone else line.ends_on) if each]
    if any(not first <= each <= last for each in days):
        text = _("Planning, line %(n)s: it falls outside the project, which runs from %(first)s to %(last)s.")
        yield Reason("outside-the-term", text % (n | {"first": dutch.day(first), "last": dutch.day(last)}), field)

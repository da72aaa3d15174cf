"""What the letter of a decision says: from the rows of today to a frozen snapshot."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from django.utils.translation import override

from applications.completions import answered, closed_with
from applications.money import CENT
from applications.receipts import call_of, parties_of
from applications.span import project_term
from decisions.models import Decision
from decisions.states import Outcome
from documents import actions as document_actions
from documents import snapshots
from documents.faults import snapshot_faults
from documents.models import Document
from reviews.ranking import needed_for
from workflow import dutch
from workflow.models import subject_of
from workflow.moments import wall
from workflow.refusals import Reason


@dataclass(frozen=True)
class Standing:
    """Where the jury put a file among those of its call."""

    rank: int
    of: int


def owe(decision: Decision, *, by, at: datetime, standing: Standing | None = None) -> Document:
    """Promise the letter, in the transaction that announces."""
    snapshot = snapshot_of(decision, standing)
    return document_actions.owe(decision.outcome, decision.number, subject_of(decision), snapshot, by=by, at=at)


def faults(decision: Decision) -> list[Reason]:
    """Why no letter can be made of this decision: asked when it is taken, so that announcing never stumbles."""
    return snapshot_faults(decision.outcome, snapshot_of(decision))


def snapshot_of(decision: Decision, standing: Standing | None = None) -> snapshots.Decision:
    """All that the letter says. In Dutch: that is the language of the act."""
    with override("nl"):
        return BUILDERS[decision.outcome](decision, standing)


def _lines(text: str) -> list[str]:
    return [line.strip().rstrip(".;") for line in text.splitlines() if line.strip()]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _base(decision: Decision) -> dict:
    application, call = decision.application, decision.call
    submission = application.submission
    lead, others = parties_of(submission.content)
    admissibility = application.admissibility
    checked = "ontvankelijk verklaard" if admissibility.admissible else "onderzocht op haar ontvankelijkheid"
    first = closed_with(application)
    received = f"{dutch.day(first.received_at)} om {dutch.clock(first.received_at)}"
    closed = f"De oproep sloot op {dutch.short_moment(call.closes_at)}."
    if first.closes_at > call.closes_at:  # an extension for this application
        closed = f"Voor deze aanvraag was de termijn verlengd tot {dutch.short_moment(first.closes_at)}."
    days = dutch.enumerate_names([dutch.day(each.ended_at) for each in answered(application)])
    more = f" Ze is op vraag van de administratie aangevuld op {days}." if days else ""
    in_time = f"De aanvraag is op {received} ontvangen. {closed}{more}"
    return {
        "application": application.number,
        "call": call_of(application),
        "project": submission.content["title"],
        "lead": lead,
        "partners": others,
        "submitted_on": wall(first.received_at).date(),
        "asked": submission.subsidy,
        "decided_on": wall(decision.at).date(),
        "decider": snapshots.Decider(title=call.decider_title, name=decision.by.get_full_name()),
        "legal_grounds": _lines(call.legal_grounds),
        "framework": [call.regulation],
        "requirements": [snapshots.Requirement(f"De aanvraag is {checked}", wall(admissibility.at).date())],
        "motivation": [in_time, *_paragraphs(decision.reason)],
    }


def _judged(decision: Decision, standing: Standing | None) -> dict:
    motivations = sorted(decision.motivations.all(), key=lambda each: each.criterion.position)
    criteria = [
        snapshots.Criterion(m.criterion.name, m.points, m.criterion.weight, m.text, needed_for(m.criterion))
        for m in motivations
    ]
    base, jury_on = _base(decision), _jury_on(decision)
    in_time, *reasons = base["motivation"]
    points, out_of = sum(each.points for each in criteria), sum(each.out_of for each in criteria)
    advice = f"De jury gaf het project {dutch.number(points)} punten op {dutch.number(out_of)}"
    if standing:
        advice += f". Daarmee staat het op plaats {standing.rank} van {standing.of} in de rangschikking van de oproep"
    annex = "De motivering per criterium staat in bijlage 1, die deel uitmaakt van dit besluit."
    return base | {
        "requirements": [*base["requirements"], snapshots.Requirement("De jury heeft advies gegeven", jury_on)],
        "motivation": [in_time, f"{advice}.", *reasons, annex],
        "criteria": criteria,
        "jury_on": jury_on,
        "threshold": decision.call.threshold,
        "heard_on": None,
    }


def _jury_on(decision: Decision) -> date:
    """The last day of the jury, or the day itself of a decision that was taken before it."""
    decided = wall(decision.at).date()
    return min(decision.call.jury_done_on or decided, decided)


def instalments_of(amount: Decimal, parts: list) -> list[snapshots.Instalment]:
    """Split an amount to the cent; what rounding leaves goes to the last instalment."""
    split, given = [], Decimal(0)
    for n, part in enumerate(parts, 1):
        share = (amount * part.percentage / 100).quantize(CENT, ROUND_DOWN) if n < len(parts) else amount - given
        given += share
        split.append(snapshots.Instalment(part.percentage, share, part.trigger))
    return split


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _award(decision: Decision, standing: Standing | None) -> snapshots.Award:
    call, submission = decision.call, decision.application.submission
    starts_on, ends_on = (date.fromisoformat(submission.content[name]) for name in ("starts_on", "ends_on"))
    decided = wall(decision.at).date()
    ends = max(min(ends_on, project_term(call, max(starts_on, decided))), decided)
    reports = []
    if call.progress_report_after and (due := months_after(decided, call.progress_report_after)) < ends:
        reports.append(snapshots.Report("Tussentijds verslag", "Stand van zaken, indicatoren en kosten tot dan", due))
    final = months_after(ends, call.final_report_within)
    reports.append(snapshots.Report("Eindverslag", "Resultaten, overdracht aan andere besturen en afrekening", final))
    return snapshots.Award(
        **_judged(decision, standing),
        awarded=decision.amount,
        cost=submission.cost,
        rate=(decision.amount * 100 / submission.cost).quantize(CENT, ROUND_UP),
        cost_lines=_cost_lines(decision),
        budget_article=call.budget_article,
        budget_year=decided.year,
        instalments=instalments_of(decision.amount, sorted(call.instalments.all(), key=lambda each: each.position)),
        start_within_months=call.start_within_months,
        ends_on=ends,
        costs_from=wall(closed_with(decision.application).received_at).date(),
        reports=reports,
        recovery=call.recovery,
        conditions=_conditions(decision.conditions),
    )


def _conditions(text: str) -> list[str]:
    """One on each line, each closed with a full stop."""
    return [
        line if line.endswith((".", "!", "?")) else f"{line}." for line in map(str.strip, text.splitlines()) if line
    ]


def _cost_lines(decision: Decision) -> list[snapshots.CostLine]:
    """The costs as handed in; the subsidy of each only when all that was asked is awarded."""
    submission = decision.application.submission
    whole = decision.amount == submission.subsidy
    return [
        snapshots.CostLine(line["description"], Decimal(line["cost"]), Decimal(line["subsidy"]) if whole else None)
        for line in submission.content["costs"]
    ]


def _refusal(decision: Decision, standing: Standing | None) -> snapshots.Refusal:
    return snapshots.Refusal(**_judged(decision, standing), why=_paragraphs(decision.reason)[0])


def _inadmissible(decision: Decision, standing: Standing | None) -> snapshots.Inadmissible:
    found = decision.application.admissibility
    return snapshots.Inadmissible(
        **_base(decision), unmet=[snapshots.Unmet(found.condition, found.source, found.motivation)]
    )


BUILDERS = {Outcome.AWARD: _award, Outcome.REFUSAL: _refusal, Outcome.INADMISSIBLE: _inadmissible}

"""What the letter of a decision says: from the rows of today to a frozen snapshot."""

from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import override

from applications.money import CENT
from applications.receipts import call_of, parties_of
from applications.rules import project_term
from decisions.models import Decision
from decisions.states import Outcome
from documents import actions as document_actions
from documents import snapshots
from documents.models import Document
from workflow.models import subject_of
from workflow.moments import wall


def owe(decision: Decision, *, by, at: datetime) -> Document:
    """Promise the letter, in the transaction that announces."""
    with override("nl"):
        snapshot = BUILDERS[decision.outcome](decision, at)
    return document_actions.owe(decision.outcome, decision.number, subject_of(decision), snapshot, by=by, at=at)


def _lines(text: str) -> list[str]:
    return [line.strip().rstrip(".;") for line in text.splitlines() if line.strip()]


def _base(decision: Decision) -> dict:
    application, call = decision.application, decision.call
    content = application.submission.content
    lead, others = parties_of(content)
    admissibility = application.admissibility
    checked = "ontvankelijk verklaard" if admissibility.admissible else "onderzocht op haar ontvankelijkheid"
    requirements = [snapshots.Requirement(f"De aanvraag is {checked}", wall(admissibility.at).date())]
    if admissibility.admissible and call.jury_on:
        requirements.append(snapshots.Requirement("De jury heeft advies gegeven", call.jury_on))
    return {
        "application": application.number,
        "call": call_of(application),
        "project": content["title"],
        "lead": lead,
        "partners": others,
        "submitted_on": wall(application.submission.received_at).date(),
        "asked": application.submission.subsidy,
        "decided_on": wall(decision.at).date(),
        "decider": snapshots.Decider(title=call.decider_title, name=decision.by.get_full_name()),
        "legal_grounds": _lines(call.legal_grounds),
        "framework": [call.regulation],
        "requirements": requirements,
        "motivation": [line for line in decision.reason.split("\n\n") if line.strip()],
    }


def _judged(decision: Decision) -> dict:
    call = decision.call
    return _base(decision) | {
        "criteria": [
            snapshots.Criterion(m.criterion.name, m.points, m.criterion.weight, m.text)
            for m in decision.motivations.select_related("criterion").order_by("criterion__position")
        ],
        "jury_on": call.jury_on or wall(decision.at).date(),
        "threshold": None,
        "heard_on": None,
    }


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


def _award(decision: Decision, at: datetime) -> snapshots.Award:
    call, submission = decision.call, decision.application.submission
    content = submission.content
    decided = wall(decision.at).date()
    starts = date.fromisoformat(content["starts_on"])
    ends = min(date.fromisoformat(content["ends_on"]), project_term(call, max(starts, decided)))
    ends = max(ends, decided)
    reports = []
    if call.progress_report_after and (due := months_after(decided, call.progress_report_after)) < ends:
        reports.append(snapshots.Report("Tussentijds verslag", "Stand van zaken, indicatoren en kosten tot dan", due))
    final = months_after(ends, call.final_report_within)
    reports.append(snapshots.Report("Eindverslag", "Resultaten, overdracht aan andere besturen en afrekening", final))
    return snapshots.Award(
        **_judged(decision),
        awarded=decision.amount,
        cost=submission.cost,
        rate=call.flemish_share,
        cost_lines=[],
        budget_article=call.budget_article,
        budget_year=decided.year,
        instalments=instalments_of(decision.amount, list(call.instalments.order_by("position"))),
        start_within_months=call.start_within_months,
        ends_on=ends,
        costs_from=wall(submission.received_at).date(),
        reports=reports,
        recovery=call.recovery,
        conditions=_lines(decision.conditions),
    )


def _refusal(decision: Decision, at: datetime) -> snapshots.Refusal:
    return snapshots.Refusal(**_judged(decision), why=decision.reason.split("\n\n")[0])


def _inadmissible(decision: Decision, at: datetime) -> snapshots.Inadmissible:
    found = decision.application.admissibility
    return snapshots.Inadmissible(
        **_base(decision), unmet=[snapshots.Unmet(found.condition, found.source, found.motivation)]
    )


BUILDERS = {Outcome.AWARD: _award, Outcome.REFUSAL: _refusal, Outcome.INADMISSIBLE: _inadmissible}

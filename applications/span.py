"""Between which days a project runs, and in which years its costs fall."""

from datetime import date

from applications.models import Application
from calls.models import Call
from workflow.moments import wall

MOST_YEARS = 12


def project_term(call: Call, starts_on: date | None) -> date:
    """The last day a project of this call may end.

    A term in months counts from the award, which is not known yet: from the day the decision is due, or else from
    the start of the project, whichever is later.
    """
    known = [day for day in (call.decision_by, starts_on, wall(call.closes_at).date()) if day]
    return call.type.ends_by(max(known))


def span_of(application: Application) -> tuple[date, date]:
    """The first and the last day of the project; what was not chosen yet is as early or as late as the call allows."""
    call = application.call
    first = application.starts_on or wall(call.opens_at).date()
    most = project_term(call, application.starts_on)
    return first, max(first, min(application.ends_on or most, most))


def years_of(application: Application) -> list[int]:
    """The calendar years in which this project can have costs."""
    first, last = span_of(application)
    return list(range(first.year, last.year + 1))[:MOST_YEARS]

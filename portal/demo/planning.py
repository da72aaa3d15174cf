"""When the projects of the demo do what: the years of their costs, and work packages and milestones in their term."""

from datetime import date, timedelta

from applications import actions
from applications.models import Application, PlanLine

PACKAGES = (
    (
        "Voorbereiding en analyse",
        "Gesprekken met medewerkers en inwoners, en een plan dat door allen gedragen is.",
        0,
        30,
    ),
    ("Ontwerp en bouw", "In korte rondes, telkens getest met inwoners.", 25, 75),
    ("Invoering en opleiding", "De loketten leren ermee werken; wie hulp nodig heeft, krijgt die.", 65, 95),
)
MILESTONES = (("Eerste proef met inwoners", 50), ("In gebruik in alle deelnemende besturen", 95))


def years(application: Application, rows: list[dict]) -> list[dict]:
    """Cost lines, each in a year of the project, from the first to the last."""
    first, last = application.starts_on, application.ends_on
    if not first or not last:
        return rows
    span = last.year - first.year + 1
    return [row | {"year": first.year + n * span // len(rows)} for n, row in enumerate(rows)]


def save(application: Application, *, by, at) -> None:
    """A planning within the term; none while the project has no term yet."""
    first, last = application.starts_on, application.ends_on
    if not first or not last:
        return
    days = (last - first).days

    def day(part: int) -> date:
        return first + timedelta(days=days * part // 100)

    lead = application.organisation
    others = [p.organisation for p in application.participants.order_by("position") if p.organisation]
    rows = [
        {
            "kind": PlanLine.Kind.PACKAGE,
            "name": name,
            "description": text,
            "organisation": ([lead, *others])[n % (1 + len(others))],
            "starts_on": day(start),
            "ends_on": day(end),
        }
        for n, (name, text, start, end) in enumerate(PACKAGES)
    ]
    rows += [{"kind": PlanLine.Kind.MILESTONE, "name": name, "starts_on": day(part)} for name, part in MILESTONES]
    actions.save(application, "planning", rows=rows, by=by, at=at)

"""What the portal itself knows about the admissibility of a file, read from the version that was handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Kind
from applications.completions import answered, closed_with
from applications.models import Application, Submission
from applications.money import Totals, most_for
from workflow import dutch


@dataclass(frozen=True)
class Check:
    """One condition. `met` is None where a person has to look; `fact` is what was found."""

    code: str
    condition: str
    met: bool | None
    fact: str


def checks(application: Application) -> list[Check]:
    """The conditions of the call, each with what was handed in."""
    content = application.submission.content
    return [*_time_and_kind(application, content), *_amounts(application, content), *_cooperation(application, content)]


def _time_and_kind(application: Application, content: dict) -> Iterator[Check]:
    call, submission = application.call, closed_with(application)
    kind = content["organisation"]["kind"]
    yield Check(
        "kind",
        _("The applicant is a kind of government that may apply"),
        kind in call.eligible_kinds,
        f"{content['organisation']['name']} ({Kind(kind).label})",
    )
    words = {
        "received": dutch.weekday(submission.received_at),
        "clock": dutch.clock(submission.received_at, seconds=True),
        "closes": dutch.moment(submission.closes_at),
    }
    yield Check(
        "in-time",
        _("The application was received in time"),
        submission.received_at < submission.closes_at,
        _closing_words(application, submission) % words,
    )
    for each in answered(application):
        said = {"ended": dutch.moment(each.ended_at), "closes": dutch.moment(each.closes_at)}
        yield Check(
            f"completed-{each.pk}",
            _("What was asked to complete was received in time"),
            each.ended_at < each.closes_at,
            _("Received on %(ended)s; the applicant had until %(closes)s.") % said,
        )


def _closing_words(application: Application, submission: Submission) -> str:
    """The closing that counted is that of the call, or the later one that this application got."""
    counted = submission.closes_at
    if counted != application.call.closes_at and application.extensions.filter(new=counted).exists():
        return _("Received on %(received)s at %(clock)s; this application had an extension until %(closes)s.")
    return _("Received on %(received)s at %(clock)s; the call closed on %(closes)s.")


def _amounts(application: Application, content: dict) -> Iterator[Check]:
    call, asked = application.call, Decimal(content["subsidy"])
    words = {"asked": dutch.money(asked), "most": dutch.money(call.max_subsidy)}
    yield Check(
        "maximum",
        _("The subsidy asked is within the maximum of the call"),
        asked <= call.max_subsidy,
        _("%(asked)s was asked; the maximum is %(most)s.") % words,
    )
    above = [
        number
        for number, line in enumerate(content["costs"], 1)
        if Decimal(line["subsidy"]) > most_for(Decimal(line["cost"]), call.flemish_share)
    ]
    share = Totals(Decimal(content["cost"]), asked).share
    words = {"share": dutch.percent(share, 2), "most": dutch.percent(call.flemish_share)}
    fact = _("%(share)s of the cost was asked; the Flemish share is at most %(most)s.") % words
    if above:
        lines = dutch.enumerate_names([str(number) for number in above])
        fact += " " + _("Cost lines above that: %(lines)s.") % {"lines": lines}
    yield Check("share", _("The Flemish share is within its bounds on each cost line"), not above, fact)


def _cooperation(application: Application, content: dict) -> Iterator[Check]:
    others = [p["name"] for p in content["participants"] if p["part"] != "subcontractor"]
    if application.call.cooperation_required:
        yield Check(
            "cooperation",
            _("The application is made with at least one other government"),
            bool(others),
            dutch.enumerate_names(others) or _("No other government takes part."),
        )
    if others:
        agreements = [f["name"] for f in content["files"] if f["topic"] == "agreement"]
        fact = dutch.enumerate_names(agreements) or _("No agreement was handed in.")
        yield Check(
            "agreement",
            _("The cooperation agreement was handed in"),
            bool(agreements),
            fact,
        )
        yield Check(
            "signed",
            _("The agreement is signed by every initiator"),
            None if agreements else False,
            _("Look in the agreement itself.") if agreements else _("No agreement was handed in."),
        )

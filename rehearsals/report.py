"""Plays a call and tells what happened, as values that outlive it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import override

from calls.models import Call
from rehearsals import findings
from rehearsals.story import Story, fates


@dataclass(frozen=True)
class Played:
    """What is kept: the report as JSON, mails and papers as fields of their rows."""

    report: dict
    mails: list[dict]
    papers: list[dict]


def play(call: Call, mark: int) -> Played:
    """Play the whole story in the transaction of the caller, who must undo it. In Dutch, as mails and letters are."""
    with override("nl"):
        story = Story(call, mark)
        story.tell()
        recorder, double = story.recorder, story.call
        double.refresh_from_db()
        files = double.applications.select_related("organisation").order_by("number")
        parts = dict(zip((each.pk for each in story.cast.towns), fates(), strict=True))
        report = {
            "call": _call(call) | {"moved_to": double.closes_at.isoformat() if story.moved else ""},
            "files": [
                {"number": each.number, "government": str(each.organisation), "fate": parts[each.organisation_id]}
                for each in files
            ],
            "people": [story.cast.who(user) for user in story.cast.people.values()],
            "steps": recorder.steps,
            "warnings": findings.warnings(call, double, recorder, story.assumed),
            "good": findings.went_well(double, recorder),
            "jobs": sum(len(step["jobs"]) for step in recorder.steps),
        }
        mails = [{name: value for name, value in mail.items() if name != "key"} for mail in recorder.mails]
        papers = [paper | {"seconds": Decimal(paper["seconds"])} for paper in recorder.papers]
        return Played(report, mails, papers)


def _call(call: Call) -> dict:
    return {
        "title": call.title,
        "programme": str(call.programme),
        "number": call.number,
        "opens_at": call.opens_at.isoformat(),
        "closes_at": call.closes_at.isoformat(),
        "was_draft": call.state == "draft",
    }

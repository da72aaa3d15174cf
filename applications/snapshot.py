"""An application as it is handed in: everything the jury will read, in one JSON value with a fingerprint."""

from datetime import date
from decimal import Decimal

from applications.models import Application, Attachment, CostLine, Participant
from applications.money import Totals, totals


def content_of(application: Application) -> dict:
    """Freeze the application. Amounts are strings with two decimals, dates ISO 8601; files are named by SHA-256."""
    lines = list(application.costs.all())
    sums = totals(lines)
    answers = {a.criterion_id: a.text for a in application.answers.all()}
    return {
        "number": application.number,
        "call": {
            "number": application.call.number,
            "title": application.call.title,
            "type": application.call.type.name,
        },
        "organisation": _government(application.organisation),
        "title": application.title,
        "summary": application.summary,
        "focus": application.focus.name if application.focus else "",
        "starts_on": application.starts_on.isoformat() if application.starts_on else None,
        "ends_on": application.ends_on.isoformat() if application.ends_on else None,
        "goals": application.goals,
        "participants": [
            {"part": p.part, "name": p.name} | (_government(p.organisation) if p.organisation else {})
            for p in sorted(application.participants.all(), key=lambda p: p.position)
        ],
        "costs": [
            {
                "description": line.description,
                "category": line.category,
                "organisation": line.organisation.name if line.organisation else application.organisation.name,
                "organisation_id": line.organisation_id,
                "cost": f"{line.cost:.2f}",
                "subsidy": f"{line.subsidy:.2f}",
            }
            for line in sorted(lines, key=lambda line: line.position)
        ],
        "cost": f"{sums.cost:.2f}",
        "subsidy": f"{sums.subsidy:.2f}",
        "answers": [
            {
                "criterion": c.pk,
                "name": c.name,
                "question": c.question,
                "weight": str(c.weight),
                "text": answers.get(c.pk, ""),
            }
            for c in sorted(application.call.criteria.all(), key=lambda c: c.position)
        ],
        "files": [
            {"id": a.pk, "topic": a.topic, "name": a.name, "type": a.content_type, "size": a.size, "sha256": a.sha256}
            for a in application.attachments.all()
            if a.removed_at is None
        ],
    }


def _government(organisation) -> dict:
    facts = {"id": organisation.pk, "name": organisation.full_name, "kind": organisation.kind}
    return facts | {"nis": organisation.nis, "kbo": organisation.kbo}


def readable(content: dict) -> dict:
    """The same value for people: days and amounts as such, codes as words, answers without text marked."""
    parts, categories = dict(Participant.Part.choices), dict(CostLine.Category.choices)
    topics = dict(Attachment.Topic.choices)
    costs = [
        line
        | {"category": categories.get(line["category"], line["category"])}
        | {name: Decimal(line[name]) for name in ("cost", "subsidy")}
        for line in content["costs"]
    ]
    sums = Totals(Decimal(content["cost"]), Decimal(content["subsidy"]))
    return content | {
        "starts_on": _day(content["starts_on"]),
        "ends_on": _day(content["ends_on"]),
        "participants": [p | {"part": parts.get(p["part"], p["part"])} for p in content["participants"]],
        "costs": costs,
        "sums": sums,
        "answers": [a | {"weight": Decimal(a["weight"])} for a in content["answers"]],
        "files": [f | {"topic": topics.get(f["topic"], f["topic"])} for f in content["files"]],
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

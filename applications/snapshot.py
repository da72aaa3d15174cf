"""An application as it is handed in: everything the jury will read, in one JSON value with a fingerprint."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from applications import consent, filled, reopened, timelines
from applications.models import Application, Attachment, Participant, PlanLine
from applications.money import Figures, Line, Terms, Totals, figures, totals
from applications.states import State
from calls.asking import key_of
from questionnaires import values
from questionnaires.definition import Column, Kind, Privacy, Question


def content_of(application: Application) -> dict:
    """Freeze the application. Amounts are strings with two decimals, dates ISO 8601; files are named by SHA-256.

    Of a file that is completed: the version that counts, with only what is open as it stands now.
    """
    now = _all_of(application)
    if application.state != State.COMPLETING or (request := reopened.request_of(application)) is None:
        return now
    definition = filled.whole(application).definition
    return reopened.merged(application.submission.content, now, application, request.names, definition)


def _all_of(application: Application) -> dict:
    counting = consent.counting(application)
    lines = counting.costs
    sums = totals(lines)
    answered = filled.whole(application)
    categories = {each.code: each.name for each in application.call.categories.all()}
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
            for p in sorted(counting.participants, key=lambda p: p.position)
        ],
        "costs": [
            {
                "description": line.description,
                "category": line.category,
                "category_name": categories.get(line.category, ""),
                "year": line.year,
                "organisation": line.organisation.name if line.organisation else application.organisation.name,
                "organisation_id": line.organisation_id,
                "cost": f"{line.cost:.2f}",
                "subsidy": f"{line.subsidy:.2f}",
            }
            for line in sorted(lines, key=lambda line: line.position)
        ],
        "cost": f"{sums.cost:.2f}",
        "subsidy": f"{sums.subsidy:.2f}",
        "planning": [
            {
                "kind": line.kind,
                "name": line.name,
                "description": line.description,
                "organisation": (line.organisation or application.organisation).full_name,
                "organisation_id": line.organisation_id,
                "starts_on": line.starts_on.isoformat() if line.starts_on else None,
                "ends_on": line.until.isoformat() if line.until else None,
            }
            for line in sorted(counting.planning, key=lambda line: line.position)
        ],
        "form": _form(answered),
        "answers": [
            {
                "criterion": c.pk,
                "name": c.name,
                "question": c.question,
                "weight": str(c.weight),
                "text": answered.given.get(key_of(c), ""),
            }
            for c in sorted(application.call.criteria.all(), key=lambda c: c.position)
        ],
        "files": [
            {
                "id": a.pk,
                "topic": a.topic,
                "question": a.question,
                "asked": a.asked,
                "name": a.name,
                "type": a.content_type,
                "size": a.size,
                "sha256": a.sha256,
            }
            for a in application.attachments.all()
            if a.removed_at is None
        ],
    } | consent.frozen(application)


def _form(answered: filled.Filled) -> dict:
    """The form as it was asked, section by section, with what was answered; `asked` is false of what fell away."""
    asked, shown, version = answered.asked, answered.shown, answered.version
    return {
        "version": version.number if version else 0,
        "sha256": version.sha256 if version else "",
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "questions": [
                    _question(each, answered.given.get(each.key), each.key in asked)
                    for each in section.questions
                    if each.key in shown
                ],
            }
            for section in answered.sections
        ],
    }


def _question(question: Question, value, asked: bool) -> dict:
    facts = {
        "key": question.key,
        "kind": question.kind,
        "label": question.label,
        "criterion": question.criterion,
        "for_reviewers": question.for_reviewers,
        "privacy": question.privacy,
        "asked": asked,
        "value": value,
        "text": values.in_words(question, value),
    }
    if question.kind == Kind.TABLE:
        facts["columns"] = [
            {"key": c.key, "label": c.label, "kind": c.kind, "total": c.total} for c in question.columns
        ]
    return facts


def for_reviewers(content: dict) -> dict:
    """What the jury may read of it: no personal data, and nothing that the officer kept from reviewers."""
    sections = [
        section | {"questions": [q for q in section["questions"] if _is_for_reviewers(q)]}
        for section in content["form"]["sections"]
    ]
    kept = {q["key"] for section in sections for q in section["questions"]}
    content = {name: value for name, value in content.items() if name not in ("confirmations", "left_out", "signature")}
    return content | {
        "form": content["form"] | {"sections": sections},
        "files": [each for each in content["files"] if not each["question"] or each["question"] in kept],
    }


def _is_for_reviewers(question: dict) -> bool:
    return question["asked"] and question["for_reviewers"] and question["privacy"] != Privacy.PERSONAL


def _government(organisation) -> dict:
    facts = {"id": organisation.pk, "name": organisation.full_name, "kind": organisation.kind}
    return facts | {"nis": organisation.nis, "kbo": organisation.kbo}


def readable(content: dict) -> dict:
    """The same value for people: days and amounts as such, codes as words, answers without text marked."""
    parts = dict(Participant.Part.choices)
    topics = dict(Attachment.Topic.choices)
    costs = [
        line
        | {"category": line.get("category_name") or line["category"]}
        | {name: Decimal(line[name]) for name in ("cost", "subsidy")}
        for line in content["costs"]
    ]
    sums = Totals(Decimal(content["cost"]), Decimal(content["subsidy"]))
    kinds = {each.value: each.label for each in PlanLine.Kind}
    planning = [
        line | {"kind_name": kinds[line["kind"]], "is_milestone": line["kind"] == PlanLine.Kind.MILESTONE}
        | {name: _day(line[name]) for name in ("starts_on", "ends_on")}
        for line in content.get("planning", ())
    ]  # fmt: skip
    return content | {
        "starts_on": _day(content["starts_on"]),
        "ends_on": _day(content["ends_on"]),
        "participants": [p | {"part": parts.get(p["part"], p["part"])} for p in content["participants"]],
        "costs": costs,
        "sums": sums,
        "figures": _figures(costs),
        "planning": planning,
        "drawing": _drawing(content, planning),
        "confirmations": [c | {"at": datetime.fromisoformat(c["at"])} for c in content.get("confirmations", ())],
        "signature": _signed(content.get("signature")),
        "answers": [a | {"weight": Decimal(a["weight"])} for a in content["answers"]],
        "sections": [_readable_section(each, content["files"]) for each in content["form"]["sections"]],
        "files": [f | {"topic": f["asked"] or topics.get(f["topic"], f["topic"])} for f in content["files"]],
    }


def _signed(signature: dict | None) -> dict | None:
    return signature and signature | {"at": datetime.fromisoformat(signature["at"])}


def _drawing(content: dict, planning: list[dict]) -> timelines.Drawing | None:
    lines = [(line["name"], line["kind"], line["starts_on"], line["ends_on"]) for line in planning]
    days = [each for line in lines for each in line[2:] if each]
    if not days:
        return None
    return timelines.draw(lines, _day(content["starts_on"]) or min(days), _day(content["ends_on"]) or max(days))


def _figures(costs: list[dict]) -> Figures:
    """What was asked by category, year and government. Lines of before they had a year have none."""
    lines = [
        Line(c["category"] or "", str(c.get("year") or ""), c["organisation"], c["cost"], c["subsidy"]) for c in costs
    ]
    none = [("", _("Not chosen yet"))]
    names = {axis: list(dict.fromkeys(getattr(line, axis) for line in lines)) for axis in Line._fields[:3]}
    chosen = {axis: [(each, each[:1].upper() + each[1:]) for each in found if each] for axis, found in names.items()}
    terms = Terms(Decimal(0), Decimal(0), chosen["category"] + none, sorted(chosen["year"]) + none,
                  chosen["government"] + none, {})  # fmt: skip
    return figures(lines, terms)


def _readable_section(section: dict, files: list[dict]) -> dict:
    """Its questions, without those of the criteria (`answers` has them): tables by cell, files as such."""
    questions = [_readable_question(q, files) for q in section["questions"] if not q["criterion"]]
    return section | {"questions": questions}


def _readable_question(said: dict, files: list[dict]) -> dict:
    if said["kind"] == Kind.FILE:
        return said | {"files": [each for each in files if each["question"] == said["key"]]}
    if said["kind"] != Kind.TABLE or not said["value"]:
        return said
    columns = [Column(each["key"], each["label"], each["kind"], each["total"]) for each in said["columns"]]
    sums = values.totals(columns, said["value"])
    return said | {
        "columns": columns,
        "rows": [[(c, values.line_in_words(c.kind, row.get(c.key, ""))) for c in columns] for row in said["value"]],
        "foot": [(c, values.line_in_words(c.kind, str(sums[c.key])) if c.key in sums else "") for c in columns]
        if sums
        else [],
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

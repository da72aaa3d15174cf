"""Where two versions that were handed in differ: per question, per field, per list; in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.history import LABELS, LISTS
from applications.models import Attachment, Participant
from workflow import dutch


@dataclass(frozen=True)
class Difference:
    """One thing that is different: what it is, what stood there and what stands there."""

    label: str
    before: str
    after: str


def between(before: dict, after: dict) -> list[Difference]:
    """All that differs, in the order of the application."""
    found = [*_fields(before, after), *_lists(before, after), *_answers(before, after), *_files(before, after)]
    return [each for each in found if each.before != each.after]


def _fields(before: dict, after: dict) -> Iterator[Difference]:
    for name, label in LABELS.items():
        yield Difference(str(label), _said(name, before), _said(name, after))


def _said(name: str, content: dict) -> str:
    value = content[name] or ""
    return dutch.day(date.fromisoformat(value)) if value and name.endswith("_on") else value


def _lists(before: dict, after: dict) -> Iterator[Difference]:
    for name, words in (("participants", _participant), ("costs", _cost), ("planning", _planned)):
        lines = ["\n".join(words(row) for row in content.get(name, ())) for content in (before, after)]
        yield Difference(str(LISTS.get(name, _("Planning"))), *lines)


def _participant(row: dict) -> str:
    return f"{row['name']} ({dict(Participant.Part.choices).get(row['part'], row['part'])})"


def _cost(row: dict) -> str:
    facts = {"what": row["description"] or "–", "cost": dutch.money(Decimal(row["cost"]))}
    facts["subsidy"] = dutch.money(Decimal(row["subsidy"]))
    said = _("%(what)s: %(cost)s, subsidy %(subsidy)s") % facts
    return f"{said} ({row.get('category_name') or row['category']}, {row['organisation']})"


def _planned(row: dict) -> str:
    days = [dutch.day(date.fromisoformat(row[name])) for name in ("starts_on", "ends_on") if row.get(name)]
    return f"{row['name']}: {' – '.join(days)}"


def _answers(before: dict, after: dict) -> Iterator[Difference]:
    old, new = _questions(before), _questions(after)
    for key, (label, _text) in (old | new).items():
        yield Difference(label, old.get(key, ("", ""))[1], new.get(key, ("", ""))[1])


def _questions(content: dict) -> dict[str, tuple[str, str]]:
    """Label and text by key. The files of a question are said with all others."""
    questions = [each for section in content["form"]["sections"] for each in section["questions"]]
    return {each["key"]: (each["label"], each["text"]) for each in questions if each["kind"] != "file"}


def _files(before: dict, after: dict) -> Iterator[Difference]:
    """By what they are about: a file is another one when its fingerprint is."""
    topics = dict(Attachment.Topic.choices)
    names: dict[str, list[list[str]]] = {}
    for place, content in enumerate((before, after)):
        for each in content["files"]:
            label = each["asked"] or str(topics.get(each["topic"], each["topic"]))
            names.setdefault(label, [[], []])[place].append(f"{each['name']} ({each['sha256'][:8]})")
    for label, (old, new) in names.items():
        yield Difference(label, "\n".join(old), "\n".join(new))

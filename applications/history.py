"""What was typed in a draft, in words: for who compares two texts, looks back, or puts an earlier one back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from applications import filled, keeping
from applications.models import Application, Entry, Participant
from applications.progress import COSTS, PARTICIPANTS, PLANNING, PROJECT
from questionnaires import values as answers
from workflow import dutch

LABELS = {
    "title": gettext_lazy("Name of the project"),
    "summary": gettext_lazy("Summary"),
    "focus": gettext_lazy("Focus"),
    "starts_on": gettext_lazy("Start of the project"),
    "ends_on": gettext_lazy("End of the project"),
    "goals": gettext_lazy("Goals"),
}
LISTS = {"costs": COSTS.title, "participants": PARTICIPANTS.title, "planning": PLANNING.title}


@dataclass(frozen=True)
class Line:
    """One entry as people read it."""

    entry: Entry
    part: str
    label: str
    words: str
    now: bool = False  # this stands in the application
    asked: bool = True  # and the form still asks it


class Teller:
    """Says values of one application in words. What it must look up for several of them it asks once."""

    def __init__(self, application: Application, told: Iterable[object] = ()):
        self.application = application
        version = application.call.form.current
        self.questions = {q.key: q for q in version.definition.questions()} if version else {}
        self.sections = {filled.part_of(s.key): s.title for s in version.definition.sections} if version else {}
        rows = [row for value in told if isinstance(value, list) for row in value if isinstance(row, dict)]
        ids = {row["organisation_id"] for row in rows if row.get("organisation_id")}
        found = Organisation.objects.filter(pk__in=ids).only("kind", "name") if ids else ()
        self.governments = {each.pk: each.full_name for each in found}

    def part(self, part: str) -> str:
        return str(LISTS.get(part) or self.sections.get(part) or PROJECT.title)

    def label(self, part: str, field: str) -> str:
        if field == keeping.ROWS:
            return self.part(part)
        if part == PROJECT.name:
            return str(LABELS.get(field, field))
        return self.questions[field].label if field in self.questions else _("A question that is no longer asked")

    def words(self, part: str, field: str, value) -> str:
        if value in (None, "", []):
            return ""
        if part == COSTS.name:
            return "\n".join(self._cost(row) for row in value)
        if part == PARTICIPANTS.name:
            return "\n".join(self._participant(row) for row in value)
        if part == PLANNING.name:
            return "\n".join(self._planned(row) for row in value)
        if part == PROJECT.name:
            return self._project(field, value)
        question = self.questions.get(field)
        if question and answers.fits(question, value):
            return answers.in_words(question, value)
        return str(value)

    def _project(self, field: str, value) -> str:
        if field == "focus":
            focus = next((each for each in self.application.call.focuses.all() if each.pk == value), None)
            return focus.name if focus else ""
        return dutch.day(date.fromisoformat(value)) if field in ("starts_on", "ends_on") else value

    def _cost(self, row: dict) -> str:
        what = " · ".join(str(each) for each in (row["description"] or "–", row.get("year")) if each)
        facts = {"what": what, "cost": dutch.money(Decimal(row["cost"]))}
        return _("%(what)s: %(cost)s, subsidy %(subsidy)s") % (
            facts | {"subsidy": dutch.money(Decimal(row["subsidy"]))}
        )

    def _planned(self, row: dict) -> str:
        days = [dutch.day(date.fromisoformat(row[name])) for name in ("starts_on", "ends_on") if row.get(name)]
        return " · ".join(each for each in (row["name"] or "–", " – ".join(days), row["description"]) if each)

    def _participant(self, row: dict) -> str:
        name = row.get("name") or self.governments.get(row.get("organisation_id"), "–")
        return f"{name} ({dict(Participant.Part.choices).get(row['part'], row['part'])})"


def lines(application: Application, entries: Iterable[Entry]) -> list[Line]:
    entries = list(entries)
    teller = Teller(application, [each.value for each in entries])
    saved = application.entries.filter(aside=False).order_by("part", "field", "-edit", "-id")
    now = set(saved.distinct("part", "field").values_list("pk", flat=True))
    return [
        Line(
            each,
            teller.part(each.part),
            teller.label(each.part, each.field),
            teller.words(each.part, each.field, each.value),
            each.pk in now,
            each.part in (PROJECT.name, *LISTS) or each.field in teller.questions,
        )
        for each in entries
    ]

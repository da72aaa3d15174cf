"""A form with every kind of question, for calls that ask more than their criteria."""

from dataclasses import replace

from calls.asking import definition_of
from calls.models import Call
from questionnaires.actions import freeze
from questionnaires.definition import (
    Column,
    Condition,
    Definition,
    Kind,
    Option,
    Privacy,
    Question,
    Section,
)
from questionnaires.models import Version

PHASES = (Option("idee", "Een idee"), Option("proef", "Een proef"), Option("dienst", "Een dienst"))
COLUMNS = (
    Column("wat", "Wat"),
    Column("stuks", "Stuks", Kind.NUMBER, True),
    Column("prijs", "Prijs", Kind.MONEY, True),
)

QUESTIONS = (
    Question("fase", Kind.CHOICE, "Hoe ver staat u?", options=PHASES),
    Question("proef", Kind.LONG, "Wat leerde de proef?", words=50, condition=Condition("fase", ("proef", "dienst"))),
    Question("naam", Kind.SHORT, "Naam van de dienst", required=False),
    Question("doelgroep", Kind.CHOICES, "Voor wie?", options=(Option("jong", "Jongeren"), Option("oud", "Ouderen"))),
    Question("bereik", Kind.NUMBER, "Hoeveel mensen bereikt u?"),
    Question("bijdrage", Kind.MONEY, "Wat legt u zelf bij?", for_reviewers=False),
    Question("begin", Kind.DATE, "Wanneer begint de dienst?"),
    Question("vooraf", Kind.YES_NO, "Bestaat er al iets?"),
    Question("nummer", Kind.SHORT, "Telefoon van de projectleider", privacy=Privacy.PERSONAL, required=False),
    Question("toestellen", Kind.TABLE, "Welke toestellen koopt u?", columns=COLUMNS, required=False),
    Question("akkoord", Kind.STATEMENT, "Wij geven de broncode vrij."),
)
EXTRA = Section("extra", "Over de dienst", "Vertel over de dienst zelf.", QUESTIONS)
PLAN = Question("plan", Kind.FILE, "Plan van aanpak")
SECRET = Question("contract", Kind.FILE, "Contract", required=False, for_reviewers=False)
PAPERS = Section("stukken", "Stukken", "", (PLAN, SECRET))

SAID = {
    "fase": "idee",
    "naam": "De Meldlijn",
    "doelgroep": ["jong", "oud"],
    "bereik": "1200",
    "bijdrage": "2500.00",
    "begin": "2022-10-01",
    "vooraf": "no",
    "nummer": "0400 12 34 56",
    "toestellen": [{"wat": "Tablet", "stuks": "3", "prijs": "900.00"}],
    "akkoord": "yes",
}


def ask(call: Call, *sections: Section, by=None, at=None) -> Version:
    """Publish a version of the form with these sections before the criteria."""
    core = definition_of(call).sections
    call.form.refresh_from_db()
    return freeze(call.form, Definition((*sections, *core[-1:])), by=by or call.created_by, at=at or call.opens_at)


def without(section: Section, *keys: str) -> Section:
    return replace(section, questions=tuple(each for each in section.questions if each.key not in keys))


def changed(section: Section, key: str, **facts) -> Section:
    """The same section with one question asked otherwise."""
    questions = tuple(replace(each, **facts) if each.key == key else each for each in section.questions)
    return replace(section, questions=questions)

"""What the portal knows of the interests of a juror in the files of a call, and which lines he answers."""

import re
import unicodedata
from dataclasses import dataclass, field

from django.db.models import F, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from accounts.models import LOCAL_ROLES, Membership, Organisation, User
from applications.models import Application
from applications.states import State
from calls.models import Call
from reviews.models import Interest, Involvement, Juror
from reviews.rules.parties import kin_in, parties_in
from workflow import dutch
from workflow.models import Event

ANSWERABLE = (State.SUBMITTED, State.REOPENED, State.ADMITTED)
FORMS = re.compile(r"\b(nv|bv|bvba|vzw|cv|cvba|comm ?v|vof|srl|sa|asbl|ivzw|private stichting)\b")


@dataclass
class Line:
    """One file as a juror sees it before any content opens: its title and its governments."""

    pk: int
    number: str
    title: str
    governments: list[str]
    helpers: list[str]
    hints: list[str] = field(default_factory=list)
    known: bool = False  # he works there now: nothing to ask
    interest: Interest | None = None


def tidy(name: str) -> str:
    """A name to compare by: without accents, capitals, signs and the form of a company."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", " ", bare.replace(".", ""))
    return " ".join(FORMS.sub(" ", words).split())


def files_of(call: Call) -> QuerySet[Application]:
    """The files of a sealed call that a jury may come to read."""
    return Application.objects.sealed().filter(call=call, state__in=ANSWERABLE).order_by("number")


def lines_of(juror: Juror, files: QuerySet[Application] | None = None) -> list[Line]:
    """Every file of the call with what the juror said and what the portal knows. Nine queries, whatever the number."""
    files = files_of(juror.call) if files is None else files
    rows = files.select_related("organisation").annotate(
        handed_title=KeyTextTransform("title", "submission__content"), others=F("submission__content__participants")
    )
    said = {each.application_id: each for each in juror.interests.all()}
    lines = [
        Line(
            pk=each.pk,
            number=each.number,
            title=each.handed_title,
            governments=[each.organisation.full_name] + _names(each.others, helpers=False),
            helpers=_names(each.others, helpers=True),
            interest=said.get(each.pk),
        )
        for each in rows.defer("summary", "goals")
    ]
    _hint(juror, lines)
    return lines


def _names(participants, *, helpers: bool) -> list[str]:
    return [each["name"] for each in participants or () if (each["part"] == "subcontractor") == helpers]


def _hint(juror: Juror, lines: list[Line]) -> None:
    """Tell of each line what speaks of an interest; works across mergers."""
    parties = parties_in([line.pk for line in lines])
    kin = kin_in(set().union(*parties.values()))
    work = set(Membership.objects.filter(user=juror.user, role__in=LOCAL_ROLES).values_list("organisation", flat=True))
    ties = _ties([juror])[juror.user_id]
    for line in lines:
        houses = {house for each in parties[line.pk] for house in kin[each]}
        line.known = bool(work & houses)
        line.hints = _hints(juror, ties, houses, line.governments, line.helpers)


def _hints(juror: Juror, ties: list[tuple[int, str]], houses: set[int], governments, helpers) -> list[str]:
    hints = [text for organisation, text in ties if organisation in houses]
    if employer := tidy(juror.employer):
        if not juror.employer_organisation_id:
            hints += [_("Employer: %(name)s") % {"name": name} for name in governments if tidy(name) == employer]
        words = _("The employer is named as a subcontractor: %(name)s")
        hints += [words % {"name": name} for name in helpers if tidy(name) == employer]
    return hints


def hints_on(application: Application, jurors: list[Juror]) -> dict[int, list[str]]:
    """What speaks of an interest in one file, per person of the jury. Six queries, whatever the number."""
    parties = parties_in([application.pk])[application.pk]
    houses = set().union(*kin_in(parties).values())
    content = application.submission.content
    governments = [application.organisation.full_name, *_names(content["participants"], helpers=False)]
    helpers, ties = _names(content["participants"], helpers=True), _ties(jurors)
    return {each.user_id: _hints(each, ties[each.user_id], houses, governments, helpers) for each in jurors}


def _ties(jurors: list[Juror]) -> dict[int, list[tuple[int, str]]]:
    """Governments that jurors have to do with, and how: employer, earlier roles, and what was noted in any jury."""
    found: dict[int, list[tuple[int, str]]] = {each.user_id: [] for each in jurors}
    for each in jurors:
        if house := each.employer_organisation:
            found[each.user_id].append((house.pk, _("Employer: %(name)s") % {"name": house.full_name}))
    noted = Involvement.objects.filter(juror__user__in=found).select_related("organisation", "juror").order_by("pk")
    for each in noted:
        words = {"name": each.organisation.full_name, "why": each.why}
        found[each.juror.user_id].append((each.organisation_id, _("Tie with %(name)s: %(why)s") % words))
    subjects = {f"{User._meta.label_lower}:{pk}": pk for pk in found}
    left = Event.objects.filter(subject__in=subjects, verb="leave", facts__role__in=list(LOCAL_ROLES)).order_by("pk")
    gone = [(subjects[event.subject], event.facts["organisation"], event.at) for event in left]
    names = {each.pk: each.full_name for each in Organisation.objects.filter(pk__in=[pk for _user, pk, _at in gone])}
    for user, pk, at in gone:
        words = {"name": names.get(pk, ""), "day": dutch.day(at)}
        found[user].append((pk, _("Worked for %(name)s until %(day)s") % words))
    return {user: list(dict.fromkeys(ties)) for user, ties in found.items()}


def open_lines(lines: list[Line]) -> list[Line]:
    """What still waits for an answer."""
    return [line for line in lines if line.interest is None and not line.known]


def shown_lines(lines: list[Line]) -> list[Line]:
    """What exists for the juror: no file that he works for, none in which he has a conflict or a doubt that stands."""
    return [line for line in lines if not line.known and not (line.interest and line.interest.is_blocking)]

"""How a call goes: what was started and handed in, when, where, and by which governments.

Before the seal these are numbers and nothing else; each is counted on its own, never one by another (ADR 63). Names of
governments stand here only once the call is sealed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Case, CharField, Count, F, Func, Min, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from accounts.models import Kind, Notice, Organisation
from applications.days import Day, days_of
from applications.models import Application, Participant
from applications.states import HANDED_IN, State
from calls.models import Call, Moment, Programme, TermChange
from calls.states import ChangeState
from follow.models import Subscription
from workflow import dutch
from workflow.moments import wall

SIZES = (10_000, 20_000, 50_000, 100_000)  # the classes of inhabitants that Flemish statistics use
UNFINISHED = (State.DRAFT, State.LAPSED)


class Government(NamedTuple):
    """What the directory says of a local government."""

    pk: int
    kind: str
    name: str
    nis: str
    province: str
    population: int | None
    valid_from: date | None
    valid_until: date | None
    successor: int | None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_until or day)


@dataclass
class Line:
    """One group: files that are not handed in, files that are, and of the governments in it those that take part."""

    label: str
    unfinished: int = 0
    submitted: int = 0
    taking_part: int = 0
    of: int = 0

    @property
    def files(self) -> int:
        return self.unfinished + self.submitted

    @property
    def share(self) -> int:
        return _rounded(self.taking_part, self.of)


@dataclass
class Watch:
    """All that the page of a call says. `unfinished_by` and `never` are None until the call is sealed."""

    call: Call
    previous: Call | None
    total: Line
    withdrawn: int
    municipalities: Line
    never_count: int
    groups: dict[str, list[Line]]
    days: list[Day]
    told: list["Told"]
    followers: int
    unfinished_by: list[tuple[Government, int]] | None = None
    never: list[Government] | None = None


@dataclass(frozen=True)
class Told:
    """A message that went to holders of files: what it was, to how many files and people, and when it began."""

    words: str
    files: int
    people: int
    at: datetime | None = field(default=None)


def taking_part(programme: Programme) -> set[str]:
    """NIS codes of the local governments in the files of sealed calls, as lead or as participant.

    An OCMW or AGB counts under the code of its municipality; a partnership without a code is no government of a
    municipality and is not counted.
    """
    files = Application.objects.sealed().filter(call__programme=programme)
    others = Participant.objects.filter(application__in=files, organisation__isnull=False)
    here = Organisation.objects.local().exclude(nis="")
    here = here.filter(Q(pk__in=files.values("organisation")) | Q(pk__in=others.values("organisation")))
    return set(here.values_list("nis", flat=True))


def previous_of(call: Call) -> Call | None:
    """The call of the same type that closed last before this one."""
    earlier = Call.objects.published().filter(type=call.type_id, closes_at__lt=call.closes_at).exclude(pk=call.pk)
    return earlier.order_by("-closes_at", "-pk").first()


def watch(call: Call, at: datetime) -> Watch:
    """Count a call. Nine queries, whatever the number of files; rows come back per government and per day."""
    opened = wall(call.opens_at).date()
    directory = _directory()
    files = _files(call)
    held = {each.nis: each for each in directory.values() if _is_municipality(each) and each.is_valid_on(opened)}
    inside = _inside(call) | {row["organisation"] for row in files if row["submitted"]}
    part = {directory[pk].nis for pk in inside if pk in directory} & held.keys()
    place = _placed(directory, held)
    never = _never(call.programme, directory, held)
    previous = previous_of(call)
    found = Watch(
        call=call,
        previous=previous,
        total=_sum(files, lambda row: "")[""],
        withdrawn=sum(row["withdrawn"] for row in files),
        municipalities=Line("", taking_part=len(part), of=len(held)),
        never_count=len(never),
        groups={
            "focus": _by_focus(files),
            "provincie": _by_place(files, held, part, place, _province),
            "grootte": _by_place(files, held, part, place, _size),
            "soort": _by_kind(files, directory, inside, call, opened),
        },
        days=days_of(call, previous, at),
        told=_told(call),
        followers=Subscription.objects.told_of(call).count(),
    )
    if call.is_sealed:
        found.never = sorted(never, key=lambda each: each.name)
        found.unfinished_by = _unfinished_by(files, directory)
    return found


def _directory() -> dict[int, Government]:
    rows = Organisation.objects.local().values_list(*Government._fields)
    return {row[0]: Government(*row) for row in rows}


def _is_municipality(each: Government) -> bool:
    return each.kind == Kind.MUNICIPALITY


def _files(call: Call) -> list[dict]:
    """Files counted per government and focus. While a version that counts is being changed, its own focus counts."""
    said = KeyTextTransform("focus", "submission__content")
    about = Case(When(state=State.REOPENED, then=said), default=F("focus__name"), output_field=CharField())
    rows = Application.objects.filter(call=call).order_by().values("organisation").annotate(about=about)
    return list(
        rows.values("organisation", "about").annotate(
            unfinished=Count("pk", filter=Q(state__in=UNFINISHED)),
            submitted=Count("pk", filter=Q(state__in=HANDED_IN, submission__isnull=False)),
            withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
        )
    )


def _inside(call: Call) -> set[int]:
    """Governments that take part in a file that was handed in, beside its lead."""
    files = Application.objects.filter(call=call).handed_in()
    rows = Participant.objects.filter(application__in=files, organisation__isnull=False).order_by()
    return set(rows.values_list("organisation", flat=True).distinct())


def _sum(files: list[dict], label: Callable[[dict], str]) -> dict[str, Line]:
    lines: dict[str, Line] = {} if files else {"": Line("")}
    for row in files:
        name = label(row)
        line = lines.setdefault(name, Line(name))
        line.unfinished += row["unfinished"]
        line.submitted += row["submitted"]
    return lines


def _by_focus(files: list[dict]) -> list[Line]:
    lines = _sum(files, lambda row: row["about"] or _("no focus chosen yet")).values()
    return sorted((each for each in lines if each.files), key=lambda each: (-each.submitted, -each.files, each.label))


def _placed(directory: dict[int, Government], held: dict[str, Government]) -> dict[int, Government]:
    """Where a government is: an OCMW or AGB with its municipality, as that was when the call opened."""
    return {pk: held.get(each.nis, each) for pk, each in directory.items()}


def _province(each: Government) -> str:
    return each.province or _("several provinces")


def _size(each: Government) -> str:
    if each.population is None:
        return _("no inhabitants of its own")
    steps = [0, *SIZES, None]
    low, high = next(
        (low, high) for low, high in zip(steps, steps[1:], strict=False) if high is None or each.population < high
    )
    if high is None:
        return _("%(low)s inhabitants or more") % {"low": dutch.number(low)}
    if not low:
        return _("fewer than %(high)s inhabitants") % {"high": dutch.number(high)}
    return _("%(low)s to %(high)s inhabitants") % {"low": dutch.number(low), "high": dutch.number(high - 1)}


def _by_place(files, held, part, place, label: Callable[[Government], str]) -> list[Line]:
    """Per label, smallest municipality first: the files of its governments, and which municipalities take part."""
    lines: dict[str, Line] = {}
    by_size = sorted(held.values(), key=lambda each: each.population or 0)
    for each in sorted(by_size, key=lambda each: each.province) if label is _province else by_size:
        line = lines.setdefault(label(each), Line(label(each)))
        line.of += 1
        line.taking_part += each.nis in part
    for name, counted in _sum(files, lambda row: label(place[row["organisation"]])).items():
        if counted.files:
            line = lines.setdefault(name, Line(name))
            line.unfinished, line.submitted = counted.unfinished, counted.submitted
    return list(lines.values())


def _by_kind(files, directory, inside, call: Call, opened: date) -> list[Line]:
    """The kinds that may apply. `of` counts the governments that the directory knew when the call opened."""
    valid = Counter(each.kind for each in directory.values() if each.is_valid_on(opened))
    part = Counter(directory[pk].kind for pk in inside if pk in directory and directory[pk].is_valid_on(opened))
    counted = _sum(files, lambda row: directory[row["organisation"]].kind)
    lines = []
    for kind in Kind.values:
        if kind in call.eligible_kinds or (kind in counted and counted[kind].files):
            line = counted.get(kind, Line(kind))
            lines.append(Line(Kind(kind).label, line.unfinished, line.submitted, part[kind], valid[kind]))
    return lines


def _never(programme: Programme, directory, held) -> list[Government]:
    """Municipalities that are in no file of a sealed call of the programme, nor were the ones they were merged from."""
    part = taking_part(programme)
    heirs = {each.successor for each in directory.values() if each.successor and each.nis in part}
    return [each for each in held.values() if each.nis not in part and each.pk not in heirs]


def _unfinished_by(files, directory) -> list[tuple[Government, int]]:
    """Governments that started and handed nothing in, with how many files they left."""
    unfinished, submitted = Counter(), Counter()
    for row in files:
        unfinished[row["organisation"]] += row["unfinished"]
        submitted[row["organisation"]] += row["submitted"]
    left = [(directory[pk], n) for pk, n in unfinished.items() if n and not submitted[pk]]
    return sorted(left, key=lambda pair: pair[0].name)


# What was sent -----------------------------------------------------------------------------------------


def _told(call: Call) -> list[Told]:
    """Reminders per step, and messages about a moved closing, as they stand in the inboxes of holders."""
    subject = f"{Application._meta.label_lower}:"
    about = Application.objects.filter(call=call).annotate(name=Concat(Value(subject), Cast("pk", CharField())))
    part = lambda n: Func(F("key"), Value(":"), Value(n), function="split_part", output_field=CharField())  # noqa: E731
    rows = (
        Notice.objects.filter(
            Q(key__startswith="remind:") | Q(key__startswith="moved:"), about__in=about.values("name")
        )
        .order_by()
        .annotate(what=part(1), which=Case(When(key__startswith="remind:", then=part(3)), default=part(2)))
        .values("what", "which")
        .annotate(files=Count("about", distinct=True), people=Count("pk"), first=Min("at"))
        .order_by("first")
    )
    steps = {
        "7d": _("Reminder, a week before"),
        "1d": _("Reminder, a day before"),
        "3h": _("Reminder, three hours before"),
    }
    words = {
        "remind": lambda which: steps.get(which, _("Reminder")),
        "moved": lambda _which: _("The closing was moved"),
    }
    return [Told(words[row["what"]](row["which"]), row["files"], row["people"], row["first"]) for row in rows]


def moves_of(call: Call) -> list[TermChange]:
    """Every move of the closing that took effect, oldest first."""
    return list(
        call.term_changes.filter(moment=Moment.CLOSES, state=ChangeState.EFFECTIVE).order_by("effective_at", "pk")
    )


def _rounded(part: int, whole: int) -> int:
    """A whole percentage, half up."""
    return (200 * part + whole) // (2 * whole) if whole else 0

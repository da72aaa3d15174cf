"""The ranked list of a call: weighted scores on 100, against the budget; as it is now, and as it was fixed."""

from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import TOP_SCORE, Call, Criterion
from reviews.models import Ranking, Score
from reviews.standings import Measure, Panel, fit, stand
from reviews.states import State
from workflow import dutch
from workflow.models import fingerprint

TENTH = Decimal("0.1")
REVIEWED = (ApplicationState.ADMITTED, ApplicationState.FINISHED)


@dataclass(frozen=True)
class Place:
    """One file in the list. `total` on 100, None without a review; `points` per criterion, out of its weight.

    `best` and `worst` are the ranks it takes when one reviewer after another is left out; it `crosses` when the line
    of the budget moves past it then. `adjusted` is information: nothing follows from it.
    """

    rank: int
    pk: int
    number: str
    total: Decimal | None
    points: dict[int, Decimal]
    asked: Decimal
    running: Decimal  # what this file and all before it ask together
    within: bool  # whether that still fits the budget
    below: tuple[str, ...] = ()  # which minima it does not reach, in words
    reviews: int = 0
    lowest: Decimal | None = None  # of the totals per reviewer, on 100
    highest: Decimal | None = None
    adjusted: Decimal | None = None
    best: int = 0
    worst: int = 0
    crosses: bool = False

    @property
    def spread(self) -> dict[str, str]:
        """Lowest, highest and mean on a line of 88 wide, for the drawing beside the score."""
        values = {"low": self.lowest, "high": self.highest, "mean": self.total}
        return {name: f"{value * 88 / 100:.1f}" for name, value in values.items() if value is not None}


@dataclass(frozen=True)
class Reader:
    """One reviewer among the others: how much he read, what he gave on average, and how lenient that is, on 100.

    `leniency` is None for who shares no file with anybody: there is nothing to compare with.
    """

    pk: int
    name: str
    files: int
    mean: Decimal
    leniency: Decimal | None
    residual: Decimal | None = None  # how far his scores lie from what file and leniency explain


@dataclass(frozen=True)
class Standings:
    """The whole list and its reviewers. `scores` has what each gave, per file, reviewer and criterion."""

    places: list[Place]
    readers: list[Reader] = field(default_factory=list)
    scores: dict[int, dict[int, dict[int, int]]] = field(default_factory=dict)
    groups: int = 0  # sets of reviewers that share no file with the others
    focuses: dict[int, str] = field(default_factory=dict, compare=False)
    inputs: str = field(default="", compare=False)  # as `inputs_of` answers

    @cached_property
    def by_file(self) -> dict[int, Place]:
        return {each.pk: each for each in self.places}

    @cached_property
    def by_reader(self) -> dict[int, Reader]:
        return {each.pk: each for each in self.readers}


def needed_for(criterion: Criterion) -> Decimal | None:
    """The minimum of a criterion, as points out of its weight, rounded like the points themselves."""
    if criterion.threshold is None:
        return None
    return (criterion.threshold * criterion.weight / TOP_SCORE).quantize(TENTH, ROUND_HALF_UP)


def shortfalls(call: Call, criteria: list[Criterion], points: dict[int, Decimal]) -> tuple[str, ...]:
    """Which minima of the call these points do not reach, in words. Without points there is nothing to say yet."""
    found = []
    for each in criteria:
        needed = needed_for(each)
        if needed is not None and each.pk in points and points[each.pk] < needed:
            text = _("“%(name)s” has %(points)s points, and at least %(needed)s are needed.")
            facts = {"points": dutch.number(points[each.pk]), "needed": dutch.number(needed)}
            found.append(text % (facts | {"name": each.name}))
    total = sum(points.values(), Decimal(0))
    if points and call.threshold is not None and total < call.threshold:
        text = _("In all it has %(points)s points on 100, and at least %(needed)s are needed.")
        found.append(text % {"points": dutch.number(total), "needed": dutch.number(call.threshold)})
    return tuple(found)


def _under_review(call: Call) -> QuerySet[Application]:
    return Application.objects.sealed().filter(call=call, state__in=REVIEWED, admissibility__admissible=True)


def _counting(call: Call) -> QuerySet[Score]:
    """Scores that count. By joins, not by a list of files: without statistics PostgreSQL reads that list per score."""
    return Score.objects.filter(
        assignment__application__call=call,
        assignment__application__state__in=REVIEWED,
        assignment__application__submission__isnull=False,
        assignment__application__admissibility__admissible=True,
        assignment__state=State.SUBMITTED,
    )


def _criteria(call: Call) -> list[Criterion]:
    return sorted(call.criteria.all(), key=lambda each: each.position)


def standings(call: Call) -> Standings:
    """The list as it is now. Four queries, and no object per file or score.

    Its `inputs` are those of `inputs_of`, from the same rows.
    """
    criteria = _criteria(call)
    measures = tuple(
        Measure(each.pk, int(each.weight * 100), None if (least := needed_for(each)) is None else int(least * 10))
        for each in criteria
    )
    named = ("pk", "number", "submission__subsidy", "submission__sha256", "focus__name")
    files = list(_under_review(call).order_by("pk").values_list(*named))
    given: dict[int, dict[int, dict[int, int]]] = {}
    named = ("assignment", "criterion", "value", "assignment__application", "assignment__reviewer")
    rows = list(_counting(call).order_by("assignment", "criterion").values_list(*named))
    for _assignment, criterion, value, pk, reviewer in rows:
        given.setdefault(pk, {}).setdefault(reviewer, {})[criterion] = value
    asked = {pk: (number, subsidy) for pk, number, subsidy, _sha256, _focus in files}
    panel = Panel(measures, asked, given, call.budget, call.threshold)
    judged, stands = stand(panel)
    found = fit(panel)
    totals = {pk: {r: _on_100(measures, values) for r, values in reviews.items()} for pk, reviews in given.items()}
    places = []
    for pk, here in sorted(stands.items(), key=lambda pair: pair[1].rank):
        points = {criterion: _tenth(value) for criterion, value in judged[pk].points.items()}
        number, asked = panel.files[pk]
        places.append(
            Place(
                rank=here.rank,
                pk=pk,
                number=number,
                total=_tenth(judged[pk].total) if points else None,
                points=points,
                asked=asked,
                running=Decimal(here.running).scaleb(-2),
                within=here.within,
                below=shortfalls(call, criteria, points) if judged[pk].below else (),
                reviews=len(given.get(pk, ())),
                lowest=min(totals[pk].values()) if points else None,
                highest=max(totals[pk].values()) if points else None,
                adjusted=_rounded(found.adjusted[pk]) if points else None,
                best=here.best,
                worst=here.worst,
                crosses=here.crosses,
            )
        )
    return Standings(
        places,
        _readers(totals, found),
        given,
        found.groups,
        focuses={pk: focus or "" for pk, *_others, focus in files},
        inputs=_fingerprint(
            call,
            criteria,
            files=" ".join(f"{pk}:{sha256}" for pk, _number, _subsidy, sha256, _focus in files),
            scores=" ".join(f"{assignment}:{criterion}:{value}" for assignment, criterion, value, *_who in rows),
        ),
    )


def _on_100(measures: tuple[Measure, ...], values: dict[int, int]) -> Decimal:
    """What one review comes to: the sum of its points, each to the tenth like those of the file."""
    return _tenth(sum(_half_up(values[each.pk] * each.weight, 50) for each in measures if each.pk in values))


def _half_up(value: int, over: int) -> int:
    return (2 * value + over) // (2 * over)


def _tenth(value: int) -> Decimal:
    return Decimal(value).scaleb(-1)


def _rounded(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(TENTH, ROUND_HALF_UP) + Decimal(0)  # no minus before a nought


def _readers(totals: dict[int, dict[int, Decimal]], found) -> list[Reader]:
    gave: dict[int, list[Decimal]] = {}
    for reviews in totals.values():
        for reviewer, total in reviews.items():
            gave.setdefault(reviewer, []).append(total)
    people = User.objects.filter(pk__in=gave).only("first_name", "last_name", "email")
    return [
        Reader(
            pk=each.pk,
            name=str(each),
            files=len(gave[each.pk]),
            mean=(sum(gave[each.pk]) / len(gave[each.pk])).quantize(TENTH, ROUND_HALF_UP),
            leniency=_rounded(found.leniency[each.pk]) if each.pk in found.comparable else None,
            residual=_rounded(found.residual[each.pk]) if each.pk in found.residual else None,
        )
        for each in people.order_by("last_name", "first_name", "pk")
    ]


# What is fixed --------------------------------------------------------------------------------------------------------


def inputs_of(call: Call) -> str:
    """The fingerprint of all that the order follows from: criteria, files as handed in, scores that count.

    Two queries that the database adds up itself, so that every page can ask whether a ranking is stale.
    """
    files = _under_review(call).order_by().aggregate(all=_joined("pk", "submission__sha256", order="pk"))["all"]
    scores = _counting(call).order_by()
    given = scores.aggregate(all=_joined("assignment", "criterion", "value", order=("assignment", "criterion")))["all"]
    return _fingerprint(call, _criteria(call), files or "", given or "")


def _fingerprint(call: Call, criteria: list[Criterion], files: str, scores: str) -> str:
    rules = [[each.pk, each.key, str(each.weight), str(each.threshold)] for each in criteria]
    facts = {"budget": str(call.budget), "minimum": str(call.threshold), "criteria": rules}
    return fingerprint(facts | {"files": files, "scores": scores})


def _joined(*names: str, order) -> StringAgg:
    parts = [Cast(name, CharField()) for name in names]
    joined = parts[0]
    for part in parts[1:]:
        joined = Concat(joined, Value(":"), part)
    return StringAgg(joined, delimiter=" ", order_by=order)


def content_of(call: Call, found: Standings, waiting: int) -> dict:
    """What a fixed ranking holds: the formula in words and numbers, the scores that count, and the list."""
    named = {each.pk: each.name for each in found.readers}
    return {
        "call": call.slug,
        "budget": str(call.budget),
        "formula": {
            "scale": TOP_SCORE,
            "criteria": [
                {
                    "id": each.pk,
                    "name": each.name,
                    "weight": str(each.weight),
                    "minimum": None if each.threshold is None else str(each.threshold),
                }
                for each in _criteria(call)
            ],
            "minimum": None if call.threshold is None else str(call.threshold),
            "points": "mean × weight ÷ scale, to the tenth, halves up",
            "order": "reviewed, above the minima, total, smaller request, number",
        },
        "waiting": waiting,
        "files": [
            {name: _plain(value) for name, value in asdict(each).items()}
            | {"scores": _scores(found.scores.get(each.pk, {}), named)}
            for each in found.places
        ],
        "focuses": {str(pk): name for pk, name in found.focuses.items()},
        "reviewers": [{name: _plain(value) for name, value in asdict(each).items()} for each in found.readers],
        "groups": found.groups,
    }


def _scores(given: dict[int, dict[int, int]], named: dict[int, str]) -> list[dict]:
    return [
        {
            "reviewer": pk,
            "name": named.get(pk, ""),
            "values": {str(criterion): value for criterion, value in of.items()},
        }
        for pk, of in sorted(given.items())
    ]


def _plain(value):
    """As JSON keeps it: sums and points as text, so that no float comes near them."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


MONEY = ("asked", "running", "total", "lowest", "highest", "adjusted")


def standings_of(ranking: Ranking) -> Standings:
    """The list as it was fixed."""
    places, scores = [], {}
    for row in ranking.content["files"]:
        facts = {name: value for name, value in row.items() if name != "scores"}
        facts |= {name: None if facts[name] is None else Decimal(facts[name]) for name in MONEY}
        facts["points"] = {int(key): Decimal(value) for key, value in facts["points"].items()}
        facts["below"] = tuple(facts["below"])
        places.append(Place(**facts))
        scores[row["pk"]] = {
            each["reviewer"]: {int(key): value for key, value in each["values"].items()} for each in row["scores"]
        }
    readers = [
        Reader(**(row | {name: None if row[name] is None else Decimal(row[name]) for name in READING}))
        for row in ranking.content["reviewers"]
    ]
    focuses = {int(pk): name for pk, name in ranking.content["focuses"].items()}
    return Standings(places, readers, scores, ranking.content["groups"], focuses, ranking.inputs)


READING = ("mean", "leniency", "residual")


def latest(call: Call) -> Ranking | None:
    """The ranking that counts: the last one that was fixed."""
    return call.rankings.select_related("by").order_by("-number").first()


def is_stale(ranking: Ranking) -> bool:
    """Whether something that the order follows from changed after it was fixed. Two or three queries."""
    return ranking.inputs != inputs_of(ranking.call)


def is_whole(ranking: Ranking) -> bool:
    """Whether the content is what its hash says."""
    return fingerprint(ranking.content) == ranking.sha256

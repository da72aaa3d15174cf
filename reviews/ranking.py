"""The ranked list of a call: weighted scores on 100, against the budget."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import TOP_SCORE, Call, Criterion
from reviews.models import Score
from reviews.states import State
from workflow import dutch

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Ranked:
    """One file in the list. `total` on 100, None without a review; `points` per criterion, out of its weight."""

    rank: int
    application: Application
    total: Decimal | None
    points: dict[int, Decimal]
    reviews: int
    asked: Decimal
    running: Decimal  # what this file and all before it ask together
    within: bool  # whether that still fits the budget
    below: tuple[str, ...] = ()  # which minima it does not reach, in words
    lowest: Decimal | None = None  # of the totals per reviewer, on 100
    highest: Decimal | None = None

    @property
    def title(self) -> str:
        """The name of the project as it was handed in."""
        return self.application.handed_title

    @property
    def spread(self) -> dict[str, str]:
        """Lowest, highest and mean on a line of 88 wide, for the drawing beside the score."""
        values = {"low": self.lowest, "high": self.highest, "mean": self.total}
        return {name: f"{value * 88 / 100:.1f}" for name, value in values.items() if value is not None}


@dataclass(frozen=True)
class Place:
    """Where a file stands, without the file: for lists of a thousand that show a page of it."""

    rank: int
    pk: int
    number: str
    total: Decimal | None
    points: dict[int, Decimal]
    asked: Decimal
    running: Decimal
    within: bool
    below: tuple[str, ...] = ()


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


def _points(given: dict[int, tuple[int, int]], criteria: list[Criterion]) -> dict[int, Decimal]:
    """Mean value per criterion, as points out of its weight, to the tenth; `given` has its sum and its number."""
    points = {}
    for criterion in criteria:
        if criterion.pk in given:
            value, n = given[criterion.pk]
            # Multiplied first: dividing first turns an exact half into 0,4999… and rounds it down.
            exact = value * criterion.weight / (TOP_SCORE * n)
            points[criterion.pk] = exact.quantize(TENTH, ROUND_HALF_UP)
    return points


def _summed(scores: QuerySet) -> dict[int, dict[int, tuple[int, int]]]:
    """Per file and criterion the sum of the values and how many they are, added up by the database."""
    found: dict[int, dict[int, tuple[int, int]]] = {}
    grouped = (
        scores.filter(assignment__state=State.SUBMITTED).order_by().values_list("assignment__application", "criterion")
    )
    for pk, criterion, value, n in grouped.annotate(sum=Sum("value"), n=Count("pk")):
        found.setdefault(pk, {})[criterion] = (value, n)
    return found


def _under_review(call: Call) -> QuerySet[Application]:
    states = (ApplicationState.ADMITTED, ApplicationState.FINISHED)
    return Application.objects.sealed().filter(call=call, state__in=states, admissibility__admissible=True)


def _best_first(points: dict[int, Decimal], below: tuple[str, ...], subsidy: Decimal, number: str):
    """What the list is sorted by; files below a minimum stand after the others, files without a review last."""
    return (not points, bool(below), -sum(points.values()), subsidy, number)


def places(call: Call) -> list[Place]:
    """The same list as `ranking`, lean. Three queries, and no object per file or score."""
    criteria = sorted(call.criteria.all(), key=lambda each: each.position)
    files = _under_review(call).order_by().values_list("pk", "number", "submission__subsidy")
    given = _summed(Score.objects.filter(assignment__application__in=_under_review(call).order_by().values("pk")))
    judged = []
    for pk, number, subsidy in files:
        points = _points(given.get(pk, {}), criteria)
        judged.append((pk, number, subsidy, points, shortfalls(call, criteria, points)))
    judged.sort(key=lambda each: _best_first(each[3], each[4], each[2], each[1]))
    found, running = [], Decimal(0)
    for rank, (pk, number, subsidy, points, below) in enumerate(judged, 1):
        running += 0 if below else subsidy
        total = sum(points.values()) if points else None
        within = not below and running <= call.budget
        found.append(Place(rank, pk, number, total, points, subsidy, running, within, below))
    return found


def ranking(call: Call) -> list[Ranked]:
    """All files under review, best first; equal scores share nothing: the smaller request goes first, then the number.

    Files below a minimum stand after the others, as they cannot be awarded, and files without a review last. Three
    queries, whatever the number of files.
    """
    criteria = sorted(call.criteria.all(), key=lambda each: each.position)
    files = list(
        _under_review(call)
        .select_related("organisation", "focus", "submission")
        .annotate(handed_title=KeyTextTransform("title", "submission__content"))
        .defer("submission__content")
    )
    weights = {each.pk: each.weight for each in criteria}
    given: dict[int, dict[int, tuple[int, int]]] = {}
    totals: dict[int, dict[int, Decimal]] = {}  # per file, per review
    scores = Score.objects.filter(assignment__application__in=files, assignment__state=State.SUBMITTED)
    for pk, assignment, criterion, value in scores.values_list(
        "assignment__application", "assignment", "criterion", "value"
    ):
        of_criteria = given.setdefault(pk, {})
        known, n = of_criteria.get(criterion, (0, 0))
        of_criteria[criterion] = (known + value, n + 1)
        of_file = totals.setdefault(pk, {})
        worth = (value * weights[criterion] / TOP_SCORE).quantize(TENTH, ROUND_HALF_UP)
        of_file[assignment] = of_file.get(assignment, Decimal(0)) + worth
    pointed = [(each, _points(given.get(each.pk, {}), criteria)) for each in files]
    judged = [(each, points, shortfalls(call, criteria, points)) for each, points in pointed]
    judged.sort(key=lambda row: _best_first(row[1], row[2], row[0].submission.subsidy, row[0].number))
    ranked, running = [], Decimal(0)
    for rank, (each, points, below) in enumerate(judged, 1):
        running += 0 if below else each.submission.subsidy
        reviews = totals.get(each.pk, {}).values()
        ranked.append(
            Ranked(
                rank=rank,
                application=each,
                total=sum(points.values()) if points else None,
                points=points,
                reviews=len(reviews),
                asked=each.submission.subsidy,
                running=running,
                within=not below and running <= call.budget,
                below=below,
                lowest=min(reviews, default=None),
                highest=max(reviews, default=None),
            )
        )
    return ranked


def points_of(application: Application) -> dict[int, Decimal]:
    """Points per criterion of one file, out of the criterion's weight."""
    given = _summed(Score.objects.filter(assignment__application=application))
    return _points(given.get(application.pk, {}), list(application.call.criteria.all()))

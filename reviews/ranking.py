"""The ranked list of a call: weighted scores on 100, against the budget."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models.fields.json import KeyTextTransform

from applications.models import Application
from applications.states import State as ApplicationState
from calls.models import TOP_SCORE, Call, Criterion
from reviews.models import Score
from reviews.states import State

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


def _points(rows: list[tuple[int, int]], criteria: list[Criterion]) -> dict[int, Decimal]:
    """Mean value per criterion, as points out of its weight, to the tenth."""
    points = {}
    for criterion in criteria:
        values = [value for pk, value in rows if pk == criterion.pk]
        if values:
            # Multiplied first: dividing first turns an exact half into 0,4999… and rounds it down.
            exact = sum(values) * criterion.weight / (TOP_SCORE * len(values))
            points[criterion.pk] = exact.quantize(TENTH, ROUND_HALF_UP)
    return points


def ranking(call: Call) -> list[Ranked]:
    """All files under review, best first; equal scores share nothing: the smaller request goes first, then the number.

    Files without a review stand last. Three queries, whatever the number of files.
    """
    criteria = sorted(call.criteria.all(), key=lambda each: each.position)
    files = list(
        Application.objects.sealed()
        .filter(
            call=call, state__in=(ApplicationState.ADMITTED, ApplicationState.FINISHED), admissibility__admissible=True
        )
        .select_related("organisation", "focus", "submission")
        .annotate(handed_title=KeyTextTransform("title", "submission__content"))
        .defer("submission__content")
    )
    weights = {each.pk: each.weight for each in criteria}
    given: dict[int, list[tuple[int, int]]] = {}
    totals: dict[int, dict[int, Decimal]] = {}  # per file, per review
    scores = Score.objects.filter(assignment__application__in=files, assignment__state=State.SUBMITTED)
    for pk, assignment, criterion, value in scores.values_list(
        "assignment__application", "assignment", "criterion", "value"
    ):
        given.setdefault(pk, []).append((criterion, value))
        of_file = totals.setdefault(pk, {})
        worth = (value * weights[criterion] / TOP_SCORE).quantize(TENTH, ROUND_HALF_UP)
        of_file[assignment] = of_file.get(assignment, Decimal(0)) + worth
    judged = [(each, _points(given.get(each.pk, []), criteria)) for each in files]
    judged.sort(key=lambda pair: (not pair[1], -sum(pair[1].values()), pair[0].submission.subsidy, pair[0].number))
    ranked, running = [], Decimal(0)
    for rank, (each, points) in enumerate(judged, 1):
        running += each.submission.subsidy
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
                within=running <= call.budget,
                lowest=min(reviews, default=None),
                highest=max(reviews, default=None),
            )
        )
    return ranked


def points_of(application: Application) -> dict[int, Decimal]:
    """Points per criterion of one file, out of the criterion's weight."""
    rows = Score.objects.filter(assignment__application=application, assignment__state=State.SUBMITTED)
    return _points(list(rows.values_list("criterion", "value")), list(application.call.criteria.all()))

"""The arithmetic of a ranking, on plain numbers: points, order, the line, what leaving one reviewer out would change.

Points are whole tenths, so that nothing is rounded twice; only what is called adjusted is a float, as it steers
nothing. No database here: the property tests drive this with random panels.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import fmean, stdev

from calls.models import TOP_SCORE

Values = Mapping[int, int]  # what one reviewer gives, per criterion


@dataclass(frozen=True)
class Measure:
    """A criterion as the arithmetic asks of it: `weight` in hundredths of a percent, `needed` in tenths of a point."""

    pk: int
    weight: int
    needed: int | None = None


@dataclass(frozen=True)
class Panel:
    """All that a ranking follows from. `files` has number and sum asked, `given` reviews per file and reviewer."""

    measures: tuple[Measure, ...]
    files: Mapping[int, tuple[str, Decimal]]
    given: Mapping[int, Mapping[int, Values]]
    budget: Decimal
    minimum: Decimal | None = None  # of the total, on 100


@dataclass(frozen=True)
class Judged:
    """What the reviews of one file come to: tenths per criterion, out of its weight."""

    points: dict[int, int]
    below: bool = False

    @property
    def total(self) -> int:
        return sum(self.points.values())


@dataclass
class Stand:
    """Where one file stands, and where it would stand without one of the reviewers."""

    rank: int
    running: int  # cents
    within: bool
    best: int = 0
    worst: int = 0
    crosses: bool = False


def tenths(total: int, n: int, weight: int) -> int:
    """The mean of `n` values as points out of a weight, in tenths, halves up; one division, so nothing drifts."""
    return (2 * total * weight + 10 * TOP_SCORE * n) // (20 * TOP_SCORE * n)


def judge(panel: Panel, reviews: Iterable[Values]) -> Judged:
    """The mean of these reviews, and whether it stays below a minimum of the call."""
    reviews = list(reviews)
    if not reviews:
        return Judged({})
    points, below = {}, False
    for each in panel.measures:
        values = [review[each.pk] for review in reviews if each.pk in review]
        if values:
            points[each.pk] = tenths(sum(values), len(values), each.weight)
            below |= each.needed is not None and points[each.pk] < each.needed
    below |= bool(points) and panel.minimum is not None and sum(points.values()) < panel.minimum * 10
    return Judged(points, below)


def stand(panel: Panel) -> tuple[dict[int, Judged], dict[int, Stand]]:
    """The ranking, with the band of each place: the ranks it takes when one reviewer after another is left out.

    Best first; those below a minimum after the others, without a review last. Equal scores share nothing: the smaller
    request goes first, then the number. The line falls where the running sum of what can be awarded passes the budget.
    A file that only the reviewer left out read keeps its points: without them there would be nothing to compare.
    """
    judged = {pk: judge(panel, panel.given.get(pk, {}).values()) for pk in panel.files}
    order = _Order(panel)
    keys = {pk: order.key(pk, each) for pk, each in judged.items()}
    stands = {
        pk: Stand(rank, running, within, rank, rank)
        for rank, (pk, running, within) in enumerate(order.through(keys, judged), 1)
    }
    read: dict[int, list[int]] = {}
    for pk, reviews in panel.given.items():
        for reviewer in reviews if len(reviews) > 1 else ():
            read.setdefault(reviewer, []).append(pk)
    for reviewer, files in read.items():
        without = {
            pk: judge(panel, (values for other, values in panel.given[pk].items() if other != reviewer)) for pk in files
        }
        again = keys | {pk: order.key(pk, each) for pk, each in without.items()}
        for rank, (pk, _running, within) in enumerate(order.through(again, judged | without), 1):
            here = stands[pk]
            if rank < here.best:
                here.best = rank
            elif rank > here.worst:
                here.worst = rank
            if within is not here.within:
                here.crosses = True
    return judged, stands


class _Order:
    """Sorts the files of one panel many times over: each key is one whole number, each sum a number of cents."""

    def __init__(self, panel: Panel):
        self.budget = int(panel.budget * 100)
        self.cents = {pk: int(asked * 100) for pk, (_number, asked) in panel.files.items()}
        tied = sorted(panel.files, key=lambda pk: (panel.files[pk][1], panel.files[pk][0]))
        self.tie = {pk: n for n, pk in enumerate(tied)}
        self.room = len(tied) or 1

    def key(self, pk: int, judged: Judged) -> int:
        last = (not judged.points) * 2 + judged.below
        return (last * 10_000 - judged.total) * self.room + self.tie[pk]

    def through(self, keys: dict[int, int], judged: Mapping[int, Judged]) -> Iterator[tuple[int, int, bool]]:
        """Each file in its place, with what it and all before it ask together, and whether that is within the line."""
        running = 0
        for pk in sorted(keys, key=keys.__getitem__):
            if judged[pk].below:
                yield pk, running, False
            else:
                running += self.cents[pk]
                yield pk, running, running <= self.budget


def on_100(panel: Panel, values: Values) -> float:
    """What one review comes to, on 100 points, not rounded."""
    return sum(values.get(each.pk, 0) * each.weight for each in panel.measures) / (100 * TOP_SCORE)


@dataclass(frozen=True)
class Fit:
    """Leniency per reviewer and the adjusted mean per file, in points on 100.

    `groups` counts the sets of reviewers who share no file with the others: between two of them nothing can be
    compared. `comparable` has who shares a file with somebody.
    """

    leniency: dict[int, float] = field(default_factory=dict)
    adjusted: dict[int, float] = field(default_factory=dict)
    residual: dict[int, float] = field(default_factory=dict)
    comparable: frozenset[int] = frozenset()
    groups: int = 0


def fit(panel: Panel) -> Fit:
    """Two-way additive model by least squares: a score is what the file deserves plus how lenient its reviewer is.

    The mean leniency within a group of connected reviewers is nil, each counted as often as he reviewed, so that on
    average nothing is added or taken away. docs/adjusted-mean.md works an example by hand.
    """
    scores = {pk: {r: on_100(panel, v) for r, v in reviews.items()} for pk, reviews in panel.given.items() if reviews}
    linked: dict[int, set[int]] = {}
    for reviews in scores.values():
        for reviewer in reviews:
            linked.setdefault(reviewer, set()).update(set(reviews) - {reviewer})
    groups, seen = [], set()
    for reviewer in sorted(linked):
        if reviewer in seen:
            continue
        group, todo = set(), [reviewer]
        while todo:
            if (each := todo.pop()) not in group:
                group.add(each)
                todo += linked[each]
        seen |= group
        groups.append(sorted(group))
    leniency: dict[int, float] = {}
    for group in groups:
        leniency |= _leniency(group, scores)
    adjusted = {pk: fmean(y - leniency[r] for r, y in reviews.items()) for pk, reviews in scores.items()}
    residuals: dict[int, list[float]] = {}
    for pk, reviews in scores.items():
        for reviewer, y in reviews.items():
            residuals.setdefault(reviewer, []).append(y - leniency[reviewer] - adjusted[pk])
    return Fit(
        leniency=leniency,
        adjusted=adjusted,
        residual={reviewer: stdev(each) for reviewer, each in residuals.items() if len(each) > 1},
        comparable=frozenset(reviewer for reviewer, others in linked.items() if others),
        groups=len([group for group in groups if len(group) > 1]),
    )


def _leniency(group: list[int], scores: Mapping[int, Mapping[int, float]]) -> dict[int, float]:
    """Solve the normal equations of one connected group, the files eliminated."""
    at = {reviewer: n for n, reviewer in enumerate(group)}
    size = len(group)
    matrix = [[0.0] * size for _n in group]
    right, count = [0.0] * size, [0] * size
    for reviews in scores.values():
        own = [(at[r], y) for r, y in reviews.items() if r in at]
        if not own:
            continue
        mean = fmean(y for _r, y in own)
        for row, y in own:
            count[row] += 1
            matrix[row][row] += 1
            right[row] += y - mean
            for column, _y in own:
                matrix[row][column] -= 1 / len(own)
    # The equations fix differences only: adding "the weighted mean is nil" to each of them fixes the level.
    for row in range(size):
        for column in range(size):
            matrix[row][column] += count[column] / size
    return dict(zip(group, _solve(matrix, right), strict=True))


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination with partial pivoting; a jury is small."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for n in range(size):
        pivot = max(range(n, size), key=lambda each: abs(rows[each][n]))
        rows[n], rows[pivot] = rows[pivot], rows[n]
        top = rows[n]
        for below in rows[n + 1 :]:
            if factor := below[n] / top[n]:
                for column in range(n, size + 1):
                    below[column] -= factor * top[column]
    found = [0.0] * size
    for n in reversed(range(size)):
        rest = sum(rows[n][column] * found[column] for column in range(n + 1, size))
        found[n] = (rows[n][size] - rest) / rows[n][n]
    return found

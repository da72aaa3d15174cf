"""The arithmetic of a ranking beside slow and plain computations, a worked example and planted leniency."""

import random
from decimal import Decimal
from pathlib import Path
from statistics import correlation, fmean

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from reviews.standings import Measure, Panel, fit, judge, stand

ONE = (Measure(1, 10_000),)


def panel(given, *, measures=ONE, asked=None, budget=10_000, minimum=None) -> Panel:
    files = {pk: (f"D-{pk:03}", Decimal(asked[pk] if asked else 100)) for pk in given}
    return Panel(measures, files, given, Decimal(budget), minimum)


def on_100(reviews: dict) -> dict:
    """Totals on 100 as the single score they are, on a scale of 5."""
    return {reviewer: {1: total / 20} for reviewer, total in reviews.items()}


# Leaving one reviewer out ---------------------------------------------------------------------------------------------


def slowly_ranked(given: dict, asked: dict, budget: int, minimum, needed) -> dict[int, tuple[int, bool]]:
    """Rank and side of the line per file, as one would write it on paper."""
    rows = []
    for pk, reviews in given.items():
        points = []
        for measure in MEASURES:
            values = [review[measure.pk] for review in reviews.values()]
            if values:
                exact = Decimal(sum(values)) * measure.weight / 100 / len(values) / 5
                points.append(Decimal(int(exact * 10 + Decimal("0.5"))) / 10)
        below = bool(points) and (
            (minimum is not None and sum(points) < minimum) or (needed is not None and points[0] < Decimal(needed) / 10)
        )
        rows.append((not points, below, -sum(points), asked[pk], pk))
    found, running = {}, 0
    for rank, (_none, below, _total, money, pk) in enumerate(sorted(rows), 1):
        running += 0 if below else money
        found[pk] = (rank, not below and running <= budget)
    return found


MEASURES = (Measure(1, 6_000), Measure(2, 4_000))
REVIEW = st.fixed_dictionaries({1: st.integers(0, 5), 2: st.integers(0, 5)})
FILE = st.dictionaries(st.sampled_from("abcd"), REVIEW, max_size=4)


@given(
    files=st.lists(FILE, min_size=1, max_size=7),
    asked=st.lists(st.integers(1, 5), min_size=7, max_size=7),
    budget=st.integers(1, 20),
    minimum=st.none() | st.integers(0, 100).map(Decimal),
    needed=st.none() | st.integers(0, 600),
)
def test_the_band_of_a_place_is_what_leaving_out_each_reviewer_gives(files, asked, budget, minimum, needed):
    given, money = dict(enumerate(files)), dict(enumerate(asked))
    measures = (Measure(1, 6_000, needed), MEASURES[1])
    _judged, stands = stand(panel(given, measures=measures, asked=money, budget=budget, minimum=minimum))
    rounds = [slowly_ranked(given, money, budget, minimum, needed)]
    for out in sorted({reviewer for reviews in files for reviewer in reviews if len(reviews) > 1}):
        less = {
            pk: {who: review for who, review in reviews.items() if who != out} if len(reviews) > 1 else reviews
            for pk, reviews in given.items()
        }
        rounds.append(slowly_ranked(less, money, budget, minimum, needed))
    for pk, here in stands.items():
        ranks, sides = [each[pk][0] for each in rounds], {each[pk][1] for each in rounds}
        assert (here.rank, here.within) == rounds[0][pk]
        assert (here.best, here.worst, here.crosses) == (min(ranks), max(ranks), len(sides) > 1)


def test_who_alone_read_a_file_is_not_left_out_of_it():
    given = {1: {"a": {1: 5}}, 2: {"b": {1: 3}}}
    _judged, stands = stand(panel(given, budget=100))
    assert [(each.best, each.worst, each.crosses) for each in stands.values()] == [(1, 1, False), (2, 2, False)]


def test_a_file_that_one_person_carries_over_the_line_is_marked():
    given = {1: {"a": {1: 5}, "b": {1: 1}}, 2: {"c": {1: 2}, "d": {1: 2}}}
    _judged, stands = stand(panel(given, budget=100))
    assert stands[1].within and stands[1].crosses and (stands[1].best, stands[1].worst) == (1, 2)
    assert stands[2].crosses and not stands[2].within


def test_a_half_is_rounded_up():
    assert judge(panel({}, measures=(Measure(1, 1_575),)), [{1: 2}, {1: 2}, {1: 3}]).points == {1: 74}


# The adjusted mean ----------------------------------------------------------------------------------------------------


def example() -> tuple[dict, dict, dict, dict]:
    """The table of docs/adjusted-mean.md: scores, means and adjusted means per file, leniency per reviewer."""
    lines = Path(settings.BASE_DIR, "docs", "adjusted-mean.md").read_text(encoding="utf-8").splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    names = table[0][1:4]
    rows = {row[0]: row[1:] for row in table[2:]}
    leniency = dict(zip(names, map(int, rows.pop("leniency")[:3]), strict=True))
    scores = {
        file: {name: int(cell) for name, cell in zip(names, row[:3], strict=True) if cell} for file, row in rows.items()
    }
    return scores, {f: int(r[3]) for f, r in rows.items()}, {f: int(r[4]) for f, r in rows.items()}, leniency


def test_the_example_that_is_worked_by_hand_comes_out():
    scores, means, adjusted, leniency = example()
    assert len(scores) == 3
    files = dict(enumerate(scores))
    found = fit(panel({n: on_100(scores[file]) for n, file in files.items()}))
    assert {file: fmean(given.values()) for file, given in scores.items()} == means
    assert found.leniency == pytest.approx(leniency)
    assert {files[n]: value for n, value in found.adjusted.items()} == pytest.approx(adjusted)
    assert found.groups == 1


def simulated(seed: int, *, files=500, reviewers=60, each=3):
    """A jury with planted leniency, normal with 10 points on 100; what a reviewer sees is off by 10 points more."""
    chance = random.Random(seed)  # noqa: S311 -- a simulation
    bias = [chance.gauss(0, 10) for _ in range(reviewers)]
    worth = [chance.gauss(60, 12) for _ in range(files)]
    given = {
        file: on_100({r: worth[file] + bias[r] + chance.gauss(0, 10) for r in chance.sample(range(reviewers), each)})
        for file in range(files)
    }
    return bias, worth, given


def off(found: dict, true: dict) -> float:
    """The mean error, once the level of both is the same: only differences say anything."""
    shift = fmean(true.values()) - fmean(found.values())
    return fmean(abs(found[key] + shift - true[key]) for key in true)


def test_planted_leniency_is_found_and_the_adjusted_mean_is_nearer_to_the_truth():
    for seed in range(5):
        bias, worth, given = simulated(seed)
        found = fit(panel(given))
        assert correlation([found.leniency[r] for r in range(60)], bias) > 0.95
        plain = {file: fmean(20 * review[1] for review in reviews.values()) for file, reviews in given.items()}
        true = dict(enumerate(worth))
        assert off(found.adjusted, true) < 0.85 * off(plain, true)


@given(files=st.lists(st.dictionaries(st.integers(0, 5), st.integers(0, 100), min_size=1, max_size=4), max_size=8))
def test_on_average_nothing_is_added_or_taken_away(files):
    given = {n: on_100(reviews) for n, reviews in enumerate(files)}
    found = fit(panel(given))
    weighed = [found.leniency[r] for reviews in files for r in reviews]
    assert sum(weighed) == pytest.approx(0, abs=1e-6)
    assert set(found.adjusted) == set(given)


def test_groups_that_share_no_file_are_counted_and_who_reads_alone_compares_with_nobody():
    found = fit(panel({1: on_100({"a": 80, "b": 60}), 2: on_100({"c": 20, "d": 40}), 3: on_100({"e": 70})}))
    assert found.groups == 2
    assert found.comparable == {"a", "b", "c", "d"}
    assert found.leniency == pytest.approx({"a": 10, "b": -10, "c": -10, "d": 10, "e": 0})

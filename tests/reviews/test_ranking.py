"""The ranked list against the budget, and that it equals a slow and plain computation."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications import actions as application_actions
from calls.models import Call, Criterion
from reviews import actions
from reviews.models import Assignment, Score
from reviews.ranking import standings
from tests import factories
from tests.judging import LATER, scores

pytestmark = pytest.mark.django_db


def review(file, value, officer, by=None):
    factories.reviewed(file, by or factories.UserFactory(role="reviewer"), officer, value)


@pytest.fixture
def files(call, applicant, officer):
    """Four admitted files of Halle, each asking € 67.200,00."""
    made = [factories.submitted(call, applicant) for _n in range(4)]
    factories.seal(call)
    return [factories.admit(file, officer) for file in made]


def test_the_best_weighted_score_comes_first(call, files, officer):
    for file, value in zip(files, (2, 5, 3, 4), strict=True):
        review(file, value, officer)
    assert [(row.pk, row.rank, row.total) for row in standings(call).places] == [
        (files[1].pk, 1, 100),
        (files[3].pk, 2, 80),
        (files[2].pk, 3, 60),
        (files[0].pk, 4, 40),
    ]


def test_criteria_weigh(call, files, officer, reviewer):
    assignment = factories.assign(files[0], reviewer, officer, at=LATER)
    actions.declare(assignment, by=reviewer, at=LATER)
    first, second, third = scores(call)
    first["value"], second["value"], third["value"] = 5, 3, 0
    actions.save_scores(assignment, [first, second, third], by=reviewer, at=LATER)
    actions.submit(assignment, by=reviewer, at=LATER)
    row = standings(call).places[0]
    assert list(row.points.values()) == [Decimal("35.0"), Decimal("24.0"), Decimal("0.0")]
    assert row.total == Decimal("59.0")


def test_several_reviews_count_as_their_mean_with_the_spread_beside_it(call, files, officer):
    for value in (2, 4, 5):
        review(files[0], value, officer)
    row = standings(call).places[0]
    assert (row.total, row.reviews) == (Decimal("73.3"), 3)  # 25,7 + 29,3 + 18,3
    assert (row.lowest, row.highest) == (40, 100)


def test_an_exact_half_is_rounded_up_whatever_the_number_of_reviews(call, files, officer):
    """7/3 of 15,75 out of 5 is 7,35 exactly; computed as 2,333… it would be a little less, and 7,3."""
    first = call.criteria.order_by("position").first()
    Criterion.objects.filter(pk=first.pk).update(weight=Decimal("15.75"))
    for value in (2, 2, 3):
        review(files[0], value, officer)
    assert standings(call).by_file[files[0].pk].points[first.pk] == Decimal("7.4")


def test_the_line_falls_where_the_running_sum_passes_the_budget(call, files, officer):
    Call.objects.filter(pk=call.pk).update(budget=Decimal("150000.00"))
    call.refresh_from_db()
    for file, value in zip(files, (5, 4, 3, 2), strict=True):
        review(file, value, officer)
    assert [(row.running, row.within) for row in standings(call).places] == [
        (Decimal("67200.00"), True),
        (Decimal("134400.00"), True),
        (Decimal("201600.00"), False),
        (Decimal("268800.00"), False),
    ]


def test_a_sum_equal_to_the_budget_is_within_it(call, files, officer):
    Call.objects.filter(pk=call.pk).update(budget=Decimal("134400.00"), max_subsidy=Decimal(130_000))
    call.refresh_from_db()
    for file, value in zip(files, (5, 4, 3, 2), strict=True):
        review(file, value, officer)
    assert [row.within for row in standings(call).places] == [True, True, False, False]


def test_files_without_a_review_stand_last_even_behind_a_zero(call, files, officer):
    review(files[3], 0, officer)
    assert [(row.pk, row.total) for row in standings(call).places] == [
        (files[3].pk, 0),
        (files[0].pk, None),
        (files[1].pk, None),
        (files[2].pk, None),
    ]


def test_with_equal_scores_the_smaller_request_goes_first(call, applicant, officer):
    dear = factories.submitted(call, applicant)
    cheap = factories.draft(call, applicant)
    row = {"description": "Ontwerp", "category": "staff", "cost": Decimal(10_000), "subsidy": Decimal(8_000)}
    rows = [row | {"year": cheap.starts_on.year}]
    application_actions.save(cheap, "costs", rows=rows, by=applicant, at=factories.DURING)
    application_actions.submit(cheap, by=applicant, at=factories.DURING)
    factories.seal(call)
    for file in (dear, cheap):
        review(factories.admit(file, officer), 4, officer)
    assert [row.pk for row in standings(call).places] == [cheap.pk, dear.pk]


def test_reviews_that_are_not_handed_in_do_not_count(call, files, officer, reviewer):
    assignment = factories.assign(files[0], reviewer, officer, at=LATER)
    actions.declare(assignment, by=reviewer, at=LATER)
    actions.save_scores(assignment, scores(call, 5), by=reviewer, at=LATER)
    assert standings(call).places[0].total is None


def test_withdrawn_inadmissible_and_unsealed_files_are_not_ranked(call, files, officer, applicant):
    application_actions.withdraw(files[0], "Geen middelen.", by=applicant, at=LATER)
    other = factories.CallFactory()
    open_file = factories.submitted(other, applicant)
    assert {row.pk for row in standings(call).places} == {each.pk for each in files[1:]}
    assert standings(other).places == [] and open_file.state == "submitted"


def test_a_ranking_costs_four_queries_for_one_file_and_for_four(call, files, officer, django_assert_num_queries):
    review(files[0], 4, officer)
    with django_assert_num_queries(4):
        standings(call)
    for file in files[1:]:
        review(file, 4, officer)
    with django_assert_num_queries(4):
        standings(call)


# Against a slow and plain computation ---------------------------------------------------------------------------------


def tenth(value: Fraction) -> Decimal:
    """To the tenth, half up, by hand."""
    return Decimal((value * 10 + Fraction(1, 2)).__floor__()) / 10


def slowly(weights, panels):
    """Per file (asked, number, panel of reviews): the order and the totals, in exact fractions."""
    found = []
    for asked, number, panel in panels:
        counting = [given for handed_in, given in panel if handed_in]
        total = None
        if counting:
            total = Decimal(0)
            for position, weight in enumerate(weights):
                mean = Fraction(sum(given[position] for given in counting), len(counting))
                total += tenth(mean * Fraction(weight) / 5)
        found.append((total is None, -(total or 0), asked, number, total, len(counting)))
    return [(number, total, n) for _none, _best, _asked, number, total, n in sorted(found, key=lambda row: row[:4])]


PANEL = st.lists(st.tuples(st.booleans(), st.tuples(*[st.integers(0, 5)] * 3)), max_size=4)
# In hundredths: a weight has two decimals, and an exact half to round is rare among whole numbers.
WEIGHTS = st.tuples(st.integers(25, 6_000), st.integers(25, 3_900)).map(
    lambda pair: tuple(Decimal(n) / 100 for n in (*pair, 10_000 - sum(pair)))
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weights=WEIGHTS, panels=st.lists(PANEL, min_size=4, max_size=4))
def test_the_ranking_equals_a_slow_and_plain_one(call, files, officer, jury, weights, panels):
    Assignment.objects.all().delete()
    criteria = list(call.criteria.order_by("position"))
    for criterion, weight in zip(criteria, weights, strict=True):
        Criterion.objects.filter(pk=criterion.pk).update(weight=weight)
    for file, panel in zip(files, panels, strict=True):
        for person, (handed_in, given_scores) in zip(jury, panel, strict=False):
            assignment = Assignment.objects.create(
                application=file, reviewer=person, by=officer, at=LATER, state="submitted" if handed_in else "declared"
            )
            Score.objects.bulk_create(
                Score(assignment=assignment, criterion=criterion, value=value)
                for criterion, value in zip(criteria, given_scores, strict=True)
            )
    expected = slowly(
        weights, [(f.submission.subsidy, f.number, panel) for f, panel in zip(files, panels, strict=True)]
    )
    assert [(row.number, row.total, row.reviews) for row in standings(call).places] == expected


@pytest.fixture
def jury(db):
    return [factories.UserFactory(role="reviewer") for _n in range(4)]


# The page -------------------------------------------------------------------------------------------------------------


def test_the_page_draws_the_line_of_the_budget(client, call, files, officer, decider, auditor):
    Call.objects.filter(pk=call.pk).update(budget=Decimal("150000.00"))
    for file, value in zip(files, (5, 4, 3, 2), strict=True):
        review(file, value, officer)
    for person in (officer, decider, auditor):
        client.force_login(person)
        page = client.get(reverse("reviews:ranking", args=[call.slug])).content.decode()
        above, below = page.split('class="budget-line"')
        assert (above.count('class="rank num"'), below.count('class="rank num"')) == (2, 2)
        assert "na rang 2 blijft €\u00a015.600,00 over" in below
        assert (above.count('class="below"'), below.count('class="below"')) == (0, 2)


def test_the_page_says_what_is_not_judged_or_reviewed(client, call, applicant, officer):
    first, _second = factories.submitted(call, applicant), factories.submitted(call, applicant)
    factories.seal(call)
    factories.admit(first, officer)
    client.force_login(officer)
    page = client.get(reverse("reviews:ranking", args=[call.slug])).content.decode()
    assert "Van 1 dossier is de ontvankelijkheid nog niet vastgelegd." in page
    assert "1 dossier heeft nog geen beoordeling en staat achteraan." in page

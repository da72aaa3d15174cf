"""What a call sets beforehand binds the decision: minima of the score, and amounts that are kept for a focus."""

from decimal import Decimal

import pytest
from django.urls import reverse

from calls.models import Call, Criterion, Focus, Reserve
from decisions import letters, rules
from decisions.models import Decision
from reviews.ranking import standings
from tests import factories
from tests.judging import JURY, take
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


def refused(act) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [each.code for each in refusal.value.reasons]


def test_a_file_below_the_minimum_of_a_criterion_is_not_awarded_but_can_be_refused(files, decider):
    Criterion.objects.filter(call=files[1].call, key="quality").update(threshold=Decimal("3.5"))  # scored 3
    assert refused(lambda: take(files[1], decider)) == ["below-threshold"]
    assert take(files[1], decider, outcome="refusal").amount == 0
    assert take(files[0], decider).amount == 67_200


def test_a_file_below_the_minimum_in_all_is_not_awarded(files, decider):
    Call.objects.filter(pk=files[0].call_id).update(threshold=Decimal("60.01"))  # they have 80, 60 and 40
    for each in files:
        each.call.refresh_from_db()
    assert refused(lambda: take(files[1], decider)) == ["below-threshold"]
    assert take(files[0], decider).amount == 67_200


def test_exactly_the_minimum_is_enough(files, decider):
    Call.objects.filter(pk=files[0].call_id).update(threshold=60)
    Criterion.objects.filter(call=files[0].call).update(threshold=3)
    files[1].call.refresh_from_db()
    assert take(files[1], decider).amount == 67_200


def test_the_ranking_puts_files_below_a_minimum_last_and_says_why(client, officer, files):
    call = files[0].call
    Call.objects.filter(pk=call.pk).update(threshold=50, budget=150_000)
    call.refresh_from_db()
    rows = standings(call).places
    assert [(row.pk, row.within, bool(row.below)) for row in rows] == [
        (files[0].pk, True, False), (files[1].pk, True, False), (files[2].pk, False, True),
    ]  # fmt: skip
    assert rows[2].running == rows[1].running
    assert rows[2].below == ("In totaal heeft het dossier 40 punten op 100. Er zijn er minstens 50 nodig.",)
    client.force_login(officer)
    text = client.get(reverse("reviews:ranking", args=[call.slug])).content.decode()
    assert "Onder het minimum" in text
    assert rows[2].below[0] in text


def test_the_table_of_the_decider_says_why_too(client, decider, files):
    Criterion.objects.filter(call=files[0].call, key="focus").update(threshold=Decimal("2.5"))
    factories.fix(files[0].call)
    client.force_login(decider)
    text = client.get(reverse("decisions:call", args=[files[0].call.slug])).content.decode()
    assert "“Focus en doelstellingen” heeft 14 punten. Er zijn er minstens 17,5 nodig." in text
    data = {"outcome": "award", "amount": "67.200,00", "reason": "Toch.", "edit": "0"}
    data |= {f"motivation-{each.pk}": "Nee." for each in files[2].call.criteria.all()}
    answer = client.post(reverse("decisions:decide", args=[files[2].call.slug, files[2].number]), data)
    assert answer.status_code == 422
    assert "Aan dit dossier kunt u niets toekennen." in answer.content.decode()


def test_the_letter_prints_the_minima(files, decider):
    Call.objects.filter(pk=files[0].call_id).update(threshold=55)
    Criterion.objects.filter(call=files[0].call, key="focus").update(threshold=Decimal("2.5"))
    files[0].call.refresh_from_db()
    decision = take(files[0], decider)
    said = letters.BUILDERS[decision.outcome](Decision.objects.get(pk=decision.pk), None)
    assert said.threshold == 55
    assert [each.threshold for each in said.criteria] == [Decimal("17.5"), None, None]
    assert said.passed
    assert letters.faults(decision) == []


# Reserves -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def split(files):
    """€ 150.000, of which € 80.000 is kept for the second focus; the first two files are about the first."""
    call, (first, second) = files[0].call, Focus.objects.order_by("position")[:2]
    Call.objects.filter(pk=call.pk).update(budget=150_000)
    Reserve.objects.create(call=call, focus=second, amount=80_000)
    for each, focus in zip(files, (first, first, second), strict=True):
        type(each).objects.filter(pk=each.pk).update(focus=focus)
        each.refresh_from_db()
    return files


def test_an_award_does_not_eat_what_is_kept_for_another_focus(split, decider):
    assert take(split[0], decider).amount == 67_200
    assert refused(lambda: take(split[1], decider)) == ["eats-reserve"]
    assert refused(lambda: take(split[1], decider, amount="2800.01")) == ["eats-reserve"]
    assert take(split[1], decider, amount="2800.00").amount == 2_800
    assert take(split[2], decider).amount == 67_200


def test_what_is_left_of_a_reserve_stays_kept(split, decider):
    take(split[2], decider)  # € 67.200 of its € 80.000
    call = split[0].call
    left = rules.left_in(call)
    first, second = split[0].focus_id, split[2].focus_id
    assert rules.free_for(call, first, left) == 150_000 - 67_200 - 12_800
    assert rules.free_for(call, second, left) == 150_000 - 67_200


def test_a_decision_taken_again_does_not_count_twice(split, decider):
    decision = take(split[0], decider, amount="60000.00")
    assert take(split[0], decider, amount="67200.00", edit=decision.edit).amount == 67_200


def test_the_table_shows_what_is_reserved_awarded_and_free_per_focus(client, split, decider):
    take(split[0], decider)
    client.force_login(decider)
    board = client.get(reverse("decisions:call", args=[split[0].call.slug])).context["board"]
    assert [(each.reserved, each.used, each.free) for each in board.focuses] == [
        (0, 67_200, 2_800), (80_000, 0, 82_800), (0, 0, 2_800),
    ]  # fmt: skip
    page = client.get(reverse("decisions:decide", args=[split[1].call.slug, split[1].number]))
    assert "nog € 2.800,00 over" in page.content.decode().replace("\u00a0", " ")


def test_two_awards_at_once_do_not_eat_the_reserve_together(transactional_db):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connections

    call = factories.CallFactory(budget=Decimal(150_000))
    halle = factories.OrganisationFactory(name="Halle")
    applicant = factories.UserFactory(role="submitter", role__organisation=halle)
    made = [factories.submitted(call, applicant) for _n in range(2)]
    factories.seal(call)
    officer, reviewer = factories.UserFactory(role="officer"), factories.UserFactory(role="reviewer")
    for each in made:
        factories.reviewed(factories.admit(each, officer), reviewer, officer)
    Reserve.objects.create(call=call, focus=Focus.objects.order_by("position")[2], amount=80_000)
    factories.fix(call)
    deciders, start = [factories.UserFactory(role="decider") for _n in made], Barrier(2)

    def act(pair):
        file, who = pair
        try:
            file = type(file).objects.select_related("call", "submission", "organisation").get(pk=file.pk)
            start.wait(timeout=30)
            return take(file, who, at=JURY)
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(act, zip(made, deciders, strict=True)))
    assert sorted([r.code for r in each.reasons] if isinstance(each, Refused) else ["taken"] for each in answers) == [
        ["eats-reserve"], ["taken"],
    ]  # fmt: skip

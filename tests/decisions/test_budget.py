"""Together the awards never pass the budget: not by the rule, not by the database, not with twenty at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum

from calls.models import Call
from decisions import actions, rules
from decisions.models import Decision
from decisions.triggers import ADD_UP, FORGET
from reviews.models import Ranking
from tests import factories
from tests.judging import JURY, codes, take
from workflow.refusals import Refused

FILES = 20


def sealed_files() -> tuple[list, list]:
    """Twenty sealed files that ask € 67.200,00 each, a budget for seven of them, and four deciders."""
    call = factories.CallFactory(budget=Decimal(500_000))
    halle = factories.OrganisationFactory(name="Halle")
    applicant = factories.UserFactory(role="submitter", role__organisation=halle)
    files = [factories.submitted(call, applicant) for _n in range(FILES)]
    factories.seal(call)
    return call, files, [factories.UserFactory(role="decider") for _n in range(4)]


@pytest.fixture
def table(transactional_db):
    """Files that can be decided; committed, so that threads see them."""
    with transaction.atomic():
        call, files, deciders = sealed_files()
        officer, reviewer = factories.UserFactory(role="officer"), factories.UserFactory(role="reviewer")
        for file in files:
            factories.reviewed(factories.admit(file, officer), reviewer, officer)
        factories.fix(call)
    return call, files, deciders


@pytest.fixture
def unjudged(transactional_db):
    """Files that nobody judged: no rule is asked about them."""
    with transaction.atomic():
        call, files, deciders = sealed_files()
        facts = {"content": {}, "sha256": "0" * 64, "inputs": "0" * 64, "by": call.created_by, "at": JURY}
        Ranking.objects.create(call=call, number=1, **facts)
    return call, files, deciders


def all_at_once(files, deciders, act) -> list:
    """Each file in a thread and a connection of its own, all let go at the same moment."""
    start = Barrier(len(files))

    def run(pair):
        number, file = pair
        try:
            file = type(file).objects.select_related("call", "submission", "organisation").get(pk=file.pk)
            start.wait(timeout=60)
            return act(file, deciders[number % len(deciders)])
        except (Refused, IntegrityError) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(files)) as pool:
        return list(pool.map(run, enumerate(files)))


@pytest.fixture
def room():
    """Twenty connections at once do not fit the pool of a web process."""
    options = connections["default"].settings_dict["OPTIONS"]
    pool = options["pool"]
    connections["default"].close_pool()
    options["pool"] = {"min_size": 1, "max_size": FILES + 4, "timeout": 60}
    yield
    connections["default"].close()
    connections["default"].close_pool()
    options["pool"] = pool


def awarded(call) -> Decimal:
    return Decision.objects.filter(call=call).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def insert(file, decider):
    """A row of a decision, past every rule, as a mistake in code would write it."""
    return Decision.objects.create(
        application=file,
        call=file.call,
        number=f"B-{file.number}",
        ranking=file.call.rankings.get(),
        outcome="award",
        amount=Decimal("67200.00"),
        reason="Sterk.",
        by=decider,
        at=JURY,
    )


@pytest.mark.django_db(transaction=True)
def test_twenty_deciders_at_once_stay_within_the_budget(room, table):
    call, files, deciders = table
    outcomes = all_at_once(files, deciders, take)
    assert sum(isinstance(each, Decision) for each in outcomes) == 7
    refused = [each for each in outcomes if isinstance(each, Refused)]
    assert [each.reasons[0].code for each in refused] == ["above-budget"] * 13
    call.refresh_from_db()
    assert awarded(call) == call.awarded == Decimal("470400.00")


@pytest.mark.django_db(transaction=True)
def test_the_database_alone_holds_the_budget_when_the_rule_is_passed_by(room, unjudged):
    call, files, deciders = unjudged
    outcomes = all_at_once(files, deciders, insert)
    assert sum(isinstance(each, Decision) for each in outcomes) == 7
    faults = [str(each) for each in outcomes if isinstance(each, IntegrityError)]
    assert len(faults) == 13 and all("awards_stay_within_the_budget" in fault for fault in faults)
    call.refresh_from_db()
    assert awarded(call) == call.awarded == Decimal("470400.00")


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_the_sum_passes_the_budget(room, unjudged):
    """The control: what the test above finds is held by the trigger and the constraint, and by nothing else."""
    call, files, deciders = unjudged
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
    try:
        outcomes = all_at_once(files, deciders, insert)
        assert all(isinstance(each, Decision) for each in outcomes)
        assert awarded(call) == Decimal("1344000.00") > call.budget
    finally:
        Decision.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(ADD_UP)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_on_the_call_the_rule_alone_lets_too_much_through(room, table, monkeypatch):
    """The other control: the rule needs the lock, or many read the same sum; then the database says no."""
    call, files, deciders = table
    monkeypatch.setattr(actions, "hold", lambda thing: thing.refresh_from_db())
    started = Barrier(FILES)
    ask = rules.why_not_decide

    def slow(*args, **facts):
        reasons = ask(*args, **facts)
        started.wait(timeout=60)
        return reasons

    monkeypatch.setattr(rules, "why_not_decide", slow)
    outcomes = all_at_once(files, deciders, take)
    assert not any(isinstance(each, Refused) for each in outcomes)
    assert sum(isinstance(each, IntegrityError) for each in outcomes) == 13
    assert awarded(call) <= call.budget


@pytest.mark.django_db
def test_the_sum_on_the_call_follows_every_change(files, decider):
    first, second, _third = files
    call = Call.objects.get(pk=first.call_id)

    def sum_now():
        call.refresh_from_db()
        return call.awarded

    decision = take(first, decider, amount="50000.00")
    take(second, decider, amount="10000.00")
    assert sum_now() == 60_000
    take(first, decider, amount="20000.00", at=JURY + timedelta(hours=1))
    assert sum_now() == 30_000
    take(second, decider, "refusal")
    assert sum_now() == 20_000
    decision.refresh_from_db()
    actions.drop(decision, by=decider, at=JURY)
    assert sum_now() == 0


@pytest.mark.django_db
def test_the_budget_is_not_passed_by_a_later_change_of_an_amount(files, decider):
    Call.objects.filter(pk=files[0].call_id).update(budget=Decimal(150_000))
    for file in files[:2]:
        take(file, decider)
    with pytest.raises(IntegrityError, match="awards_stay_within_the_budget"), transaction.atomic():
        Decision.objects.filter(application=files[0]).update(amount=Decimal(90_000))
    with pytest.raises(Refused) as refusal:
        take(files[2], decider)
    assert codes(refusal) == ["above-budget"]

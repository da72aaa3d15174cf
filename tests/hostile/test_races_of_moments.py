"""Two at once on the time of a running call: the ledger stays one chain, and each version names the closing it met."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from applications.models import Extension
from calls.models import Call
from tests import factories
from tests.hostile.test_races import at_once, codes, key
from workflow.models import Event
from workflow.moments import wall

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture
def running(transactional_db):
    call = factories.open_call(slug="open")
    call.jury_days.all().delete()
    call.closes_at = call.closes_at.replace(second=0, microsecond=0)
    call.save()
    return call


@pytest.fixture
def second_officer(officer):
    return factories.UserFactory(role="officer")


def to(new: datetime, **data) -> dict:
    """A new moment as it is typed, after its warnings were read."""
    local = wall(new)
    return key(new_0=f"{local:%Y-%m-%d}", new_1=f"{local:%H:%M}", reason="Overmacht.", warned=new.isoformat(), **data)


def test_a_closing_moves_while_somebody_hands_in(running, officer, applicant):
    for n in range(1, ROUNDS + 1):
        running.refresh_from_db()
        file, was = factories.draft(running, applicant, at=timezone.now()), running.closes_at
        new = was + timedelta(days=n)
        answers = at_once(
            (officer, "/beheer/oproepen/open/sluiting/", to(new)),
            (applicant, f"/aanvragen/{file.number}/indienen/", key()),
        )
        assert codes(answers) == [302, 302]
        moved = Event.objects.of(running).filter(verb="move-term").last().pk
        handed_in = Event.objects.of(file).get(verb="submit").pk
        assert file.versions.get().closes_at == (new if moved < handed_in else was)


def test_more_time_is_given_while_it_is_handed_in(running, officer, applicant):
    for n in range(1, ROUNDS + 1):
        file = factories.draft(running, applicant, at=timezone.now())
        new = running.closes_at + timedelta(days=n)
        given, handed_in = at_once(
            (officer, "/beheer/oproepen/open/uitstel/", to(new, who=file.pk)),
            (applicant, f"/aanvragen/{file.number}/indienen/", key()),
        )
        file.refresh_from_db()
        version = file.versions.get()
        assert (handed_in.status_code, file.state) == (302, "submitted")
        if given.status_code == 302:
            assert version.closes_at == file.extensions.get().new == new
        else:  # handed in first: there is nothing left to give
            assert given.status_code == 422
            assert (version.closes_at, file.extensions.count(), file.extended_until) == (running.closes_at, 0, None)


def test_two_officers_extend_the_same_government(running, officer, second_officer, applicant):
    file = factories.draft(running, applicant, at=timezone.now())
    short, long = (running.closes_at + timedelta(days=n) for n in (3, 5))
    answers = at_once(
        (officer, "/beheer/oproepen/open/uitstel/", to(short, who=file.pk)),
        (second_officer, "/beheer/oproepen/open/uitstel/", to(long, who=file.pk)),
    )
    assert codes(answers) in ([302, 302], [302, 422])
    file.refresh_from_db()
    call = Call.objects.get()
    assert file.closes_at == call.extended_until == long
    olds, news = zip(*Extension.objects.order_by("pk").values_list("old", "new"), strict=True)
    assert olds == (running.closes_at, *news[:-1])


def test_two_officers_extend_two_governments_and_the_seal_waits_for_the_last(
    running, officer, second_officer, applicant, partner
):
    files = [factories.draft(running, each, at=timezone.now()) for each in (applicant, partner)]
    for n in range(1, ROUNDS + 1):
        untils = [running.closes_at + timedelta(days=2 * n + m) for m in (0, 1)]
        answers = at_once(
            *[
                (who, "/beheer/oproepen/open/uitstel/", to(until, who=file.pk))
                for who, until, file in zip((officer, second_officer), untils, files, strict=True)
            ]
        )
        assert codes(answers) == [302, 302]
        assert Call.objects.get().extended_until == max(untils)


def test_two_officers_move_the_same_closing(running, officer, second_officer):
    news = [running.closes_at + timedelta(days=n) for n in (7, 8)]
    answers = at_once(
        (officer, "/beheer/oproepen/open/sluiting/", to(news[0])),
        (second_officer, "/beheer/oproepen/open/sluiting/", to(news[1])),
    )
    assert codes(answers) == [302, 302]
    call = Call.objects.get()
    first, last = call.term_changes.order_by("pk")
    assert (first.old, last.old) == (running.closes_at, first.new)
    # Whoever came last with the earlier day shortens, and waits for a second officer.
    assert (last.state, call.closes_at) == (("proposed", news[1]) if last.new == news[0] else ("effective", news[1]))
    assert call.sequence == running.sequence + (1 if last.state == "proposed" else 2)


def test_two_officers_drop_the_last_two_focuses(running, officer, second_officer):
    keep = list(running.focuses.order_by("position")[:2])
    running.focuses.set(keep)
    answers = at_once(
        *[
            (who, f"/beheer/oproepen/open/focus/{focus.code}/weg/", key(reason="Te weinig budget."))
            for who, focus in zip((officer, second_officer), keep, strict=True)
        ]
    )
    assert running.focuses.count() == 1
    assert running.focus_changes.count() == 1
    assert 302 in codes(answers)

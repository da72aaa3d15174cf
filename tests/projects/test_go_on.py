"""Going on: a thematic trajectory from an approved concept, a new attempt from what was refused or ended."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from applications import actions as application_actions
from applications.models import Application, Attachment, Continuation
from calls.models import Type
from projects import actions, rules
from tests import factories
from tests.applications import forms
from workflow.models import Event
from workflow.refusals import Refused


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def halle(town):
    return town("Halle")


@pytest.fixture
def decided(world, halle, town):
    """A concept that is approved and one that is refused, both of Halle, with Beersel in them."""
    call = world.call(title="Oproep voor concepten", slug="concepten")
    beersel = town("Beersel")
    good = world.file(call, "Meldingen die zichzelf opvolgen", halle, with_=[beersel])
    bad = world.file(call, "Te vaag", halle, with_=[beersel])
    return world.decide(call, {good: 60_000, bad: 0})


@pytest.fixture
def good(decided):
    return Application.objects.get(decision=decided[0])


@pytest.fixture
def bad(decided):
    return Application.objects.get(decision=decided[1])


@pytest.fixture
def person(good):
    return good.created_by


@pytest.fixture
def open_now(trajectory):
    return factories.open_call(title="Oproep voor trajecten", slug="trajecten", type=trajectory)


def codes(act) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [each.code for each in refusal.value.reasons]


def page(application) -> str:
    return f"/aanvragen/{application.number}/verder/"


# What comes along


def test_text_participants_and_answers_come_along_by_their_keys(good, person, open_now, now):
    new = actions.go_on(good, open_now, "Meldingen, deel 2", by=person, at=now)
    assert (new.title, new.summary, new.goals, new.focus) == ("Meldingen, deel 2", good.summary, good.goals, good.focus)
    assert [(p.part, p.organisation.name) for p in new.participants.all()] == [("initiator", "Beersel")]
    assert dict(new.answers.values_list("key", "value")) == dict(good.answers.values_list("key", "value"))
    assert (new.starts_on, new.ends_on, new.costs.count(), new.state) == (None, None, 0, "draft")
    assert Event.objects.of(new).last().facts == {"origin": good.number, "kind": "build"}


def test_what_has_no_place_is_listed_and_lost_nowhere(world, good, person, open_now, now):
    focus = good.focus
    open_now.focuses.remove(focus)
    old = good.answers.get(key="criterion-quality")
    old.key, old.asked = "oude-vraag", old.asked | {"key": "oude-vraag", "label": "Een oude vraag"}
    old.save()
    Attachment.objects.create(
        application=good, topic="plan", name="plan.pdf", content_type="application/pdf", size=9, sha256="a" * 64,
        path="x", by=person, at=now,
    )  # fmt: skip
    new = actions.go_on(good, open_now, "Deel 2", by=person, at=now)
    found = {(each["why"], each["what"]): each["text"] for each in new.continuation.left}
    assert found == {
        ("focus", "Focus"): focus.name,
        ("term", "Termijn"): "",
        ("costs", "Kosten en subsidie"): "",
        ("no-place", "Een oude vraag"): "Ons antwoord op Kwaliteit.",
        ("file", "Projectplan"): "plan.pdf",
    }


def test_a_new_attempt_takes_the_costs_along(bad, open_now, now):
    new = actions.go_on(bad, open_now, "Minder vaag", by=bad.created_by, at=now)
    assert new.continuation.kind == "retry"
    rows = lambda one: list(one.costs.order_by("position").values_list("description", "category", "cost", "subsidy"))  # noqa: E731
    assert rows(new) == rows(bad)
    assert not set(new.costs.values_list("uid", flat=True)) & set(bad.costs.values_list("uid", flat=True))


def test_a_statement_is_agreed_to_again(world, halle, trajectory, now):
    call = world.call(slug="met-vragen")
    forms.ask(call, forms.EXTRA)
    by = factories.UserFactory(role="submitter", role__organisation=halle)
    draft = factories.draft(call, by)
    application_actions.save(draft, "extra", answers=forms.SAID, by=by, at=factories.DURING)
    application_actions.withdraw(draft, "Later.", by=by, at=factories.DURING)
    other = factories.open_call(type=trajectory)
    forms.ask(other, forms.EXTRA, at=now)
    other.form.refresh_from_db()
    new = actions.go_on(draft, other, "Opnieuw", by=by, at=now)
    kept = dict(new.answers.values_list("key", "value"))
    assert {key: value for key, value in forms.SAID.items() if key != "akkoord"}.items() <= kept.items()
    assert "akkoord" not in kept
    assert "akkoord" not in str(new.continuation.left)


def test_partners_hear_nothing_until_it_is_quiet(good, person, open_now, now, partner):
    open_now.unconfirmed = "block"
    open_now.save()
    beersel = good.participants.get().organisation
    factories.give_role(partner, "submitter", beersel)
    actions.go_on(good, open_now, "Deel 2", by=person, at=now)
    assert not Notice.objects.filter(to=partner, subject__startswith="Doet uw bestuur mee").exists()


# Who, from what, into what


def test_only_its_own_government_goes_on(client, good, open_now, now, partner, stranger):
    beersel = good.participants.get().organisation
    factories.give_role(partner, "submitter", beersel)
    for by in (partner, stranger):
        assert "not-yours" in codes(lambda by=by: actions.go_on(good, open_now, "Deel 2", by=by, at=now))
        client.force_login(by)
        assert client.get(page(good)).status_code == 404


def test_after_a_merger_the_successor_goes_on(client, good, halle, open_now, now):
    heir = factories.OrganisationFactory(name="Groot-Halle", valid_from=date(2025, 1, 1))
    halle.valid_until, halle.successor = date(2024, 12, 31), heir
    halle.save()
    person = factories.UserFactory(role="drafter", role__organisation=heir)
    client.force_login(person)
    answer = client.post(page(good), {"call": open_now.pk, "title": "Deel 2", "_key": str(uuid4())})
    new = Application.objects.get(continuation__origin=good)
    assert answer["Location"] == new.get_absolute_url()
    assert new.organisation == heir
    assert codes(lambda: actions.go_on(good, open_now, "Deel 2", by=good.created_by, at=now))[0] == "not-yours"


def test_a_concept_goes_on_in_a_larger_type_only(good, person, now):
    again = factories.open_call()
    larger = factories.open_call(type=Type.objects.get(code="grootschalige-transformatie"))
    assert codes(lambda: actions.go_on(good, again, "Deel 2", by=person, at=now)) == ["no-next-step"]
    assert actions.go_on(good, larger, "Deel 2", by=person, at=now).call == larger


def test_a_decision_that_is_not_announced_opens_nothing(world, halle, open_now, now):
    call = world.call(slug="stil")
    file = world.file(call, "Stil", halle)
    world.take(call, {file: 50_000})
    file = Application.objects.get(pk=file.pk)
    assert rules.kind_of(file, at=now) == ""
    assert codes(lambda: actions.go_on(file, open_now, "Deel 2", by=file.created_by, at=now)) == ["not-ended"]


def test_what_was_withdrawn_or_never_handed_in_can_be_used_again(world, halle, open_now, now):
    call = world.call(slug="voorbij")
    by = factories.UserFactory(role="submitter", role__organisation=halle)
    late = factories.draft(call, by, title="Te laat")
    assert rules.kind_of(late, at=factories.CLOSES - timedelta(days=1)) == ""
    new = actions.go_on(late, open_now, "Op tijd", by=by, at=now)  # its call is closed and not sealed yet
    assert (new.continuation.kind, new.costs.count()) == ("retry", 2)


def test_one_at_a_time_in_a_call(good, person, open_now, now):
    first = actions.go_on(good, open_now, "Deel 2", by=person, at=now)
    assert codes(lambda: actions.go_on(good, open_now, "Deel 2", by=person, at=now)) == ["continued-already"]
    application_actions.withdraw(first, "Toch anders.", by=person, at=now)
    assert actions.go_on(good, open_now, "Deel 3", by=person, at=now).title == "Deel 3"


def test_nothing_goes_on_from_itself(good):
    with pytest.raises(IntegrityError, match="nothing_continues_itself"), transaction.atomic():
        Continuation.objects.create(application=good, origin=good, kind="build")


# The page


def test_the_page_of_the_project_leads_there_and_bad_input_is_answered(client, good, person, open_now):
    client.force_login(person)
    assert (
        f'<a href="{page(good)}">Bouw verder op dit project</a>' in client.get(good.get_absolute_url()).content.decode()
    )
    assert "Oproep voor trajecten" in client.get(page(good)).content.decode()
    for data in (
        {},
        {"call": "x", "title": "A"},
        {"call": "9" * 30, "title": "A"},
        {"call": open_now.pk, "title": " "},
    ):
        answer = client.post(page(good), data | {"_key": str(uuid4())})
        assert answer.status_code == 422
    assert not Continuation.objects.exists()


def test_without_an_open_call_the_page_says_so(client, good, person):
    client.force_login(person)
    assert "Er is nu geen oproep open" in client.get(page(good)).content.decode()
    assert client.post(page(good), {"call": "1", "title": "A", "_key": str(uuid4())}).status_code == 422


def test_both_applications_show_the_link_to_who_may_see_them(client, good, person, partner, open_now, now):
    beersel = good.participants.get().organisation
    factories.give_role(partner, "submitter", beersel)
    new = actions.go_on(good, open_now, "Deel 2 KANARIE", by=person, at=now)
    new.participants.all().delete()
    client.force_login(person)
    assert good.get_absolute_url() in client.get(new.get_absolute_url()).content.decode()
    assert "Deel 2 KANARIE" in client.get(good.get_absolute_url()).content.decode()
    client.force_login(partner)  # takes part in the first, and knows nothing of the second
    assert "KANARIE" not in client.get(good.get_absolute_url()).content.decode()


def test_the_list_stays_until_somebody_puts_it_away(client, good, person, open_now, now):
    new = actions.go_on(good, open_now, "Deel 2", by=person, at=now)
    client.force_login(person)
    shown = client.get(new.get_absolute_url()).content.decode()
    assert "Wat niet is overgenomen" in shown
    assert "De kosten van het goedgekeurde project blijven daar." in shown
    answer = client.post(f"/aanvragen/{new.number}/overgenomen/", {"_key": str(uuid4())})
    assert answer["Location"] == new.get_absolute_url()
    assert "Wat niet is overgenomen" not in client.get(new.get_absolute_url()).content.decode()
    assert Continuation.objects.get().left  # put away, not thrown away


def test_colleagues_read_it_in_their_messages(good, person, open_now, now):
    colleague = factories.UserFactory(role="drafter", role__organisation=good.organisation)
    new = actions.go_on(good, open_now, "Deel 2", by=person, at=now)
    told = Notice.objects.get(to=colleague, key=f"continued:{new.pk}")
    assert good.number in told.body
    assert not Notice.objects.filter(to=person, key=f"continued:{new.pk}").exists()


# In public


def test_the_catalogue_shows_the_line_from_concept_on_and_only_what_is_announced(
    client, world, good, person, trajectory
):
    call = world.call(title="Trajecten", slug="trajecten", type=trajectory, opens_at=factories.OPENS)
    at = factories.DURING + timedelta(days=1)
    new = factories.draft(call, person, at=at, title="Deel 2 KANARIE")
    Continuation.objects.create(application=new, origin=good, kind="build")
    application_actions.submit(new, by=person, at=at)
    public = f"/projecten/{good.number}/"
    assert "KANARIE" not in client.get(public).content.decode()
    world.decide(call, {new: 60_000})
    shown = client.get(public).content.decode()
    assert f'<a href="/projecten/{new.number}/">Deel 2 KANARIE</a>' in shown
    assert "Van concept tot verandering" in shown
    assert f'<a href="{public}">' in client.get(f"/projecten/{new.number}/").content.decode()

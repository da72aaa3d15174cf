"""A consortium: each government confirms exactly what concerns it, and only what changed lapses."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from applications import actions, clock, consent, consortium, rules
from applications.models import Application, Confirmation, Reply
from applications.rules import NOT_CONFIRMED
from applications.snapshot import for_reviewers
from calls.models import Unconfirmed
from tests import factories
from workflow.models import Event
from workflow.refusals import Refused

LATER = timedelta(hours=2)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(db):
    return factories.open_call(unconfirmed=Unconfirmed.BLOCK, max_subsidy=Decimal(500_000), budget=Decimal(900_000))


@pytest.fixture
def file(call, applicant, now):
    return factories.draft(call, applicant, at=now)


def towns(n: int) -> list:
    """People who submit, each for a government of its own."""
    return [factories.UserFactory(role="submitter") for _n in range(n)]


def lines(people, year, cost=1000) -> list[dict]:
    """A line of the lead, and one of each of these."""
    own = [{"description": "Projectleider", "category": "staff", "cost": Decimal(46_000), "subsidy": Decimal(36_800)}]
    rows = own + [
        {
            "description": f"Deel {n}", "category": "staff", "organisation": each.organisations[0],
            "cost": Decimal(cost), "subsidy": Decimal(cost * 8 // 10),
        }
        for n, each in enumerate(people)
    ]  # fmt: skip
    return [row | {"year": year} for row in rows]


def together(file, people, *, by, at, part="partner") -> None:
    actions.save(file, "costs", rows=lines(people, file.starts_on.year), by=by, at=at)
    rows = [{"part": part, "organisation": each.organisations[0], "name": ""} for each in people]
    actions.save(file, "participants", rows=rows, by=by, at=at)


def again(file) -> Application:
    return Application.objects.select_related("call", "organisation").get(pk=file.pk)


def heard(file) -> dict[int, str]:
    return {v.organisation.pk: v.standing for v in consent.voices(again(file))}


def shown(file, person) -> str:
    pk = person.organisations[0].pk
    return next(v.sha256 for v in consent.voices(again(file)) if v.organisation.pk == pk)


def confirm(file, person, *, at) -> Reply:
    return consortium.confirm(file, person.organisations[0].pk, shown(file, person), by=person, at=at)


def codes(act) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [each.code for each in refusal.value.reasons]


def page(file, what="meedoen") -> str:
    return f"/aanvragen/{file.number}/{what}/"


def send(client, file, person, **data):
    pk = person.organisations[0].pk
    client.force_login(person)
    key = client.get(page(file)).context["parts"][0]["voice"].sha256 if "sha256" not in data else data["sha256"]
    return client.post(page(file), {"organisation": pk, "sha256": key, "_key": str(uuid4())} | data)


# Asked, once


def test_a_government_that_is_named_is_asked_and_told_once(file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    together(file, [partner], by=applicant, at=now + LATER)
    assert heard(file) == {partner.organisations[0].pk: "asked"}
    told = Notice.objects.filter(to=partner)
    assert [each.subject for each in told] == [f"Doet uw bestuur mee? ({file.number})"]
    assert told.get().link == page(file)


def test_a_subcontractor_and_a_government_of_a_call_that_does_not_ask_hear_nothing(file, call, applicant, partner, now):
    rows = [{"part": "subcontractor", "organisation": None, "name": "Studiebureau"}]
    actions.save(file, "participants", rows=rows, by=applicant, at=now)
    assert not Confirmation.objects.exists()
    call.unconfirmed = Unconfirmed.NOT_ASKED
    call.save()
    together(again(file), [partner], by=applicant, at=now)
    assert not Confirmation.objects.exists()
    assert not Notice.objects.filter(to=partner).exists()


def test_typing_asks_nobody_until_it_is_quiet(file, applicant, partner, now):
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(file, "participants", rows=rows, by=applicant, at=now, typing=True)
    clock.tell_consortia(at=now + timedelta(minutes=10))
    assert not Confirmation.objects.exists()
    clock.tell_consortia(at=now + LATER)
    clock.tell_consortia(at=now + LATER * 2)
    assert Notice.objects.filter(to=partner).count() == 1


def test_a_government_that_is_removed_is_told_and_its_confirmation_falls(file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    confirm(file, partner, at=now)
    actions.save(file, "participants", rows=[], by=applicant, at=now + LATER)
    assert Confirmation.objects.get().state == "released"
    assert Notice.objects.filter(to=partner, subject__contains="niet meer mee").count() == 1
    together(file, [partner], by=applicant, at=now + LATER * 2)
    assert heard(file) == {partner.organisations[0].pk: "asked"}  # what it said before does not count


def test_the_lead_asks_again_once_an_hour(client, file, applicant, partner, now):
    pk = partner.organisations[0].pk
    together(file, [partner], by=applicant, at=now - LATER)
    consortium.ask(file, pk, by=applicant, at=now)
    soon = now + timedelta(minutes=59)
    assert codes(lambda: consortium.ask(file, pk, by=applicant, at=soon)) == ["asked-just-now"]
    assert Notice.objects.filter(to=partner).count() == 2
    assert codes(lambda: consortium.ask(file, 0, by=applicant, at=now)) == ["not-a-party"]
    assert codes(lambda: consortium.ask(file, pk, by=partner, at=now + LATER)) == ["not-yours"]


# Who may


def test_a_submitter_of_that_government_confirms_and_the_lead_hears_it(client, file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    assert send(client, file, partner, verb="confirm").status_code == 302
    assert heard(file) == {partner.organisations[0].pk: "confirmed"}
    assert Notice.objects.filter(to=applicant, key__startswith="replied:").get().state == "none"
    verbs = Event.objects.filter(subject__startswith="applications.confirmation").order_by("id")
    assert [each.verb for each in verbs] == ["ask_part", "confirm_part"]


def test_a_refusal_has_a_reason_which_the_lead_reads(client, file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    field = f"{partner.organisations[0].pk}-reason"
    answer = send(client, file, partner, verb="refuse", **{field: "  "})
    assert answer.status_code == 422
    assert "Schrijf waarom uw bestuur weigert." in answer.text
    assert send(client, file, partner, verb="refuse", **{field: "Geen geld in 2026."}).status_code == 302
    assert heard(file) == {partner.organisations[0].pk: "refused"}
    assert "Geen geld in 2026." in Notice.objects.get(to=applicant, key__startswith="replied:").body
    client.force_login(applicant)
    assert "Geen geld in 2026." in client.get(page(file, "samenwerking")).text


def test_nobody_else_replies_for_a_government(client, file, applicant, colleague, partner, stranger, reviewer, now):
    together(file, [partner], by=applicant, at=now)
    beersel, sha256 = partner.organisations[0], shown(file, partner)
    drafter = factories.UserFactory(role="drafter", role__organisation=beersel)
    for person in (applicant, colleague, stranger, reviewer, drafter):
        act = lambda person=person: consortium.confirm(file, beersel.pk, sha256, by=person, at=now)  # noqa: E731
        assert codes(act) == ["not-a-submitter"]
    for person in (applicant, stranger, reviewer):
        client.force_login(person)
        assert client.get(page(file)).status_code == 404
        assert client.post(page(file), {"organisation": beersel.pk, "sha256": sha256}).status_code == 404
    client.force_login(drafter)
    text = client.get(page(file)).text
    assert "Alleen iemand met de rol “indiener”" in text
    assert "Bevestig voor mijn bestuur" not in text
    for person in (partner, stranger):
        client.force_login(person)
        asked = client.post(page(file, "samenwerking/vraag"), {"organisation": beersel.pk})
        assert asked.status_code == 404


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 30, "²", "\u0661", "0"])
def test_a_government_that_is_none_is_not_found(client, file, applicant, partner, now, sent):
    together(file, [partner], by=applicant, at=now)
    client.force_login(partner)
    assert client.post(page(file), {"organisation": sent, "verb": "confirm"}).status_code == 404


def test_after_the_closing_nobody_confirms(file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    late = file.call.closes_at
    assert codes(lambda: confirm(file, partner, at=late)) == ["call-closed"]


# Two at once


def test_what_is_confirmed_is_what_was_shown(client, file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    before = shown(file, partner)
    actions.save(again(file), "project", fields={"title": "Iets heel anders"}, by=applicant, at=now)
    answer = send(client, file, partner, verb="confirm", sha256=before)
    assert answer.status_code == 409
    assert "De penhouder wijzigde iets terwijl u las." in answer.text
    assert "Iets heel anders" in answer.text
    assert heard(file) == {partner.organisations[0].pk: "asked"}
    assert send(client, file, partner, verb="confirm").status_code == 302


# Twelve governments


CHANGES = ("part", "cost", "subsidy", "description", "gone")


@pytest.mark.parametrize("seed", range(6))
def test_of_twelve_only_the_one_that_is_changed_lapses(file, applicant, now, seed):
    people, luck = towns(12), Random(seed)
    together(file, people, by=applicant, at=now)
    for each in people:
        confirm(file, each, at=now)
    assert set(heard(file).values()) == {"confirmed"}
    hit, change = luck.randrange(12), luck.choice(CHANGES)
    rows = lines(people, file.starts_on.year)
    luck.shuffle(rows)  # the order of lines is nobody's business
    line = next(row for row in rows if row["description"] == f"Deel {hit}")
    if change == "part":
        parts = ["initiator" if n == hit else "partner" for n in range(12)]
        who = [
            {"part": part, "organisation": each.organisations[0], "name": ""}
            for part, each in zip(parts, people, strict=True)
        ]
        actions.save(again(file), "participants", rows=who, by=applicant, at=now)
    elif change == "gone":
        rows.remove(line)
    elif change == "description":
        line["description"] = "Iets anders"
    else:
        line[change] -= Decimal("0.01")
    actions.save(again(file), "costs", rows=rows, by=applicant, at=now)
    pk = people[hit].organisations[0].pk
    assert [each for each, said in heard(file).items() if said == "outdated"] == [pk]
    (voice,) = [v for v in consent.voices(again(file)) if v.organisation.pk == pk]
    label = "Rol van uw bestuur" if change == "part" else "Kosten en subsidie van uw bestuur"
    assert [each["label"] for each in voice.differences] == [label]
    assert [r.code for r in rules.why_incomplete(again(file)) if r.field == "participants"] == [NOT_CONFIRMED]
    confirm(file, people[hit], at=now)
    actions.submit(again(file), by=applicant, at=now)


def test_what_concerns_all_lapses_all_and_putting_it_back_mends_it(file, applicant, now):
    people = towns(3)
    together(file, people, by=applicant, at=now)
    for each in people:
        confirm(file, each, at=now)
    title = again(file).title
    actions.save(again(file), "project", fields={"title": "Anders"}, by=applicant, at=now)
    assert set(heard(file).values()) == {"outdated"}
    actions.save(again(file), "project", fields={"title": title}, by=applicant, at=now)
    assert set(heard(file).values()) == {"confirmed"}


def test_a_change_is_told_once_and_at_most_once_a_day(file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    confirm(file, partner, at=now)
    day = timedelta(days=1, hours=2)

    def told():
        return Notice.objects.filter(to=partner, key__startswith="outdated:").count()

    actions.save(again(file), "project", fields={"title": "Anders"}, by=applicant, at=now)
    clock.tell_consortia(at=now + LATER)
    assert told() == 0  # asked today already
    clock.tell_consortia(at=now + day)
    clock.tell_consortia(at=now + day * 2)
    assert told() == 1
    assert "Eerst" not in Notice.objects.filter(key__startswith="outdated:").get().body
    assert "Naam van het project was: Meldingen die zichzelf opvolgen. Nu staat er: Anders." in (
        Notice.objects.filter(key__startswith="outdated:").get().body
    )


# Handing in, under each rule


def test_where_nobody_is_asked_all_is_as_it_was(file, call, applicant, partner, now):
    call.unconfirmed = Unconfirmed.NOT_ASKED
    call.save()
    together(again(file), [partner], by=applicant, at=now)
    content = actions.submit(again(file), by=applicant, at=now).content
    assert "confirmations" not in content
    assert len(content["participants"]) == 1


def test_where_they_block_each_that_has_not_confirmed_is_named(client, file, applicant, now):
    people = towns(3)
    together(file, people, by=applicant, at=now)
    confirm(file, people[0], at=now)
    reasons = rules.why_not_submit(again(file), by=applicant, at=now)
    assert [each.code for each in reasons] == [NOT_CONFIRMED] * 2
    assert f"Gemeente {people[1].organisations[0].name} heeft" in reasons[0].text
    client.force_login(applicant)
    assert f'href="{page(file, "samenwerking")}"' in client.get(page(file, "nakijken")).text
    for each in people[1:]:
        confirm(file, each, at=now)
    submission = actions.submit(again(file), by=applicant, at=now)
    said = submission.content["confirmations"]
    assert [(c["id"], c["by"]) for c in said] == [(p.organisations[0].pk, p.get_full_name()) for p in people]
    assert [c["sha256"] for c in said] == [shown(file, each) for each in people]
    assert submission.content["left_out"] == []


def test_where_they_are_left_out_the_sums_are_without_them(client, file, call, applicant, now):
    call.unconfirmed = Unconfirmed.LEAVE_OUT
    call.save()
    people = towns(3)
    together(again(file), people, by=applicant, at=now)
    confirm(file, people[0], at=now)
    out = [each.organisations[0].full_name for each in people[1:]]
    client.force_login(applicant)
    check = client.get(page(file, "nakijken")).text
    assert "Dient u nu in, dan vallen deze besturen weg" in check
    assert all(name in check for name in out)
    submission = actions.submit(again(file), by=applicant, at=now)
    assert submission.content["left_out"] == [
        {"id": each.organisations[0].pk, "name": each.organisations[0].full_name, "why": "asked"} for each in people[1:]
    ]
    assert [p["id"] for p in submission.content["participants"]] == [people[0].organisations[0].pk]
    assert (submission.cost, submission.subsidy) == ("47000.00", "37600.00")
    receipt = client.get(reverse("applications:submitted", args=[file.number, 1])).text
    assert "Niet bevestigd, en daarom weggelaten" in receipt
    assert submission.receipt.snapshot["letter"]["next_steps"][0].startswith("Niet bevestigd")


def test_the_jury_does_not_read_who_confirmed(file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    confirm(file, partner, at=now)
    content = actions.submit(again(file), by=applicant, at=now).content
    assert content["confirmations"]
    assert "confirmations" not in for_reviewers(content)


# What it costs


@pytest.mark.parametrize("n", [1, 12])
def test_the_page_of_the_lead_costs_the_same(client, file, applicant, now, n, django_assert_num_queries):
    together(file, towns(n), by=applicant, at=now)
    client.force_login(applicant)
    with django_assert_num_queries(17):
        assert client.get(page(file, "samenwerking")).text.count("Antwoordde nog niet") == n


def test_handing_in_with_twelve_costs_at_most_twenty_five_queries(file, applicant, now):
    people = towns(12)
    together(file, people, by=applicant, at=now)
    for each in people:
        confirm(file, each, at=now)
    client = Client()
    client.force_login(applicant)
    with CaptureQueriesContext(connection) as queries:
        assert client.post(page(file, "indienen")).status_code == 302
    assert len(queries) <= 25


def test_it_waits_on_the_page_where_a_partner_starts(client, file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    client.force_login(partner)
    start = reverse("start")
    assert f'href="{page(file)}"' in client.get(start).text
    confirm(file, partner, at=now)
    assert f'href="{page(file)}"' not in client.get(start).text
    actions.save(again(file), "project", fields={"title": "Anders"}, by=applicant, at=now)
    assert "Bevestig opnieuw wat wijzigde: Anders" in client.get(start).text
    text = client.get(page(file)).text
    assert "Dit wijzigde nadat uw bestuur bevestigde" in text
    assert "Anders" in text


def test_a_test_of_handing_in_counts_without_who_is_left_out(client, file, call, applicant, now):
    call.unconfirmed = Unconfirmed.LEAVE_OUT
    call.save()
    together(again(file), towns(2), by=applicant, at=now)
    client.force_login(applicant)
    address = reverse("applications:trial", args=[file.number])
    assert client.get(address).context["sums"].cost == Decimal(46_000)


def test_a_government_that_was_asked_hears_of_a_withdrawal_and_why(file, applicant, partner, now):
    together(file, [partner], by=applicant, at=now)
    actions.withdraw(file, "Geen budget.", by=applicant, at=now)
    told = Notice.objects.get(to=partner, key=f"withdrawn:{file.pk}")
    assert "Reden: Geen budget." in told.body
    assert "De klad werd nooit ingediend." in told.body

"""How a call goes: numbers only until the seal, names after it, and the same cost whatever the number of files."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Kind
from applications import actions, days, watch
from applications.clock import remind_all_due, settle_left
from applications.models import Application, Participant, Submission
from applications.states import State
from calls.models import Focus
from documents.models import Document
from documents.states import Kind as Letter
from follow.models import Subscription
from tests import factories

AT = factories.DURING


@pytest.fixture
def town(db):
    """A municipality that exists when the call opens, and somebody who hands in for it."""

    def make(name, population=12_000, **fields):
        fields = {"valid_from": date(2019, 1, 1)} | fields
        lead = factories.OrganisationFactory(name=name, population=population, **fields)
        return factories.UserFactory(role="submitter", role__organisation=lead, last_name="Claes")

    return make


def page(client, user, call):
    client.force_login(user)
    return client.get(f"/beheer/oproepen/{call.slug}/verloop/")


def table(client, call, name) -> list[list[str]]:
    answer = client.get(f"/beheer/oproepen/{call.slug}/verloop/{name}.csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def seal(call):
    factories.seal(call)
    settle_left(at=call.closes_at + timedelta(minutes=10))
    call.refresh_from_db()


def test_drafts_and_files_handed_in_are_counted_apart(call, town):
    factories.submitted(call, town("Halle"))
    factories.draft(call, town("Beersel"))
    gone = factories.draft(call, town("Dilbeek"))
    actions.withdraw(gone, "Niet nodig.", by=gone.created_by, at=AT)
    found = watch.watch(call, AT)
    assert (found.total.submitted, found.total.unfinished, found.withdrawn) == (1, 1, 1)


def test_a_file_that_is_being_changed_counts_as_it_was_handed_in(call, town):
    by = town("Halle")
    application = factories.submitted(call, by)
    said = application.focus
    actions.reopen(application, by=by, at=AT)
    other = Focus.objects.exclude(pk=said.pk).first()
    actions.save(application, "project", fields={"focus": other}, by=by, at=AT)
    (line,) = watch.watch(call, AT).groups["focus"]
    assert (line.label, line.submitted, line.unfinished) == (said.name, 1, 0)


def test_files_are_counted_by_province_size_and_kind_of_their_lead(call, town):
    halle = town("Halle", 40_000, province="Vlaams-Brabant", nis="98001")
    ocmw = town("OCMW Halle", None, province="", nis="98001", kind=Kind.OCMW)
    factories.submitted(call, halle)
    factories.draft(call, ocmw)
    found = watch.watch(call, AT).groups
    counted = {
        name: {line.label: (line.submitted, line.unfinished) for line in lines if line.files}
        for name, lines in found.items()
    }
    assert counted["provincie"] == {"Vlaams-Brabant": (1, 1)}  # an OCMW lies in its municipality
    assert counted["grootte"] == {"20.000 tot 49.999 inwoners": (1, 1)}
    assert counted["soort"] == {"gemeente": (1, 0), "OCMW": (0, 1)}


@pytest.mark.parametrize(
    ("population", "words"),
    [
        (9_999, "minder dan 10.000 inwoners"),
        (10_000, "10.000 tot 19.999 inwoners"),
        (99_999, "50.000 tot 99.999 inwoners"),
        (100_000, "100.000 inwoners of meer"),
        (None, "zonder eigen inwoners"),
    ],
)
def test_the_classes_of_inhabitants_touch_and_do_not_overlap(population, words):
    assert watch._size(watch.Government(1, "municipality", "x", "1", "", population, None, None, None)) == words


def test_a_municipality_takes_part_as_lead_or_participant_of_what_was_handed_in(call, town):
    halle, beersel, dilbeek = town("Halle"), town("Beersel"), town("Dilbeek")
    application = factories.draft(call, halle)
    rows = [{"part": "initiator", "organisation": beersel.organisations[0]}]
    actions.save(application, "participants", rows=rows, by=halle, at=AT)
    factories.draft(call, dilbeek)
    assert watch.watch(call, AT).municipalities.taking_part == 0  # only a draft
    actions.submit(application, by=halle, at=AT)
    found = watch.watch(call, AT).municipalities
    assert (found.taking_part, found.of, found.share) == (2, 303, 1)  # the 300 of the directory and these three


def test_days_are_laid_beside_the_call_of_the_same_type_before(town):
    earlier = factories.CallFactory(
        opens_at=datetime(2021, 10, 1, 8, tzinfo=UTC), closes_at=datetime(2021, 11, 1, 23, tzinfo=UTC)
    )
    call = factories.CallFactory(programme=earlier.programme)  # opens 20 December, closes 25 March
    factories.submitted(earlier, town("Gent"), at=datetime(2021, 10, 22, 12, tzinfo=UTC))
    factories.submitted(call, town("Halle"), at=datetime(2022, 3, 15, 12, tzinfo=UTC))
    found = watch.watch(call, datetime(2022, 3, 16, 12, tzinfo=UTC))
    assert found.previous == earlier
    assert [day.left for day in found.days] == list(range(95, -1, -1))
    by_left = {day.left: day for day in found.days}
    # The earlier call closed at midnight in Brussels, so 1 November was its last day.
    assert (by_left[10].on, by_left[10].submitted, by_left[10].submitted_before) == (date(2022, 3, 15), 1, 1)
    assert (by_left[11].submitted, by_left[11].submitted_before) == (0, 0)
    # tomorrow is not known
    assert (by_left[9].submitted, by_left[8].submitted, by_left[0].submitted_before) == (
        1,
        None,
        1,
    )
    assert by_left[40].submitted_before is None  # it was not open that long


def test_a_closing_at_midnight_belongs_to_the_day_before(call):
    call.closes_at = datetime(2022, 3, 25, 23, tzinfo=UTC)  # midnight in Brussels
    assert days.last_day(call) == date(2022, 3, 25)


def test_a_file_counts_on_the_day_it_first_came_in(call, town):
    by = town("Halle")
    application = factories.submitted(call, by, at=datetime(2022, 2, 1, 12, tzinfo=UTC))
    later = datetime(2022, 3, 1, 12, tzinfo=UTC)
    actions.reopen(application, by=by, at=later)
    actions.submit(application, by=by, at=later)
    happened = [(day.on, day.submitted) for day in watch.watch(call, later).days if day.happened]
    assert happened == [(date(2022, 2, 1), 1)]


def test_reminders_and_moves_are_counted(call, officer, town):
    for name in ("Halle", "Beersel"):
        factories.draft(call, town(name))
    remind_all_due(at=call.closes_at - timedelta(days=6))
    actions.move_deadline(call, call.closes_at + timedelta(days=7), "Meer tijd.", by=officer, at=AT)
    told = {(each.words, each.files, each.people) for each in watch.watch(call, AT).told}
    assert told == {("Herinnering, een week vooraf", 2, 2), ("De sluiting werd verschoven", 2, 2)}
    assert [change.new for change in watch.moves_of(call)] == [call.closes_at]


def test_followers_are_counted_by_address_and_only_once_confirmed(call):
    facts = {"state": "confirmed", "asked_at": AT, "confirmed_at": AT}
    Subscription.objects.create(address="a@bestuur.example", call=call, **facts)
    Subscription.objects.create(address="a@bestuur.example", programme=call.programme, **facts)
    Subscription.objects.create(address="b@bestuur.example", **facts)
    Subscription.objects.create(address="c@bestuur.example", call=call, asked_at=AT)
    assert watch.watch(call, AT).followers == 2


# Who reads what ----------------------------------------------------------------------------------------


@pytest.fixture
def canaries(call, town):
    """Every text and amount of a file, findable."""
    by, partner = town("KanarieStad", nis="97777"), town("KanarieDorp")
    for hand_in in (False, True):
        words = {name: f"kanarie-{name}-{hand_in}" for name in ("summary", "goals")}
        application = factories.draft(call, by, title=f"kanarie-titel-{hand_in}", **words)
        cost = {
            "category": "staff",
            "year": application.starts_on.year,
            "cost": Decimal("46123.45"),
            "subsidy": Decimal("36123.45"),
        }
        actions.save(application, "costs", rows=[{"description": "kanarie-kost"} | cost], by=by, at=AT)
        rows = [{"part": "initiator", "organisation": partner.organisations[0]}]
        rows.append({"part": "subcontractor", "name": "kanarie-firma"})
        actions.save(application, "participants", rows=rows, by=by, at=AT)
    actions.submit(application, by=by, at=AT)
    factories.draft(call, town("KanarieKlad", nis="97779"), title="kanarie-klad")
    return application


SECRETS = ("kanarie-", "Kanarie", "46.123", "46123", "36.123", "36123", "Claes")


def test_before_the_seal_nothing_but_numbers_is_said(client, call, canaries, officer, decider, auditor):
    for user in (officer, decider, auditor):
        said = page(client, user, call).content.decode()
        for name in ("per-dag", "focus", "provincie", "grootte", "soort"):
            said += str(table(client, call, name))
        assert [each for each in (*SECRETS, canaries.number) if each in said] == []
        for name in ("niet-ingediend", "nooit-deelgenomen"):
            assert client.get(f"/beheer/oproepen/{call.slug}/verloop/{name}.csv").status_code == 404


def test_after_the_seal_the_names_stand_there_and_still_no_content(client, call, canaries, officer):
    seal(call)
    said = page(client, officer, call).content.decode()
    assert "KanarieKlad" in said and "KanarieStad" not in said  # it left a draft too, but handed one in
    assert table(client, call, "niet-ingediend")[1:] == [
        ["KanarieKlad", "gemeente", "97779", "Antwerpen", "12000", "1"]
    ]
    said += str(table(client, call, "niet-ingediend")) + str(table(client, call, "nooit-deelgenomen"))
    assert [each for each in SECRETS if each in said and each != "Kanarie"] == []


def test_who_never_took_part_is_in_no_sealed_file_of_the_programme(client, call, officer, town):
    factories.submitted(call, town("Halle", nis="98001"))
    town("Zeldegem", nis="98002")
    before = watch.watch(call, AT)
    assert before.never is None and before.never_count == 302
    seal(call)
    found = watch.watch(call, AT)
    assert found.never_count == len(found.never) == 301
    names = {each.name for each in found.never}
    assert "Zeldegem" in names and "Halle" not in {each.name for each in found.never if each.nis == "98001"}


def test_a_merged_municipality_took_part_when_one_of_its_parts_did(call, town):
    part = town("Deeldorp", nis="98003", valid_until=date(2021, 6, 30)).organisations[0]
    whole = factories.OrganisationFactory(name="Fusiestad", nis="98004", valid_from=date(2021, 7, 1))
    part.successor = whole
    part.save()
    lead = town("Halle")
    application = factories.draft(call, lead)
    rows = [{"part": "initiator", "organisation": part}]
    actions.save(application, "participants", rows=rows, by=lead, at=AT)
    actions.submit(application, by=lead, at=AT)
    seal(call)
    assert "Fusiestad" not in {each.name for each in watch.watch(call, AT).never}


def test_a_call_in_preparation_has_no_such_page(client, officer):
    call = factories.CallFactory(state="draft")
    assert page(client, officer, call).status_code == 404
    client.force_login(officer)
    assert "/verloop/" not in client.get(f"/beheer/oproepen/{call.slug}/").content.decode()


def test_a_table_that_is_not_there_is_not_found(client, call, officer):
    client.force_login(officer)
    assert client.get(f"/beheer/oproepen/{call.slug}/verloop/bestaat-niet.csv").status_code == 404


def test_the_call_and_the_home_of_an_officer_lead_here(client, officer, town):
    call = factories.open_call()
    factories.submitted(call, town("Halle", valid_from=None), at=timezone.now())
    client.force_login(officer)
    address = f"/beheer/oproepen/{call.slug}/verloop/"
    assert address in client.get(f"/beheer/oproepen/{call.slug}/").content.decode()
    home = client.get("/start/").content.decode()
    assert address in home and "1 ingediend, 0 in klad." in home


def test_the_curve_is_an_image_with_a_sentence(client, officer, town):
    call = factories.open_call()
    factories.submitted(call, town("Halle", valid_from=None), at=timezone.now())
    said = page(client, officer, call).content.decode()
    assert 'role="img" aria-label="Ingediend: 1, 10 dagen voor de sluiting."' in said
    assert '<polyline class="now" points="0,300' in said


def test_a_table_taken_along_cannot_run_a_formula(client, call, officer, town):
    factories.draft(call, town("=HYPERLINK(1)"))
    seal(call)
    client.force_login(officer)
    assert table(client, call, "niet-ingediend")[1][0] == "'=HYPERLINK(1)"


def many(call, n: int, start: int = 0) -> None:
    """Files of as many governments, half of them handed in, written as rows: only their number matters."""
    by = factories.UserFactory()
    leads = [factories.OrganisationFactory.build(valid_from=date(2019, 1, 1)) for _each in range(n)]
    leads = watch.Organisation.objects.bulk_create(leads)
    focus = Focus.objects.first()
    facts = {"call": call, "focus": focus, "created_by": by, "created_at": AT, "saved_at": AT, "saved_by": by}
    files = Application.objects.bulk_create(
        Application(
            organisation=lead, sequence=start + i, number=f"{call.pk}-{start + i}", title=f"Project {i}", **facts
        )
        for i, lead in enumerate(leads, 1)
    )
    Participant.objects.bulk_create(
        Participant(application=each, position=1, part="initiator", organisation=leads[-i])
        for i, each in enumerate(files, 1)
        if each.organisation_id != leads[-i].pk
    )
    half = files[::2]
    receipts = Document.objects.bulk_create(
        Document(kind=Letter.RECEIPT, number=each.number, subject=f"x:{each.pk}", snapshot={}) for each in half
    )
    versions = Submission.objects.bulk_create(
        Submission(application=each, version=1, received_at=AT, closes_at=call.closes_at, by=by,
                   content={"focus": focus.name}, sha256="0" * 64, cost=2, subsidy=1, receipt=receipt)
        for each, receipt in zip(half, receipts, strict=True)
    )  # fmt: skip
    for each, version in zip(half, versions, strict=True):
        each.submission, each.state = version, State.SUBMITTED
    Application.objects.bulk_update(half, ["submission", "state"])


def test_the_page_costs_the_same_for_3_and_for_300_files(client, officer, call, django_assert_num_queries):
    earlier = factories.CallFactory(closes_at=factories.CLOSES - timedelta(days=1))
    many(earlier, 3)
    client.force_login(officer)
    address = f"/beheer/oproepen/{call.slug}/verloop/"
    for n in (3, 297):
        many(call, n, start=Application.objects.filter(call=call).count())
        with django_assert_num_queries(17):
            answer = client.get(address)
    assert answer.context["watch"].total.files == 300

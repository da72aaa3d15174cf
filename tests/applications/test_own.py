"""All applications of my government: filters, and those of a government that merged into mine."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from applications import actions
from applications.models import Application
from decisions.models import Decision
from tests import factories
from tests.applications.test_seen import decide
from workflow.refusals import Refused

CANARY = "kanarie-5c1d"
BEFORE = timezone.now() - timedelta(days=40)  # before the merger


def long_open():
    return factories.open_call(opens_at=BEFORE - timedelta(days=5))


@pytest.fixture
def merged(government):
    """Halle went up in Pajottenland; there works an heir."""
    today = timezone.now().date()
    new = factories.OrganisationFactory(name="Pajottenland", valid_from=today - timedelta(days=30))
    government.successor, government.valid_until = new, today - timedelta(days=31)
    government.save()
    return new


@pytest.fixture
def heir(merged):
    return factories.UserFactory(role="submitter", role__organisation=merged)


def titles(client, **params) -> list[str]:
    return [line["application"].title for line in client.get("/aanvragen/", params).context["lines"]]


def test_the_successor_reads_what_its_predecessor_asked(client, applicant, heir):
    mine = factories.draft(long_open(), applicant, at=BEFORE, title=CANARY)
    client.force_login(heir)
    assert titles(client) == [CANARY]
    assert "voor de fusie" in client.get("/aanvragen/").content.decode()
    text = client.get(mine.get_absolute_url()).content.decode()
    assert "een aanvraag van gemeente Halle, dat opging in uw bestuur" in text
    assert CANARY in client.get(f"{mine.get_absolute_url()}nakijken/").content.decode()


def test_the_successor_reads_where_its_predecessor_took_part(client, applicant, partner, heir, government):
    file = factories.draft(factories.open_call(), partner, at=timezone.now(), title=CANARY)
    rows = [{"part": "partner", "organisation": government, "name": ""}]
    actions.save(file, "participants", rows=rows, by=partner, at=timezone.now())
    client.force_login(heir)
    assert titles(client) == [CANARY]


def test_the_successor_changes_nothing(client, applicant, heir):
    now = timezone.now()
    file = factories.submitted(long_open(), applicant, at=BEFORE)
    for act in (
        lambda: actions.save(file, "project", fields={"title": "x"}, by=heir, at=now),
        lambda: actions.reopen(file, by=heir, at=now),
        lambda: actions.withdraw(file, "Toch niet.", by=heir, at=now),
        lambda: actions.submit(file, by=heir, at=now),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert {"not-yours", "not-a-submitter"} & {reason.code for reason in refusal.value.reasons}
    client.force_login(heir)
    for name in ("heropenen", "intrekken", "indienen"):
        answer = client.post(f"{file.get_absolute_url()}{name}/", {"_key": str(uuid4()), "reason": "Toch niet."})
        assert answer.status_code in (409, 422), name
    file.refresh_from_db()
    assert file.state == "submitted"


def test_a_merger_that_is_only_decided_opens_nothing(client, applicant, heir, government):
    government.valid_until = timezone.now().date() + timedelta(days=2)
    government.save()
    file = factories.draft(factories.open_call(), applicant, at=timezone.now(), title=CANARY)
    client.force_login(heir)
    assert titles(client) == []
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_predecessor_does_not_read_its_successor(client, applicant, heir):
    file = factories.draft(factories.open_call(), heir, at=timezone.now(), title=CANARY)
    client.force_login(applicant)
    assert client.get(file.get_absolute_url()).status_code == 404


def test_two_mergers_in_a_row_are_followed(client, applicant, merged):
    today = timezone.now().date()
    newest = factories.OrganisationFactory(name="Brabant")
    last = factories.UserFactory(role="drafter", role__organisation=newest)
    file = factories.draft(long_open(), applicant, at=BEFORE, title=CANARY)
    merged.successor = newest
    merged.save()
    assert not Application.objects.visible_to(last).exists()  # the middle one still exists
    merged.valid_until = today - timedelta(days=1)
    merged.save()
    assert list(Application.objects.visible_to(last)) == [file]


def test_the_successor_reads_a_decision_once_it_is_announced(call, applicant, heir, officer, decider):
    file = factories.submitted(call, applicant)
    factories.seal(call)
    file.refresh_from_db()
    factories.admit(file, officer)
    decision = decide(file, decider, officer, "refusal", announced=False)
    assert not Decision.objects.visible_to(heir).exists()
    decision.delete()
    decide(file, decider, officer, "refusal", announced=True)
    assert Decision.objects.visible_to(heir).count() == 1


def test_filters_tell_files_apart(client, applicant, partner, government):
    now = timezone.now()
    running = factories.open_call()
    over = factories.CallFactory()
    factories.draft(running, applicant, at=now, title="Een klad")
    factories.submitted(running, applicant, at=now, title="Ingediend, nog open")
    factories.submitted(over, applicant, title="In behandeling")
    factories.draft(over, applicant, title="Te laat")
    other = factories.draft(running, partner, at=now, title="Van Beersel")
    rows = [{"part": "partner", "organisation": government, "name": ""}]
    actions.save(other, "participants", rows=rows, by=partner, at=now)
    client.force_login(applicant)
    assert len(titles(client)) == 5
    assert set(titles(client, stand="klad")) == {"Een klad", "Van Beersel"}
    assert titles(client, stand="ingediend") == ["Ingediend, nog open"]
    assert titles(client, stand="behandeling") == ["In behandeling"]
    assert titles(client, stand="gestopt") == ["Te laat"]
    assert titles(client, stand="beslist") == []
    assert titles(client, rol="deelnemer") == ["Van Beersel"]
    assert len(titles(client, rol="penhouder")) == 4
    assert titles(client, zoek="beersel") == ["Van Beersel"]
    assert titles(client, zoek=other.number.lower()) == ["Van Beersel"]
    assert "Geen enkele aanvraag past" in client.get("/aanvragen/", {"zoek": "xyz"}).content.decode()
    for odd in ({"stand": "x"}, {"rol": "'"}, {"bestuur": "9" * 30}, {"bestuur": str(partner.organisations[0].pk)}):
        assert len(titles(client, **odd)) == 5


def test_a_filter_on_a_government_keeps_to_it(client, applicant, heir, merged):
    call = long_open()
    factories.draft(call, applicant, at=BEFORE, title="Van vroeger")
    factories.draft(call, heir, at=timezone.now(), title="Van nu")
    client.force_login(heir)
    assert titles(client, bestuur=merged.pk) == ["Van nu"]
    assert titles(client, bestuur=applicant.organisations[0].pk) == ["Van vroeger"]


@pytest.mark.parametrize("state", ["admitted", "inadmissible"])
def test_no_filter_tells_what_is_not_announced(client, call, applicant, state):
    factories.submitted(call, applicant, title=CANARY)
    factories.seal(call)
    Application.objects.update(state=state)
    client.force_login(applicant)
    for stand in ("klad", "ingediend", "beslist", "gestopt"):
        assert titles(client, stand=stand) == []
    assert titles(client, stand="behandeling") == [CANARY]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_a_successor_costs_the_same(client, applicant, heir, rows, django_assert_num_queries):
    call = long_open()
    for _row in range(rows):
        factories.draft(call, applicant, at=BEFORE)
    client.force_login(heir)
    client.get("/aanvragen/")
    with django_assert_num_queries(8):
        assert len(titles(client, rol="penhouder")) == rows

"""Who sees which application, and what of it: lists, pages, files, and no word of an outcome before its time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from applications import actions, counts, standing
from applications.models import Application, Attachment
from applications.states import State
from calls.models import Call
from decisions.models import Decision
from documents.models import Document
from reviews.models import Ranking
from tests import factories
from tests.applications.typed import page
from tests.factories import CLOSES, DURING

CAST = ("applicant", "colleague", "partner", "stranger", "officer", "reviewer", "decider", "auditor")
OURS = {"applicant", "colleague", "partner"}
STAFF = {"officer", "decider", "auditor"}
CANARY = "kanarie-7f3a"


@pytest.fixture
def cast(applicant, colleague, partner, stranger, officer, reviewer, decider, auditor):
    people = (applicant, colleague, partner, stranger, officer, reviewer, decider, auditor)
    return dict(zip(CAST, people, strict=True))


def make(state: str, call: Call, cast: dict, at=DURING) -> Application:
    """An application with a partner and a canary in every text, in one of its states."""
    by, officer = cast["applicant"], cast["officer"]
    words = dict.fromkeys(("summary", "goals"), CANARY)
    draft = factories.draft(call, by, at=at, title=CANARY, **words)
    rows = [{"part": "partner", "organisation": cast["partner"].organisations[0], "name": ""}]
    actions.save(draft, "participants", rows=rows, by=by, at=at)
    if state not in ("draft", "lapsed"):
        actions.submit(draft, by=by, at=at)
    if state == "reopened":
        actions.reopen(draft, by=by, at=at)
    if state == "withdrawn before":
        actions.withdraw(draft, CANARY, by=by, at=at)
    if state in ("lapsed", "sealed", "admitted", "inadmissible", "withdrawn after"):
        factories.seal(call)
        draft = Application.objects.get(pk=draft.pk)
    if state == "lapsed":
        actions.settle(draft, at=CLOSES + timedelta(days=1))
    if state == "withdrawn after":
        actions.withdraw(draft, CANARY, by=by, at=CLOSES + timedelta(days=1))
    if state == "admitted":
        factories.admit(draft, officer)
    if state == "inadmissible":
        facts = {"motivation": "Te laat.", "condition": "de aanvraag is volledig", "source": "artikel 5"}
        factories.reject(draft, officer, **facts)
    return draft


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        ("draft", OURS),
        ("submitted", OURS),
        ("reopened", OURS),
        ("withdrawn before", OURS),
        ("lapsed", OURS),
        ("sealed", OURS | STAFF),
        ("admitted", OURS | STAFF),
        ("inadmissible", OURS | STAFF),
        ("withdrawn after", OURS | STAFF),
    ],
)
def test_who_sees_an_application_in_each_of_its_states(call, cast, client, state, seen_by):
    application = make(state, call, cast)
    assert {who for who in CAST if Application.objects.visible_to(cast[who]).exists()} == seen_by
    for who in CAST:
        client.force_login(cast[who])
        own = client.get(page(application, "")).status_code
        staff = client.get(f"/beheer/aanvragen/{application.number}/").status_code
        assert own == (200 if who in OURS else 404), who
        assert staff == (200 if who in seen_by & STAFF else 404), who


def test_who_is_not_signed_in_is_asked_to(client, call, cast):
    application = make("submitted", call, cast)
    for address in ("/aanvragen/", page(application, ""), "/beheer/aanvragen/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")


ADDRESSES = (
    "/aanvragen/",
    "/aanvragen/{n}/",
    "/aanvragen/{n}/project/",
    "/aanvragen/{n}/samenwerking/",
    "/aanvragen/{n}/kosten/",
    "/aanvragen/{n}/formulier/criteria/",
    "/aanvragen/{n}/bijlagen/",
    "/aanvragen/{n}/nakijken/",
    "/aanvragen/{n}/ontvangen/1/",
    "/aanvragen/{n}/ontvangen/1/bewijs/",
    "/aanvragen/{n}/versies/1/",
    "/aanvragen/{n}/intrekken/",
    "/beheer/aanvragen/",
    "/beheer/aanvragen/?zoek=kanarie",
    "/beheer/aanvragen/{n}/",
    "/beheer/oproepen/{slug}/",
    "/oproepen/{slug}/",
    "/start/",
)


@pytest.mark.parametrize("state", ["draft", "submitted", "reopened", "withdrawn before"])
def test_before_the_seal_nobody_outside_reads_a_word(client, call, cast, state):
    application = make(state, call, cast)
    addresses = [each.format(n=application.number, slug=call.slug) for each in ADDRESSES]
    client.force_login(cast["applicant"])
    assert CANARY in client.get("/aanvragen/").content.decode()  # there is something to leak
    for who in ("stranger", "reviewer", "officer", "decider", "auditor"):
        client.force_login(cast[who])
        for address in addresses:
            assert CANARY not in client.get(address).content.decode(), (who, address)


@pytest.mark.parametrize("state", ["sealed", "admitted", "withdrawn after"])
def test_after_the_seal_strangers_and_reviewers_without_the_file_still_read_nothing(client, call, cast, state):
    application = make(state, call, cast)
    for who in ("stranger", "reviewer"):
        client.force_login(cast[who])
        for address in ADDRESSES:
            shown = client.get(address.format(n=application.number, slug=call.slug)).content.decode()
            assert CANARY not in shown, (who, address)


def test_changes_that_were_never_handed_in_are_never_read_by_the_flemish_side(client, call, cast, applicant, officer):
    application = make("submitted", call, cast)
    actions.reopen(application, by=applicant, at=DURING)
    for name in ("title", "summary"):
        actions.save(application, "project", fields={name: "nooit-ingediend"}, by=applicant, at=DURING)
    factories.seal(call)  # and nothing was settled yet
    client.force_login(officer)
    for address in ("/beheer/aanvragen/", f"/beheer/aanvragen/{application.number}/"):
        shown = client.get(address).content.decode()
        assert CANARY in shown
        assert "nooit-ingediend" not in shown


# What applicants see of the outcome


def shown_to(client, user, application) -> list[str]:
    """All that its own people see of a file, without what differs each time."""
    client.force_login(user)
    pages = [client.get(address) for address in ("/aanvragen/", page(application, ""), page(application, "nakijken"))]
    return [
        "\n".join(line for line in each.content.decode().split("\n") if "_key" not in line and "csrf" not in line)
        for each in pages
    ]


@pytest.mark.parametrize("who", ["applicant", "partner"])
def test_admitted_or_not_looks_the_same_until_the_decision_is_announced(client, call, cast, who):
    application = make("sealed", call, cast)
    before = shown_to(client, cast[who], application)
    for state in ("admitted", "inadmissible"):
        Application.objects.filter(pk=application.pk).update(state=state)
        assert shown_to(client, cast[who], application) == before
    assert "In behandeling" in before[0]
    assert "In behandeling" in before[1]


def a_ranking(call) -> Ranking:
    """One that nobody asks what it says."""
    facts = {"content": {}, "sha256": "0" * 64, "inputs": "0" * 64, "by": call.created_by, "at": CLOSES}
    return Ranking.objects.get_or_create(call=call, number=1, defaults=facts)[0]


def decide(application, decider, officer, outcome: str, *, announced: bool) -> Decision:
    """A decision as it stands in the books, without the letter's own rules."""
    amount = application.submission.subsidy if outcome == "award" else 0
    facts = {"ranking": None if outcome == "inadmissible" else a_ranking(application.call)}
    if announced:
        document = Document.objects.get(pk=application.submission.receipt_id)
        document.pk, document.code, document.number = None, "2222-3333-4444", f"B-{application.number}"
        document.save()
        facts |= {"state": "announced", "announced_at": CLOSES + timedelta(days=60), "document": document}
    return Decision.objects.create(
        application=application, call=application.call, number=f"B-{application.number}", outcome=outcome,
        amount=amount, reason="Sterk.", by=decider, at=CLOSES + timedelta(days=50), **facts,
    )  # fmt: skip


def test_a_decision_that_is_taken_but_not_announced_shows_nowhere(client, call, cast, decider, officer):
    application = make("admitted", call, cast)
    before = shown_to(client, cast["applicant"], application)
    decide(application, decider, officer, "award", announced=False)
    assert shown_to(client, cast["applicant"], application) == before


@pytest.mark.parametrize(("outcome", "words"), [("award", "Toegekend"), ("refusal", "Geweigerd")])
def test_an_announced_decision_is_told_in_list_and_page(client, call, cast, decider, officer, outcome, words):
    application = make("admitted", call, cast)
    decide(application, decider, officer, outcome, announced=True)
    actions.finish(application, by=decider, at=CLOSES + timedelta(days=60))
    found_list, found_page, _check = shown_to(client, cast["partner"], application)
    for shown in (found_list, found_page):
        assert words in shown
        assert f"/besluiten/B-{application.number}/" in shown


@pytest.mark.parametrize(
    ("state", "opened", "code"),
    [
        ("draft", True, "draft"),
        ("draft", False, "lapsed"),
        ("submitted", True, "submitted"),
        ("submitted", False, "treated"),
        ("reopened", True, "reopened"),
        ("reopened", False, "treated"),
        ("admitted", False, "treated"),
        ("inadmissible", False, "treated"),
        ("finished", False, "treated"),
        ("withdrawn", True, "withdrawn"),
        ("withdrawn", False, "withdrawn"),
        ("lapsed", False, "lapsed"),
    ],
)
def test_the_projection_of_each_state(call, applicant, state, opened, code):
    application = factories.draft(call, applicant)
    application.state = State(state)
    assert standing.of(application, CLOSES - timedelta(days=1) if opened else CLOSES).code == code


# Files


@pytest.fixture
def attached(call, cast, settings):
    """A file that was handed in, and one that was added after it."""
    application = make("submitted", call, cast)
    folder = settings.MEDIA_ROOT / "attachments"
    folder.mkdir(parents=True)
    (folder / "x").write_bytes(b"inhoud")
    facts = {"topic": "plan", "content_type": "application/pdf", "size": 6, "path": "attachments/x"}
    facts |= {"by": cast["applicant"], "at": DURING, "sha256": "a" * 64}
    actions.reopen(application, by=cast["applicant"], at=DURING)
    first = Attachment.objects.create(application=application, name="plan <b>é.pdf", **facts)
    actions.submit(application, by=cast["applicant"], at=DURING)
    second = Attachment.objects.create(application=application, name="later.pdf", **facts)
    return application, first, second


def test_a_file_is_handed_out_as_an_attachment_to_who_may_see_it(client, attached, cast, call):
    application, first, second = attached
    statuses = {}
    for sealed in (False, True):
        if sealed:
            factories.seal(call)
        for who in CAST:
            client.force_login(cast[who])
            statuses[who, sealed] = tuple(
                client.get(page(application, f"bijlagen/{file.pk}")).status_code for file in (first, second)
            )
    for who in CAST:
        assert statuses[who, False] == ((200, 200) if who in OURS else (404, 404)), who
        expected = (200, 200) if who in OURS else (200, 404) if who in STAFF else (404, 404)
        assert statuses[who, True] == expected, who
    client.force_login(cast["applicant"])
    answer = client.get(page(application, f"bijlagen/{first.pk}"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert b"".join(answer.streaming_content) == b"inhoud"


def test_a_file_of_another_application_is_not_found(client, attached, cast):
    _application, first, _second = attached
    other = factories.draft(_application.call, cast["applicant"])
    client.force_login(cast["applicant"])
    assert client.get(page(other, f"bijlagen/{first.pk}")).status_code == 404


def test_a_removed_file_stays_in_the_version_that_names_it(client, attached, cast):
    application, first, _second = attached
    actions.reopen(application, by=cast["applicant"], at=DURING)
    actions.detach(first, by=cast["applicant"], at=DURING)
    client.force_login(cast["applicant"])
    assert client.get(page(application, f"bijlagen/{first.pk}")).status_code == 200
    assert f"bijlagen/{first.pk}/" in client.get(page(application, "versies/2")).content.decode()


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, attached, cast, settings):
    application, first, _second = attached
    (settings.MEDIA_ROOT / "attachments" / "x").unlink()
    client.force_login(cast["applicant"])
    assert client.get(page(application, f"bijlagen/{first.pk}")).status_code == 404


# Versions


def test_staff_reads_the_version_that_counts_and_no_other(client, call, cast):
    application = make("submitted", call, cast)
    actions.reopen(application, by=cast["applicant"], at=DURING)
    actions.submit(application, by=cast["applicant"], at=DURING)
    factories.seal(call)
    client.force_login(cast["officer"])
    assert [client.get(page(application, f"versies/{n}")).status_code for n in (1, 2, 3)] == [404, 200, 404]
    client.force_login(cast["partner"])
    assert [client.get(page(application, f"versies/{n}")).status_code for n in (1, 2, 3)] == [200, 200, 404]


# Counts


def test_before_the_seal_the_flemish_side_knows_how_many(call, applicant, stranger, partner):
    first = call.focuses.order_by("position").first()
    factories.draft(call, applicant)
    factories.submitted(call, applicant)
    reopened = factories.submitted(call, stranger)
    actions.reopen(reopened, by=stranger, at=DURING)
    withdrawn = factories.submitted(call, partner)
    actions.withdraw(withdrawn, "Toch niet.", by=partner, at=DURING)
    assert counts.of(call) == counts.Counts(drafts=1, submitted=2, by_focus=[(first.name, 2)])


# Lists


def test_a_list_goes_page_by_page_in_both_directions(client, applicant):
    call = factories.open_call()
    for n in range(60):
        actions.start(call, applicant.organisations[0], f"Plan {n:02}", by=applicant, at=timezone.now())
    client.force_login(applicant)
    seen, address = [], "/aanvragen/"
    for _page in range(3):
        context = client.get(address).context
        seen.append([line["application"].title for line in context["lines"]])
        address = f"/aanvragen/{context['next']}"
    assert sum(seen, []) == [f"Plan {n:02}" for n in range(59, -1, -1)]
    assert not context["next"]
    back = client.get(f"/aanvragen/{context['previous']}").context
    assert [line["application"].title for line in back["lines"]] == seen[1]
    first = client.get(f"/aanvragen/{back['previous']}").context
    assert [line["application"].title for line in first["lines"]] == seen[0]
    assert first["previous"] == ""


@pytest.mark.parametrize("cursor", ["x", "2022-01-01_1", "2022-01-01T00:00:00+00:00_", "_", "9" * 400, "x_y_z"])
def test_a_cursor_that_is_none_shows_the_first_page(client, applicant, cursor):
    factories.draft(factories.open_call(), applicant, at=timezone.now())
    client.force_login(applicant)
    for name in ("na", "voor"):
        assert len(client.get("/aanvragen/", {name: cursor}).context["lines"]) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_an_applicant_costs_the_same(client, call, cast, decider, officer, rows, django_assert_num_queries):
    files = [make("submitted", call, cast) for _ in range(rows)]
    factories.seal(call)
    for each in files:
        application = Application.objects.get(pk=each.pk)
        factories.admit(application, officer)
        decide(application, decider, officer, "refusal", announced=False)
        Application.objects.filter(pk=each.pk).update(state="finished")
    client.force_login(cast["applicant"])
    client.get("/aanvragen/")
    with django_assert_num_queries(9):
        assert len(client.get("/aanvragen/").context["lines"]) == rows


def many(n: int, officer) -> list[Application]:
    """Files of `n` governments in sealed calls."""
    call = factories.CallFactory()
    files = []
    for i in range(n):
        by = factories.UserFactory(role="submitter")
        files.append(factories.submitted(call, by, title=f"Plan {i:02}", at=DURING + timedelta(hours=i)))
    factories.seal(call)
    return files


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_of_staff_costs_the_same(client, officer, rows, django_assert_num_queries):
    many(rows, officer)
    client.force_login(officer)
    client.get("/beheer/aanvragen/")
    with django_assert_num_queries(7):
        assert len(client.get("/beheer/aanvragen/").context["lines"]) == min(rows, 25)


def test_staff_filters_and_searches(client, officer):
    files = many(3, officer)
    other = many(1, officer)[0]
    factories.admit(Application.objects.get(pk=files[0].pk), officer)
    client.force_login(officer)

    def found(**params) -> list[str]:
        return [line["application"].number for line in client.get("/beheer/aanvragen/", params).context["lines"]]

    newest_first = [files[2].number, files[1].number]
    assert set(found()) == {each.number for each in (*files, other)}
    assert found(oproep=files[0].call.slug) == [*newest_first, files[0].number]
    assert found(oproep=files[0].call.slug, stand="te-controleren") == newest_first
    assert found(stand="ontvankelijk") == [files[0].number]
    assert found(zoek="plan 02") == [files[2].number]
    assert found(zoek=files[1].number.lower()) == [files[1].number]
    assert found(zoek=files[1].organisation.name) == [files[1].number]
    assert found(focus="bestaat-niet") == []
    assert found(zoek="' OR 1=1 --") == found(zoek="%") == found(zoek="_") == []
    assert found(stand="onzin", oproep="") == found()


def test_a_double_withdrawal_by_the_same_key_is_one(client, applicant):
    done = factories.submitted(factories.open_call(), applicant, at=timezone.now())
    client.force_login(applicant)
    data = {"reason": "Toch niet.", "_key": str(uuid4())}
    answers = [client.post(page(done, "intrekken"), data) for _ in range(2)]
    assert [each["Location"] for each in answers] == [page(done, "")] * 2

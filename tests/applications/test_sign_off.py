"""A second person signs off exactly what stands there, where the call asks that; without it nothing is handed in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Contact, Notice, Profile, Signatory
from applications import actions, clock, rules, signing, signoff
from applications.models import Application, SignOff
from applications.snapshot import for_reviewers
from tests import factories
from tests.applications.typed import page
from workflow.models import Event, fingerprint
from workflow.refusals import Refused

LATER = timedelta(hours=2)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(db):
    return factories.open_call(signer="algemeen directeur")


@pytest.fixture
def director(government, applicant):
    """Of the same government, a signatory of its profile, and no submitter."""
    person = factories.UserFactory(
        role="drafter", role__organisation=government, first_name="Karin", last_name="Mertens"
    )
    profile = Profile.objects.create(organisation=government, saved_by=applicant, saved_at=timezone.now())
    Contact.objects.create(profile=profile, position=1, function="Secretariaat", email="s@halle.example")
    Signatory.objects.create(profile=profile, position=1, name="Karin  mertens", function="algemeen directeur")
    return person


@pytest.fixture
def file(call, applicant, director, now):
    return factories.draft(call, applicant, at=now)


def again(file) -> Application:
    return Application.objects.select_related("call", "organisation").get(pk=file.pk)


def stands(file) -> str:
    return signoff.standing(again(file)).code


def shown(file) -> str:
    return fingerprint(signoff.text_of(again(file)))


def signed(file, director, applicant, at) -> SignOff:
    signing.ask(file, director, "", by=applicant, at=at)
    return signing.sign(file, shown(file), by=director, at=at)


def codes(act) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [each.code for each in refusal.value.reasons]


def send(client, file, person, verb, **data):
    client.force_login(person)
    return client.post(page(file, "aftekenen"), {"verb": verb, "_key": str(uuid4())} | data)


# Without it nothing is handed in


def test_a_call_that_does_not_ask_hands_in_as_before(applicant, now):
    file = factories.draft(factories.open_call(), applicant, at=now)
    assert "signature" not in actions.submit(file, by=applicant, at=now).content


def test_without_a_sign_off_submitting_is_refused_with_a_sentence_and_a_link(client, file, applicant, now):
    assert codes(lambda: actions.submit(file, by=applicant, at=now)) == ["no-sign-off"]
    client.force_login(applicant)
    for name in ("nakijken", "proef"):
        said = client.get(page(file, name)).content.decode()
        link = f'<a href="{page(file, "aftekenen")}">Een tweede persoon (algemeen directeur) moet nog aftekenen.'
        assert link in said
    assert client.post(page(file, "indienen"), {"_key": str(uuid4())}).status_code == 409


@pytest.mark.parametrize(
    ("until", "code"),
    [("asked", "no-sign-off"), ("sent-back", "sign-off-sent-back"), ("outdated", "sign-off-outdated")],
)
def test_each_standing_but_signed_refuses(file, applicant, director, now, until, code):
    signing.ask(file, director, "", by=applicant, at=now)
    if until == "sent-back":
        signing.send_back(file, "De som klopt niet.", by=director, at=now)
    if until == "outdated":
        signing.sign(file, shown(file), by=director, at=now)
        actions.save(file, "project", fields={"summary": "Iets anders."}, by=applicant, at=now)
    assert stands(file) == until
    assert codes(lambda: actions.submit(file, by=applicant, at=now)) == [code]
    assert [each.code for each in rules.why_incomplete(again(file))] == [code]


def test_what_is_signed_off_is_handed_in_with_who_and_when(client, file, applicant, director, now):
    found = signed(file, director, applicant, now)
    submission = actions.submit(file, by=applicant, at=now + LATER)
    assert submission.content["signature"] == {
        "name": "Karin Mertens",
        "function": "algemeen directeur",
        "at": now.isoformat(),
        "asked_by": "Marieke Claes",
        "sha256": found.sha256,
    }
    assert fingerprint(signoff.essence(submission.content)) == found.sha256  # whoever doubts it can compute it again
    assert "signature" not in for_reviewers(submission.content)
    assert submission.receipt.snapshot["letter"]["signed_off"].startswith("Karin Mertens, algemeen directeur, op ")
    client.force_login(applicant)
    for name in ("ontvangen/1", "versies/1"):
        assert "Karin Mertens" in client.get(page(file, name)).content.decode()


def test_who_signed_off_hands_in_too(file, applicant, director, now):
    factories.give_role(director, "submitter", file.organisation)
    signed(file, director, applicant, now)
    assert actions.submit(file, by=director, at=now).version == 1


# Asking


def test_a_colleague_who_is_asked_is_told_and_sees_it_on_the_home_page(client, file, applicant, director, now):
    answer = send(client, file, applicant, "ask", signer=director.pk, word="Kan het voor vrijdag?")
    assert answer["Location"] == page(file, "aftekenen")
    told = Notice.objects.get(to=director)
    assert told.subject == f"Tekent u af? ({file.number})"
    assert "Kan het voor vrijdag?" in told.body
    assert (told.link, told.state) == (page(file, "aftekenen"), "queued")
    client.force_login(director)
    assert f"Lees en teken af: {file.title}" in client.get("/start/").content.decode()


def test_a_signatory_of_the_profile_stands_first_with_the_function(client, file, applicant, colleague, director):
    client.force_login(applicant)
    said = client.get(page(file, "aftekenen")).content.decode()
    assert said.index("Karin Mertens (algemeen directeur)") < said.index(f">{colleague}<")
    assert f">{applicant}</option>" not in said


def test_who_asks_does_not_sign(client, file, applicant, now):
    assert codes(lambda: signing.ask(file, applicant, "", by=applicant, at=now)) == ["not-yourself"]
    assert send(client, file, applicant, "ask", signer=applicant.pk).status_code == 422
    with pytest.raises(IntegrityError, match="nobody_signs_at_own_request"), transaction.atomic():
        SignOff.objects.create(application=file, asked_by=applicant, signer=applicant, asked_at=now)


def test_only_a_colleague_is_asked_and_only_of_what_is_complete(file, applicant, partner, stranger, director, now):
    assert codes(lambda: signing.ask(file, stranger, "", by=applicant, at=now)) == ["not-a-colleague"]
    assert codes(lambda: signing.ask(file, director, "", by=stranger, at=now)) == ["not-yours"]
    actions.save(file, "project", fields={"summary": ""}, by=applicant, at=now)
    assert codes(lambda: signing.ask(file, director, "", by=applicant, at=now)) == ["not-complete"]


def test_somebody_else_can_be_asked_and_the_first_hears_it(file, applicant, colleague, director, now):
    signing.ask(file, director, "", by=applicant, at=now)
    assert codes(lambda: signing.ask(file, director, "", by=applicant, at=now)) == ["asked-just-now"]
    signing.ask(file, colleague, "", by=applicant, at=now)
    assert Notice.objects.filter(to=director, subject__startswith="U hoeft niet meer af te tekenen").count() == 1
    assert codes(lambda: signing.sign(file, shown(file), by=director, at=now)) == ["not-asked-of-you"]
    assert SignOff.objects.filter(state="asked").get().signer == colleague


# Signing and sending back


def test_the_signer_reads_the_whole_and_signs(client, file, applicant, director, now):
    signing.ask(file, director, "", by=applicant, at=now)
    client.force_login(director)
    said = client.get(page(file, "aftekenen"))
    assert "Ons antwoord op Kwaliteit." in said.content.decode()
    assert send(client, file, director, "sign", sha256=said.context["sha256"]).status_code == 302
    assert stands(file) == "signed"
    assert Notice.objects.filter(to=applicant, subject=f"Afgetekend ({file.number})").count() == 1
    assert not Notice.objects.filter(to=director, subject__startswith="Afgetekend").exists()
    assert Event.objects.of(file.sign_off or again(file).sign_off).last().verb == "sign"
    assert "Lees en teken af" not in client.get("/start/").content.decode()


def test_what_changed_while_reading_is_not_signed(client, file, applicant, director, now):
    signing.ask(file, director, "", by=applicant, at=now)
    before = shown(file)
    actions.save(file, "project", fields={"goals": "Een ander doel."}, by=applicant, at=now)
    answer = send(client, file, director, "sign", sha256=before)
    assert answer.status_code == 409
    assert "Iemand wijzigde de aanvraag terwijl u las." in answer.content.decode()
    assert "Een ander doel." in answer.content.decode()
    assert stands(file) == "asked"


def test_sending_back_asks_a_remark_and_everybody_reads_it(client, file, applicant, director, now):
    signing.ask(file, director, "", by=applicant, at=now)
    assert send(client, file, director, "send-back", remark=" \u202e ").status_code in (409, 422)
    assert stands(file) == "asked"
    assert send(client, file, director, "send-back", remark="De som klopt niet.").status_code == 302
    told = Notice.objects.get(to=applicant, subject=f"Niet afgetekend ({file.number})")
    assert "De som klopt niet." in told.body
    client.force_login(applicant)
    assert "De som klopt niet." in client.get(page(file, "aftekenen")).content.decode()


def test_who_signed_may_think_better_of_it_until_it_is_handed_in(file, applicant, director, now):
    signed(file, director, applicant, now)
    signing.send_back(file, "Toch niet.", by=director, at=now)
    assert stands(file) == "sent-back"
    signing.ask(file, director, "", by=applicant, at=now)
    signing.sign(file, shown(file), by=director, at=now)
    actions.submit(file, by=applicant, at=now)
    assert codes(lambda: signing.send_back(file, "Toch niet.", by=director, at=now)) == ["not-editable"]


def test_nobody_else_signs(file, applicant, colleague, partner, stranger, director, now):
    signing.ask(file, director, "", by=applicant, at=now)
    for by in (applicant, colleague, partner, stranger):
        assert codes(lambda by=by: signing.sign(file, shown(file), by=by, at=now)) == ["not-asked-of-you"]


def test_who_lost_the_role_signs_no_more(file, applicant, director, now):
    signing.ask(file, director, "", by=applicant, at=now)
    director.memberships.all().delete()
    director.__dict__.pop("memberships_held", None)
    assert codes(lambda: signing.sign(file, shown(file), by=director, at=now)) == ["not-yours"]


@pytest.mark.parametrize("verb", ["", "nonsense", "ask", "send-back", "sign"])
def test_a_page_that_sends_nothing_useful_is_answered_with_the_page(client, file, applicant, director, verb):
    answer = send(client, file, applicant, verb, signer="x", sha256="0" * 99)
    assert answer.status_code in (409, 422)
    assert stands(file) == "unasked"


# Outdated


def test_a_change_lapses_the_signature_and_says_what_changed(client, file, applicant, director, now):
    signed(file, director, applicant, now)
    actions.save(file, "costs", rows=[], by=applicant, at=now)
    found = signoff.standing(again(file))
    assert (found.code, [str(each) for each in found.changed]) == ("outdated", ["Kosten en subsidie"])
    client.force_login(applicant)
    said = client.get(page(file, "aftekenen")).content.decode()
    assert "Deze aftekening is verouderd." in said
    assert "Sindsdien gewijzigd: kosten en subsidie." in said


def test_putting_the_old_text_back_mends_it(file, applicant, director, now):
    signed(file, director, applicant, now)
    old = again(file).summary
    actions.save(file, "project", fields={"summary": "Iets anders."}, by=applicant, at=now)
    assert stands(file) == "outdated"
    actions.save(file, "project", fields={"summary": old}, by=applicant, at=now)
    assert stands(file) == "signed"


def test_a_file_that_is_added_or_removed_lapses_it(file, applicant, director, now):
    from applications.uploads import Upload

    signed(file, director, applicant, now)
    upload = Upload(name="plan.pdf", content_type="application/pdf", size=9, sha256="a" * 64, path="x")
    actions.attach(file, upload, "plan", by=applicant, at=now)
    assert stands(file) == "outdated"


def test_the_signer_and_the_others_hear_once_that_it_is_outdated(file, applicant, director, now):
    signed(file, director, applicant, now)
    actions.save(file, "project", fields={"summary": "Iets anders."}, by=applicant, at=now)
    clock.tell_outdated(at=now + timedelta(minutes=10))  # somebody is still typing
    assert not Notice.objects.filter(subject__startswith="Een aftekening is verouderd").exists()
    for hours in (2, 3):
        clock.tell_outdated(at=now + timedelta(hours=hours))
    told = Notice.objects.filter(subject=f"Een aftekening is verouderd ({file.number})")
    assert {each.to for each in told} == {applicant, director}
    assert told.count() == 2


def test_after_reopening_the_signature_holds_until_something_changes(file, applicant, director, now):
    signed(file, director, applicant, now)
    actions.submit(file, by=applicant, at=now)
    actions.reopen(file, by=applicant, at=now)
    assert stands(file) == "signed"
    actions.save(file, "project", fields={"summary": "Iets anders."}, by=applicant, at=now)
    assert codes(lambda: actions.submit(file, by=applicant, at=now)) == ["sign-off-outdated"]


# Where it shows


def test_the_task_list_has_it_as_a_part(client, file, applicant, director, now):
    client.force_login(applicant)
    tasks = {t["title"]: t for t in client.get(page(file, "project")).context["progress"].tasks}
    assert tasks["Aftekenen"]["state"] == ""
    signed(file, director, applicant, now)
    progress = client.get(page(file, "project")).context["progress"]
    assert {t["title"]: t["state"] for t in progress.tasks}["Aftekenen"] == "done"
    assert progress.ready


def test_the_public_page_says_who_signs_off(client, call):
    assert "tekent een tweede persoon van de penhouder" in client.get(call.get_absolute_url()).content.decode()


def test_the_application_says_who_must_sign(client, file, applicant, director):
    client.force_login(applicant)
    said = client.get(page(file, "")).content.decode()
    assert "Tekent af vóór het indienen: algemeen directeur." in said
    assert "Nog niemand gevraagd" in said


def test_a_partner_has_no_page_of_it(client, file, applicant, partner, now):
    rows = [{"part": "partner", "organisation": partner.organisations[0], "name": ""}]
    actions.save(file, "participants", rows=rows, by=applicant, at=now)
    client.force_login(partner)
    assert client.get(page(file, "aftekenen")).status_code == 404


@pytest.mark.parametrize("lines", [1, 40])
def test_the_page_costs_the_same_with_many_lines(
    client, file, applicant, director, now, lines, django_assert_num_queries
):
    line = {"description": "x", "category": "staff", "cost": 10, "subsidy": 8, "year": again(file).starts_on.year}
    actions.save(file, "costs", rows=[line] * lines, by=applicant, at=now)
    signed(file, director, applicant, now)
    client.force_login(director)
    with django_assert_num_queries(18):
        assert client.get(page(file, "aftekenen")).status_code == 200

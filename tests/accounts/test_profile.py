"""What a government says of itself, once: by its submitters, checked, never public, nobody overwritten unseen."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts import actions, numbers
from accounts.models import Kind, Notice, Profile
from tests import factories
from workflow.models import Event
from workflow.refusals import Refused

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
IBAN = "BE71096123456769"
SAID = {"street": "Oudstrijdersplein 18", "postcode": "1500", "town": "Halle", "iban": IBAN, "bic": ""}
CONTACT = {"function": "dienst subsidies", "email": "subsidies@halle.example", "phone": "02 365 95 00"}
SIGNATORY = {"name": "An Peeters", "function": "burgemeester"}


def typed(**fields):
    rows = {}
    for prefix, most in (("contacts", 3), ("signs", 4)):
        rows |= {f"{prefix}-TOTAL_FORMS": most, f"{prefix}-INITIAL_FORMS": 0}
    rows |= {f"contacts-0-{name}": value for name, value in CONTACT.items()}
    rows |= {f"signs-0-{name}": value for name, value in SIGNATORY.items()}
    return SAID | rows | {"version": "0", "_key": str(uuid4())} | fields


def save(organisation, by, version=0, contacts=(CONTACT,), signatories=(SIGNATORY,), **said):
    return actions.save_profile(
        organisation, SAID | said, list(contacts), list(signatories), version=version, by=by, at=AT
    )


def address(government) -> str:
    return f"/mijn-bestuur/{government.pk}/gegevens/"


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def test_a_submitter_fills_it_in_and_the_page_shows_it(client, applicant, government):
    client.force_login(applicant)
    before = client.get("/mijn-bestuur/").content.decode()
    assert "Nog niet ingevuld: contact, postadres, bankrekening en ondertekenaars." in before
    answer = client.post(address(government), typed(iban="be71 0961 2345 6769"), follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/mijn-bestuur/"
    for said in ("Oudstrijdersplein 18", "1500 Halle", "BE71 0961 2345 6769", "subsidies@halle.example", "An Peeters"):
        assert said in text
    assert "Nog niet ingevuld" not in text
    profile = Profile.objects.get()
    assert (profile.organisation, profile.iban, profile.version, profile.saved_by) == (government, IBAN, 1, applicant)


def test_the_form_comes_back_with_what_stands_there(client, applicant, government):
    save(government, applicant)
    client.force_login(applicant)
    page = client.get(address(government))
    assert page.context["form"].initial["iban"] == "BE71 0961 2345 6769"
    assert page.context["contacts"].forms[0].initial == CONTACT
    assert len(page.context["contacts"].forms) == 3
    assert len(page.context["signatories"].forms) == 4
    assert page.context["version"] == 1


def test_half_of_it_may_come_later(client, applicant, government):
    client.force_login(applicant)
    empty = {name: "" for name in typed() if name.startswith(("contacts-0", "signs-0"))}
    client.post(address(government), typed(iban="", **empty))
    assert Profile.objects.get().address == "Oudstrijdersplein 18, 1500 Halle"
    text = client.get("/mijn-bestuur/").content.decode()
    assert "Nog niet ingevuld: contact, bankrekening en ondertekenaars." in text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"iban": "BE71096123456768"}, "Dit is geen rekeningnummer"),
        ({"iban": "BE7109612345676"}, "Dit is geen rekeningnummer"),
        ({"bic": "GKCC"}, "Een BIC heeft 8 of 11 tekens"),
        ({"iban": "", "bic": "GKCCBEBB"}, "Vul het rekeningnummer in dat bij deze BIC hoort."),
        ({"postcode": "15"}, "Een postcode heeft vier cijfers."),
        ({"contacts-0-email": ""}, "Vul een e-mailadres in."),
        ({"contacts-0-email": "subsidies"}, "Vul een geldig e-mailadres in"),
        ({"contacts-0-phone": "bel mij"}, "Dit is geen telefoonnummer."),
        ({"signs-0-name": ""}, "Vul de naam in."),
        ({"street": "x" * 121}, "120"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_all_that_was_typed_stays(client, applicant, government, fields, sentence):
    client.force_login(applicant)
    answer = client.post(address(government), typed(town="Buizingen", **fields))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert "Buizingen" in text
    assert "<title>Fout: " in text
    assert not Profile.objects.exists()


@pytest.mark.parametrize("hostile", ["\u202e" * 40, "x" * 100_000, "٣٣٣٣", "<script>"])
def test_no_field_lets_anything_odd_through(client, applicant, government, hostile):
    client.force_login(applicant)
    for name in ("postcode", "iban", "bic", "contacts-0-email", "contacts-0-phone", "version", "contacts-TOTAL_FORMS"):
        answer = client.post(address(government), typed(**{name: hostile}))
        assert answer.status_code in (302, 409, 422), name
    assert not Profile.objects.exclude(iban=IBAN).exists()


def test_lists_without_their_counts_are_refused_politely(client, applicant, government):
    client.force_login(applicant)
    assert client.post(address(government), SAID | {"version": "0"}).status_code == 422


def test_two_colleagues_at_once_overwrite_nothing_unseen(client, applicant, government):
    second = factories.UserFactory(role="submitter", role__organisation=government)
    save(government, second, street="Nieuwstraat 1")
    client.force_login(applicant)
    answer = client.post(address(government), typed(street="Oudstraat 2"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Nieuwstraat 1" in text  # what the colleague saved
    assert "Oudstraat 2" in text  # what was typed
    assert Profile.objects.get().street == "Nieuwstraat 1"
    answer = client.post(address(government), typed(street="Oudstraat 2", version=str(answer.context["version"])))
    assert answer.status_code == 302
    assert Profile.objects.get().street == "Oudstraat 2"


def test_the_number_of_a_municipality_comes_from_the_register(client, applicant, government):
    client.force_login(applicant)
    assert "kbo" not in client.get(address(government)).context["form"].fields
    with pytest.raises(Refused) as refusal:
        save(government, applicant, kbo="0207509031")
    assert codes(refusal) == {"kbo-fixed"}


def test_another_government_writes_its_own_number_and_it_must_check(db, client):
    ocmw = factories.OrganisationFactory(kind=Kind.OCMW, name="OCMW Halle", kbo="")
    by = factories.UserFactory(role="submitter", role__organisation=ocmw)
    client.force_login(by)
    assert "KBO-nummer" in client.get("/mijn-bestuur/").content.decode()
    answer = client.post(address(ocmw), typed(kbo="0207.509.032"))
    assert answer.status_code == 422
    assert "de laatste twee cijfers kloppen niet" in answer.content.decode()
    client.post(address(ocmw), typed(kbo="BE 207.509.031"))
    ocmw.refresh_from_db()
    assert ocmw.kbo == "0207509031"


@pytest.mark.parametrize("who", ["colleague", "partner", "stranger", "officer", "auditor"])
def test_only_a_submitter_of_that_government_writes(request, government, applicant, who):
    with pytest.raises(Refused) as refusal:
        save(government, request.getfixturevalue(who))
    assert codes(refusal) == {"not-a-submitter"}


def test_every_change_stands_in_the_log_without_the_account_itself(applicant, government):
    save(government, applicant)
    save(government, applicant, version=1, iban="BE68539007547034")
    first, second = Event.objects.of(government)
    assert (first.verb, first.by) == ("save-profile", applicant)
    assert second.facts == {"version": 2, "part": ["iban"], "from": "6769", "to": "7034"}


def test_the_other_submitters_hear_of_a_new_account(applicant, colleague, government):
    second = factories.UserFactory(role="submitter", role__organisation=government)
    save(government, applicant)
    assert set(Notice.objects.values_list("to", flat=True)) == {second.pk}
    save(government, applicant, version=1, street="Nieuwstraat 1")
    assert Notice.objects.count() == 1  # an address is no account


def test_the_account_is_for_the_government_and_the_administration_only(
    client, applicant, colleague, partner, officer, auditor, reviewer, government
):
    save(government, applicant)
    for who in (officer, auditor):
        client.force_login(who)
        assert "BE71 0961 2345 6769" in client.get(f"/beheer/besturen/{government.pk}/").content.decode()
    client.force_login(colleague)
    assert "BE71 0961 2345 6769" in client.get("/mijn-bestuur/").content.decode()
    client.force_login(partner)
    assert "6769" not in client.get("/mijn-bestuur/").content.decode()
    for who in (partner, reviewer, applicant):
        client.force_login(who)
        assert client.get(f"/beheer/besturen/{government.pk}/").status_code == 404


def test_the_flemish_administration_has_no_such_page(client, officer):
    client.force_login(officer)
    assert client.get(f"/beheer/besturen/{officer.memberships.get().organisation_id}/").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_costs_the_same_whatever_it_shows(client, applicant, government, n, django_assert_num_queries):
    for _n in range(n - 1):
        factories.UserFactory(role="drafter", role__organisation=government)
    save(government, applicant, contacts=[CONTACT] * n, signatories=[SIGNATORY] * n)
    client.force_login(applicant)
    with django_assert_num_queries(8):
        client.get("/mijn-bestuur/")


def test_numbers_check_themselves():
    assert numbers.is_kbo("0207509031")
    assert not numbers.is_kbo("0207509013")
    assert numbers.is_iban("NL91ABNA0417164300")
    assert not numbers.is_iban("NL91ABNA0417164301")
    assert not numbers.is_iban("BE" + "٠" * 14)
    one_wrong = [IBAN[:n] + str((int(IBAN[n]) + 1) % 10) + IBAN[n + 1 :] for n in range(2, 16)]
    assert not any(numbers.is_iban(each) for each in one_wrong)

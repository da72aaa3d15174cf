"""The public check says whether a document is real, and nothing else."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from documents import actions
from documents.models import Document
from tests.documents import samples
from tests.documents.conftest import AT

LATER = AT + timedelta(minutes=1)
# What the letters say of people and projects, and the page may not.
PRIVATE = [
    "Lotte",
    "Verhaeren",
    "Ravelbeek",
    "Oudermeer",
    "Verhuizen",
    "412.500",
    "515.625",
    "projectplan",
    "Vermeiren",
]


def page_of(client, document, status=200):
    answer = client.get(reverse("documents:verified", args=[document.code]))
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("kind", ["receipt", "award", "refusal", "inadmissible"])
def test_nothing_private_is_shown(client, owe, kind):
    document = owe(kind)
    for made in (False, True):
        if made:
            actions.make(document.pk, at=LATER)
        page = page_of(client, document)
        assert [word for word in [*PRIVATE, "buurtplein"] if word in page] == []


def test_a_made_receipt_shows_its_moment_and_all_fingerprints(client, owe):
    document = owe()
    actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    page = page_of(client, document)
    assert "Echt" in page
    assert "A-2022-4-017/1" in page
    assert "28 juni 2022, 16.42.07 uur" in page
    assert "14.42.07 uur (UTC)" in page
    shown = re.findall(r'<code class="fingerprint text-reset">(\w+)</code>', page)
    receipt = samples.receipt()
    assert shown == [document.sha256, receipt.content_sha256, *[each.sha256 for each in receipt.files]]


def test_a_made_decision_shows_its_date_and_fingerprint(client, owe):
    document = owe("refusal")
    actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    page = page_of(client, document)
    assert "Echt" in page
    assert "Weigering" in page
    assert "14 oktober 2022" in page
    assert re.findall(r'<code class="fingerprint text-reset">(\w+)</code>', page) == [document.sha256]


def test_an_owed_document_is_ours_but_still_being_made(client, owe):
    page = page_of(client, owe("award"))
    assert "Wordt gemaakt" in page
    assert "Echt<" not in page
    assert "fingerprint" not in page


def test_a_replaced_document_says_so_and_by_which(client, owe):
    old, new = owe("receipt", "A-1/1"), owe("receipt", "A-1/2", at=LATER)
    actions.make(old.pk, at=LATER)
    actions.supersede(old, new, by=None, at=LATER)
    page = page_of(client, old)
    assert "Vervangen" in page
    assert "A-1/2" in page
    assert new.code not in page


def test_an_unknown_code_is_not_found(client, db):
    answer = client.get(reverse("documents:verified", args=["2222-2222-2222"]))
    assert answer.status_code == 404
    assert "We kennen dit document niet" in answer.content.decode()


@pytest.mark.parametrize("code", ["x", "0000-0000-0000", "SP-2022-0417", "%00", "2" * 3000, "‮2222"])
def test_what_is_no_code_is_not_found(client, db, code):
    assert client.get(f"/controle/{code}/").status_code in (400, 404)


def test_a_code_in_another_shape_leads_to_the_one_address(client, owe):
    document = owe()
    typed = document.code.replace("-", "").lower()
    answer = client.get(f"/controle/{typed}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/controle/{document.code}/")


@pytest.mark.parametrize("typed", ["{}", " {} ", "https://subsidieloket.example/controle/{}/"])
def test_the_form_takes_a_code_as_people_copy_it(client, owe, typed):
    document = owe()
    answer = client.get(reverse("documents:verify"), {"code": typed.format(document.code)})
    assert (answer.status_code, answer["Location"]) == (302, f"/controle/{document.code}/")


@pytest.mark.parametrize("typed", ["", "SP-2022-0417", "A-2022-4-017/1", "' OR 1=1 --", "x" * 5000])
def test_a_number_alone_tells_strangers_nothing(client, owe, typed):
    owe("award")
    answer = client.get(reverse("documents:verify"), {"code": typed})
    assert answer.status_code == 200
    assert "invalid-feedback" in answer.content.decode()


def test_the_empty_form_shows_no_error(client, db):
    page = client.get(reverse("documents:verify")).content.decode()
    assert "Is dit document echt?" in page
    assert "invalid-feedback" not in page


@pytest.mark.parametrize("name", ["verify", "verified"])
def test_the_check_only_reads(client, owe, name):
    document = owe()
    address = reverse(f"documents:{name}", args=[document.code] if name == "verified" else [])
    assert client.post(address).status_code == 405
    assert Document.objects.count() == 1


# A fingerprint typed by hand, for who has no script


def compared(client, document, typed) -> str:
    answer = client.get(reverse("documents:verified", args=[document.code]), {"afdruk": typed})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_typed_fingerprint_is_found_among_ours(client, owe):
    document = owe()
    actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    receipt = samples.receipt()
    ours = {document.sha256: "de PDF", receipt.content_sha256: "de antwoorden", receipt.files[1].sha256: "bestand 2"}
    for sha256, what in ours.items():
        for typed in (sha256, f" {sha256.upper()} ", " ".join(re.findall("....", sha256))):
            page = compared(client, document, typed)
            assert f"Dit is de vingerafdruk van {what}: het bestand is ongewijzigd." in page
            assert [word for word in PRIVATE if word in page] == []


def test_one_sign_of_it_changed_is_another_file(client, owe):
    document = owe()
    actions.make(document.pk, at=LATER)
    document.refresh_from_db()
    for sha256 in (document.sha256, samples.receipt().files[0].sha256):
        for at in (0, 31, 63):
            other = sha256[:at] + ("0" if sha256[at] != "0" else "1") + sha256[at + 1 :]
            page = compared(client, document, other)
            assert "van een ander bestand, of het bestand werd gewijzigd" in page
            assert "is ongewijzigd." not in page


def test_the_pdf_that_is_not_made_yet_has_no_fingerprint(client, owe):
    assert "van een ander bestand" in compared(
        client, owe(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


@pytest.mark.parametrize(
    "typed", ["", "x", "a" * 63, "a" * 65, "g" * 64, "٣" * 64, "a" * 5000, "' OR 1=1 --", "\u202e"]
)
def test_what_is_no_fingerprint_is_told_beside_the_field(client, owe, typed):
    page = compared(client, owe(), typed)
    assert 'id="id_afdruk_error"' in page
    assert "van een ander bestand" not in page

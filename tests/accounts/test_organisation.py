"""My local government: what it is, and who works there on applications."""

from tests import factories


def test_it_shows_its_numbers_and_its_people_with_their_roles(client, applicant, colleague, stranger):
    factories.give_role(applicant, "drafter", applicant.organisations[0])
    client.force_login(applicant)
    page = client.get("/mijn-bestuur/")
    text = page.content.decode()
    assert "Gemeente Halle" in text
    assert applicant.organisations[0].kbo_written in text
    (government,) = page.context["governments"]
    assert [(p["user"], p["roles"]) for p in government["people"]] == [
        (applicant, ["opsteller", "indiener"]),
        (colleague, ["opsteller"]),
    ]
    assert stranger.email not in text


def test_who_works_for_two_governments_sees_both(client, applicant):
    factories.give_role(applicant, "submitter", factories.OrganisationFactory(name="OCMW Halle", kind="ocmw"))
    client.force_login(applicant)
    text = client.get("/mijn-bestuur/").content.decode()
    assert "Gemeente Halle" in text
    assert "OCMW Halle" in text


def test_it_does_not_exist_for_the_flemish_side(client, officer):
    client.force_login(officer)
    assert client.get("/mijn-bestuur/").status_code == 404

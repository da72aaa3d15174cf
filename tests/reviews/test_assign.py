"""An officer composes the jury: who may read a file, and who never."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import Notice
from applications import actions as application_actions
from reviews import actions, rules
from reviews.models import Assignment
from tests import factories
from tests.judging import LATER, codes
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


def with_partner(call, applicant, organisation, part="initiator"):
    """A sealed file of Halle in which another government takes part."""
    file = factories.draft(call, applicant)
    rows = [{"part": part, "organisation": organisation}]
    application_actions.save(file, "participants", rows=rows, by=applicant, at=factories.DURING)
    application_actions.submit(file, by=applicant, at=factories.DURING)
    factories.seal(call)
    file.refresh_from_db()
    return file


def test_a_reviewer_is_asked_and_told(admitted, reviewer, officer):
    assignment = actions.assign(admitted, reviewer, by=officer, at=LATER)
    assert (assignment.state, assignment.by, assignment.at) == ("assigned", officer, LATER)
    assert Notice.objects.get(to=reviewer).link == reverse("reviews:desk")
    assert Event.objects.of(assignment).get().verb == "assign"


def test_only_an_officer_assigns(admitted, reviewer, decider):
    assert [r.code for r in rules.why_not_assign(admitted, reviewer, by=decider)] == ["not-an-officer"]


def test_only_an_admissible_file_is_reviewed(file, reviewer, officer):
    factories.seat(file.call, reviewer)
    with pytest.raises(Refused) as refusal:
        actions.assign(file, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["not-admitted"]


def test_only_a_reviewer_is_asked(admitted, decider, officer):
    with pytest.raises(Refused) as refusal:
        actions.assign(admitted, decider, by=officer, at=LATER)
    assert codes(refusal) == ["not-a-reviewer"]


def test_only_who_sits_in_the_jury_of_this_call_is_asked(admitted, officer):
    other = factories.UserFactory(role="reviewer")
    factories.seat(factories.CallFactory(), other)
    assert [r.code for r in rules.why_not_assign(admitted, other, by=officer)] == ["not-in-jury"]
    factories.seat(admitted.call, other, state="invited")
    assert [r.code for r in rules.why_not_assign(admitted, other, by=officer)] == ["not-in-jury"]


def test_who_is_not_in_the_jury_does_not_stand_on_the_page(client, admitted, officer, reviewer):
    factories.UserFactory(role="reviewer", first_name="Elders", last_name="Zetelt")
    client.force_login(officer)
    page = client.get(url(admitted)).content.decode()
    assert (str(reviewer) in page, "Elders Zetelt" in page) == (True, False)


def test_somebody_who_left_is_not_asked(admitted, reviewer, officer):
    reviewer.is_active = False
    reviewer.save()
    with pytest.raises(Refused) as refusal:
        actions.assign(admitted, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["not-a-reviewer"]


def test_nobody_is_asked_twice_for_one_file(assignment, admitted, reviewer, officer):
    with pytest.raises(Refused) as refusal:
        actions.assign(admitted, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["assigned-before"]


# A government that takes part -----------------------------------------------------------------------------------------


def test_who_works_for_the_lead_government_can_never_review(admitted, reviewer, officer, government):
    factories.give_role(reviewer, "drafter", government)
    with pytest.raises(Refused) as refusal:
        actions.assign(admitted, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["takes-part"]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("part", ["initiator", "partner"])
def test_who_works_for_a_government_that_takes_part_can_never_review(call, applicant, reviewer, officer, part):
    beersel = factories.OrganisationFactory(name="Beersel")
    file = factories.admit(with_partner(call, applicant, beersel, part), officer)
    factories.seat(call, reviewer)
    factories.give_role(reviewer, "submitter", beersel)
    with pytest.raises(Refused) as refusal:
        actions.assign(file, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["takes-part"]


@pytest.mark.parametrize("kin", ["predecessor", "successor"])
def test_a_merger_takes_the_interest_along(admitted, reviewer, officer, government, kin):
    other = factories.OrganisationFactory(name="Pajottegem")
    old, new = (other, government) if kin == "predecessor" else (government, other)
    old.successor = new
    old.save()
    factories.give_role(reviewer, "drafter", other)
    with pytest.raises(Refused) as refusal:
        actions.assign(admitted, reviewer, by=officer, at=LATER)
    assert codes(refusal) == ["takes-part"]


def test_what_was_handed_in_bars_also_when_the_rows_say_otherwise(call, applicant, reviewer, officer):
    """The version is for good; the rows of the file are only where it was written."""
    beersel = factories.OrganisationFactory(name="Beersel")
    file = factories.admit(with_partner(call, applicant, beersel), officer)
    assigned = factories.assign(file, reviewer, officer, at=LATER)
    file.participants.all().delete()
    factories.give_role(reviewer, "drafter", beersel)
    assert list(Assignment.objects.visible_to(reviewer)) == []
    other = factories.UserFactory(role="reviewer")
    factories.seat(call, other)
    factories.give_role(other, "drafter", beersel)
    with pytest.raises(Refused) as refusal:
        actions.assign(file, other, by=officer, at=LATER)
    assert codes(refusal) == ["takes-part"]
    assert Assignment.objects.get() == assigned


@pytest.mark.parametrize("which", ["lead", "partner", "successor of the lead"])
def test_a_membership_gained_later_hides_the_file(client, call, applicant, reviewer, officer, government, which):
    beersel = factories.OrganisationFactory(name="Beersel")
    file = factories.admit(with_partner(call, applicant, beersel), officer)
    assignment = factories.assign(file, reviewer, officer, at=LATER)
    actions.declare(assignment, by=reviewer, at=LATER)
    client.force_login(reviewer)
    address = reverse("reviews:review", args=[file.number])
    assert client.get(address).status_code == 200

    joined = {"lead": government, "partner": beersel}.get(which)
    if joined is None:
        joined = factories.OrganisationFactory(name="Pajottegem")
        government.successor = joined
        government.save()
    account_actions.join(reviewer, joined, "drafter", by=officer, at=LATER)
    assert list(Assignment.objects.visible_to(reviewer)) == []
    assert client.get(address).status_code == 404
    assert client.get(reverse("reviews:declare", args=[file.number])).status_code == 404
    assert file.title not in client.get(reverse("reviews:desk")).content.decode()
    with pytest.raises(Refused) as refusal:
        actions.save_scores(assignment, [], by=reviewer, at=LATER)
    assert codes(refusal) == ["takes-part"]


@pytest.mark.parametrize("kin", ["", "predecessor", "successor"])
def test_many_files_at_once_know_the_same_people_as_one(call, applicant, officer, government, kin):
    beersel = factories.OrganisationFactory(name="Beersel")
    file = factories.admit(with_partner(call, applicant, beersel), officer)
    file.participants.all().delete()  # what was handed in still names it
    if kin:
        other = factories.OrganisationFactory(name="Pajottegem")
        old, new = (other, beersel) if kin == "predecessor" else (beersel, other)
        old.successor = new
        old.save()
        factories.UserFactory(role="drafter", role__organisation=other)
    factories.UserFactory(role="drafter", role__organisation=beersel)
    factories.UserFactory(role="drafter")
    fresh = type(file).objects.select_related("submission").get(pk=file.pk)
    assert rules.interested_in([file.pk]) == {file.pk: rules.interested(fresh)}
    assert len(rules.interested(fresh)) == (3 if kin else 2)


def test_a_membership_gained_elsewhere_hides_nothing(assignment, reviewer, officer):
    account_actions.join(reviewer, factories.OrganisationFactory(), "drafter", by=officer, at=LATER)
    assert list(Assignment.objects.visible_to(reviewer)) == [assignment]


def test_who_lost_the_role_of_reviewer_sees_no_files(assignment, reviewer, officer):
    account_actions.leave(reviewer.memberships.get(), by=officer, at=LATER)
    reviewer.__dict__.pop("memberships_held", None)
    assert list(Assignment.objects.visible_to(reviewer)) == []


def test_a_withdrawn_file_leaves_the_desk(assignment, admitted, reviewer, applicant):
    application_actions.withdraw(admitted, "Geen middelen.", by=applicant, at=LATER)
    assert list(Assignment.objects.visible_to(reviewer)) == []


# The pages ------------------------------------------------------------------------------------------------------------


def url(file) -> str:
    return reverse("reviews:assign_file", args=[file.number])


def test_the_page_asks_several_reviewers_at_once(client, admitted, officer, reviewer):
    other = factories.UserFactory(role="reviewer")
    factories.seat(admitted.call, other)
    client.force_login(officer)
    response = client.post(url(admitted), {"_key": str(uuid4()), "reviewer": [reviewer.pk, other.pk]})
    assert response["Location"] == reverse("reviews:assign", args=[admitted.call.slug])
    assert {a.reviewer for a in admitted.assignments.all()} == {reviewer, other}


def test_who_cannot_be_chosen_has_no_box_and_the_page_says_why(client, admitted, officer, government):
    free = factories.UserFactory(role="reviewer", first_name="Vrije", last_name="Vogel")
    barred = factories.UserFactory(role="reviewer", first_name="Nele", last_name="Halloise")
    factories.seat(admitted.call, free, barred)
    factories.give_role(barred, "drafter", government)
    client.force_login(officer)
    page = client.get(url(admitted)).content.decode()
    assert "Nele Halloise werkt voor een bestuur dat deelneemt, en kan dit dossier nooit beoordelen." in page
    assert f'value="{barred.pk}"' not in page


def test_a_forged_choice_is_refused_in_a_sentence_and_nobody_else_is_asked(
    client, admitted, officer, government, reviewer
):
    free = reviewer
    barred = factories.UserFactory(role="reviewer")
    factories.seat(admitted.call, barred)
    factories.give_role(barred, "drafter", government)
    client.force_login(officer)
    response = client.post(url(admitted), {"reviewer": [free.pk, barred.pk]})
    page = response.content.decode()
    assert (response.status_code, "kan dit dossier nooit beoordelen" in page) == (422, True)
    assert "<title>Fout: " in page
    assert f'value="{free.pk}" id="reviewer" checked' in page
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("chosen", [[], ["999999"], ["x"], ["1e5"], ["٣"], ["9" * 40]])
def test_choosing_nobody_or_nonsense_is_said(client, admitted, officer, reviewer, chosen):
    client.force_login(officer)
    response = client.post(url(admitted), {"reviewer": chosen})
    assert (response.status_code, "Kies minstens één beoordelaar." in response.content.decode()) == (422, True)


def test_the_table_shows_who_reads_what_and_the_load(client, officer, opened, reviewer):
    client.force_login(officer)
    page = client.get(reverse("reviews:assign", args=[opened.application.call.slug])).content.decode()
    assert str(reviewer) in page and "In beoordeling" in page


def test_asking_with_the_same_key_asks_once(client, admitted, officer, reviewer):
    client.force_login(officer)
    data = {"_key": str(uuid4()), "reviewer": [reviewer.pk]}
    assert client.post(url(admitted), data)["Location"] == client.post(url(admitted), data)["Location"]
    assert Assignment.objects.count() == 1

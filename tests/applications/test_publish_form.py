"""A new version of the form while people are filling in the old one: what is said, to whom, and what is kept."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from applications import actions
from applications.filled import of
from applications.models import Application
from calls.models import Call
from questionnaires import actions as form_actions
from tests.factories import CallFactory, UserFactory, draft, open_call, write_form
from workflow.models import Event
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(officer):
    """Open, and its form has Werkt u samen? and Met wie? in version 2."""
    call = open_call()
    write_form(call, by=officer)
    publish(call, officer)
    return call


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def publish(call, by, at=None, edit=None):
    call.form.refresh_from_db()
    return actions.publish_form(call, edit=edit or call.form.edit, by=by, at=at or timezone.now())


def answered(call, by, **answers):
    """A draft with answers to the section of the call's own."""
    file = draft(call, by, at=timezone.now())
    version = Call.objects.get(pk=call.pk).form.current
    actions.save(file, "samenwerking", answers=answers, version=version, by=by, at=timezone.now())
    return file


def remove(call, key, officer):
    call.form.refresh_from_db()
    form_actions.remove_question(call.form, key, edit=call.form.edit, by=officer, at=timezone.now())


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def url(call) -> str:
    return reverse("applications:publish_form", args=[call.slug])


def codes(refusal) -> set[str]:
    return {each.code for each in refusal.value.reasons}


def test_a_new_version_is_frozen_recorded_and_told_to_who_is_filling_in(call, applicant, partner, officer):
    reopened, handed_in = (answered(call, by, **{"werkt-u-samen": "no"}) for by in (applicant, partner))
    for file, by in ((reopened, applicant), (handed_in, partner)):
        actions.submit(file, by=by, at=timezone.now())
    actions.reopen(reopened, by=applicant, at=timezone.now())
    Notice.objects.all().delete()
    remove(call, "met-wie", officer)
    version = publish(call, officer)
    assert version.number == 3
    assert version.definition.question("met-wie") is None
    assert Event.objects.of(call).last().facts == {"version": 3}
    notice = Notice.objects.get()
    assert (notice.to, notice.link) == (applicant, reopened.get_absolute_url())
    assert "– Wordt niet meer gevraagd: “Met wie?”" in notice.body
    assert not Notice.objects.filter(link=handed_in.get_absolute_url()).exists()


def test_answers_are_kept_and_what_no_longer_fits_stands_apart(call, applicant, officer):
    file = answered(call, applicant, **{"werkt-u-samen": "yes", "met-wie": "Met Beersel."})
    remove(call, "met-wie", officer)
    publish(call, officer)
    filled = of(Application.objects.get(pk=file.pk))
    assert filled.given["werkt-u-samen"] == "yes"
    assert [each.stored.words for each in filled.aside] == ["Met Beersel."]


def test_the_page_counts_the_answers_and_never_shows_them(desk, call, applicant, partner, officer):
    answered(call, applicant, **{"werkt-u-samen": "yes", "met-wie": "Geheim voor de ambtenaar"})
    answered(call, partner, **{"werkt-u-samen": "no"})
    remove(call, "met-wie", officer)
    values = {"kind": "yes-no", "label": "Werkt u met anderen samen?"}
    form_actions.change_question(call.form, "werkt-u-samen", values, edit=call.form.edit, by=officer, at=timezone.now())
    page = desk.get(url(call))
    effects = {each.change.key: (each.change.what, each.answered, each.apart) for each in page.context["questions"]}
    assert effects == {"werkt-u-samen": ("changed", 2, 0), "met-wie": ("removed", 1, 1)}
    text = text_of(page)
    assert "2 open aanvragen gaan over op de nieuwe versie." in text
    assert "De vraag luidde “Werkt u samen?”." in text
    assert "Geheim" not in text


def test_the_page_costs_the_same_with_one_draft_and_with_three(
    desk, call, applicant, partner, stranger, officer, django_assert_num_queries
):
    answered(call, applicant, **{"werkt-u-samen": "yes", "met-wie": "A"})
    remove(call, "met-wie", officer)
    with django_assert_num_queries(11):
        desk.get(url(call))
    for by in (partner, stranger):
        answered(call, by, **{"werkt-u-samen": "yes"})
    with django_assert_num_queries(11):
        desk.get(url(call))


def test_an_officer_publishes_from_the_page(desk, call, officer):
    remove(call, "met-wie", officer)
    data = {"_key": str(uuid4()), "edit": call.form.edit}
    answer = desk.post(url(call), data, follow=True)
    assert "Versie 3 van het formulier is gepubliceerd." in text_of(answer)
    assert Call.objects.get(pk=call.pk).form.current.number == 3


def test_publishing_twice_makes_one_version(desk, call, officer):
    remove(call, "met-wie", officer)
    edit = call.form.edit
    desk.post(url(call), {"_key": str(uuid4()), "edit": edit})
    again = desk.post(url(call), {"_key": str(uuid4()), "edit": edit})
    assert again.status_code == 409
    assert "Aanvragers hebben dit formulier al: er is niets gewijzigd sinds het gepubliceerd is." in text_of(again)
    assert call.form.versions.count() == 3


def test_what_a_colleague_changed_in_the_meantime_is_looked_at_first(call, officer, second_officer):
    remove(call, "met-wie", officer)
    seen = call.form.edit
    form_actions.add_question(
        call.form, "samenwerking", {"kind": "short", "label": "Nog iets"}, edit=seen, by=second_officer,
        at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        publish(call, officer, edit=seen)
    assert codes(refusal) == {"edited-meanwhile"}


def test_a_closed_call_keeps_its_form(desk, call, officer):
    remove(call, "met-wie", officer)
    with pytest.raises(Refused) as refusal:
        publish(call, officer, at=call.closes_at)
    assert codes(refusal) == {"call-closed"}
    call.closes_at = timezone.now() - timedelta(minutes=1)
    call.save()
    assert "Deze oproep is gesloten." in text_of(desk.get(url(call)))


def test_a_faulty_form_is_not_published(desk, call, officer):
    call.form.refresh_from_db()
    form_actions.add_section(call.form, "Leeg", edit=call.form.edit, by=officer, at=timezone.now())
    with pytest.raises(Refused) as refusal:
        publish(call, officer)
    assert codes(refusal) == {"empty-section"}
    assert f"{reverse('calls:form', args=[call.slug])}#leeg" in text_of(desk.get(url(call)))


def test_a_call_in_preparation_has_its_first_version_made_by_publishing_it(desk, officer):
    call = CallFactory(state="draft")
    assert desk.get(url(call))["Location"] == reverse("calls:form", args=[call.slug])
    with pytest.raises(Refused) as refusal:
        publish(call, officer)
    assert codes(refusal) == {"not-published"}


def test_nothing_changed_is_said(desk, call):
    assert "Er is niets gewijzigd sinds deze versie gepubliceerd is." in text_of(desk.get(url(call)))


def test_only_an_officer_publishes_and_others_read_along(client, call, officer, decider):
    remove(call, "met-wie", officer)
    client.force_login(decider)
    text = text_of(client.get(url(call)))
    assert "Met wie?" in text
    assert "Publiceer de nieuwe versie" not in text
    assert client.post(url(call), {"edit": call.form.edit}).status_code == 404
    assert Call.objects.get(pk=call.pk).form.current.number == 2


def test_the_form_says_that_changes_wait(desk, call, officer):
    form = reverse("calls:form", args=[call.slug])
    assert "nog niet gepubliceerd" not in text_of(desk.get(form))
    remove(call, "met-wie", officer)
    assert "Eén wijziging is nog niet gepubliceerd: aanvragers zien nog versie 2." in text_of(desk.get(form))


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_publish_at_once_one_makes_the_version():
    people = [UserFactory(role="officer"), UserFactory(role="officer")]
    call = open_call()
    write_form(call, by=people[0])
    edit, start, outcomes = call.form.edit, threading.Barrier(2), []

    def publish_it(person):
        try:
            start.wait(10)
            actions.publish_form(Call.objects.get(pk=call.pk), edit=edit, by=person, at=timezone.now())
            outcomes.append("published")
        except Refused as refusal:
            outcomes.append(refusal.reasons[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish_it, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["nothing-changed", "published"]
    assert call.form.versions.count() == 2

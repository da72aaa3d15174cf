"""The same key gets the same answer."""

import threading
import time
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from tests.factories import UserFactory
from workflow.models import Answered
from workflow.once import new_key, once

pytestmark = pytest.mark.django_db


class Said(BaseStorage):
    """Messages that a test can read."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []

    @property
    def texts(self) -> list[str]:
        return [str(each.message) for each in self._queued_messages]


def post(user, key="", path="/doe/", **data):
    request = RequestFactory().post(path, data | {"_key": key})
    request.user = user
    request._messages = Said(request)
    return request


@pytest.fixture
def done():
    """A view that acts, and how often it did; `answer` is what it gives back."""
    acts = SimpleNamespace(count=0, answer=lambda: HttpResponseRedirect(f"/klaar/{acts.count}/"))

    @once
    def view(request):
        acts.count += 1
        messages.success(request, f"Gedaan: {acts.count}")
        return acts.answer()

    acts.view = view
    return acts


def test_a_double_post_acts_once_and_gets_the_same_answer_and_the_same_words(done, applicant):
    key = new_key()
    first, second = post(applicant, key), post(applicant, key)
    assert done.view(first)["Location"] == done.view(second)["Location"] == "/klaar/1/"
    assert done.count == 1
    assert first._messages.texts == second._messages.texts == ["Gedaan: 1"]


def test_another_key_acts_again(done, applicant):
    done.view(post(applicant, new_key()))
    done.view(post(applicant, new_key()))
    assert done.count == 2


def test_the_key_of_one_person_says_nothing_to_another(done, applicant, stranger):
    key = new_key()
    done.view(post(applicant, key))
    assert done.view(post(stranger, key))["Location"] == "/klaar/2/"


def test_a_page_with_errors_releases_the_key(done, applicant):
    key = new_key()
    done.answer, redirect = (lambda: HttpResponse("Fout", status=422)), done.answer
    assert done.view(post(applicant, key)).status_code == 422
    assert not Answered.objects.exists()
    done.answer = redirect
    assert done.view(post(applicant, key))["Location"] == "/klaar/2/"


def test_a_crash_releases_the_key(done, applicant):
    key = new_key()

    def crash():
        raise RuntimeError

    done.answer, redirect = crash, done.answer
    with pytest.raises(RuntimeError):
        done.view(post(applicant, key))
    done.answer = redirect
    assert done.view(post(applicant, key))["Location"] == "/klaar/2/"


@pytest.mark.parametrize("key", ["", "geen-sleutel", "0" * 5000])
def test_without_a_good_key_the_view_acts_every_time(done, applicant, key):
    done.view(post(applicant, key))
    done.view(post(applicant, key))
    assert done.count == 2
    assert not Answered.objects.exists()


def test_reading_and_strangers_take_no_key(done):
    request = post(AnonymousUser(), new_key())
    done.view(request)
    request = RequestFactory().get("/doe/")
    request.user, request._messages = AnonymousUser(), Said(request)
    done.view(request)
    assert done.count == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_click_waits_for_the_first_and_gets_its_answer():
    person, key, acted, places = UserFactory(role="submitter"), str(uuid4()), [], []

    @once
    def slow(request):
        acted.append(1)
        time.sleep(0.3)
        return HttpResponseRedirect(f"/klaar/{len(acted)}/")

    def click():
        try:
            places.append(slow(post(person, key))["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert places == ["/klaar/1/"] * 4
    assert len(acted) == 1


def test_a_key_sent_to_another_address_is_no_repetition(done, applicant):
    key = new_key()
    done.view(post(applicant, key))
    assert done.view(post(applicant, key, path="/doe/iets-anders/"))["Location"] == "/klaar/2/"

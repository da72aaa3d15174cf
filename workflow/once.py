"""The same key at the same address gets the same answer: a double click or a retry never acts twice."""

from functools import wraps
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect

from workflow.models import Answered


def new_key() -> str:
    """A key for one form; the page carries it in the hidden field `_key`."""
    return str(uuid4())


def once(view):
    """Answer a POST at most once per person, address and key.

    The key is taken in the transaction of the action: a second request with it waits for the first and then gets
    its redirect. Only a redirect counts as an answer; a page with errors releases the key, so the person can mend.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        key = _key_of(request)
        if request.method != "POST" or key is None or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            if (given := Answered.objects.take(request.user, key, request.path)) is None:
                given = Answered.objects.get(by=request.user, key=key)
                for level, text in given.said:
                    messages.add_message(request, level, text)
                return HttpResponseRedirect(given.location or request.path)
            response = view(request, *args, **kwargs)
            if response.status_code in (302, 303):
                given.location = response["Location"][:500]
                given.said = [[m.level, str(m.message)] for m in getattr(request, "_messages", [])._queued_messages]
                given.save(update_fields=["location", "said"])
            else:
                given.delete()
        return response

    return answer


def _key_of(request) -> UUID | None:
    """The key of the form, for this address: the same key sent to another one is no repetition."""
    try:
        return uuid5(UUID(request.POST.get("_key", "")), request.path)
    except ValueError:
        return None

"""What every request passes through: the stamp of its arrival, a sentence for input no page can hold, and no cache
for what somebody sees who is signed in."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.template.loader import render_to_string

_NASTY = re.compile("[\x00\ud800-\udfff]")  # no page and no database can hold these


def stamp_arrival(get_response):
    """Stamp the moment of receipt, once and first; `workflow.moments.received_at` says whether it is believed."""

    def middleware(request):
        stamp = datetime.now(UTC)
        if settings.TRUST_REQUEST_START:
            stamp = _proxy_stamp(request.headers.get("X-Request-Start", "")) or stamp
        request.arrived_at = stamp
        return get_response(request)

    return middleware


def _proxy_stamp(header: str) -> datetime | None:
    """Read `t=<seconds since 1970>`, as nginx writes it."""
    try:
        return datetime.fromtimestamp(float(header.removeprefix("t=")), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def plain_cookies(get_response):
    """Forget cookies with signs that no database can hold; they are not ours."""

    def middleware(request):
        for name in [name for name, value in request.COOKIES.items() if _nasty(value)]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware


def nasty_input(get_response):
    """Refuse NUL characters and broken Unicode with a page; the database would answer with an error."""

    def middleware(request):
        if _nasty(request.path) or any(map(_nasty, _typed(request))):
            return HttpResponseBadRequest(render_to_string("400.html", request=request))
        return get_response(request)

    return middleware


def _typed(request) -> Iterator[str]:
    for values in (request.GET, request.POST if request.method == "POST" else {}):
        for name in values:
            yield name
            yield from values.getlist(name)


def _nasty(text: str) -> bool:
    return _NASTY.search(text) is not None


def private_pages(get_response):
    """Let no cache keep what was made for somebody who is signed in, on a shared computer or on the way."""

    def middleware(request):
        response = get_response(request)
        somebody = getattr(request, "_cached_user", None)  # nobody was asked for: nothing personal is in it
        if somebody and somebody.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware

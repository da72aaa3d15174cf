"""What every request passes through: the stamp of its arrival, and a sentence for input no page can hold."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.template.loader import render_to_string


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


def nasty_input(get_response):
    """Refuse NUL characters and broken Unicode with a page; the database would answer with an error."""

    def middleware(request):
        for values in (request.GET, request.POST if request.method == "POST" else {}):
            for name in values:
                for value in (name, *values.getlist(name)):
                    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
                        return HttpResponseBadRequest(render_to_string("400.html", request=request))
        return get_response(request)

    return middleware

"""What other programs fetch, again and again: a calendar and a feed per call, and a feed of all calls."""

import hashlib
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from calls.models import Call
from follow import calendar, news
from follow.wording import plain

CALLS = 60  # the newest; older ones have no news any more
BEGUN = datetime(2021, 1, 1, tzinfo=UTC)


def conditional(request, body: bytes, content_type: str, changed_at: datetime):
    """Answer 304 to who has this version, for all alike."""
    return fingerprinted(request, body, content_type, changed_at=changed_at, cache="public, max-age=300")


def fingerprinted(request, body: bytes, content_type: str, *, changed_at=None, cache="private, no-cache"):
    """Answer 304 to who has this version. The same content is the same octets, so its fingerprint names it."""
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    stamp = int(changed_at.timestamp()) if changed_at else None
    headers = {"ETag": etag, "Cache-Control": cache} | ({"Last-Modified": http_date(stamp)} if stamp else {})
    response = HttpResponse(body, content_type=content_type, headers=headers)
    return get_conditional_response(request, etag=etag, last_modified=stamp, response=response)


@require_safe
def call_calendar(request, slug):
    """The moments of one call."""
    call = get_object_or_404(calendar.with_moves(Call.objects.published()), slug=slug)
    body = calendar.calendar(call.title, calendar.events_of(call))
    response = conditional(request, body, "text/calendar; charset=utf-8", calendar.changed_at(call))
    response["Content-Disposition"] = f'inline; filename="{call.slug}.ics"'
    return response


@require_safe
def all_calls(request):
    """New calls and their changes."""
    calls = list(Call.objects.published().order_by("-published_at", "-pk")[:CALLS])
    title = _("Calls of the subsidy desk for local governments")
    return _feed(request, calls, "calls", title, reverse("calls:list"), reverse("follow:feed"))


@require_safe
def one_call(request, slug):
    """What changes in one call."""
    call = get_object_or_404(Call.objects.published(), slug=slug)
    own = reverse("follow:call_feed", args=[call.slug])
    return _feed(request, [call], f"call/{call.pk}", call.title, call.get_absolute_url(), own)


def _feed(request, calls, key, title, page, own):
    items = news.newest(calls)
    feed = _Atom(
        title=plain(title),
        link=settings.BASE_URL + page,
        description=_("New calls, moments that move, and answers to questions."),
        language="nl-BE",
        author_name=settings.SENDER["service"],
        feed_url=settings.BASE_URL + own,
        feed_guid=_id(key),
    )
    for item in items:
        feed.add_item(
            title=plain(item.title),
            link=settings.BASE_URL + item.path,
            description=item.html,
            unique_id=_id(item.key),
            pubdate=item.at,
            updateddate=item.at,
        )
    changed_at = max((item.at for item in items), default=BEGUN)
    return conditional(request, feed.writeString("utf-8").encode(), "application/atom+xml; charset=utf-8", changed_at)


class _Atom(Atom1Feed):
    def latest_post_date(self):
        """An empty feed was never changed, whatever the hour it is read."""
        return super().latest_post_date() if self.items else BEGUN


def _id(key: str) -> str:
    """An identity for good (RFC 4151), whatever becomes of the address."""
    return f"tag:{calendar.host()},2021:{key}"

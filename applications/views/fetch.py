"""Which application a page of its own governments is about, in a fixed number of queries; 404 for anybody else."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import LOCAL_ROLES, Membership, Organisation
from applications import consent
from applications.models import Answer, Application, Entry, Participant
from calls.models import CostCategory, Focus
from workflow.moments import CLOCK, received_at

WITH_US = timedelta(minutes=2)  # after the last thing typed somebody still counts as working on it


def one(request, number: str) -> Application:
    """An application with its call."""
    found = Application.objects.taking_part(request.user).select_related(
        "call__programme", "call__type", "call__form__current", "organisation", "submission"
    )
    return get_object_or_404(found.defer("submission__content"), number=number)


def whole(request, number: str) -> Application:
    """The same with its lists: answers, costs, participants, files, and the criteria and focuses of its call."""
    found = (
        Application.objects.taking_part(request.user)
        .select_related("call__programme", "call__type", "call__form__current", "organisation", "focus", "submission")
        .select_related("sign_off__signer", "sign_off__asked_by")
        .defer("submission__content")
        .prefetch_related(
            Prefetch("answers", Answer.objects.current()),
            *consent.lists(),
            "call__criteria",
            "call__categories",
            "call__focuses",
        )
    )
    return get_object_or_404(found, number=number)


def to_type_in(request, number: str, part: str) -> Application:
    """The draft that this person is typing in, locked, with all that saving `part` asks: who they are, the clock, what
    is chosen from and, where the request asks `who`, the `others`. One query, and one for a list of rows.

    Whoever does not fill it in gets it as `one` gives it, and the action says what stands in the way.
    """
    roles = Membership.objects.filter(user=request.user)
    mine = roles.filter(organisation=OuterRef("organisation"), role__in=LOCAL_ROLES)
    brought = {
        "clock": CLOCK,
        "roles": _rows(roles.order_by("pk"), "id", "user_id", "organisation_id", "role"),
    }
    if part == "project":
        brought["offered"] = _rows(Focus.objects.filter(calls=OuterRef("call")), "id", "code", "name", "position")
    if part in ("costs", "planning"):
        parties = Participant.objects.filter(application=OuterRef("pk"), organisation__isnull=False)
        names = {"id": "organisation_id", "kind": "organisation__kind", "name": "organisation__name"}
        brought["parties"] = ArraySubquery(parties.order_by("position").values(row=JSONObject(**names)))
    if part == "costs":
        brought["offered"] = _rows(CostCategory.objects.filter(call=OuterRef("call")), "id", "code", "name", "position")
    if "who" in request.POST:
        recent = at_work(Entry.objects.filter(application=OuterRef("pk")), request.user)
        brought["others"] = ArraySubquery(recent.values(row=JSONObject(first="by__first_name", last="by__last_name")))
    rows = Application.objects.filter(Exists(mine), number=number).annotate(**brought)
    rows = rows.select_related("call__type", "call__form__current", "organisation", "focus")
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        return one(request, number)
    received_at(request, found.clock)
    request.user.memberships_held = [Membership(**row) for row in found.roles]
    if part == "project":
        _bring(found.call, "focuses", [Focus(**row) for row in found.offered])
    if part == "costs":
        _bring(found.call, "categories", [CostCategory(**row) for row in found.offered])
    if part in ("costs", "planning"):
        parties = [Organisation(**row) for row in found.parties]
        _bring(found, "participants", [Participant(application=found, organisation=each) for each in parties])
    if part == "participants":
        rows = found.participants.select_related("organisation").order_by("position")
        prefetch_related_objects([found], Prefetch(part, rows))
    if part in ("costs", "planning"):
        prefetch_related_objects([found], Prefetch(part, getattr(found, part).order_by("position")))
        _bring_governments(getattr(found, part).all(), [*parties, found.organisation])
    return found


def _rows(found: QuerySet, *names: str) -> ArraySubquery:
    return ArraySubquery(found.values(row=JSONObject(**{name: name for name in names})))


def _bring(thing, name: str, found: list) -> None:
    """Let a list of a thing be what a query brought along."""
    rows = getattr(thing, name).all()
    rows._result_cache, rows._prefetch_done = found, True
    thing._prefetched_objects_cache = {**getattr(thing, "_prefetched_objects_cache", {}), name: rows}


def _bring_governments(lines, parties: list[Organisation]) -> None:
    """Hundreds of lines name a few governments; only one that takes part no longer asks a query."""
    known = {each.pk: each for each in parties}
    if gone := {each.organisation_id for each in lines} - {None, *known}:
        known |= Organisation.objects.in_bulk(gone)
    for each in lines:
        if each.organisation_id is not None:
            each.organisation = known[each.organisation_id]


def at_work(entries: QuerySet[Entry], me) -> QuerySet[Entry]:
    """Of each other person who typed in the last minutes, one entry."""
    return entries.filter(at__gte=timezone.now() - WITH_US).exclude(by=me).order_by("by").distinct("by")


def names_of(people) -> list[str]:
    """Of rows with `first` and `last`."""
    return [f"{each['first']} {each['last']}".strip() for each in people]

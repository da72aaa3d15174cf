"""Which application a page of its own governments is about, in a fixed number of queries; 404 for anybody else."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from applications import consent
from applications.models import Answer, Application


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

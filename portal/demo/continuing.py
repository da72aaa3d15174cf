"""Projects of the demo that build on an earlier one of the same government."""

from applications import actions
from applications.models import Application
from projects import actions as project_actions

# The call and the municipality of an application, and the call of the approved project that it builds on.
LINKS = {("oproep-7", "35013"): "oproep-1", ("oproep-7", "71016"): "oproep-1"}


def start(file, at) -> Application:
    """Start an application of the demo: from an earlier one where the content says so."""
    if not (before := LINKS.get((file.said["call"], file.said["nis"]))):
        return actions.start(file.call, file.town, file.said["title"], by=file.by, at=at)
    origin = Application.objects.get(call=file.story.calls[before], organisation=file.town)
    new = project_actions.go_on(origin, file.call, file.said["title"], by=file.by, at=at)
    # Its own content is written over what came along.
    actions.save(new, "participants", rows=[], by=file.by, at=at)
    return new

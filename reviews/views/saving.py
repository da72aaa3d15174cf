"""How a save of a reviewer is answered: to a script in JSON, with both texts where two windows wrote in one field."""

import re

from django.http import JsonResponse
from django.utils.translation import gettext as _

from applications.views.saving import choices_in, faults_of, refused, version_of, wants_json
from reviews.keeping import Saved
from workflow import dutch

__all__ = ["answered", "choices_in", "criteria_in", "refused", "version_of", "wants_json"]
CONTROL = re.compile(r"(?:value|motivation)-([0-9]{1,18})")


def criteria_in(data) -> list[int]:
    """The criteria that a form speaks of; whether they are of the call is for the action to say."""
    return sorted({int(found[1]) for name in data if (found := CONTROL.fullmatch(name))})


def answered(saved: Saved, form) -> JsonResponse:
    """What a script needs to know: the new version, what another window changed, what clashes, what is not saved."""
    faults = faults_of(form)
    if saved.clashes:
        text = _("You wrote something else here in another window. Choose what stands here.")
    elif faults:
        text = _("Saved at %(time)s, except what cannot be read yet.") % {"time": dutch.clock(saved.at)}
    else:
        text = _("All saved at %(time)s") % {"time": dutch.clock(saved.at)}
    return JsonResponse(
        {
            "saved": text,
            "version": saved.edit,
            "faults": faults,
            "news": {name: typed(value) for name, value in saved.news.items() if name not in saved.clashes},
            "clashes": [clash_of(form, name, clash.theirs) for name, clash in saved.clashes.items()],
        }
    )


def clash_of(form, name: str, theirs) -> dict:
    label = str(form.fields[name].label) if name in form.fields else ""
    words = typed(theirs)
    return {"name": name, "label": label, "who": "", "when": "", "words": words, "value": words}


def typed(value) -> str:
    """A value as its control holds it."""
    return "" if value is None else str(value)

"""How a save is answered: to a script in JSON, on a page with both texts where two people wrote in one field."""

from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import JsonResponse
from django.utils.translation import gettext as _

from applications import history, keeping
from applications.models import Application, Entry
from applications.views import fetch
from questionnaires.definition import Kind
from questionnaires.fields import name_of
from questionnaires.values import typed_of
from workflow import dutch
from workflow.refusals import Refused


def wants_json(request) -> bool:
    return request.headers.get("Accept") == "application/json"


def version_of(data) -> int:
    """The version of this part that the person had before them; one that cannot be read fits none."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def choices_in(data) -> dict[str, set[str]]:
    """Fields of which the person still has to choose between two texts, and those where the own one was preferred."""
    names = {"held": data.getlist("hold"), "chosen": data.getlist("chosen")}
    return {name: {each.removeprefix(name_of("")) for each in given} for name, given in names.items()}


def faults_of(form) -> dict[str, str]:
    """What is wrong, by control, of a form or of a list of rows."""
    forms = getattr(form, "forms", [form])
    return {
        (each.add_prefix(name) if name != "__all__" else ""): " ".join(errors)
        for each in forms
        for name, errors in each.errors.items()
    }


def answered(request, application: Application, part: str, saved: keeping.Saved, form) -> JsonResponse:
    """What a script needs to know: the new version, what a colleague changed, what clashes, what is not saved yet."""
    faults = faults_of(form)
    if saved.clashes:
        text = _("A colleague changed the same text. Choose what stands here.")
    elif faults:
        text = _("Saved at %(time)s, except what cannot be read yet.") % {"time": dutch.clock(application.saved_at)}
    else:
        text = _("All saved at %(time)s") % {"time": dutch.clock(application.saved_at)}
    teller = history.Teller(application) if saved.clashes else None
    controls = {field: _typed(application, part, field, value) for field, value in saved.news.items()}
    return JsonResponse(
        {
            "saved": text,
            "version": saved.edit,
            "faults": faults,
            "news": {_control(part, f): v for f, v in controls.items() if v is not None and f not in saved.clashes},
            "reload": any(v is None and f not in saved.clashes for f, v in controls.items()),
            "clashes": [_clash(application, part, teller, f, clash) for f, clash in saved.clashes.items()],
            **({"others": fetch.names_of(application.others)} if hasattr(application, "others") else {}),
        }
    )


def refused(fault: Refused | ValidationError) -> JsonResponse:
    """Nothing of it is kept; the script keeps what was typed, and shows why."""
    texts = [each.text for each in fault.reasons] if isinstance(fault, Refused) else fault.messages
    return JsonResponse({"saved": " ".join(texts), "refused": True}, status=409)


def _control(part: str, field: str) -> str:
    return name_of(field) if part.startswith("form-") else field


def _typed(application: Application, part: str, field: str, value):
    """A value as its control holds it; None for what has no single control."""
    if field == keeping.ROWS:
        return None
    if part == "project":
        return "" if value is None else str(value)
    question = application.call.form.current.definition.question(field)
    if question is None or question.kind in (Kind.TABLE, Kind.FILE):
        return None
    if isinstance(value, list):
        return value
    return typed_of(question.kind, value or "")


def _clash(application, part, teller, field, clash: keeping.Clash) -> dict:
    value = _typed(application, part, field, clash.theirs)
    return {
        "name": _control(part, field),
        "label": teller.label(part, field),
        "who": str(clash.entry.by) if clash.entry else "",
        "when": dutch.clock(clash.entry.at) if clash.entry else "",
        "words": teller.words(part, field, clash.theirs),
        "value": value,
    }


def clashes_in_words(application: Application, part: str, saved: keeping.Saved) -> list[dict]:
    """What a colleague saved in the fields that both changed, for a page that shows it beside what was typed."""
    told = [value for clash in saved.clashes.values() for value in (clash.theirs, clash.mine)]
    teller = history.Teller(application, told)
    return [
        {
            "label": teller.label(part, field),
            "who": clash.entry.by if clash.entry else "",
            "at": clash.entry.at if clash.entry else None,
            "words": teller.words(part, field, clash.theirs),
        }
        for field, clash in saved.clashes.items()
    ]


def others(application: Application, me) -> list[str]:
    """Who else typed in this application in the last minutes. One query."""
    recent = fetch.at_work(Entry.objects.filter(application=application), me)
    return fetch.names_of(recent.values(first=F("by__first_name"), last=F("by__last_name")))

"""How the double stands at a moment: what each person sees, by the very queries of their pages, and has to do."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import standing
from applications.models import Application
from applications.states import State
from calls import wording as call_wording
from calls.models import Call
from decisions import wording as decision_wording
from decisions.models import Decision
from rehearsals.cast import Cast
from reviews.models import Assignment
from reviews.states import State as ReviewState


def of(call: Call, cast: Cast, at: datetime) -> dict:
    """Everything as JSON: the badge of the call, the files and the roles."""
    files = list(call.applications.select_related("organisation", "submission").order_by("number"))
    for each in files:
        each.call = call
    decisions = {each.application_id: each for each in call.decisions.select_related("application__submission")}
    told = set(Decision.objects.announced().filter(call=call).values_list("application_id", flat=True))
    badge = call_wording.state_of(call, at)
    public = Call.objects.visible_to(AnonymousUser()).filter(pk=call.pk).exists()
    return {
        "call": {"kind": badge["kind"], "icon": badge["icon"], "text": str(badge["text"]), "public": public},
        "files": [_file(each, decisions.get(each.pk) if each.pk in told else None, at) for each in files],
        "roles": [_officer(call, cast, files, decisions), *_jury(call, cast), _decider(call, cast, files, decisions)],
    }


def _file(file: Application, decision: Decision | None, at: datetime) -> dict:
    """`shown` is what its own government reads on its page."""
    theirs = standing.of(file, at)
    shown = str(decision_wording.badge_of(decision, file.submission.subsidy)["text"]) if decision else theirs.badge
    return {
        "number": file.number,
        "government": str(file.organisation),
        "state": str(file.get_state_display()),
        "shown": str(shown),
        "actor": _("Nobody") if decision else str(theirs.actor),
        "until": "" if decision else str(theirs.until),
    }


def _role(who: str, sees: str, awaits: list[str]) -> dict:
    return {"who": who, "sees": sees, "awaits": awaits}


def _files(n: int) -> str:
    return ngettext("sees %(n)s application", "sees %(n)s applications", n) % {"n": n}


def _officer(call, cast, files, decisions) -> dict:
    seen = Application.objects.visible_to(cast["officer"]).filter(call=call).count()
    awaits = []
    if call.is_sealed:
        waiting = sum(each.state in (State.SUBMITTED, State.REOPENED) for each in files)
        asked = set(Assignment.objects.filter(application__call=call).values_list("application_id", flat=True))
        alone = sum(each.state == State.ADMITTED and each.pk not in asked for each in files)
        if waiting:
            awaits.append(
                ngettext("judge whether %(n)s file is admissible", "judge whether %(n)s files are admissible", waiting)
                % {"n": waiting}
            )
        if alone:
            awaits.append(
                ngettext("ask reviewers for %(n)s file", "ask reviewers for %(n)s files", alone) % {"n": alone}
            )
    return _role(cast.who(cast["officer"]), _files(seen), awaits)


def _jury(call, cast) -> list[dict]:
    rows = []
    for reviewer in cast.reviewers:
        seen = list(Assignment.objects.visible_to(reviewer).filter(application__call=call))
        declare = sum(each.state == ReviewState.ASSIGNED for each in seen)
        score = sum(each.state == ReviewState.DECLARED for each in seen)
        awaits = []
        if declare:
            text = ngettext(
                "declare an interest or none in %(n)s file", "declare an interest or none in %(n)s files", declare
            )
            awaits.append(text % {"n": declare})
        if score:
            awaits.append(ngettext("score %(n)s file", "score %(n)s files", score) % {"n": score})
        rows.append(_role(cast.who(reviewer), _files(len(seen)), awaits))
    return rows


def _decider(call, cast, files, decisions) -> dict:
    seen = Application.objects.visible_to(cast["decider"]).filter(call=call).count()
    judged = [each for each in files if each.state in (State.ADMITTED, State.INADMISSIBLE)]
    counted = set(Assignment.objects.counting().filter(application__call=call).values_list("application_id", flat=True))
    ready = [each for each in judged if each.state == State.INADMISSIBLE or each.pk in counted]
    left = sum(each.pk not in decisions for each in ready)
    awaits = []
    if left:
        awaits.append(ngettext("decide on %(n)s file", "decide on %(n)s files", left) % {"n": left})
    elif judged and len(ready) == len(judged):
        awaits.append(_("announce the decisions"))
    return _role(cast.who(cast["decider"]), _files(seen), awaits)

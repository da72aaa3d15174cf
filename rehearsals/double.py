"""The double of a call: the same in everything but its programme, its number of file and its address.

It gets a programme of its own, so that no row of a real programme or call is locked while the rehearsal plays.
"""

from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext as _

from accounts.models import Kind, User
from calls import actions as call_actions
from calls.asking import CRITERIA
from calls.copying import PARTS, form_of
from calls.models import Call, Focus, Programme, TeamMember
from calls.states import CallState

# What makes a call this call, and what its life wrote on it.
OWN = frozenset(
    "id programme slug form awarded state published_at sealed_at seal created_by edit proposed "
    "extended_until sequence dropped_focuses".split()
)


def make(call: Call, mark: int, *, by: User, at: datetime) -> tuple[Call, list[str]]:
    """The double, in preparation, and what was assumed for it. `mark` tells this rehearsal from others."""
    fields = {f.name: getattr(call, f.name) for f in Call._meta.concrete_fields if f.name not in OWN}
    fields["programme"] = Programme.objects.create(  # not `start_programme`: its codes are for real file numbers
        name=_("Rehearsal %(n)s: %(name)s")[:120] % {"n": mark, "name": call.programme.name[:80]},
        code=f"R-{mark % 10_000}",  # no real code has a dash
        slug=f"repetitie-{mark}",
        budget=call.programme.budget,
    )
    fields["slug"] = f"repetitie-{mark}"
    focuses = list(call.focuses.order_by("position"))
    assumed = _assume(call, fields, focuses) if call.state == CallState.DRAFT else []
    lists = {name: _rows(model, call) for name, model in PARTS.items()}
    lists["team"] = [{"user": by, "part": TeamMember.Part.LEAD}]  # nobody real
    double = call_actions.create(fields, focuses=focuses, **lists, by=by, at=at)
    double.form.draft = _form(call)
    double.form.save(update_fields=["draft"])
    return double, assumed


def _rows(model, call: Call) -> list[dict]:
    names = [f.attname for f in model._meta.concrete_fields if f.name not in ("id", "call", "position")]
    order = [f.name for f in model._meta.concrete_fields if f.name == "position"]
    return list(model.objects.filter(call=call).order_by(*order, "pk").values(*names))


def _form(call: Call) -> dict:
    """What people answer now, or would answer after publishing; the criteria are asked by the double itself."""
    if call.form.current is None:
        return form_of(call)
    content = call.form.current.content
    return content | {"sections": [each for each in content["sections"] if each["key"] != CRITERIA]}


def _assume(call: Call, fields: dict, focuses: list) -> list[str]:
    """Fill in what a call in preparation leaves open, and say so in sentences."""
    said = []
    for name, value in {
        "summary": _("A sentence about the call."),
        "purpose": _("A text about what the call is for."),
        "regulation": _("the rules of the call"),
        "legal_grounds": _("the decree that the call rests on"),
        "budget_article": "XX0-1XX2XX-XX",
        "decider_title": _("the Flemish minister"),
    }.items():
        if not fields[name].strip():
            fields[name] = value
            label = Call._meta.get_field(name).verbose_name
            said.append(_("“%(field)s” is empty; the rehearsal used “%(value)s”.") % {"field": label, "value": value})
    if "geld" in call.proposed:
        said.append(_("The amounts are proposed ones that nobody has looked at; the rehearsal used them."))
    if not focuses:
        focuses += Focus.objects.order_by("position")
        said.append(_("No focus is chosen; the rehearsal used all of them."))
    if not fields["eligible_kinds"]:
        fields["eligible_kinds"] = [Kind.MUNICIPALITY]
        said.append(_("Nobody may apply yet; the rehearsal used municipalities."))
    return said


def share_of(call: Call, part: str) -> Decimal:
    """A plausible request: so many per cent of the maximum, in whole hundreds of euro."""
    hundreds = (call.max_subsidy * Decimal(part) / 10_000).quantize(Decimal(1), ROUND_DOWN)
    return max(hundreds * 100, call.min_subsidy or min(call.max_subsidy, Decimal(10)))

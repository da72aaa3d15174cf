"""For templates that show what was changed on a running call: its moments, its focuses, and one government's time."""

from django import template
from django.utils.translation import gettext as _

from applications.models import Extension
from calls import wording
from calls.models import Call
from workflow import dutch

register = template.Library()


@register.simple_tag
def ledger_of(call: Call) -> list[dict]:
    """All acts on a published call, newest first; three queries. Not for the public: it names governments."""
    lines = [
        {
            "words": wording.change_in_words(each),
            "reason": each.reason,
            "by": each.by,
            "seconded_by": each.seconded_by,
            "at": each.at,
            "state": each.get_state_display(),
        }
        for each in call.term_changes.select_related("by", "seconded_by").order_by("-pk")
    ]
    lines += [
        {"words": wording.focus_change_in_words(each), "reason": each.reason, "by": each.by, "at": each.at, "state": ""}
        for each in call.focus_changes.select_related("focus", "by").order_by("-pk")
    ]
    lines += [
        {"words": extension_in_words(each), "reason": each.reason, "by": each.by, "at": each.at, "state": ""}
        for each in Extension.objects.filter(call=call)
        .select_related("application__organisation", "by")
        .order_by("-pk")
    ]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


@register.simple_tag
def extension_in_words(extension: Extension) -> str:
    """Gemeente Halle (GZG-4-017) kreeg uitstel van … tot …"""
    application = extension.application
    text = _("%(government)s (%(number)s) got more time: from %(old)s to %(new)s.")
    return text % {
        "government": application.organisation.full_name[:1].upper() + application.organisation.full_name[1:],
        "number": application.number,
        "old": dutch.short_moment(extension.old),
        "new": dutch.moment(extension.new),
    }

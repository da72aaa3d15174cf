"""May the ranking of a call be fixed, and if not, why not?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from calls.models import Call
from reviews.models import Assignment, Ranking
from reviews.ranking import inputs_of
from reviews.rules.parties import officer_only
from workflow.refusals import Reason, rule


@rule
def why_not_fix(call: Call, *, before: Ranking | None, reason: str, by) -> Iterator[Reason]:
    """An officer fixes the ranking of a sealed call once reviews count, and again only when something changed."""
    yield from officer_only(by)
    if not call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet."))
    if not Assignment.objects.counting().filter(application__call=call).exists():
        yield Reason("not-reviewed", _("There is no review yet that counts."))
    if before is None:
        return
    if before.inputs == inputs_of(call):
        yield Reason("unchanged", _("Nothing changed since the ranking was fixed."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why the ranking is fixed again."), "reason")

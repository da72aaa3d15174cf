"""May the administration say this of a file, and if not, why not? Reads only."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.models import Application
from applications.states import State as ApplicationState
from reviews.rules.parties import interested, officer_only
from workflow.refusals import Reason, rule


@rule
def why_not_judge_admissibility(
    application: Application, *, by, motivation: str, admissible: bool = True, condition: str = "", source: str = ""
) -> Iterator[Reason]:
    """An officer judges a sealed file that was handed in, and says why; not admissible names the condition."""
    yield from officer_only(by)
    if by.pk in interested(application):
        yield Reason("takes-part", _("You work for a government that takes part in this file."))
    if not application.call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet. Files are opened after that."))
    if application.state != ApplicationState.SUBMITTED:
        yield Reason("wrong-state", _("The admissibility of this file was judged before, or it was withdrawn."))
    if not motivation.strip():
        yield Reason("no-motivation", _("Write the motivation."), "motivation")
    if not admissible and not condition.strip():
        yield Reason("no-condition", _("Name the condition that is not met."), "condition")
    if not admissible and not source.strip():
        yield Reason("no-source", _("Name where that condition is written."), "source")

"""In which phase is the work of a jury? Who sees whom and what follows from the answer, everywhere."""

from datetime import datetime

from calls.models import Call
from reviews.models import Phase


def phase_at(call: Call, moment: datetime) -> Phase:
    """The phase that began last; before the first one, or without any, the strictest: each judges alone.

    Asks `call.phases.all()`, so that a page that prefetched it pays nothing.
    """
    begun = [each for each in call.phases.all() if each.starts_at <= moment]
    return max(begun, key=lambda each: each.starts_at, default=Phase(call=call))

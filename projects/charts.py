"""The charts of the figures: what is drawn of each line, and how it is said."""

from django.utils.translation import gettext as _

from applications import charts
from applications.charts import Chart, Line
from projects.figures import Bar, CallLine
from workflow import dutch


def bars(lines: list[Bar]) -> Chart:
    """Money per group."""
    return charts.bars(Line(line.label, dutch.money(line.amount), line.amount, row=line) for line in lines)


def columns(lines: list[CallLine]) -> Chart:
    """Applications per call, and inside each bar what was approved of them."""
    return charts.bars(Line(line.call.title, _asked(line), line.asked, line.approved, line) for line in lines)


def _asked(line: CallLine) -> str:
    if not line.announced:
        return str(line.asked)
    return _("%(approved)s of %(asked)s") % {"approved": line.approved, "asked": line.asked}

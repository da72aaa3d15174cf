"""Form fields as a Flemish official types them: amounts with a comma, percentages, and Brussels wall time."""

import re
from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.values import decimal_of
from workflow import dutch
from workflow.moments import instant, wall
from workflow.refusals import Refused

_SPACES = re.compile(r"[\s\ufeff]+")
_AMOUNT = re.compile(r"(?:€|euro?)?([\d.,]*\d)(?:,[-–—]{1,2})?(?:€|euro?)?", re.ASCII | re.IGNORECASE)
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


def bare(text: str) -> str:
    """Without the spaces of any kind that people and spreadsheets put in numbers."""
    return _SPACES.sub("", text)


class _Written(forms.CharField):
    """A number written the Dutch way, from `lowest` to `highest`, with at most two decimals."""

    sign = ""
    unreadable = ""
    default_error_messages = {
        "places": gettext_lazy("Write at most two decimals."),
        "range": gettext_lazy("Write a number from %(lowest)s to %(highest)s."),
    }

    def __init__(self, *, lowest: Decimal | str = "0.01", highest: Decimal | str, **options):
        self.lowest, self.highest = Decimal(lowest), Decimal(highest)
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value):
        text = bare(super().to_python(value))
        if text in self.empty_values:
            return None
        number = self.read(text)
        if number is None:
            raise ValidationError(self.unreadable, code="invalid")
        if number.as_tuple().exponent < -2:  # 1,500 may mean fifteen hundred: it is no amount
            raise ValidationError(self.error_messages["places"], code="places")
        if not self.lowest <= number <= self.highest:
            bounds = {"lowest": self.written(self.lowest), "highest": self.written(self.highest)}
            raise ValidationError(self.error_messages["range"] % bounds, code="range")
        return number.quantize(Decimal("0.01"))

    def read(self, text: str) -> Decimal | None:
        return decimal_of(text.replace(self.sign, ""))

    def prepare_value(self, value):
        return self.bare(value) if isinstance(value, Decimal | int) else value

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.to_python(self.prepare_value(initial))
        except ValidationError:
            return True


class MoneyField(_Written):
    """An amount in euro, to the cent."""

    unreadable = gettext_lazy("Write an amount in euro, such as 150.000,00.")

    def __init__(self, *, highest="9999999999.99", **options):
        super().__init__(highest=highest, **options)

    def read(self, text: str) -> Decimal | None:
        """€ 1.250,00 · 1250,- · 1250.00 EUR; `static/js/portal.js` reads the same."""
        found = _AMOUNT.fullmatch(text)
        return decimal_of(found[1]) if found else None

    def written(self, value: Decimal) -> str:
        return dutch.money(value)

    def bare(self, value: Decimal) -> str:
        return dutch.money(value).replace(f"€{dutch.NBSP}", "")


class PercentField(_Written):
    """A percentage, above 0 and at most 100."""

    sign = "%"
    unreadable = gettext_lazy("Write a percentage, such as 80 or 12,5.")

    def __init__(self, *, highest="100", **options):
        super().__init__(highest=highest, **options)

    def written(self, value: Decimal) -> str:
        return dutch.percent(value)

    def bare(self, value: Decimal) -> str:
        return dutch.number(value)


class ScoreField(_Written):
    """A score on the scale of the jury, above 0."""

    unreadable = gettext_lazy("Write a score, such as 3 or 2,5.")

    def __init__(self, *, highest="5", **options):
        super().__init__(highest=highest, **options)

    def written(self, value: Decimal) -> str:
        return dutch.number(value)

    bare = written


class DayField(forms.DateField):
    """A day in this century; typed as the browser offers it, or as 25/3/2022."""

    default_error_messages = {
        "invalid": gettext_lazy("Write a date, such as 25/3/2022."),
        "far": gettext_lazy("Write a date between 2000 and 2100."),
    }

    def __init__(self, **options):
        options.setdefault("widget", forms.DateInput({"type": "date", "class": "w-s"}, format="%Y-%m-%d"))
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], **options)

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and not FIRST <= day <= LAST:
            raise ValidationError(self.error_messages["far"], code="far")
        return day


CLOCKS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H.%M.%S", "%Hu%M", "%H"]
NO_CLOCK = gettext_lazy("Write a time, such as 23.59.")


class Clock(forms.TimeInput):
    """A time of the day, in hours and minutes."""

    def __init__(self):
        super().__init__({"type": "time"}, format="%H:%M")


class _DayAndClock(forms.MultiWidget):
    def __init__(self):
        super().__init__(
            [
                forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
                Clock(),
            ]
        )

    def decompress(self, value):
        if not value:
            return [None, None]
        local = wall(value)
        return [local.date(), local.time()]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], (_("day"), _("time")), strict=True):
            part["attrs"]["aria-label"] = label
        return context


class WallTimeField(forms.MultiValueField):
    """A Brussels wall time, typed as a day and a clock time; cleans to its instant in UTC.

    A wall time that does not exist or exists twice is refused with the codes of `workflow.moments.instant`.
    """

    widget = _DayAndClock
    default_error_messages = {"required": gettext_lazy("Choose a day and a time.")}

    def __init__(self, **options):
        clocks = forms.TimeField(input_formats=CLOCKS, error_messages={"invalid": NO_CLOCK})
        options.setdefault("require_all_fields", True)
        super().__init__(fields=[DayField(), clocks], **options)

    def compress(self, parts) -> datetime | None:
        if not parts:
            return None
        try:
            return instant(datetime.combine(*parts))
        except Refused as refusal:
            raise ValidationError([ValidationError(r.text, code=r.code) for r in refusal.reasons]) from None

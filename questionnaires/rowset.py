"""Lists of rows in a form: in the order they stand, added to and removed from with or without a script."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, TOTAL_FORM_COUNT
from django.utils.translation import gettext as _


class RowSet(forms.BaseFormSet):
    """An empty row is no row, and the whole list is replaced when it is saved. At first `fewest` rows are drawn."""

    fewest = 0

    def initial_form_count(self) -> int:
        return 0  # so that any row may be left empty

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return max(len(self.initial or ()) + self.extra, self.fewest)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields[DELETION_FIELD_NAME].widget = forms.HiddenInput()
        line = "__line__" if index is None else index + 1
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = _("%(label)s, line %(line)s") % {"label": field.label, "line": line}

    def clean(self):
        if self.management_form.cleaned_data[TOTAL_FORM_COUNT] < 0:  # Django takes it for an empty list
            raise ValidationError(_("The lines of this form did not arrive. Send it again."), code="no-lines")

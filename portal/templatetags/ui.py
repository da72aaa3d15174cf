"""The small components of the look: icons, badges, bars, breadcrumbs and the summary of errors."""

from functools import cache

from django import template
from django.forms import BaseForm, Field
from django.forms.formsets import BaseFormSet
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

# A badge always has an icon; this is the one when the page names none.
USUAL_ICON = {
    "busy": "circle",
    "good": "check",
    "bad": "cross",
    "soon": "warning",
    "boost": "star",
    "now": "circle",
    "quiet": "circle",
    "": "clock",
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The drawing `parts/icons/<name>.svg`, inline so that it takes the colour of the text beside it."""
    return mark_safe(get_template(f"parts/icons/{name}.svg").render().strip())


@register.simple_tag
def badge(kind: str, text: str, icon_name: str = "") -> SafeString:
    """A state: `kind` is busy, good, bad, soon, boost, now, quiet or empty."""
    drawing = icon(icon_name or USUAL_ICON.get(kind, "circle"))
    return format_html('<span class="{}">{}{}</span>', f"badge {kind}".strip(), drawing, text)


@register.simple_tag
def run(percent, label: str, here: bool = False, css: str = "") -> SafeString:
    """A bar filled to `percent` (0 to 100); `label` says it in words. Only a deadline has `here=True`."""
    share = f"{min(max(float(percent or 0), 0), 100):.1f}".removesuffix(".0")
    top = 6 if here else 0
    mark = format_html('<rect class="here" x="{}%" y="1" width="7" height="18" rx="1"/>', share) if here else ""
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><rect class="all" y="{}" width="100%" height="8" rx="2"/>'
        '<rect class="part" y="{}" width="{}%" height="8" rx="2"/>{}</svg>',
        f"run {'' if here else 'thin'} {css}".strip().replace("  ", " "),
        label,
        top,
        top,
        share,
        mark,
    )


@register.simple_tag
def breadcrumb(*crumbs: str) -> SafeString:
    """`{% breadcrumb label address label address here %}`: the last one is the page itself."""
    *links, here = crumbs
    items = format_html_join(
        "",
        '<li class="breadcrumb-item"><a href="{}">{}</a></li>',
        ((address, label) for label, address in zip(links[::2], links[1::2], strict=True)),
    )
    return format_html(
        '<nav aria-label="{}"><ol class="breadcrumb">{}'
        '<li class="breadcrumb-item active" aria-current="page">{}</li></ol></nav>',
        _("Breadcrumb"),
        items,
        here,
    )


def _control(bound) -> str:
    """The id a link must point to, to land in the control itself."""
    first = "_0" if bound.field.widget.use_fieldset else ""
    return f"{bound.auto_id}{first}"


def _named(bound) -> str:
    """Beside a control "fill this in" is clear; in the summary it must say what."""
    return _("%(label)s: fill this in.") % {"label": bound.label}


def _points_of_form(form, line: int | None = None):
    prefix = _("Line %(line)s: ") % {"line": line} if line else ""
    for error in form.non_field_errors():
        yield {"text": f"{prefix}{error}", "href": ""}
    for bound in form:
        for error in bound.errors.as_data():
            said = " ".join(error.messages)
            text = _named(bound) if said == str(Field.default_error_messages["required"]) else said
            if hasattr(bound.field, "question"):  # the sentences of a form that an officer wrote name no question
                text = f"{bound.field.question.label}: {text}"
            yield {"text": f"{prefix}{text}", "href": "" if bound.is_hidden else f"#{_control(bound)}"}


def _first_control(formset) -> str:
    """Where to begin mending rows that are wrong together."""
    bound = next((form.visible_fields()[0] for form in formset.forms if form.visible_fields()), None)
    return f"#{_control(bound)}" if bound else ""


def _points(thing):
    """Every error of a form or formset, or every reason of a refusal, as a sentence and where to mend it."""
    if isinstance(thing, BaseFormSet):
        if thing.is_bound:
            for error in thing.non_form_errors():
                yield {"text": error, "href": _first_control(thing)}
            for line, form in enumerate(thing.forms, start=1):
                yield from _points_of_form(form, line)
    elif isinstance(thing, BaseForm):
        if thing.is_bound:
            yield from _points_of_form(thing)
    else:
        for reason in thing or ():
            yield {"text": getattr(reason, "text", reason), "href": getattr(reason, "href", "")}


@register.inclusion_tag("parts/error_summary.html")
def error_summary(*things, section: bool = False):
    """All that must be mended, first in the form. Takes forms, formsets and lists of reasons, any number."""
    return {"points": [point for thing in things for point in _points(thing)], "section": section}


def _has_errors(value) -> bool:
    if isinstance(value, BaseFormSet):
        return value.is_bound and not value.is_valid()
    return isinstance(value, BaseForm) and value.is_bound and bool(value.errors)


@register.simple_tag(takes_context=True)
def title_mark(context) -> str:
    """`Fout: ` before the title of a page with a form that must be mended, so that the tab says it too."""
    wrong = context.get("has_errors") or any(_has_errors(value) for value in context.flatten().values())
    return _("Error:") + " " if wrong else ""


@register.filter
def page_numbers(page) -> list:
    """Numbers to show for a page of a Paginator; `…` where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))

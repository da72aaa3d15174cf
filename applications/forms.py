"""What did the applicant type? Shape only; what is missing the rules say, and a draft may miss anything."""

import difflib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from applications import rules, uploads
from applications.models import Application, Attachment, Participant
from applications.rowforms import LineField, Rows, UidField, limits, written
from applications.span import project_term
from calls.fields import DayField, WallTimeField
from questionnaires.values import tidy
from workflow import dutch


class TextField(forms.CharField):
    """Text of several lines. `words` is what may be handed in; a draft may be longer for a while."""

    def __init__(self, *, rows: int, words: int, **options):
        options = {"required": False, "max_length": words * 20, "strip": True} | options
        super().__init__(widget=forms.Textarea({"rows": rows}), **options)
        del self.widget.attrs["maxlength"]  # a browser would cut off what was pasted, without a word
        self.needed, self.max_words = True, words

    def to_python(self, value):
        return tidy(super().to_python(value)).strip()


class StartForm(forms.Form):
    """Who asks, and a first name for the project."""

    organisation = forms.ChoiceField(label=gettext_lazy("For which government?"), widget=forms.RadioSelect)
    title = LineField(
        label=gettext_lazy("Name of the project"),
        help_text=gettext_lazy("You can still change the name. The jury reads it first."),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the project a name.")},
    )

    def __init__(self, *args, organisations: list[Organisation], **options):
        super().__init__(*args, **options)
        self.organisations = {str(each.pk): each for each in organisations}
        self.fields["organisation"].choices = [(pk, written(each)) for pk, each in self.organisations.items()]
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = organisations[0].pk

    def clean_organisation(self) -> Organisation:
        return self.organisations[self.cleaned_data["organisation"]]


class ProjectForm(forms.Form):
    """What the project is. Only the name is needed to save."""

    title = LineField(
        label=gettext_lazy("Name of the project"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the project a name.")},
    )
    summary = TextField(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy(
            "What do you want to do, for whom, and why now? Everybody can read the summary if you get the subsidy."
        ),
        rows=5,
        words=rules.MOST_WORDS["summary"],
    )
    focus = forms.ChoiceField(label=gettext_lazy("Focus"), widget=forms.RadioSelect, required=False)
    starts_on = DayField(label=gettext_lazy("Start of the project"), required=False)
    ends_on = DayField(label=gettext_lazy("End of the project"), required=False)
    goals = TextField(
        label=gettext_lazy("Goals"),
        help_text=gettext_lazy("What is different when the project is finished, and how do you measure that?"),
        rows=8,
        words=rules.MOST_WORDS["goals"],
    )

    def __init__(self, *args, application: Application, **options):
        super().__init__(*args, **options)
        self.focuses = {str(each.pk): each for each in application.call.focuses.all()}
        choices = [(pk, each.name) for pk, each in self.focuses.items()]
        if (kept := application.focus) and str(kept.pk) not in self.focuses:  # the call dropped it since
            self.focuses[str(kept.pk)] = kept
            choices.append((str(kept.pk), _("%(focus)s (not offered any more)") % {"focus": kept}))
        self.fields["focus"].choices = choices
        self.all_needed = True
        self.fields["ends_on"].help_text = _("At the latest on %(day)s.") % {
            "day": dutch.day(project_term(application.call, application.starts_on))
        }

    def clean_focus(self):
        return self.focuses.get(self.cleaned_data["focus"])

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The project ends before it starts. Choose a later end."))
        return data

    @staticmethod
    def initial_of(application: Application) -> dict:
        values = {name: getattr(application, name) for name in ProjectForm.base_fields}
        return values | {"focus": application.focus_id}


class ParticipantForm(forms.Form):
    """A government, chosen by its name, or a subcontractor that is named."""

    uid = UidField(required=False)
    part = forms.ChoiceField(
        choices=[(p.value, p.label.capitalize()) for p in Participant.Part],
        initial=Participant.Part.PARTNER,
        label=gettext_lazy("Role"),
    )
    name = LineField(
        max_length=120,
        required=False,
        label=gettext_lazy("Name"),
        widget=forms.TextInput({"list": "besturen", "autocomplete": "off"}),
    )

    def __init__(self, *args, directory: "Directory", **options):
        super().__init__(*args, **options)
        self.directory = directory
        self.organisation = None
        self.fields["name"].widget.attrs.pop("maxlength", None)

    def has_changed(self) -> bool:
        return True  # a row without a name is blank, whatever role the browser sent

    def clean(self):
        data = super().clean()
        name = data.get("name")
        if name and data.get("part") not in (None, Participant.Part.SUBCONTRACTOR):
            try:
                self.organisation = self.directory.find(name)
            except ValidationError as fault:
                self.add_error("name", fault)
        return data

    def is_blank(self) -> bool:
        return not (self.cleaned_data.get("name") or "name" in self.errors) if hasattr(self, "cleaned_data") else True

    def row(self) -> dict:
        part = self.cleaned_data["part"]
        row = {"uid": self.cleaned_data["uid"], "part": part}
        if part == Participant.Part.SUBCONTRACTOR:
            return row | {"organisation_id": None, "name": self.cleaned_data["name"]}
        return row | {"organisation_id": self.organisation.pk, "name": ""}


class Directory:
    """The local governments that exist on a day, found by the name people type; `also` are known whatever the day."""

    def __init__(self, day, also=()):
        self.day, self.also = day, list(also)
        self.known = {each.pk for each in self.also}

    @cached_property
    def governments(self) -> list[Organisation]:
        return list(Organisation.objects.local().valid_on(self.day).by_name().only("kind", "name"))

    @cached_property
    def by_name(self) -> dict[str, list[Organisation]]:
        names: dict[str, list[Organisation]] = {}
        for each in {each.pk: each for each in (*self.governments, *self.also)}.values():
            for name in {each.full_name.casefold(), each.name.casefold()}:
                names.setdefault(name, []).append(each)
        return names

    def names(self) -> list[str]:
        return [each.full_name for each in self.governments]

    def find(self, typed: str) -> Organisation:
        """The government of that name. Raises ValidationError with what comes near."""
        there = [each for each in self.also if each.full_name.casefold() == typed.casefold()]
        if len(there) == 1:  # no list of all governments is asked for while somebody types in another row
            return there[0]
        wanted = typed.casefold().removeprefix("stad ").strip()
        found = self.by_name.get(typed.casefold()) or self.by_name.get(wanted, [])
        exact = [each for each in found if each.full_name.casefold() == typed.casefold()] or found
        if len(exact) > 1:
            exact = [each for each in exact if each.pk in self.known] or exact
        if len(exact) == 1:
            return exact[0]
        if found:
            names = dutch.enumerate_names([each.full_name for each in found[:5]])
            raise ValidationError(_("There are several: %(names)s. Write which one.") % {"names": names}, "several")
        near = difflib.get_close_matches(wanted, list(self.by_name), n=3, cutoff=0.75)
        if near:
            names = dutch.enumerate_names([self.by_name[each][0].full_name for each in near])
            raise ValidationError(_("No government has this name. Do you mean %(names)s?") % {"names": names}, "near")
        raise ValidationError(_("No government has this name. Choose one from the list."), "unknown")


class ParticipantRows(Rows):
    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms or form.organisation is None:
                continue
            if form.organisation.pk in seen:
                form.add_error("name", ValidationError(_("This government is named twice."), "twice"))
            seen.add(form.organisation.pk)


ParticipantFormSet = forms.formset_factory(ParticipantForm, formset=ParticipantRows, **limits(rules.MOST_ROWS))


def participant_rows_of(application: Application, rows: list[dict] | None = None) -> list[dict]:
    kept = sorted(application.participants.all(), key=lambda each: each.position)
    if rows is None:
        return [_participant_row(p.uid, p.part, p.organisation, p.name) for p in kept]
    ids = {row["organisation_id"] for row in rows if row["organisation_id"]}
    named = {each.pk: each for each in Organisation.objects.filter(pk__in=ids)}
    return [_participant_row(r["uid"], r["part"], named.get(r["organisation_id"]), r["name"]) for r in rows]


def _participant_row(uid: str, part: str, organisation: Organisation | None, name: str) -> dict:
    return {"uid": uid, "part": part, "name": written(organisation) if organisation else name}


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class AttachmentForm(forms.Form):
    """Files of one topic."""

    topic = forms.ChoiceField(
        choices=[(topic.value, topic.label.capitalize()) for topic in Attachment.Topic],
        label=gettext_lazy("What is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    # Judged one by one by `uploads.take_in`, which says of each what to do instead.
    files = forms.Field(
        label=gettext_lazy("Choose one or more files"), widget=_Files({"accept": uploads.ACCEPT}), required=False
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.all_needed = True


class ReplaceForm(forms.Form):
    """The file that takes the place of another one."""

    files = forms.Field(
        label=gettext_lazy("Choose the new file"),
        widget=forms.FileInput({"accept": uploads.ACCEPT}),
        required=False,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.all_needed = True


class RefuseForm(forms.Form):
    """Why a government does not take part."""

    reason = forms.CharField(
        label=gettext_lazy("Why does your government refuse?"),
        help_text=gettext_lazy("The lead government reads this."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why your government refuses.")},
    )

    def clean_reason(self) -> str:
        return tidy(self.cleaned_data["reason"]).strip()


class ReasonForm(forms.Form):
    """Why an application is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you withdraw?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why you withdraw.")},
    )

    def clean_reason(self) -> str:
        return tidy(self.cleaned_data["reason"]).strip()


class SignerForm(forms.Form):
    """Which colleague is asked to sign off, with a word to that person."""

    signer = forms.TypedChoiceField(
        label=gettext_lazy("Who signs off?"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("Choose a colleague."),
            "invalid_choice": gettext_lazy("Choose a colleague of your own government."),
        },
    )
    word = forms.CharField(
        label=gettext_lazy("A word to your colleague"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        named = [(each.pk, f"{each} ({each.function})" if each.function else str(each)) for each in people]
        self.fields["signer"].choices = [("", gettext_lazy("Choose")), *named]

    def clean_word(self) -> str:
        return tidy(self.cleaned_data["word"]).strip()


class SendBackForm(forms.Form):
    """What has to change before somebody signs off."""

    remark = forms.CharField(
        label=gettext_lazy("What has to change?"),
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Write what has to change.")},
    )

    def clean_remark(self) -> str:
        return tidy(self.cleaned_data["remark"]).strip()


class ExtensionForm(forms.Form):
    """More time for one draft: who, until when, and why."""

    who = forms.ModelChoiceField(
        Application.objects.none(),
        label=gettext_lazy("Which government?"),
        empty_label=gettext_lazy("Choose"),
        error_messages={
            "required": gettext_lazy("Choose a government."),
            "invalid_choice": gettext_lazy("This government has no draft that can get more time. Choose another one."),
        },
    )
    new = WallTimeField(label=gettext_lazy("It can hand in until"))
    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The government reads this reason; it stands in the ledger, not on a public page."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why this government gets more time.")},
    )
    warned = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args, drafts, **options):
        super().__init__(*args, **options)
        self.fields["who"].queryset = drafts
        self.fields["who"].label_from_instance = lambda each: f"{written(each.organisation)} ({each.number})"

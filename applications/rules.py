"""May this happen to an application, and if not, why not? Reads only."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation, Role
from applications import consent, filled, reopened, signoff
from applications.completion_rules import why_not_touch
from applications.line_rules import cost_reasons, planning_reasons
from applications.models import Answer, Application, Entry, Participant
from applications.span import project_term
from applications.states import EDITABLE, ScanState, State
from calls.models import Call, Unconfirmed
from questionnaires import values
from questionnaires.definition import is_empty
from questionnaires.models import Version
from workflow import dutch
from workflow.moments import wall
from workflow.refusals import Reason, rule

# Words that an applicant may use; the forms count them, handing in holds to them.
MOST_WORDS = {"summary": 200, "goals": 400}
# A file has at most so many governments and plan lines, and so many cost lines: every letter and page can hold them.
MOST_ROWS = 60
MOST_COSTS = 200
MOST_FILES = 40
NOT_CONFIRMED = "partner-not-confirmed"
SIGN_OFF = "sign_off"  # the field of reasons about the second person
MOST_COPIES = 30  # PDFs to read, of one application in one day


@rule
def why_not_start(call: Call, organisation: Organisation, *, by, at: datetime) -> Iterator[Reason]:
    """May this person start an application for this government?"""
    if not by.is_in(organisation.pk, Role.DRAFTER, Role.SUBMITTER):
        yield Reason("not-yours", _("You do not work for this government in the portal."), "organisation")
    if not call.is_open_at(at):
        yield Reason("call-closed", _("This call is not open."))
    if organisation.kind not in call.eligible_kinds:
        yield Reason("not-eligible", _("This kind of government cannot apply in this call."), "organisation")
    day = wall(at).date()
    if (organisation.valid_until and organisation.valid_until < day) or (
        organisation.valid_from and organisation.valid_from > day
    ):
        yield Reason(
            "not-valid", _("This government does not exist at this moment. Apply with its successor."), "organisation"
        )


def _own(application: Application, by, *roles: str) -> Iterator[Reason]:
    if not by.is_in(application.organisation_id, *roles):
        yield Reason("not-yours", _("Only the lead government can do this."))


@rule
def why_not_edit(
    application: Application, *, by, at: datetime, part: str = "", edit: int | None = None
) -> Iterator[Reason]:
    """Drafts and reopened files are edited by their own government while the call is open, and of a file that is
    completed the parts that were named.

    `edit` is the version of this part that the person had before them; one that never was cannot be compared with.
    """
    yield from _own(application, by, Role.DRAFTER, Role.SUBMITTER)
    if application.state == State.COMPLETING:
        yield from why_not_touch(application, part, at)
    elif application.state not in EDITABLE and not _just_late(application, at):
        yield Reason("not-editable", _("This application is handed in or ended. It cannot be changed now."))
    elif at < application.call.opens_at:
        yield from _not_open(application.call)
    elif not application.is_open_at(at):
        yield from closed(application, at)
    if edit is not None and not 0 <= edit <= application.edits.get(part, 0):
        text = _("This page does not fit the application any more. Compare with the newest text below and save again.")
        yield Reason("edited-meanwhile", text)


@rule
def why_not_restore(entry: Entry) -> Iterator[Reason]:
    """What is put back fits the form as it is now; a focus must still be offered, a question still be asked."""
    call = entry.application.call
    gone = Reason("no-longer-asked", _("The form no longer asks this. Copy the text to where you can use it."))
    if entry.part not in ("project", "costs", "participants", "planning"):
        version = filled.form_of(entry.application)
        question = version.definition.question(entry.field) if version else None
        if question is None or not values.fits(question, entry.value):
            yield gone
    elif entry.field == "focus" and entry.value and entry.value not in {each.pk for each in call.focuses.all()}:
        yield gone


@rule
def why_not_last(starts_on: date | None, ends_on: date | None) -> Iterator[Reason]:
    """A project ends after it starts, also when two colleagues each wrote one of the two days."""
    if starts_on and ends_on and ends_on < starts_on:
        yield Reason("ends-before-start", _("The project ends before it starts. Choose a later end."), "ends_on")


@rule
def why_not_choose(application: Application, focus) -> Iterator[Reason]:
    """A focus is one of the call. A draft may keep one that the call dropped, until it is handed in."""
    if focus.pk != application.focus_id and focus not in application.call.focuses.all():
        yield Reason("focus-not-in-call", _("This focus is not part of the call. Choose another one."), "focus")


@rule
def why_not_answer(application: Application, section: str, answers, version: Version) -> Iterator[Reason]:
    """Answers are values that the questions of that section in that version of the form can have."""
    found = version.questionnaire_id == application.call.form_id and next(
        (each for each in version.definition.sections if each.key == section), None
    )
    questions = {each.key: each for each in found.questions} if found else {}
    for key, value in answers.items():
        if key not in questions:
            yield Reason("no-such-question", _("This question is not part of the form."), field_of(key))
        elif not is_empty(value) and not values.fits(questions[key], value):
            text = _("This is no answer to “%(name)s”.") % {"name": questions[key].label}
            yield Reason("does-not-fit", text, field_of(key))


@rule
def why_not_set_aside(answer: Answer, *, by, at: datetime) -> Iterator[Reason]:
    """Only what no longer fits the form is taken from the page; anything else is simply changed."""
    yield from why_not_edit(answer.application, by=by, at=at)
    if answer.set_aside_at is not None or answer.pk not in {each.pk for each in filled.of(answer.application).aside}:
        yield Reason("still-fits", _("This answer stands in the form. Change it there."))


@rule
def why_not_try(application: Application, *, by) -> Iterator[Reason]:
    """Whoever fills it in may test whether it can be handed in."""
    yield from _own(application, by, Role.DRAFTER, Role.SUBMITTER)


@rule
def why_not_submit(application: Application, *, by, at: datetime, content: dict | None = None) -> Iterator[Reason]:
    """Everything that stands between a draft and its receipt, each with the field it is about.

    `content` is what would be frozen, so that it is composed once.
    """
    call = application.call
    if not by.is_in(application.organisation_id, Role.SUBMITTER):
        text = _("Only somebody with the role “submitter” in your government can hand in.")
        yield Reason("not-a-submitter", text)
    if application.state not in EDITABLE and not _just_late(application, at):
        yield Reason("wrong-state", _("This application is not a draft."))
    if at < call.opens_at:
        yield from _not_open(call)
    elif not application.is_open_at(at):
        yield from closed(application, at)
    yield from why_incomplete(application, content)


def _just_late(application: Application, at: datetime) -> bool:
    """A draft that lapsed: what there is to say is that the call closed, and when."""
    return application.state == State.LAPSED and not application.is_open_at(at)


def _not_open(call: Call) -> Iterator[Reason]:
    yield Reason("call-not-open", _("The call opens on %(moment)s.") % {"moment": dutch.moment(call.opens_at)})


def closed(application: Application, at: datetime) -> Iterator[Reason]:
    """That the call closed, and when the request arrived."""
    text = _("The call closed on %(moment)s. Your request arrived on %(arrived)s at %(clock)s.")
    facts = {
        "moment": dutch.moment(application.closes_at),
        "arrived": dutch.weekday(at),
        "clock": dutch.clock(at, seconds=True),
    }
    yield Reason("call-closed", text % facts)


@rule
def why_incomplete(application: Application, content: dict | None = None) -> Iterator[Reason]:
    """What is missing or wrong in the file itself, whoever hands it in and whenever. While a file is completed: what
    the open parts have to do with."""
    if application.state != State.COMPLETING:
        yield from _faults(application, content)
        return
    request = reopened.request_of(application)
    names = request.names if request else set()
    keys = reopened.keys_of(names, filled.whole(application).definition)
    yield from (each for each in _faults(application, content) if reopened.concerns(names, keys, each.field))


def _faults(application: Application, content: dict | None) -> Iterator[Reason]:
    yield from _project_reasons(application)
    yield from _party_reasons(application)
    yield from _consent_reasons(application)
    yield from cost_reasons(application)
    yield from planning_reasons(application)
    yield from _answer_reasons(application)
    yield from _sign_off_reasons(application, content)


def _sign_off_reasons(application: Application, content: dict | None) -> Iterator[Reason]:
    """Where the call asks it, a second person signed off exactly what stands there now."""
    if not signoff.asks(application):
        return
    found = signoff.standing(application)
    words = {
        "who": application.call.signer,
        "name": found.sign_off.signer if found.sign_off else "",
        "what": found.what,
    }
    if found.code == "unasked":
        text = _("A second person (%(who)s) still has to sign off. Ask a colleague.")
        yield Reason("no-sign-off", text % words, SIGN_OFF)
    elif found.code == "asked":
        yield Reason("no-sign-off", _("%(name)s was asked to sign off and has not done so yet.") % words, SIGN_OFF)
    elif found.code == "sent-back":
        text = _("%(name)s sent it back with a remark. Mend it and ask again.")
        yield Reason("sign-off-sent-back", text % words, SIGN_OFF)
    elif found.code == "outdated":
        text = _("The sign-off of %(name)s is outdated, because this changed since: %(what)s. Ask to sign off again.")
        yield Reason("sign-off-outdated", text % words, SIGN_OFF)


def _answer_reasons(application: Application) -> Iterator[Reason]:
    for question, fault in filled.of(application).faults():
        yield Reason(fault.code, fault.text, field_of(question.key))


def field_of(key: str) -> str:
    """The field that a reason about a question names."""
    return f"answer-{key}"


def _too_long(name: str, text: str, most: int, field: str) -> Reason:
    said = _("“%(name)s” has %(n)s words. Shorten it to %(most)s.")
    facts = {"name": name, "n": dutch.number(len(text.split())), "most": dutch.number(most)}
    return Reason("too-long", said % facts, field)


def _party_reasons(application: Application) -> Iterator[Reason]:
    parties = [p for p in consent.counting(application).participants if p.organisation_id]
    initiators = [p.organisation for p in parties if p.part == Participant.Part.INITIATOR]
    for each in (application.organisation, *initiators):  # letters name them by that number
        if len(each.kbo) != 10:
            text = _(
                "The portal has no KBO number of %(name)s. A submitter of that government fills it in "
                "on its own page, “My local government”."
            )
            yield Reason("no-kbo", text % {"name": each.full_name}, "participants")
    if any(p.organisation_id == application.organisation_id for p in parties):
        text = _("Your own government is the lead already. Remove it from the participants.")
        yield Reason("lead-named-twice", text, "participants")
    if application.organisation.kind not in application.call.eligible_kinds:
        yield Reason("not-eligible", _("This kind of government cannot apply in this call."), "organisation")


def _consent_reasons(application: Application) -> Iterator[Reason]:
    """Where the call wants it, nobody is handed in without having confirmed what stands there now."""
    if application.call.unconfirmed != Unconfirmed.BLOCK:
        return
    for voice in consent.voices(application):
        if not voice.stands:
            text = _("%(name)s has not confirmed its part as it is now.")
            name = voice.organisation.full_name
            yield Reason(NOT_CONFIRMED, text % {"name": name[:1].upper() + name[1:]}, "participants")


def _project_reasons(application: Application) -> Iterator[Reason]:
    call = application.call
    for name, text in {
        "title": _("Give the project a name."),
        "summary": _("Write a summary."),
        "goals": _("Write the goals."),
    }.items():
        if not getattr(application, name).strip():
            yield Reason(f"no-{name}", text, name)
    for name, label in {"summary": _("Summary"), "goals": _("Goals")}.items():
        text = getattr(application, name)
        if len(text.split()) > MOST_WORDS[name]:
            yield _too_long(label, text, MOST_WORDS[name], name)
    if application.focus_id is None:
        yield Reason("no-focus", _("Choose a focus."), "focus")
    elif application.focus_id in call.dropped_focuses:
        text = _("The focus “%(name)s” is not offered any more. Choose another one.") % {"name": application.focus}
        yield Reason("focus-not-in-call", text, "focus")
    if application.starts_on is None:
        yield Reason("no-start", _("Fill in when the project starts."), "starts_on")
    if application.ends_on is None:
        yield Reason("no-end", _("Fill in when the project ends."), "ends_on")
    elif application.ends_on > (last := project_term(call, application.starts_on)):
        text = _("A project of this type ends at the latest on %(day)s. Choose an earlier end.") % {
            "day": dutch.day(last)
        }
        yield Reason("beyond-term", text, "ends_on")


def advice_before_submitting(application: Application) -> list[Reason]:
    """What does not stop anybody from handing in, but costs points later."""
    governments = [p for p in consent.counting(application).participants if p.part != Participant.Part.SUBCONTRACTOR]
    current = [a for a in application.attachments.all() if a.removed_at is None]
    topics = {a.topic for a in current}
    refused = [a.name for a in current if a.state in (ScanState.INFECTED, ScanState.UNSURE)]
    advice = []
    if refused:
        text = _("The jury cannot open %(names)s because of the virus scanner. Remove or replace it.")
        advice.append(
            Reason("scan", text % {"names": dutch.enumerate_names([f"“{name}”" for name in refused])}, "attachments")
        )
    if governments and "agreement" not in topics:
        text = _(
            "You work together, but the signed cooperation agreement is missing. "
            "Without it the jury ignores the cooperation."
        )
        advice.append(Reason("no-agreement", text, "attachments"))
    if application.call.cooperation_required and not governments:
        text = _(
            "This call asks for cooperation with at least one other government. "
            "Without it a positive advice is not possible."
        )
        advice.append(Reason("no-cooperation", text, "participants"))
    return advice


@rule
def why_not_reopen(application: Application, *, by, at: datetime) -> Iterator[Reason]:
    """A submitted file can be changed until the closing; its submitted version stays valid meanwhile."""
    yield from _own(application, by, Role.SUBMITTER)
    if application.state != State.SUBMITTED:
        yield Reason("wrong-state", _("Only an application that was handed in can be changed again."))
    if not application.is_open_at(at):
        yield Reason("call-closed", _("The call is closed. What you handed in counts."))


@rule
def why_not_withdraw(application: Application, *, by, reason: str) -> Iterator[Reason]:
    """Withdrawing is possible until the decision is announced."""
    yield from _own(application, by, Role.SUBMITTER)
    if application.state not in Application.MOVES["withdraw"].sources:
        yield Reason("wrong-state", _("This application can no longer be withdrawn."))
    if not reason.strip():
        yield Reason("no-reason", _("Write why you withdraw."), "reason")


@rule
def why_not_extend(application: Application, new: datetime, reason: str, *, by, at: datetime) -> Iterator[Reason]:
    """One application gets more time, while its own deadline has not passed: for all it would be over otherwise.

    The jury never waits for it: the new closing lies before its first day.
    """
    call = application.call
    if Role.OFFICER not in by.roles:
        yield Reason("not-an-officer", _("Only a programme officer can do this."))
    if application.state not in EDITABLE:
        yield Reason("no-draft", _("This application is not being worked on. Only a draft gets more time."), "who")
    if not application.is_open_at(at):
        yield Reason("call-closed", _("Its closing has passed. No extension is possible any more."), "who")
    elif new <= application.closes_at:
        text = _("Choose a moment after the closing that it has: %(moment)s.")
        yield Reason("too-early", text % {"moment": dutch.moment(application.closes_at)}, "new")
    elif (jury := call.jury_on) and wall(new).date() >= jury:
        text = _("Choose a moment before the jury meets, on %(day)s.") % {"day": dutch.weekday(jury)}
        yield Reason("after-the-jury", text, "new")
    if not reason.strip():
        yield Reason("no-reason", _("Write why this government gets more time."), "reason")


@rule
def why_not_lapse(application: Application) -> Iterator[Reason]:
    """Drafts lapse after the drain, never before."""
    if not application.call.is_sealed:
        yield Reason("not-sealed", _("The call is not sealed yet."))


@rule
def why_not_copy(application: Application, *, asked: int) -> Iterator[Reason]:
    """A PDF to read takes a worker a second or two; `asked` is how many were asked for in the last day."""
    if asked >= MOST_COPIES:
        text = _("%(n)s PDFs of this application were made today. Print the page with your browser instead.")
        yield Reason("too-many", text % {"n": asked})

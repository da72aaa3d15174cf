"""The story that every rehearsal tells: eight governments, each with a fate of its own."""

from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from django.db.models import F
from django.utils.translation import gettext as _

from applications import actions as application_actions
from applications import clock, consent, consortium, signing, signoff
from applications.inquiring import publish_answers
from applications.models import Application, CostLine, Participant, PlanLine
from applications.money import CENT
from applications.span import project_term
from applications.uploads import Upload
from calls.actions import inquiring
from calls.models import Call
from follow import actions as follow_actions
from follow.models import Subscription
from questionnaires.definition import Kind
from rehearsals import double, invented
from rehearsals.cast import Cast, gather
from rehearsals.line import Line, at_clock, by_day, days_later
from rehearsals.recorder import Recorder
from rehearsals.treatment import Treatment
from workflow.models import fingerprint
from workflow.moments import DRAIN, wall

LATER = 7  # days that the closing moves
RESUBMITS, TOGETHER, LAST, LATE, UNFINISHED, INADMISSIBLE, WEAK, REOPENED = range(8)
ASKED = {RESUBMITS: "90", TOGETHER: "100", LAST: "75", LATE: "60", UNFINISHED: "50", INADMISSIBLE: "80", WEAK: "70", REOPENED: "85"}  # fmt: skip # noqa: E501


def fates() -> list[str]:
    """What becomes of each government, in the order of the cast."""
    return [
        _("hands in early, changes it and hands in again"),
        _("hands in together with another government"),
        _("hands in in the last minute"),
        _("hands in too late"),
        _("starts and never finishes"),
        _("hands in what is not admissible"),
        _("hands in a weak project"),
        _("changes what it handed in, and forgets to hand in again"),
    ]


class Story:
    """Plays one call from nothing to its letters. Everything happens in the caller's transaction."""

    def __init__(self, call: Call, mark: int):
        self.original, self.mark = call, mark
        self.before = call.opens_at - timedelta(days=14)
        kinds = call.eligible_kinds or ["municipality"]
        self.cast: Cast = gather(mark, kinds, at=self.before, signers=bool(call.signer))
        self.recorder = Recorder(self.cast, call)
        self.line = Line(self.recorder)
        self.files: dict[int, Application] = {}
        self.assumed: list[str] = []
        self.moved = False

    @property
    def call(self) -> Call:
        return self.recorder.call

    def tell(self) -> None:
        officer, opens = self.cast["officer"], self.original.opens_at
        self.line.then(self.before, officer, _("The call is set up, as a double of the real one."), self._set_up)
        self.line.then(
            opens - timedelta(days=10), officer, _("The call is published; anybody can read it."),
            lambda at: follow_actions.publish(self.call, by=officer, at=at),
        )  # fmt: skip
        self.line.then(opens, None, _("The call opens."), lambda at: None)
        self._plan_drafts()
        self.line.play()

    def _set_up(self, at: datetime) -> None:
        officer = self.cast["officer"]
        self.recorder.call, self.assumed = double.make(self.original, self.mark, by=officer, at=at)
        programme = self.call.programme
        follow_actions.ask(self.cast.follower, programme=programme, at=at)
        follow_actions.confirm(Subscription.objects.get(address=self.cast.follower), at=at)

    # ---- before the closing ----

    def _during(self, part: float) -> datetime:
        """A moment in the time that the call was open in the first place."""
        opens, closes = self.original.opens_at, self.original.closes_at
        moment = opens + (closes - opens) * part
        return day if opens <= (day := by_day(moment)) < closes - timedelta(days=5) else moment

    def _plan_drafts(self) -> None:
        for n, town in enumerate(self.cast.towns):
            by, start = self.cast[f"town-{n}"], 0.05 + 0.03 * n
            words = {"town": town}
            self.line.then(
                self._during(start),
                by,
                _("%(town)s starts an application.") % words,
                lambda at, n=n: self._start(n, at),
            )
            self.line.then(
                self._during(start + 0.02), by, _("%(town)s fills in its application.") % words,
                lambda at, n=n: self._fill_in(n, at),
            )  # fmt: skip
        self._plan_question()
        self._plan_submit(RESUBMITS, self._during(0.45), _("%(town)s hands in early."))
        self._plan_reopen(RESUBMITS, self._during(0.48))
        self._plan_submit(RESUBMITS, self._during(0.52), _("%(town)s hands in again; the new version counts."))
        self._plan_submit(INADMISSIBLE, self._during(0.55), _("%(town)s hands in."))
        moves = max(self._during(0.6), at_clock(wall(self.original.closes_at).date() - timedelta(days=5), 11))
        self.line.then(
            moves, self.cast["officer"], _("The closing moves by %(n)s days; who has a file hears so.") % {"n": LATER},
            self._move,
        )  # fmt: skip
        self.line.then(moves + timedelta(seconds=1), None, "", self._plan_the_end, expect="nothing")
        self.line.remind_before(self.original.closes_at)

    def _plan_question(self) -> None:
        """A question in the time for questions, and its answer for everybody at once."""
        until, by = self.original.questions_close_at, self.cast[f"town-{LAST}"]
        asked, answered = self._during(0.32), self._during(0.38)
        if until:
            asked = min(asked, until - timedelta(hours=2))
            self.line.then(until, None, _("No more questions are taken."), lambda at: None)
        self.line.then(
            asked, by, _("%(town)s asks a question about the call.") % {"town": self.cast.towns[LAST]},
            lambda at: inquiring.ask_question(self.call, _("May we start before the award?"), by=by, at=at),
        )  # fmt: skip
        self.line.then(
            max(answered, asked + timedelta(hours=1)), self.cast["officer"],
            _("The officer answers; who has a file or follows the call hears so."), self._answer_question,
        )  # fmt: skip

    def _answer_question(self, at: datetime) -> None:
        officer = self.cast["officer"]
        for each in self.call.inquiries.waiting():
            answer = _("Yes, at your own risk: costs count from the day that you hand in.")
            inquiring.draft_answer(each, wording=each.wording, answer=answer, by=officer, at=at)
        publish_answers(self.call, by=officer, at=at)

    def _move(self, at: datetime) -> None:
        new = days_later(self.original.closes_at, LATER)
        reason = _("Rehearsal: the closing is moved to see what happens.")
        application_actions.move_deadline(self.call, new, reason, by=self.cast["officer"], at=at)
        self.moved = True

    def _plan_the_end(self, at: datetime) -> None:
        """From here on moments hang on the closing as it is now."""
        self.call.refresh_from_db()
        closes = self.call.closes_at

        def part(share: float) -> datetime:
            moment = at + (closes - at) * share
            return day if at < (day := by_day(moment)) < closes - timedelta(hours=6) else moment

        self.line.remind_before(closes) if self.moved else None
        self._plan_submit(REOPENED, part(0.35), _("%(town)s hands in."))
        self._plan_submit(TOGETHER, part(0.5), _("%(town)s hands in, together with another government."))
        self._plan_submit(WEAK, part(0.7), _("%(town)s hands in."))
        self._plan_reopen(REOPENED, part(0.9))
        last = max(closes - timedelta(seconds=20), part(0.99))
        self._plan_submit(LAST, last, _("%(town)s hands in in the last minute."))
        self.line.then(closes, None, _("The call closes."), lambda at: None)
        self._plan_submit(
            LATE,
            closes + timedelta(seconds=15),
            _("%(town)s tries to hand in too late, and is refused."),
            expect="refused",
        )
        sealed = closes + DRAIN + timedelta(seconds=15)
        self.line.then(sealed, None, _("The clock seals the call, once all that came in time is in."), self._seal)
        Treatment(self.call, self.cast, self.line, weak=self.files[WEAK].pk, bad=self.files[INADMISSIBLE].pk).plan(
            sealed
        )

    def _plan_submit(self, n: int, at: datetime, text: str, **options) -> None:
        by = self.cast[f"town-{n}"]
        self.line.then(
            at, by, text % {"town": self.cast.towns[n]},
            lambda at: self._submit(n, by, at), **options,
        )  # fmt: skip

    def _submit(self, n: int, by, at: datetime) -> None:
        """Where the call asks it, a colleague reads and signs off first."""
        if self.call.signer and self.call.is_open_at(at):
            signer = self.cast[f"signer-{n}"]
            signing.ask(self._file(n), signer, "", by=by, at=at)
            sha256 = fingerprint(signoff.text_of(self._file(n)))
            signing.sign(self._file(n), sha256, by=signer, at=at)
        application_actions.submit(self._file(n), by=by, at=at)

    def _plan_reopen(self, n: int, at: datetime) -> None:
        by = self.cast[f"town-{n}"]
        self.line.then(
            at, by, _("%(town)s reopens what it handed in, to change it.") % {"town": self.cast.towns[n]},
            lambda at: application_actions.reopen(self._file(n), by=by, at=at),
        )  # fmt: skip

    def _seal(self, at: datetime) -> None:
        clock.seal_all_due(at=at, calls=self.line.own)
        clock.settle_left(at=at, calls=self.line.own)

    # ---- what they fill in ----

    def _file(self, n: int) -> Application:
        return Application.objects.select_related("call", "organisation").get(pk=self.files[n].pk)

    def _start(self, n: int, at: datetime) -> None:
        town = self.cast.towns[n]
        title = invented.title(town.name, n)
        self.files[n] = application_actions.start(self.call, town, title, by=self.cast[f"town-{n}"], at=at)

    def _fill_in(self, n: int, at: datetime) -> None:
        by = self.cast["drafter"] if n == RESUBMITS else self.cast[f"town-{n}"]

        def save(part: str, **what) -> None:
            application_actions.save(self._file(n), part, by=by, at=at, **what)

        save("project", fields=self._project(n))
        if n == UNFINISHED:
            return
        if n == TOGETHER or self.call.cooperation_required:
            partner = self.cast.towns[(n + 1) % len(self.cast.towns)]
            save("participants", rows=[{"part": Participant.Part.INITIATOR, "organisation": partner}])
            upload = _upload(n, _("cooperation-agreement.pdf"))
            application_actions.attach(self._file(n), upload, "agreement", by=by, at=at)
        save("costs", rows=self._costs(n))
        save("planning", rows=self._planning(n))
        self._answer(n, save, by, at)
        self._confirm(n, at)

    def _confirm(self, n: int, at: datetime) -> None:
        """Where the call asks it, each government that takes part confirms what stands there."""
        for voice in consent.voices(self._file(n)):
            by = self.cast[f"town-{self.cast.towns.index(voice.organisation)}"]
            consortium.confirm(self._file(n), voice.organisation.pk, voice.sha256, by=by, at=at)

    def _project(self, n: int) -> dict:
        """A plan within the term: it starts a month after the decision, or as late as the term allows."""
        decided = self.call.decision_by or wall(self.call.closes_at).date() + timedelta(days=60)
        starts = decided + timedelta(days=30)
        ends = min(starts + timedelta(days=180), project_term(self.call, starts))
        focuses = list(self.call.focuses.order_by("position"))
        return {
            "summary": invented.text(60, n),
            "goals": invented.text(80, n + 3),
            "focus": focuses[n % len(focuses)],
            "starts_on": min(starts, ends - timedelta(days=30)),
            "ends_on": ends,
        }

    def _costs(self, n: int) -> list[dict]:
        """Lines that together ask for a part of the maximum, at the share of the call, in kinds that it pays for."""
        asked, rows = double.share_of(self.call, ASKED[n]), []
        words = (_("Project leader"), _("Design and construction"), _("Guidance of users"))
        for line, (code, part) in enumerate(self._kinds_of_cost()):
            subsidy = (asked * part).quantize(CENT, ROUND_DOWN) if line else asked - sum(
                ((asked * each).quantize(CENT, ROUND_DOWN) for _code, each in self._kinds_of_cost()[1:]), Decimal(0)
            )  # fmt: skip
            cost = (subsidy * 100 / self.call.flemish_share).quantize(CENT, ROUND_UP)
            rows.append(
                {
                    "description": words[line % 3],
                    "category": code,
                    "year": self._project(n)["starts_on"].year,
                    "cost": cost,
                    "subsidy": subsidy,
                }
            )
        return rows

    def _planning(self, n: int) -> list[dict]:
        """A work package over the whole project, and its end as a milestone."""
        project = self._project(n)
        term = {name: project[name] for name in ("starts_on", "ends_on")}
        return [
            {"kind": PlanLine.Kind.PACKAGE, "name": _("Design and construction")} | term,
            {"kind": PlanLine.Kind.MILESTONE, "name": _("Guidance of users"), "starts_on": project["ends_on"]},
        ]

    def _kinds_of_cost(self) -> list[tuple[str, Decimal]]:
        """Two kinds or more with their part of the whole, none above its own most."""
        known = dict(CostLine._meta.get_field("category").flatchoices)
        own = self.call.categories.order_by(F("most_share").desc(nulls_first=True), "position")
        kinds = [each for each in own.values_list("code", "most_share") if not known or each[0] in known]
        left, parts = Decimal(1), []
        for n, (code, most) in enumerate(kinds or [(code, None) for code in known][:2]):
            wish = Decimal("0.6") if n == 0 and len(kinds) != 1 else left
            part = min(wish, left, (most if most is not None else 100) / Decimal(100))
            parts.append((code, part))
            left -= part
            if not left:
                break
        return [(parts[0][0], parts[0][1] + left), *parts[1:]]

    def _answer(self, n: int, save, by, at: datetime) -> None:
        """Every question that the form asks, given the answers before it; to a question for a file the facts of one."""
        definition, day = self.call.form.current.definition, wall(self.call.closes_at).date()
        said = invented.answers_for(definition, n, day=day)
        for section in definition.sections:
            own = {each.key: said[each.key] for each in section.questions if each.key in said}
            if own:
                save(section.key, answers=own)
        asked = definition.asked(said)
        for place, each in enumerate(definition.questions()):
            if each.kind == Kind.FILE and each.key in asked:
                upload = _upload(n * 100 + place, _("enclosure-%(n)s.pdf") % {"n": place + 1})
                application_actions.attach(self._file(n), upload, "other", question=each, by=by, at=at)


def _upload(n: int, name: str) -> Upload:
    """The facts of a file; nothing is written, for nobody will open it."""
    return Upload(name=name, content_type="application/pdf", size=48_000 + n, sha256=fingerprint([name, n]), path="")

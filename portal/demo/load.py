"""Plays the demo: every act of its history in the order of time, through the same actions that pages use."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import override

from accounts import actions as account_actions
from accounts.directory import load_municipalities
from accounts.models import Kind, Notice, Organisation, User
from accounts.states import MailState
from applications import actions as application_actions
from applications.models import Application
from calls import actions as call_actions
from calls import vocabulary
from calls.asking import CRITERIA, key_of
from calls.models import Call, Focus, Programme, Type
from decisions import actions as decision_actions
from documents.models import Document
from documents.states import State as DocumentState
from follow import actions as follow_actions
from portal.demo import (
    admission,
    continuing,
    discussion,
    easing,
    forms,
    governments,
    inquiries,
    jury,
    planning,
    setting_up,
    signing,
)
from portal.demo.content import FOCUSES, PASSWORD, TYPES, Days, read
from projects import actions as project_actions
from reviews import actions as review_actions
from reviews.ranking import is_stale, latest
from workflow.moments import DRAIN, wall

FOUNDED = datetime.fromisoformat("2021-09-01T08:00+02:00")
FLEMISH = {"name": "Agentschap van het voorbeeld", "ovo": "OVO000000"}
# Letters of the past are made in the background, this far apart, so that a letter of today never waits for them.
PACE = timedelta(seconds=3)
REPORT_AFTER = {"concept": None, "thematic": 18, "transformation": 18}


def is_empty() -> bool:
    """Whether there is nothing yet but the directory and the vocabularies."""
    return not (User.objects.exists() or Programme.objects.exists() or Application.objects.exists())


def accounts() -> list[dict]:
    """The demo's accounts, as the content names them."""
    return read("applications")["people"]["demo"]


@transaction.atomic
def load(*, at: datetime) -> None:
    """Fill an empty database. All or nothing; at most a minute. `at` is today, for the calls that run now."""
    with override("nl"):
        vocabulary.load()
        if not Organisation.objects.exists():
            load_municipalities()
        Story(at).tell()
        _settle_mail(at)
        _pace_letters(at)
    # What the actions asked of workers stands owed in rows; a thousand hints at once would only be in the way.
    transaction.get_connection().run_on_commit.clear()


def _settle_mail(at: datetime) -> None:
    """Nobody gets mail about the past: it stays in the inbox, and what is old is read."""
    for about in set(Notice.objects.filter(state=MailState.QUEUED).values_list("about", flat=True)):
        account_actions.supersede_notices(about, at=at)
    ours = [account["email"] for account in accounts()]
    for notice in Notice.objects.unread().filter(to__email__in=ours, at__lt=at - timedelta(days=200)):
        account_actions.read(notice, at=notice.at + timedelta(hours=20))


def _pace_letters(at: datetime) -> None:
    """First the letters of the governments that the demo's accounts work for, then decisions, then receipts."""
    ours = Application.objects.filter(organisation__nis__in=[a["nis"] for a in accounts() if a["nis"]])
    numbers = set(ours.values_list("number", flat=True))
    owed = list(Document.objects.filter(state=DocumentState.OWED))
    owed.sort(key=lambda d: (d.number.removeprefix("B-").split("/")[0] not in numbers, d.kind == "receipt", -d.pk))
    for n, document in enumerate(owed):
        document.try_at = at + n * PACE
    Document.objects.bulk_update(owed, ["try_at"])


class Story:
    """Everybody and everything in the demo, and a line of acts, each at its moment."""

    def __init__(self, at: datetime):
        self.at = at
        self.days = Days(wall(at).date())
        self.content = read("applications")
        self.people: dict[str, User] = {}
        self.calls: dict[str, Call] = {}
        self.line: list[tuple[datetime, int, Callable[[datetime], object]]] = []

    def then(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        """Plan an act; acts at one moment keep the order in which they were planned."""
        self.line.append((moment, len(self.line), act))

    def play(self) -> None:
        for moment, _order, act in sorted(self.line, key=lambda step: step[:2]):
            act(moment)
        self.line.clear()

    def tell(self) -> None:
        self.focuses = {code: Focus.objects.get(code=FOCUSES[code]) for code in FOCUSES}
        self.towns = {
            (o.nis, old): o
            for old, day in ((True, FOUNDED.date()), (False, self.days.today))
            for o in Organisation.objects.filter(kind=Kind.MUNICIPALITY).valid_on(day)
        }
        self._gather_people()
        for programme in read("calls")["programmes"]:
            self._plan_programme(programme)
        for file in self.content["applications"] + self.content["today"]:
            File(self, file).plan()
        inquiries.plan(self)
        discussion.plan(self)
        easing.plan(self)
        signing.plan(self)
        admission.plan(self)
        self.play()
        governments.play(self.people, self.at)

    # ---- people ----

    def _gather_people(self) -> None:
        people = self.content["people"]
        agency = Organisation.objects.create(kind=Kind.FLEMISH, **FLEMISH)
        for person in people["reviewers"] + people["officers"] + people["deciders"]:
            self._add(person["key"], person, agency)
        for person in people["submitters"]:
            self._add(person["nis"], person, self._town_of(person["nis"]))
        for person in people["demo"]:
            home = self._town_of(person["nis"]) if person["nis"] else agency
            self._add(person["email"], person, home)
        demo = [person["email"] for person in people["demo"]]
        User.objects.filter(email__in=demo).update(password=make_password(PASSWORD))  # hashed once: it takes a second

    def _town_of(self, nis: str) -> Organisation:
        """As it was in 2021, or the one that came after."""
        return self.towns.get((nis, True)) or self.towns[nis, False]

    def _add(self, key: str, person: dict, organisation: Organisation) -> None:
        names = {name: person[name] for name in ("first_name", "last_name")}
        user = User.objects.create_user(person["email"], **names)
        account_actions.join(user, organisation, person["role"], by=None, at=FOUNDED)
        self.people[key] = user

    def who(self, nis: str) -> User:
        """Who hands in for a government: a demo account where there is one."""
        mine = {a["nis"]: a["email"] for a in self.content["people"]["demo"] if a["role"] == "submitter"}
        return self.people[mine.get(nis, nis)]

    # ---- calls ----

    def _plan_programme(self, said: dict) -> None:
        officer = self.people["o1"]
        programme = call_actions.start_programme(said["title"], Decimal(said["budget"]), by=officer, at=FOUNDED)
        programme.summary = said["summary"]
        programme.save(update_fields=["summary"])
        for call in said["calls"]:
            self._plan_call(programme, call)

    def _plan_call(self, programme: Programme, said: dict) -> None:
        past = said["stage"] == "announced"
        officer = self.people["o1" if past else "programmabeheerder@demo.example"]
        opens = self.days.moment(said["opens"])
        seal_at = self.days.moment(said["closes"]) + DRAIN + timedelta(seconds=15)
        key = said["key"]
        first = [opens - timedelta(days=5)] + [self.days.moment(move["made"]) for move in said["moves"]]
        made = min(first) - timedelta(days=4)

        def create(at):
            team = [officer, self.people["o2"]]
            self.calls[key] = call_actions.create(
                setting_up.fields_of(said, self.days, inquiries.until(self, said["key"]))
                | self._fields_of(programme, said),
                focuses=[self.focuses[each] for each in said["focuses"]],
                **setting_up.lists_of(said, self.focuses, team),
                jury_days=jury.days_of(said, self.days),
                by=officer,
                at=at,
            )

        self.then(made, create)
        self.then(made + timedelta(days=1), lambda at: forms.write(self.calls[key], key, by=officer, at=at))
        self.then(made + timedelta(days=2), lambda at: follow_actions.publish(self.calls[key], by=officer, at=at))
        for change in said["focus_changes"]:
            self._plan_focus(key, change, officer)
        if newer := forms.newer(key):
            self.then(self.days.moment(newer), lambda at: forms.change(self.calls[key], by=officer, at=at))
        for move in said["moves"]:
            self._plan_move(key, move, officer)
        if seal_at < self.at:
            self.then(seal_at, lambda at: application_actions.seal(self.calls[key], at=at))
        if past:
            announced = self.days.moment(f"{said['decision_date']} 09:30") + timedelta(days=4)
            decider = self.people["d1"]
            act = lambda at: decision_actions.announce(self.calls[key], by=decider, at=at, mail=False)  # noqa: E731
            self.then(announced, act)

    def _plan_focus(self, key: str, change: dict, officer: User) -> None:
        for focus in change["add"]:
            act = lambda at, focus=focus: application_actions.add_focus(  # noqa: E731
                self.calls[key], self.focuses[focus], change["reason"], by=officer, at=at
            )
            self.then(self.days.moment(change["made"]), act)

    def _plan_move(self, key: str, move: dict, officer: User) -> None:
        def act(at):
            new = self.days.moment(move["new"])
            change = application_actions.move_deadline(self.calls[key], new, move["reason"], by=officer, at=at)
            if change.shortens:
                application_actions.second_deadline(change, by=self.people["o2"], at=at + timedelta(minutes=40))

        self.then(self.days.moment(move["made"]), act)

    def _fields_of(self, programme: Programme, said: dict) -> dict:
        return {
            "programme": programme,
            "number": said["number"],
            "slug": slugify(said["title"])[:54].strip("-"),
            "type": Type.objects.get(code=TYPES[said["type"]]),
            "opens_at": self.days.moment(said["opens"]),
            "closes_at": self.days.moment(said["closes_first"]),
            "budget": Decimal(said["budget"]),
            "max_subsidy": Decimal(said["max_subsidy"]),
            "flemish_share": Decimal(said["flemish_share"]),
            "legal_grounds": "\n".join(said["legal_grounds"] + said["legal_framework"]),
            "decision_by": self.days.day(said["decision_date"]),
            "progress_report_after": REPORT_AFTER[said["type"]],
            "cooperation_required": said["key"] == "oproep-6",
            "planning_required": said["key"].startswith("vandaag"),
            "unconfirmed": "block" if said["key"] == "vandaag-3" else "not-asked",
            "signer": signing.WHO if said["key"] == signing.CALL else "",
        } | {
            name: said[name]
            for name in (
                "title",
                "summary",
                "purpose",
                "eligible_kinds",
                "regulation",
                "decider_title",
                "budget_article",
            )
        }


class File:
    """One application: from its first word to what was decided on it."""

    def __init__(self, story: Story, said: dict):
        self.story, self.said = story, said
        self.past = "started_at" in said
        self.town = story.towns[said["nis"], self.past]
        self.by = story.people[said["author"]] if "author" in said else story.who(said["nis"])
        self.application: Application | None = None

    @property
    def call(self) -> Call:
        return self.story.calls[self.said["call"]]

    def moment(self, value) -> datetime:
        return self.story.days.moment(value)

    def plan(self) -> None:
        started = self.moment(self.said["started_at"] if self.past else self.said["started"])
        self.story.then(started, self.start)
        submitted = self.said.get("submitted_at") or self.said.get("submitted")
        until = self.moment(submitted) if submitted else started + timedelta(days=5)
        for share, save in (
            (0.05, self.save_project),
            (0.35, self.save_company),
            (0.7, self.save_answers),
            (0.97, self.save_costs),
        ):
            self.story.then(started + (until - started) * share, save)
        if submitted:
            self.story.then(until, lambda at: application_actions.submit(self.application, by=self.by, at=at))
        if "admissibility" in self.said:
            self.plan_review()
        if "decision" in self.said:
            self.plan_decision()

    # ---- the applicant ----

    def start(self, at):
        self.application = continuing.start(self, at)

    def _save(self, part, at, **what):
        application_actions.save(self.application, part, by=self.by, at=at, **what)

    def save_project(self, at):
        said, days = self.said, self.story.days
        if not said["summary"]:
            return
        if self.past:
            starts, ends = date.fromisoformat(said["starts_on"]), date.fromisoformat(said["ends_on"])
        else:
            starts = days.start_of_month(said["starts_in"]) if said.get("starts_in") else None
            ends = days.end_of_month(said["ends_in"]) if said.get("ends_in") else None
        fields = {
            "summary": said["summary"],
            "goals": "\n".join(said["goals"]),
            "focus": self.story.focuses.get(said["focus"]),
            "starts_on": starts,
            "ends_on": ends,
        }
        self._save("project", at, fields=fields)

    def save_company(self, at):
        rows = [
            {"part": p["role"], "organisation": self.story.towns[p["nis"], self.past]}
            for p in self.said["participants"]
        ]
        if rows:
            self._save("participants", at, rows=rows)

    def save_answers(self, at):
        texts = self.said["answers"]
        forms.answer(self.application, self.story.days, by=self.by, at=at)
        answers = {key_of(c): texts[c.group] for c in self.call.criteria.all() if texts[c.group]}
        if answers:
            self._save(CRITERIA, at, answers=answers)

    def save_costs(self, at):
        rows = [
            line | {"cost": Decimal(line["cost"]), "subsidy": Decimal(line["subsidy"])} for line in self.said["costs"]
        ]
        if rows:
            self._save("costs", at, rows=planning.years(self.application, rows))
            planning.save(self.application, by=self.by, at=at)

    # ---- the administration and the jury ----

    def _said_at(self, said: dict) -> datetime:
        return self.moment(said["at"] if self.past else {"days": said["day"], "time": said["time"]})

    def plan_review(self) -> None:
        found = self.said["admissibility"]
        officer = self.story.people["o1" if self.past else "programmabeheerder@demo.example"]
        checked = self._said_at(found)
        facts = {name: found.get(name, "") for name in ("motivation", "condition", "source")}

        def judge(at):
            answers = admission.answers_for(self.application, found["admissible"])
            outcome = review_actions.judge_admissibility(
                self.application, admissible=found["admissible"], **facts, answers=answers, by=officer, at=at
            )
            if not found["admissible"]:
                second = self.story.people["o2" if self.past else "o1"]
                review_actions.confirm_proposal(outcome, by=second, at=at + timedelta(minutes=45))

        self.story.then(checked, judge)
        for review in self.said.get("reviews", []):
            self.plan_one_review(review, checked + timedelta(hours=1), officer)

    def plan_one_review(self, said: dict, assigned: datetime, officer: User) -> None:
        reviewer, stage, ends = self.story.people[said["reviewer"]], said.get("stage", "submitted"), self._said_at(said)
        held = {}

        def assign(at):
            jury.seat(self.call, reviewer, officer, at=at)
            held["it"] = review_actions.assign(self.application, reviewer, by=officer, at=at)

        def score(at):
            criteria = {c.group: c for c in self.call.criteria.all()}
            scores = [{"criterion": criteria[group], **score} for group, score in said["scores"].items()]
            review_actions.save_scores(held["it"], scores, by=reviewer, at=at)

        self.story.then(assigned, assign)
        if stage != "assigned":
            opened = assigned + (ends - assigned) * 0.6
            self.story.then(opened, lambda at: review_actions.declare(held["it"], by=reviewer, at=at))
        if stage in ("started", "submitted"):
            self.story.then(ends - timedelta(minutes=20), score)
        if stage == "submitted":
            self.story.then(ends, lambda at: review_actions.submit(held["it"], by=reviewer, at=at))

    # ---- the decision ----

    def plan_decision(self) -> None:
        said, decider = self.said["decision"], self.story.people["d1"]

        def decide(at):
            criteria = {c.group: c.pk for c in self.call.criteria.all()}
            self.decision = decision_actions.decide(
                self.application,
                outcome=said["outcome"],
                amount=Decimal(said["amount"]),
                reason=said["reason"],
                motivations={criteria[group]: text for group, text in said["motivations"].items()},
                by=decider,
                at=at,
            )

        def fix(at):
            fixed = latest(self.call)
            if fixed is None or is_stale(fixed):
                reason = "Een beoordeling kwam later binnen."
                review_actions.fix_ranking(self.call, reason, by=self.story.people["o1"], at=at)

        def boost(at):
            self.decision.refresh_from_db()
            project_actions.boost(self.decision, self.said["boost"]["reason"], by=decider, at=at)

        if said["outcome"] != "inadmissible":
            self.story.then(self.decided_at - timedelta(hours=1), fix)
        self.story.then(self.decided_at, decide)
        if "boost" in self.said:
            self.story.then(self.moment(self.said["boost"]["at"]), boost)

    @property
    def decided_at(self) -> datetime:
        decided = next(
            c["decision_date"] for p in read("calls")["programmes"] for c in p["calls"] if c["key"] == self.said["call"]
        )
        return self.moment(f"{decided} 10:00")

"""The whole life of applications, driven by chance: anybody does anything at any moment, and the database fails now and
then in the middle of it. After every step what must always hold, holds. `LIVES=200` lives more of them."""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, connection
from django.test import Client
from django.utils import timezone

from accounts.models import Membership
from applications import actions, clock, consent, consortium, keeping
from applications.merging import same
from applications.models import Application, Entry, Reply, Submission
from applications.states import EDITABLE, HANDED_IN, State
from calls.asking import key_of
from calls.models import Call, Unconfirmed
from calls.states import CallState
from tests import factories
from tests.hostile.test_forms import state_of, tables
from workflow.models import broken_chains, fingerprint
from workflow.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = 70
TICK = timedelta(microseconds=1)
DRAIN = timedelta(seconds=120)
TEXTS = ["", "Kort", "Een zin over wat wij doen.", "👩🏽‍🚒 \u202eabc", "woord " * 250]
AMOUNTS = ["0", "0.01", "999.99", "10000", "46000", "130000", "99999999.99", "-1"]


class Crash:
    """Ends the connection with the database at the nth query of an action: what it did until then is gone."""

    def __init__(self, n: int):
        self.left, self.hit = n, False

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            self.hit = True
            pid = connection.connection.info.backend_pid
            with psycopg.connect(**connection_facts(), autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        return execute(sql, params, many, context)


def connection_facts() -> dict:
    facts = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {name: facts[key] or None for name, key in names.items()}


@dataclass
class Life:
    """One application, the people around it, the time, and all versions of it that were ever handed in."""

    seed: int
    at: datetime = field(default_factory=timezone.now)
    seen: dict[int, tuple] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    crashes: int = 0

    def __post_init__(self):
        self.chance = Random(self.seed)
        lead = factories.OrganisationFactory()
        self.lead = factories.UserFactory(role="submitter", role__organisation=lead)
        self.colleague = factories.UserFactory(role="drafter", role__organisation=lead)
        self.partners = [factories.UserFactory(role="submitter") for _ in range(3)]
        self.stranger = factories.UserFactory(role="submitter")
        self.officer = factories.UserFactory(role="officer")
        self.people = [self.lead] * 8 + [self.colleague] * 2 + [*self.partners[:1], self.stranger, self.officer]
        rule = list(Unconfirmed)[self.seed % 3]  # each of the three, in turn
        self.call = factories.open_call(unconfirmed=rule, max_subsidy=Decimal(150_000))
        self.application = factories.draft(self.call, self.lead, at=self.at)
        self.checked = 0

    # ---- what may happen ----

    def step(self):
        deed = self.chance.choice(
            [self.project] * 3 + [self.costs] * 3 + [self.participants] * 7 + [self.answer, self.restore, self.sound]
            + [self.ask, self.confirm, self.confirm, self.confirm, self.refuse, self.submit]
            + [self.mend_and_submit] * 4
            + [self.reopen, self.reopen, self.withdraw, self.rehearse, self.extend, self.clock, self.pass_time]
        )  # fmt: skip
        by = self.chance.choice(self.people)
        self.application = Application.objects.select_related("call", "organisation", "submission").get(
            pk=self.application.pk
        )
        if self.application.state == State.SUBMITTED and not self.late and self.chance.random() < 0.6:
            deed, by = self.reopen, self.lead  # or it would be handed in for most of its life
        crash = Crash(self.chance.randrange(1, 14)) if self.chance.random() < 0.25 else None
        self.told.append(f"{deed.__name__} by {by.pk} at {self.at:%d %H:%M:%S.%f}{' and a crash' if crash else ''}")
        if crash:
            self.fail_in(deed, by, crash)
        else:
            self.attempt(deed, by)
        self.holds()

    def attempt(self, deed, by) -> None:
        try:
            deed(by)
            self.done.add(deed.__name__)
        except Refused as refusal:
            assert refusal.reasons, "a refusal says why"
        except ValidationError:
            pass
        except IntegrityError as fault:  # the form refuses it first; the database is the last to
            assert "amounts_are_not_negative" in str(fault)

    def fail_in(self, deed, by, crash: Crash) -> None:
        """Either the action is done before the crash, or nothing of it stays."""
        before = state_of(tables())
        try:
            with connection.execute_wrapper(crash):
                self.attempt(deed, by)
        except Error:
            assert crash.hit
        finally:
            connection.close()
        if crash.hit:
            self.crashes += 1
            several = deed in (self.clock, self.confirm, self.sound, self.mend_and_submit)
            assert several or state_of(tables()) == before, "a crash leaves half an action"

    def project(self, by):
        names = self.chance.sample(["summary", "goals", "title"], self.chance.randrange(1, 3))
        fields = {name: self.chance.choice(TEXTS)[:110] or "Naam" for name in names}
        if self.chance.random() < 0.1:
            fields["ends_on"] = self.chance.choice([None, self.application.starts_on, self.at.date()])
        edit = self.application.edits.get("project", 0) - self.chance.randrange(3)
        actions.save(self.application, "project", fields=fields, edit=max(edit, 0), by=by, at=self.at)

    def costs(self, by):
        """Of a line that may be more than the share, or for a government that takes no part."""
        rows = []
        for line in self.application.costs.order_by("position"):
            names = ("uid", "description", "category", "organisation", "year", "cost", "subsidy")
            rows.append({name: getattr(line, name) for name in names})
        if self.chance.random() < 0.5 and rows:
            rows.pop(self.chance.randrange(len(rows)))
        for _ in range(self.chance.randrange(3)):
            cost = Decimal(self.chance.choice(AMOUNTS))
            subsidy = (cost * self.chance.choice([8, 8, 8, 9]) / 10).quantize(Decimal("0.01"))
            whose = self.chance.choice([None, *(each.organisations[0] for each in self.partners)])
            row = {"description": "Werk", "category": "staff", "organisation": whose, "year": self.year}
            rows.append(row | {"cost": cost, "subsidy": subsidy})
        self.chance.shuffle(rows)
        actions.save(self.application, "costs", rows=rows, by=by, at=self.at)

    @property
    def year(self) -> int:
        return self.application.starts_on.year

    def participants(self, by):
        who = self.chance.sample(self.partners, self.chance.randrange(4))
        parts = [self.chance.choice(["partner", "initiator"]) for _ in who]
        rows = [{"part": part, "organisation": each.organisations[0]} for part, each in zip(parts, who, strict=True)]
        if self.chance.random() < 0.3:
            rows.append({"part": "subcontractor", "name": "Bureau"})
        actions.save(self.application, "participants", rows=rows, by=by, at=self.at)

    def answer(self, by):
        given = {"criterion-focus": self.chance.choice(TEXTS), "criterion-quality": self.chance.choice(TEXTS)}
        actions.save(self.application, "criteria", answers=given, by=by, at=self.at)

    def sound(self, by):
        """Make it fit to be handed in again; chance alone seldom does."""
        ends = self.application.starts_on + timedelta(days=200)
        fields = {"title": "Naam", "summary": "Zin.", "goals": "Doel.", "ends_on": ends}
        actions.save(self.application, "project", fields=fields, by=by, at=self.at)
        row = {"description": "Werk", "category": "staff", "cost": Decimal(1000), "subsidy": Decimal(800)}
        row["year"] = self.year
        actions.save(self.application, "costs", rows=[row], by=by, at=self.at)
        given = {key_of(each): "Ons antwoord." for each in self.call.criteria.all()}
        actions.save(self.application, "criteria", answers=given, by=by, at=self.at)

    def restore(self, by):
        entry = self.chance.choice(list(Entry.objects.filter(application=self.application)))
        entry.application = self.application
        actions.restore(entry, by=by, at=self.at)

    def ask(self, by):
        pk = self.chance.choice(self.partners).organisations[0].pk
        consortium.ask(self.application, pk, by=by, at=self.at)

    def confirm(self, by):
        """Mostly by who may; now and then of what is no longer shown, or for somebody else's government."""
        for voice in consent.voices(self.application):
            own = next((p for p in self.partners if p.is_in(voice.organisation.pk)), by)
            sha256 = voice.sha256 if self.chance.random() < 0.9 else "0" * 64
            who = own if self.chance.random() < 0.9 else by
            self.attempt_one(consortium.confirm, voice.organisation.pk, sha256, by=who, at=self.at)

    def attempt_one(self, act, *args, **facts):
        try:
            act(self.application, *args, **facts)
        except Refused as refusal:
            assert refusal.reasons

    def refuse(self, by):
        voices = consent.voices(self.application)
        voice = self.chance.choice(voices) if voices else None
        pk, sha256 = (voice.organisation.pk, voice.sha256) if voice else (0, "")
        who = next((p for p in self.partners if p.is_in(pk)), by)
        consortium.refuse_part(self.application, pk, sha256, self.chance.choice(["Neen", ""]), by=who, at=self.at)

    def submit(self, by):
        actions.submit(self.application, by=by, at=self.at)

    def mend_and_submit(self, by):
        """By who may, so that many versions are handed in."""
        self.attempt(self.sound, self.lead)
        self.application.refresh_from_db()
        actions.submit(self.application, by=self.lead, at=self.at)

    def rehearse(self, by):
        before = state_of(tables())
        try:
            actions.try_submitting(self.application, by=by, at=self.at)
        finally:
            if connection.connection and not connection.connection.closed:
                assert state_of(tables()) == before, "a test leaves something"

    def reopen(self, by):
        actions.reopen(self.application, by=by, at=self.at)

    def withdraw(self, by):
        if self.late:
            actions.withdraw(self.application, self.chance.choice(["Geen geld", " "]), by=by, at=self.at)

    def extend(self, by):
        new, who = self.application.closes_at + timedelta(days=1), self.chance.choice([by, self.officer])
        actions.extend(self.application, new, "Storing", by=who, at=self.at)

    def clock(self, by):
        mine = Call.objects.filter(pk=self.call.pk)
        clock.tell_consortia(at=self.at, calls=mine)
        clock.seal_all_due(at=self.at, calls=mine)
        clock.settle_left(at=self.at, calls=mine)

    def pass_time(self, by):
        closes = self.application.closes_at
        moments = [closes - TICK, closes, closes + TICK, closes + DRAIN - TICK, closes + DRAIN + TICK]
        later = self.at + timedelta(minutes=self.chance.randrange(1, 600))
        self.at = max(self.at, self.chance.choice(moments) if self.late else later)

    @property
    def late(self) -> bool:
        """The last quarter is lived around the deadline."""
        return len(self.told) > STEPS * 3 // 4

    # ---- what must always hold ----

    def holds(self):
        one = Application.objects.select_related("call", "submission").get(pk=self.application.pk)
        versions = list(Submission.objects.filter(application=one).order_by("version"))
        self.versions_stay(versions)
        self.one_counts(one, versions)
        for each in versions[len(versions) - 1 :]:
            self.consent_is_there(one, each)
            self.sums_are_right(one, each)
        if one.state in EDITABLE:
            self.history_tells_what_stands(one)
        self.nobody_else_sees(one)
        assert broken_chains() == []

    def versions_stay(self, versions):
        now = {v.pk: (v.version, v.sha256, v.received_at, fingerprint(v.content)) for v in versions}
        assert all(now.get(pk) == was for pk, was in self.seen.items()), "a version changed or is gone"
        assert [v.version for v in versions] == list(range(1, len(versions) + 1))
        assert all(fingerprint(v.content) == v.sha256 and v.received_at < v.closes_at for v in versions)
        self.seen = now

    def one_counts(self, one, versions):
        if one.state in HANDED_IN:
            assert one.submission_id == versions[-1].pk, "the last version counts, and no other"
        elif one.state in (State.DRAFT, State.LAPSED):
            assert versions == []
            assert one.submission_id is None
        else:
            assert one.submission_id in {None, *(v.pk for v in versions[-1:])}
        if one.call.state == CallState.SEALED:
            assert one.call.seal["count"] in (1, 0 if one.submission_id is None or one.state == State.WITHDRAWN else 1)

    def consent_is_there(self, one, version):
        content, lead = version.content, one.organisation_id
        named = {p["id"] for p in content["participants"] if p.get("id") and p["id"] != lead}
        billed = {line["organisation_id"] for line in content["costs"]} - {None, lead}
        assert billed <= named, "a line of a government that takes no part"
        if one.call.unconfirmed == Unconfirmed.NOT_ASKED:
            return
        said = {each["id"]: each["sha256"] for each in content["confirmations"]}
        assert set(said) == named, "somebody takes part without having said yes"
        assert not named & {each["id"] for each in content["left_out"]}
        for pk, sha256 in said.items():
            replies = Reply.objects.filter(confirmation__application=one, confirmation__organisation=pk)
            last = replies.filter(at__lte=version.received_at).order_by("at", "id").last()
            assert (last.confirmed, last.sha256, fingerprint(last.content)) == (True, sha256, sha256)
            assert Membership.objects.filter(user=last.by, organisation=pk, role="submitter").exists()
            lines = [
                [c["description"], c["cost"], c["subsidy"]] for c in content["costs"] if c["organisation_id"] == pk
            ]
            assert last.content["costs"] == sorted(lines), "what is handed in is not what was confirmed"

    def sums_are_right(self, one, version):
        lines = [(Decimal(line["cost"]), Decimal(line["subsidy"])) for line in version.content["costs"]]
        cost, subsidy = (sum(each, Decimal(0)) for each in zip(*lines, strict=True))
        assert (cost, subsidy) == (version.cost, version.subsidy)
        assert (f"{cost:.2f}", f"{subsidy:.2f}") == (version.content["cost"], version.content["subsidy"])
        assert 0 < subsidy <= one.call.max_subsidy
        assert all(0 <= s <= c * one.call.flemish_share / 100 + Decimal("0.01") for c, s in lines)

    def history_tells_what_stands(self, one):
        for part in ("project", "costs", "participants"):
            told = keeping.values_at(one, part, one.edits.get(part, 0))
            stands = keeping.values_of(one, part, told, keeping.things_of(one, part, told))
            said = [name for name, value in stands.items() if not same(value, told.get(name))]
            assert not one.edits.get(part) or said == [], f"the history of {part} is not what stands there"
        for part in ("costs", "participants"):
            places = list(getattr(one, part).order_by("position").values_list("position", flat=True))
            assert places == list(range(1, len(places) + 1))

    def nobody_else_sees(self, one):
        assert not Application.objects.visible_to(self.stranger).filter(pk=one.pk).exists()
        sealed = one.call.state == CallState.SEALED and one.submission_id is not None
        assert Application.objects.visible_to(self.officer).filter(pk=one.pk).exists() == sealed
        self.checked += 1
        if self.checked % 15 == 0:
            client = Client()
            client.force_login(self.stranger)
            for page in ("", "project/", "samenwerking/", "meedoen/", "wijzigingen/", "versies/1/", "ontvangen/1/"):
                assert client.get(f"/aanvragen/{one.number}/{page}").status_code == 404


def test_whatever_happens_nothing_that_must_hold_is_broken():
    factories.drop_heads_without_events()
    lives = []
    for seed in range(int(os.environ.get("LIVES", 3))):
        lives.append(life := Life(seed))
        try:
            for _ in range(STEPS):
                life.step()
        except BaseException:
            print(f"Life {seed}", *life.told, sep="\n")
            raise
    assert sum(len(each.seen) for each in lives) >= 2 * len(lives), "too few versions to say anything"
    assert sum(each.crashes for each in lives) >= 2 * len(lives)
    happened = set.union(*(each.done for each in lives))
    assert happened >= {
        "project",
        "costs",
        "participants",
        "restore",
        "mend_and_submit",
        "reopen",
        "clock",
        "extend",
    }

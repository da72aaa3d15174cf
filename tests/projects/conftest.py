"""A programme of which some outcomes are announced, made through the actions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from applications import actions as application_actions
from calls.models import Focus, Type
from decisions import actions as decision_actions
from tests import factories


class World:
    """Makes files up to an announced outcome, as their own people would."""

    def __init__(self, officer, reviewer, decider):
        self.officer, self.reviewer, self.decider = officer, reviewer, decider
        self.programme = factories.ProgrammeFactory(name="Zonder gemeentehuis", slug="zonder")

    def call(self, **fields):
        return factories.CallFactory(programme=self.programme, **fields)

    def government(self, name, **fields):
        return factories.OrganisationFactory(name=name, **fields)

    def file(self, call, title, lead, *, focus="innovatieve-dienstverlening", with_=()):
        by = factories.UserFactory(role="submitter", role__organisation=lead)
        at = factories.DURING
        application = factories.draft(call, by, title=title)
        fields = {"focus": Focus.objects.get(code=focus)}
        application_actions.save(application, "project", fields=fields, by=by, at=at)
        rows = [{"part": "initiator", "organisation": each} for each in with_]
        application_actions.save(application, "participants", rows=rows, by=by, at=at)
        application_actions.submit(application, by=by, at=at)
        return application

    def decide(self, call, outcomes, at=datetime(2022, 6, 1, 9, tzinfo=UTC)):
        """Seal, judge, decide and announce: `outcomes` maps files to amounts; 0 is a refusal."""
        decisions = self.take(call, outcomes, at)
        decision_actions.announce(call, by=self.decider, at=at)
        for decision in decisions:
            decision.refresh_from_db()
        return decisions

    def take(self, call, outcomes, at=datetime(2022, 6, 1, 9, tzinfo=UTC)):
        factories.seal(call)
        decisions = []
        for application, amount in outcomes.items():
            application.refresh_from_db()
            factories.admit(application, self.officer)
            application.refresh_from_db()
            factories.reviewed(application, self.reviewer, self.officer, value=4 if amount else 1)
            application.refresh_from_db()
            factories.fix(call)
            decision = decision_actions.decide(
                application,
                outcome="award" if amount else "refusal",
                amount=Decimal(amount),
                reason="Sterk voorstel." if amount else "Te vaag.",
                motivations={c.pk: "Duidelijk uitgewerkt." for c in call.criteria.all()},
                by=self.decider,
                at=at - timedelta(days=1),
            )
            decisions.append(decision)
        return decisions


@pytest.fixture
def world(officer, reviewer, decider):
    return World(officer, reviewer, decider)


@pytest.fixture
def town(db):
    """Municipalities that exist when the first call opens."""

    def make(name, **fields):
        return factories.OrganisationFactory(name=name, valid_from=date(2019, 1, 1), **fields)

    return make


@pytest.fixture
def trajectory(db):
    return Type.objects.get(code="thematisch-traject")

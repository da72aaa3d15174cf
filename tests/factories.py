"""Makes the things that tests are about, with traits for the states they often start from."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import factory
from django.db import connection
from django.utils import timezone

from accounts.models import Kind, Membership, Organisation, Role, User
from applications import actions as application_actions
from applications.models import Application
from calls import proposals
from calls.asking import CRITERIA, definition_of, key_of
from calls.models import Call, CostCategory, Criterion, Focus, Instalment, JuryDay, Programme, Type
from calls.states import CallState
from questionnaires import actions as form_actions
from questionnaires.actions import freeze
from questionnaires.models import Questionnaire
from reviews import actions as review_actions
from reviews.models import Assignment, Juror, Slot
from reviews.ranking import is_stale, latest
from reviews.states import JurorState
from workflow.moments import instant

PASSWORD = "een-lang-wachtwoord"  # noqa: S105
# A winter closing: 25 March 2022, 23.59 in Brussels.
CLOSES = datetime(2022, 3, 25, 22, 59, tzinfo=UTC)
OPENS = datetime(2021, 12, 20, 8, 0, tzinfo=UTC)
DURING = datetime(2022, 2, 1, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = Kind.MUNICIPALITY
    name = factory.Sequence(lambda n: f"Dorp {n}")
    nis = factory.Sequence(lambda n: f"9{n:04}")
    kbo = factory.Sequence(lambda n: f"0999{n:04}{97 - int(f'999{n:04}') % 97:02}")
    province = "Antwerpen"
    population = 12_000


class UserFactory(factory.django.DjangoModelFactory):
    """`UserFactory(role="officer")`, `UserFactory(role="submitter", organisation=…)`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persoon{n}@bestuur.example")
    first_name = factory.Sequence(lambda n: f"Voornaam{n}")
    last_name = "Peeters"
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def role(self, create, role, organisation=None, **kwargs):
        if role:
            give_role(self, role, organisation)


def flemish_administration() -> Organisation:
    found = Organisation.objects.filter(kind=Kind.FLEMISH).first()
    return found or OrganisationFactory(kind=Kind.FLEMISH, name="Agentschap", nis="", ovo="OVO000001")


def give_role(user: User, role: str, organisation: Organisation | None = None) -> None:
    if organisation is None:
        organisation = OrganisationFactory() if role in (Role.DRAFTER, Role.SUBMITTER) else flemish_administration()
    Membership.objects.create(user=user, organisation=organisation, role=role)
    user.__dict__.pop("memberships_held", None)


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Programma {n}")
    code = factory.Sequence(lambda n: f"P{n}")
    slug = factory.Sequence(lambda n: f"programma-{n}")
    budget = Decimal(35_000_000)


class CallFactory(factory.django.DjangoModelFactory):
    """A published innovatief concept, complete; `CallFactory(state="draft")` is one in preparation."""

    class Meta:
        model = Call
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n % 990 + 1)  # of three digits at most, also after a thousand tests
    type = factory.LazyFunction(lambda: Type.objects.get(code="innovatief-concept"))
    title = "Van goed idee naar prototype"
    slug = factory.Sequence(lambda n: f"oproep-{n}")
    summary = "Een jaar tijd en begeleiding om een idee uit te werken."
    purpose = "Een goed idee dat nog vorm moet krijgen."
    eligible_kinds = factory.LazyFunction(lambda: [Kind.MUNICIPALITY, Kind.OCMW])
    opens_at = OPENS
    closes_at = CLOSES
    budget = Decimal(900_000)
    max_subsidy = Decimal(150_000)
    flemish_share = Decimal(80)
    regulation = "Reglement van de oproep, goedgekeurd op 1 december 2021"
    legal_grounds = (
        "het decreet van 1 januari 2020 over voorbeelden, artikel 4\nhet besluit van 2 februari 2020, artikel 9"
    )
    budget_article = "SJ0-1SMC2GG-WT"
    decider_title = "de Vlaamse minister van Binnenlands Bestuur"
    jury_on = date(2022, 4, 26)
    decision_by = date(2022, 6, 24)
    state = CallState.PUBLISHED
    form = factory.LazyFunction(lambda: Questionnaire.objects.create())
    created_by = factory.SubFactory(UserFactory, role="officer")

    @classmethod
    def _create(cls, model_class, *args, jury_on=None, **kwargs):
        """`jury_on` is a day on which the jury meets from 9 to 17 o'clock."""
        call = super()._create(model_class, *args, **kwargs)
        if jury_on:
            starts = instant(datetime.combine(jury_on, time(9)))
            JuryDay.objects.create(
                call=call, position=1, starts_at=starts, ends_at=starts + timedelta(hours=8), place="Brussel"
            )
        return call

    @factory.post_generation
    def parts(self, create, given, **kwargs):
        self.focuses.set(Focus.objects.all())
        for n, (group, name, weight) in enumerate(
            [("focus", "Focus en doelstellingen", 35), ("quality", "Kwaliteit", 40), ("leverage", "Hefboomeffect", 25)],
            1,
        ):
            Criterion.objects.create(
                call=self,
                position=n,
                key=group,
                group=group,
                name=name,
                question=f"Hoe sterk is: {name}?",
                weight=weight,
            )
        for n, row in enumerate(proposals.rows("categories"), 1):
            CostCategory.objects.create(call=self, position=n, **row)
        for n, percentage in enumerate((50, 30, 20), 1):
            Instalment.objects.create(call=self, position=n, percentage=percentage, trigger=f"Mijlpaal {n}")
        if self.state != CallState.DRAFT:
            freeze(self.form, definition_of(self), by=self.created_by, at=self.opens_at)


def open_call(**fields) -> Call:
    """A call that is open at this very moment."""
    now = timezone.now()
    facts = {"opens_at": now - timedelta(days=20), "closes_at": now + timedelta(days=10)}
    today = now.date()
    facts |= {"jury_on": today + timedelta(days=40), "decision_by": today + timedelta(days=100)}
    return CallFactory(**facts | fields)


def write_form(call: Call, *, by: User, at: datetime = DURING) -> None:
    """A section of the call's own: Werkt u samen? and, after yes, Met wie? It is not published yet."""
    form, who = call.form, {"by": by, "at": at}
    section = form_actions.add_section(form, "Samenwerking", edit=form.edit, **who)
    asked = [
        {"kind": "yes-no", "label": "Werkt u samen?"},
        {"kind": "long", "label": "Met wie?", "words": 200, "condition": ("werkt-u-samen", ["yes"])},
    ]
    for values in asked:
        form_actions.add_question(form, section, values, edit=form.edit, **who)


PROJECT = {
    "summary": "Wie een losse stoeptegel meldt, hoort voortaan wat ermee gebeurt.",
    "starts_on": date(2022, 9, 1),
    "ends_on": date(2023, 3, 31),
    "goals": "Acht van de tien melders krijgen binnen twee werkdagen een antwoord.",
}


def draft(
    call: Call, by: User, *, at: datetime = DURING, title="Meldingen die zichzelf opvolgen", **fields
) -> Application:
    """A complete draft of the person's government, made through the actions; ready to submit."""
    organisation = by.organisations[0]
    application = application_actions.start(call, organisation, title, by=by, at=at)
    starts = max(PROJECT["starts_on"], (call.decision_by or call.closes_at.date()) + timedelta(days=30))
    term = {"starts_on": starts, "ends_on": starts + timedelta(days=200)}
    focus = {"focus": call.focuses.order_by("position").first()}
    application_actions.save(application, "project", fields=PROJECT | term | focus | fields, by=by, at=at)
    costs = [
        {"description": "Projectleider", "category": "staff", "cost": Decimal(46_000), "subsidy": Decimal(36_800)},
        {"description": "Ontwerp", "category": "subcontracting", "cost": Decimal(38_000), "subsidy": Decimal(30_400)},
    ]
    costs = [line | {"year": starts.year} for line in costs]
    application_actions.save(application, "costs", rows=costs, by=by, at=at)
    answers = {key_of(c): f"Ons antwoord op {c.name}." for c in call.criteria.order_by("position")}
    application_actions.save(application, CRITERIA, answers=answers, by=by, at=at)
    return application


def submitted(call: Call, by: User, *, at: datetime = DURING, **fields) -> Application:
    """A file that was handed in."""
    application = draft(call, by, at=at, **fields)
    application_actions.submit(application, by=by, at=at)
    return application


def seal(call: Call) -> Call:
    """Seal a call once its drain is over."""
    application_actions.seal(call, at=call.closes_at + timedelta(seconds=120))
    return call


def admit(application: Application, officer: User) -> Application:
    at = application.call.closes_at + timedelta(days=3)
    review_actions.judge_admissibility(application, admissible=True, motivation="In orde.", by=officer, at=at)
    return application


def seat(call: Call, *people: User, **fields) -> Juror:
    """Let people sit in the jury of a call; the last of them comes back."""
    juror = None
    for each in people:
        facts = {"state": JurorState.SITTING, "by": call.created_by, "at": call.closes_at} | fields
        juror, _fresh = Juror.objects.get_or_create(call=call, user=each, defaults=facts)
    return juror


def assign(application: Application, reviewer: User, officer: User, *, at: datetime):
    """An assignment of somebody who sits in the jury, from now on if not before."""
    seat(application.call, reviewer)
    return review_actions.assign(application, reviewer, by=officer, at=at)


def reject(application: Application, officer: User, *, at: datetime | None = None, **facts) -> Application:
    """A file that two officers declared not admissible."""
    at = at or application.call.closes_at + timedelta(days=3)
    said = {"motivation": "Er is geen handtekening.", "condition": "Alle partners ondertekenen"} | facts
    said = {"source": "artikel 5 van het reglement"} | said
    proposal = review_actions.judge_admissibility(application, admissible=False, **said, by=officer, at=at)
    review_actions.confirm_proposal(proposal, by=UserFactory(role="officer"), at=at + timedelta(hours=1))
    return application


def reviewed(application: Application, reviewer: User, officer: User, value: int = 4) -> Application:
    """An admitted file with one review handed in."""
    at = application.call.closes_at + timedelta(days=5)
    assignment = assign(application, reviewer, officer, at=at)
    review_actions.declare(assignment, by=reviewer, at=at)
    scores = [
        {"criterion": c, "value": value, "motivation": f"Sterk op {c.name}."} for c in application.call.criteria.all()
    ]
    review_actions.save_scores(assignment, scores, by=reviewer, at=at)
    review_actions.submit(assignment, by=reviewer, at=at)
    return application


def fix(call: Call, *, at: datetime | None = None) -> Call:
    """Fix the ranking of a call, where it is not fixed as it is now."""
    fixed = latest(call)
    counts = Assignment.objects.counting().filter(application__call=call).exists()
    if counts and (fixed is None or is_stale(fixed)):
        at = at or call.closes_at + timedelta(days=30)
        review_actions.fix_ranking(call, "Er kwam een beoordeling bij.", by=call.created_by, at=at)
    return call


def slot(application: Application, *, at: datetime, starts_at: datetime | None = None, state="invited") -> Slot:
    """A defence before the panel, as if it was planned and told."""
    starts = starts_at or at + timedelta(days=9)
    ends = starts + timedelta(minutes=30)
    facts = {"starts_at": starts, "talk_ends_at": ends, "ends_at": ends + timedelta(minutes=15), "changed_at": at}
    return Slot.objects.create(application=application, state=state, place="Brussel", invited_at=at, **facts)


def drop_heads_without_events() -> None:
    """Tests that commit empty the log behind the triggers, and leave the heads of its chains."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workflow_chain WHERE subject NOT IN (SELECT subject FROM workflow_event)")

"""What the staff does after the seal: admissibility, jury, decisions within the budget, and the announcement."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.models import Application
from applications.states import State
from calls.models import TOP_SCORE, Call
from decisions import actions as decision_actions
from decisions import rules as decision_rules
from decisions.states import Outcome
from rehearsals import invented
from rehearsals.cast import Cast
from rehearsals.line import Line, at_clock, workday
from reviews import actions as review_actions
from reviews.checklist import Found, Given, checklist_of
from reviews.models import Assignment, Juror
from reviews.ranking import standings
from reviews.states import State as ReviewState
from workflow import dutch
from workflow.moments import wall
from workflow.refusals import Refused

PARTLY = Decimal("0.75")


class Treatment:
    def __init__(self, call: Call, cast: Cast, line: Line, *, weak: int, bad: int):
        self.call, self.cast, self.line, self.weak, self.bad = call, cast, line, weak, bad

    def plan(self, sealed: datetime) -> None:
        """On the days of the call where they can be kept, and else as soon as they can."""
        checked = at_clock(workday(wall(sealed).date() + timedelta(days=2)), 10)
        if by := self.call.admissibility_by:
            checked = max(min(checked, at_clock(by, 10)), sealed + timedelta(hours=1))
        declared = at_clock(workday(wall(checked).date() + timedelta(days=1)), 9, 30)
        jury = at_clock(self.call.jury_on or workday(wall(declared).date() + timedelta(days=14)), 14)
        jury = max(jury, declared + timedelta(days=1))
        decided = at_clock(self.call.decision_by or workday(wall(jury).date() + timedelta(days=14)), 10)
        decided = max(decided, jury + timedelta(days=1))
        officer, decider = self.cast["officer"], self.cast["decider"]
        then = self.line.then
        then(checked, officer, _("The officer judges which files are admissible."), self._judge)
        then(checked + timedelta(hours=1), officer, _("The officer composes the jury."), self._invite)
        for n, reviewer in enumerate(self.cast.reviewers):
            act = lambda at, reviewer=reviewer: self._accept(reviewer, at)  # noqa: E731
            text = _("%(name)s accepts a seat in the jury.") % {"name": reviewer}
            then(checked + timedelta(hours=2, minutes=10 * n), reviewer, text, act)
        then(checked + timedelta(hours=3), officer, _("The officer asks two reviewers for each file."), self._assign)
        for n, reviewer in enumerate(self.cast.reviewers):
            act = lambda at, reviewer=reviewer, n=n: self._declare(reviewer, n, at)  # noqa: E731
            text = _("%(name)s declares to have no interest.") if n else _("%(name)s declares an interest in one file.")
            then(declared + timedelta(minutes=10 * n), reviewer, text % {"name": reviewer}, act)
        then(declared + timedelta(hours=2), officer, _("The officer asks another reviewer instead."), self._replace)
        for n, reviewer in enumerate(self.cast.reviewers):
            act = lambda at, reviewer=reviewer, n=n: self._score(reviewer, n, at)  # noqa: E731
            then(jury + timedelta(minutes=10 * n), reviewer, _("%(name)s hands in scores.") % {"name": reviewer}, act)
        then(decided - timedelta(hours=1), officer, _("The officer fixes the ranking."), self._fix)
        then(decided, decider, _("The decider goes through the ranking, within the budget."), self._plan_decisions)
        then(decided + timedelta(hours=4), decider, _("The decisions are announced together."), self._announce)

    def _files(self, *states: str) -> list[Application]:
        files = Application.objects.sealed().filter(call=self.call, state__in=states)
        return list(files.select_related("call", "organisation", "submission").order_by("number"))

    # ---- admissibility and jury ----

    def _judge(self, at: datetime) -> None:
        for n, file in enumerate(self._files(State.SUBMITTED)):
            fit = file.pk != self.bad
            found = {
                "motivation": _("The file is complete and came in time.")
                if fit
                else _("The agreement is signed by one government only, and the rules ask for all of them."),
                "condition": "" if fit else _("The cooperation agreement is signed by every initiator"),
                "source": "" if fit else _("article 5 of the rules of the call"),
            }
            by, moment = self.cast["officer"], at + timedelta(minutes=n)
            answers = {line.key: Given(Found.MET) for line in checklist_of(file).asked}
            found |= {"admissible": fit, "answers": answers if fit else None}
            outcome = review_actions.judge_admissibility(file, **found, by=by, at=moment)
            if not fit:
                second = moment + timedelta(minutes=40)
                review_actions.confirm_proposal(outcome, by=self.cast["second"], at=second)

    def _invite(self, at: datetime) -> None:
        for each in self.cast.reviewers:
            review_actions.invite_juror(self.call, each, by=self.cast["officer"], at=at)

    def _accept(self, reviewer, at: datetime) -> None:
        review_actions.accept_seat(Juror.objects.get(call=self.call, user=reviewer), by=reviewer, at=at)

    def _assign(self, at: datetime) -> None:
        reviewers = self.cast.reviewers
        for n, file in enumerate(self._files(State.ADMITTED)):
            for each in (reviewers[n % 3], reviewers[(n + 1) % 3]):
                review_actions.assign(file, each, by=self.cast["officer"], at=at)

    def _asked(self, reviewer, state: str) -> list[Assignment]:
        own = Assignment.objects.visible_to(reviewer).filter(application__call=self.call, state=state)
        return list(own.select_related("application__call", "by").order_by("pk"))

    def _declare(self, reviewer, n: int, at: datetime) -> None:
        for place, each in enumerate(self._asked(reviewer, ReviewState.ASSIGNED)):
            if n == 0 and place == 0:
                remark = _("I advised this government last year.")
                review_actions.recuse(each, remark, by=reviewer, at=at)
            else:
                review_actions.declare(each, by=reviewer, at=at)

    def _replace(self, at: datetime) -> None:
        """Whoever did not read the file yet reads it instead."""
        gone = Assignment.objects.filter(application__call=self.call, state=ReviewState.CONFLICTED)
        for each in gone.select_related("application__call"):
            had = set(each.application.assignments.values_list("reviewer", flat=True))
            free = next((r for r in self.cast.reviewers if r.pk not in had), None)
            if free:
                fresh = review_actions.assign(each.application, free, by=self.cast["officer"], at=at)
                review_actions.declare(fresh, by=free, at=at + timedelta(minutes=30))

    def _score(self, reviewer, n: int, at: datetime) -> None:
        criteria = list(self.call.criteria.order_by("position"))
        for place, each in enumerate(self._asked(reviewer, ReviewState.DECLARED)):
            weak = each.application_id == self.weak
            scores = [
                {
                    "criterion": criterion,
                    "value": 1 if weak else min(TOP_SCORE, 3 + (place + n + k) % 3),
                    "motivation": invented.text(25, n + k),
                }
                for k, criterion in enumerate(criteria)
            ]
            review_actions.save_scores(each, scores, by=reviewer, at=at)
            review_actions.submit(each, by=reviewer, at=at)

    # ---- decisions ----

    def _fix(self, at: datetime) -> None:
        if Assignment.objects.counting().filter(application__call=self.call).exists():
            review_actions.fix_ranking(self.call, by=self.cast["officer"], at=at)

    def _plan_decisions(self, at: datetime) -> None:
        """One act a file, so that the report tells of each; the best first."""
        ranked = standings(self.call).places
        decider = self.cast["decider"]
        for n, row in enumerate(ranked):
            wishes = [(Outcome.AWARD, row.asked)]
            if len(ranked) > 1 and n == len(ranked) - 1:
                wishes = []
            elif len(ranked) > 2 and n == len(ranked) - 2:
                wishes = [(Outcome.AWARD, (row.asked * PARTLY).quantize(Decimal(1)))]
            text = _("A decision on %(number)s, at place %(n)s of the ranking.")
            self.line.then(
                at + timedelta(minutes=5 * (n + 1)), decider,
                text % {"number": row.number, "n": row.rank},
                lambda at, pk=row.pk, wishes=wishes: self._decide(pk, wishes, at),
            )  # fmt: skip
        for n, file in enumerate(self._files(State.INADMISSIBLE), len(ranked) + 1):
            text = _("A decision on %(number)s, which is not admissible.") % {"number": file.number}
            self.line.then(
                at + timedelta(minutes=5 * n), decider, text,
                lambda at, pk=file.pk: self._take(pk, Outcome.INADMISSIBLE, Decimal(0), at),
            )  # fmt: skip

    def _decide(self, pk: int, wishes: list, at: datetime) -> str:
        """As much as wished, or what is left of the budget, or nothing."""
        for outcome, amount in wishes:
            left = decision_rules.left_in(Call.objects.get(pk=self.call.pk))
            if left <= 0:
                break
            try:
                return self._take(pk, outcome, min(amount, left), at)
            except Refused:
                continue
        return self._take(pk, Outcome.REFUSAL, Decimal(0), at)

    def _take(self, pk: int, outcome: str, amount: Decimal, at: datetime) -> str:
        file = Application.objects.select_related("call__programme", "call__type").get(pk=pk)
        motivations = {} if outcome == Outcome.INADMISSIBLE else {
            each.pk: invented.text(40, k) for k, each in enumerate(file.call.criteria.order_by("position"))
        }  # fmt: skip
        decision_actions.decide(
            file, outcome=outcome, amount=amount, reason=invented.text(45, pk % 7), motivations=motivations,
            by=self.cast["decider"], at=at,
        )  # fmt: skip
        if not amount:
            return _("Outcome: %(outcome)s.") % {"outcome": Outcome(outcome).label}
        facts = {"amount": dutch.money(amount), "asked": dutch.money(file.submission.subsidy)}
        return _("Outcome: %(amount)s of the %(asked)s that was asked.") % facts

    def _announce(self, at: datetime) -> None:
        decision_actions.announce(Call.objects.get(pk=self.call.pk), by=self.cast["decider"], at=at)

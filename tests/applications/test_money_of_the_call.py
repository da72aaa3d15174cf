"""What a call says of money holds for an application: its minimum, its kinds of cost and their largest share."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import actions, rules
from applications.snapshot import readable
from calls.models import Call, CostCategory
from tests import factories
from tests.factories import DURING

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(call, applicant):
    return factories.draft(call, applicant)


def reasons(draft) -> list[tuple[str, str]]:
    fresh = type(draft).objects.get(pk=draft.pk)
    return [(each.code, each.text.replace("\u00a0", " ")) for each in rules.why_incomplete(fresh)]


def test_less_than_the_minimum_is_refused_with_both_sums(call, draft):
    Call.objects.filter(pk=call.pk).update(min_subsidy=Decimal("67200.00"))
    assert reasons(draft) == []
    Call.objects.filter(pk=call.pk).update(min_subsidy=Decimal("67200.01"))
    assert reasons(draft) == [
        ("below-minimum", "U vraagt samen € 67.200,00. In deze oproep is dat minstens € 67.200,01.")
    ]


def test_a_kind_of_cost_keeps_to_its_share_of_all_costs(call, draft):
    CostCategory.objects.filter(call=call, code="subcontracting").update(most_share=Decimal("45.24"))
    assert reasons(draft) == []  # 38.000 of 84.000 is 45,238 %
    CostCategory.objects.filter(call=call, code="subcontracting").update(most_share=45)
    assert reasons(draft) == [(
        "above-category-share",
        "“Onderaanneming” is € 38.000,00. Dat mag hoogstens € 37.800,00 zijn (45 % van alle kosten).",
    )]  # fmt: skip


def test_a_kind_of_cost_is_one_of_the_call(call, draft):
    CostCategory.objects.filter(call=call, code="staff").delete()
    assert [code for code, _text in reasons(draft)] == ["no-category"]


def test_the_page_of_costs_offers_the_kinds_of_the_call_with_their_explanation(client, applicant):
    call = factories.open_call()
    draft = factories.draft(call, applicant, at=timezone.now())
    CostCategory.objects.create(call=call, position=9, code="reizen", name="Reizen", explanation="Alleen de trein.")
    client.force_login(applicant)
    text = client.get(reverse("applications:costs", args=[draft.number])).content.decode()
    assert '<option value="reizen">Reizen</option>' in text
    assert "Alleen de trein." in text


def test_what_was_handed_in_keeps_the_name_of_the_kind(call, applicant, draft):
    submission = actions.submit(draft, by=applicant, at=DURING)
    CostCategory.objects.filter(call=call, code="staff").update(name="Anders")
    line = submission.content["costs"][0]
    assert (line["category"], line["category_name"]) == ("staff", "Personeel")
    assert readable(submission.content)["costs"][0]["category"] == "Personeel"

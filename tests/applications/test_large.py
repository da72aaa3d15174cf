"""An application with 200 cost lines and 40 files costs as many queries as a small one, and little time."""

import time
from decimal import Decimal

import pytest
from django.utils import timezone

from applications import actions
from applications.models import Attachment
from tests import factories
from tests.applications import typed
from tests.applications.typed import page

pytestmark = pytest.mark.django_db
MOST_CPU = 0.5


@pytest.fixture
def large(applicant):
    def large(lines: int, files: int):
        draft = factories.draft(factories.open_call(), applicant, at=timezone.now())
        by, at = {"by": applicant}, {"at": timezone.now()}
        towns = [factories.OrganisationFactory() for _ in range(min(lines, 8))]
        actions.save(
            draft, "participants", rows=[{"part": "partner", "organisation": each} for each in towns], **by, **at
        )
        row = {"category": "staff", "year": draft.starts_on.year, "subsidy": Decimal(5)}
        rows = [
            row | {"description": f"Kost {n}", "organisation": towns[n % len(towns)], "cost": Decimal(10 + n)}
            for n in range(lines)
        ]
        actions.save(draft, "costs", rows=rows, **by, **at)
        Attachment.objects.bulk_create(
            Attachment(
                application=draft, topic="other", name=f"Bijlage {n}.pdf", content_type="application/pdf", size=9,
                sha256=f"{n:064}", path=f"x/{n}", **by, **at,
            )
            for n in range(files)
        )  # fmt: skip
        return draft

    return large


@pytest.mark.parametrize(("lines", "files"), [(1, 1), (3, 3), (200, 40)])
def test_each_page_costs_the_same_with_200_lines_and_40_files(
    client, large, applicant, lines, files, django_assert_num_queries
):
    draft = large(lines, files)
    client.force_login(applicant)
    asked = {"kosten": 15, "planning": 15, "bijlagen": 17, "samenwerking": 16, "nakijken": 16}
    for name, queries in asked.items():
        client.get(page(draft, name))
        with django_assert_num_queries(queries, info=name):
            begun = time.process_time()
            assert client.get(page(draft, name)).status_code == 200
            assert time.process_time() - begun < MOST_CPU, name


def test_saving_200_lines_while_typing_takes_little_time(client, large, applicant, django_assert_max_num_queries):
    draft = large(200, 40)
    client.force_login(applicant)
    data = typed.costs(draft) | {"costs-7-description": "Anders"}
    del data["_key"]
    with django_assert_max_num_queries(11):
        begun = time.process_time()
        answer = client.post(page(draft, "kosten"), data, headers={"accept": "application/json"})
        assert time.process_time() - begun < MOST_CPU
    assert answer.json()["saved"].startswith("Alles bewaard")
    assert draft.costs.get(position=8).description == "Anders"


def test_a_line_of_a_government_that_left_is_saved_as_it_was(client, large, applicant):
    draft = large(9, 1)
    gone = draft.costs.get(position=3).organisation
    actions.save(draft, "participants", rows=[], by=applicant, at=timezone.now())
    client.force_login(applicant)
    data = typed.costs(draft) | {"costs-7-description": "Anders"}
    del data["_key"]

    answer = client.post(page(draft, "kosten"), data, headers={"accept": "application/json"}).json()

    assert answer["faults"] == {}
    assert draft.costs.get(position=3).organisation == gone

"""What the letters say, from real decisions to frozen PDFs."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.models import Call, Instalment
from decisions import actions, letters
from documents import actions as document_actions
from documents import files as document_files
from documents.faults import snapshot_faults
from tests import factories
from tests.judging import JURY, LATER, take

AT = JURY + timedelta(days=1)


def text_of(document) -> str:
    assert document_actions.make(document.pk, at=AT)
    document.refresh_from_db()
    with pypdfium2.PdfDocument(io.BytesIO(document_files.read(document))) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).replace("\u00ad", "").split())


@pytest.mark.django_db
def test_the_three_letters_say_what_was_decided(call, applicant, officer, reviewer, decider):
    made = [factories.submitted(call, applicant) for _n in range(3)]
    factories.seal(call)
    awarded, refused, barred = made
    for file, value in ((awarded, 4), (refused, 2)):
        factories.reviewed(factories.admit(file, officer), reviewer, officer, value)
    factories.reject(
        barred, officer, at=LATER, motivation="De handtekening van Beersel ontbreekt.",
        condition="Alle initiatiefnemers ondertekenen",
    )  # fmt: skip
    for file in made:
        file.refresh_from_db()
    take(awarded, decider, amount="50000.01", conditions="Publiceer de koppeling\n\nBetrek twee besturen.")
    take(refused, decider, "refusal", reason="Te weinig punten.\n\nHet budget gaat naar hogere scores.")
    take(barred, decider, "inadmissible", reason="De aanvraag voldoet niet.")
    award, refusal, inadmissible = (text_of(d.document) for d in actions.announce(call, by=decider, at=AT))

    for words in (
        f"B-{awarded.number}", "€ 50.000,01", "hoogstens 59,53 %", "minstens 40,47 %", "Publiceer de koppeling.",
        "Betrek twee besturen.", "€ 25.000,00", "€ 15.000,00", "€ 10.000,01", "Artikel 8", "SJ0-1SMC2GG-WT",
        "De jury gaf het project 80 punten op 100. Daarmee staat het op plaats 1 van 2",
        "De aanvraag is op 1 februari 2022 om 13.00 uur ontvangen. De oproep sloot op 25 maart 2022 om 23.59 uur.",
        "De aanvraag is ontvankelijk verklaard op 29 maart 2022.", "De jury heeft advies gegeven op 26 april 2022.",
        "Afdoende onderbouwd.", "binnen 60 dagen na de kennisgeving",
    ):  # fmt: skip
        assert words in award, words
    for words in (
        "Geen subsidie", "Te weinig punten. De volledige motivering staat in bijlage 1.", "plaats 2 van 2",
        "Het budget gaat naar hogere scores.", "40 op 100", "Afdoende onderbouwd.",
    ):  # fmt: skip
        assert words in refusal, words
    for words in (
        "Niet ontvankelijk", "Alle initiatiefnemers ondertekenen.", "artikel 5 van het reglement",
        "De handtekening van Beersel ontbreekt.", "onderzocht op haar ontvankelijkheid",
    ):  # fmt: skip
        assert words in inadmissible, words
    assert "jury gaf" not in inadmissible


@pytest.mark.django_db
def test_a_whole_award_shows_the_subsidy_of_each_cost_and_the_share_that_was_asked(file, decider):
    snapshot = letters.snapshot_of(take(file, decider))
    assert snapshot.rate == 80
    assert [(line.cost, line.subsidy) for line in snapshot.cost_lines] == [(46_000, 36_800), (38_000, 30_400)]
    assert snapshot_faults("award", snapshot) == []


@pytest.mark.django_db
def test_the_project_ends_when_it_wants_and_within_the_term_of_its_type(file, decider):
    decision = take(file, decider)
    wanted = date.fromisoformat(file.submission.content["ends_on"])
    assert letters.snapshot_of(decision).ends_on == wanted
    file.submission.content["ends_on"] = "2030-01-01"  # in memory only: what was handed in never changes
    decision.application = file
    assert letters.snapshot_of(decision).ends_on == date(2023, 9, 1)  # 12 months after the start it asked for


@pytest.mark.django_db
def test_a_progress_report_is_asked_only_of_a_project_that_still_runs(file, decider):
    decision = take(file, decider)
    for months, names in ((None, ["Eindverslag"]), (3, ["Tussentijds verslag", "Eindverslag"]), (40, ["Eindverslag"])):
        decision.call = Call.objects.get(pk=decision.call_id)
        decision.call.progress_report_after = months
        assert [report.name for report in letters.snapshot_of(decision).reports] == names


@pytest.mark.django_db
def test_a_decision_before_the_day_of_the_jury_names_no_day_to_come(file, decider):
    decision = take(file, decider, at=LATER + timedelta(days=1))
    assert letters.snapshot_of(decision).jury_on == date(2022, 4, 1)


PARTS = st.lists(st.integers(1, 9_000), min_size=1, max_size=8).map(
    lambda cuts: [Decimal(c) * 100 / sum(cuts) for c in cuts]
)


@given(amount=st.decimals("0.01", "9999999.99", places=2), parts=PARTS)
def test_instalments_always_add_up_to_the_award(amount, parts):
    split = letters.instalments_of(amount, [Instalment(percentage=part, trigger="x") for part in parts])
    assert sum(each.amount for each in split) == amount
    assert all(each.amount >= 0 and each.amount == each.amount.quantize(Decimal("0.01")) for each in split)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_after_a_day_end_on_that_day_or_the_last_of_the_month(day, months):
    after = letters.months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after + timedelta(days=1)).day == 1

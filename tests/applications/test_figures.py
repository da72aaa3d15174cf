"""What a list of costs comes to: by category, year and government, the same in the browser as on the server."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from applications import money
from applications.rowforms import MOST_PER_LINE
from applications.views.lines import for_script
from calls.fields import MoneyField

JS = Path(__file__).resolve().parents[2] / "static" / "js"
LUCK = random.Random(78)  # noqa: S311
FIELD = MoneyField(required=False, lowest="0", highest=MOST_PER_LINE)
AMOUNTS = (
    "", " ", "0", "1", "0,01", "1.234,56", "1234.56", "€ 1 000", "1 000,5", "12.345.678,90", "1250,-", "1.000,--",
    "EUR 15", "15 euro", "€15€", "1,500", "1.5000", "1.23.45", "1,2,3", "-5", "x", "€", "1e3", "1€50", "٣", "²", ".5",
    "5.", "5,", "00012", "99.999.999,99", "100.000.000", "1\u00a0234,56", "1\u202f234", "\ufeff7", "1.234.56",
    "9" * 31, "0" * 29 + "1", "0" * 31, "NaN", "1'000", "1,234.56",
)  # fmt: skip


def amount(text: str) -> Decimal | None:
    try:
        return FIELD.clean(text) or Decimal(0)
    except ValidationError:
        return None


def an_amount() -> str:
    if LUCK.random() < 0.06:
        return LUCK.choice(AMOUNTS)
    cents = LUCK.choice((LUCK.randrange(100), LUCK.randrange(10**5), LUCK.randrange(10**9), LUCK.randrange(10**10)))
    whole, part = divmod(cents, 100)
    return LUCK.choice((f"{whole},{part:02}", f"{whole}.{part:02}", f"€ {whole:,}".replace(",", ".") + f",{part:02}"))


def a_case() -> tuple[list[dict], money.Terms]:
    categories = [("", "Geen"), ("staff", "Personeel"), ("travel", "Reizen"), ("overhead", "Werking")]
    years = [("", "Geen"), *((str(2027 + n), str(2027 + n)) for n in range(LUCK.randrange(1, 5)))]
    governments = [("", "Halle"), *((str(n), f"Dorp {n}") for n in range(LUCK.randrange(4)))]
    shares = {key: Decimal(LUCK.randrange(1, 10_001)) / 100 for key, _label in categories[1:] if LUCK.random() < 0.5}
    share, maximum = Decimal(LUCK.randrange(1, 10_001)) / 100, Decimal(LUCK.randrange(10**9)) / 100
    terms = money.Terms(share, maximum, categories, years, governments, shares)
    keys = {axis: [key for key, _label in choices] + ["weg"] for axis, choices in terms.axes.items()}
    lines = [
        {axis: LUCK.choice(found) for axis, found in keys.items()} | {"cost": an_amount(), "subsidy": an_amount()}
        for _line in range(LUCK.choice((0, 1, 2, 5, 12)))
    ]
    return lines, terms


def said(lines: list[dict], terms: money.Terms) -> dict:
    """Every figure of the server in words, by the name that the page gives it."""
    read = [
        money.Line(x["category"], x["year"], x["government"], amount(x["cost"]), amount(x["subsidy"])) for x in lines
    ]
    found = money.figures(read, terms)
    texts = {f"all.{name}": text for name, text in found.words.items()} | {"all.empty": found.sums.is_empty}
    for group in (group for axis in found.axes for group in axis):
        texts |= {f"{group.key}.{name}": text for name, text in group.words.items()}
        texts[f"{group.key}.empty"] = group.sums.is_empty
    return texts


@pytest.fixture(scope="module")
def script(chromium):
    page = chromium.new_page()
    for name in ("portal.js", "costs.js"):
        page.evaluate("source => { (0, eval)(source) }", (JS / name).read_text(encoding="utf-8"))
    yield page
    page.close()


def test_the_browser_and_the_server_find_the_same_figures_in_hundreds_of_lists(script):
    cases = [a_case() for _case in range(600)]
    sent = [[lines, for_script(terms)] for lines, terms in cases]
    found = script.evaluate("cases => cases.map(([lines, terms]) => costFigures(lines, JSON.parse(terms)))", sent)
    for (lines, terms), texts in zip(cases, found, strict=True):
        assert texts == said(lines, terms), lines


def test_the_browser_and_the_server_read_the_same_amounts(script):
    signs = "0123456789.,,. €-–eurEUR\u00a0\u202fx"
    texts = [*AMOUNTS, *("".join(LUCK.choices(signs, k=LUCK.randrange(1, 9))) for _text in range(3000))]
    found = script.evaluate(
        "texts => texts.map((text) => { const n = amounts.cents(text); return n === null ? null : String(n) })", texts
    )  # noqa: E501
    for text, cents in zip(texts, found, strict=True):
        if cents is not None and int(cents) > MOST_PER_LINE * 100:
            cents = None  # what is too large for a line, the list of costs says
        assert cents == (None if amount(text) is None else str(int(amount(text) * 100))), repr(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", "1234.56"), ("1234.56", "1234.56"), ("€ 1 000", "1000.00"), ("1250,-", "1250.00"),
        ("15 EUR", "15.00"), ("1.500", "1500.00"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_flanders_types_it(text, value):
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1,500", "1€50", "-5", "€", "=A1", "1.23.45"])
def test_what_may_mean_two_things_is_no_amount(text):
    assert amount(text) is None


def test_a_share_goes_half_up_and_a_most_goes_down():
    assert money.Totals(Decimal(800), Decimal(1)).share == Decimal("0.13")  # 0,125 %
    assert money.most_for(Decimal("0.09"), Decimal(99)) == Decimal("0.08")

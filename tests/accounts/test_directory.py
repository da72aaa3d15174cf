"""The directory of municipalities: loaded by migrate, the same however often."""

from datetime import date

import pytest

from accounts.directory import load_municipalities
from accounts.models import Kind, Organisation

pytestmark = pytest.mark.django_db


def municipalities():
    return Organisation.objects.filter(kind=Kind.MUNICIPALITY)


def test_migrating_loads_it():
    assert municipalities().count() == 312


def test_loading_again_adds_and_changes_nothing():
    before = list(municipalities().order_by("pk").values())
    assert load_municipalities() == (0, 312)
    assert list(municipalities().order_by("pk").values()) == before


def test_loading_mends_what_was_changed():
    municipalities().filter(name="Halle").update(kbo="0000000000")
    load_municipalities()
    assert municipalities().get(name="Halle").kbo != "0000000000"


@pytest.mark.parametrize(
    ("day", "n"),
    [(date(2021, 9, 20), 300), (date(2024, 12, 31), 300), (date(2025, 1, 1), 285), (date(2025, 6, 1), 285)],
)
def test_who_exists_is_a_question_of_the_day(day, n):
    assert municipalities().valid_on(day).count() == n


def test_merged_municipalities_know_their_successor():
    ended = municipalities().filter(valid_until=date(2024, 12, 31))
    assert ended.filter(successor=None).count() == 0
    new = municipalities().filter(valid_from=date(2025, 1, 1))
    assert ended.filter(successor__in=new).count() + ended.exclude(successor__in=new).count() == ended.count()
    for name in ("Bilzen", "Ham", "Tongeren"):
        before = ended.get(name=name)
        assert before.successor.valid_from == date(2025, 1, 1)


def test_a_legal_entity_may_go_on_under_a_new_code():
    """KBO is not unique: eight municipalities kept theirs through the merger."""
    old = municipalities().filter(valid_until=date(2024, 12, 31))
    shared = {m.name for m in old if m.successor and m.successor.kbo == m.kbo and m.successor.nis != m.nis}
    assert shared == {"Bilzen", "Ham", "Tongeren", "Hasselt", "Lochristi", "Lokeren", "Tielt", "Wingene"}


def test_antwerpen_keeps_its_code_and_takes_borsbeek_in():
    borsbeek = municipalities().get(name="Borsbeek")
    assert borsbeek.successor.name == "Antwerpen"
    assert borsbeek.successor.nis == "11002"


def test_one_house_before_and_after_a_merger():
    bilzen = municipalities().get(name="Bilzen")
    assert set(Organisation.objects.kin_of([bilzen.pk])) >= {bilzen, bilzen.successor}
    assert bilzen in Organisation.objects.kin_of([bilzen.successor_id])

"""The demo's content adds up to the figures of the programme page, before anything is loaded."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import pytest

from accounts.directory import CSV
from portal import demo

HERE = Path(demo.__file__).parent
KEYS = ["focus", "quality", "leverage"]


@pytest.fixture(scope="module")
def calls():
    programmes = json.loads((HERE / "calls.json").read_text(encoding="utf-8"))["programmes"]
    return {call["key"]: call for programme in programmes for call in programme["calls"]}


@pytest.fixture(scope="module")
def content():
    return json.loads((HERE / "applications.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def files(content):
    return content["applications"]


@pytest.fixture(scope="module")
def of_2021():
    lines = CSV.read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in lines[1:]]
    return {row["nis"] for row in rows if row["in_2021"] == "1"}


def governments(file):
    return [file["nis"], *(p["nis"] for p in file["participants"])]


def moment(text):
    return datetime.fromisoformat(text)


def asked(file):
    return sum(Decimal(line["subsidy"]) for line in file["costs"])


def points(file, call):
    """As the portal counts: mean per criterion, weighed."""
    total = Decimal(0)
    for criterion in call["criteria"]:
        values = [review["scores"][criterion["group"]]["value"] for review in file["reviews"]]
        total += Decimal(sum(values)) / len(values) * criterion["weight"] / 5
    return total


def test_seven_calls_drew_102_applications(calls, files):
    historic = [key for key, call in calls.items() if call["stage"] == "announced"]
    assert len(historic) == 7
    assert len(files) == 102
    assert {file["call"] for file in files} == set(historic)


def test_234_of_the_300_municipalities_took_part(files, of_2021):
    took_part = {nis for file in files for nis in governments(file)}
    assert len(of_2021) == 300
    assert took_part <= of_2021
    assert len(took_part) == 234
    assert Decimal(len(took_part)) / len(of_2021) == Decimal("0.78")


def test_call_1_drew_28_applications_of_109_governments(files):
    first = [file for file in files if file["call"] == "oproep-1"]
    assert len(first) == 28
    assert len({nis for file in first for nis in governments(file)}) == 109


def test_61_projects_are_approved_and_5_of_them_are_boost_projects(files):
    outcomes = Counter(file["decision"]["outcome"] for file in files)
    assert outcomes == {"award": 61, "refusal": 35, "inadmissible": 6}
    boosted = [file for file in files if "boost" in file]
    assert len(boosted) == 5
    assert {file["decision"]["outcome"] for file in boosted} == {"award"}
    assert {file["boost"]["at"][:4] for file in boosted} == {"2024"}


def test_five_deadlines_moved_one_of_them_earlier(calls):
    moves = [(call["number"], move) for call in calls.values() for move in call["moves"]]
    assert [number for number, _ in moves] == [1, 3, 4, 4, 5]
    assert [number for number, move in moves if move["new"] < move["old"]] == [1]
    assert all(len(move["reason"]) <= 300 for _, move in moves)
    for call in calls.values():
        closing = call["closes_first"]
        for move in call["moves"]:
            assert move["old"] == closing
            closing = move["new"]
        assert closing == call["closes"]


def test_the_budgets_hold(calls, files):
    spent = defaultdict(Decimal)
    for file in files:
        spent[file["call"]] += Decimal(file["decision"]["amount"])
    historic = [call for call in calls.values() if call["stage"] == "announced"]
    assert sum(Decimal(call["budget"]) for call in historic) <= Decimal(35_000_000)
    for call in historic:
        assert 0 < spent[call["key"]] <= Decimal(call["budget"])


def test_no_project_asks_more_than_its_call_allows(calls, files, content):
    for file in files + [each for each in content["today"] if each["costs"]]:
        call = calls[file["call"]]
        assert 0 < asked(file) <= Decimal(call["max_subsidy"]), file["title"]
        for line in file["costs"]:
            most = (Decimal(line["cost"]) * call["flemish_share"] / 100).quantize(Decimal("0.01"), ROUND_DOWN)
            assert Decimal(line["subsidy"]) <= most, file["title"]
    for file in files:
        assert Decimal(file["decision"]["amount"]) <= asked(file)


def test_every_focus_is_one_of_its_call_at_that_moment(calls, files):
    for file in files:
        call = calls[file["call"]]
        since = call["opens"]
        for change in call["focus_changes"]:
            if file["focus"] in change["add"]:
                since = change["made"]
        assert file["focus"] in call["focuses"] + [f for c in call["focus_changes"] for f in c["add"]]
        assert moment(since) <= moment(file["started_at"])


def test_every_moment_lies_in_its_order(calls, files):
    for file in files:
        call = calls[file["call"]]
        assert moment(call["opens"]) <= moment(file["started_at"]) < moment(file["submitted_at"])
        assert moment(file["submitted_at"]) < moment(call["closes"])
        assert moment(call["closes"]) < moment(file["admissibility"]["at"])
        for review in file.get("reviews", []):
            assert moment(file["admissibility"]["at"]) < moment(review["at"])
            assert moment(review["at"]).date() < date.fromisoformat(call["decision_date"])


def test_most_applications_arrive_in_the_last_two_days_and_some_in_the_last_minute(calls, files):
    left = [moment(calls[file["call"]]["closes"]) - moment(file["submitted_at"]) for file in files]
    assert sum(each.days < 2 for each in left) > 65
    assert 7 <= sum(each.total_seconds() < 60 for each in left) <= 9


def test_the_terms_of_the_types_hold(calls, files):
    for file in files:
        call = calls[file["call"]]
        decided, ends = date.fromisoformat(call["decision_date"]), date.fromisoformat(file["ends_on"])
        months = {"concept": 12, "thematic": 36}.get(call["type"])
        last = decided.replace(year=decided.year + months // 12) if months else date(2025, 12, 31)
        assert date.fromisoformat(file["starts_on"]) < ends <= last, file["title"]


def test_approved_projects_rank_above_the_refused_ones(calls, files):
    for key, call in calls.items():
        ranked = {"award": [], "refusal": []}
        for file in files:
            if file["call"] == key and "reviews" in file:
                ranked[file["decision"]["outcome"]].append(points(file, call))
        if ranked["refusal"]:
            assert min(ranked["award"]) > max(ranked["refusal"]), key


def test_every_judgement_is_motivated_in_full(files):
    for file in files:
        if file["decision"]["outcome"] == "inadmissible":
            assert "reviews" not in file
            found = file["admissibility"]
            assert found["condition"] and found["source"] and len(found["motivation"]) > 100
            continue
        assert 2 <= len(file["reviews"]) <= 3
        for review in file["reviews"]:
            assert list(review["scores"]) == KEYS
            assert all(0 <= s["value"] <= 5 and len(s["motivation"]) > 20 for s in review["scores"].values())
        assert list(file["decision"]["motivations"]) == KEYS
        assert all(len(text) > 70 for text in file["decision"]["motivations"].values()), file["title"]


def test_no_two_projects_read_the_same(files, content):
    for name in ("title", "summary"):
        texts = [file[name] for file in files + content["today"] if file[name]]
        assert len(set(texts)) == len(texts)
    for key in KEYS:
        answers = [file["answers"][key] for file in files]
        assert len(set(answers)) == 102


def test_the_texts_have_no_holes(files, content):
    text = json.dumps(content, ensure_ascii=False)
    assert "{" not in "".join(file["summary"] for file in files)
    for hole in ("{k}", "{r}", "{u}", "{x}", "{rank}", "  ", " .", " ,", "..", "None"):
        assert hole not in text.replace("...", ""), hole
    for file in files:
        assert len(file["title"]) <= 120
        assert len(file["goals"]) == 3


def test_weights_and_instalments_are_the_whole(calls):
    for call in calls.values():
        assert sum(criterion["weight"] for criterion in call["criteria"]) == 100
        assert sum(part["percentage"] for part in call["instalments"]) == 100
        assert [criterion["group"] for criterion in call["criteria"]] == KEYS
        assert len(call["summary"]) <= 300
        assert all(len(criterion["description"]) <= 300 for criterion in call["criteria"])


def test_the_calls_of_today_give_every_role_something_to_do(calls, content):
    stages = {call["stage"]: call for call in calls.values() if call["stage"] != "announced"}
    assert set(stages) == {"open", "under-review", "ready-to-decide"}
    assert stages["open"]["closes"]["days"] == 12
    count = Counter(file["call"] for file in content["today"])
    assert 3 <= count[stages["open"]["key"]] <= 4
    assert 9 <= count[stages["under-review"]["key"]] + count[stages["ready-to-decide"]["key"]] <= 12
    reviewers = {r["reviewer"] for f in content["today"] for r in f.get("reviews", []) if r["stage"] != "submitted"}
    assert "beoordelaar@demo.example" in reviewers


def test_the_content_stays_small():
    assert sum(path.stat().st_size for path in HERE.glob("*.json")) < 1_500_000

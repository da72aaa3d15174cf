"""Who reads which file: what the solver promises, on instances that hypothesis invents."""

import random
import time

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.solver import SAME_HOUSE, Impossible, Paper, Problem, Reader, cheapest_swap, divide


@st.composite
def problems(draw, pins=True):
    files, people = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    readers = tuple(
        Reader(
            pk,
            draw(st.one_of(st.none(), st.integers(0, 5))),
            draw(st.frozensets(st.integers(1, 3), max_size=3)),
            draw(st.sampled_from(["", "Leuven", "Gent"])),
        )
        for pk in range(1, people + 1)
    )
    papers = tuple(Paper(100 + n, draw(st.one_of(st.none(), st.integers(1, 3)))) for n in range(files))
    pairs = [(paper.id, reader.id) for paper in papers for reader in readers]
    barred = draw(st.frozensets(st.sampled_from(pairs), max_size=len(pairs)))
    standing = draw(st.frozensets(st.sampled_from(pairs), max_size=4))
    wanted = draw(st.integers(1, 3))
    free = sorted(set(pairs) - barred - standing)
    pinned = draw(st.frozensets(st.sampled_from(free), max_size=3)) if pins and free else frozenset()
    return Problem(papers, readers, wanted, barred, standing, pinned)


def most_readings(problem: Problem) -> int:
    """A plain maximum flow, that knows no prices: how many readings can there be beside what is fixed?"""
    fixed = problem.standing | problem.pinned
    graph = networkx.DiGraph()
    graph.add_nodes_from(["begin", "end"])
    for paper in problem.papers:
        held = sum(pair[0] == paper.id for pair in fixed)
        graph.add_edge("begin", paper.id, capacity=max(0, problem.wanted - held))
        for reader in problem.readers:
            if (paper.id, reader.id) not in problem.barred | fixed:
                graph.add_edge(paper.id, f"r{reader.id}", capacity=1)
    for reader in problem.readers:
        carried = sum(pair[1] == reader.id for pair in fixed)
        graph.add_edge(f"r{reader.id}", "end", capacity=max(0, problem.room_of(reader) - carried))
    return networkx.maximum_flow_value(graph, "begin", "end")


@settings(max_examples=250, deadline=None)
@given(problems())
def test_nothing_hard_is_ever_broken_and_every_reading_a_flow_can_carry_is_there(problem):
    found = divide(problem)
    fixed = problem.standing | problem.pinned
    pairs = {(paper, reader) for paper, held in found.readers_of.items() for reader in held}
    assert fixed <= pairs
    fresh = pairs - fixed
    assert not fresh & problem.barred
    for paper in problem.papers:
        held = sum(pair[0] == paper.id for pair in fixed)
        assert len(found.readers_of[paper.id]) <= max(problem.wanted, held)
    for reader in problem.readers:
        carried = sum(pair[1] == reader.id for pair in fixed)
        assert found.loads[reader.id] <= max(problem.room_of(reader), carried)
        assert found.loads[reader.id] == sum(pair[1] == reader.id for pair in pairs)
    assert len(fresh) == most_readings(problem)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_no_swap_of_one_reader_is_better_so_what_the_page_says_of_it_is_true(problem):
    found = divide(problem)
    for paper in problem.papers:
        held = found.readers_of[paper.id]
        moved = [pk for pk in held if (paper.id, pk) not in problem.standing | problem.pinned]
        for reader in problem.readers:
            free = (paper.id, reader.id) not in problem.barred and reader.id not in held
            if free and found.loads[reader.id] < problem.room_of(reader):
                swap = cheapest_swap(found, paper.id, reader.id, moved)
                assert swap is None or swap.price >= 0


@settings(max_examples=100, deadline=None)
@given(problems(), st.randoms())
def test_the_same_question_in_another_order_has_the_same_answer(problem, chance):
    papers, readers = list(problem.papers), list(problem.readers)
    chance.shuffle(papers)
    chance.shuffle(readers)
    other = Problem(tuple(papers), tuple(readers), problem.wanted, problem.barred, problem.standing, problem.pinned)
    assert divide(other).readers_of == divide(problem).readers_of


def test_who_knows_the_focus_reads_it():
    problem = Problem((Paper(1, 7), Paper(2, 8)), (Reader(1, 5, frozenset({7})), Reader(2, 5, frozenset({8}))), 1)
    assert divide(problem).readers_of == {1: (1,), 2: (2,)}


def test_the_load_spreads_where_nobody_knows_more():
    problem = Problem(tuple(Paper(n) for n in range(10)), tuple(Reader(n) for n in range(5)), 2)
    assert set(divide(problem).loads.values()) == {4}


def test_two_of_one_employer_read_together_only_when_there_is_no_other_way():
    readers = (Reader(1, None, house="Leuven"), Reader(2, None, house="Leuven"), Reader(3, None, house="Gent"))
    assert divide(Problem((Paper(1),), readers, 2)).readers_of[1] in {(1, 3), (2, 3)}
    assert divide(Problem((Paper(1),), readers[:2], 2)).readers_of[1] == (1, 2)
    swap = cheapest_swap(divide(Problem((Paper(1),), readers, 2)), 1, 2, [3])
    assert swap.house == SAME_HOUSE


def test_what_lacks_is_spread_over_the_files():
    found = divide(Problem(tuple(Paper(n) for n in range(4)), (Reader(1, 2), Reader(2, 2)), 2))
    assert sorted(found.short.values()) == [1, 1, 1, 1]


def test_a_pin_that_can_never_be_is_refused():
    with pytest.raises(Impossible):
        divide(Problem((Paper(1),), (Reader(1),), 1, frozenset({(1, 1)}), frozenset(), frozenset({(1, 1)})))


def test_who_has_more_than_the_maximum_by_hand_gets_no_more_and_loses_nothing():
    readers = (Reader(1, 1), Reader(2, None))
    pinned = frozenset({(1, 1), (2, 1)})
    found = divide(Problem((Paper(1), Paper(2), Paper(3)), readers, 1, pinned=pinned))
    assert found.readers_of == {1: (1,), 2: (1,), 3: (2,)}


def test_five_hundred_files_and_sixty_reviewers_take_less_than_twenty_seconds():
    chance = random.Random(1)
    readers = tuple(
        Reader(
            n,
            chance.choice([25, 30, 35]),
            frozenset(chance.sample(range(6), chance.choice([1, 2, 3]))),
            f"huis{n % 20}",
        )
        for n in range(60)
    )
    papers = tuple(Paper(n, chance.randrange(6)) for n in range(500))
    barred = frozenset((f, r) for f in range(500) for r in range(60) if chance.random() < 0.07)
    started = time.process_time()
    found = divide(Problem(papers, readers, 3, barred))
    took = time.process_time() - started
    assert found.short == {}
    assert took < 20
    print(f"500 x 60 x 3: {took:.1f} s")

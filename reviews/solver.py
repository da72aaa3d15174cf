"""Who reads which file: the cheapest flow from files to reviewers. Pure: it knows numbers, no database and no pages.

What may never happen is not in the network at all. What is better or worse has a price, and all prices are whole
numbers, so that the same question has the same answer on every machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

# Prices. A file outside somebody's expertise weighs as much as carrying twice the mean load.
OUTSIDE = 1000  # reads a file whose focus is not in the own expertise
UNKNOWN = 500  # said nothing of expertise: neither good nor bad
SAME_HOUSE = 700  # reads a file beside somebody of the same employer
LOAD = 1000  # the price of one file more, for who carries the mean already


@dataclass(frozen=True)
class Reader:
    """Somebody who can read. `capacity` counts all files of the call; None is as many as there are."""

    id: int
    capacity: int | None = None
    expertise: frozenset[int] = frozenset()
    house: str = ""


@dataclass(frozen=True)
class Paper:
    """A file that must be read."""

    id: int
    focus: int | None = None


@dataclass(frozen=True)
class Problem:
    """`barred` can never be, `standing` is so already, `pinned` is wanted by hand: pairs of file and reader."""

    papers: tuple[Paper, ...]
    readers: tuple[Reader, ...]
    wanted: int
    barred: frozenset[tuple[int, int]] = frozenset()
    standing: frozenset[tuple[int, int]] = frozenset()
    pinned: frozenset[tuple[int, int]] = frozenset()

    @property
    def mean(self) -> int:
        """How many files each reads if all read as many, rounded up; at least one."""
        return max(1, -(-len(self.papers) * self.wanted // max(1, len(self.readers))))

    def price_of_load(self, nth: int) -> int:
        """What somebody's nth file costs: each next one more, so that the load spreads."""
        return LOAD * nth // self.mean

    def price_of_fit(self, paper: Paper, reader: Reader) -> int:
        if paper.focus is None:
            return 0
        if not reader.expertise:
            return UNKNOWN
        return 0 if paper.focus in reader.expertise else OUTSIDE

    def room_of(self, reader: Reader) -> int:
        return len(self.papers) if reader.capacity is None else reader.capacity


class Impossible(ValueError):
    """What is asked by hand contradicts what may never be."""


@dataclass(frozen=True)
class Division:
    """The answer: per file its readers, standing and pinned ones included, in the order of their numbers."""

    problem: Problem
    readers_of: dict[int, tuple[int, ...]]
    loads: dict[int, int] = field(default_factory=dict)

    @property
    def short(self) -> dict[int, int]:
        """How many readers each file lacks."""
        wanted = self.problem.wanted
        return {pk: wanted - len(held) for pk, held in self.readers_of.items() if len(held) < wanted}


def divide(problem: Problem) -> Division:
    """As many readings as a flow can carry, then the fewest per file that lack, then the lowest price.

    Raises Impossible when something pinned is barred.
    """
    # Half a second, which only the worker that divides should pay.
    import networkx

    fixed = problem.standing | problem.pinned
    if wrong := problem.pinned & problem.barred:
        raise Impossible(f"pinned and barred: {sorted(wrong)}")
    readers = {each.id: each for each in sorted(problem.readers, key=lambda each: each.id)}
    papers = {each.id: each for each in sorted(problem.papers, key=lambda each: each.id)}
    fixed = {(paper, reader) for paper, reader in fixed if paper in papers}
    held: dict[int, set[int]] = {pk: set() for pk in papers}
    carried = dict.fromkeys(readers, 0)
    for paper, reader in sorted(fixed):
        held[paper].add(reader)
        carried[reader] = carried.get(reader, 0) + 1
    graph = networkx.MultiDiGraph()
    asked = {pk: max(0, problem.wanted - len(held[pk])) for pk in papers}
    lowest, missing = _prices_of_missing(problem, carried)
    for pk, paper in papers.items():
        if asked[pk]:
            graph.add_node(("file", pk), demand=-asked[pk])
            for nth in range(asked[pk]):
                _arc(graph, ("file", pk), "end", missing + nth * lowest)
            _offer(graph, problem, paper, readers, held[pk])
    for pk, reader in readers.items():
        for nth in range(carried[pk] + 1, min(problem.room_of(reader), carried[pk] + len(papers)) + 1):
            _arc(graph, ("reader", pk), "end", problem.price_of_load(nth))
    graph.add_node("end", demand=sum(asked.values()))
    _cost, flow = networkx.network_simplex(graph)
    for node, out in flow.items():
        if node[0] in ("file", "house"):
            for to, units in out.items():
                if to[0] == "reader" and any(units.values()):
                    held[node[1]].add(to[1])
    loads = {pk: sum(pk in each for each in held.values()) for pk in readers}
    return Division(problem, {pk: tuple(sorted(each)) for pk, each in held.items()}, loads)


def _arc(graph, source, target, price: int, most: int = 1) -> None:
    graph.add_edge(source, target, weight=price, capacity=most)


def _prices_of_missing(problem: Problem, carried: dict[int, int]) -> tuple[int, int]:
    """Prices so high that no saving elsewhere pays for them: of one more missing at a file, and of any missing."""
    most = max([len(problem.papers), *carried.values()]) + 1
    readings = len(problem.papers) * problem.wanted
    lowest = 1 + readings * (OUTSIDE + SAME_HOUSE + problem.price_of_load(most + len(problem.papers)))
    return lowest, 1 + lowest * (readings + 1) * (problem.wanted + 1)


def _offer(graph, problem: Problem, paper: Paper, readers: dict[int, Reader], held: set[int]) -> None:
    """Arcs from a file to who may read it: straight, or by way of an employer who has several of them."""
    taken = {readers[pk].house for pk in held if pk in readers}
    houses: dict[str, list[Reader]] = {}
    for pk, reader in readers.items():
        if pk not in held and (paper.id, pk) not in problem.barred:
            houses.setdefault(reader.house, []).append(reader)
    for house, people in houses.items():
        source = ("file", paper.id)
        if house and (len(people) > 1 or house in taken):
            door = ("house", paper.id, house)
            first = house not in taken
            if first:
                _arc(graph, source, door, 0)
            if len(people) > first:
                _arc(graph, source, door, SAME_HOUSE, len(people) - first)
            source = door
        for reader in people:
            _arc(graph, source, ("reader", reader.id), problem.price_of_fit(paper, reader))


@dataclass(frozen=True)
class Swap:
    """What it would cost to let `reader` read a file, in place of `other` where it has all its readers."""

    reader: int
    other: int | None
    fit: int
    load: int
    house: int

    @property
    def price(self) -> int:
        return self.fit + self.load + self.house


def cheapest_swap(division: Division, paper: int, reader: int, replaceable: Iterable[int]) -> Swap | None:
    """The swap that costs least; in the answer of `divide` no swap is below nothing. None: there is nobody to replace.

    It asks nothing of what may never be: that is for the rules.
    """
    problem = division.problem
    file = next(each for each in problem.papers if each.id == paper)
    people = {each.id: each for each in problem.readers}
    held = set(division.readers_of[paper])
    enters = people[reader]
    gain_fit = problem.price_of_fit(file, enters)
    gain_load = problem.price_of_load(division.loads[reader] + 1)
    places: list[int | None] = [None] if len(held) < problem.wanted else []
    found = []
    for other in [*places, *sorted(held & set(replaceable))]:
        stay = [people[pk].house for pk in held - {other} if pk in people]
        before = _same_house([people[pk].house for pk in held if pk in people])
        after = _same_house([*stay, enters.house])
        fit = gain_fit - (problem.price_of_fit(file, people[other]) if other else 0)
        load = gain_load - (problem.price_of_load(division.loads[other]) if other else 0)
        found.append(Swap(reader, other, fit, load, SAME_HOUSE * (after - before)))
    return min(found, key=lambda each: (each.price, each.other or 0), default=None)


def _same_house(houses: list[str]) -> int:
    """How many sit beside somebody of the same employer."""
    named = [each for each in houses if each]
    return len(named) - len(set(named))

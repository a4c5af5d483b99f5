"""Which of several papers to carry, where any one is enough: those that together leave the least in the bag.

Pure. Source: docs/decisions/0013-papers.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from math import comb

import msgspec

# Groups that share papers are looked at together; so many bags are tried, and beyond them it is gone step by step.
EXACT_UP_TO = 20_000


class Way(msgspec.Struct, frozen=True):
    """One paper of a group. `carried`: it has to be brought. `held`: the person has it. `strictness`: of its form."""

    document: str
    carried: bool = True
    held: bool = False
    strictness: int = 0


Group = Sequence[Way]
Cost = tuple[int, int, int, tuple[int, ...]]


def choose(groups: Sequence[Group], *, bag: Collection[str] = ()) -> tuple[int, ...]:
    """Return for each group the index of the paper to carry.

    `bag`: documents carried anyway. The fewest papers to carry besides; of equals the fewest that have yet to be got,
    then the looser forms, then the order of the content. Exact while groups that share papers have few enough of them.
    """
    chosen = [0] * len(groups)
    for together in _sharing(groups, bag):
        part = [groups[index] for index in together]
        for index, way in zip(together, _exact(part, bag) or _step_by_step(part, bag), strict=True):
            chosen[index] = way
    return tuple(chosen)


def cost(groups: Sequence[Group], ways: Sequence[int], bag: Collection[str] = ()) -> Cost:
    """Return what a choice costs; less is better."""
    taken = [group[way] for group, way in zip(groups, ways, strict=True)]
    carried = {way.document: way.held for way in taken if _adds(way, bag)}
    to_get = sum(not held for held in carried.values())
    return len(carried), to_get, sum(way.strictness for way in taken), tuple(ways)


def _adds(way: Way, bag: Collection[str]) -> bool:
    return way.carried and way.document not in bag


def _sharing(groups: Sequence[Group], bag: Collection[str]) -> Iterator[list[int]]:
    """Yield the groups, by index, that have to be looked at together because they share a paper."""
    left = {index: {way.document for way in group if _adds(way, bag)} for index, group in enumerate(groups)}
    while left:
        first, documents = next(iter(left.items()))
        del left[first]
        together = [first]
        while more := [index for index, others in left.items() if others & documents]:
            for index in more:
                documents |= left.pop(index)
            together += more
        yield sorted(together)


def _exact(groups: Sequence[Group], bag: Collection[str]) -> tuple[int, ...] | None:
    """Try bags of one paper, of two, and so on; the best of the smallest that serve every group. None: too many.

    In a smallest bag every paper is used, and so each group takes its loosest form by itself.
    """
    documents = list(dict.fromkeys(way.document for group in groups for way in group if _adds(way, bag)))
    must = [{way.document for way in group} for group in groups if all(_adds(way, bag) for way in group)]
    tried = 0
    for size in range(len(documents) + 1):
        tried += comb(len(documents), size)
        if tried > EXACT_UP_TO:
            return None
        serving = [set(some) for some in combinations(documents, size) if all(group & set(some) for group in must)]
        if serving:
            every = (_from(groups, bag, some) for some in serving)
            return min(every, key=lambda ways: cost(groups, ways, bag))
    raise AssertionError("all papers together serve every group")


def _from(groups: Sequence[Group], bag: Collection[str], more: Collection[str]) -> tuple[int, ...]:
    """Return the loosest way of each group that a bag with some papers more has, the first of equals."""
    can = ([n for n, way in enumerate(group) if not _adds(way, bag) or way.document in more] for group in groups)
    return tuple(min(ways, key=lambda n: (group[n].strictness, n)) for group, ways in zip(groups, can, strict=True))


def _step_by_step(groups: Sequence[Group], bag: Collection[str]) -> tuple[int, ...]:
    """Begin with the paper that serves most groups, and change one group at a time while that helps."""
    served: dict[str, int] = {}
    for group in groups:
        for document in {way.document for way in group}:
            served[document] = served.get(document, 0) + 1
    ways = tuple(max(range(len(group)), key=lambda n: (served[group[n].document], -n)) for group in groups)
    improved = True
    while improved:
        improved = False
        for index, group in enumerate(groups):
            tried = [(*ways[:index], way, *ways[index + 1 :]) for way in range(len(group))]
            best = min(tried, key=lambda one: cost(groups, one, bag))
            if cost(groups, best, bag) < cost(groups, ways, bag):
                ways, improved = best, True
    return ways

"""Which of several papers to carry, where any one is enough: those that together leave the least in the bag.

Pure. Source: docs/decisions/0013-papers.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from math import prod

import msgspec

# Groups that share papers are looked at together, in every combination, up to so many; beyond, step by step.
EXACT_UP_TO = 4096


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
    then the looser forms, then the order of the content. Exact while the groups that share papers have up to
    `EXACT_UP_TO` combinations.
    """
    chosen = [0] * len(groups)
    for together in _sharing(groups, bag):
        part = [groups[index] for index in together]
        best = _exact(part, bag) if prod(map(len, part)) <= EXACT_UP_TO else _step_by_step(part, bag)
        for index, way in zip(together, best, strict=True):
            chosen[index] = way
    return tuple(chosen)


def cost(groups: Sequence[Group], ways: Sequence[int], bag: Collection[str] = ()) -> Cost:
    """Return what a choice costs; less is better."""
    taken = [group[way] for group, way in zip(groups, ways, strict=True)]
    carried = {way.document: way.held for way in taken if way.carried and way.document not in bag}
    to_get = sum(not held for held in carried.values())
    return len(carried), to_get, sum(way.strictness for way in taken), tuple(ways)


def _sharing(groups: Sequence[Group], bag: Collection[str]) -> Iterator[list[int]]:
    """Yield the groups, by index, that have to be looked at together because they share a paper."""
    left = {
        index: {way.document for way in group if way.carried and way.document not in bag}
        for index, group in enumerate(groups)
    }
    while left:
        first, documents = next(iter(left.items()))
        del left[first]
        together = [first]
        while more := [index for index, others in left.items() if others & documents]:
            for index in more:
                documents |= left.pop(index)
            together += more
        yield sorted(together)


def _exact(groups: Sequence[Group], bag: Collection[str]) -> tuple[int, ...]:
    return min(product(*(range(len(group)) for group in groups)), key=lambda ways: cost(groups, ways, bag))


def _step_by_step(groups: Sequence[Group], bag: Collection[str]) -> tuple[int, ...]:
    """Begin with the paper that serves most groups, and change one group at a time while that helps."""
    served: dict[str, int] = {}
    for group in groups:
        for document in {way.document for way in group}:
            served[document] = served.get(document, 0) + 1
    ways = [max(range(len(group)), key=lambda way, group=group: served[group[way].document]) for group in groups]  # type: ignore[misc]
    improved = True
    while improved:
        improved = False
        for index, group in enumerate(groups):
            tried = [(*ways[:index], way, *ways[index + 1 :]) for way in range(len(group))]
            best = min(tried, key=lambda one: cost(groups, one, bag))
            if cost(groups, best, bag) < cost(groups, ways, bag):
                ways, improved = list(best), True
    return tuple(ways)

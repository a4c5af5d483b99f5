"""Circles: procedures on one list that wait for each other.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from lifeevents.guide import ELECTRONIC_IDENTITY
from lifeevents.laboratory.papers import comes_from_before, givers
from lifeevents.laboratory.probing import Bench, Probe
from lifeevents.laboratory.space import Space
from lifeevents.laboratory.truth import YES, Truth, every, says, some

# A guide with more circles than this has one fault many times over.
AT_MOST = 100


def examine_circles(bench: Bench) -> None:
    """Find circles of which all procedures can be on one list, each waiting for the next."""
    space = bench.space
    waits = _waits(space)
    circles = list(_circles({one: tuple(needed) for one, needed in waits.items()}))
    for circle in circles[:AT_MOST]:
        steps = zip(circle, (*circle[1:], circle[0]), strict=True)
        closed = every([*(space.applies(one) for one in circle), *(waits[one][needed] for one, needed in steps)])
        probe = Probe(space, closed)
        bench.note("circle", " → ".join(circle), probe)
        gives_way = any(
            is_soft(space, one, needed) for one, needed in zip(circle, (*circle[1:], circle[0]), strict=True)
        )
        bench.find(
            "circle", probe, partial(space.value, closed), procedure=circle[0], path=circle,
            severity="look" if gives_way else "blocks",
        )  # fmt: skip
    if not circles:
        bench.note("circle", space.guide.event.id, None)


def is_soft(space: Space, procedure: str, before: str) -> bool:
    """Tell whether one procedure should come before another, but need not: the order gives way there."""
    spec = space.guide.procedure_by_id[procedure]
    return any(one.procedure == before and one.kind == "soft" for one in spec.prerequisites)


def _waits(space: Space) -> dict[str, dict[str, Truth]]:
    """Return for each procedure those that have to come before it, and when."""
    found: dict[str, dict[str, list[Truth]]] = {}
    for spec in space.guide.procedures:
        needs = found.setdefault(spec.id, {})
        for before in spec.prerequisites:
            if before.procedure in space.guide.procedure_by_id and before.procedure != spec.id:
                needs.setdefault(before.procedure, []).append(YES)
        for requirement in spec.requirements:
            for giver in givers(space, spec, requirement.document) if comes_from_before(spec, requirement) else ():
                needs.setdefault(giver, []).append(says(requirement.when))
        if any(channel.kind == "online_identity" for channel in spec.channels_for_people()[:1]):
            for giver in givers(space, spec, ELECTRONIC_IDENTITY):
                needs.setdefault(giver, []).append(YES)
    return {one: {before: some(when) for before, when in needs.items()} for one, needs in found.items()}


def _circles(needs: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield every simple circle once, beginning with the procedure that the guide names first."""
    place = {one: index for index, one in enumerate(needs)}
    reach = {one: _reach(needs, one) for one in needs}

    def walk(path: list[str]) -> Iterator[tuple[str, ...]]:
        for following in needs[path[-1]]:
            if following == path[0]:
                yield tuple(path)
            elif place[following] > place[path[0]] and following not in path and path[0] in reach[following]:
                yield from walk([*path, following])

    for one in needs:
        if one in reach[one]:
            yield from walk([one])


def _reach(needs: Mapping[str, tuple[str, ...]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for one in needs[waiting.pop()]:
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found

"""The order to do things in: what comes first because something else needs it, then phase, date, guide order.

Pure. Source: docs/decisions/0005-order-and-status.md; the public facts, "Precise readings" 3.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

import msgspec

# When edited content makes a circle, the weakest link in it gives way.
STRENGTH = {"soft": 0, "paper": 1, "alternative": 2, "hard": 3}


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """What the order needs to know of one procedure.

    `phase`: index in the guide. `hard_on`: its earliest hard deadline not passed. `next_on`: its next date of any kind.
    `above`: what has to stand above it, with the kind of the rule.
    """

    procedure: str
    phase: int
    index: int
    hard_on: dt.date | None = None
    next_on: dt.date | None = None
    above: Mapping[str, str] = {}


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Procedures in the order to do them, and the phase each one is shown in."""

    procedures: tuple[str, ...]
    phase: dict[str, int]


def order(items: Sequence[Placed], *, phase_ends: Sequence[dt.date | None]) -> Order:
    """Order a list so that everything stands below what it needs.

    A hard deadline lends its urgency to what has to come before it, and pulls both into the phase it falls in.
    """
    above = _without_circles({item.procedure: dict(item.above) for item in items})
    hard_on = earliest({item.procedure: item.hard_on for item in items}, above)
    phase = _phases(items, above, hard_on, phase_ends)
    keys = {
        item.procedure: (
            phase[item.procedure],
            hard_on[item.procedure] or dt.date.max,
            item.next_on or dt.date.max,
            item.index,
            item.procedure,
        )
        for item in items
    }
    return Order(procedures=_sorted(above, keys), phase=phase)


def earliest(
    own: Mapping[str, dt.date | None], above: Mapping[str, Mapping[str, str] | Sequence[str]]
) -> dict[str, dt.date | None]:
    """Return by when each procedure is needed: its own date, or an earlier one of what comes after it.

    Needs `above` without circles.
    """
    result = dict(own)
    for procedure in reversed(_sorted(above, dict.fromkeys(own, ()))):
        date = result[procedure]
        for needed in above.get(procedure, ()):
            known = result[needed]
            if date is not None and (known is None or date < known):
                result[needed] = date
    return result


def _phases(
    items: Sequence[Placed],
    above: Mapping[str, Mapping[str, str]],
    hard_on: Mapping[str, dt.date | None],
    phase_ends: Sequence[dt.date | None],
) -> dict[str, int]:
    phase = {item.procedure: item.phase for item in items}
    for procedure, date in hard_on.items():
        if date is not None:
            falls_in = (index for index, end in enumerate(phase_ends) if end is not None and date <= end)
            phase[procedure] = min(phase[procedure], next(falls_in, phase[procedure]))
    latest_first = sorted(((date, procedure) for procedure, date in hard_on.items() if date is not None), reverse=True)
    moved = True
    while moved:
        before = dict(phase)
        # Only a strictly earlier date pulls: what is needed on the same day stays in its own phase.
        least = len(phase_ends)
        for _date, group in groupby(latest_first, key=itemgetter(0)):
            same_day = [procedure for _day, procedure in group]
            for procedure in same_day:
                phase[procedure] = min(phase[procedure], least)
            least = min(least, *(phase[procedure] for procedure in same_day))
        for procedure, needed in above.items():
            for one in needed:
                phase[one] = min(phase[one], phase[procedure])
        moved = phase != before
    return phase


def _sorted(
    above: Mapping[str, Mapping[str, str] | Sequence[str]], keys: Mapping[str, tuple[object, ...]]
) -> tuple[str, ...]:
    """Sort so that everything stands below what it needs, by key among those that may come next."""
    missing = {procedure: len(above.get(procedure, ())) for procedure in keys}
    below: dict[str, list[str]] = {procedure: [] for procedure in keys}
    for procedure in keys:
        for needed in above.get(procedure, ()):
            below[needed].append(procedure)
    free = [(keys[procedure], procedure) for procedure, count in missing.items() if not count]
    heapq.heapify(free)
    result = []
    while free:
        _key, procedure = heapq.heappop(free)
        result.append(procedure)
        for dependent in below[procedure]:
            missing[dependent] -= 1
            if not missing[dependent]:
                heapq.heappush(free, (keys[dependent], dependent))
    return tuple(result)


def _without_circles(above: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Drop the weakest rules that make a circle, so that an edited guide can always be shown."""
    while len(_sorted(above, dict.fromkeys(above, ()))) < len(above):
        circle = _find_circle(above)
        procedure, needed = min(circle, key=lambda rule: (STRENGTH[above[rule[0]][rule[1]]], rule))
        del above[procedure][needed]
    return above


def _find_circle(above: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """Return one circle as (procedure, needed) rules; there has to be one."""
    inside = set(above) - set(_sorted(above, dict.fromkeys(above, ())))
    # What is left may also hang below a circle; walking upwards among the rest always ends in one.
    walked = [min(inside)]
    while walked[-1] not in walked[:-1]:
        walked.append(min(needed for needed in above[walked[-1]] if needed in inside))
    circle = walked[walked.index(walked[-1]) :]
    return list(pairwise(circle))

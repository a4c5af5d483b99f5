"""What waits for what on a list: what each thing opens, and the longest row of things to be done one after another.

Pure. Both follow the order of the list, so they have no circles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from lifeevents.plans import Item


def with_opens(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items with what waits for each of them, the nearest first and then in the order of the list."""
    waiters: dict[str, list[str]] = {item.procedure: [] for item in items}
    for item, groups in _open_groups(items):
        for one in dict.fromkeys(one for group in groups for one in group):
            waiters[one].append(item.procedure)
    return tuple(
        msgspec.structs.replace(item, opens=tuple(_below(item.procedure, waiters))) if waiters[item.procedure] else item
        for item in items
    )


def longest_chain(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the longest row of open things that are certain, of which each one waits for the one before it.

    Of alternatives the shorter way counts. Of rows of one length, the one that ends first on the list. Empty when
    nothing waits.
    """
    sure = {item.procedure for item in items if item.state == "applies" and item.status != "done"}
    chains: dict[str, tuple[str, ...]] = {one: (one,) for one in sure}
    for item, groups in _open_groups(items):
        ways = [[chains[one] for one in group if one in sure] for group in groups]
        before = max((min(way, key=len) for way in ways if way), key=len, default=())
        if item.procedure in sure:
            chains[item.procedure] = (*before, item.procedure)
    in_order = [chains[item.procedure] for item in items if item.procedure in sure]
    longest = max(in_order, key=len, default=())
    return longest if len(longest) > 1 else ()


def _open_groups(items: Sequence[Item]) -> Iterator[tuple[Item, list[tuple[str, ...]]]]:
    """Yield what waits, with the groups it waits for, as far as they stand above it."""
    place = {item.procedure: index for index, item in enumerate(items)}
    for index, item in enumerate(items):
        groups = (tuple(one for one in group if place[one] < index) for group in item.waiting_for_one_of)
        yield item, [group for group in groups if group]


def _below(procedure: str, waiters: Mapping[str, Sequence[str]]) -> list[str]:
    found: dict[str, None] = {}
    level = list(waiters[procedure])
    while level:
        found.update(dict.fromkeys(level))
        level = [one for each in level for one in waiters[each] if one not in found]
    return list(found)

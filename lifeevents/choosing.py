"""Which item of a list to do first.

Pure. Source: docs/decisions/0005-order-and-status.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from lifeevents.ordering import earliest
from lifeevents.plans import Item


def next_item(
    items: Sequence[Item],
    hard_on: Mapping[str, dt.date | None],
    phase_ends: Sequence[dt.date | None],
    base: dt.date,
    today: dt.date,
    *,
    optional: Collection[str] = (),
) -> str | None:
    """Return what to do first: a hard deadline of this stretch of time, else the top of the list.

    `hard_on`: the earliest hard deadline of each procedure that has not passed. `optional`: what nobody has to do leads
    only when nothing else that is certain is open.
    """
    by_id = {item.procedure: item for item in items}
    open_hard = {item.procedure: hard_on[item.procedure] if item.status != "done" else None for item in items}
    # `waiting_for` follows the rules of the order, so it has no circle that the order did not break.
    position = {item.procedure: place for place, item in enumerate(items)}
    awaited = {
        item.procedure: [one for one in item.waiting_for if position[one] < position[item.procedure]] for item in items
    }
    needed_by = earliest(open_hard, awaited)
    candidates = [item for item in items if _can_be_next(item, by_id)]
    must = [item for item in items if item.procedure not in optional]
    if any(item.state == "applies" and item.status != "done" and not item.passed for item in must):
        candidates = [item for item in candidates if item.procedure not in optional]
    if not candidates:
        return None
    now = max(today, base)
    reach = next((end for end in phase_ends if end is None or now <= end), None)
    urgent = [
        (date, place, item.procedure)
        for place, item in enumerate(candidates)
        if (date := needed_by[item.procedure]) is not None and (reach is None or date <= reach)
    ]
    return min(urgent)[2] if urgent else candidates[0].procedure


def _can_be_next(item: Item, by_id: Mapping[str, Item]) -> bool:
    if item.state != "applies" or item.status != "ready":
        return False
    if item.channel is not None and item.channel.kind == "nothing_to_do":
        return False
    others = [by_id[one] for one in item.instead]
    if any(other.status == "done" for other in others):
        return False
    # Once its day has passed, the remedy leads: another way with a later day.
    remedies = (other for other in others if other.state == "applies")
    return not (item.passed and any(_last_hard(other) > _last_hard(item) for other in remedies))


def _last_hard(item: Item) -> dt.date:
    """Return the last hard date; no hard date never passes."""
    return max((one.on for one in item.deadlines if one.spec.kind == "hard" and one.on), default=dt.date.max)

"""What is taken, read from the counters; places whose time has come to be free are not counted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from appointments import packing
from appointments.models import Block, Claim


class Occupancy:
    """Counts of some pools over a stretch of ticks. Two queries for any number of pools and days."""

    def __init__(self, pool_ids: Iterable[int], first_tick: int, end_tick: int, *, now: dt.datetime) -> None:
        pools = set(pool_ids)
        self._blocks: dict[int, dict[int, int]] = defaultdict(dict)
        self._stale: dict[int, list[tuple[int, int]]] = defaultdict(list)
        if not pools or end_tick <= first_tick:
            return
        for pool, number, taken in Block.objects.filter(
            pool__in=pools,
            number__gte=packing.block_of(first_tick),
            number__lte=packing.block_of(end_tick - 1),
            taken__gt=0,
        ).values_list("pool", "number", "taken"):
            self._blocks[pool][number] = taken
        stale = Claim.objects.filter(appointment__counted=True, appointment__released_at__lte=now, pool__in=pools)
        for pool, starts_at, ends_at in stale.values_list("pool", "starts_at", "ends_at"):
            self._stale[pool].append((packing.tick_of(starts_at), packing.tick_of(ends_at)))

    def line(self, pool: int, origin: int, ticks: int) -> int:
        """Return what is taken of a pool from `origin` on, as a line."""
        blocks = self._blocks.get(pool)
        if not blocks:
            return 0
        first, last = packing.block_of(origin), packing.block_of(origin + ticks - 1)
        line = packing.line_of(
            ((number, blocks[number]) for number in range(first, last + 1) if number in blocks), origin=origin
        )
        for start, end in self._stale.get(pool, ()):
            start, end = max(start, origin), min(end, (last + 1) * packing.TICKS_A_BLOCK)
            if start < end:
                line -= packing.stretch(start, end, origin=origin)
        # Half an hour may reach beyond the last tick asked for.
        return line & ((1 << (packing.FIELD_BITS * ticks)) - 1)

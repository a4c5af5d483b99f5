"""Opening rules, closures, holidays and what is taken in; free times out.

Pure: the time, the rules and the counts are arguments. Opening rules are by the office's clock; everything computed is
ticks of UTC, so that a visit lasts as long on the night when the clock changes as on any other.
An opening whose hour does not exist on a day (spring) begins or ends where the clock jumps; one whose hour comes
twice (autumn) means the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from appointments import packing

Season = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Opening:
    """So many places on one weekday between two local times."""

    weekday: int
    opens: dt.time
    closes: dt.time
    capacity: int
    kept_for_desk: int = 0
    season: Season | None = None

    def holds_on(self, day: dt.date) -> bool:
        if day.weekday() != self.weekday:
            return False
        if self.season is None:
            return True
        first, last = self.season
        today = (day.month, day.day)
        return first <= today <= last if first <= last else today >= first or today <= last


@dataclass(frozen=True, slots=True)
class Closed:
    """Ticks [start, end) with so many places fewer; None: none at all."""

    start_tick: int
    end_tick: int
    places: int | None = None


@dataclass(frozen=True, slots=True)
class PoolHours:
    """One pool's rules."""

    id: int
    kind: str
    language: str
    openings: tuple[Opening, ...]
    closures: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class DayLine:
    """A pool's day: places per tick, from `origin`. `offered`: what people may book themselves."""

    origin: int
    ticks: int
    capacity: int
    offered: int
    on_step: int
    """Ticks at which a time is offered."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everything that says when an agenda attends. Keeps what it has computed; good for one version of the agenda."""

    agenda: int
    office: str
    version: int
    zone: str
    step_minutes: int
    lead_minutes: int
    horizon_days: int
    pools: tuple[PoolHours, ...]
    holidays: frozenset[dt.date] = frozenset()
    opens_on_holidays: bool = False
    _days: dict[tuple[int, dt.date], DayLine | None] = field(default_factory=dict, repr=False, compare=False)

    def today(self, now: dt.datetime) -> dt.date:
        return now.astimezone(ZoneInfo(self.zone)).date()

    def is_holiday(self, day: dt.date) -> bool:
        return not self.opens_on_holidays and day in self.holidays

    def day(self, pool: PoolHours, day: dt.date) -> DayLine | None:
        """Return a pool's day, or None when it does not attend."""
        key = (pool.id, day)
        if key not in self._days:
            if len(self._days) > 20_000:
                self._days.clear()
            self._days[key] = None if self.is_holiday(day) else _day_line(pool, day, self.zone, self.step_minutes)
        return self._days[key]

    def pool(self, pool_id: int) -> PoolHours:
        return next(pool for pool in self.pools if pool.id == pool_id)

    def earliest(self, now: dt.datetime) -> int:
        """Return the first tick that may be booked."""
        return packing.ticks_up_to(now + dt.timedelta(minutes=self.lead_minutes))

    def last_day(self, now: dt.datetime) -> dt.date:
        return self.today(now) + dt.timedelta(days=self.horizon_days)


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that can be booked; `places` people can have it."""

    start: dt.datetime
    end: dt.datetime
    places: int


Taken = Callable[[int, int, int], int]
"""(pool, origin, ticks) → the line of what is taken."""


def local_tick(day: dt.date, at: dt.time, zone: ZoneInfo, *, up: bool) -> int:
    """Return the tick of a local time, rounded up or down to a whole one."""
    wall = dt.datetime.combine(day, at)
    instant = wall.replace(tzinfo=zone).astimezone(dt.UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != wall:
        # The clock jumps over it: go to where it jumps.
        before = wall.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)
        tick = packing.tick_of(before)
        while packing.instant_of(tick).astimezone(zone).replace(tzinfo=None) < wall:
            tick += 1
        return tick
    return packing.ticks_up_to(instant) if up else packing.tick_of(instant)


def segments(pool: PoolHours, day: dt.date, zone: ZoneInfo) -> list[tuple[int, int, int, int]]:
    """Return (start tick, end tick, capacity, offered) of a day, ascending, never overlapping, never empty."""
    opened = []
    for rule in pool.openings:
        if rule.holds_on(day):
            start = local_tick(day, rule.opens, zone, up=True)
            end = local_tick(day, rule.closes, zone, up=False)
            if start < end:
                opened.append((start, end, rule.capacity, rule.kept_for_desk))
    if not opened:
        return []
    first, last = min(item[0] for item in opened), max(item[1] for item in opened)
    closed = [item for item in pool.closures if item.start_tick < last and item.end_tick > first]
    edges = {edge for start, end, _capacity, _kept in opened for edge in (start, end)}
    edges |= {min(max(edge, first), last) for item in closed for edge in (item.start_tick, item.end_tick)}
    found = []
    for start, end in pairwise(sorted(edges)):
        capacity = sum(item[2] for item in opened if item[0] <= start < item[1])
        kept = sum(item[3] for item in opened if item[0] <= start < item[1])
        for item in closed:
            if item.start_tick <= start < item.end_tick:
                capacity = 0 if item.places is None else capacity - item.places
        capacity = min(max(capacity, 0), packing.MOST_PLACES)
        if capacity:
            found.append((start, end, capacity, max(capacity - kept, 0)))
    return found


def _day_line(pool: PoolHours, day: dt.date, zone_name: str, step_minutes: int) -> DayLine | None:
    zone = _zone(zone_name)
    found = segments(pool, day, zone)
    if not found:
        return None
    origin = packing.block_of(found[0][0]) * packing.TICKS_A_BLOCK
    ticks = found[-1][1] - origin
    capacity = offered = 0
    for start, end, places, open_places in found:
        capacity += packing.stretch(start, end, origin=origin, count=places)
        offered += packing.stretch(start, end, origin=origin, count=open_places)
    return DayLine(origin, ticks, capacity, offered, _on_step(origin, ticks, zone, step_minutes))


def _on_step(origin: int, ticks: int, zone: ZoneInfo, step_minutes: int) -> int:
    mask = 0
    for index in range(ticks):
        local = packing.instant_of(origin + index).astimezone(zone)
        if local.minute % step_minutes == 0:
            mask |= 1 << (packing.FIELD_BITS * index)
    return mask


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def free_starts(
    timetable: Timetable,
    pools: tuple[int, ...],
    day: dt.date,
    *,
    ticks: int,
    taken: Taken,
    now: dt.datetime,
    for_staff: bool = False,
) -> tuple[DayLine, int] | None:
    """Return the general pool's day and the mask of its ticks at which such a visit may begin; None when closed.

    `pools`: the general one first; a place must be free in each, all the time.
    """
    general = timetable.day(timetable.pool(pools[0]), day)
    if general is None or day > timetable.last_day(now):
        return None
    mask = general.on_step
    for pool_id in pools:
        line = timetable.day(timetable.pool(pool_id), day)
        if line is None:
            return general, 0
        capacity = line.capacity if for_staff else line.offered
        free = packing.runs(packing.room(capacity, taken(pool_id, line.origin, line.ticks), line.ticks), ticks)
        shift = (line.origin - general.origin) * packing.FIELD_BITS
        mask &= free << shift if shift >= 0 else free >> -shift
    too_soon = (packing.tick_of(now) + 1 if for_staff else timetable.earliest(now)) - general.origin
    if too_soon > 0:
        mask = mask >> (packing.FIELD_BITS * too_soon) << (packing.FIELD_BITS * too_soon)
    return general, mask


def free_times(
    timetable: Timetable,
    pools: tuple[int, ...],
    day: dt.date,
    *,
    ticks: int,
    taken: Taken,
    now: dt.datetime,
    for_staff: bool = False,
) -> tuple[FreeTime, ...]:
    """Return one office-day's free times, earliest first; empty when closed or full."""
    found = free_starts(timetable, pools, day, ticks=ticks, taken=taken, now=now, for_staff=for_staff)
    if found is None:
        return ()
    general, mask = found
    return tuple(_free_times(timetable, pools, day, general, mask, ticks, taken, for_staff))


def _free_times(
    timetable: Timetable,
    pools: tuple[int, ...],
    day: dt.date,
    general: DayLine,
    mask: int,
    ticks: int,
    taken: Taken,
    for_staff: bool,
) -> Iterator[FreeTime]:
    lines = []
    for pool_id in pools:
        line = timetable.day(timetable.pool(pool_id), day)
        if line is not None:
            capacity = line.capacity if for_staff else line.offered
            lines.append((line, capacity, taken(pool_id, line.origin, line.ticks)))
    for start in packing.starts(mask):
        tick = general.origin + start
        places = min(
            packing.count_at(capacity, tick + i - line.origin) - packing.count_at(used, tick + i - line.origin)
            for line, capacity, used in lines
            for i in range(ticks)
        )
        yield FreeTime(packing.instant_of(tick), packing.instant_of(tick + ticks), places)


def attends(timetable: Timetable, pool_id: int, start_tick: int, end_tick: int, *, for_staff: bool = False) -> bool:
    """Tell whether a pool has at least one place, taken or not, in every tick of [start, end)."""
    blocks = packing.blocks(start_tick, end_tick)
    for block, wanted in blocks.items():
        capacity, offered = capacity_of_block(timetable, pool_id, block)
        have = capacity if for_staff else offered
        if not packing.fits(have, wanted):
            return False
    return True


def capacity_of_block(timetable: Timetable, pool_id: int, block: int) -> tuple[int, int]:
    """Return (capacity, offered) of one half hour by the rules, packed."""
    zone = _zone(timetable.zone)
    first = packing.instant_of(block * packing.TICKS_A_BLOCK).astimezone(zone).date()
    last = packing.instant_of((block + 1) * packing.TICKS_A_BLOCK - 1).astimezone(zone).date()
    capacity = offered = 0
    for day in {first, last}:
        line = timetable.day(timetable.pool(pool_id), day)
        if line is not None:
            capacity |= packing.block_in(line.capacity, line.origin, block)
            offered |= packing.block_in(line.offered, line.origin, block)
    return capacity, offered

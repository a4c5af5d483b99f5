"""Finding a time: free times of many offices and days, the first one, and what else when there is none.

Every function asks a fixed number of queries, whatever the number of offices, days and visits. None opens a
transaction, and none promises anything: only a hold does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from appointments import packing
from appointments.availability import FreeTime, free_starts, free_times
from appointments.exceptions import Alternative
from appointments.occupancy import Occupancy
from appointments.places import BookablePlace, Places, Point, find, find_each, near_municipality, point_of
from appointments.wanted import Wanted

NOON = dt.time(14, 0)
"""Where an office's morning ends, in Spain."""
MOST_DAYS = 62
# The first free time is looked for in longer and longer stretches.
WINDOWS = ((0, 8), (8, 31), (31, 370))

DayState = Literal["free", "full", "closed", "holiday", "past", "beyond"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time at an office. Instants in the office's zone."""

    office: str
    start: dt.datetime
    end: dt.datetime
    places: int
    distance_km: float | None = None
    after_deadline: bool = False


@dataclass(frozen=True, slots=True)
class DayOfTimes:
    """One day at one office. `times`: how many times can be chosen; `days_late`: after the deadline, 0 before it."""

    on: dt.date
    state: DayState
    times: int
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """One office-day's times, split as people think of a day."""

    morning: tuple[Slot, ...]
    afternoon: tuple[Slot, ...]

    @property
    def all(self) -> tuple[Slot, ...]:
        return self.morning + self.afternoon


@dataclass(frozen=True, slots=True)
class Availability:
    """What `GET availability/` answers. `why_none` also: "full", "closed", "beyond_horizon"."""

    slots: tuple[Slot, ...]
    first_free: Slot | None
    why_none: str = ""


def availability(
    wanted: Wanted,
    *,
    now: dt.datetime,
    from_on: dt.date,
    days: int,
    office_ids: Iterable[str] | None = None,
    near: Point | None = None,
    deadline_on: dt.date | None = None,
    most_offices: int | None = None,
) -> Availability:
    """Return every free time of the offices (nearest first) in `days` days from a date."""
    found = find(wanted, near=near, office_ids=office_ids)
    places = found.places[:most_offices]
    days = min(days, MOST_DAYS)
    slots = tuple(_slots(places, from_on, days, now=now, deadline_on=deadline_on))
    first = min(slots, key=_sooner, default=None)
    if first is None and places:
        first = first_free(places, now=now, deadline_on=deadline_on)
    return Availability(slots, first, "" if slots else found.why_none or _why_none(places, from_on, days, now))


def days(
    place: BookablePlace,
    *,
    now: dt.datetime,
    from_on: dt.date,
    days: int,
    deadline_on: dt.date | None = None,
    for_staff: bool = False,
) -> tuple[DayOfTimes, ...]:
    """Return the days at one office, each with how many times it has. Two queries."""
    occupied = _occupied([place], from_on, days, now)
    timetable = place.timetable
    today, last = timetable.today(now), timetable.last_day(now)
    found = []
    for day in _dates(from_on, days):
        late = max((day - deadline_on).days, 0) if deadline_on else 0
        state: DayState
        times = 0
        if day < today:
            state = "past"
        elif day > last:
            state = "beyond"
        elif timetable.is_holiday(day):
            state = "holiday"
        else:
            starts = free_starts(
                timetable, place.pools, day, ticks=place.ticks, taken=occupied.line, now=now, for_staff=for_staff
            )
            times = starts[1].bit_count() if starts else 0
            state = "closed" if starts is None else "free" if times else "full"
        found.append(DayOfTimes(day, state, times, late))
    return tuple(found)


def times(
    place: BookablePlace,
    on: dt.date,
    *,
    now: dt.datetime,
    deadline_on: dt.date | None = None,
    for_staff: bool = False,
) -> Times:
    """Return one office-day's free times. Two queries."""
    found = tuple(_slots([place], on, 1, now=now, deadline_on=deadline_on, for_staff=for_staff))
    morning = tuple(slot for slot in found if slot.start.time() < NOON)
    return Times(morning, found[len(morning) :])


def first_free(places: Sequence[BookablePlace], *, now: dt.datetime, deadline_on: dt.date | None = None) -> Slot | None:
    """Return the first free time anywhere among places; of equal ones, the nearest. Six queries at most."""
    firsts = first_free_by_office(places, now=now, deadline_on=deadline_on, anywhere=True)
    return min(firsts.values(), key=_sooner, default=None)


def first_free_by_office(
    places: Sequence[BookablePlace],
    *,
    now: dt.datetime,
    deadline_on: dt.date | None = None,
    anywhere: bool = False,
) -> dict[str, Slot]:
    """Return the first free time of each office that has one. Six queries at most.

    `anywhere`: stop looking further ahead as soon as one office has one.
    """
    found: dict[str, Slot] = {}
    for begins, ends in WINDOWS:
        left = [place for place in places if place.office.pk not in found and begins <= place.timetable.horizon_days]
        if not left or (anywhere and found):
            break
        occupied = _occupied(
            left, min(p.timetable.today(now) for p in left) + dt.timedelta(days=begins), ends - begins, now
        )
        for place in left:
            if (first := _first_at(place, begins, ends, occupied, now, deadline_on)) is not None:
                found[place.office.pk] = first
    return found


def first_free_of_each(wanted: Mapping[str, Sequence[BookablePlace]], *, now: dt.datetime) -> dict[str, Slot]:
    """Return for each key the first free time anywhere among its places. Six queries at most for any number."""
    found: dict[str, Slot] = {}
    for begins, ends in WINDOWS:
        left = {
            key: [place for place in places if begins <= place.timetable.horizon_days]
            for key, places in wanted.items()
            if key not in found
        }
        every = [place for places in left.values() for place in places]
        if not every:
            break
        earliest = min(place.timetable.today(now) for place in every)
        occupied = _occupied(every, earliest + dt.timedelta(days=begins), ends - begins, now)
        for key, places in left.items():
            firsts = [_first_at(place, begins, ends, occupied, now, None) for place in places]
            if known := [first for first in firsts if first is not None]:
                found[key] = min(known, key=_sooner)
    return found


def _first_at(
    place: BookablePlace,
    begins: int,
    ends: int,
    occupied: Occupancy,
    now: dt.datetime,
    deadline_on: dt.date | None,
) -> Slot | None:
    """Return the first free time at one place within a stretch of days from today."""
    today = place.timetable.today(now)
    for day in _dates(today + dt.timedelta(days=begins), min(ends, place.timetable.horizon_days + 1) - begins):
        starts = free_starts(place.timetable, place.pools, day, ticks=place.ticks, taken=occupied.line, now=now)
        if starts and starts[1]:
            times = free_times(place.timetable, place.pools, day, ticks=place.ticks, taken=occupied.line, now=now)
            return _slot(place, times[0], deadline_on)
    return None


def alternatives(
    wanted: Wanted,
    *,
    office_id: str,
    start: dt.datetime,
    now: dt.datetime,
    deadline_on: dt.date | None = None,
    same_office: int = 3,
    other_offices: int = 3,
) -> tuple[Alternative, ...]:
    """Return what can be booked instead: the times nearest to `start` at the office, and the first of others near.

    Fourteen queries at most.
    """
    everywhere = find(wanted).places
    here = next((place for place in everywhere if place.office.pk == office_id), None)
    chosen: list[Slot] = []
    if here is not None:
        day = start.astimezone(ZoneInfo(here.timetable.zone)).date()
        for before, after in ((3, 7), (30, 60)):
            first = max(day - dt.timedelta(days=before), here.timetable.today(now))
            last = min(day + dt.timedelta(days=after), here.timetable.last_day(now))
            near_by = list(_slots([here], first, (last - first).days + 1, now=now, deadline_on=deadline_on))
            chosen = sorted(near_by, key=lambda slot: (slot.after_deadline, abs(slot.start - start)))[:same_office]
            if chosen:
                break
    others = _near([place for place in everywhere if place is not here], here)[: other_offices * 3]
    elsewhere = sorted(first_free_by_office(others, now=now, deadline_on=deadline_on).values(), key=_worth)
    return tuple(
        Alternative(
            slot.office,
            slot.start,
            slot.end,
            slot.places,
            slot.office == office_id,
            slot.distance_km,
            slot.after_deadline,
        )
        for slot in [*sorted(chosen, key=_sooner), *elsewhere[:other_offices]]
    )


def _near(places: list[BookablePlace], here: BookablePlace | None) -> list[BookablePlace]:
    """Return places by their distance from one of them."""
    origin = point_of(here.office) if here else None
    if origin is None:
        return places
    measured = []
    for place in places:
        at = point_of(place.office)
        measured.append(replace(place, distance_km=origin.km_to(at) if at else None))
    return sorted(measured, key=lambda place: (place.distance_km is None, place.distance_km or 0))


def _worth(slot: Slot) -> tuple[bool, dt.datetime]:
    return slot.after_deadline, slot.start


def _sooner(slot: Slot) -> tuple[dt.datetime, float]:
    return slot.start, slot.distance_km if slot.distance_km is not None else 1e9


def _dates(first: dt.date, days: int) -> list[dt.date]:
    return [first + dt.timedelta(days=index) for index in range(max(days, 0))]


def _occupied(places: Sequence[BookablePlace], first: dt.date, days: int, now: dt.datetime) -> Occupancy:
    # A day's width around, for whatever zone the offices are in.
    start = packing.tick_of(dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC)) - packing.ticks_in(24 * 60)
    end = start + packing.ticks_in((days + 2) * 24 * 60)
    return Occupancy((pool for place in places for pool in place.pools), start, end, now=now)


def _slots(
    places: Sequence[BookablePlace],
    from_on: dt.date,
    days: int,
    *,
    now: dt.datetime,
    deadline_on: dt.date | None,
    for_staff: bool = False,
) -> Iterable[Slot]:
    if not places or days < 1:
        return
    occupied = _occupied(places, from_on, days, now)
    for place in places:
        for day in _dates(from_on, days):
            for free in free_times(
                place.timetable,
                place.pools,
                day,
                ticks=place.ticks,
                taken=occupied.line,
                now=now,
                for_staff=for_staff,
            ):
                yield _slot(place, free, deadline_on)


def _slot(place: BookablePlace, free: FreeTime, deadline_on: dt.date | None) -> Slot:
    zone = ZoneInfo(place.timetable.zone)
    start = free.start.astimezone(zone)
    return Slot(
        place.office.pk,
        start,
        free.end.astimezone(zone),
        free.places,
        place.distance_km,
        deadline_on is not None and start.date() > deadline_on,
    )


def _why_none(places: Sequence[BookablePlace], from_on: dt.date, days: int, now: dt.datetime) -> str:
    dates = _dates(from_on, days)
    if all(day > place.timetable.last_day(now) for place in places for day in dates):
        return "beyond_horizon"
    attends = any(
        place.timetable.day(place.timetable.pool(place.pools[0]), day) is not None
        for place in places
        for day in dates
        if place.timetable.today(now) <= day <= place.timetable.last_day(now)
    )
    return "full" if attends else "closed"


__all__ = [
    "Availability",
    "DayOfTimes",
    "Places",
    "Point",
    "Slot",
    "Times",
    "alternatives",
    "availability",
    "days",
    "find",
    "find_each",
    "first_free",
    "first_free_by_office",
    "first_free_of_each",
    "near_municipality",
    "times",
]

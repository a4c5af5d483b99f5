"""When an office is open: from the rules, closures and holidays of its agendas. Pure but for the clock given in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from appointments import availability, packing
from appointments.availability import Timetable

LOOK_AHEAD_DAYS = 21
NEARLY_TICKS = 3
"""A pause shorter than this many ticks is no closing."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time during which an office attends. Instants in its zone."""

    opens: dt.datetime
    closes: dt.datetime


@dataclass(frozen=True, slots=True)
class OpenState:
    """Whether an office is open now and until when, or when it opens next; None when nothing is known for weeks."""

    now: Stretch | None
    next: Stretch | None


def stretches(timetables: Iterable[Timetable], day: dt.date) -> list[Stretch]:
    """Return the stretches of one day, merged over agendas and pools; empty when closed."""
    found: list[tuple[int, int]] = []
    zone = ZoneInfo("Europe/Madrid")
    for timetable in timetables:
        zone = ZoneInfo(timetable.zone)
        if timetable.is_holiday(day):
            continue
        for pool in timetable.pools:
            found += [(start, end) for start, end, _places, _offered in availability.segments(pool, day, zone)]
    merged: list[list[int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1] + NEARLY_TICKS:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [
        Stretch(packing.instant_of(start).astimezone(zone), packing.instant_of(end).astimezone(zone))
        for start, end in merged
    ]


def state(timetables: Iterable[Timetable], *, now: dt.datetime) -> OpenState:
    """Return whether it is open at a moment, or the next opening within three weeks."""
    known = list(timetables)
    if not known:
        return OpenState(None, None)
    today = known[0].today(now)
    for day in (today + dt.timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS)):
        for stretch in stretches(known, day):
            if stretch.opens <= now < stretch.closes:
                return OpenState(stretch, None)
            if stretch.opens > now:
                return OpenState(None, stretch)
    return OpenState(None, None)

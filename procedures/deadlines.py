"""Deadlines as dates: day 0 is the event.

Pure. A date is never moved when it falls on a holiday: the earlier date is the safe one.
Source: the public facts, "Precise readings" 5 and 6.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from procedures.specs import DeadlineSpec, Unit

ONE_DAY = dt.timedelta(days=1)


class Holidays(msgspec.Struct, frozen=True):
    """Public holidays of one place: national, regional and local.

    `covers`: the years that are known. Beyond them only Saturdays and Sundays are skipped.
    """

    days: frozenset[dt.date] = frozenset()
    covers: frozenset[int] = frozenset()

    @classmethod
    def of(cls, days: Iterable[dt.date]) -> Holidays:
        """Build from dates; the years that have any are taken as known."""
        known = frozenset(days)
        return cls(known, frozenset(day.year for day in known))

    def is_working(self, day: dt.date) -> bool:
        """Tell whether a day counts as an administrative working day (Ley 39/2015, art. 30.2)."""
        return day.weekday() < calendar.SATURDAY and day not in self.days


NO_HOLIDAYS = Holidays()


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """When a deadline falls.

    `on`: the last day. `opens_on`: the first day of a window that opens. `at`: the last moment, when the
    hour of the event is known. `calendar_known` is False when working days were counted in a year
    whose holidays are not known yet.
    """

    on: dt.date | None = None
    opens_on: dt.date | None = None
    at: dt.datetime | None = None
    calendar_known: bool = True


NO_DATE = Due()


def due(
    spec: DeadlineSpec,
    *,
    event_on: dt.date | None,
    holidays: Holidays = NO_HOLIDAYS,
    other_dates: Mapping[str, dt.date] | None = None,
    event_at: dt.datetime | None = None,
) -> Due:
    """Return the date of a deadline, or `NO_DATE` when only its sentence is known."""
    is_length_only = spec.kind == "window" and spec.edge is None
    if spec.value is None or spec.unit is None or spec.kind == "open" or is_length_only:
        return NO_DATE
    base = event_on if spec.relative_to == "event" else (other_dates or {}).get(spec.relative_to or "")
    if base is None:
        return NO_DATE
    amount = {"before": -spec.value, "on": 0}.get(spec.direction or "after", spec.value)
    on, at = add(base, amount, spec.unit, holidays=holidays), None
    if spec.unit == "hours" and event_at is not None and spec.relative_to == "event":
        at = _last_moment(event_at, amount)
        on = at.date()
    if spec.extend_to == "month_end":
        on, at = on.replace(day=calendar.monthrange(on.year, on.month)[1]), None
    years = range(min(base.year, on.year), max(base.year, on.year) + 1)
    known = spec.unit != "business_days" or all(year in holidays.covers for year in years)
    if spec.kind == "window" and spec.edge == "opens":
        return Due(opens_on=on, calendar_known=known)
    return Due(on=on, at=at, calendar_known=known)


def add(base: dt.date, amount: int, unit: Unit, *, holidays: Holidays = NO_HOLIDAYS) -> dt.date:
    """Return the day that lies `amount` units after `base` (before it, when negative).

    Hours run from 00:00 of the day. Months and years keep the day number, or take the month's last day.
    """
    match unit:
        case "hours":
            return (dt.datetime.combine(base, dt.time.min) + dt.timedelta(hours=amount)).date()
        case "days":
            return base + dt.timedelta(days=amount)
        case "business_days":
            return _add_working_days(base, amount, holidays)
        case "months":
            return _add_months(base, amount)
        case "years":
            return _add_months(base, amount * 12)
    raise ValueError(f"unknown unit {unit!r}")


def days_left(on: dt.date, today: dt.date) -> int:
    """Return the whole days until a date; negative once it has passed."""
    return (on - today).days


def _add_months(base: dt.date, months: int) -> dt.date:
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    return dt.date(year, month + 1, min(base.day, calendar.monthrange(year, month + 1)[1]))


def _add_working_days(base: dt.date, amount: int, holidays: Holidays) -> dt.date:
    step, left, day = (ONE_DAY if amount >= 0 else -ONE_DAY), abs(amount), base
    while left:
        day += step
        left -= holidays.is_working(day)
    return day


def _last_moment(event_at: dt.datetime, hours: int) -> dt.datetime:
    """Return the last moment of a deadline in hours.

    Across a clock change the hours on the wall and the hours that pass differ by one: the earlier is the safe one.
    """
    on_the_wall = event_at + dt.timedelta(hours=hours)
    if event_at.tzinfo is None:
        return on_the_wall
    passed = (event_at.astimezone(dt.UTC) + dt.timedelta(hours=hours)).astimezone(event_at.tzinfo)
    return min(on_the_wall, passed, key=lambda moment: moment.astimezone(dt.UTC))

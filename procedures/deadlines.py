"""Deadlines as dates: day 0 is the event, a date that the person gave, or the day another step was done.

Pure. A date is never moved when it falls on a holiday: the earlier date is the safe one.
Source: docs/decisions/0014-dates.md; the public facts, "Precise readings" 5 and 6; Ley 39/2015, art. 30.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from procedures.specs import DeadlineSpec, SpanSpec, Unit, YearlySpec

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

    `on`: the last day. `opens_on`: the first day of a window that opens; one that comes back every year can have
    both. `at`: the last moment, when the hour of the event is known. `calendar_known` is False when working days
    were counted in a year whose holidays are not known yet.
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
    today: dt.date | None = None,
) -> Due:
    """Return the date of a deadline, or `NO_DATE` when only its sentence is known.

    `other_dates`: question id or procedure id → the date answered, or the day it was done. `today`: needed only to
    find the next of the windows that come back every year.
    """
    if spec.kind == "open":
        return NO_DATE
    base = event_on if spec.relative_to == "event" else (other_dates or {}).get(spec.relative_to or "")
    if spec.yearly is not None:
        return _window(spec.yearly, base, today)
    is_length_only = spec.kind == "window" and spec.edge is None
    if spec.value is None or spec.unit is None or is_length_only or base is None:
        return NO_DATE
    amount = {"before": -spec.value, "on": 0}.get(spec.direction or "after", spec.value)
    on, at = add(base, amount, spec.unit, holidays=holidays), None
    opens = spec.kind == "window" and spec.edge == "opens"
    if spec.unit == "hours" and event_at is not None and spec.relative_to == "event":
        # Too early is as wrong as too late: where something opens, the later reading is the safe one.
        at = _moment(event_at, amount, latest=opens)
        on = at.date()
    if spec.extend_to == "month_end":
        on, at = _month_day(on.year, on.month, 31), None
    years = range(min(base.year, on.year), max(base.year, on.year) + 1)
    known = spec.unit != "business_days" or all(year in holidays.covers for year in years)
    return Due(opens_on=on, calendar_known=known) if opens else Due(on=on, at=at, calendar_known=known)


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


def after(base: dt.date, span: SpanSpec, *, holidays: Holidays = NO_HOLIDAYS) -> dt.date:
    """Return the last day of a length of time that begins on a day, e.g. of the time that they have to answer."""
    return add(base, span.value, span.unit, holidays=holidays)


def before(base: dt.date, span: SpanSpec, *, holidays: Holidays = NO_HOLIDAYS) -> dt.date:
    """Return a day on which something of this length can begin and be over by `base`: never too late a day."""
    start = add(base, -span.value, span.unit, holidays=holidays)
    # Working days counted back from a day off begin one too late.
    while after(start, span, holidays=holidays) > base:
        start -= ONE_DAY
    return start


def days_left(on: dt.date, today: dt.date) -> int:
    """Return the whole days until a date; negative once it has passed."""
    return (on - today).days


def _window(yearly: YearlySpec, base: dt.date | None, today: dt.date | None) -> Due:
    """Return the window of the base date's year, of the year after it, or the first that is not over yet."""
    if yearly.year == "next":
        if today is None:
            return NO_DATE
        # Not over when it is needed: today, or the day that is still to come. Last year's may still be open.
        needed = max(today, base or today)
        windows = (_window_of(yearly, year) for year in range(needed.year - 1, needed.year + 2))
        return next(window for window in windows if _ends_on(window) >= needed)
    if base is None:
        return NO_DATE
    return _window_of(yearly, base.year + (yearly.year == "after_event"))


def _window_of(yearly: YearlySpec, year: int) -> Due:
    opens, closes = (_month_and_day(one) for one in (yearly.opens, yearly.closes))
    ends_in = year + 1 if opens and closes and closes < opens else year
    return Due(
        opens_on=_month_day(year, *opens) if opens else None, on=_month_day(ends_in, *closes) if closes else None
    )


def _ends_on(window: Due) -> dt.date:
    """Return when a window is over; one that only opens counts for the rest of its year."""
    return window.on or (window.opens_on or dt.date.min).replace(month=12, day=31)


def _month_and_day(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    month, day = text.split("-")
    return int(month), int(day)


def _month_day(year: int, month: int, day: int) -> dt.date:
    """Return a day of a month, or its last one where it has no such day."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _add_months(base: dt.date, months: int) -> dt.date:
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    return _month_day(year, month + 1, base.day)


def _add_working_days(base: dt.date, amount: int, holidays: Holidays) -> dt.date:
    step, left, day = (ONE_DAY if amount >= 0 else -ONE_DAY), abs(amount), base
    while left:
        day += step
        left -= holidays.is_working(day)
    return day


def _moment(event_at: dt.datetime, hours: int, *, latest: bool = False) -> dt.datetime:
    """Return the moment so many hours on (before the event, when negative).

    Across a clock change the hours on the wall and the hours that pass differ by one: the earlier moment is the safe
    one for a last day, the `latest` for a first. A time that the clock leaps over comes when it leaps.
    """
    on_the_wall = event_at + dt.timedelta(hours=hours)
    if event_at.tzinfo is None or not hours:
        return on_the_wall if hours else event_at
    shown = _instant(on_the_wall).astimezone(event_at.tzinfo)
    if shown.replace(tzinfo=None) != on_the_wall.replace(tzinfo=None):
        shown = shown.replace(minute=0, second=0, microsecond=0)
    passed = (_instant(event_at) + dt.timedelta(hours=hours)).astimezone(event_at.tzinfo)
    return (max if latest else min)(shown, passed, key=_instant)


def _instant(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)

"""The days and times of one office, as the thread of days, the calendar of weeks and the grid of times take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments import availability
from appointments.finding import NOON, DayOfTimes, Slot, Times
from appointments.places import BookablePlace
from lifeevents.presenting.words import capital
from sitekit import dates

Address = Callable[..., str]
"""(day=…, time=…) → address of the page with that chosen."""


def when_words(start: dt.datetime, *, today: dt.date) -> str:
    """Return "viernes 27 de noviembre, a las 9:40"."""
    day = dates.in_words(start.date(), today=today)
    return _("%(day)s, at %(time)s") % {"day": day, "time": dates.time_in_words(start)}


def late_words(days: int) -> str:
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def against_deadline(on: dt.date, deadline_on: dt.date | None) -> str:
    """Return how a day stands to the deadline: "1 día antes de que acabe tu plazo"."""
    if deadline_on is None:
        return ""
    left = (deadline_on - on).days
    if left < 0:
        return ngettext("%(n)d day after your deadline", "%(n)d days after your deadline", -left) % {"n": -left}
    if left == 0:
        return _("It is the last day of your deadline")
    return ngettext("%(n)d day before your deadline ends", "%(n)d days before your deadline ends", left) % {"n": left}


def places_words(day: DayOfTimes) -> str:
    match day.state:
        case "free":
            return ngettext("%(n)d place", "%(n)d places", day.times) % {"n": day.times}
        case "full":
            return _("no places")
        case "holiday":
            return _("holiday")
        case "beyond":
            return _("not open yet")
    return _("closed")


def thread(
    days: Sequence[DayOfTimes],
    *,
    address: Address,
    chosen: dt.date | None,
    parts: list[dict[str, Any]],
    deadline_on: dt.date | None,
    today: dt.date,
) -> list[dict[str, Any]]:
    """Return the rows of the list of days: days without a place grouped, the deadline where it falls."""
    shown = [day for day in days if day.state != "past"]
    rows: list[dict[str, Any]] = []
    month = 0
    told = deadline_on is None or not shown or deadline_on > shown[-1].on
    limit = {"name": _("Your deadline ends here"), "state": "limit"}

    def key(day: DayOfTimes) -> tuple[object, bool]:
        alone = day.state == "free"
        return (day.on if alone else day.state), deadline_on is not None and day.on > deadline_on

    for (_same, is_late), group in groupby(shown, key):
        each = list(group)
        if is_late and not told and deadline_on is not None:
            if rows:
                rows.append(limit)
            else:
                words = dates.in_words(deadline_on, today=today)
                rows.append({"name": _("Your deadline ended on %(day)s") % {"day": words}, "state": "limit"})
            told = True
        name, month = _names(each, month, today)
        first = each[0]
        row: dict[str, Any] = {"name": name, "places": places_words(first)}
        if first.state == "free":
            row |= {"state": "late" if first.days_late else "open", "url": address(day=first.on)}
            if first.days_late:
                row["late"] = late_words(first.days_late)
            if first.on == chosen:
                row |= {"chosen": True, "parts": parts}
        else:
            row["state"] = "closed"
        rows.append(row)
    if not told:
        rows.append(limit)
    return rows


def _names(days: list[DayOfTimes], month: int, today: dt.date) -> tuple[str, int]:
    """Return "jueves 26", "sábado 28 y domingo 29", "del lunes 7 al viernes 11"; the month where it changes."""
    first, last = days[0].on, days[-1].on
    start = dates.in_words(first, today=today) if first.month != month else _short(first)
    if len(days) == 1:
        return start, last.month
    end = dates.in_words(last, today=today) if last.month != first.month else _short(last)
    if first.month != month and last.month == first.month:
        start, end = _short(first), dates.in_words(last, today=today)
    both = {"first": start, "last": end}
    words = _("%(first)s and %(last)s") % both if len(days) == 2 else _("from %(first)s to %(last)s") % both
    return words, last.month


def _short(on: dt.date) -> str:
    return f"{WEEKDAYS[on.weekday()]} {on.day}"


def months_words(days: Sequence[DayOfTimes]) -> str:
    """Return "Noviembre y diciembre"."""
    names = list(dict.fromkeys(str(MONTHS[day.on.month]) for day in days))
    if len(names) == 1:
        return capital(names[0])
    return capital(_("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]})


def weeks(
    days: Sequence[DayOfTimes],
    *,
    address: Address,
    chosen: dt.date | None,
    deadline_on: dt.date | None,
    today: dt.date,
) -> tuple[list[str], list[list[dict[str, Any]]]]:
    """Return the heads and rows of the calendar (`days` begin on a Monday). Weekdays that never open are left out."""
    open_on = {day.on.weekday() for day in days if day.state in ("free", "full")} | set(range(5))
    columns = sorted(open_on)
    rows: list[list[dict[str, Any]]] = []
    for first in range(0, len(days) - 6, 7):
        week = days[first : first + 7]
        cells = [_cell(week[column], address, chosen, deadline_on, today) for column in columns]
        # The flag stands at the last day shown of the deadline's week.
        if deadline_on is not None and week[0].on <= deadline_on <= week[6].on:
            last = max((i for i, column in enumerate(columns) if week[column].on <= deadline_on), default=None)
            if last is not None:
                cells[last]["limit"] = True
                if week[columns[last]].on == deadline_on and cells[last]["state"] == "open":
                    cells[last]["note"] = _("last day")
        if rows or any(cell["places"] or cell["today"] for cell in cells):
            rows.append(cells)
    return [str(WEEKDAYS[column]) for column in columns], rows


def _cell(
    day: DayOfTimes, address: Address, chosen: dt.date | None, deadline_on: dt.date | None, today: dt.date
) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "number": day.on.day,
        "places": "" if day.state == "past" or (day.on == today and day.state != "free") else places_words(day),
        "label": dates.in_words(day.on, today=today),
        "today": day.on == today,
        "state": "",
    }
    if day.state == "free":
        cell |= {"state": "late" if day.days_late else "open", "url": address(day=day.on), "chosen": day.on == chosen}
        if day.days_late:
            cell["note"] = late_words(day.days_late)
    return cell


def time_parts(
    times: Times, place: BookablePlace, on: dt.date, *, address: Address, chosen: dt.datetime | None
) -> list[dict[str, Any]]:
    """Return the morning's and the afternoon's times; of a half without any, whether it is closed or full."""
    morning, afternoon = _attends(place, on)
    return [
        _part(
            _("Morning"), times.morning, morning, _("Closed in the morning"), _("No places in the morning"),
            address, chosen,
        ),
        _part(
            _("Afternoon"), times.afternoon, afternoon, _("Closed in the afternoon"), _("No places in the afternoon"),
            address, chosen,
        ),
    ]  # fmt: skip


def _part(
    name: str,
    slots: Sequence[Slot],
    attends: bool,
    closed: str,
    full: str,
    address: Address,
    chosen: dt.datetime | None,
) -> dict[str, Any]:
    grid = [
        {
            "text": dates.time_in_words(slot.start),
            "url": address(day=slot.start.date(), time=slot.start),
            "chosen": slot.start == chosen,
        }
        for slot in slots
    ]
    part: dict[str, Any] = {"name": name, "times": grid}
    if not grid:
        part["closed"] = full if attends else closed
    return part


def _attends(place: BookablePlace, on: dt.date) -> tuple[bool, bool]:
    """Tell whether the office attends before and after two in the afternoon."""
    from appointments import packing

    zone = ZoneInfo(place.timetable.zone)
    found = availability.segments(place.timetable.pool(place.pools[0]), on, zone)
    noon = availability.local_tick(on, NOON, zone, up=True)
    length = packing.ticks_in(place.minutes)
    return any(start < noon for start, _end, *_n in found), any(end - length >= noon for _start, end, *_n in found)

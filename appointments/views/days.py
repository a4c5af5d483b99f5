"""Which day and time at one office: the days with their places, the times, the first free in one press."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments import finding
from appointments.asked import Asked, asked_of
from appointments.booking_session import BookingSession
from appointments.finding import Slot
from appointments.models import Appointment, Office
from appointments.places import BookablePlace, point_of
from appointments.presenting import days as day_words
from appointments.presenting.ways import ways_out
from appointments.views.booking import address_of_office, page

SHOWN_DAYS = 14
CALENDAR_DAYS = 21
# A first free day farther than this moves the window to it.
FAR_DAYS = 10
OTHERS_OFFERED = 2
FARTHEST_DAYS = 3660


@require_safe
@page
def days(request: HttpRequest, office: str) -> HttpResponse:
    """Show an office's days with their places, the times of the day chosen, and the first free in one press."""
    asked = asked_of(request)
    try:
        place = finding.find(asked.wanted, office_ids=[office]).places[0]
    except IndexError:
        return HttpResponseRedirect(asked.url("book"))
    now = timezone.now()
    firsts = finding.first_free_by_office([place], now=now, deadline_on=asked.deadline_on)
    first = firsts.get(office)
    if first is None:
        return _no_place(request, asked, place, now)
    today = place.timetable.today(now)
    chosen_on, chosen_at = _chosen(request, place)
    starts_on = _window(request, today, first, chosen_on)
    monday = starts_on - dt.timedelta(days=starts_on.weekday())
    found = finding.days(place, now=now, from_on=monday, days=CALENDAR_DAYS, deadline_on=asked.deadline_on)
    if chosen_on is None:
        chosen_on = next((day.on for day in found if day.state == "free" and day.on >= starts_on), None)
    times = finding.times(place, chosen_on, now=now, deadline_on=asked.deadline_on) if chosen_on else None
    taken = chosen_at is not None and (times is None or all(slot.start != chosen_at for slot in times.all))
    if taken:
        chosen_at = None

    def address(*, day: dt.date, time: dt.datetime | None = None, then: str = "chosen-day") -> str:
        more = [("from", starts_on.isoformat()), ("day", day.isoformat())]
        if time is not None:
            more.append(("time", f"{time:%H:%M}"))
        return asked.url("book_days", with_=more, office=office) + ("#chosen" if time else f"#{then}")

    parts: list[dict[str, Any]] = []
    if times is not None and chosen_on is not None:
        parts = day_words.time_parts(times, place, chosen_on, address=address, chosen=chosen_at)
    listed = [day for day in found if day.on >= starts_on][:SHOWN_DAYS]
    # The calendar has its times beside it, not inside: whoever chose a day there with the keyboard goes on from them.
    beside = partial(address, then="day-times")
    heads, weeks = day_words.weeks(found, address=beside, chosen=chosen_on, deadline_on=asked.deadline_on, today=today)
    thread = day_words.thread(
        listed, address=address, chosen=chosen_on, parts=parts, deadline_on=asked.deadline_on, today=today
    )
    next_on = starts_on + dt.timedelta(days=SHOWN_DAYS)
    earlier = max(starts_on - dt.timedelta(days=SHOWN_DAYS), today)
    context = {
        "asked": asked,
        "office": place.office,
        "office_name": place.office.name_in(asked.language),
        "address": address_of_office(place.office),
        "minutes": place.minutes,
        "first": first,
        "first_words": day_words.when_words(first.start, today=today),
        "first_late": day_words.against_deadline(first.start.date(), asked.deadline_on) if first.after_deadline else "",
        "first_value": value_of(first.start),
        "take_url": asked.url("book_take", office=office),
        "first_url": address(day=first.start.date(), time=first.start),
        "days": thread,
        "months": day_words.months_words([day for day in found if day.on >= starts_on]),
        "heads": heads,
        "weeks": weeks,
        "parts": parts,
        "chosen_on": chosen_on,
        "chosen_words": day_words.when_words(chosen_at, today=today) if chosen_at else "",
        "chosen_note": day_words.against_deadline(chosen_on, asked.deadline_on) if chosen_on else "",
        "chosen_value": value_of(chosen_at) if chosen_at else "",
        "chosen_places": next((day_words.places_words(day) for day in found if day.on == chosen_on), ""),
        "time_gone": taken,
        "kept": _kept(request, now, today) if asked.changing is None else None,
        "more_url": asked.url("book_days", with_=[("from", next_on.isoformat())], office=office)
        if next_on <= place.timetable.last_day(now)
        else "",
        "earlier_url": asked.url("book_days", with_=[("from", earlier.isoformat())], office=office)
        if starts_on > today
        else "",
        "other_office_url": asked.url("book"),
        "is_moving": asked.changing is not None,
        "first_is_mine": asked.changing is not None and asked.changing.starts_at == first.start,
        "too_late": first.after_deadline and asked.deadline_on is not None and asked.deadline_on >= today,
        "ways": _ways_when_late(asked, place, now) if first.after_deadline else [],
    }
    return render(request, "appointments/booking/days.html", context)


def _kept(request: HttpRequest, now: dt.datetime, today: dt.date) -> dict[str, str] | None:
    """Return the time that this browser holds already, which others see as taken. One query when it holds one."""
    uid = BookingSession(request.session).hold_uid
    holds = Appointment.objects.filter(state=Appointment.State.HELD, hold_expires_at__gt=now)
    held = holds.filter(calendar_uid=uid).first() if uid else None
    if held is None:
        return None
    return {
        "when": day_words.when_words(held.starts_local, today=today),
        "url": reverse("appointments:book_details", kwargs={"hold": held.calendar_uid}),
    }


def _ways_when_late(asked: Asked, place: BookablePlace, now: dt.datetime) -> list[Any]:
    """Return what else when the first free day here is after the deadline: other offices only if they are in time."""
    others = [pair for pair in _other_firsts(asked, place, now) if not pair[1].after_deadline]
    return ways_out(asked, others=others, office=place.office, today=timezone.localdate())


def _other_firsts(asked: Asked, place: BookablePlace, now: dt.datetime) -> list[tuple[Office, Slot]]:
    near = finding.near_municipality(asked.near) or point_of(place.office)
    others = [one for one in finding.find(asked.wanted, near=near).places if one.office.pk != place.office.pk]
    firsts = finding.first_free_by_office(others, now=now, deadline_on=asked.deadline_on)
    found = [(one.office, firsts[one.office.pk]) for one in others if one.office.pk in firsts]
    return sorted(found, key=lambda pair: pair[1].after_deadline)[:OTHERS_OFFERED]


def _no_place(request: HttpRequest, asked: Asked, place: BookablePlace, now: dt.datetime) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "asked": asked,
        "office_name": place.office.name_in(asked.language),
        "weeks": max(place.timetable.horizon_days // 7, 1),
        "ways": ways_out(asked, others=_other_firsts(asked, place, now), office=place.office, today=today),
        "is_at_risk": asked.deadline_on is not None and asked.deadline_on <= place.timetable.last_day(now),
        "has_passed": asked.deadline_on is not None and asked.deadline_on < today,
        "other_office_url": asked.url("book"),
    }
    return render(request, "appointments/booking/no_place.html", context)


def _chosen(request: HttpRequest, place: BookablePlace) -> tuple[dt.date | None, dt.datetime | None]:
    try:
        on = dt.date.fromisoformat(request.GET["day"])
        if not is_reasonable(on):
            raise ValueError
    except (KeyError, ValueError):
        return None, None
    try:
        at = dt.time.fromisoformat(request.GET["time"])
    except (KeyError, ValueError):
        return on, None
    return on, dt.datetime.combine(on, at, tzinfo=ZoneInfo(place.timetable.zone))


def _window(request: HttpRequest, today: dt.date, first: Slot, chosen: dt.date | None) -> dt.date:
    """Return the first day shown: as asked; else today, or the week of the first free day when that is far."""
    try:
        asked_for = dt.date.fromisoformat(request.GET["from"])
        return min(max(asked_for, today), today + dt.timedelta(days=400))
    except (KeyError, ValueError):
        pass
    wanted = chosen or first.start.date()
    if (wanted - today).days <= FAR_DAYS:
        return today
    return max(wanted - dt.timedelta(days=wanted.weekday()), today)


def is_reasonable(on: dt.date) -> bool:
    """Tell whether one can count days from a date that came in an address: not at the ends of time."""
    return abs((on - timezone.localdate()).days) <= FARTHEST_DAYS


def value_of(start: dt.datetime) -> str:
    """Return a time as the forms send it: by the office's clock."""
    return f"{start:%Y-%m-%dT%H:%M}"

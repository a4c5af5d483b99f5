"""Calendar files (RFC 5545): whole days and times of day, with updates and cancellations.

Pure but for the library: values in, bytes out; the time is an argument.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
CONTENT_TYPE = "text/calendar; charset=utf-8"
DAY = dt.timedelta(days=1)
# By its rule, not by a list of dates: the library's own table opens summer time an hour late.
MADRID = """BEGIN:VTIMEZONE
TZID:Europe/Madrid
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    before: dt.timedelta
    """Before the start; of a whole day, before its 00:00."""
    words: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `start` a date: a whole day that blocks nobody's time; a datetime: a visit.

    `uid` and `sequence` make a later file replace an earlier one: same UID, higher sequence.
    """

    uid: str
    sequence: int
    summary: str
    start: dt.date | dt.datetime
    end: dt.datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    alarms: tuple[Alarm, ...] = ()
    cancelled: bool = False


def uid(*parts: object, domain: str) -> str:
    """Return the lasting name of an event, such as "<list>.<procedure>.<deadline>@example.org"."""
    return ".".join(str(part) for part in parts) + f"@{domain}"


def build(
    entries: Iterable[Entry],
    *,
    name: str,
    language: str,
    now: dt.datetime,
    method: Method = "PUBLISH",
    organiser: tuple[str, str] | None = None,
    attendee: str | None = None,
) -> bytes:
    """Return a calendar file.

    Times keep the zone of their `tzinfo` (a ZoneInfo), whose VTIMEZONE is included.
    `organiser` is (name, e-mail address); REQUEST and CANCEL need it, and `attendee`.
    """
    from icalendar import STATUS, TRANSP, Calendar, Event, Timezone, vCalAddress, vText
    from icalendar import Alarm as AlarmComponent

    calendar = Calendar.new(
        prodid=f"-//Ventanilla//1//{language.upper()}", version="2.0", method=method, name=name, language=language
    )
    calendar.pop("UID", None)  # a random one; ours are the entries'
    for entry in entries:
        timed = isinstance(entry.start, dt.datetime)
        event = Event.new(
            uid=entry.uid,
            stamp=now.astimezone(dt.UTC),
            sequence=entry.sequence,
            summary=entry.summary,
            start=entry.start,
            end=entry.end if timed else entry.start + DAY,
            description=entry.description or None,
            location=entry.location or None,
            url=entry.url or None,
            status=STATUS.CANCELLED if entry.cancelled or method == "CANCEL" else STATUS.CONFIRMED,
            transparency=TRANSP.OPAQUE if timed else TRANSP.TRANSPARENT,
        )
        if organiser:
            address = vCalAddress(f"mailto:{organiser[1]}")
            address.params["CN"] = vText(organiser[0])
            event.add("organizer", address)
        if attendee:
            guest = vCalAddress(f"mailto:{attendee}")
            # Nobody is asked to accept: the place is theirs already.
            guest.params.update({"PARTSTAT": vText("ACCEPTED"), "RSVP": vText("FALSE")})
            event.add("attendee", guest)
        if not entry.cancelled and method != "CANCEL":
            for alarm in entry.alarms:
                event.add_component(AlarmComponent.new_display(alarm.words, -alarm.before))
        calendar.add_component(event)
    if "Europe/Madrid" in calendar.get_missing_tzids():
        calendar.subcomponents.insert(0, Timezone.from_ical(MADRID))
    calendar.add_missing_timezones()
    return calendar.to_ical()

"""Calendar files, read back as calendars read them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from sitekit import calendar_file
from sitekit.calendar_file import Alarm, Entry

MADRID = ZoneInfo("Europe/Madrid")
NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def day(**more):
    values = {"uid": "a@x", "sequence": 3, "summary": "Último día: inscripción, Ñ", "start": dt.date(2026, 12, 1)}
    return Entry(**{**values, **more})


def visit(start):
    return Entry(uid="v@x", sequence=0, summary="Cita", start=start, end=start + dt.timedelta(minutes=20))


def read(*entries, **more):
    return Calendar.from_ical(calendar_file.build(entries, name="Lista", language="es", now=NOW, **more))


def test_a_deadline_is_a_whole_day_that_blocks_nobody():
    (event,) = read(day()).walk("VEVENT")
    assert event.decoded("dtstart") == dt.date(2026, 12, 1)
    assert event.decoded("dtend") == dt.date(2026, 12, 2)
    assert event["transp"] == "TRANSPARENT"
    assert event["summary"] == "Último día: inscripción, Ñ"
    assert (event["uid"], event["sequence"], event["status"]) == ("a@x", 3, "CONFIRMED")


@pytest.mark.parametrize(
    ("start", "utc_hour"),
    [
        (dt.datetime(2026, 10, 23, 9, 20, tzinfo=MADRID), 7),  # before the clocks go back
        (dt.datetime(2026, 10, 26, 9, 20, tzinfo=MADRID), 8),
        (dt.datetime(2027, 3, 26, 9, 20, tzinfo=MADRID), 8),  # before they go forward
        (dt.datetime(2027, 3, 29, 9, 20, tzinfo=MADRID), 7),
        (dt.datetime(2026, 10, 25, 9, 20, tzinfo=MADRID), 8),  # on the very days
        (dt.datetime(2027, 3, 28, 9, 20, tzinfo=MADRID), 7),
    ],
)
def test_a_visit_keeps_its_hour_on_both_sides_of_a_clock_change(start, utc_hour):
    calendar = read(visit(start))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart").astimezone(dt.UTC).hour == utc_hour
    assert event["dtstart"].params["TZID"] == "Europe/Madrid"
    assert event["transp"] == "OPAQUE"


@pytest.mark.parametrize(
    ("instant", "offset_hours"),
    [
        (dt.datetime(2026, 3, 29, 0, 59), 1),
        (dt.datetime(2026, 3, 29, 1, 0), 2),  # 2:00 becomes 3:00
        (dt.datetime(2026, 10, 25, 0, 59), 2),
        (dt.datetime(2026, 10, 25, 1, 0), 1),  # 3:00 becomes 2:00
        (dt.datetime(2032, 7, 1), 2),
    ],
)
def test_the_zone_in_the_file_changes_at_the_right_minute(instant, offset_hours):
    (zone,) = read(visit(dt.datetime(2026, 12, 1, 9, tzinfo=MADRID))).walk("VTIMEZONE")
    local = instant.replace(tzinfo=dt.UTC).astimezone(zone.to_tz())
    assert local.utcoffset() == dt.timedelta(hours=offset_hours)


def test_a_file_of_days_needs_no_zone():
    assert not read(day()).walk("VTIMEZONE")


def test_alarms_ring_before_and_say_something():
    calendar = read(day(alarms=(Alarm(before=dt.timedelta(hours=15), words="Mañana: inscripción"),)))
    (alarm,) = calendar.walk("VALARM")
    assert alarm.decoded("trigger") == -dt.timedelta(hours=15)
    assert alarm["description"] == "Mañana: inscripción"


def test_a_cancellation_keeps_the_uid_and_rings_no_more():
    alarms = (Alarm(before=dt.timedelta(hours=1), words="x"),)
    calendar = read(day(sequence=4, alarms=alarms), method="CANCEL", organiser=("Ventanilla", "no@x"), attendee="ana@x")
    (event,) = calendar.walk("VEVENT")
    assert (calendar["method"], event["uid"], event["status"], event["sequence"]) == ("CANCEL", "a@x", "CANCELLED", 4)
    assert not calendar.walk("VALARM")
    assert event["organizer"] == "mailto:no@x"


def test_nobody_is_asked_to_accept_a_visit_of_theirs():
    calendar = read(day(), method="REQUEST", organiser=("Ventanilla", "no@x"), attendee="ana@x")
    (event,) = calendar.walk("VEVENT")
    assert event["attendee"].params["RSVP"] == "FALSE"
    assert event["attendee"].params["PARTSTAT"] == "ACCEPTED"


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_says():
    raw = calendar_file.build([day(description="ñ" * 300)], name="x", language="es", now=NOW)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")

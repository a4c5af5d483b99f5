"""Finding a time: right, nearest first, and with a number of queries that does not grow."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import finding, places, timetables
from appointments.actions import agendas, booking
from appointments.places import Point
from appointments.wanted import Wanted
from procedures.models import Holiday, Municipality
from sitekit.actors import SYSTEM, VISITOR
from tests.appointments.builders import MONDAY, NOW, at, office, opening, service

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BIRTH = Wanted(("birth_registration",))
ZARAGOZA, HUESCA, TERUEL = Point(41.65, -0.88), Point(42.14, -0.41), Point(40.34, -1.11)


def book(start, office="zaragoza", now=NOW):
    return booking.book(
        office=office, procedures=BIRTH.procedures, start=start, name="X", contact_kind="none", by=VISITOR, now=now
    )


def found(**more):
    return finding.find(BIRTH, **more).places


def queries(work):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        work()
    return len(seen)


def test_the_nearest_comes_first_and_the_unknown_last():
    Municipality.objects.create(
        code="44216", name="Teruel", province="teruel", latitude=40.34, longitude=-1.11, key="teruel_city", source=""
    )
    office("nowhere")
    office("teruel", municipality="44216")
    office("huesca", latitude=42.14, longitude=-0.41)
    office("zaragoza", latitude=41.65, longitude=-0.88)
    assert [place.office.pk for place in found(near=ZARAGOZA)] == ["zaragoza", "huesca", "teruel", "nowhere"]
    assert next(place.office.pk for place in found(near=finding.near_municipality("44216"))) == "teruel"
    assert finding.near_municipality("99999") is None
    assert round(ZARAGOZA.km_to(HUESCA)) == 67


def test_offices_have_days_with_how_many_times_and_why_there_are_none():
    Holiday.objects.create(on=MONDAY + dt.timedelta(days=1), scope="national")
    office(rules=[*opening("09:00", "10:00", 1, days=(0, 1, 2))], step_minutes=20, horizon_days=9)
    book(at(9, on=MONDAY + dt.timedelta(days=2)))
    book(at(9, 20, on=MONDAY + dt.timedelta(days=2)))
    book(at(9, 40, on=MONDAY + dt.timedelta(days=2)))
    days = finding.days(found()[0], now=NOW, from_on=NOW.date() - dt.timedelta(days=1), days=13, deadline_on=MONDAY)
    assert [(day.state, day.times, day.days_late) for day in days] == [
        ("past", 0, 0),
        ("closed", 0, 0),
        ("free", 3, 0),
        ("holiday", 0, 1),
        ("full", 0, 2),
        ("closed", 0, 3),
        ("closed", 0, 4),
        ("closed", 0, 5),
        ("closed", 0, 6),
        ("free", 3, 7),
        ("free", 3, 8),
        ("beyond", 0, 9),
        ("beyond", 0, 10),
    ]


def test_a_local_holiday_closes_only_its_municipality():
    office("zaragoza", municipality="50297")
    office("huesca", municipality="22125")
    Holiday.objects.create(on=MONDAY, scope="local", municipality="50297")
    agendas.holidays_changed(by=SYSTEM, now=NOW)
    first = finding.first_free_by_office(found(), now=NOW)
    assert (first["zaragoza"].start.date(), first["huesca"].start.date()) == (MONDAY + dt.timedelta(days=1), MONDAY)


def test_times_are_split_into_morning_and_afternoon_by_the_office_s_clock():
    office(rules=[*opening("13:40", "14:20", 1)], step_minutes=20)
    times = finding.times(found()[0], MONDAY, now=NOW)
    assert [slot.start.strftime("%H:%M") for slot in times.morning] == ["13:40"]
    assert [slot.start.strftime("%H:%M") for slot in times.afternoon] == ["14:00"]


def test_the_first_free_time_anywhere_is_the_soonest_and_of_equal_ones_the_nearest():
    office("zaragoza", latitude=41.65, longitude=-0.88, rules=opening("10:00", "11:00", 1))
    office("huesca", latitude=42.14, longitude=-0.41)
    office("teruel", latitude=40.34, longitude=-1.11)
    assert finding.first_free(found(near=ZARAGOZA), now=NOW).office == "huesca"
    assert finding.first_free(found(near=TERUEL), now=NOW).office == "teruel"


def test_the_first_free_time_is_found_beyond_full_weeks():
    office(rules=opening("09:00", "09:20", 1), step_minutes=20, horizon_days=120)
    for day in range(45):
        on = MONDAY + dt.timedelta(days=day)
        if on.weekday() < 5:
            book(at(9, on=on))
    first = finding.first_free(found(), now=NOW)
    assert first.start == at(9, on=dt.date(2027, 3, 18))


def test_why_there_is_none():
    office(rules=opening("09:00", "09:20", 1, days=(0,)), horizon_days=10)
    book(at(9))
    ask = lambda on, days=1: finding.availability(BIRTH, now=NOW, from_on=on, days=days).why_none  # noqa: E731
    assert ask(MONDAY) == "full"
    assert ask(MONDAY + dt.timedelta(days=1)) == "closed"
    assert ask(MONDAY + dt.timedelta(days=14)) == "beyond_horizon"
    assert ask(MONDAY, 8) == ""
    assert finding.availability(BIRTH, now=NOW, from_on=MONDAY, days=1).first_free.start == at(
        9, on=MONDAY + dt.timedelta(days=7)
    )


def test_what_is_offered_can_be_held():
    office(rules=[*opening("09:00", "10:00", 2), *opening("09:30", "09:45", 1)], step_minutes=5)
    for slot in finding.availability(BIRTH, now=NOW, from_on=MONDAY, days=1).slots[::4]:
        for _ in range(1):
            assert book(slot.start).starts_at == slot.start


def test_an_office_on_another_clock_is_right_to_the_minute():
    canary = ZoneInfo("Atlantic/Canary")
    office("tenerife", zone="Atlantic/Canary")
    first = finding.first_free(found(), now=NOW)
    assert first.start == at(9, zone=canary)
    assert first.start.strftime("%H:%M") == "09:00"
    assert book(first.start, office="tenerife").starts_local.strftime("%H:%M %Z") == "09:00 WET"


def many_offices(count, start=0):
    desk = service()
    for n in range(start, start + count):
        office(f"office{n}", services=[desk], latitude=41.0 + n / 100, longitude=-0.9, municipality=f"5{n:04d}")


def test_queries_do_not_grow_with_offices_days_or_visits():
    many_offices(2)
    measured = {}
    works = {
        "availability": lambda: finding.availability(BIRTH, now=NOW, from_on=MONDAY, days=30, near=ZARAGOZA),
        "first by office": lambda: finding.first_free_by_office(found(near=ZARAGOZA), now=NOW),
        "days": lambda: finding.days(found()[0], now=NOW, from_on=MONDAY, days=60),
        "alternatives": lambda: finding.alternatives(BIRTH, office_id="office0", start=at(9), now=NOW),
    }
    for name, work in works.items():
        measured[name] = queries(work)
    many_offices(10, start=2)
    for n in range(12):
        book(at(9), office=f"office{n}")
    cold = {name: (timetables.forget(), queries(work))[1] for name, work in works.items()}
    warm = {name: queries(work) for name, work in works.items()}
    assert warm == {"availability": 4, "first by office": 4, "days": 4, "alternatives": 6}
    assert all(cold[name] == warm[name] + 4 for name in works)
    assert all(measured[name] <= cold[name] for name in works)


def test_a_booking_asks_so_many_queries_and_no_more():
    office()
    places.at_office("zaragoza", BIRTH)
    with CaptureQueriesContext(connection) as seen:
        held = booking.hold(office="zaragoza", procedures=BIRTH.procedures, start=at(9), by=VISITOR, now=NOW)
    assert len([query for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]) <= 8
    with CaptureQueriesContext(connection) as seen:
        booking.confirm(hold=held, name="X", contact_kind="email", contact_value="x@example.org", by=VISITOR, now=NOW)
    statements = [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 11, statements

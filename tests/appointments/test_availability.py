"""Free times by the rules, without a database: against counting tick by tick on the office's clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appointments import packing
from appointments.availability import Closed, Opening, PoolHours, Timetable, capacity_of_block, free_times, segments
from tests.appointments.builders import MADRID, MONDAY, NOW, at, clock

SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2027, 10, 31)


def timetable(*openings, closures=(), zone="Europe/Madrid", step=5, holidays=(), **more):
    values = {"lead_minutes": 0, "horizon_days": 400, **more}
    pool = PoolHours(1, "general", "", tuple(openings), tuple(closures))
    return Timetable(
        agenda=1,
        office="x",
        version=1,
        zone=zone,
        step_minutes=step,
        pools=(pool,),
        holidays=frozenset(holidays),
        **values,
    )


def nothing_taken(pool, origin, ticks):
    return 0


def taken_by(visits):
    def line(pool, origin, ticks):
        total = 0
        for start, end in visits:
            first, last = max(packing.tick_of(start), origin), min(packing.tick_of(end), origin + ticks)
            total += packing.stretch(first, last, origin=origin)
        return total

    return line


def starts(table, day, *, minutes=20, taken=nothing_taken, now=NOW):
    found = free_times(table, (1,), day, ticks=packing.ticks_in(minutes), taken=taken, now=now)
    return [free.start.astimezone(ZoneInfo(table.zone)).strftime("%H:%M") for free in found]


def test_times_run_from_opening_until_the_last_that_still_fits():
    table = timetable(Opening(0, clock("09:00"), clock("10:00"), 1), step=10)
    assert starts(table, MONDAY) == ["09:00", "09:10", "09:20", "09:30", "09:40"]


def test_places_are_the_fewest_over_the_visit():
    table = timetable(
        Opening(0, clock("09:00"), clock("10:00"), 1), Opening(0, clock("09:20"), clock("09:40"), 2), step=20
    )
    found = free_times(table, (1,), MONDAY, ticks=4, taken=taken_by([(at(9, 30), at(9, 40))]), now=NOW)
    assert [(free.start.astimezone(MADRID).hour * 60 + free.start.minute - 540, free.places) for free in found] == [
        (0, 1),
        (20, 2),
        (40, 1),
    ]


def test_a_visit_may_cross_a_change_of_capacity():
    table = timetable(Opening(0, clock("09:00"), clock("09:30"), 1), Opening(0, clock("09:30"), clock("10:00"), 3))
    assert "09:20" in starts(table, MONDAY)


def test_a_visit_does_not_cross_a_break():
    table = timetable(
        Opening(0, clock("09:00"), clock("10:00"), 1), Opening(0, clock("10:30"), clock("11:00"), 1), step=10
    )
    assert starts(table, MONDAY, minutes=30) == ["09:00", "09:10", "09:20", "09:30", "10:30"]


def test_holidays_and_other_weekdays_have_nothing():
    rule = Opening(0, clock("09:00"), clock("10:00"), 1)
    assert starts(timetable(rule, holidays=[MONDAY]), MONDAY) == []
    assert starts(timetable(rule, holidays=[MONDAY], opens_on_holidays=True), MONDAY) != []
    assert starts(timetable(rule), MONDAY + dt.timedelta(days=1)) == []


def test_a_closure_ends_to_the_minute_and_may_take_only_some_places():
    rule = Opening(0, clock("09:00"), clock("10:00"), 2)
    closed = Closed(packing.tick_of(at(9, 0)), packing.tick_of(at(9, 25)))
    fewer = Closed(packing.tick_of(at(9, 30)), packing.tick_of(at(10)), places=1)
    found = free_times(timetable(rule, closures=[closed, fewer]), (1,), MONDAY, ticks=1, taken=nothing_taken, now=NOW)
    assert [(free.start.astimezone(MADRID).strftime("%H:%M"), free.places) for free in found] == [
        ("09:25", 2), ("09:30", 1), ("09:35", 1), ("09:40", 1), ("09:45", 1), ("09:50", 1), ("09:55", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "open_on"),
    [(dt.date(2026, 12, 31), True), (dt.date(2027, 1, 7), True), (dt.date(2026, 12, 17), False)],
)
def test_a_season_may_span_the_new_year(day, open_on):
    rule = Opening(3, clock("09:00"), clock("10:00"), 1, season=((12, 20), (1, 10)))
    assert bool(segments(PoolHours(1, "general", "", (rule,)), day, MADRID)) is open_on


def test_lead_and_horizon_bound_what_may_be_booked():
    rule = Opening(0, clock("09:00"), clock("11:00"), 1)
    soon = timetable(rule, lead_minutes=60, step=20)
    assert starts(soon, MONDAY, now=at(8, 50)) == ["10:00", "10:20", "10:40"]
    assert starts(timetable(rule, horizon_days=6), MONDAY + dt.timedelta(days=7), now=at(8)) == []


def test_what_is_kept_for_the_desk_is_offered_to_staff_only():
    table = timetable(Opening(0, clock("09:00"), clock("09:20"), 2, kept_for_desk=1), step=20)
    one = taken_by([(at(9), at(9, 20))])
    assert free_times(table, (1,), MONDAY, ticks=4, taken=one, now=NOW) == ()
    assert len(free_times(table, (1,), MONDAY, ticks=4, taken=one, now=NOW, for_staff=True)) == 1


# --- The nights when the clock changes ---


def test_spring_night_has_an_hour_less():
    table = timetable(Opening(6, clock("00:00"), clock("06:00"), 1), step=30)
    found = free_times(table, (1,), SPRING, ticks=6, taken=nothing_taken, now=NOW)
    assert [free.start.astimezone(MADRID).strftime("%H:%M") for free in found] == [
        "00:00", "00:30", "01:00", "01:30", "03:00", "03:30", "04:00", "04:30", "05:00", "05:30",
    ]  # fmt: skip
    assert all(free.end - free.start == dt.timedelta(minutes=30) for free in found)


def test_autumn_night_has_an_hour_more():
    table = timetable(Opening(6, clock("00:00"), clock("06:00"), 1), step=30)
    found = free_times(table, (1,), AUTUMN, ticks=6, taken=nothing_taken, now=NOW)
    shown = [free.start.astimezone(MADRID).strftime("%H:%M %z") for free in found]
    assert len(shown) == 14
    assert shown[4:8] == ["02:00 +0200", "02:30 +0200", "02:00 +0100", "02:30 +0100"]


def test_a_visit_over_the_autumn_change_lasts_as_long_as_any():
    table = timetable(Opening(6, clock("01:00"), clock("04:00"), 1), step=5)
    found = free_times(table, (1,), AUTUMN, ticks=packing.ticks_in(90), taken=nothing_taken, now=NOW)
    crossing = next(free for free in found if free.start.astimezone(MADRID).strftime("%H:%M %z") == "02:10 +0200")
    assert crossing.end.astimezone(MADRID).strftime("%H:%M %z") == "02:40 +0100"


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [("02:30", "04:00", ("03:00", "04:00")), ("01:00", "02:30", ("01:00", "03:00"))],
)
def test_an_hour_that_does_not_exist_moves_to_where_the_clock_jumps(opens, closes, expected):
    pool = PoolHours(1, "general", "", (Opening(6, clock(opens), clock(closes), 1),))
    ((start, end, _capacity, _offered),) = segments(pool, SPRING, MADRID)
    shown = [packing.instant_of(tick).astimezone(MADRID).strftime("%H:%M") for tick in (start, end)]
    assert tuple(shown) == expected


@pytest.mark.parametrize("zone", ["Atlantic/Canary", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_rules_follow_the_clock_of_the_office(zone):
    table = timetable(Opening(0, clock("09:00"), clock("10:00"), 1), zone=zone, step=20)
    assert starts(table, MONDAY) == ["09:00", "09:20", "09:40"]


# --- Against counting ---

rules = st.lists(
    st.tuples(st.integers(0, 280), st.integers(1, 60), st.integers(0, 4)).map(
        lambda rule: (rule[0] * 5, min(rule[0] + rule[1], 287) * 5, rule[2])
    ),
    min_size=1,
    max_size=4,
)
visits = st.lists(st.tuples(st.integers(0, 280), st.integers(1, 9)), max_size=12)
days = st.sampled_from([MONDAY, SPRING, AUTUMN])


@settings(max_examples=150, deadline=None)
@given(rules, visits, st.integers(1, 9), days, st.sampled_from(["Europe/Madrid", "Asia/Kathmandu"]))
def test_free_times_are_what_counting_every_tick_says(given_rules, given_visits, ticks, day, zone_name):
    zone = ZoneInfo(zone_name)
    openings = [
        Opening(day.weekday(), dt.time(a // 60, a % 60), dt.time(b // 60, b % 60), capacity)
        for a, b, capacity in given_rules
        if a < b
    ]
    table = timetable(*openings, zone=zone_name)
    midnight = packing.tick_of(dt.datetime.combine(day, dt.time(), tzinfo=zone))
    taken_ticks = [midnight + start + i for start, length in given_visits for i in range(length)]

    def used(pool, origin, length):
        return packing.pack(min(taken_ticks.count(origin + i), packing.MOST_PLACES) for i in range(length))

    found = {
        packing.tick_of(free.start): free.places
        for free in free_times(table, (1,), day, ticks=ticks, taken=used, now=NOW)
    }
    counted = {}
    for start in range(midnight, midnight + 300):
        rooms = [_capacity(openings, start + i, day, zone) - taken_ticks.count(start + i) for i in range(ticks)]
        if min(rooms) > 0:
            counted[start] = min(rooms)
    assert found == counted
    for block in range(packing.block_of(midnight), packing.block_of(midnight + 300)):
        assert packing.unpack(capacity_of_block(table, 1, block)[0], 6) == [
            _capacity(openings, block * 6 + i, day, zone) for i in range(6)
        ]


def _capacity(openings, tick, day, zone):
    """Count by the clock on the wall; the second time an hour is shown counts if the first does and it closes later."""
    local = packing.instant_of(tick).astimezone(zone)
    if local.date() != day:
        return 0
    total = 0
    for rule in openings:
        opens = dt.datetime.combine(day, rule.opens, tzinfo=zone)
        closes = dt.datetime.combine(day, rule.closes, tzinfo=zone)
        instant = packing.instant_of(tick)
        if _real(opens, zone) <= instant < _real(closes, zone):
            total += rule.capacity
    return total


def _real(wall, zone):
    """Return the instant of a time on the wall; of one that the clock skips, the skip."""
    instant = wall.astimezone(dt.UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return dt.datetime(2027, 3, 28, 1, 0, tzinfo=dt.UTC)

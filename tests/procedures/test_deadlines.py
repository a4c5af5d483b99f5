"""Deadlines: what the facts say, turned into days."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.deadlines import NO_DATE, Holidays, add, after, before, days_left, due
from procedures.specs import DeadlineSpec, SpanSpec, YearlySpec
from tests import facts

D = dt.date
DAYS = st.dates(D(2020, 1, 1), D(2030, 12, 31))
MADRID = ZoneInfo("Europe/Madrid")


def deadline(value: int | None, unit: str | None, **more: object) -> DeadlineSpec:
    return DeadlineSpec(key="d", **{"kind": "hard", "value": value, "unit": unit, "direction": "after", **more})


@pytest.mark.parametrize(
    ("base", "amount", "unit", "expected"),
    [
        (D(2026, 3, 2), 72, "hours", D(2026, 3, 5)),
        (D(2026, 12, 30), 72, "hours", D(2027, 1, 2)),
        (D(2024, 2, 27), 72, "hours", D(2024, 3, 1)),
        (D(2026, 3, 2), 10, "days", D(2026, 3, 12)),
        (D(2026, 8, 31), 6, "months", D(2027, 2, 28)),
        (D(2027, 8, 31), 6, "months", D(2028, 2, 29)),
        (D(2026, 11, 30), 3, "months", D(2027, 2, 28)),
        (D(2026, 12, 31), 2, "months", D(2027, 2, 28)),
        (D(2024, 2, 29), 1, "years", D(2025, 2, 28)),
        (D(2024, 2, 29), 4, "years", D(2028, 2, 29)),
        (D(2026, 1, 31), -1, "months", D(2025, 12, 31)),
        (D(2026, 3, 31), -1, "months", D(2026, 2, 28)),
        (D(2026, 3, 29), 72, "hours", D(2026, 4, 1)),
        (D(2026, 3, 28), 72, "hours", D(2026, 3, 31)),
        (D(2026, 10, 24), 72, "hours", D(2026, 10, 27)),
        (D(2026, 10, 25), 3, "months", D(2027, 1, 25)),
        (D(2026, 3, 2), 0, "days", D(2026, 3, 2)),
    ],
)
def test_add_counts_from_day_zero(base: D, amount: int, unit: str, expected: D) -> None:
    assert add(base, amount, unit) == expected


@pytest.mark.parametrize(
    ("town", "base", "amount", "expected"),
    [
        # San Valero (29 January) is a holiday in Zaragoza alone.
        ("zaragoza", D(2026, 1, 28), 1, D(2026, 1, 30)),
        ("huesca", D(2026, 1, 28), 1, D(2026, 1, 29)),
        # San Vicente (22 January) in Huesca, Martes de Pascua (7 April) in Teruel.
        ("huesca", D(2026, 1, 21), 1, D(2026, 1, 23)),
        ("teruel", D(2026, 1, 21), 1, D(2026, 1, 22)),
        ("teruel", D(2026, 4, 1), 2, D(2026, 4, 8)),
        ("zaragoza", D(2026, 4, 1), 2, D(2026, 4, 7)),
        # Elsewhere the regional list: Maundy Thursday, Good Friday, San Jorge.
        ("jaca", D(2026, 4, 1), 1, D(2026, 4, 6)),
        (None, D(2026, 4, 22), 1, D(2026, 4, 24)),
        # Over the end of the year.
        ("zaragoza", D(2026, 12, 31), 1, D(2027, 1, 4)),
        # Backwards.
        ("zaragoza", D(2026, 1, 30), -1, D(2026, 1, 28)),
        # The day itself never counts, nor is it moved.
        ("zaragoza", D(2026, 1, 29), 0, D(2026, 1, 29)),
    ],
)
def test_working_days_skip_weekends_and_the_holidays_of_the_town(
    town: str | None, base: D, amount: int, expected: D
) -> None:
    assert add(base, amount, "business_days", holidays=facts.holidays(town)) == expected


@given(DAYS, st.integers(0, 400), st.sampled_from(["hours", "days", "business_days", "months", "years"]))
def test_a_longer_deadline_never_falls_earlier(base: D, amount: int, unit: str) -> None:
    amount = amount % 60 if unit == "years" else amount
    assert base <= add(base, amount, unit) <= add(base, amount + 1, unit)


@given(DAYS, DAYS, st.integers(0, 60), st.sampled_from(["hours", "days", "business_days", "months", "years"]))
def test_a_later_event_never_falls_due_earlier(one: D, other: D, amount: int, unit: str) -> None:
    early, late = sorted((one, other))
    holidays = facts.holidays("teruel")
    assert add(early, amount, unit, holidays=holidays) <= add(late, amount, unit, holidays=holidays)


@given(DAYS, st.integers(1, 40))
def test_working_days_end_on_a_working_day(base: D, amount: int) -> None:
    holidays = facts.holidays("huesca")
    end = add(base, amount, "business_days", holidays=holidays)
    between = [base + dt.timedelta(days=n) for n in range(1, (end - base).days + 1)]
    assert holidays.is_working(end)
    assert sum(holidays.is_working(day) for day in between) == amount


def test_a_date_on_a_holiday_is_not_moved() -> None:
    assert due(deadline(1, "days"), event_on=D(2026, 12, 24), holidays=facts.holidays("zaragoza")).on == D(2026, 12, 25)


def test_month_end_moves_to_the_last_day_of_the_month() -> None:
    spec = deadline(6, "months", extend_to="month_end")
    assert due(spec, event_on=D(2026, 8, 10)).on == D(2027, 2, 28)
    assert due(spec, event_on=D(2027, 8, 31)).on == D(2028, 2, 29)


def test_before_counts_backwards() -> None:
    assert due(deadline(3, "months", direction="before"), event_on=D(2026, 5, 31)).on == D(2026, 2, 28)


def test_on_is_the_day_itself() -> None:
    assert due(deadline(0, "days", direction="on"), event_on=D(2026, 5, 31)).on == D(2026, 5, 31)


@pytest.mark.parametrize(
    "spec",
    [
        deadline(None, None),
        deadline(None, "days"),
        deadline(2, "years", kind="window"),
        deadline(2, "years", kind="open"),
        deadline(2, "months", relative_to="end_of_benefit"),
        deadline(2, "months", relative_to=None),
    ],
)
def test_only_the_sentence_is_known(spec: DeadlineSpec) -> None:
    assert due(spec, event_on=D(2026, 3, 2)) == NO_DATE


def test_no_event_date_no_date() -> None:
    assert due(deadline(10, "days"), event_on=None) == NO_DATE


def test_another_date_is_used_when_it_is_known() -> None:
    spec = deadline(1, "months", relative_to="end_of_benefit")
    assert due(spec, event_on=D(2026, 3, 2), other_dates={"end_of_benefit": D(2026, 6, 30)}).on == D(2026, 7, 30)


def test_a_window_opens_or_closes() -> None:
    opens = due(deadline(3, "months", kind="window", edge="opens"), event_on=D(2026, 3, 2))
    closes = due(deadline(3, "months", kind="window", edge="closes"), event_on=D(2026, 3, 2))
    assert (opens.on, opens.opens_on) == (None, D(2026, 6, 2))
    assert (closes.on, closes.opens_on) == (D(2026, 6, 2), None)


@pytest.mark.parametrize(
    ("event_at", "last_moment"),
    [
        (dt.datetime(2026, 3, 2, 15, 30, tzinfo=MADRID), dt.datetime(2026, 3, 5, 15, 30, tzinfo=MADRID)),
        # Spring: an hour is lost, so the clock on the wall comes first. Autumn: an hour is won, so 72 real hours do.
        (dt.datetime(2026, 3, 28, 23, 30, tzinfo=MADRID), dt.datetime(2026, 3, 31, 23, 30, tzinfo=MADRID)),
        (dt.datetime(2026, 10, 24, 23, 30, tzinfo=MADRID), dt.datetime(2026, 10, 27, 22, 30, tzinfo=MADRID)),
    ],
)
def test_an_hour_gives_the_exact_last_moment(event_at: dt.datetime, last_moment: dt.datetime) -> None:
    found = due(deadline(72, "hours"), event_on=event_at.date(), event_at=event_at)
    assert found.at == last_moment
    assert found.on == last_moment.date()


def test_a_year_without_holidays_is_told() -> None:
    holidays = Holidays.of([D(2026, 1, 1)])
    spec = deadline(5, "business_days")
    assert due(spec, event_on=D(2026, 3, 2), holidays=holidays).calendar_known
    assert not due(spec, event_on=D(2026, 12, 30), holidays=holidays).calendar_known


def test_days_left_is_negative_once_passed() -> None:
    assert days_left(D(2026, 3, 5), D(2026, 3, 2)) == 3
    assert days_left(D(2026, 3, 5), D(2026, 3, 6)) == -1


# Dates that are not the event's, and windows that come back every year


def test_a_deadline_counts_from_a_date_answer_or_from_the_day_another_step_was_done() -> None:
    dates = {"rent_signed_on": D(2026, 8, 31), "vida-padron": D(2026, 9, 30)}
    for name, value, unit, expected in [
        ("rent_signed_on", 6, "months", D(2027, 2, 28)),
        ("vida-padron", 1, "business_days", D(2026, 10, 1)),
        ("not_said", 1, "days", None),
    ]:
        spec = deadline(value, unit, relative_to=name)
        assert due(spec, event_on=D(2026, 1, 1), other_dates=dates).on == expected


def yearly(opens: str | None, closes: str | None, year: str, **more: object) -> DeadlineSpec:
    window = YearlySpec(opens=opens, closes=closes, year=year)
    return DeadlineSpec(key="d", **{"kind": "window", "yearly": window, **more})


@pytest.mark.parametrize(
    ("spec", "event_on", "today", "opens_on", "on"),
    [
        (yearly("03-25", "04-01", "of_event"), D(2026, 6, 1), D(2026, 6, 2), D(2026, 3, 25), D(2026, 4, 1)),
        (yearly("03-25", "04-01", "after_event"), D(2026, 6, 1), D(2026, 6, 2), D(2027, 3, 25), D(2027, 4, 1)),
        (yearly("03-25", "04-01", "next"), D(2026, 1, 1), D(2026, 4, 1), D(2026, 3, 25), D(2026, 4, 1)),
        (yearly("03-25", "04-01", "next"), D(2026, 1, 1), D(2026, 4, 2), D(2027, 3, 25), D(2027, 4, 1)),
        # Not over when the event comes.
        (yearly("03-25", "04-01", "next"), D(2027, 4, 20), D(2026, 11, 22), D(2028, 3, 25), D(2028, 4, 1)),
        (yearly("03-25", "04-01", "next"), None, D(2026, 11, 22), D(2027, 3, 25), D(2027, 4, 1)),
        # Across New Year: in January the window is last year's.
        (yearly("10-15", "01-31", "of_event"), D(2026, 1, 10), D(2026, 1, 10), D(2026, 10, 15), D(2027, 1, 31)),
        (yearly("10-15", "01-31", "next"), D(2026, 1, 10), D(2026, 1, 31), D(2025, 10, 15), D(2026, 1, 31)),
        (yearly("10-15", "01-31", "next"), D(2026, 1, 10), D(2026, 2, 1), D(2026, 10, 15), D(2027, 1, 31)),
        # Only one end is known; one that only opens may be open for the rest of the year.
        (yearly(None, "12-31", "next", kind="hard"), D(2026, 1, 10), D(2026, 12, 31), None, D(2026, 12, 31)),
        (yearly("07-01", None, "next"), D(2026, 1, 10), D(2026, 11, 22), D(2026, 7, 1), None),
        (yearly("07-01", None, "next"), D(2026, 1, 10), D(2027, 1, 1), D(2027, 7, 1), None),
        # The end of February, whatever the year.
        (yearly("02-01", "02-29", "of_event"), D(2027, 5, 1), D(2027, 5, 1), D(2027, 2, 1), D(2027, 2, 28)),
        (yearly("02-01", "02-29", "of_event"), D(2028, 5, 1), D(2028, 5, 1), D(2028, 2, 1), D(2028, 2, 29)),
        # Nothing to count from.
        (yearly("03-25", "04-01", "of_event"), None, D(2026, 6, 2), None, None),
        (yearly("03-25", "04-01", "next"), D(2026, 6, 1), None, None, None),
    ],
)
def test_a_window_comes_back_every_year(
    spec: DeadlineSpec, event_on: D | None, today: D | None, opens_on: D | None, on: D | None
) -> None:
    found = due(spec, event_on=event_on, today=today)
    assert (found.opens_on, found.on) == (opens_on, on)


MONTH_DAYS = st.builds("{:02}-{:02}".format, st.integers(1, 12), st.integers(1, 31))
WINDOWS = st.builds(YearlySpec, opens=st.none() | MONTH_DAYS, closes=MONTH_DAYS, year=st.just("next"))


@given(WINDOWS, DAYS, DAYS)
def test_the_next_window_is_the_first_not_over_and_never_an_earlier_one_later_on(
    window: YearlySpec, one: D, other: D
) -> None:
    spec = DeadlineSpec(key="d", kind="window", yearly=window)
    early, late = (due(spec, event_on=None, today=day) for day in sorted((one, other)))
    assert early.on is not None
    assert late.on is not None
    assert early.on <= late.on
    assert min(one, other) <= early.on <= min(one, other) + dt.timedelta(days=366)
    assert early.opens_on is None or early.opens_on <= early.on <= early.opens_on + dt.timedelta(days=366)


# Properties in three municipalities, over leap days, ends of years and clock changes

TOWNS = st.sampled_from(["zaragoza", "huesca", "teruel"]).map(facts.holidays)
COVERED = st.dates(D(2026, 2, 1), D(2027, 11, 30))


@given(TOWNS, COVERED, st.integers(1, 60))
def test_working_days_forwards_and_backwards_agree(holidays: Holidays, base: D, amount: int) -> None:
    there = add(base, amount, "business_days", holidays=holidays)
    back = add(there, -amount, "business_days", holidays=holidays)
    # From a day off the way back ends on the working day before it.
    assert back == (base if holidays.is_working(base) else add(base, -1, "business_days", holidays=holidays))


@given(TOWNS, COVERED, st.integers(0, 40), st.sampled_from(["hours", "days", "business_days", "months", "years"]))
def test_what_begins_a_length_before_is_over_in_time(holidays: Holidays, base: D, value: int, unit: str) -> None:
    span = SpanSpec(value=value if unit != "years" else value % 8, unit=unit)
    start = before(base, span, holidays=holidays)
    assert start <= base
    assert after(start, span, holidays=holidays) <= base


@given(TOWNS, TOWNS, COVERED, st.integers(0, 40))
def test_more_holidays_never_bring_a_day_forward(one: Holidays, other: Holidays, base: D, amount: int) -> None:
    both = Holidays.of(one.days | other.days)
    assert add(base, amount, "business_days", holidays=one) <= add(base, amount, "business_days", holidays=both)


WALL = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2029, 1, 1))
AROUND_CHANGES = st.builds(
    lambda change, minutes: change + dt.timedelta(minutes=minutes),
    st.sampled_from([dt.datetime(2026, 3, 29, 1), dt.datetime(2026, 10, 25, 1), dt.datetime(2027, 3, 28, 1)]),
    st.integers(-5 * 24 * 60, 24 * 60),
)
MOMENTS = (WALL | AROUND_CHANGES).map(lambda utc: utc.replace(tzinfo=dt.UTC).astimezone(MADRID))


def last_moment(event_at: dt.datetime, hours: int) -> dt.datetime:
    found = due(deadline(hours, "hours"), event_on=event_at.date(), event_at=event_at)
    assert found.at is not None
    assert found.on == found.at.date()
    return found.at.astimezone(dt.UTC)


@given(MOMENTS, st.integers(0, 200))
def test_hours_are_never_more_than_pass_nor_than_the_clock_shows(event_at: dt.datetime, hours: int) -> None:
    at = last_moment(event_at, hours)
    assert at <= event_at.astimezone(dt.UTC) + dt.timedelta(hours=hours)
    assert at >= event_at.astimezone(dt.UTC) + dt.timedelta(hours=hours - 1)
    shown = at.astimezone(MADRID)
    assert shown.astimezone(dt.UTC).astimezone(MADRID).replace(tzinfo=None) == shown.replace(tzinfo=None)


@given(MOMENTS, MOMENTS, st.integers(0, 200))
def test_a_later_hour_never_falls_due_earlier(one: dt.datetime, other: dt.datetime, hours: int) -> None:
    early, late = sorted((one, other), key=lambda moment: moment.astimezone(dt.UTC))
    assert last_moment(early, hours) <= last_moment(late, hours) <= last_moment(late, hours + 1)


def test_an_hour_that_the_clock_leaps_over_comes_when_it_leaps() -> None:
    at = last_moment(dt.datetime(2026, 3, 26, 2, 30, tzinfo=MADRID), 72)
    assert at == dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC)
    assert last_moment(dt.datetime(2026, 3, 26, 3, 10, tzinfo=MADRID), 72) > at


def test_what_opens_after_some_hours_takes_the_later_reading() -> None:
    spec = deadline(24, "hours", kind="window", edge="opens")
    event_at = dt.datetime(2026, 10, 24, 23, 30, tzinfo=MADRID)
    assert due(spec, event_on=event_at.date(), event_at=event_at).opens_on == D(2026, 10, 25)
    spring = dt.datetime(2026, 3, 28, 23, 30, tzinfo=MADRID)
    # 24 hours that pass end at 00:30 of the day after.
    assert due(spec, event_on=spring.date(), event_at=spring).opens_on == D(2026, 3, 30)

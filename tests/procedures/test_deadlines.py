"""Deadlines: what the facts say, turned into days."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.deadlines import NO_DATE, Holidays, add, days_left, due
from procedures.specs import DeadlineSpec
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

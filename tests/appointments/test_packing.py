"""Packed counts say the same as plain ones."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments import packing

counts = st.lists(st.integers(0, packing.MOST_PLACES), min_size=6, max_size=6)


@given(counts, counts)
def test_fits_is_what_counting_says(capacity, taken):
    assert packing.fits(packing.pack(capacity), packing.pack(taken)) == all(
        used <= places for used, places in zip(taken, capacity, strict=True)
    )


@given(counts, counts)
def test_room_is_where_one_more_fits(capacity, taken):
    mask = packing.room(packing.pack(capacity), packing.pack(taken), 6)
    assert packing.starts(mask) == [i for i in range(6) if taken[i] < capacity[i]]


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 12))
def test_runs_are_where_so_many_in_a_row_are_free(free, length):
    mask = sum(1 << (packing.FIELD_BITS * i) for i, is_free in enumerate(free) if is_free)
    expected = [i for i in range(len(free) - length + 1) if all(free[i : i + length])]
    assert packing.starts(packing.runs(mask, length)) == expected


@given(st.integers(0, 10**7), st.integers(1, 60))
def test_a_stretch_is_cut_into_blocks_without_losing_a_tick(start, length):
    blocks = packing.blocks(start, start + length)
    ticks = [
        number * packing.TICKS_A_BLOCK + field
        for number, line in sorted(blocks.items())
        for field, count in enumerate(packing.unpack(line, packing.TICKS_A_BLOCK))
        if count
    ]
    assert ticks == list(range(start, start + length))


@given(counts, counts)
def test_the_larger_of_two_counts_tick_by_tick(one, other):
    assert packing.unpack(packing.at_least(packing.pack(one), packing.pack(other)), 6) == [
        max(a, b) for a, b in zip(one, other, strict=True)
    ]


def test_a_count_that_reaches_the_guard_bit_is_refused():
    with pytest.raises(ValueError, match="512"):
        packing.pack([512])


@given(st.datetimes(min_value=dt.datetime(1980, 1, 1), max_value=dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)))
def test_an_instant_lies_in_its_tick(at):
    tick = packing.tick_of(at)
    assert packing.instant_of(tick) <= at < packing.instant_of(tick + 1)


def test_a_naive_datetime_has_no_tick():
    with pytest.raises(ValueError, match="naive"):
        packing.tick_of(dt.datetime(2027, 1, 1))

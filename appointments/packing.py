"""Five-minute ticks of UTC, and counts packed six to a row: what the database's guard counts with.

Pure. A block is half an hour: six fields of ten bits in one integer. The top bit of each field is a guard, so that one
subtraction compares six counts at once: `((capacity | GUARDS) - taken) & GUARDS == GUARDS` says that no tick holds more
than its capacity. A line is the same over a longer stretch: field i is tick `origin + i`.
Source: docs/decisions/0006-booking-guard.md
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

TICK_MINUTES = 5
TICK_SECONDS = TICK_MINUTES * 60
TICKS_A_BLOCK = 6
FIELD_BITS = 10
BLOCK_BITS = FIELD_BITS * TICKS_A_BLOCK
BLOCK_MASK = (1 << BLOCK_BITS) - 1
FIELD_MASK = (1 << FIELD_BITS) - 1
MOST_PLACES = (1 << (FIELD_BITS - 1)) - 1
"""511: what a field holds below its guard bit."""


@lru_cache(maxsize=4096)
def ones(ticks: int) -> int:
    """Return a line of `ticks` ticks with one in each."""
    return sum(1 << (FIELD_BITS * i) for i in range(ticks))


@lru_cache(maxsize=4096)
def guards(ticks: int) -> int:
    """Return a line with the guard bit of each tick set."""
    return ones(ticks) << (FIELD_BITS - 1)


GUARDS = guards(TICKS_A_BLOCK)


def tick_of(at: dt.datetime) -> int:
    """Return the tick that holds an instant.

    Raises: ValueError for a naive datetime.
    """
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no tick")
    return int(at.timestamp()) // TICK_SECONDS


def ticks_up_to(at: dt.datetime) -> int:
    """Return the first tick that begins at or after an instant."""
    return -(-int(at.timestamp()) // TICK_SECONDS)


def instant_of(tick: int) -> dt.datetime:
    """Return the instant in UTC at which a tick begins."""
    return dt.datetime.fromtimestamp(tick * TICK_SECONDS, tz=dt.UTC)


def is_aligned(at: dt.datetime) -> bool:
    """Tell whether an instant is the beginning of a tick."""
    return at.microsecond == 0 and int(at.timestamp()) % TICK_SECONDS == 0


def block_of(tick: int) -> int:
    return tick // TICKS_A_BLOCK


def ticks_in(minutes: int) -> int:
    """Return how many ticks a visit of so many minutes takes, rounded up."""
    return -(-minutes // TICK_MINUTES)


def stretch(start_tick: int, end_tick: int, *, origin: int, count: int = 1) -> int:
    """Return a line with `count` in every tick of [start, end)."""
    if end_tick <= start_tick:
        return 0
    return (ones(end_tick - start_tick) * count) << (FIELD_BITS * (start_tick - origin))


def blocks(start_tick: int, end_tick: int) -> dict[int, int]:
    """Return one in every tick of [start, end), by block."""
    found: dict[int, int] = {}
    for block in range(block_of(start_tick), block_of(end_tick - 1) + 1):
        first = max(start_tick, block * TICKS_A_BLOCK)
        last = min(end_tick, (block + 1) * TICKS_A_BLOCK)
        found[block] = stretch(first, last, origin=block * TICKS_A_BLOCK)
    return found


def block_in(line: int, origin: int, block: int) -> int:
    """Return the six counts of one block out of a line; nothing beyond the line's ends."""
    shift = (block * TICKS_A_BLOCK - origin) * FIELD_BITS
    return (line >> shift if shift >= 0 else line << -shift) & BLOCK_MASK


def line_of(packed: Iterable[tuple[int, int]], *, origin: int) -> int:
    """Return the line of (block, six counts) pairs. `origin` is the first tick of a block not after any of them."""
    line = 0
    for block, counts in packed:
        line += counts << (FIELD_BITS * (block * TICKS_A_BLOCK - origin))
    return line


def room(capacity: int, taken: int, ticks: int) -> int:
    """Return a mask with bit `FIELD_BITS * i` set where tick i has a free place.

    A tick may hold more than its capacity (it was cut afterwards): then it has no room, and harms no other.
    """
    return (((capacity | guards(ticks)) - taken - ones(ticks)) & guards(ticks)) >> (FIELD_BITS - 1)


def runs(mask: int, length: int) -> int:
    """Return the mask of ticks from which `length` ticks in a row are set."""
    have = 1
    while have < length:
        step = min(have, length - have)
        mask &= mask >> (FIELD_BITS * step)
        have += step
    return mask


def starts(mask: int) -> list[int]:
    """Return the fields whose lowest bit is set, ascending."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append((lowest.bit_length() - 1) // FIELD_BITS)
        mask ^= lowest
    return found


def count_at(line: int, field: int) -> int:
    return (line >> (FIELD_BITS * field)) & FIELD_MASK


def unpack(line: int, ticks: int) -> list[int]:
    return [count_at(line, field) for field in range(ticks)]


def pack(counts: Iterable[int]) -> int:
    """Return the line of counts.

    Raises: ValueError for a count that does not fit below the guard bit.
    """
    line = 0
    for field, count in enumerate(counts):
        if not 0 <= count <= MOST_PLACES:
            raise ValueError(f"{count} places do not fit")
        line |= count << (FIELD_BITS * field)
    return line


def fits(capacity: int, taken: int, ticks: int = TICKS_A_BLOCK) -> bool:
    """Tell whether no tick holds more than its capacity: the database's CHECK, in Python."""
    return ((capacity | guards(ticks)) - taken) & guards(ticks) == guards(ticks)


def at_least(one: int, other: int, ticks: int = TICKS_A_BLOCK) -> int:
    """Return the larger of two counts, tick by tick."""
    return pack(max(a, b) for a, b in zip(unpack(one, ticks), unpack(other, ticks), strict=True))

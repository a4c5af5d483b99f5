"""The guarded counters: the only place that writes blocks.

The upsert counts only where every tick still has room; the CHECK of the table says so again. Rows are always taken in
the same order (pool, block), so that two transactions never wait for each other.
Source: docs/decisions/0006-booking-guard.md
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from appointments import packing
from appointments.availability import Timetable, capacity_of_block
from appointments.models import Block, Claim

Places = Mapping[tuple[int, int], int]
"""(pool, block) → packed counts, one where a place is taken."""

TABLE = Block._meta.db_table
GUARD_BIT = packing.FIELD_BITS - 1


def places_of(claims: Iterable[Claim]) -> dict[tuple[int, int], int]:
    """Return what claims take."""
    found: dict[tuple[int, int], int] = {}
    for claim in claims:
        for block, counts in packing.blocks(packing.tick_of(claim.starts_at), packing.tick_of(claim.ends_at)).items():
            found[claim.pool_id, block] = found.get((claim.pool_id, block), 0) + counts
    return found


def take(places: Places, timetable: Timetable, *, for_staff: bool = False) -> bool:
    """Take places in one statement; False when one of them is not free: then roll back.

    Call it inside a transaction that shares the agenda's lock, with the timetable of that version.
    """
    # The proposed row, too, must pass the CHECK: a place that the rules do not have is refused here.
    rows = []
    for pool, block in sorted(places):
        capacity, offered = capacity_of_block(timetable, pool, block)
        if not packing.fits(capacity if for_staff else offered, places[pool, block]):
            return False
        rows.append((pool, block, capacity, offered, places[pool, block]))
    limit = "capacity" if for_staff else "offered"
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            # Our own table name and placeholders; every value is a parameter.
            f"INSERT INTO {TABLE} (pool_id, number, capacity, offered, taken) VALUES {values} "  # noqa: S608
            f"ON CONFLICT (pool_id, number) DO UPDATE SET taken = {TABLE}.taken + excluded.taken "
            f"WHERE ((({TABLE}.{limit} | %s) - {TABLE}.taken - excluded.taken) & (excluded.taken << %s)) "
            f"= (excluded.taken << %s)",
            [*(value for row in rows for value in row), packing.GUARDS, GUARD_BIT, GUARD_BIT],
        )
        return cursor.rowcount == len(rows)


def give_back(places: Places) -> None:
    """Give places back. Only for a row that this transaction has just stopped counting."""
    with connection.cursor() as cursor:
        for pool, block in sorted(places):
            cursor.execute(
                f"UPDATE {TABLE} SET taken = taken - %s WHERE pool_id = %s AND number = %s",  # noqa: S608
                [places[pool, block], pool, block],
            )


def move(to: Places, away: Places, timetable: Timetable, *, for_staff: bool = False) -> bool:
    """Take `to` and give back `away` in one go; a visit's own old place never stands in its way.

    Returns False when a new place is not free: then roll back.
    """
    limit = "capacity" if for_staff else "offered"
    with connection.cursor() as cursor:
        for key in sorted(set(to) | set(away)):
            plus, minus = to.get(key, 0), away.get(key, 0)
            if plus == minus:
                continue
            if plus and not minus:
                if not take({key: plus}, timetable, for_staff=for_staff):
                    return False
                continue
            # A tick that both have does not change, and needs no room.
            new = plus & ~minus
            if new and not packing.fits(capacity_of_block(timetable, *key)[0 if for_staff else 1], new):
                return False
            guarded = new << GUARD_BIT
            cursor.execute(
                f"UPDATE {TABLE} SET taken = taken + %s WHERE pool_id = %s AND number = %s "  # noqa: S608
                f"AND ((({limit} | %s) - taken - %s) & %s) = %s",
                [plus - minus, *key, packing.GUARDS, plus - minus, guarded, guarded],
            )
            if cursor.rowcount != 1:
                return False
    return True

"""Prove from the rows alone that nothing is overbooked and nobody is without a place.

The rows of visits are the truth; the counters must add up to them. Reads everything from a day on, in a fixed number
of queries, and believes no counter.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from dataclasses import dataclass

from appointments import packing, timetables
from appointments.availability import capacity_of_block
from appointments.models import Agenda, Appointment, Block, Claim, Pool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `kind`: overbooked, over_rules, counter_differs, lost_place, place_without_visit,
    wrong_length, stale.

    `over_rules` is no fault of booking: rules were cut after people had booked. `stale` waits to be taken out.
    """

    kind: str
    what: str

    @property
    def is_fault(self) -> bool:
        return self.kind not in ("over_rules", "stale")

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


def audit_settled(*, since: dt.datetime, now: dt.datetime, wait_seconds: float = 2.0) -> list[Finding]:
    """Return what is wrong twice in a row: people book between our queries, and that is no fault."""
    first = audit(since=since, now=now)
    if not any(finding.is_fault for finding in first):
        return first
    time.sleep(wait_seconds)
    again = set(audit(since=since, now=now))
    return [finding for finding in first if finding in again]


def audit(*, since: dt.datetime, now: dt.datetime) -> list[Finding]:
    """Return everything that is wrong with visits that end after `since`."""
    first = packing.block_of(packing.tick_of(since))
    counted: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    claims = Claim.objects.filter(appointment__counted=True, ends_at__gt=since)
    for pool, starts_at, ends_at in claims.values_list("pool", "starts_at", "ends_at"):
        for tick in range(packing.tick_of(starts_at), packing.tick_of(ends_at)):
            block = packing.block_of(tick)
            if block >= first:
                counted[pool, block][tick - block * packing.TICKS_A_BLOCK] += 1
    return [
        *_counters(counted, first),
        *_rules(counted, now),
        *_visits(since),
        *_stale(now),
    ]


def _counters(counted: dict[tuple[int, int], dict[int, int]], first: int) -> list[Finding]:
    """Compare each counter with the visits, and with its own capacity."""
    found, seen = [], set()
    for block in Block.objects.filter(number__gte=first).order_by("pool", "number"):
        key = (block.pool_id, block.number)
        seen.add(key)
        rows = counted.get(key, {})
        capacity, taken = (packing.unpack(line, packing.TICKS_A_BLOCK) for line in (block.capacity, block.taken))
        for field in range(packing.TICKS_A_BLOCK):
            where = _where(block.pool_id, block.number, field)
            if rows.get(field, 0) > capacity[field]:
                found.append(Finding("overbooked", f"{where}: {rows[field]} visits, {capacity[field]} places"))
            if rows.get(field, 0) != taken[field]:
                found.append(
                    Finding("counter_differs", f"{where}: {rows.get(field, 0)} visits, counter {taken[field]}")
                )
    for pool, number in sorted(set(counted) - seen):
        found.append(Finding("counter_differs", f"{_where(pool, number, 0)}: visits and no counter"))
    return found


def _rules(counted: dict[tuple[int, int], dict[int, int]], now: dt.datetime) -> list[Finding]:
    """Compare visits to come with what the rules give now."""
    agenda_of = dict(Pool.objects.values_list("pk", "agenda"))
    agendas = Agenda.objects.filter(pk__in=set(agenda_of.values())).select_related("office__municipality")
    known = timetables.of(agendas)
    found = []
    for (pool, block), fields in sorted(counted.items()):
        if block < packing.block_of(packing.tick_of(now)):
            continue
        capacity, _offered = capacity_of_block(known[agenda_of[pool]], pool, block)
        for field, visits in sorted(fields.items()):
            places = packing.count_at(capacity, field)
            if visits > places:
                where = _where(pool, block, field)
                found.append(Finding("over_rules", f"{where}: {visits} visits, {places} places by the rules"))
    return found


def _visits(since: dt.datetime) -> list[Finding]:
    found = []
    rows = Appointment.objects.filter(ends_at__gt=since, places=Appointment.Places.HERE).prefetch_related(
        "claims__pool"
    )
    for visit in rows.iterator(chunk_size=2000):
        name = visit.reference or f"#{visit.pk}"
        claims = list(visit.claims.all())
        # Somebody holds a secret link to it, or stands in the line: there must be a place behind it.
        if visit.state in (Appointment.State.HELD, *LIVE) and not visit.counted:
            found.append(Finding("lost_place", f"{name} is {visit.state} and not counted"))
        if visit.counted and not any(claim.pool.kind == Pool.Kind.GENERAL for claim in claims):
            found.append(Finding("lost_place", f"{name} is counted and claims no general place"))
        if visit.counted and visit.state == Appointment.State.RELEASED:
            found.append(Finding("place_without_visit", f"{name} was let go and is still counted"))
        if visit.counted and visit.state == Appointment.State.CANCELLED and visit.released_at is None:
            found.append(Finding("place_without_visit", f"{name} is cancelled and never gives its place back"))
        for claim in claims:
            if visit.counted and (claim.starts_at, claim.ends_at) != (visit.starts_at, visit.ends_at):
                found.append(Finding("wrong_length", f"{name} claims another time than its own"))
            if visit.counted and claim.pool.agenda_id != visit.agenda_id:
                found.append(Finding("wrong_length", f"{name} claims a place of another agenda"))
    return found


LIVE = (
    Appointment.State.BOOKED,
    Appointment.State.CHECKED_IN,
    Appointment.State.SERVED,
    Appointment.State.NO_SHOW,
)


def _stale(now: dt.datetime) -> list[Finding]:
    waiting = Appointment.objects.stale(now).count()
    return [Finding("stale", f"{waiting} places are free and still in the counters")] if waiting else []


def _where(pool: int, block: int, field: int) -> str:
    return f"pool {pool}, {packing.instant_of(block * packing.TICKS_A_BLOCK + field):%Y-%m-%d %H:%M}Z"

"""When an office attends: rules, pools and closures change here, and the counters with them.

A change locks the agenda against bookings, raises its version, and writes the new capacity into the half hours that
already have visits. What is taken is never cut: a tick keeps the places that people have, and offers none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from appointments import packing, timetables
from appointments.availability import Opening, Timetable, capacity_of_block
from appointments.exceptions import LeavesWithoutPlace
from appointments.models import Agenda, Appointment, Block, Claim, Closure, Office, OpeningRule, Pool
from citizens.permissions import require
from procedures.specs import Text
from sitekit import audit
from sitekit.actors import Actor


@dataclass(frozen=True, slots=True)
class PoolRules:
    """A pool and all of its opening rules."""

    kind: str
    openings: tuple[Opening, ...]
    language: str = ""


@transaction.atomic
def set_rules(
    *,
    agenda: Agenda,
    pools: Sequence[PoolRules],
    by: Actor,
    leave_without_place: bool = False,
    now: dt.datetime | None = None,
) -> tuple[int, ...]:
    """Replace an agenda's opening rules; return the visits left without a place, by primary key.

    A pool that is not named keeps its row and loses its rules.
    Raises: LeavesWithoutPlace unless that is accepted; Refused
    """
    require(by, "agenda.change", agenda)
    _lock([agenda.pk])
    OpeningRule.objects.filter(pool__agenda=agenda).delete()
    for wanted in pools:
        pool, _new = Pool.objects.get_or_create(agenda=agenda, kind=wanted.kind, language=wanted.language)
        OpeningRule.objects.bulk_create(_row(pool, opening) for opening in wanted.openings)
    audit.record("agenda.rules_set", by=by, on=agenda)
    return _apply([agenda.pk], leave_without_place=leave_without_place, now=now or timezone.now())


@transaction.atomic
def close(
    *,
    office: Office,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    by: Actor,
    reason: Text | None = None,
    agenda: Agenda | None = None,
    pool: Pool | None = None,
    places: int | None = None,
    leave_without_place: bool = False,
    now: dt.datetime | None = None,
) -> tuple[Closure, tuple[int, ...]]:
    """Close an office (an agenda, a pool), or take some of its places away, between two instants.

    Returns the closure and the visits left without a place. Raises: LeavesWithoutPlace unless accepted; Refused
    """
    require(by, "agenda.change", office)
    agendas = list(Agenda.objects.filter(office=office).values_list("pk", flat=True))
    _lock(agendas)
    closure = Closure.objects.create(
        office=office,
        agenda=agenda,
        pool=pool,
        starts_at=starts_at,
        ends_at=ends_at,
        places=places,
        reason=reason or {},
    )
    audit.record("office.closed", by=by, on=office, closure=closure.pk, starts_at=starts_at.isoformat())
    return closure, _apply(agendas, leave_without_place=leave_without_place, now=now or timezone.now())


@transaction.atomic
def reopen(*, closure: Closure, by: Actor, now: dt.datetime | None = None) -> None:
    """Take a closure back."""
    require(by, "agenda.change", closure.office)
    agendas = list(Agenda.objects.filter(office=closure.office_id).values_list("pk", flat=True))
    _lock(agendas)
    audit.record("office.reopened", by=by, on=closure.office, closure=closure.pk)
    closure.delete()
    _apply(agendas, leave_without_place=True, now=now or timezone.now())


@transaction.atomic
def holidays_changed(*, by: Actor, leave_without_place: bool = True, now: dt.datetime | None = None) -> tuple[int, ...]:
    """Follow holidays that were written elsewhere; return the visits left without a place."""
    require(by, "agenda.change")
    agendas = list(Agenda.objects.values_list("pk", flat=True))
    _lock(agendas)
    return _apply(agendas, leave_without_place=leave_without_place, now=now or timezone.now())


def _lock(agendas: Iterable[int]) -> None:
    """Keep bookings of these agendas out until the end of this transaction."""
    list(Agenda.objects.select_for_update().filter(pk__in=list(agendas)).order_by("pk").values("pk"))
    Agenda.objects.filter(pk__in=list(agendas)).update(version=F("version") + 1)


def _apply(agendas: Iterable[int], *, leave_without_place: bool, now: dt.datetime) -> tuple[int, ...]:
    """Write capacities by the present rules into the half hours to come; return the visits over capacity."""
    left: set[int] = set()
    for agenda in Agenda.objects.filter(pk__in=list(agendas)).select_related("office__municipality"):
        timetable = timetables.read(agenda)
        over: dict[int, list[tuple[int, int]]] = {}
        blocks = Block.objects.filter(pool__agenda=agenda, number__gte=packing.block_of(packing.tick_of(now)))
        for block in blocks.order_by("pool", "number").select_for_update():
            capacity, offered = capacity_of_block(timetable, block.pool_id, block.number)
            if not packing.fits(capacity, block.taken):
                over.setdefault(block.pool_id, []).append((block.number, capacity))
            kept = packing.at_least(capacity, block.taken)
            if (block.capacity, block.offered) != (kept, offered):
                Block.objects.filter(pk=block.pk).update(capacity=kept, offered=offered)
        for pool, numbers in over.items():
            left |= _over_capacity(timetable, pool, numbers, now)
    if left and not leave_without_place:
        raise LeavesWithoutPlace(appointments=tuple(sorted(left)))
    return tuple(sorted(left))


def _over_capacity(timetable: Timetable, pool: int, blocks: list[tuple[int, int]], now: dt.datetime) -> set[int]:
    """Return the visits that do not fit: of those in an overfull tick, the last booked."""
    claims = list(
        Claim.objects.filter(pool=pool, appointment__counted=True, ends_at__gt=now)
        .exclude(appointment__state=Appointment.State.HELD)
        .order_by("appointment__booked_at", "appointment_id")
    )
    left: set[int] = set()
    used: dict[int, int] = {}
    limits = dict(blocks)
    for claim in claims:
        ticks = range(packing.tick_of(claim.starts_at), packing.tick_of(claim.ends_at))

        def has_room(tick: int) -> bool:
            block = packing.block_of(tick)
            if block not in limits:
                return True
            return used.get(tick, 0) < packing.count_at(limits[block], tick - block * packing.TICKS_A_BLOCK)

        if all(has_room(tick) for tick in ticks):
            for tick in ticks:
                used[tick] = used.get(tick, 0) + 1
        else:
            left.add(claim.appointment_id)
    return left


def _row(pool: Pool, opening: Opening) -> OpeningRule:
    first, last = opening.season or (None, None)
    return OpeningRule(
        pool=pool,
        weekday=opening.weekday,
        opens=opening.opens,
        closes=opening.closes,
        capacity=opening.capacity,
        kept_for_desk=opening.kept_for_desk,
        season_from=f"{first[0]:02d}-{first[1]:02d}" if first else "",
        season_to=f"{last[0]:02d}-{last[1]:02d}" if last else "",
    )

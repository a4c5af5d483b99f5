"""An office with places, in a few words; and the negative control of the guard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.db import connection

from appointments import counters, timetables
from appointments.actions import agendas
from appointments.actions.agendas import PoolRules
from appointments.availability import Opening
from appointments.models import Agenda, Block, Office, OfficeService, Service, ServiceProcedure
from procedures.models import Agency, Municipality, Procedure
from sitekit.actors import SYSTEM

MADRID = ZoneInfo("Europe/Madrid")
# A Monday, far from any change of the clock.
MONDAY = dt.date(2027, 2, 1)
NOW = dt.datetime(2027, 1, 31, 12, 0, tzinfo=MADRID)
WEEK = tuple(range(5))


def at(hour: int, minute: int = 0, *, on: dt.date = MONDAY, zone: ZoneInfo = MADRID) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(hour, minute), tzinfo=zone)


def clock(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def opening(opens: str, closes: str, capacity: int, days: Sequence[int] = WEEK, kept: int = 0) -> list[Opening]:
    return [Opening(day, clock(opens), clock(closes), capacity, kept) for day in days]


def procedure(public_id: str = "birth_registration") -> Procedure:
    agency, _ = Agency.objects.get_or_create(public_id="registry")
    return Procedure.objects.get_or_create(public_id=public_id, defaults={"agency": agency})[0]


def service(
    public_id: str = "registry_desk",
    minutes: int = 20,
    procedures: Sequence[str] = ("birth_registration",),
    extra: int = 0,
) -> Service:
    made, _ = Service.objects.get_or_create(
        public_id=public_id,
        defaults={"minutes": minutes, "extra_minutes_per_person": extra, "name": {"es": public_id}},
    )
    for item in procedures:
        ServiceProcedure.objects.get_or_create(service=made, procedure=procedure(item), channel="visit")
    return made


def office(
    public_id: str = "zaragoza",
    *,
    services: Sequence[Service] | None = None,
    rules: Sequence[Opening] | None = None,
    extra_pools: Sequence[PoolRules] = (),
    zone: str = "Europe/Madrid",
    latitude: float | None = None,
    longitude: float | None = None,
    municipality: str | None = None,
    **agenda: object,
) -> Office:
    """Build an office open from Monday to Friday, 9 to 14, with one place, unless told otherwise."""
    agency, _ = Agency.objects.get_or_create(public_id="registry")
    town = None
    if municipality:
        town, _ = Municipality.objects.get_or_create(
            code=municipality,
            defaults={"name": municipality, "province": "zaragoza", "key": "other_aragon", "source": ""},
        )
    made = Office.objects.create(
        public_id=public_id,
        agency=agency,
        name={"es": f"Oficina {public_id}"},
        municipality=town,
        zone=zone,
        latitude=latitude,
        longitude=longitude,
        confidence="high",
    )
    own = Agenda.objects.create(office=made, **agenda)
    for item in [service()] if services is None else services:
        OfficeService.objects.create(office=made, service=item, places="here", agenda=own)
    general = PoolRules("general", tuple(opening("09:00", "14:00", 1) if rules is None else rules))
    agendas.set_rules(agenda=own, pools=[general, *extra_pools], by=SYSTEM, now=NOW)
    timetables.forget()
    return made


def counts(public_id: str = "zaragoza") -> dict[int, list[int]]:
    """Return what is taken, by half hour, where anything is."""
    from appointments.packing import TICKS_A_BLOCK, unpack

    rows = Block.objects.filter(pool__agenda__office=public_id, taken__gt=0)
    return {row.number: unpack(row.taken, TICKS_A_BLOCK) for row in rows}


@contextmanager
def without_guard() -> Iterator[None]:
    """Negative control: no CHECK in the database, and counting that does not look.

    What is left is what most booking systems do: look whether there is room, and then book.
    """
    constraints = Block._meta.constraints
    check = next(item for item in constraints if "capacity" in item.name)
    # SQLite makes the table anew, from what the model says.
    Block._meta.constraints = [item for item in constraints if item is not check]
    guarded = counters.take
    counters.take = unguarded_take  # type: ignore[assignment]
    try:
        with connection.schema_editor() as editor:
            editor.remove_constraint(Block, check)
        yield
    finally:
        counters.take = guarded  # type: ignore[assignment]
        Block._meta.constraints = constraints


def unguarded_take(places: counters.Places, timetable: object, *, for_staff: bool = False) -> bool:
    with connection.cursor() as cursor:
        for pool, block in sorted(places):
            capacity, offered = counters.capacity_of_block(timetable, pool, block)  # type: ignore[arg-type]
            cursor.execute(
                f"INSERT INTO {counters.TABLE} (pool_id, number, capacity, offered, taken) VALUES (%s, %s, %s, %s, %s) "
                f"ON CONFLICT (pool_id, number) DO UPDATE SET taken = {counters.TABLE}.taken + excluded.taken",
                [pool, block, capacity, offered, places[pool, block]],
            )
    return True

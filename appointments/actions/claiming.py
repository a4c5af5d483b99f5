"""What booking and changing share: the agenda's lock, the refusals, and the second chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from appointments import finding, packing, places
from appointments.actions.releasing import release_expired
from appointments.availability import Timetable, attends
from appointments.exceptions import BookingRefused, HoldExpired, OfficeClosed, SlotTaken, TooLate
from appointments.models import Agenda, Appointment, Claim
from appointments.places import BookablePlace
from appointments.wanted import Wanted

T = TypeVar("T")


class RulesChanged(Exception):
    """The agenda was changed between reading its timetable and booking: read it again."""


def share_agenda(timetable: Timetable) -> None:
    """Keep the agenda's rules as they are until this transaction ends; others may book meanwhile.

    Raises: RulesChanged when they are not those of the timetable any more.
    """
    # Our own table name; the value is a parameter.
    sql = f"SELECT version FROM {Agenda._meta.db_table} WHERE id = %s AND is_offered"  # noqa: S608
    if connection.vendor == "postgresql":
        # Django has no FOR SHARE. On SQLite a transaction that writes is alone.
        sql += " FOR SHARE"
    with connection.cursor() as cursor:
        cursor.execute(sql, [timetable.agenda])
        row = cursor.fetchone()
    if row is None or row[0] != timetable.version:
        raise RulesChanged


def check_open(place: BookablePlace, start: dt.datetime, *, now: dt.datetime, for_staff: bool) -> None:
    """Do nothing when the office attends such a visit then.

    Raises: ValueError for a time that is no whole tick, TooLate, OfficeClosed
    """
    if not packing.is_aligned(start):
        raise ValueError(f"{start.isoformat()} is not a multiple of five minutes")
    timetable, first = place.timetable, packing.tick_of(start)
    if packing.instant_of(first) <= now or (not for_staff and first < timetable.earliest(now)):
        raise TooLate("too_soon")
    if timetable.today(start) > timetable.last_day(now):
        raise TooLate("too_far")
    for pool in place.pools:
        if not attends(timetable, pool, first, first + place.ticks, for_staff=for_staff):
            raise OfficeClosed


def claims_for(place: BookablePlace, start: dt.datetime) -> list[Claim]:
    """Return the claims of a visit, not saved, without their appointment."""
    end = start + dt.timedelta(minutes=place.ticks * packing.TICK_MINUTES)
    return [Claim(pool_id=pool, starts_at=start, ends_at=end) for pool in place.pools]


def with_second_chance(
    attempt: Callable[[BookablePlace], T],
    *,
    office: str,
    wanted: Wanted,
    start: dt.datetime,
    now: dt.datetime,
    deadline_on: dt.date | None = None,
) -> T:
    """Run an attempt, itself one transaction; when it is refused, once more, and then say what can be booked instead.

    Once more: when rules changed in between, and after letting expired holds of the agenda go.
    Raises: what the attempt raises, with alternatives.
    """
    place = places.at_office(office, wanted)
    try:
        for _ in range(5):
            try:
                return attempt(place)
            except RulesChanged:
                place = places.at_office(office, wanted)
            except SlotTaken:
                if not release_expired(now=now, agenda_ids=[place.agenda.pk]):
                    raise
        raise SlotTaken
    except (SlotTaken, OfficeClosed, TooLate, HoldExpired) as refusal:
        add_alternatives(refusal, wanted=wanted, office=office, start=start, now=now, deadline_on=deadline_on)
        raise


def add_alternatives(
    refusal: BookingRefused,
    *,
    wanted: Wanted,
    office: str,
    start: dt.datetime,
    now: dt.datetime,
    deadline_on: dt.date | None,
) -> None:
    """Write into a refusal what can be booked instead. Outside the transaction that was refused."""
    refusal.alternatives = finding.alternatives(wanted, office_id=office, start=start, now=now, deadline_on=deadline_on)


def wanted_of(appointment: Appointment) -> Wanted:
    """Return what a visit was booked for (its procedures loaded or not)."""
    return Wanted(
        tuple(item.procedure_id for item in appointment.procedures.all()),
        appointment.people_count,
        tuple(appointment.access_needs),
    )


__all__ = [
    "RulesChanged",
    "add_alternatives",
    "check_open",
    "claims_for",
    "share_agenda",
    "wanted_of",
    "with_second_chance",
]

"""Offices where a visit can be booked: all of its procedures in one visit, nearest first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from appointments import timetables
from appointments.availability import Timetable
from appointments.exceptions import NotBookableHere
from appointments.models import Agenda, Office, OfficeService, Pool, ServiceProcedure
from appointments.packing import ticks_in
from appointments.wanted import Wanted
from procedures.models import Municipality

EARTH_KM = 6371.0
EXTRA_TIME_MINUTES: int = getattr(settings, "VENTANILLA_EXTRA_TIME_MINUTES", 10)


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float
    longitude: float

    def km_to(self, other: Point) -> float:
        """Return the distance over the ground, by the haversine."""
        a, b = math.radians(self.latitude), math.radians(other.latitude)
        turn = math.radians(other.longitude - self.longitude)
        h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
        return 2 * EARTH_KM * math.asin(math.sqrt(h))


@dataclass(frozen=True, slots=True, eq=False)
class BookablePlace:
    """One office's agenda for one wanted visit: how long it takes there, and the pools that it claims."""

    office: Office
    agenda: Agenda
    timetable: Timetable
    minutes: int
    pools: tuple[int, ...]
    distance_km: float | None = None

    @property
    def ticks(self) -> int:
        return ticks_in(self.minutes)


@dataclass(frozen=True, slots=True)
class Places:
    """What was found. `why_none`: "elsewhere", "not_together", "access", "no_office", or "" when there is one.

    "elsewhere": offices attend it, and the place is got in another way (`Office.services` says how).
    """

    places: tuple[BookablePlace, ...]
    why_none: str = ""


def near_municipality(code: str) -> Point | None:
    """Return the centre of a municipality, when it is known."""
    row = Municipality.objects.filter(pk=code).values_list("latitude", "longitude").first() if code else None
    if row is None or row[0] is None or row[1] is None:
        return None
    return Point(row[0], row[1])


def point_of(office: Office) -> Point | None:
    """Return where an office is, or the centre of its municipality (loaded with it)."""
    if office.latitude is not None and office.longitude is not None:
        return Point(office.latitude, office.longitude)
    town = office.municipality
    if town is not None and town.latitude is not None and town.longitude is not None:
        return Point(town.latitude, town.longitude)
    return None


def find(wanted: Wanted, *, near: Point | None = None, office_ids: Iterable[str] | None = None) -> Places:
    """Return the offices where all of it can be booked, nearest first (those of unknown distance last).

    Two queries, and four at most for timetables that changed; one more when there is none, to say why.
    """
    serves = _serves(wanted.procedures)
    rows = OfficeService.objects.filter(service__in=list(serves), office__is_active=True)
    if office_ids is not None:
        rows = rows.filter(office__in=list(office_ids))
    here = _booked_here(rows)
    together = _together(wanted, here, serves)
    if not together:
        return Places((), "not_together" if here else "elsewhere" if rows.exists() else "no_office")
    found = _able(wanted, together, near)
    return Places(found, "" if found else "access")


def find_each(procedures: Iterable[str], *, near: Point | None = None) -> dict[str, tuple[BookablePlace, ...]]:
    """Return for each procedure the offices where a visit for it alone can be booked, nearest first.

    The queries of one `find`, for any number of procedures.
    """
    serves = _serves(procedures)
    here = _booked_here(OfficeService.objects.filter(service__in=list(serves), office__is_active=True))
    timetables.of(here)  # what is read here, `_able` finds
    found = {}
    for procedure in {one for served in serves.values() for one in served}:
        wanted = Wanted((procedure,))
        found[procedure] = _able(wanted, _together(wanted, here, serves), near)
    return found


def _serves(procedures: Iterable[str]) -> dict[str, set[str]]:
    """Return which of the procedures each service serves. One query."""
    serves: dict[str, set[str]] = defaultdict(set)
    rows = ServiceProcedure.objects.filter(procedure__in=list(procedures))
    for service, procedure in rows.values_list("service", "procedure"):
        serves[service].add(procedure)
    return serves


def _booked_here(rows: QuerySet[OfficeService]) -> dict[Agenda, list[OfficeService]]:
    """Return the services that each agenda gives places for. One query."""
    here: dict[Agenda, list[OfficeService]] = defaultdict(list)
    booked_here = rows.filter(places=OfficeService.Places.HERE, agenda__is_offered=True)
    for row in booked_here.select_related("office__municipality", "office__agency", "agenda", "service").order_by("pk"):
        if row.agenda is not None:
            row.agenda.office = row.office
            here[row.agenda].append(row)
    return here


def _together(
    wanted: Wanted, here: Mapping[Agenda, list[OfficeService]], serves: dict[str, set[str]]
) -> dict[Agenda, int]:
    """Return the agendas that attend all of it, with how long that takes there."""
    return {
        agenda: minutes
        for agenda, services in here.items()
        if (minutes := _minutes(wanted, services, serves)) is not None
    }


def _able(wanted: Wanted, minutes: dict[Agenda, int], near: Point | None) -> tuple[BookablePlace, ...]:
    """Return the agendas that have every pool wanted, one for each office, nearest first."""
    known = timetables.of(minutes)
    found: dict[str, BookablePlace] = {}
    for agenda in minutes:
        office, pools = agenda.office, _pools(wanted, known[agenda.pk])
        if pools is None or office.pk in found:
            continue
        at = point_of(office)
        distance = near.km_to(at) if near and at else None
        found[office.pk] = BookablePlace(office, agenda, known[agenda.pk], minutes[agenda], pools, distance)
    return tuple(
        sorted(found.values(), key=lambda place: (place.distance_km is None, place.distance_km or 0, place.office.pk))
    )


def at_office(office_id: str, wanted: Wanted) -> BookablePlace:
    """Return the place at one office.

    Raises: NotBookableHere, with why.
    """
    found = find(wanted, office_ids=[office_id])
    if not found.places:
        raise NotBookableHere(found.why_none)
    return found.places[0]


def _minutes(wanted: Wanted, services: list[OfficeService], serves: dict[str, set[str]]) -> int | None:
    """Return how long the visit takes, or None when the agenda does not attend all of it.

    Every procedure takes its service's minutes; each further person adds the most that one of the services asks.
    """
    minutes, extra = 0, 0
    for procedure in dict.fromkeys(wanted.procedures):
        able = [row.service for row in services if procedure in serves[row.service_id]]
        if not able:
            return None
        service = min(able, key=lambda item: (item.minutes, item.pk))
        minutes += service.minutes
        extra = max(extra, service.extra_minutes_per_person)
    minutes += extra * (wanted.people - 1)
    if "extra_time" in wanted.access_needs:
        minutes += EXTRA_TIME_MINUTES
    return minutes


def _pools(wanted: Wanted, timetable: Timetable) -> tuple[int, ...] | None:
    """Return the pools to claim, the general one first; None when one is missing."""
    general = [pool.id for pool in timetable.pools if pool.kind == Pool.Kind.GENERAL]
    if not general:
        return None
    claimed = general[:1]
    for need in wanted.access_needs:
        kind, _, language = need.partition(":")
        if kind == "extra_time":
            continue
        able = [
            pool for pool in timetable.pools if pool.kind == kind and (not language or pool.language in (language, ""))
        ]
        if not able:
            return None
        # The interpreter of that language before the one of any.
        best = min(able, key=lambda pool: (pool.language != language, pool.id))
        claimed.append(best.id)
    return tuple(dict.fromkeys(claimed))

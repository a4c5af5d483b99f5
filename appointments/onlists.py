"""What lists show of visits: the slots that the app of life events declares (lifeevents/slots.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from appointments import booking_session, finding
from appointments.actions import telling
from appointments.models import Appointment, OfficeService, ServiceProcedure
from appointments.places import point_of
from appointments.specs import Places
from lifeevents import slots
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from lifeevents.slots import VisitOnList, WayToAPlace
from procedures.specs import say

# Of offices near enough to go to; with no municipality known, any.
NEAR_OFFICES = 5
REGISTRIES = 3
# Another registry is worth naming when it is hardly farther than a walk or a short ride.
NEAR_KM = 30
# Where one just goes (a health centre, a hospital) is one's own: a far one of which we know would send people astray.
WALK_IN_KM = 15
# Where a place can be got with us before where it cannot, and that before not knowing.
ORDER = {"here": 0, "walk_in": 1, "elsewhere": 2, "unknown": 3}


def fill_slots() -> None:
    """Fill the slots (called from `AppointmentsConfig.ready`)."""
    slots.book_url.fill(book_url)
    slots.type_in_url.fill(type_in_url)
    slots.visits_of.fill(visits_of)
    slots.first_free.fill(first_free)
    slots.ways_of.fill(ways_of)
    slots.registries_near.fill(registries_near)
    slots.list_saved.fill(list_saved)
    slots.list_stopped.fill(telling.hush)
    slots.forgotten.fill(booking_session.forget)


def book_url(procedure_ids: tuple[str, ...], state: ListState, language: str) -> str | None:
    """Return where to book one visit for these procedures; None when no office gives places for all of them here."""
    if not procedure_ids or not _one_agenda_attends(procedure_ids):
        return None
    return _address("appointments:book", procedure_ids, state, language)


def type_in_url(procedure_ids: tuple[str, ...], state: ListState, language: str) -> str | None:
    """Return where to type in a visit got elsewhere."""
    return _address("appointments:type_in", procedure_ids, state, language)


def visits_of(state: ListState) -> Mapping[str, VisitOnList]:
    """Return the next visit of each procedure of a list, saved or not. Two queries, none when it can have no visit."""
    if state.checklist_id is None and not state.visits:
        return {}
    found: dict[str, VisitOnList] = {}
    mine = Q(pk__in=state.visits) if state.checklist_id is None else Q(checklist=state.checklist_id)
    rows = Appointment.objects.upcoming(timezone.now()).filter(mine)
    language = translation.get_language() or "es"
    for visit in rows.select_related("office").prefetch_related("procedures").order_by("starts_at"):
        shown = VisitOnList(
            start=visit.starts_local,
            place=visit.place_in(language),
            reference=visit.reference_shown,
            url=_reverse("appointments:visit_page", language, visit=str(visit.calendar_uid)),
            typed_in=visit.places == Appointment.Places.ELSEWHERE,
        )
        for item in visit.procedures.all():
            found.setdefault(item.procedure_id, shown)
    return found


def list_saved(state: ListState, checklist: Checklist) -> None:
    """Give the visits made for an unsaved list to the saved one."""
    if state.visits:
        Appointment.objects.filter(pk__in=state.visits, checklist=None).update(
            checklist=checklist, edition_id=state.edition.pk
        )


def first_free(procedure_ids: tuple[str, ...], municipality: str) -> Mapping[str, dt.datetime]:
    """Return the first free time for each procedure at the offices nearest to a municipality, or anywhere.

    A fixed number of queries for any number of procedures; none for none.
    """
    if not procedure_ids:
        return {}
    near = finding.near_municipality(municipality)
    places = finding.find_each(procedure_ids, near=near)
    wanted = {one: found[:NEAR_OFFICES] if near else found for one, found in places.items()}
    firsts = finding.first_free_of_each(wanted, now=timezone.now())
    return {procedure: slot.start for procedure, slot in firsts.items()}


def ways_of(procedure_ids: tuple[str, ...], state: ListState, language: str) -> Mapping[str, WayToAPlace]:
    """Return how a place is got for each procedure, at the office to go to first. Three queries for any number.

    That is the nearest office; of those as near, one bookable here before others.
    """
    near = finding.near_municipality(state.municipality)
    served = _served(procedure_ids)
    rows = OfficeService.objects.filter(service__in=list(served), office__is_active=True)
    best: dict[str, tuple[tuple[object, ...], OfficeService]] = {}
    for row in rows.select_related("office__municipality"):
        at = point_of(row.office)
        km = near.km_to(at) if near and at else None
        if row.places == "walk_in" and (km is None or km > WALK_IN_KM):
            continue
        # Ten kilometres more are as near: then how the place is got decides.
        key = (km is None, round((km or 0) / 10), ORDER[row.places], km or 0, row.office_id, row.pk)
        for procedure in served[row.service_id]:
            if procedure not in best or key < best[procedure][0]:
                best[procedure] = key, row
    return {procedure: _way(row, language) for procedure, (_key, row) in best.items()}


def registries_near(services: tuple[str, ...], municipality: str, language: str) -> list[WayToAPlace]:
    """Return the nearest offices that attend one of the services, each once; far ones only if none is near.

    With no municipality known, any. Two queries.
    """
    near = finding.near_municipality(municipality)
    rows = OfficeService.objects.filter(service__in=services, office__is_active=True)
    best: dict[str, tuple[float, OfficeService]] = {}
    for row in rows.select_related("office__municipality").order_by("office", "pk"):
        at = point_of(row.office)
        km = near.km_to(at) if near and at else (0.0 if near is None else float("inf"))
        if row.office_id not in best:
            best[row.office_id] = km, row
    nearest = sorted(best.values(), key=lambda one: one[0])[:REGISTRIES]
    return [_way(row, language) for place, (km, row) in enumerate(nearest) if place == 0 or km <= NEAR_KM]


def _way(row: OfficeService, language: str) -> WayToAPlace:
    office = row.office
    return WayToAPlace(
        places=cast(Places, row.places),
        office=office.name_in(language).words,
        address=", ".join(filter(None, [office.address, office.municipality.name if office.municipality else ""])),
        office_url=_reverse("appointments:office", language, office=office.pk),
        hours=say(office.hours_text, language).words,
        url=row.url or None,
        phone=row.phone or office.phone or None,
        note=say(row.note, language).words,
    )


def _served(procedure_ids: tuple[str, ...]) -> dict[str, set[str]]:
    """Return which of these procedures each service serves. One query."""
    served: dict[str, set[str]] = {}
    rows = ServiceProcedure.objects.filter(procedure__in=procedure_ids)
    for service, procedure in rows.values_list("service", "procedure"):
        served.setdefault(service, set()).add(procedure)
    return served


def _one_agenda_attends(procedure_ids: tuple[str, ...]) -> bool:
    served = _served(procedure_ids)
    attended: dict[int, set[str]] = {}
    rows = OfficeService.objects.here().filter(service__in=list(served), agenda__is_offered=True)
    for agenda, service in rows.values_list("agenda", "service"):
        attended.setdefault(agenda, set()).update(served[service])
    return any(set(procedure_ids) <= procedures for procedures in attended.values())


def _address(name: str, procedure_ids: tuple[str, ...], state: ListState, language: str) -> str | None:
    """Return an address that says what the visit is for, and nothing of the person."""
    path = _reverse(name, language)
    query = [("event", state.edition.life_event), *(("procedure", procedure) for procedure in procedure_ids)]
    return f"{path}?{urlencode(query)}" if path else None


def _reverse(name: str, language: str, **arguments: str) -> str | None:
    with translation.override(language):
        try:
            return reverse(name, kwargs=arguments or None)
        except NoReverseMatch:
            # The page is not there: then there is no link, and the list stands all the same.
            return None

"""Visits got elsewhere and typed in: they behave the same on the list, and take no place here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from appointments import bring as bringing
from appointments.actions.booking import KEPT_AFTER_VISIT
from appointments.exceptions import AlreadyCancelled
from appointments.models import Appointment, AppointmentProcedure, Office
from citizens.permissions import require
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from sitekit import audit
from sitekit.actors import Actor

ASSUMED_MINUTES = 30


@transaction.atomic
def record_elsewhere(
    *,
    procedures: Sequence[str],
    start: dt.datetime,
    by: Actor,
    office: Office | None = None,
    place_name: str = "",
    place_address: str = "",
    reference: str = "",
    minutes: int = ASSUMED_MINUTES,
    language: str = "es",
    checklist: Checklist | None = None,
    state: ListState | None = None,
    zone: str = "Europe/Madrid",
    now: dt.datetime | None = None,
) -> Appointment:
    """Keep a visit that was booked with somebody else's system.

    Raises: ValueError without a place or a procedure.
    """
    if office is None and not place_name:
        raise ValueError("a visit is somewhere")
    if not procedures:
        raise ValueError("a visit is for at least one procedure")
    now = now or timezone.now()
    start = start.astimezone(dt.UTC)  # by the clock of the wall, half an hour may end before it begins
    end = start + dt.timedelta(minutes=minutes)
    visit = Appointment.objects.create(
        state=Appointment.State.BOOKED,
        places=Appointment.Places.ELSEWHERE,
        office=office,
        place_name=place_name,
        place_address=place_address,
        starts_at=start,
        ends_at=end,
        zone=office.zone if office else zone,
        foreign_reference=reference,
        language=language,
        checklist=checklist,
        edition_id=state.edition.pk if state else None,
        municipality=state.municipality if state else "",
        bring=bringing.for_visit(procedures, language=language, state=state),
        booked_at=now,
        created_at=now,
        changed_at=now,
        keep_until=(end + KEPT_AFTER_VISIT).date(),
    )
    AppointmentProcedure.objects.bulk_create(
        AppointmentProcedure(appointment=visit, procedure_id=procedure) for procedure in dict.fromkeys(procedures)
    )
    audit.record("appointment.typed_in", by=by, on=visit)
    return visit


@transaction.atomic
def correct(
    *,
    appointment: Appointment,
    start: dt.datetime,
    by: Actor,
    place_name: str | None = None,
    reference: str | None = None,
    now: dt.datetime | None = None,
) -> Appointment:
    """Write another time on a visit got elsewhere, and another place or reference where they are given.

    Raises: AlreadyCancelled, Refused
    """
    now = now or timezone.now()
    require(by, "appointment.change", appointment)
    start = start.astimezone(dt.UTC)
    length = appointment.ends_at - appointment.starts_at
    changed = Appointment.objects.filter(
        pk=appointment.pk, places=Appointment.Places.ELSEWHERE, state=Appointment.State.BOOKED
    ).update(
        starts_at=start,
        ends_at=start + length,
        keep_until=(start + length + KEPT_AFTER_VISIT).date(),
        place_name=appointment.place_name if place_name is None else place_name,
        foreign_reference=appointment.foreign_reference if reference is None else reference,
        calendar_sequence=F("calendar_sequence") + 1,
        changed_at=now,
    )
    if changed != 1:
        raise AlreadyCancelled
    appointment.refresh_from_db()
    audit.record("appointment.corrected", by=by, on=appointment)
    return appointment


@transaction.atomic
def remove(*, appointment: Appointment, by: Actor, now: dt.datetime | None = None) -> None:
    """Take a visit got elsewhere off the list; whoever gave it is told nothing, and no cancellation is counted.

    Raises: AlreadyCancelled, Refused
    """
    now = now or timezone.now()
    require(by, "appointment.cancel", appointment)
    changed = Appointment.objects.filter(
        pk=appointment.pk, places=Appointment.Places.ELSEWHERE, state=Appointment.State.BOOKED
    ).update(
        state=Appointment.State.CANCELLED,
        released_at=now,
        calendar_sequence=F("calendar_sequence") + 1,
        changed_at=now,
    )
    if changed != 1:
        raise AlreadyCancelled
    audit.record("appointment.typed_in_removed", by=by, on=appointment)

"""The day of the visit: somebody arrives, is attended, or does not come."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from appointments.exceptions import WrongState
from appointments.models import Appointment, Office, Ticket
from citizens.permissions import require
from sitekit import audit, moments
from sitekit.actors import Actor
from sitekit.models import Moment

State = Appointment.State
WITH_APPOINTMENT, WITHOUT = "A", "B"


@transaction.atomic
def check_in(*, appointment: Appointment, by: Actor, now: dt.datetime | None = None) -> Ticket:
    """Write that the person has arrived, and give them their place in the line.

    Checking in twice gives the same ticket. Raises: WrongState, Refused
    """
    now = now or timezone.now()
    require(by, "appointment.check_in", appointment)
    if not _go(appointment, {State.BOOKED}, State.CHECKED_IN, now):
        ticket = Ticket.objects.filter(appointment=appointment, appointment__state=State.CHECKED_IN).first()
        if ticket is None:
            raise WrongState(_state(appointment))
        return ticket
    ticket = _ticket(appointment.office, appointment.starts_local.date(), WITH_APPOINTMENT, appointment, now)
    audit.record("appointment.checked_in", by=by, on=appointment, ticket=ticket.shown)
    return ticket


@transaction.atomic
def finish(*, appointment: Appointment, by: Actor, now: dt.datetime | None = None) -> Appointment:
    """Write that the person was attended.

    Raises: WrongState, Refused
    """
    now = now or timezone.now()
    require(by, "appointment.finish", appointment)
    if not _go(appointment, {State.BOOKED, State.CHECKED_IN}, State.SERVED, now):
        raise WrongState(_state(appointment))
    Ticket.objects.filter(appointment=appointment).update(state=Ticket.State.DONE, changed_at=now)
    return _over(appointment, Moment.Kind.ATTENDED, "appointment.finished", by)


@transaction.atomic
def no_show(*, appointment: Appointment, by: Actor, now: dt.datetime | None = None) -> Appointment:
    """Write that the person did not come, once the time has passed.

    Raises: WrongState, Refused
    """
    now = now or timezone.now()
    require(by, "appointment.no_show", appointment)
    if appointment.starts_at > now or not _go(appointment, {State.BOOKED}, State.NO_SHOW, now):
        raise WrongState(_state(appointment))
    return _over(appointment, Moment.Kind.NO_SHOW, "appointment.no_show", by)


def _go(appointment: Appointment, before: set[str], after: str, now: dt.datetime) -> bool:
    """Change the state where it is still one of `before`: of two desks, one does."""
    rows = Appointment.objects.filter(pk=appointment.pk, state__in=before, places=Appointment.Places.HERE)
    if rows.update(state=after, changed_at=now) != 1:
        return False
    appointment.refresh_from_db()
    return True


def _over(appointment: Appointment, kind: Moment.Kind, action: str, by: Actor) -> Appointment:
    audit.record(action, by=by, on=appointment)
    life_event = appointment.checklist.life_event_id if appointment.checklist else ""
    moments.count(kind, life_event=life_event, language=appointment.language, channel="visit")
    return appointment


def _state(appointment: Appointment) -> str:
    return Appointment.objects.values_list("state", flat=True).get(pk=appointment.pk)


def _ticket(
    office: Office | None, on: dt.date, series: str, appointment: Appointment | None, now: dt.datetime
) -> Ticket:
    """Give the next number of the day. The office's row is locked, so that two desks do not give the same."""
    if office is None:
        raise WrongState("no office")
    Office.objects.select_for_update().get(pk=office.pk)
    last = Ticket.objects.filter(office=office, on=on, series=series).aggregate(last=Max("number"))["last"]
    return Ticket.objects.create(
        office=office,
        on=on,
        series=series,
        number=(last or 0) + 1,
        appointment=appointment,
        created_at=now,
        changed_at=now,
    )

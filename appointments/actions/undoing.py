"""Taking back what a desk wrote by mistake: an arrival, an end, an absence."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from appointments.exceptions import WrongState
from appointments.models import Appointment, ProcedureResult, Ticket
from citizens.permissions import require
from sitekit import audit, moments
from sitekit.actors import Actor
from sitekit.models import Moment

State = Appointment.State


@transaction.atomic
def undo_check_in(*, appointment: Appointment, by: Actor, now: dt.datetime | None = None) -> Appointment:
    """Write that the person has not arrived after all. The number of the ticket is not given again that day.

    Raises: WrongState also when something was handed in already, Refused
    """
    now = now or timezone.now()
    require(by, "appointment.check_in", appointment)
    if ProcedureResult.objects.filter(item__appointment=appointment).exists():
        raise WrongState("handed_in")
    _go(appointment, State.CHECKED_IN, State.BOOKED, now)
    Ticket.objects.filter(appointment=appointment).update(appointment=None, state=Ticket.State.LEFT, changed_at=now)
    return _taken_back(appointment, "appointment.check_in_undone", by)


@transaction.atomic
def undo_finish(*, appointment: Appointment, by: Actor, now: dt.datetime | None = None) -> Appointment:
    """Write that the visit is not over: whoever has a ticket is here again.

    Raises: WrongState, Refused
    """
    now = now or timezone.now()
    require(by, "appointment.finish", appointment)
    tickets = Ticket.objects.filter(appointment=appointment)
    _go(appointment, State.SERVED, State.CHECKED_IN if tickets.exists() else State.BOOKED, now)
    tickets.update(state=Ticket.State.WAITING, changed_at=now)
    _uncount(appointment, Moment.Kind.ATTENDED)
    return _taken_back(appointment, "appointment.finish_undone", by)


@transaction.atomic
def undo_no_show(*, appointment: Appointment, by: Actor, now: dt.datetime | None = None) -> Appointment:
    """Write that the person may still come, or has.

    Raises: WrongState, Refused
    """
    now = now or timezone.now()
    require(by, "appointment.no_show", appointment)
    _go(appointment, State.NO_SHOW, State.BOOKED, now)
    _uncount(appointment, Moment.Kind.NO_SHOW)
    return _taken_back(appointment, "appointment.no_show_undone", by)


def _go(appointment: Appointment, before: str, after: str, now: dt.datetime) -> None:
    rows = Appointment.objects.filter(pk=appointment.pk, state=before, places=Appointment.Places.HERE)
    if rows.update(state=after, changed_at=now) != 1:
        raise WrongState(Appointment.objects.values_list("state", flat=True).get(pk=appointment.pk))
    appointment.refresh_from_db()


def _uncount(appointment: Appointment, kind: Moment.Kind) -> None:
    life_event = appointment.checklist.life_event_id if appointment.checklist else ""
    moments.take_back(kind, life_event=life_event, language=appointment.language, channel="visit")


def _taken_back(appointment: Appointment, action: str, by: Actor) -> Appointment:
    audit.record(action, by=by, on=appointment)
    return appointment

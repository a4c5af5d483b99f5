"""What comes of each procedure of a visit, written at the desk; the person's saved list says so too."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from appointments.exceptions import NumberTaken, WrongState
from appointments.models import Appointment, AppointmentProcedure, ProcedureResult
from citizens.permissions import require
from lifeevents.actions import handing_in
from sitekit import audit
from sitekit.actors import Actor

State = Appointment.State
# Whoever has not arrived has nothing done; a number may come after the person has left.
SERVING = {State.CHECKED_IN, State.SERVED}


@transaction.atomic
def hand_in(
    *, item: AppointmentProcedure, by: Actor, number: str = "", now: dt.datetime | None = None
) -> ProcedureResult:
    """Write that a procedure of the visit was handed in, with the registry's number when there is one.

    On a saved list it is marked "handed in at the office". Raises: NumberTaken, WrongState, Refused
    """
    now = now or timezone.now()
    visit = item.appointment
    require(by, "appointment.serve", visit)
    _require_serving(visit)
    number = number.strip()
    if number and _at_office(visit).filter(number__iexact=number).exclude(item=item).exists():
        raise NumberTaken
    result, is_new = ProcedureResult.objects.get_or_create(
        item=item,
        defaults={
            "kind": ProcedureResult.Kind.DONE,
            "number": number,
            "at": now,
            "by_kind": by.kind,
            "by_id": by.id,
        },
    )
    if not is_new:
        raise WrongState(result.kind)
    if visit.checklist is not None and visit.office is not None:
        handing_in.mark_handed_in(
            checklist=visit.checklist, procedure=item.procedure_id, at=visit.office, number=number, by=by, now=now
        )
    audit.record("appointment.handed_in", by=by, on=visit, procedure=item.procedure_id, numbered=bool(number))
    return result


@transaction.atomic
def take_back(*, item: AppointmentProcedure, by: Actor) -> None:
    """Take a result back, here and on the person's list.

    Raises: WrongState when there is none, Refused
    """
    visit = item.appointment
    require(by, "appointment.serve", visit)
    _require_serving(visit)
    gone, _kinds = ProcedureResult.objects.filter(item=item).delete()
    if not gone:
        raise WrongState("no result")
    if visit.checklist is not None and visit.office is not None:
        handing_in.take_back(checklist=visit.checklist, procedure=item.procedure_id, at=visit.office, by=by)
    audit.record("appointment.result_taken_back", by=by, on=visit, procedure=item.procedure_id)


def _require_serving(visit: Appointment) -> None:
    state = Appointment.objects.values_list("state", flat=True).get(pk=visit.pk)
    if state not in SERVING:
        raise WrongState(state)


def _at_office(visit: Appointment) -> QuerySet[ProcedureResult]:
    return ProcedureResult.objects.filter(item__appointment__office=visit.office_id)

"""What may be done with a visit now, by its state, its day and the role of whoever is at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from appointments.desk.access import Desk
from appointments.models import Appointment

State = Appointment.State


@dataclass(frozen=True, slots=True)
class Possible:
    """`can`: which addresses (and "results") are open; `undo`: what can be taken back; `note`: why nothing can."""

    can: Mapping[str, bool] = field(default_factory=dict)
    undo: str = ""
    note: str = ""


def possible(visit: Appointment, desk: Desk, *, has_results: bool) -> Possible:
    serve = desk.may("appointment.serve")
    match visit.state:
        case State.BOOKED:
            return _booked(visit, desk)
        case State.CHECKED_IN:
            undo = "check_in" if desk.may("appointment.check_in") and not has_results else ""
            return Possible({"finish": desk.may("appointment.finish"), "results": serve}, undo)
        case State.SERVED:
            return Possible({"results": serve}, "finish" if desk.may("appointment.finish") else "")
        case State.NO_SHOW:
            return Possible(undo="no_show" if desk.may("appointment.no_show") else "")
    return Possible(note=_("This visit was cancelled, and its place may be somebody else's. A new one can be booked."))


def _booked(visit: Appointment, desk: Desk) -> Possible:
    day = visit.starts_local.date()
    if day > desk.today:
        return Possible(note=_("The visit is on another day: nothing can be written yet."))
    return Possible(
        {
            "check_in": day == desk.today and desk.may("appointment.check_in"),
            "finish": day < desk.today and desk.may("appointment.finish"),
            "no_show": visit.starts_at <= desk.now and desk.may("appointment.no_show"),
        }
    )

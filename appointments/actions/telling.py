"""The messages that a visit owes. What they say is rendered at delivery, from the visit as it then is."""

from __future__ import annotations

from appointments.models import Appointment
from lifeevents.models import Checklist
from sitekit import owed

BOOKED = "appointment_booked"
CHANGED = "appointment_changed"
CANCELLED = "appointment_cancelled"
KINDS = (BOOKED, CHANGED, CANCELLED)


def owe(kind: str, appointment: Appointment) -> None:
    """Owe a message to whoever can be written to; what was owed before and not sent says the old, and is dropped."""
    if kind != BOOKED:
        owed.drop(about=appointment, kinds=KINDS)
    writable = appointment.contact_kind == Appointment.Contact.EMAIL and appointment.contact_value
    if writable and not appointment.is_silent:
        owed.owe(kind, about=appointment, sequence=appointment.calendar_sequence)


def hush(checklist: Checklist) -> None:
    """Give up what is still owed about the visits of a list that was stopped; they stay booked, and say nothing."""
    for visit in Appointment.objects.filter(checklist=checklist):
        owed.drop(about=visit)

"""What visits write to people. The rows are owed by the actions; this says what each message is."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils import timezone

from appointments import calendars, saying
from appointments.actions import telling
from appointments.models import Appointment
from sitekit import mail, owed
from sitekit.calendar_file import Method
from sitekit.models import OwedMessage


@owed.renders(telling.BOOKED)
def booked(message: OwedMessage) -> EmailMessage | None:
    """Say when and where, what to bring, and how to change it; the calendar part puts it in the calendar."""
    return _message(message, "booked", "REQUEST")


@owed.renders(telling.CHANGED)
def changed(message: OwedMessage) -> EmailMessage | None:
    """Say the new day and place; the calendar part moves the event."""
    return _message(message, "changed", "REQUEST")


@owed.renders(telling.CANCELLED)
def cancelled(message: OwedMessage) -> EmailMessage | None:
    """Say that the visit is cancelled; the calendar part takes the event away."""
    return _message(message, "cancelled", "CANCEL")


def _message(message: OwedMessage, name: str, method: Method) -> EmailMessage | None:
    found = Appointment.objects.with_everything().select_related("checklist").filter(pk=message.subject_id)
    appointment = found.filter(contact_kind=Appointment.Contact.EMAIL).exclude(contact_value="").first()
    if appointment is None or appointment.is_silent:
        return None
    says_so = appointment.state == Appointment.State.CANCELLED if method == "CANCEL" else appointment.is_live
    if not says_so:
        return None
    language, to = appointment.language, appointment.contact_value
    context = {
        "visit": saying.of_visit(appointment, language=language),
        "when": saying.when(appointment, language),
    }
    calendar = calendars.of_visit(appointment, language=language, now=timezone.now(), method=method, attendee=to)
    return mail.compose(
        f"appointments/mail/{name}", context, to=to, language=language, calendar=calendar, method=method,
        file_name="cita.ics" if language == "es" else "visit.ics",
    )  # fmt: skip

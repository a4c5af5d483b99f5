"""The slip of a visit: one sheet of A5 that is enough without a telephone."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from appointments import saying
from appointments.models import Appointment
from sitekit import pdf, qr

QR_MM = 34


def render(appointment: Appointment, *, language: str = "") -> bytes:
    """Return the slip as a tagged PDF, in the visit's language unless another is asked for.

    Raises: PdfUnavailable where libpango is missing; RuntimeError inside a transaction.
    """
    language = language or appointment.language
    visit = saying.of_visit(appointment, language=language)
    with translation.override(language):
        title = _("Code of the visit %(reference)s") % {"reference": visit.reference}
        image = qr.svg(visit.url or visit.reference, title=title, target_mm=QR_MM, quiet=0)
        context = {
            "visit": visit,
            "date": saying.breakable(visit.date),
            "is_cancelled": appointment.state == Appointment.State.CANCELLED,
            "qr": image,
        }
    return pdf.render("appointments/pdf/slip.html", context, language=language)


def file_name(appointment: Appointment) -> str:
    """Return the name of the file: it says the day, and nothing of what it is about."""
    return f"cita-{appointment.starts_local:%Y-%m-%d}.pdf"

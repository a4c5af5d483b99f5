"""How a person's visits are exported and erased."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from appointments.models import Appointment, AppointmentPerson, AppointmentProcedure, ProcedureResult, Ticket
from citizens.data_rights import delete_rows, export_fields, register

RETENTION = _("Ninety days after the visit")


def erase_appointments(rows: models.QuerySet[Any]) -> int:
    """Empty what tells who it was; the visit itself stays, so that counts and tickets go on adding up.

    Live visits are cancelled by whoever asks, before (appointments.actions.changing.cancel).
    """
    pks = list(rows.values_list("pk", flat=True))
    AppointmentPerson.objects.filter(appointment__in=pks).delete()
    return Appointment.objects.filter(pk__in=pks).update(
        name="",
        contact_kind="",
        contact_value="",
        search="",
        foreign_reference="",
        checklist=None,
        municipality="",
        bring={},
        access_needs=[],
        place_address="",
        link_version=models.F("link_version") + 1,
        changed_at=timezone.now(),
    )


def register_own() -> None:
    """Declare this app's models (called from `AppointmentsConfig.ready`)."""
    register(
        Appointment,
        purpose=_("Attending the visit, and telling the person about it"),
        retention=RETENTION,
        export=export_fields(
            "reference", "foreign_reference", "state", "office_id", "place_name", "place_address", "starts_at",
            "ends_at", "zone", "name", "contact_kind", "contact_value", "language", "access_needs", "municipality",
            "bring", "created_at", "booked_at", "keep_until",
        ),
        erase=erase_appointments,
    )  # fmt: skip
    register(
        AppointmentProcedure,
        purpose=_("Knowing what the visit is for"),
        retention=RETENTION,
        export=export_fields("appointment__reference", "procedure_id"),
        erase=delete_rows,
    )
    register(
        AppointmentPerson,
        purpose=_("Knowing whom the visit concerns and who comes"),
        retention=RETENTION,
        export=export_fields("appointment__reference", "role", "name", "is_concerned", "comes"),
        erase=delete_rows,
    )
    register(
        Ticket,
        purpose=_("Keeping the person's place in the line"),
        retention=RETENTION,
        export=export_fields("office_id", "on", "series", "number", "state", "created_at"),
        erase=delete_rows,
    )
    register(
        ProcedureResult,
        purpose=_("Knowing what was handed in at the visit, and under which number"),
        retention=RETENTION,
        export=export_fields("item__appointment__reference", "item__procedure_id", "kind", "number", "at"),
        erase=delete_rows,
    )

"""What came of each procedure of a visit."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.models.appointment import AppointmentProcedure


class ProcedureResult(models.Model):
    """What came of one procedure at the desk; of two that write it, one does.

    Written apart from the visit, so that a procedure is done before the visit ends, and its number can come later.
    """

    class Kind(models.TextChoices):
        DONE = "done", _("Handed in")

    wagtail_reference_index_ignore = True

    item = models.OneToOneField(AppointmentProcedure, on_delete=models.CASCADE, related_name="result")
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.DONE)
    number = models.CharField(max_length=60, blank=True)
    """The number that the registry gave, when there is one."""
    at = models.DateTimeField(default=timezone.now)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"

"""A person's place in today's line, apart from any appointment."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.models.appointment import Appointment
from appointments.models.office import Office


class Ticket(models.Model):
    """A place in the line of one office on one day: "A014" with an appointment, "B008" without."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Called")
        SERVING = "serving", _("At the desk")
        PARKED = "parked", _("Paused")
        DONE = "done", _("Done")
        LEFT = "left", _("Left")

    wagtail_reference_index_ignore = True

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="tickets")
    on = models.DateField()
    series = models.CharField(max_length=1, default="B")
    number = models.PositiveSmallIntegerField()
    appointment = models.OneToOneField(
        Appointment, null=True, blank=True, on_delete=models.SET_NULL, related_name="ticket"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["on", "series", "number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "on", "series", "number"], name="ticket_number_once_a_day")
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return f"{self.series}{self.number:03d}"

    def permission_scopes(self) -> set[tuple[str, str]]:
        return self.office.permission_scopes()

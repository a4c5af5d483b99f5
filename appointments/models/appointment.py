"""The booked visit: one row from hold to done."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.models.agenda import Agenda, Pool
from appointments.models.office import Office
from appointments.references import fold, show
from lifeevents.models import Checklist, GuideEdition
from procedures.models import Procedure
from sitekit import links


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def at(self, office_id: str) -> AppointmentQuerySet:
        return self.filter(office_id=office_id)

    def on(self, day: dt.date, zone: str = "Europe/Madrid") -> AppointmentQuerySet:
        """Beginning on a day of the office's clock."""
        first = dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(zone))
        last = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=ZoneInfo(zone))
        return self.filter(starts_at__gte=first, starts_at__lt=last)

    def visits(self) -> AppointmentQuerySet:
        """Booked at some time: neither holds nor released holds."""
        return self.exclude(state__in=[Appointment.State.HELD, Appointment.State.RELEASED])

    def live(self) -> AppointmentQuerySet:
        """Booked and not over: what the person still has."""
        return self.filter(state__in=[Appointment.State.BOOKED, Appointment.State.CHECKED_IN])

    def upcoming(self, now: dt.datetime) -> AppointmentQuerySet:
        return self.live().filter(ends_at__gt=now)

    def stale(self, now: dt.datetime) -> AppointmentQuerySet:
        """Whose place is free since `released_at`, and still stands in the counters."""
        return self.filter(counted=True, released_at__lte=now)

    def matching(self, typed: str) -> AppointmentQuerySet:
        """Found by name, e-mail, phone or reference; accents, capitals and spaces do not matter.

        Reads names with LIKE: narrow to an office and a day first.
        """
        found = self
        for word in fold(typed).split():
            found = found.filter(search__contains=word)
        together = fold(typed).replace(" ", "")
        return found | self.filter(search__contains=together) if together else self.none()

    def of_token(self, token: str, *, purpose: str = "appointment") -> Appointment:
        """Return the visit (purpose "hold": the hold) of a secret link.

        Raises: Appointment.DoesNotExist when the link is not ours, was cut short, or was revoked.
        """
        try:
            pk, version = links.read(purpose, token)
        except links.BadLink as error:
            raise Appointment.DoesNotExist from error
        return self.get(pk=pk, link_version=version)

    def with_everything(self) -> AppointmentQuerySet:
        """With office, procedures and people: three queries for any number of visits."""
        return self.select_related("office", "office__agency", "office__municipality").prefetch_related(
            "procedures", "people"
        )


class Appointment(models.Model):
    """A visit, from the hold to the end. Its places are `claims`; one got elsewhere has none.

    Personal data: who comes, how to reach them, what they come for.
    Purpose: attending the visit and telling the person about it. Retention: `keep_until`.
    """

    class State(models.TextChoices):
        HELD = "held", _("Held")
        BOOKED = "booked", _("Booked")
        CHECKED_IN = "checked_in", _("Has arrived")
        SERVED = "served", _("Attended")
        NO_SHOW = "no_show", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")
        RELEASED = "released", _("Let go")

    class Places(models.TextChoices):
        HERE = "here"
        ELSEWHERE = "elsewhere"

    class Contact(models.TextChoices):
        EMAIL = "email", _("E-mail")
        MOBILE = "mobile", _("Mobile phone")
        LANDLINE = "landline", _("Landline")
        POST = "post", _("Letter")
        HELPER = "helper", _("Somebody who helps me")
        NONE = "none", _("None: I keep the slip")

    wagtail_reference_index_ignore = True

    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    places = models.CharField(max_length=10, choices=Places.choices, default=Places.HERE)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    agenda = models.ForeignKey(Agenda, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    place_name = models.CharField(max_length=200, blank=True)
    """Of a visit got elsewhere at an office that we do not have."""
    place_address = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=40, default="Europe/Madrid")

    # The place: free from `released_at`, computed. `counted` says whether the counters still include it.
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    hold_extended = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True, blank=True)
    counted = models.BooleanField(default=False)

    reference = models.CharField(max_length=8, null=True, blank=True, unique=True)
    link_version = models.PositiveIntegerField(default=1)
    calendar_uid = models.UUIDField(default=uuid.uuid4, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0)

    people_count = models.PositiveSmallIntegerField(default=1)
    access_needs = models.JSONField(default=list, blank=True)
    """"interpreter", "interpreter:ar", "step_free", "video", "extra_time"."""
    language = models.CharField(max_length=12, default="es")
    name = models.CharField(max_length=200, blank=True)
    contact_kind = models.CharField(max_length=8, choices=Contact.choices, blank=True)
    contact_value = models.CharField(max_length=254, blank=True)
    search = models.CharField(max_length=500, blank=True)
    """Name, contact and reference, folded: what the desk finds it by."""
    foreign_reference = models.CharField(max_length=60, blank=True)
    """The number that another system gave to a visit got elsewhere."""

    checklist = models.ForeignKey(
        Checklist, null=True, blank=True, on_delete=models.SET_NULL, related_name="appointments"
    )
    edition = models.ForeignKey(
        GuideEdition, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    municipality = models.CharField(max_length=5, blank=True)
    """INE code of where the person lives, when it was given."""
    bring = models.JSONField(default=dict, blank=True)
    """What to bring as it was said at booking (appointments/bring.py)."""

    created_at = models.DateTimeField(default=timezone.now)
    booked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    keep_until = models.DateField()

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "starts_at"]),
            models.Index(fields=["released_at"], condition=models.Q(counted=True), name="appointment_stale"),
            models.Index(fields=["keep_until"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="appointment_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(places="elsewhere", counted=False)
                | models.Q(places="here", office__isnull=False, agenda__isnull=False),
                name="appointment_here_has_its_agenda",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="held")
                | models.Q(hold_expires_at__isnull=False, released_at__isnull=False, counted=True),
                name="hold_says_when_it_ends",
            ),
            # Whoever has a visit here has a place in the counters, and nobody may release it.
            models.CheckConstraint(
                condition=~models.Q(state__in=["booked", "checked_in", "served", "no_show"], places="here")
                | models.Q(counted=True, released_at__isnull=True, reference__isnull=False),
                name="booked_visit_keeps_its_place",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="released") | models.Q(counted=False), name="released_hold_has_no_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.pk} {self.starts_at:%Y-%m-%d %H:%M}"

    def permission_scopes(self) -> set[tuple[str, str]]:
        scopes = {("link", f"appointment:{self.pk}")}
        return scopes if self.office is None else scopes | self.office.permission_scopes()

    @property
    def token(self) -> str:
        """Return the token of its secret link."""
        return links.token("appointment", self.pk, self.link_version)

    @property
    def hold_token(self) -> str:
        """Return the token by which whoever holds the time confirms it."""
        return links.token("hold", self.pk, self.link_version)

    @property
    def starts_local(self) -> dt.datetime:
        """Return the beginning by the office's clock."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def ends_local(self) -> dt.datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def reference_shown(self) -> str:
        """Return the reference in groups of three, as printed and said."""
        return show(self.reference) if self.reference else self.foreign_reference

    @property
    def is_live(self) -> bool:
        return self.state in (self.State.BOOKED, self.State.CHECKED_IN)

    @property
    def is_silent(self) -> bool:
        """Tell whether the list that it serves was stopped: it stays booked, and nothing is written or rung."""
        return self.checklist is not None and self.checklist.stopped_at is not None

    def place_in(self, language: str) -> str:
        """Return the name of where it is."""
        return self.office.name_in(language).words if self.office else self.place_name


class AppointmentProcedure(models.Model):
    """One of the procedures that a visit is for. With a checklist, also the item of that list."""

    wagtail_reference_index_ignore = True

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="procedures")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="appointments")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "procedure"], name="appointment_for_a_procedure_once")
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.procedure_id}"


class AppointmentPerson(models.Model):
    """Somebody a visit concerns, or who comes to it.

    Personal data: a name and a role in the family. Purpose and retention: as the appointment's.
    """

    class Role(models.TextChoices):
        ME = "me", _("Me")
        OTHER_PARENT = "other_parent", _("The other parent")
        CHILD = "child", _("The child")
        HOUSEHOLD = "household", _("The household")
        HELPER = "helper", _("Somebody who helps")
        REPRESENTATIVE = "representative", _("A representative")

    wagtail_reference_index_ignore = True

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(max_length=14, choices=Role.choices)
    name = models.CharField(max_length=200, blank=True)
    is_concerned = models.BooleanField(default=True)
    comes = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_concerned=True) | models.Q(comes=True), name="person_concerned_or_comes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.role}"


class Claim(models.Model):
    """One place of one pool that a visit takes: what the counters must add up to.

    The first claim of a visit is on the general pool.
    """

    wagtail_reference_index_ignore = True

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="claims")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="claims")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "pool"], name="claim_once_per_pool"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="claim_takes_time"),
        ]
        indexes = [models.Index(fields=["pool", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.pool_id}"

"""Where: offices, what is attended there, and how a place is got."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.search import index

from procedures.models import Agency, Municipality, Procedure
from procedures.specs import Said, say
from sitekit import stemming


class OfficeQuerySet(models.QuerySet["Office"]):
    def open(self) -> OfficeQuerySet:
        """Still in use."""
        return self.filter(is_active=True)

    def attending(self, procedure_ids: list[str] | tuple[str, ...]) -> OfficeQuerySet:
        """Attending at least one of these procedures, however the place is got."""
        return self.filter(services__service__procedures__procedure__in=procedure_ids).distinct()

    def with_everything(self) -> OfficeQuerySet:
        """With agency, municipality and services: three queries for any number of offices."""
        return self.select_related("agency", "municipality").prefetch_related("services__service")


class Office(index.Indexed, models.Model):
    """A place where people are attended. Texts are by language code; the source language is Spanish."""

    class Confidence(models.TextChoices):
        HIGH = "high"
        MEDIUM = "medium"
        LOW = "low"

    wagtail_reference_index_ignore = True

    public_id = models.SlugField(max_length=60, primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="offices")
    name = models.JSONField(default=dict)
    kind = models.CharField(max_length=40, blank=True)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="offices"
    )
    address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=30, blank=True)
    """How near the coordinates are: building_approx, street_approx, municipality_centroid."""
    zone = models.CharField(max_length=40, default="Europe/Madrid")
    hours_text = models.JSONField(default=dict, blank=True)
    hours_verified = models.BooleanField(default=False)
    access = models.JSONField(default=dict, blank=True)
    note = models.JSONField(default=dict, blank=True)
    unverified_text = models.JSONField(default=dict, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence.choices)
    sources = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)

    objects = OfficeQuerySet.as_manager()

    search_fields: ClassVar = [index.SearchField("search_stems"), index.FilterField("is_active")]

    class Meta:
        ordering = ["public_id"]

    def __str__(self) -> str:
        return self.name.get("es", self.public_id)

    def search_text(self, language: str) -> str:
        """Return the words by which this office is found in a language."""
        town = str(self.municipality) if self.municipality else ""
        return f"{self.name_in(language).words} {town} {self.address}"

    def search_stems(self) -> str:
        """Return what the index holds: stems in every language that the name has."""
        return " ".join(stemming.stemmed(self.search_text(language), language) for language in self.name)

    def permission_scopes(self) -> set[tuple[str, str]]:
        return {("office", self.public_id), ("agency", self.agency_id)}

    def name_in(self, language: str) -> Said:
        return say(self.name, language)

    @property
    def is_bookable_here(self) -> bool:
        """Whether what we know of it is good enough to promise a place there."""
        return self.is_active and self.confidence in (self.Confidence.HIGH, self.Confidence.MEDIUM)


class Service(models.Model):
    """A kind of visit: how long it takes, and which procedures it serves."""

    wagtail_reference_index_ignore = True

    public_id = models.SlugField(max_length=60, primary_key=True)
    name = models.JSONField(default=dict)
    minutes = models.PositiveSmallIntegerField()
    extra_minutes_per_person = models.PositiveSmallIntegerField(default=0)
    is_office = models.BooleanField(default=True)
    """False for what only looks like an office: a telephone line, a website."""
    assumed = models.BooleanField(default=True)
    """The minutes are ours, not an agency's."""
    note = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["public_id"]
        constraints = [models.CheckConstraint(condition=models.Q(minutes__gt=0), name="service_takes_time")]

    def __str__(self) -> str:
        return self.public_id

    def name_in(self, language: str) -> Said:
        return say(self.name, language)


class ServiceProcedure(models.Model):
    """A procedure that can be done at a kind of visit. From the channels of the procedure."""

    wagtail_reference_index_ignore = True

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="procedures")
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="services")
    channel = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "procedure", "channel"], name="service_serves_procedure_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.procedure_id}"


class OfficeServiceQuerySet(models.QuerySet["OfficeService"]):
    def here(self) -> OfficeServiceQuerySet:
        """Whose place is got here."""
        return self.filter(places=OfficeService.Places.HERE, office__is_active=True)

    def serving(self, procedure_ids: list[str] | tuple[str, ...]) -> OfficeServiceQuerySet:
        return self.filter(service__procedures__procedure__in=procedure_ids).distinct()


class OfficeService(models.Model):
    """What one office attends, and how a place is got: here, elsewhere, without appointment, unknown."""

    class Places(models.TextChoices):
        HERE = "here"
        ELSEWHERE = "elsewhere"
        WALK_IN = "walk_in"
        UNKNOWN = "unknown"

    wagtail_reference_index_ignore = True

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="services")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="offices")
    places = models.CharField(max_length=10, choices=Places.choices)
    agenda = models.ForeignKey(
        "appointments.Agenda", null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )
    url = models.URLField(max_length=500, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    note = models.JSONField(default=dict, blank=True)

    objects = OfficeServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "service"], name="office_attends_service_once"),
            models.CheckConstraint(
                condition=models.Q(places="here", agenda__isnull=False) | ~models.Q(places="here"),
                name="place_got_here_needs_an_agenda",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.service_id} {self.places}"

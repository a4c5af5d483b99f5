"""When: agendas, pools of places, opening rules, closures, and the counters that the database guards."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.lookups import Exact

from appointments.models.office import Office
from appointments.packing import GUARDS, MOST_PLACES


class Agenda(models.Model):
    """The places of one office for some of its services, got here.

    `version` rises with every change of its rules, closures or holidays: what a process remembers of an agenda is
    good for one version, and a booking made with an older one starts again.
    """

    wagtail_reference_index_ignore = True

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="agendas")
    key = models.SlugField(max_length=60, default="visits")
    version = models.PositiveIntegerField(default=1)
    step_minutes = models.PositiveSmallIntegerField(default=10)
    """Times are offered at multiples of it, by the office's clock."""
    lead_minutes = models.PositiveIntegerField(default=60)
    """A visit is booked at least so long before."""
    horizon_days = models.PositiveSmallIntegerField(default=60)
    """and at most so long before."""
    opens_on_holidays = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)
    assumed = models.BooleanField(default=True)
    """Hours and capacity are ours, not the office's."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "key"], name="agenda_key_once_per_office"),
            models.CheckConstraint(
                condition=models.Q(step_minutes__in=[5, 10, 15, 20, 30, 60]), name="agenda_step_divides_the_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}/{self.key}"

    def permission_scopes(self) -> set[tuple[str, str]]:
        return self.office.permission_scopes()


class Pool(models.Model):
    """Places of one kind within an agenda: every visit takes one general place, some take others besides."""

    class Kind(models.TextChoices):
        GENERAL = "general"
        INTERPRETER = "interpreter"
        STEP_FREE = "step_free"
        VIDEO = "video"

    wagtail_reference_index_ignore = True

    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="pools")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.GENERAL)
    language = models.CharField(max_length=12, blank=True)
    """Of an interpreter."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agenda", "kind", "language"], name="pool_once_per_kind_and_language"),
            models.CheckConstraint(
                condition=models.Q(language="") | models.Q(kind="interpreter"), name="only_interpreters_have_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agenda_id} {self.kind} {self.language}".strip()


class OpeningRule(models.Model):
    """So many places on one weekday between two local times; several rules add up.

    `opens` and `closes` are the office's clock. A season is a pair "MM-DD", both days included; one that begins after
    it ends spans the new year.
    """

    wagtail_reference_index_ignore = True

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="opening_rules")
    weekday = models.PositiveSmallIntegerField()
    """Monday is 0."""
    opens = models.TimeField()
    closes = models.TimeField()
    capacity = models.PositiveSmallIntegerField()
    kept_for_desk = models.PositiveSmallIntegerField(default=0)
    """Of the capacity, what only staff may give: people without appointment, urgent visits."""
    season_from = models.CharField(max_length=5, blank=True)
    season_to = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering = ["weekday", "opens", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="opening_weekday_exists"),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="opening_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=models.Q(capacity__lte=MOST_PLACES), name="opening_capacity_fits"),
            models.CheckConstraint(
                condition=models.Q(kept_for_desk__lte=models.F("capacity")), name="opening_keeps_no_more_than_it_has"
            ),
            models.CheckConstraint(
                condition=models.Q(season_from="", season_to="")
                | (~models.Q(season_from="") & ~models.Q(season_to="")),
                name="opening_season_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes} ×{self.capacity}"


class Closure(models.Model):
    """An office, or one of its agendas or pools, attends nobody, or fewer, between two instants."""

    wagtail_reference_index_ignore = True

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="closures")
    agenda = models.ForeignKey(Agenda, null=True, blank=True, on_delete=models.CASCADE, related_name="closures")
    """Null: the whole office."""
    pool = models.ForeignKey(Pool, null=True, blank=True, on_delete=models.CASCADE, related_name="closures")
    """Null: every pool."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many places fewer; null: it is closed."""
    reason = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="closure_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["office", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.starts_at:%Y-%m-%d %H:%M}"


def _bits(value: int) -> models.Value:
    return models.Value(value, output_field=models.BigIntegerField())


def _masked(line: Any) -> Exact:
    """Say that no guard bit of a line is set."""
    return Exact(line.bitand(_bits(GUARDS)), _bits(0))


def _room(capacity: Any, taken: Any) -> Exact:
    """Say that taking one line from the other leaves every guard bit standing."""
    return Exact((capacity.bitor(_bits(GUARDS)) - taken).bitand(_bits(GUARDS)), _bits(GUARDS))


class Block(models.Model):
    """Six counters of one pool: the half hour `number` of UTC, a ten-bit field per five-minute tick.

    The row is written when its first place is taken. `capacity` is what there is, `offered` what people may book
    themselves, `taken` what is taken. The database refuses `taken` above `capacity`, whatever the code does; only
    appointments/counters.py writes here.
    Source: docs/decisions/0006-booking-guard.md
    """

    wagtail_reference_index_ignore = True

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    number = models.IntegerField(db_index=True)
    capacity = models.BigIntegerField()
    offered = models.BigIntegerField()
    taken = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "number"], name="block_once_per_pool"),
            models.CheckConstraint(
                condition=models.Q(_room(models.F("capacity"), models.F("taken"))),
                name="block_never_holds_more_than_its_capacity",
            ),
            models.CheckConstraint(
                condition=models.Q(_masked(models.F("taken")))
                & models.Q(_masked(models.F("capacity")))
                & models.Q(_masked(models.F("offered")))
                & models.Q(taken__gte=0)
                & models.Q(capacity__gte=0)
                & models.Q(offered__gte=0),
                name="block_counts_stay_below_their_guards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.number}"

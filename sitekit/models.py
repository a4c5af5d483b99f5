"""Rows that every app needs and that name no domain thing: audit, owed messages, moments."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """What was done, by whom, to what. Written in the same transaction as the change."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=80)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"])]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}:{self.object_id}"


class OwedMessageQuerySet(models.QuerySet["OwedMessage"]):
    def pending(self) -> OwedMessageQuerySet:
        """Neither delivered nor given up."""
        return self.filter(delivered_at=None, dropped_at=None)

    def due(self, *, now: dt.datetime) -> OwedMessageQuerySet:
        return self.pending().filter(due_at__lte=now)

    def settled(self, *, before: dt.datetime) -> OwedMessageQuerySet:
        """Delivered or given up before a moment."""
        return self.filter(models.Q(delivered_at__lt=before) | models.Q(dropped_at__lt=before))

    def about(self, subject_type: str, subject_id: object) -> OwedMessageQuerySet:
        return self.filter(subject_type=subject_type, subject_id=str(subject_id))


class OwedMessage(models.Model):
    """A message owed to somebody. The row is the obligation; tasks only deliver it.

    What it says is rendered at delivery, from the present state of its subject. Personal data: `payload` may hold an
    address to write to; it is emptied as soon as the message is delivered or given up.
    """

    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict, blank=True)

    objects = OwedMessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "due_at"], name="owed_once_per_kind_subject_and_due"
            ),
            models.CheckConstraint(
                condition=models.Q(delivered_at=None) | models.Q(dropped_at=None), name="owed_delivered_or_dropped"
            ),
        ]
        indexes = [models.Index(fields=["delivered_at", "dropped_at", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}:{self.subject_id}"


class Moment(models.Model):
    """Something that happened, without anybody's identity: the baseline for later."""

    class Kind(models.TextChoices):
        LIST_MADE = "list_made"
        LIST_SAVED = "list_saved"
        VISIT_AVOIDED = "visit_avoided"
        BOOKED = "booked"
        CHANGED = "changed"
        CANCELLED = "cancelled"
        ATTENDED = "attended"
        NO_SHOW = "no_show"
        HANDED_IN = "handed_in"
        DECIDED = "decided"
        DEADLINE_KEPT = "deadline_kept"
        DEADLINE_MISSED = "deadline_missed"
        EASE = "ease"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    on = models.DateField()
    life_event = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    municipality = models.CharField(max_length=60, blank=True)
    value = models.SmallIntegerField(null=True, blank=True)
    """The score of "was it easy?", 1 to 5."""
    place = models.CharField(max_length=40, blank=True)
    """Where it was asked: "list", "booking"."""

    class Meta:
        indexes = [models.Index(fields=["kind", "on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

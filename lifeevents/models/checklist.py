"""A saved list: an edition plus answers and marks. Its items are computed, never stored."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from lifeevents.models.edition import GuideEdition, LifeEvent
from procedures.models import Procedure


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def kept(self) -> ChecklistQuerySet:
        """Not forgotten and within its retention."""
        return self.filter(keep_until__gte=timezone.localdate())

    def expired(self) -> ChecklistQuerySet:
        return self.filter(keep_until__lt=timezone.localdate())

    def to_compare(self, *, life_event: str, number: int) -> ChecklistQuerySet:
        """Living lists whose result has not been compared with this edition's yet."""
        return self.kept().filter(life_event=life_event, compared_with__lt=number, stopped_at=None)

    def with_everything(self) -> ChecklistQuerySet:
        """With answers and marks: three queries. Not the edition, whose content is long and kept per process."""
        return self.prefetch_related("answers", "marks")


class Checklist(models.Model):
    """A person's list, kept without an account by a secret link and a short code.

    Personal data: answers about a household. Purpose: showing the person their list again.
    Retention: `keep_until`; then deleted by a daily task.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    life_event = models.ForeignKey(LifeEvent, on_delete=models.PROTECT, related_name="checklists")
    edition = models.ForeignKey(GuideEdition, on_delete=models.PROTECT, related_name="checklists")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="checklists"
    )
    language = models.CharField(max_length=12)
    event_on = models.DateField(null=True, blank=True)
    event_at_time = models.TimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    municipality = models.CharField(max_length=5, blank=True)
    """INE code, so that every Aragonese municipality can be named."""
    channels = models.JSONField(default=dict, blank=True)
    skipped = models.JSONField(default=list, blank=True)
    """Question ids answered "I don't know"."""
    papers_held = models.JSONField(default=list, blank=True)
    """Documents that the person says to have."""
    lookups = models.JSONField(default=dict, blank=True)
    """Document → "objected" or "authorised": what the person said to its being looked up."""
    moved_from = models.JSONField(null=True, blank=True)
    """The dates before those of now, until the person has seen what moved: {event_on, due_on, event_at_time, at}."""
    tell_email = models.EmailField(blank=True)
    """Where to write when what the list says changes; only if the person asked for it. Emptied when they stop."""
    stopped_at = models.DateTimeField(null=True, blank=True)
    """Stopped by the person: no message and no calendar entry any more."""
    link_version = models.PositiveIntegerField(default=1)
    code_digest = models.CharField(max_length=64, db_index=True, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    compared_with = models.PositiveIntegerField(default=0)
    """Number of the newest edition whose result was compared with this list's; 0: since the list last changed, none."""
    calendar_sequence = models.PositiveIntegerField(default=0)
    calendar_given = models.JSONField(default=dict, blank=True)
    """Calendar entry → its ISO date, as the calendar file gave it: what is there no more is sent as cancelled."""
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    keep_until = models.DateField()

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["keep_until"]),
            models.Index(fields=["life_event", "compared_with", "id"], name="checklist_to_compare"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def permission_scopes(self) -> set[tuple[str, str]]:
        return {("link", f"checklist:{self.pk}")}


class ChecklistAnswer(models.Model):
    """One answer, keyed by question and person ("list": given once for everybody)."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    person = models.CharField(max_length=20, default="list")
    value = models.JSONField(null=True)
    """None: this person does not know."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checklist", "question", "person"], name="answer_once_per_question_person")
        ]

    def __str__(self) -> str:
        return f"{self.question} ({self.person})"


class ItemMark(models.Model):
    """What is known of one item: done by me; handed in at the office (by whom, when, number); decided."""

    class Kind(models.TextChoices):
        DONE_BY_ME = "done_by_me"
        HANDED_IN = "handed_in"
        GRANTED = "granted"
        REFUSED = "refused"

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="marks")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=20, default="list")
    """Whose, for what is judged apart for each person; "list": everybody's."""
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    office = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "procedure", "kind", "person"], name="mark_once_per_item_kind_person"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="handed_in") | ~models.Q(office=""), name="handed_in_names_its_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.kind}"


class ChecklistChangeQuerySet(models.QuerySet["ChecklistChange"]):
    def open(self) -> ChecklistChangeQuerySet:
        """Not accepted and not overtaken: the list keeps what it said, and its owner may still accept."""
        return self.filter(status__in=[ChecklistChange.Status.OFFERED, ChecklistChange.Status.QUESTIONED])


class ChecklistChange(models.Model):
    """What a newly published edition changes on one list; offered to its owner, who accepts it or asks.

    Personal data: what changes on somebody's list, and what they ask about it. Purpose and retention: the list's.
    """

    class Status(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        QUESTIONED = "questioned"
        OVERTAKEN = "overtaken"
        """A later edition was published before the owner answered."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="changes")
    from_edition = models.ForeignKey(GuideEdition, on_delete=models.PROTECT, related_name="+")
    to_edition = models.ForeignKey(GuideEdition, on_delete=models.PROTECT, related_name="+")
    difference = models.JSONField()
    """`lifeevents.plans.Difference`."""
    found_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OFFERED)
    answered_at = models.DateTimeField(null=True, blank=True)
    question = models.TextField(blank=True)
    """What the owner asked about it."""

    objects = ChecklistChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checklist", "to_edition"], name="change_once_per_list_and_edition")
        ]
        indexes = [models.Index(fields=["checklist", "status"])]

    def __str__(self) -> str:
        return f"{self.checklist_id} {self.status}"

    def permission_scopes(self) -> set[tuple[str, str]]:
        return {("link", f"checklist:{self.checklist_id}")}

"""What people say can be better."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone

KEPT_DAYS = 365


def keep_until() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=KEPT_DAYS)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def outdated(self, *, today: dt.date) -> SuggestionQuerySet:
        return self.filter(keep_until__lt=today)


class Suggestion(models.Model):
    """One thing somebody said about a page. Who said it is not asked and not kept."""

    page = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=12)
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)
    keep_until = models.DateField(default=keep_until)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["keep_until"])]

    def __str__(self) -> str:
        return f"{self.page} {self.created_at:%Y-%m-%d}"

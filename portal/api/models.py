"""What was answered to a call that may be repeated."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class KeptAnswer(models.Model):
    """The answer to one Idempotency-Key, written in the transaction of what it did.

    Personal data: an answer may hold a secret link, so it is sealed with the key, of which only a hash is kept:
    whoever reads this table reads nothing. Retention: one day, then the daily task deletes it.
    """

    key_digest = models.CharField(max_length=64, unique=True)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    sealed = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        app_label = "portal"

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"

"""The audit row, written by every action in its own transaction."""

from __future__ import annotations

from django.db import models

from sitekit.actors import Actor
from sitekit.models import AuditEntry


def record(action: str, *, by: Actor, on: models.Model, **details: object) -> AuditEntry:
    """Write one audit row about `on`.

    `details` hold ids, states and dates; never names, contacts or answers.
    """
    return AuditEntry.objects.create(
        actor_kind=by.kind,
        actor_id=by.id,
        action=action,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        details=details,
    )

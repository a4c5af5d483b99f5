"""Writing to somebody when what their list says changes: only who asked for it, and until they say enough."""

from __future__ import annotations

from django.db import transaction

from citizens.permissions import require
from lifeevents.models import Checklist
from sitekit import audit, owed
from sitekit.actors import Actor

CHANGED = "checklist_change"
"""The message that says what a new edition changes on a list."""


@transaction.atomic
def tell_me(*, checklist: Checklist, email: str, by: Actor) -> None:
    """Keep where to write when the list changes.

    Purpose: that message and no other. Retention: until the person says stop, or the list is deleted.
    """
    require(by, "checklist.change", checklist)
    Checklist.objects.filter(pk=checklist.pk).update(tell_email=email)
    checklist.tell_email = email
    audit.record("checklist.tell_me", by=by, on=checklist)


@transaction.atomic
def stop_telling(*, checklist: Checklist, by: Actor) -> None:
    """Forget where to write, and what was about to be sent there."""
    require(by, "checklist.change", checklist)
    Checklist.objects.filter(pk=checklist.pk).update(tell_email="")
    checklist.tell_email = ""
    owed.drop(about=checklist, kinds=(CHANGED,))
    audit.record("checklist.told_no_more", by=by, on=checklist)


def address_of(checklist: Checklist) -> str:
    """Return where the list's changes are written to: the address given for it, else its owner's; "" when to none."""
    if checklist.stopped_at is not None:
        return ""
    return checklist.tell_email or (checklist.owner.email if checklist.owner else "")

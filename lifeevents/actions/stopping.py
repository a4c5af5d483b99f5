"""Stop: after a bereavement or a loss, one tap ends every message and calendar entry of a list. And going on again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from citizens.permissions import require
from lifeevents import slots
from lifeevents.actions import checklists
from lifeevents.models import Checklist
from sitekit import audit, owed
from sitekit.actors import Actor


@transaction.atomic
def stop(*, checklist: Checklist, by: Actor) -> None:
    """End every message of a list and of its visits, queued ones too, and take its dates out of calendars.

    The list and its visits stay; visits say nothing any more. Where to write is forgotten: nobody writes any more.
    Stopping twice changes nothing.
    """
    require(by, "checklist.change", checklist)
    locked = Checklist.objects.select_for_update().get(pk=checklist.pk)
    if locked.stopped_at is None:
        checklist.stopped_at, checklist.tell_email = timezone.now(), ""
        # What was compared stays so: nothing is looked for while the list is stopped.
        checklists.touch(checklist, "stopped_at", "tell_email", compared_with=locked.compared_with)
        audit.record("checklist.stopped", by=by, on=checklist)
    owed.drop(about=checklist)
    slots.list_stopped.get()(checklist)


@transaction.atomic
def restart(*, checklist: Checklist, by: Actor) -> None:
    """Go on with a stopped list: its dates come back, and what changed meanwhile is found. Nothing dropped is sent."""
    require(by, "checklist.change", checklist)
    locked = Checklist.objects.select_for_update().get(pk=checklist.pk)
    if locked.stopped_at is None:
        return
    checklist.stopped_at = None
    checklists.touch(checklist, "stopped_at")
    audit.record("checklist.restarted", by=by, on=checklist)

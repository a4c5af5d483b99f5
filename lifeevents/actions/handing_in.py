"""What an office writes on a saved list: that the person handed something in there."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from citizens.permissions import require
from lifeevents.actions import checklists
from lifeevents.models import Checklist, ItemMark
from sitekit import audit, moments
from sitekit.actors import Actor
from sitekit.models import Moment


class Place(Protocol):
    """An office, a noun of an app above this one: its id, and where it belongs."""

    @property
    def pk(self) -> str: ...

    def permission_scopes(self) -> set[tuple[str, str]]: ...


@transaction.atomic
def mark_handed_in(
    *, checklist: Checklist, procedure: str, at: Place, by: Actor, number: str = "", now: dt.datetime | None = None
) -> ItemMark:
    """Write on a list that something was handed in at an office. Of two offices that write it, the first stays.

    The caller knows that the person has a visit for it there; the right to write is asked at that office.
    Raises: Refused
    """
    require(by, "checklist.mark_handed_in", at)
    mark, is_new = ItemMark.objects.get_or_create(
        checklist=checklist,
        procedure_id=procedure,
        kind=ItemMark.Kind.HANDED_IN,
        defaults={
            "at": now or timezone.now(),
            "by_kind": by.kind,
            "by_id": by.id,
            "office": at.pk,
            "number": number,
        },
    )
    if is_new:
        checklists.touch(checklist)
        audit.record("checklist.handed_in", by=by, on=checklist, procedure=procedure, office=at.pk)
        moments.count(
            Moment.Kind.HANDED_IN, life_event=checklist.life_event_id, language=checklist.language, channel="visit"
        )
    return mark


@transaction.atomic
def take_back(*, checklist: Checklist, procedure: str, at: Place, by: Actor) -> bool:
    """Take back what this office wrote; what another office or the person wrote stays. Return whether there was any.

    Raises: Refused
    """
    require(by, "checklist.mark_handed_in", at)
    gone, _kinds = checklist.marks.filter(procedure_id=procedure, kind=ItemMark.Kind.HANDED_IN, office=at.pk).delete()
    if not gone:
        return False
    checklists.touch(checklist)
    audit.record("checklist.handed_in_taken_back", by=by, on=checklist, procedure=procedure, office=at.pk)
    moments.take_back(
        Moment.Kind.HANDED_IN, life_event=checklist.life_event_id, language=checklist.language, channel="visit"
    )
    return True

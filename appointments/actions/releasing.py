"""Letting places go: a hold given up or run out, a cancelled visit whose time has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from appointments import counters
from appointments.models import Appointment, Claim
from sitekit import audit
from sitekit.actors import SYSTEM, Actor

State = Appointment.State


@transaction.atomic
def let_go(*, hold: Appointment, by: Actor) -> bool:
    """Give up a hold; False when it is none any more."""
    claims = list(Claim.objects.filter(appointment=hold))
    changed = Appointment.objects.filter(pk=hold.pk, state=State.HELD, counted=True).update(
        state=State.RELEASED, counted=False, released_at=timezone.now()
    )
    if changed != 1:
        return False
    counters.give_back(counters.places_of(claims))
    audit.record("appointment.let_go", by=by, on=hold)
    return True


def release_expired(
    *, now: dt.datetime | None = None, agenda_ids: Iterable[int] | None = None, at_most: int = 500
) -> int:
    """Take out of the counters what is free already; return how many visits.

    Nothing depends on it being run: searches do not count these places, and a booking that needs one calls it.
    """
    now = now or timezone.now()
    stale = Appointment.objects.stale(now)
    if agenda_ids is not None:
        stale = stale.filter(agenda__in=list(agenda_ids))
    pks = sorted(stale.order_by("released_at").values_list("pk", flat=True)[:at_most])
    return _release(pks, now=now) if pks else 0


@transaction.atomic
def _release(pks: list[int], *, now: dt.datetime) -> int:
    freed = []
    for pk in pks:
        # Whoever changes the row gives the places back: of two that try, one.
        mine = Appointment.objects.stale(now).filter(pk=pk)
        if (
            mine.filter(state=State.HELD).update(counted=False, state=State.RELEASED)
            or mine.filter(state=State.CANCELLED).update(counted=False)
        ):  # fmt: skip
            freed.append(pk)
    if freed:
        counters.give_back(counters.places_of(Claim.objects.filter(appointment__in=freed)))
        audit.record("appointment.released", by=SYSTEM, on=Appointment(pk=freed[0]), appointments=freed)
    return len(freed)

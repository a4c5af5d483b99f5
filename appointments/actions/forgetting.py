"""Deleting what nobody needs any more: let-go holds after a day, visits and their half hours after their retention."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from appointments import packing
from appointments.actions.booking import KEPT_AFTER_VISIT
from appointments.actions.releasing import release_expired
from appointments.models import Appointment, Block
from sitekit import owed


def forget_expired(*, now: dt.datetime | None = None) -> int:
    """Delete visits past their retention; return how many. Safe to run at any time, twice."""
    now = now or timezone.now()
    release_expired(now=now)
    return _delete(now)


@transaction.atomic
def _delete(now: dt.datetime) -> int:
    old = Appointment.objects.filter(keep_until__lt=timezone.localdate(now)).exclude(state=Appointment.State.HELD)
    gone = list(old.filter(counted=False) | old.filter(ends_at__lt=now))
    for visit in gone:
        owed.drop(about=visit)
    Appointment.objects.filter(pk__in=[visit.pk for visit in gone]).delete()
    # Nobody searches the past; the counters of visits that are kept stay, for the auditor.
    Block.objects.filter(number__lt=packing.block_of(packing.tick_of(now - KEPT_AFTER_VISIT))).delete()
    return len(gone)

"""Another time for a booked visit, or none: the old place is given back only when the new one is safe."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from appointments import counters
from appointments.actions import claiming, telling
from appointments.actions.booking import KEPT_AFTER_VISIT
from appointments.exceptions import AlreadyCancelled, HoldExpired, SlotTaken, TooLate, WrongState
from appointments.models import Appointment, Claim
from appointments.places import BookablePlace
from appointments.wanted import Wanted
from citizens.permissions import require
from sitekit import audit, moments
from sitekit.actors import Actor
from sitekit.models import Moment

State = Appointment.State
# Where places are scarce a cancelled visit's place comes back after a while: cancel-and-rebook hands nothing over.
RELEASE_DELAY = dt.timedelta(minutes=getattr(settings, "VENTANILLA_RELEASE_DELAY_MINUTES", 0))


def change(
    *,
    appointment: Appointment,
    start: dt.datetime,
    by: Actor,
    office: str | None = None,
    deadline_on: dt.date | None = None,
    for_staff: bool = False,
    now: dt.datetime | None = None,
) -> Appointment:
    """Move a visit to another time, at its office or another; same reference, its own old place never in the way.

    Whatever is raised, the old place is kept.
    Raises: AlreadyCancelled, WrongState, NotBookableHere, Refused; OfficeClosed, TooLate, SlotTaken with alternatives
    """
    now = now or timezone.now()
    wanted = claiming.wanted_of(appointment)
    office = office or appointment.office_id or ""
    attempt = partial(_change, appointment=appointment, start=start, for_staff=for_staff, by=by, now=now)
    return claiming.with_second_chance(
        attempt, office=office, wanted=wanted, start=start, now=now, deadline_on=deadline_on
    )


@transaction.atomic
def _change(
    place: BookablePlace, *, appointment: Appointment, start: dt.datetime, for_staff: bool, by: Actor, now: dt.datetime
) -> Appointment:
    claiming.check_open(place, start, now=now, for_staff=for_staff)
    claiming.share_agenda(place.timetable)
    old = _booked(appointment.pk, now=now, action="appointment.change", by=by)
    claims = claiming.claims_for(place, start)
    gone = list(old.claims.all())
    moved = _rewrite(old, place.office.pk, place.agenda.pk, place.timetable.zone, claims, by=by, now=now)
    if not counters.move(counters.places_of(claims), counters.places_of(gone), place.timetable, for_staff=for_staff):
        raise SlotTaken
    return moved


def change_to(*, appointment: Appointment, hold: Appointment, by: Actor, now: dt.datetime | None = None) -> Appointment:
    """Move a visit to the time that a hold keeps; the hold ends in it.

    Raises: HoldExpired with alternatives, AlreadyCancelled, WrongState, TooLate, Refused. The old place is then kept.
    """
    now = now or timezone.now()
    wanted = claiming.wanted_of(appointment)
    try:
        return _change_to(appointment=appointment, hold=hold, wanted=wanted, by=by, now=now)
    except HoldExpired as refusal:
        claiming.add_alternatives(
            refusal, wanted=wanted, office=hold.office_id or "", start=hold.starts_at, now=now, deadline_on=None
        )
        raise


@transaction.atomic
def _change_to(
    *, appointment: Appointment, hold: Appointment, wanted: Wanted, by: Actor, now: dt.datetime
) -> Appointment:
    # Rows of visits are locked in the order of their keys, before any counter.
    list(Appointment.objects.select_for_update().filter(pk__in=[appointment.pk, hold.pk]).order_by("pk").values("pk"))
    old = _booked(appointment.pk, now=now, action="appointment.change", by=by)
    kept = Appointment.objects.filter(pk=hold.pk, state=State.HELD, counted=True, hold_expires_at__gt=now)
    if kept.update(state=State.RELEASED, counted=False, released_at=now) != 1:
        raise HoldExpired
    held_for = claiming.wanted_of(hold)
    if set(held_for.procedures) != set(wanted.procedures) or held_for.people < wanted.people:
        raise WrongState("the hold is for something else")
    claims = [
        Claim(pool_id=item.pool_id, starts_at=item.starts_at, ends_at=item.ends_at)
        for item in Claim.objects.filter(appointment=hold)
    ]
    gone = list(old.claims.all())
    if hold.office_id is None or hold.agenda_id is None:
        raise WrongState("not a hold of ours")
    moved = _rewrite(old, hold.office_id, hold.agenda_id, hold.zone, claims, by=by, now=now)
    # The hold's places are counted already, and are the visit's now.
    counters.give_back(counters.places_of(gone))
    return moved


@transaction.atomic
def cancel(*, appointment: Appointment, by: Actor, now: dt.datetime | None = None) -> Appointment:
    """Cancel a visit and free its place, at once or after the delay.

    Raises: AlreadyCancelled, WrongState, TooLate when it is over, Refused
    """
    now = now or timezone.now()
    old = _booked(appointment.pk, now=now, action="appointment.cancel", by=by, until=appointment.ends_at)
    counted = old.counted and RELEASE_DELAY > dt.timedelta(0)
    Appointment.objects.filter(pk=old.pk).update(
        state=State.CANCELLED,
        counted=counted,
        released_at=now + RELEASE_DELAY,
        calendar_sequence=F("calendar_sequence") + 1,
        changed_at=now,
    )
    if old.counted and not counted:
        counters.give_back(counters.places_of(old.claims.all()))
    cancelled = Appointment.objects.select_related("office").get(pk=old.pk)
    audit.record("appointment.cancelled", by=by, on=cancelled)
    moments.count(Moment.Kind.CANCELLED, language=cancelled.language, channel="visit")
    telling.owe(telling.CANCELLED, cancelled)
    return cancelled


def _booked(pk: int, *, now: dt.datetime, action: str, by: Actor, until: dt.datetime | None = None) -> Appointment:
    """Lock a booked visit that may still be changed."""
    locked = Appointment.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)
    require(by, action, locked)
    if locked.state in (State.CANCELLED, State.RELEASED):
        raise AlreadyCancelled
    if locked.state != State.BOOKED:
        raise WrongState(locked.state)
    if (until or locked.starts_at) <= now:
        raise TooLate("over")
    return locked


def _rewrite(
    old: Appointment, office: str, agenda: int, zone: str, claims: list[Claim], *, by: Actor, now: dt.datetime
) -> Appointment:
    """Write the new place and time on the visit's row, and its new claims; the counters are the caller's."""
    was = old.starts_at
    old.claims.all().delete()
    for claim in claims:
        claim.appointment = old
    Claim.objects.bulk_create(claims)
    Appointment.objects.filter(pk=old.pk).update(
        office=office,
        agenda=agenda,
        zone=zone,
        starts_at=claims[0].starts_at,
        ends_at=claims[0].ends_at,
        keep_until=(claims[0].ends_at + KEPT_AFTER_VISIT).date(),
        calendar_sequence=F("calendar_sequence") + 1,
        changed_at=now,
    )
    moved = Appointment.objects.select_related("office").get(pk=old.pk)
    audit.record("appointment.changed", by=by, on=moved, was=was.isoformat(), start=moved.starts_at.isoformat())
    moments.count(Moment.Kind.CHANGED, language=moved.language, channel="visit")
    telling.owe(telling.CHANGED, moved)
    return moved

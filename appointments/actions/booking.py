"""From a free time to a booked visit: hold it, extend the hold, confirm it; or both at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from appointments import bring as bringing
from appointments import counters
from appointments.actions import claiming, telling
from appointments.exceptions import CannotExtend, HoldExpired, SlotTaken
from appointments.models import Appointment, AppointmentPerson, AppointmentProcedure, Claim, Office
from appointments.places import BookablePlace
from appointments.references import reference_of, search_words
from appointments.wanted import PersonSaid, Wanted
from citizens.permissions import require
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from sitekit import audit, moments
from sitekit.actors import Actor
from sitekit.models import Moment

HOLD_LASTS = dt.timedelta(minutes=getattr(settings, "VENTANILLA_HOLD_MINUTES", 10))
KEPT_AFTER_VISIT = dt.timedelta(days=getattr(settings, "VENTANILLA_VISIT_KEPT_DAYS", 90))
HOLD_KEPT = dt.timedelta(days=1)
State = Appointment.State


def hold(
    *,
    office: str,
    procedures: Sequence[str],
    start: dt.datetime,
    by: Actor,
    people: int = 1,
    access_needs: Sequence[str] = (),
    language: str = "es",
    deadline_on: dt.date | None = None,
    for_staff: bool = False,
    now: dt.datetime | None = None,
) -> Appointment:
    """Keep a time for ten minutes while the form is filled.

    `start`: aware, a multiple of five minutes. `for_staff` may also use what is kept for the desk, at any notice.
    Raises: NotBookableHere, OfficeClosed, TooLate, SlotTaken, with alternatives; Refused; ValueError
    """
    now = now or timezone.now()
    wanted = Wanted(tuple(dict.fromkeys(procedures)), people, tuple(access_needs))
    attempt = partial(_hold, wanted=wanted, start=start, language=language, for_staff=for_staff, by=by, now=now)
    return claiming.with_second_chance(
        attempt, office=office, wanted=wanted, start=start, now=now, deadline_on=deadline_on
    )


@transaction.atomic
def _hold(
    place: BookablePlace,
    *,
    wanted: Wanted,
    start: dt.datetime,
    language: str,
    for_staff: bool,
    by: Actor,
    now: dt.datetime,
) -> Appointment:
    if for_staff:
        require(by, "appointment.book_for", place.office)
    claiming.check_open(place, start, now=now, for_staff=for_staff)
    claiming.share_agenda(place.timetable)
    claims = claiming.claims_for(place, start)
    made = Appointment.objects.create(
        office=place.office,
        agenda=place.agenda,
        starts_at=claims[0].starts_at,
        ends_at=claims[0].ends_at,
        zone=place.timetable.zone,
        hold_expires_at=now + HOLD_LASTS,
        released_at=now + HOLD_LASTS,
        counted=True,
        people_count=wanted.people,
        access_needs=list(wanted.access_needs),
        language=language,
        created_at=now,
        changed_at=now,
        keep_until=(now + HOLD_KEPT).date(),
    )
    for claim in claims:
        claim.appointment = made
    Claim.objects.bulk_create(claims)
    AppointmentProcedure.objects.bulk_create(
        AppointmentProcedure(appointment=made, procedure_id=procedure) for procedure in wanted.procedures
    )
    audit.record("appointment.held", by=by, on=made, office=place.office.pk, start=start.isoformat())
    # Last, so that the counters' rows stay locked for as short as can be.
    if not counters.take(counters.places_of(claims), place.timetable, for_staff=for_staff):
        raise SlotTaken
    return made


@transaction.atomic
def extend(*, hold: Appointment, by: Actor, now: dt.datetime | None = None) -> Appointment:
    """Keep a hold for ten minutes more, once.

    Raises: CannotExtend, HoldExpired
    """
    now = now or timezone.now()
    changed = (
        _held(hold.pk, now)
        .filter(hold_extended=False)
        .update(hold_expires_at=now + HOLD_LASTS, released_at=now + HOLD_LASTS, hold_extended=True)
    )
    if changed != 1:
        raise CannotExtend if _held(hold.pk, now).exists() else HoldExpired
    hold.refresh_from_db()
    audit.record("appointment.hold_extended", by=by, on=hold)
    return hold


def confirm(
    *,
    hold: Appointment,
    name: str,
    contact_kind: str,
    by: Actor,
    contact_value: str = "",
    language: str = "es",
    people: Sequence[PersonSaid] = (),
    checklist: Checklist | None = None,
    state: ListState | None = None,
    municipality: str = "",
    deadline_on: dt.date | None = None,
    now: dt.datetime | None = None,
) -> Appointment:
    """Turn a hold into a booked visit by one update of its row; what to bring is frozen, the message is owed.

    `people`: whom it concerns and who comes. `state`: the list it serves, saved or not; `checklist`: the saved one.
    Confirming twice with the same name and contact returns the visit.
    Raises: HoldExpired with alternatives, the same time first when it is still free.
    """
    now = now or timezone.now()
    wanted = claiming.wanted_of(hold)
    bring = bringing.for_visit(wanted.procedures, language=language, state=state)
    details = _details(
        name=name,
        contact_kind=contact_kind,
        contact_value=contact_value,
        language=language,
        people=people,
        checklist=checklist,
        state=state,
        municipality=municipality or (state.municipality if state else ""),
        bring=bring,
    )
    try:
        return _confirm(hold, details=details, people=people, life_event=_life_event(state), by=by, now=now)
    except HoldExpired as refusal:
        booked = _already(hold.pk, details)
        if booked is not None:
            return booked
        claiming.add_alternatives(
            refusal, wanted=wanted, office=hold.office_id or "", start=hold.starts_at, now=now, deadline_on=deadline_on
        )
        raise


def book(
    *,
    office: str,
    procedures: Sequence[str],
    start: dt.datetime,
    name: str,
    contact_kind: str,
    by: Actor,
    contact_value: str = "",
    language: str = "es",
    people: Sequence[PersonSaid] = (),
    people_count: int = 0,
    access_needs: Sequence[str] = (),
    checklist: Checklist | None = None,
    state: ListState | None = None,
    municipality: str = "",
    deadline_on: dt.date | None = None,
    for_staff: bool = False,
    now: dt.datetime | None = None,
) -> Appointment:
    """Hold and confirm in one transaction: staff at the phone, and other sites.

    `people_count`: how many it concerns, when not all are named. Raises: as `hold`.
    """
    now = now or timezone.now()
    concerned = sum(person.is_concerned for person in people)
    wanted = Wanted(tuple(dict.fromkeys(procedures)), max(people_count, concerned, 1), tuple(access_needs))
    details = _details(
        name=name,
        contact_kind=contact_kind,
        contact_value=contact_value,
        language=language,
        people=people,
        checklist=checklist,
        state=state,
        municipality=municipality or (state.municipality if state else ""),
        bring=bringing.for_visit(wanted.procedures, language=language, state=state),
    )

    @transaction.atomic
    def attempt(place: BookablePlace) -> Appointment:
        held = _hold(place, wanted=wanted, start=start, language=language, for_staff=for_staff, by=by, now=now)
        return _confirm(held, details=details, people=people, life_event=_life_event(state), by=by, now=now)

    return claiming.with_second_chance(
        attempt, office=office, wanted=wanted, start=start, now=now, deadline_on=deadline_on
    )


@transaction.atomic
def _confirm(
    hold: Appointment,
    *,
    details: dict[str, Any],
    people: Sequence[PersonSaid],
    life_event: str,
    by: Actor,
    now: dt.datetime,
) -> Appointment:
    reference = reference_of(hold.pk)
    changed = _held(hold.pk, now).update(
        state=State.BOOKED,
        released_at=None,
        reference=reference,
        booked_at=now,
        changed_at=now,
        keep_until=(hold.ends_at + KEPT_AFTER_VISIT).date(),
        **details,
        search=search_words(
            name=details["name"],
            contact=details["contact_value"],
            reference=reference,
            others=tuple(person.name for person in people),
        ),
    )
    if changed != 1:
        raise HoldExpired
    AppointmentPerson.objects.bulk_create(
        AppointmentPerson(
            appointment=hold,
            role=person.role,
            name=person.name,
            is_concerned=person.is_concerned,
            comes=person.comes,
        )
        for person in people
    )
    booked = Appointment.objects.select_related("office").get(pk=hold.pk)
    audit.record("appointment.booked", by=by, on=booked)
    moments.count(
        Moment.Kind.BOOKED,
        life_event=life_event,
        language=booked.language,
        channel="visit",
        municipality=_town(booked.office),
    )
    telling.owe(telling.BOOKED, booked)
    return booked


def _held(pk: int, now: dt.datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(pk=pk, state=State.HELD, counted=True, hold_expires_at__gt=now)


def _already(pk: int, details: dict[str, Any]) -> Appointment | None:
    """Return the visit when this very confirmation was made before (a double click, a repeated request)."""
    same = {key: details[key] for key in ("name", "contact_kind", "contact_value")}
    return Appointment.objects.select_related("office").filter(pk=pk, state=State.BOOKED, **same).first()


def _details(
    *, people: Sequence[PersonSaid], checklist: Checklist | None, state: ListState | None, **given: Any
) -> dict[str, Any]:
    if given["contact_kind"] not in Appointment.Contact.values:
        raise ValueError(f"{given['contact_kind']} is not a way to reach somebody")
    return {**given, "checklist": checklist, "edition_id": state.edition.pk if state else None}


def _life_event(state: ListState | None) -> str:
    return state.edition.life_event if state else ""


def _town(office: Office | None) -> str:
    return (office.municipality_id or "") if office else ""

"""Finding the person in front of the desk among the visits of its office."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from appointments import references
from appointments.models import Appointment, Office
from appointments.models.appointment import AppointmentQuerySet
from sitekit import links

LEAST_LETTERS = 2
MOST_TODAY, MOST_BEFORE, MOST_AFTER = 40, 10, 15
NATIONAL_DIGITS = 9
SCANNED = re.compile(r"/v/([^/\s]+)")


@dataclass(frozen=True, slots=True)
class Found:
    """Visits that match: those of today, then the next ones, then the last ones."""

    today: tuple[Appointment, ...] = ()
    other_days: tuple[Appointment, ...] = ()

    @property
    def all(self) -> tuple[Appointment, ...]:
        return self.today + self.other_days


def on_day(office: Office, on: dt.date) -> list[Appointment]:
    """Return the visits of a day that nobody has cancelled, by their hour."""
    return list(visits_at(office).on(on, office.zone).exclude(state=Appointment.State.CANCELLED))


def visits_at(office: Office) -> AppointmentQuerySet:
    """Return the visits got here for an office, with what the line shows: three queries for any number."""
    visits: AppointmentQuerySet = Appointment.objects.at(office.pk).visits()  # type: ignore[attr-defined]
    return (
        visits.filter(places=Appointment.Places.HERE)
        .select_related("ticket")
        .prefetch_related("procedures", "people")
        .order_by("starts_at", "pk")
    )


def find(office: Office, typed: str, *, today: dt.date) -> Found:
    """Return the visits of an office by name, e-mail, phone or reference. Nine queries at most.

    Accents, capitals, spaces and dashes do not matter; part of a name is enough.
    """
    if len(references.fold(typed).replace(" ", "")) < LEAST_LETTERS:
        return Found()
    visits = visits_at(office)
    found = visits.matching(typed)
    digits = re.sub(r"\D", "", typed)
    if len(digits) >= NATIONAL_DIGITS:  # a number may be kept with its prefix, or without
        found |= visits.filter(search__contains=digits[-NATIONAL_DIGITS:])
    if len(reference := references.read(typed)) == references.LENGTH:
        found |= visits.filter(reference=reference)
    here = found.on(today, office.zone)
    day = dt.timedelta(days=1)
    later = found.filter(starts_at__gte=_midnight(today + day, office))
    earlier = found.filter(starts_at__lt=_midnight(today, office))
    return Found(
        tuple(here[:MOST_TODAY]),
        (*later[:MOST_AFTER], *earlier.order_by("-starts_at", "-pk")[:MOST_BEFORE]),
    )


def by_reference(office: Office, typed: str) -> Appointment | None:
    """Return the visit whose whole reference was typed."""
    reference = references.read(typed)
    if len(reference) != references.LENGTH or len(references.fold(typed).replace(" ", "")) != references.LENGTH:
        return None
    return visits_at(office).filter(reference=reference).first()


def scanned(typed: str) -> int | None:
    """Return the primary key of the visit whose slip's code was scanned into the search field; None when it is none.

    The link need not be the newest: the paper in the person's hand may be older than the last change.
    """
    if not (found := SCANNED.search(typed)):
        return None
    try:
        subject, _version = links.read("appointment", found[1])
        return int(subject)
    except (links.BadLink, ValueError):
        return None


def _midnight(day: dt.date, office: Office) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(office.zone))

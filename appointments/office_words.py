"""What is said of an office: open or not, how far, how a place is got, its week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from appointments import opening, timetables
from appointments.availability import Timetable
from appointments.finding import Slot
from appointments.models import Closure, Office, OfficeService
from appointments.opening import OpenState, Stretch
from procedures.models import Holiday
from procedures.specs import Said, say
from sitekit import dates

COMING_DAYS = 21


@dataclass(frozen=True, slots=True)
class HowPlace:
    """How a place is got for one service at one office. `kind`: here, elsewhere, walk_in or unknown."""

    service: Said
    kind: str
    words: str
    first_free: str = ""
    book: tuple[tuple[Said, str], ...] = ()
    """Title and address for each procedure that can be booked."""
    url: str = ""
    phone: str = ""
    note: Said | None = None


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office as a list shows it."""

    url: str
    name: Said
    address: str
    distance: str
    is_open: bool | None
    open_words: str
    how: str


@dataclass(frozen=True, slots=True)
class DayHours:
    """One weekday's hours in words."""

    name: str
    hours: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class ClosedDay:
    when: str
    why: Said | str


@dataclass(frozen=True, slots=True)
class Link:
    title: Said
    url: str


@dataclass(frozen=True, slots=True)
class OfficePage:
    """Everything that the page of an office says."""

    name: Said
    agency: Said | str
    agency_url: str
    address: tuple[str, ...]
    has_street: bool
    is_open: bool | None
    open_words: str
    hours_text: Said
    hours_verified: bool
    week: tuple[DayHours, ...]
    closed: tuple[ClosedDay, ...]
    services: tuple[HowPlace, ...]
    phone: str
    access: Said
    note: Said
    unverified: Said
    procedures: Sequence[Link] = ()


def open_words(state: OpenState, *, today: dt.date, verified: bool) -> tuple[bool | None, str]:
    """Return whether an office is open, and the words; None and "" when its hours are not known as rules."""
    unsure = "" if verified else " " + _("(hours not verified)")
    if state.now is not None:
        return True, _("Open until %(time)s") % {"time": dates.time_in_words(state.now.closes)} + unsure
    if state.next is None:
        return None, ""
    time = dates.time_in_words(state.next.opens)
    days = (state.next.opens.date() - today).days
    if days == 0:
        return False, _("Opens today at %(time)s") % {"time": time} + unsure
    if days == 1:
        return False, _("Opens tomorrow at %(time)s") % {"time": time} + unsure
    day = dates.in_words(state.next.opens.date(), today=today)
    return False, _("Opens on %(day)s at %(time)s") % {"day": day, "time": time} + unsure


def distance_words(km: float | None) -> str:
    if km is None:
        return ""
    return _("less than 1 km away") if km < 1 else _("%(km)d km away") % {"km": round(km)}


def how_words(
    row: OfficeService,
    language: str,
    first: Slot | None = None,
    *,
    today: dt.date,
    book: tuple[tuple[Said, str], ...] = (),
) -> HowPlace:
    """Return how a place is got for one service."""
    words = {
        "here": _("You book here."),
        "elsewhere": _("You book elsewhere, not on this site."),
        "walk_in": _("No appointment: you just go."),
        "unknown": _("We do not know how a place is got. Check with the agency before you go."),
    }[row.places]
    free = ""
    if row.places == "here":
        free = (
            _("First free place: %(day)s, %(time)s")
            % {"day": dates.in_words(first.start.date(), today=today), "time": dates.time_in_words(first.start)}
            if first
            else _("No free place in the coming weeks.")
        )
    return HowPlace(
        service=row.service.name_in(language),
        kind=row.places,
        words=words,
        first_free=free,
        book=book if first else (),
        url=row.url,
        phone=row.phone,
        note=say(row.note, language) if row.note else None,
    )


def how_line(how: HowPlace) -> str:
    """Return one line for a list of offices."""
    if how.kind == "here":
        return how.first_free
    if how.kind == "elsewhere" and how.phone:
        return _("The place is booked by phone: %(phone)s") % {"phone": how.phone}
    return how.words


def address_of_booking(procedure: str, office: str = "") -> str:
    """Return where a visit for a procedure is booked: at one office, or anywhere."""
    path = reverse("appointments:book_days", args=[office]) if office else reverse("appointments:book")
    return f"{path}?{urlencode({'procedure': procedure})}"


def timetables_by_office(offices: Iterable[Office]) -> dict[str, list[Timetable]]:
    """Return the timetables of offices whose services were prefetched with their agendas. Four queries at most."""
    agendas = {}
    for office in offices:
        for row in office.services.all():
            if row.agenda is not None and row.agenda.is_offered:
                row.agenda.office = office
                agendas[row.agenda.pk] = row.agenda
    known = timetables.of(agendas.values())
    found: dict[str, list[Timetable]] = {}
    for pk, agenda in agendas.items():
        found.setdefault(agenda.office_id, []).append(known[pk])
    return found


# --- The week ---


def week(known: Sequence[Timetable], *, today: dt.date) -> tuple[DayHours, ...]:
    """Return the usual hours of each weekday, as of this week, holidays and closures left aside."""
    if not known:
        return ()
    rules = [_without_exceptions(timetable) for timetable in known]
    monday = today - dt.timedelta(days=today.weekday())
    found = []
    for number in range(7):
        stretches = opening.stretches(rules, monday + dt.timedelta(days=number))
        found.append(DayHours(str(WEEKDAYS[number]), _hours(stretches), number == today.weekday()))
    # A week-end on which nobody attends says nothing.
    closed = _("Closed")
    while found and found[-1].hours == closed and not found[-1].is_today:
        found.pop()
    return tuple(found)


def _without_exceptions(timetable: Timetable) -> Timetable:
    from dataclasses import replace

    pools = tuple(replace(pool, closures=()) for pool in timetable.pools if pool.kind == "general")
    return replace(timetable, pools=pools, holidays=frozenset(), _days={})


def _hours(stretches: Sequence[Stretch]) -> str:
    if not stretches:
        return _("Closed")
    parts = [
        _("%(from)s to %(to)s") % {"from": dates.time_in_words(one.opens), "to": dates.time_in_words(one.closes)}
        for one in stretches
    ]
    return _(" and ").join(parts)


def closed_days(office: Office, known: Sequence[Timetable], language: str, *, today: dt.date) -> tuple[ClosedDay, ...]:
    """Return the holidays and closures of the coming weeks on which it would else be open. Two queries."""
    if not known:
        return ()
    last = today + dt.timedelta(days=COMING_DAYS)
    usual = [_without_exceptions(timetable) for timetable in known]
    found: list[tuple[dt.date, ClosedDay]] = []
    holidays = Holiday.objects.observed_in(office.municipality_id or "").filter(on__range=(today, last))
    for holiday in holidays:
        if all(one.opens_on_holidays for one in known) or not opening.stretches(usual, holiday.on):
            continue
        words = dates.in_words(holiday.on, today=today)
        found.append((holiday.on, ClosedDay(words, say(holiday.names, language))))
    closures = Closure.objects.filter(
        office=office, agenda=None, pool=None, places=None, ends_at__gt=timezone.now(), starts_at__date__lte=last
    )
    for closure in closures:
        start, end = timezone.localtime(closure.starts_at), timezone.localtime(closure.ends_at)
        words = dates.in_words(start.date(), today=today)
        if end.date() > start.date():
            words = _("from %(first)s to %(last)s") % {"first": words, "last": dates.in_words(end.date(), today=today)}
        found.append((start.date(), ClosedDay(words, say(closure.reason, language) if closure.reason else "")))
    return tuple(closed for _on, closed in sorted(found, key=lambda pair: pair[0]))

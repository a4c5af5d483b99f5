"""Book a visit, or move one: what for, which office, which day and time; hold it, say who, check, confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appointments import booking_session, finding, office_words
from appointments.actions import booking, changing, releasing
from appointments.booking_session import BookingSession, CannotOpen
from appointments.exceptions import (
    AlreadyCancelled,
    BookingRefused,
    NotBookableHere,
    WrongState,
)
from appointments.finding import Slot
from appointments.forms.details import NeedsForm
from appointments.models import Appointment, Office, OfficeService, Pool, ServiceProcedure
from appointments.places import BookablePlace, point_of
from appointments.presenting import days as day_words
from appointments.presenting.ways import ways_out
from appointments.asked import Asked, asked_of
from citizens.permissions import actor_of
from lifeevents import municipalities
from lifeevents.forms import MunicipalityForm
from lifeevents.views.here import private
from procedures.specs import say
from sitekit import limits

SHOWN_DAYS = 14
CALENDAR_DAYS = 21
# A first free day farther than this moves the window to it.
FAR_DAYS = 10
OTHERS_OFFERED = 2
HOLDS, HOLDS_OF_ADDRESS, HOLDS_SECONDS = 20, 200, 600


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say that nobody may keep a copy; a visit that is not this browser's to change leads to finding it."""

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return private(view(request, **kwargs))
        except CannotOpen:
            return private(render(request, "appointments/visit/gone.html", status=410))

    return wrapper


# --- Which office ---


@require_safe
@page
def book(request: HttpRequest) -> HttpResponse:
    """Show the offices where it can be done, nearest first, each with its first free time."""
    if not request.GET.getlist("procedure") and "change" not in request.GET:
        return render(request, "appointments/booking/nothing.html", status=200)
    asked = asked_of(request)
    if office := request.GET.get("office"):
        return HttpResponseRedirect(asked.url("book_days", office=office))
    return _offices(request, asked)


def _offices(
    request: HttpRequest, asked: Asked, *, near_form: MunicipalityForm | None = None, status: int = 200
) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    near = finding.near_municipality(asked.near)
    found = finding.find(asked.wanted, near=near)
    firsts = finding.first_free_by_office(found.places, now=now, deadline_on=asked.deadline_on)
    town = municipalities.place(asked.near)
    rows = [_office_row(asked, place, firsts.get(place.office.pk), today) for place in found.places]
    in_time = [slot for slot in firsts.values() if not slot.after_deadline]
    context = {
        "asked": asked,
        "rows": rows,
        "others": _got_otherwise(asked, {place.office.pk for place in found.places}, near),
        "why_none": found.why_none,
        "town": town,
        "near_form": near_form or _near_form(town),
        "names": [one.name for one in municipalities.places().values()],
        "needs_form": _needs_form(asked, found.places),
        "query": urlencode(asked.query),
        "each": _one_visit_each(asked) if found.why_none == "not_together" else [],
        "more": _more_for_this_visit(asked),
        "too_late": bool(firsts) and not in_time and asked.deadline_on is not None and asked.deadline_on >= today,
        "ways": [] if firsts else ways_out(asked, others=[], office=None, today=today),
    }
    template = "offices" if firsts or rows else "no_office"
    return render(request, f"appointments/booking/{template}.html", context, status=status)


def _office_row(asked: Asked, place: BookablePlace, first: Slot | None, today: dt.date) -> dict[str, Any]:
    free = _("No free place in the coming weeks.")
    if first is not None:
        free = _("First free place: %(when)s") % {"when": day_words.when_words(first.start, today=today)}
        if first.after_deadline and asked.deadline_on is not None:
            late = (first.start.date() - asked.deadline_on).days
            free += f" · {day_words.late_words(late)}"
    return {
        "url": asked.url("book_days", office=place.office.pk),
        "name": place.office.name_in(asked.language),
        "address": _address(place.office),
        "distance": office_words.distance_words(place.distance_km),
        "free": free,
    }


def _address(office: Office) -> str:
    town = office.municipality.name if office.municipality else ""
    return ", ".join(part for part in (office.address, town) if part)


def _got_otherwise(asked: Asked, here: set[str], near: finding.Point | None) -> list[dict[str, Any]]:
    """Return the offices that attend it and give their places in another way, nearest first. One query."""
    rows = OfficeService.objects.serving(asked.procedures).filter(office__is_active=True).exclude(office__in=here)
    found: dict[str, tuple[float, dict[str, Any]]] = {}
    for row in rows.select_related("office__municipality", "service"):
        at = point_of(row.office)
        km = near.km_to(at) if near and at else None
        how = office_words.how_words(row, asked.language, today=timezone.localdate())
        if row.places == OfficeService.Places.HERE:
            continue
        shown = {
            "url": reverse("appointments:office", kwargs={"office": row.office_id}),
            "name": row.office.name_in(asked.language),
            "address": _address(row.office),
            "distance": office_words.distance_words(km),
            "how": how,
            "phone": row.phone or row.office.phone,
        }
        found.setdefault(row.office_id, (km if km is not None else 1e9, shown))
    return [shown for _km, shown in sorted(found.values(), key=lambda pair: pair[0])]


def _near_form(town: municipalities.Place | None) -> MunicipalityForm:
    return MunicipalityForm(
        _("Where do you live?"), _("Any municipality of Aragón: the nearest offices go first."),
        initial={"name": town.name if town else ""},
    )  # fmt: skip


def _needs_form(asked: Asked, places: tuple[BookablePlace, ...]) -> NeedsForm | None:
    """Return what decides the length and the office; nothing when it decides nothing."""
    if asked.changing is not None:
        return None
    kinds = {pool.kind for place in places for pool in place.timetable.pools}
    words = {
        Pool.Kind.INTERPRETER: ("interpreter", _("An interpreter")),
        Pool.Kind.STEP_FREE: ("step_free", _("A step-free desk")),
        Pool.Kind.VIDEO: ("video", _("By video call")),
    }
    offered = [words[kind] for kind in words if kind in kinds]
    chosen = [need for need in asked.wanted.access_needs if need not in ("extra_time", *(one for one, _w in offered))]
    offered += [(need, need) for need in chosen]
    offered.append(("extra_time", _("More time: the visit lasts longer")))
    return NeedsForm(
        offered=offered, initial={"people": str(asked.wanted.people), "needs": list(asked.wanted.access_needs)}
    )


def _one_visit_each(asked: Asked) -> list[dict[str, Any]]:
    event = [("event", asked.event)] if asked.event else []
    address = reverse("appointments:book")
    return [
        {"url": f"{address}?{urlencode([*event, ('procedure', spec.id)])}", "title": say(spec.title, asked.language)}
        for spec in asked.specs
    ]


def _more_for_this_visit(asked: Asked) -> list[dict[str, Any]]:
    """Return other things of the list that one of these offices attends too. One query."""
    if asked.plan is None or asked.changing is not None:
        return []
    rows = ServiceProcedure.objects.filter(
        service__offices__places="here", service__offices__agenda__services__service__procedures__procedure__in=asked.procedures
    )
    able = set(rows.values_list("procedure", flat=True))
    return [
        {
            "procedure": item.procedure,
            "title": say(asked.guide.procedure_by_id[item.procedure].title, asked.language),
            "chosen": item.procedure in asked.procedures,
        }
        for item in asked.plan.items
        if item.procedure in able and item.status != "done" and item.state == "applies"
    ]


@require_POST
@page
def near(request: HttpRequest) -> HttpResponse:
    """Keep the municipality that was typed, and show the offices nearest to it."""
    asked = asked_of(request)
    form = MunicipalityForm(
        _("Where do you live?"), _("Any municipality of Aragón: the nearest offices go first."), request.POST
    )
    if form.is_valid() and form.place is not None:
        BookingSession(request.session).keep_near(form.place.code)
        return HttpResponseRedirect(asked.url("book"))
    return _offices(request, asked, near_form=form, status=422)


@require_POST
@page
def needs(request: HttpRequest) -> HttpResponse:
    """Keep for how many the visit is and what they need."""
    asked = asked_of(request)
    known = [(need, need) for need in ("interpreter", "step_free", "video", "extra_time")]
    form = NeedsForm(request.POST, offered=known)
    if form.is_valid():
        BookingSession(request.session).keep_needs(form.cleaned_data["people"], form.cleaned_data["needs"])
    return HttpResponseRedirect(asked.url("book"))


# --- Which day and time ---


@require_safe
@page
def days(request: HttpRequest, office: str) -> HttpResponse:
    """Show an office's days with their places, the times of the day chosen, and the first free in one press."""
    asked = asked_of(request)
    try:
        place = finding.find(asked.wanted, office_ids=[office]).places[0]
    except IndexError:
        return HttpResponseRedirect(asked.url("book"))
    now = timezone.now()
    firsts = finding.first_free_by_office([place], now=now, deadline_on=asked.deadline_on)
    first = firsts.get(office)
    if first is None:
        return _no_place(request, asked, place, now)
    today = place.timetable.today(now)
    chosen_on, chosen_at = _chosen(request, place)
    starts_on = _window(request, today, first, chosen_on)
    monday = starts_on - dt.timedelta(days=starts_on.weekday())
    found = finding.days(place, now=now, from_on=monday, days=CALENDAR_DAYS, deadline_on=asked.deadline_on)
    if chosen_on is None:
        chosen_on = next((day.on for day in found if day.state == "free" and day.on >= starts_on), None)
    times = finding.times(place, chosen_on, now=now, deadline_on=asked.deadline_on) if chosen_on else None
    taken = chosen_at is not None and (times is None or all(slot.start != chosen_at for slot in times.all))
    if taken:
        chosen_at = None

    def address(*, day: dt.date, time: dt.datetime | None = None) -> str:
        more = [("from", starts_on.isoformat()), ("day", day.isoformat())]
        if time is not None:
            more.append(("time", f"{time:%H:%M}"))
        return asked.url("book_days", with_=more, office=office) + ("#chosen" if time else "#chosen-day")

    parts = day_words.time_parts(times, place, chosen_on, address=address, chosen=chosen_at) if times and chosen_on else []
    listed = [day for day in found if day.on >= starts_on][:SHOWN_DAYS]
    view = {"address": address, "chosen": chosen_on, "deadline_on": asked.deadline_on, "today": today}
    heads, weeks = day_words.weeks(found, **view)
    next_on = starts_on + dt.timedelta(days=SHOWN_DAYS)
    earlier = max(starts_on - dt.timedelta(days=SHOWN_DAYS), today)
    context = {
        "asked": asked,
        "office": place.office,
        "office_name": place.office.name_in(asked.language),
        "address": _address(place.office),
        "minutes": place.minutes,
        "first": first,
        "first_words": day_words.when_words(first.start, today=today),
        "first_late": day_words.against_deadline(first.start.date(), asked.deadline_on) if first.after_deadline else "",
        "first_value": value_of(first.start),
        "take_url": asked.url("book_take", office=office),
        "first_url": address(day=first.start.date(), time=first.start),
        "days": day_words.thread(listed, parts=parts, **view),
        "months": day_words.months_words([day for day in found if day.on >= starts_on]),
        "heads": heads,
        "weeks": weeks,
        "parts": parts,
        "chosen_on": chosen_on,
        "chosen_words": day_words.when_words(chosen_at, today=today) if chosen_at else "",
        "chosen_note": day_words.against_deadline(chosen_on, asked.deadline_on) if chosen_on else "",
        "chosen_value": value_of(chosen_at) if chosen_at else "",
        "chosen_places": next((day_words.places_words(day) for day in found if day.on == chosen_on), ""),
        "time_gone": taken,
        "more_url": asked.url("book_days", with_=[("from", next_on.isoformat())], office=office)
        if next_on <= place.timetable.last_day(now)
        else "",
        "earlier_url": asked.url("book_days", with_=[("from", earlier.isoformat())], office=office)
        if starts_on > today
        else "",
        "other_office_url": asked.url("book"),
        "is_moving": asked.changing is not None,
        "too_late": first.after_deadline and asked.deadline_on is not None and asked.deadline_on >= today,
        "ways": _ways_when_late(asked, place, now) if first.after_deadline else [],
    }
    return render(request, "appointments/booking/days.html", context)


def _ways_when_late(asked: Asked, place: BookablePlace, now: dt.datetime) -> list[Any]:
    """Return what else when the first free day here is after the deadline: other offices only if they are in time."""
    others = [pair for pair in _other_firsts(asked, place, now) if not pair[1].after_deadline]
    return ways_out(asked, others=others, office=place.office, today=timezone.localdate())


def _other_firsts(asked: Asked, place: BookablePlace, now: dt.datetime) -> list[tuple[Office, Slot]]:
    near = finding.near_municipality(asked.near) or point_of(place.office)
    others = [one for one in finding.find(asked.wanted, near=near).places if one.office.pk != place.office.pk]
    firsts = finding.first_free_by_office(others, now=now, deadline_on=asked.deadline_on)
    found = [(one.office, firsts[one.office.pk]) for one in others if one.office.pk in firsts]
    return sorted(found, key=lambda pair: pair[1].after_deadline)[:OTHERS_OFFERED]


def _no_place(request: HttpRequest, asked: Asked, place: BookablePlace, now: dt.datetime) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "asked": asked,
        "office_name": place.office.name_in(asked.language),
        "weeks": max(place.timetable.horizon_days // 7, 1),
        "ways": ways_out(asked, others=_other_firsts(asked, place, now), office=place.office, today=today),
        "is_at_risk": asked.deadline_on is not None and asked.deadline_on <= place.timetable.last_day(now),
        "has_passed": asked.deadline_on is not None and asked.deadline_on < today,
        "other_office_url": asked.url("book"),
    }
    return render(request, "appointments/booking/no_place.html", context)


def _chosen(request: HttpRequest, place: BookablePlace) -> tuple[dt.date | None, dt.datetime | None]:
    try:
        on = dt.date.fromisoformat(request.GET["day"])
    except (KeyError, ValueError):
        return None, None
    try:
        at = dt.time.fromisoformat(request.GET["time"])
    except (KeyError, ValueError):
        return on, None
    return on, dt.datetime.combine(on, at, tzinfo=ZoneInfo(place.timetable.zone))


def _window(request: HttpRequest, today: dt.date, first: Slot, chosen: dt.date | None) -> dt.date:
    """Return the first day shown: as asked; else today, or the week of the first free day when that is far."""
    try:
        asked_for = dt.date.fromisoformat(request.GET["from"])
        return min(max(asked_for, today), today + dt.timedelta(days=400))
    except (KeyError, ValueError):
        pass
    wanted = chosen or first.start.date()
    if (wanted - today).days <= FAR_DAYS:
        return today
    return max(wanted - dt.timedelta(days=wanted.weekday()), today)


def value_of(start: dt.datetime) -> str:
    """Return a time as the forms send it: by the office's clock."""
    return f"{start:%Y-%m-%dT%H:%M}"


# --- Take it ---


@require_POST
@page
def take(request: HttpRequest, office: str) -> HttpResponse:
    """Hold a time for ten minutes; move a visit there at once, when one is being changed."""
    asked = asked_of(request)
    zone = Office.objects.filter(pk=office).values_list("zone", flat=True).first()
    if zone is None:
        raise Http404(office)
    try:
        start = dt.datetime.fromisoformat(request.POST.get("start", "")).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        return HttpResponseRedirect(asked.url("book_days", office=office))
    if _too_many(request):
        return render(request, "appointments/booking/too_many.html", _too_many_context(asked, office), status=429)
    if asked.changing is not None:
        return _move(request, asked, office, start)
    session = BookingSession(request.session)
    before = session.hold_uid
    try:
        held = booking.hold(
            office=office,
            procedures=asked.procedures,
            start=start,
            by=actor_of(request),
            people=asked.wanted.people,
            access_needs=asked.wanted.access_needs,
            language=asked.language,
            deadline_on=asked.deadline_on,
        )
    except NotBookableHere:
        return HttpResponseRedirect(asked.url("book"))
    except ValueError:
        return HttpResponseRedirect(asked.url("book_days", office=office))
    except BookingRefused as refusal:
        return refused(request, asked, refusal, office=office, start=start)
    if before:
        let_go_of(before, request)
    session.keep_hold(held, asked.event)
    return HttpResponseRedirect(reverse("appointments:book_details", kwargs={"hold": held.calendar_uid}))


def _move(request: HttpRequest, asked: Asked, office: str, start: dt.datetime) -> HttpResponse:
    visit = asked.changing
    assert visit is not None
    address = reverse("appointments:visit_page", kwargs={"visit": visit.calendar_uid})
    if (visit.office_id, visit.starts_at) == (office, start) and visit.is_live:
        messages.info(request, _("It is the time you already had: nothing has changed."))
        return HttpResponseRedirect(address)
    try:
        changing.change(
            appointment=visit, start=start, office=office, by=booking_session.holder_of(visit), deadline_on=asked.deadline_on
        )
    except (AlreadyCancelled, WrongState):
        return HttpResponseRedirect(address)
    except NotBookableHere:
        return HttpResponseRedirect(asked.url("book"))
    except ValueError:
        return HttpResponseRedirect(asked.url("book_days", office=office))
    except BookingRefused as refusal:
        return refused(request, asked, refusal, office=office, start=start)
    messages.success(request, _("You have changed your visit. The reference is the same; the time you had is free again."))
    return HttpResponseRedirect(address)


def _too_many_context(asked: Asked, office: str) -> dict[str, Any]:
    return {"asked": asked, "days_url": asked.url("book_days", office=office)}


def _too_many(request: HttpRequest) -> bool:
    """Count an attempt: by browser, and more loosely by network address, which a library's visitors share."""
    if not request.session.session_key:
        request.session.save()
    by_browser = limits.exceeded("hold", request.session.session_key or "", at_most=HOLDS, seconds=HOLDS_SECONDS)
    address = request.META.get("REMOTE_ADDR", "")
    return limits.exceeded("hold_from", address, at_most=HOLDS_OF_ADDRESS, seconds=HOLDS_SECONDS) or by_browser


def refused(
    request: HttpRequest, asked: Asked, refusal: BookingRefused, *, office: str, start: dt.datetime, hold_over: bool = False
) -> HttpResponse:
    """Say why a time could not be had, and offer what can be booked at this moment. One query."""
    names = {one.pk: one for one in Office.objects.filter(pk__in={one.office for one in refusal.alternatives} | {office})}
    today = timezone.localdate()
    offered = [
        {
            "same_office": one.same_office,
            "office": names[one.office].name_in(asked.language),
            "distance": office_words.distance_words(one.distance_km),
            "when": day_words.when_words(one.start, today=today),
            "late": day_words.against_deadline(one.start.date(), asked.deadline_on) if one.after_deadline else "",
            "is_same_time": one.same_office and one.start == start,
            "url": asked.url("book_take", office=one.office),
            "value": value_of(one.start),
        }
        for one in refusal.alternatives
    ]
    context = {
        "asked": asked,
        "code": refusal.code,
        "hold_over": hold_over,
        "is_moving": asked.changing is not None,
        "when": day_words.when_words(start, today=today),
        "office_name": names[office].name_in(asked.language) if office in names else "",
        "here": [one for one in offered if one["same_office"]],
        "elsewhere": [one for one in offered if not one["same_office"]],
        "ways": [] if offered else ways_out(asked, others=[], office=names.get(office), today=today),
        "days_url": asked.url("book_days", office=office),
        "offices_url": asked.url("book"),
        "typed": bool(BookingSession(request.session).typed.get("name")),
    }
    return render(request, "appointments/booking/taken.html", context, status=409)


def let_go_of(uid: str, request: HttpRequest) -> None:
    """Give back a hold of this browser: somebody else can have it at once."""
    held = Appointment.objects.filter(calendar_uid=uid, state=Appointment.State.HELD).first()
    if held is not None:
        releasing.let_go(hold=held, by=actor_of(request))


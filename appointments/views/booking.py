"""Book a visit, or move one: what for, and at which office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appointments import finding, office_words
from appointments.asked import Asked, asked_of
from appointments.booking_session import BookingSession, CannotOpen
from appointments.finding import Slot
from appointments.forms.details import NeedsForm
from appointments.models import Office, OfficeService, Pool, ServiceProcedure
from appointments.places import BookablePlace, point_of
from appointments.presenting import days as day_words
from appointments.presenting.ways import ways_out
from lifeevents import municipalities
from lifeevents.forms import MunicipalityForm
from lifeevents.views.here import private
from procedures.specs import say


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
    office = request.GET.get("office", "")
    if office and Office.objects.filter(pk=office).exists():
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
        "address": address_of_office(place.office),
        "distance": office_words.distance_words(place.distance_km),
        "free": free,
    }


def address_of_office(office: Office) -> str:
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
            "address": address_of_office(row.office),
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
    agendas = OfficeService.objects.here().serving(asked.procedures).values("agenda")
    rows = ServiceProcedure.objects.filter(service__offices__agenda__in=agendas, service__offices__places="here")
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

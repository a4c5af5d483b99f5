"""Take a time: hold it, or move a visit to it; when it is gone, offer what can be booked at this moment."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appointments import booking_session, office_words
from appointments.actions import booking, changing, releasing
from appointments.asked import Asked, asked_of
from appointments.booking_session import BookingSession
from appointments.exceptions import (
    AlreadyCancelled,
    BookingRefused,
    NotBookableHere,
    SlotTaken,
    WrongState,
)
from appointments.models import Appointment, Office
from appointments.presenting import days as day_words
from appointments.presenting.ways import ways_out
from appointments.views.booking import page
from appointments.views.days import is_reasonable, value_of
from citizens.permissions import actor_of
from sitekit import limits

HOLDS, HOLDS_OF_ADDRESS, HOLDS_SECONDS = 20, 200, 600


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
        if not is_reasonable(start.date()):
            raise ValueError
    except ValueError:
        return HttpResponseRedirect(asked.url("book_days", office=office))
    if _too_many(request):
        return render(request, "appointments/booking/too_many.html", _too_many_context(asked, office), status=429)
    if asked.changing is not None:
        return _move(request, asked, asked.changing, office, start)
    try:
        held = _hold(request, asked, office, start)
    except NotBookableHere:
        return HttpResponseRedirect(asked.url("book"))
    except ValueError:
        return HttpResponseRedirect(asked.url("book_days", office=office))
    except BookingRefused as refusal:
        return refused(request, asked, refusal, office=office, start=start)
    return HttpResponseRedirect(reverse("appointments:book_details", kwargs={"hold": held.calendar_uid}))


def _hold(request: HttpRequest, asked: Asked, office: str, start: dt.datetime) -> Appointment:
    """Hold a time and give back the one that this browser held before."""
    session = BookingSession(request.session)
    before = session.hold_uid
    hold = partial(
        booking.hold,
        office=office,
        procedures=asked.procedures,
        start=start,
        by=actor_of(request),
        people=asked.wanted.people,
        access_needs=asked.wanted.access_needs,
        language=asked.language,
        deadline_on=asked.deadline_on,
    )
    try:
        held = hold()
    except SlotTaken:
        # The time that this browser holds itself may be in the way of one beside it.
        if not before or not let_go_of(before, request):
            raise
        held = hold()
    else:
        if before:
            let_go_of(before, request)
    session.keep_hold(held, asked.event)
    return held


def _move(request: HttpRequest, asked: Asked, visit: Appointment, office: str, start: dt.datetime) -> HttpResponse:
    address = reverse("appointments:visit_page", kwargs={"visit": visit.calendar_uid})
    if (visit.office_id, visit.starts_at) == (office, start) and visit.is_live:
        messages.info(request, _("It is the time you already had: nothing has changed."))
        return HttpResponseRedirect(address)
    try:
        changing.change(
            appointment=visit,
            start=start,
            office=office,
            by=booking_session.holder_of(visit),
            deadline_on=asked.deadline_on,
        )
    except (AlreadyCancelled, WrongState):
        return HttpResponseRedirect(address)
    except NotBookableHere:
        return HttpResponseRedirect(asked.url("book"))
    except ValueError:
        return HttpResponseRedirect(asked.url("book_days", office=office))
    except BookingRefused as refusal:
        return refused(request, asked, refusal, office=office, start=start)
    messages.success(request, _("You have changed your visit. The reference is the same, and the old time is free."))
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
    request: HttpRequest,
    asked: Asked,
    refusal: BookingRefused,
    *,
    office: str,
    start: dt.datetime,
    hold_over: bool = False,
) -> HttpResponse:
    """Say why a time could not be had, and offer what can be booked at this moment. One query."""
    pks = {one.office for one in refusal.alternatives} | {office}
    names = {one.pk: one for one in Office.objects.filter(pk__in=pks)}
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
        "here": sorted((one for one in offered if one["same_office"]), key=lambda one: not one["is_same_time"]),
        "elsewhere": [one for one in offered if not one["same_office"]],
        "ways": [] if offered else ways_out(asked, others=[], office=names.get(office), today=today),
        "days_url": asked.url("book_days", office=office),
        "offices_url": asked.url("book"),
        "typed": bool(BookingSession(request.session).typed.get("name")),
    }
    return render(request, "appointments/booking/taken.html", context, status=409)


def let_go_of(uid: str, request: HttpRequest) -> bool:
    """Give back a hold of this browser, so that somebody else can have it at once; False when it is none any more."""
    held = Appointment.objects.filter(calendar_uid=uid, state=Appointment.State.HELD).first()
    return held is not None and releasing.let_go(hold=held, by=actor_of(request))

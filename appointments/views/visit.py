"""One visit: its page, its papers, changing and cancelling it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appointments import booking_session, calendars, slips
from appointments.actions import changing, claiming, easing
from appointments.asked import SOURCE_LANGUAGE, asked, list_address, list_with
from appointments.booking_session import BookingSession, CannotOpen, opened
from appointments.desk import access
from appointments.exceptions import AlreadyCancelled, TooLate, WrongState
from appointments.models import Appointment
from appointments.presenting import days as day_words
from appointments.presenting.visits import page_of
from appointments.views.booking import page
from lifeevents.forms import EASE, EaseForm
from lifeevents.views.here import private
from sitekit import calendar_file, limits, pdf

SLIPS, SLIPS_SECONDS = 40, 600


def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token for access in this browser, and leave its address: no Referer can carry it.

    Whoever works at the desk of its office, and has scanned the slip there, is led to the desk.
    """
    try:
        visit = booking_session.by_token(token)
    except CannotOpen:
        response: HttpResponse = render(request, "appointments/visit/gone.html", status=410)
    else:
        at_desk = access.address_for(request, visit)
        response = HttpResponseRedirect(at_desk) if at_desk else enter(request, visit)
    response["Referrer-Policy"] = "no-referrer"
    return private(response)


def enter(request: HttpRequest, visit: Appointment) -> HttpResponseRedirect:
    """Let this browser open the visit, and go to its page."""
    request.session.cycle_key()
    booking_session.grant(request.session, visit)
    return HttpResponseRedirect(address_of(visit))


def address_of(visit: Appointment) -> str:
    return reverse("appointments:visit_page", kwargs={"visit": visit.calendar_uid})


@require_safe
@page
def visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Show the visit: when, where, what to bring, and what can be done with it."""
    return render(request, "appointments/visit/visit.html", _context(request, opened(request, visit)))


def _context(request: HttpRequest, found: Appointment) -> dict[str, Any]:
    language = get_language() or SOURCE_LANGUAGE
    procedures = claiming.wanted_of(found).procedures
    mine = list_with(request, procedures)
    about = asked(request, procedures)
    late = ""
    start = found.starts_local.date()
    if about.deadline_on is not None and start > about.deadline_on:
        late = day_words.against_deadline(start, about.deadline_on)
    return {
        "view": page_of(found, language=language, now=timezone.now()),
        "visit": found,
        "asked": about,
        "late": late,
        "list_url": list_address(mine, language) if mine else "",
        "book_again_url": about.url("book"),
        "ask_ease": BookingSession(request.session).may_be_asked_ease(found),
        "ease": EASE,
    }


@require_safe
@page
def change(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Go to the days of its office to choose another time."""
    found = opened(request, visit)
    if found.places == Appointment.Places.ELSEWHERE or found.office_id is None:
        return HttpResponseRedirect(address_of(found))
    if found.state != Appointment.State.BOOKED or found.starts_at <= timezone.now():
        return HttpResponseRedirect(address_of(found))
    url = reverse("appointments:book_days", kwargs={"office": found.office_id})
    return HttpResponseRedirect(f"{url}?change={found.calendar_uid}")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def cancel(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Say what happens next; the second press cancels."""
    found = opened(request, visit)
    context = _context(request, found)
    if not context["view"].may_cancel or context["view"].is_typed_in:
        return HttpResponseRedirect(address_of(found))
    if request.method != "POST":
        return render(request, "appointments/visit/cancel.html", context)
    try:
        changing.cancel(appointment=found, by=booking_session.holder_of(found))
    except (AlreadyCancelled, WrongState, TooLate):
        pass
    else:
        messages.success(request, _("Your visit is cancelled. Another person can have your place."))
    return HttpResponseRedirect(address_of(found))


@require_POST
@page
def ease(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Count an answer to "was it easy?", or that the person would rather not say; ask once."""
    found = opened(request, visit)
    session = BookingSession(request.session)
    form = EaseForm(request.POST)
    if session.may_be_asked_ease(found) and form.is_valid():
        event = found.edition.life_event_id if found.edition else ""
        easing.count_ease(life_event=event, language=get_language() or SOURCE_LANGUAGE, value=form.cleaned_data["easy"])
        messages.info(request, _("Thank you for telling us."))
    session.ease_asked()
    return HttpResponseRedirect(address_of(found))


@require_safe
@page
def slip(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Give the slip as a PDF; where none can be made, the page itself is the slip."""
    return _slip(request, opened(request, visit))


@require_safe
def slip_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Give the slip to whoever holds the secret link, from a message."""
    try:
        found = booking_session.by_token(token)
    except CannotOpen:
        response: HttpResponse = render(request, "appointments/visit/gone.html", status=410)
    else:
        response = _slip(request, found)
    response["Referrer-Policy"] = "no-referrer"
    return private(response)


def _slip(request: HttpRequest, found: Appointment) -> HttpResponse:
    if limits.exceeded("slip", request.META.get("REMOTE_ADDR", ""), at_most=SLIPS, seconds=SLIPS_SECONDS):
        return render(request, "appointments/visit/no_slip.html", {"visit": found, "is_busy": True}, status=429)
    try:
        content = slips.render(found, language=get_language() or SOURCE_LANGUAGE)
    except pdf.PdfUnavailable:
        return render(request, "appointments/visit/no_slip.html", {"visit": found, "is_busy": False}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slips.file_name(found)}"'
    return response


@require_safe
@page
def calendar(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Give the visit as a calendar file."""
    found = opened(request, visit)
    language = get_language() or SOURCE_LANGUAGE
    content = calendars.of_visit(found, language=language, now=timezone.now())
    response = HttpResponse(content, content_type=calendar_file.CONTENT_TYPE)
    name = slips.file_name(found).removesuffix(".pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response

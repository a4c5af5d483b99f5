"""Write down a visit got elsewhere, correct it, take it off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments import booking_session
from appointments.actions import elsewhere
from appointments.asked import Asked, asked, asked_of, item_address, list_address, list_with
from appointments.booking_session import opened
from appointments.exceptions import AlreadyCancelled
from appointments.forms.elsewhere import ElsewhereForm
from appointments.models import Appointment, OfficeService
from appointments.views.booking import page
from appointments.views.visit import address_of
from citizens.permissions import actor_of
from lifeevents.drafts import DraftList
from lifeevents.openlist import SavedList
from sitekit import limits

TYPED, TYPED_SECONDS = 20, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@page
def type_in(request: HttpRequest) -> HttpResponse:
    """Ask place, day, time and reference of a visit got elsewhere; it goes on the list like any other."""
    about = asked_of(request)
    if request.method != "POST":
        return _page(request, about, ElsewhereForm())
    form = ElsewhereForm(request.POST)
    if not form.is_valid():
        return _page(request, about, form, status=422)
    if limits.exceeded("typed_in", request.META.get("REMOTE_ADDR", ""), at_most=TYPED, seconds=TYPED_SECONDS):
        form.add_error(None, _("That is many visits in an hour. Try again later."))
        return _page(request, about, form, status=429)
    mine, data = about.mine, form.cleaned_data
    visit = elsewhere.record_elsewhere(
        procedures=about.procedures,
        start=form.start,
        by=actor_of(request),
        place_name=data["place"],
        reference=data["reference"],
        language=about.language,
        checklist=mine.checklist if isinstance(mine, SavedList) else None,
        state=about.state,
    )
    booking_session.grant(request.session, visit)
    if isinstance(mine, DraftList):
        mine.keep_visit(visit.pk)
    messages.success(request, _("We have written down your visit. To change it, ask where you booked it."))
    if mine is not None:
        return HttpResponseRedirect(item_address(mine, about.procedures[0], about.language))
    return HttpResponseRedirect(address_of(visit))


def _page(request: HttpRequest, about: Asked, form: ElsewhereForm, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = OfficeService.objects.serving(about.procedures).filter(office__is_active=True).select_related("office")
    context = {
        "asked": about,
        "form": form,
        "places": sorted({row.office.name_in(about.language).words for row in rows}),
        "back_url": about.back[0],
        **more,
    }
    return render(request, "appointments/visit/type_in.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Correct a visit got elsewhere."""
    found = opened(request, visit)
    if found.places != Appointment.Places.ELSEWHERE or not found.is_live:
        return HttpResponseRedirect(address_of(found))
    start = found.starts_local
    initial = {
        "place": found.place_name, "date": start.date(), "time": f"{start:%H:%M}", "reference": found.foreign_reference,
    }  # fmt: skip
    form = ElsewhereForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            elsewhere.correct(
                appointment=found,
                start=form.start,
                place_name=data["place"],
                reference=data["reference"],
                by=booking_session.holder_of(found),
            )
        except AlreadyCancelled:
            pass
        else:
            messages.success(request, _("We have corrected your visit."))
        return HttpResponseRedirect(address_of(found))
    about = asked(request, tuple(one.procedure_id for one in found.procedures.all()))
    return _page(request, about, form, status=422 if form.is_bound else 200, visit=found)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def remove(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take a visit got elsewhere off: it says that the office still expects you."""
    found = opened(request, visit)
    if found.places != Appointment.Places.ELSEWHERE or not found.is_live:
        return HttpResponseRedirect(address_of(found))
    if request.method != "POST":
        return render(request, "appointments/visit/remove.html", {"visit": found})
    try:
        elsewhere.remove(appointment=found, by=booking_session.holder_of(found))
    except AlreadyCancelled:
        pass
    messages.success(request, _("It is no longer on your list."))
    mine = list_with(request, tuple(one.procedure_id for one in found.procedures.all()))
    return HttpResponseRedirect(list_address(mine, get_language() or "es") if mine else address_of(found))

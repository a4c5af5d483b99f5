"""Find a visit by its reference."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments import booking_session, keys
from appointments.forms.lookup import LookupForm
from appointments.models import Appointment
from appointments.presenting.visits import page_of
from appointments.references import read
from appointments.views.visit import enter
from lifeevents.views.here import private
from sitekit import limits

TRIES, TRIES_OF_ONE, TRIES_SECONDS = 10, 20, 15 * 60
TRIES_OF_EVERYBODY = 600


@require_http_methods(["GET", "HEAD", "POST"])
def find_visit(request: HttpRequest) -> HttpResponse:
    """Open a visit by its reference and a contact or code; wrong and unknown get the same answer."""
    if request.method != "POST":
        return private(_page(request, LookupForm()))
    form = LookupForm(request.POST)
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        if _too_many(request, reference):
            form.add_error(None, _("Too many tries. Wait 15 minutes and try again, or use the link of your message."))
            return private(_page(request, form, status=429))
        visit = keys.find(reference, form.cleaned_data["proof"])
        if visit is not None and booking_session.kept().filter(pk=visit.pk).exists():
            return private(enter(request, visit))
        form.add_error(
            None, _("No visit goes with that reference and those data. Look at both; it may also be past its time.")
        )
    return private(_page(request, form, status=422))


def _too_many(request: HttpRequest, reference: str) -> bool:
    """Count a try: of this client, on this reference, of everybody.

    A try that is refused is not counted further: nobody shuts others out by trying on.
    """
    client = request.META.get("REMOTE_ADDR", "")
    return (
        limits.exceeded("visit_from", client, at_most=TRIES, seconds=TRIES_SECONDS)
        or limits.exceeded("visit_of", read(reference), at_most=TRIES_OF_ONE, seconds=TRIES_SECONDS)
        or limits.exceeded("visit_from", "everybody", at_most=TRIES_OF_EVERYBODY, seconds=TRIES_SECONDS)
    )


def _page(request: HttpRequest, form: LookupForm, *, status: int = 200) -> HttpResponse:
    now, language = timezone.now(), get_language() or "es"
    pks = [pair[0] for pair in request.session.get(booking_session.VISITS, [])]
    mine: list[Appointment] = []
    if pks:
        held = {tuple(pair) for pair in request.session[booking_session.VISITS]}
        rows = booking_session.kept().upcoming(now).with_everything().filter(pk__in=pks).order_by("starts_at")
        mine = [visit for visit in rows if (visit.pk, visit.link_version) in held]
    visits = [page_of(visit, language=language, now=now) for visit in mine]
    return render(request, "appointments/visit/find.html", {"form": form, "visits": visits}, status=status)

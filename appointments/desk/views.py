"""What the desk shows: the choice of an office, its day, what was found, one person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from appointments.desk import finding, person
from appointments.desk import line as lines
from appointments.desk.access import Desk, at_desk, bare_context, context, offices_of, signed_in
from appointments.desk.forms import NumberForm
from appointments.desk.words import Titles
from citizens.permissions import actor_of
from lifeevents.presenting.words import capital
from sitekit import dates

FOUND = "desk_found"
"""In the session: what was last looked for at each office. A name in an address would stay in histories and logs."""
MOST_DAYS_AWAY = 366
LONGEST_TYPED = 600


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the one office where this person works, or let them choose."""
    offices = offices_of(actor_of(request))
    if len(offices) == 1:
        return HttpResponseRedirect(reverse("desk:today", kwargs={"office": offices[0].pk}))
    language = get_language() or "es"
    rows = [
        {
            "name": office.name_in(language),
            "town": str(office.municipality or ""),
            "address": office.address,
            "url": reverse("desk:today", kwargs={"office": office.pk}),
        }
        for office in offices
    ]
    found = bare_context(request) | {"offices": rows}
    return render(request, "appointments/desk/home.html", found, status=200 if offices else 403)


@at_desk()
def today(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show the visits of a day, or what was found. Eleven queries, however many visits there are."""
    found = _found_context(request, desk)
    if found is None:
        on = _day(request, desk)
        visits = finding.on_day(desk.office, on)
        titles = Titles(visits, get_language() or "es")
        found = _day_context(desk, on) | {"line": lines.of_day(visits, on, desk, titles), "titles": titles}
    return render(request, "appointments/desk/today.html", _page(request, desk, found))


@at_desk(methods=("POST",))
def find(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Look for a person: a scanned slip or a whole reference leads to them, anything else to a list."""
    typed = request.POST.get("q", "").strip()[:LONGEST_TYPED]
    scanned = finding.scanned(typed)
    if scanned is not None:
        if finding.visits_at(desk.office).filter(pk=scanned).exists():
            return HttpResponseRedirect(_visit_url(desk, scanned))
        messages.warning(request, _("That slip is not for this office. The address to go to stands on it."))
        return HttpResponseRedirect(_today_url(desk))
    if (visit := finding.by_reference(desk.office, typed)) is not None:
        return HttpResponseRedirect(_visit_url(desk, visit.pk))
    searches = dict(request.session.get(FOUND, {}))
    searches[desk.office.pk] = typed[:100]
    request.session[FOUND] = searches
    return HttpResponseRedirect(_today_url(desk) + ("?found=1" if typed else ""))


@at_desk()
def visit(request: HttpRequest, desk: Desk, visit: int) -> HttpResponse:
    """Show one person beside the line."""
    return show(request, desk, visit)


def show(request: HttpRequest, desk: Desk, pk: int, *, form: NumberForm | None = None) -> HttpResponse:
    """Render a person's page; with a form that came back, as it came."""
    found = finding.visits_at(desk.office).prefetch_related("procedures__result").select_related("office", "checklist")
    chosen = found.filter(pk=pk).first()
    if chosen is None:
        return not_here(request, desk)
    left = _found_context(request, desk, open_visit=pk)
    on = chosen.starts_local.date()
    if left is None:
        visits = finding.on_day(desk.office, on)
        titles = Titles([*visits, chosen], get_language() or "es")
        left = _day_context(desk, on) | {"line": lines.of_day(visits, on, desk, titles, open_visit=pk)}
    else:
        titles = Titles([*left["found"].all, chosen], get_language() or "es")
    panel = person.of_visit(chosen, desk, titles, request)
    forms = {matter.item: NumberForm(item=matter.item) for matter in panel.matters}
    if form is not None:
        forms[form.item] = form
    page = _page(request, desk, left | {"titles": titles}) | {
        "person": panel,
        "matters": [(matter, forms[matter.item]) for matter in panel.matters],
        "wrong": form,
        "query": "?found=1" if "found" in left else "",
    }
    return render(request, "appointments/desk/visit.html", page, status=422 if form is not None else 200)


def not_here(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say that nobody of that number has a visit here: the same for another office's and for none at all."""
    page = _page(request, desk, {"titles": Titles((), get_language() or "es")})
    return render(request, "appointments/desk/not_here.html", page, status=403)


# --- What stands on the left ---


def _page(request: HttpRequest, desk: Desk, found: dict[str, Any]) -> dict[str, Any]:
    titles: Titles = found.pop("titles")
    agency = titles.agency(desk.office.agency_id).words
    at_today = "line" in found and found.get("on") == desk.today
    around = context(request, desk, agency=agency, at_today=at_today)
    own = {"keys": _keys(found), "clock": dates.time_in_words(desk.now), "is_today": at_today, "typed": ""}
    return around | own | found


def _keys(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the keys of the day's page; those of a person stand on its buttons too."""
    line = found.get("line")
    keys = [("N", pgettext("key", "next"))] if line is not None and line.next_url else []
    keys += [("/", pgettext("key", "find")), ("↑ ↓", pgettext("key", "line"))]
    return [*keys, (".", pgettext("key", "refresh"))] if found.get("refresh_url") else keys


def _day(request: HttpRequest, desk: Desk) -> dt.date:
    try:
        on = dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return desk.today
    return on if abs((on - desk.today).days) <= MOST_DAYS_AWAY else desk.today


def _day_context(desk: Desk, on: dt.date) -> dict[str, Any]:
    here = _today_url(desk)
    before, after = (on + dt.timedelta(days=step) for step in (-1, 1))
    words = capital(dates.in_words(on, today=desk.today))
    return {
        "on": on,
        "day": words,
        "before_url": here if before == desk.today else f"{here}?on={before}",
        "after_url": here if after == desk.today else f"{here}?on={after}",
        "refresh_url": here if on == desk.today else f"{here}?on={on}",
    }


def _found_context(request: HttpRequest, desk: Desk, *, open_visit: int = 0) -> dict[str, Any] | None:
    """Return what was found instead of a day, when the page asks for it."""
    typed = request.session.get(FOUND, {}).get(desk.office.pk, "")
    if "found" not in request.GET or not typed:
        return None
    found = finding.find(desk.office, typed, today=desk.today)
    titles = Titles(found.all, get_language() or "es")
    line = lines.of_found(found, typed, desk, titles, open_visit=open_visit)
    return {"found": found, "line": line, "typed": typed, "titles": titles}


def _today_url(desk: Desk) -> str:
    return reverse("desk:today", kwargs={"office": desk.office.pk})


def _visit_url(desk: Desk, pk: int) -> str:
    return reverse("desk:visit", kwargs={"office": desk.office.pk, "visit": pk})

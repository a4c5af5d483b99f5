"""Find an office, and the page of one office: open to everybody, without session or form token."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments import finding, office_words, opening
from appointments.finding import Slot
from appointments.models import Office, OfficeService, ServiceProcedure
from appointments.office_words import Link, OfficePage, OfficeRow
from appointments.places import Point, point_of
from appointments.wanted import Wanted
from lifeevents import municipalities
from lifeevents.municipalities import Place
from procedures import compiling, reading
from procedures.models import AgencyPage
from procedures.specs import Said, say

A_PAGE = 12
TYPED_AT_MOST = 80
SOURCE_LANGUAGE = "es"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the municipality as typed and as understood, and the procedure."""

    typed: str
    place: Place | None
    several: tuple[Place, ...]
    nearly: tuple[Place, ...]
    procedure: str

    @property
    def is_unknown_place(self) -> bool:
        return bool(self.typed) and self.place is None and not self.several


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """List offices, nearest first, for a municipality and a procedure."""
    language = get_language() or SOURCE_LANGUAGE
    procedures = _procedures(language)
    asked = _asked(request, procedures)
    offices = (
        Office.objects.open()
        .with_everything()
        .prefetch_related("services__agenda")
        .order_by("municipality__name", "pk")
    )
    if asked.procedure:
        offices = offices.attending([asked.procedure])
    page = Paginator(_nearest_first(list(offices), asked.place), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "asked": asked,
        "procedures": procedures,
        "chosen_title": next((title for id, title in procedures if id == asked.procedure), None),
        "rows": _rows([(office, km) for office, km in page], asked, language),
        "page": page,
        "base": f"?{query.urlencode()}&page=" if query else "?page=",
        "names": [place.name for place in municipalities.places().values()],
    }
    return render(request, "appointments/offices.html", context)


def _asked(request: HttpRequest, procedures: list[tuple[str, Said]]) -> Asked:
    typed = " ".join(request.GET.get("municipality", "").split())[:TYPED_AT_MOST]
    chosen = municipalities.place(request.GET.get("code", ""))
    procedure = request.GET.get("procedure", "")
    procedure = procedure if any(id == procedure for id, _title in procedures) else ""
    if chosen is not None and (not typed or municipalities.fold(typed) == chosen.folded):
        return Asked(typed or chosen.name, chosen, (), (), procedure)
    matches = municipalities.matching(typed)
    if len(matches) == 1:
        return Asked(typed, matches[0], (), (), procedure)
    nearly = () if matches else _nearly(typed)
    return Asked(typed, None, tuple(matches), nearly, procedure)


def _nearly(typed: str) -> tuple[Place, ...]:
    """Return the municipalities that are written almost like that."""
    by_name = {place.folded: place for place in municipalities.places().values()}
    close = difflib.get_close_matches(municipalities.fold(typed), list(by_name), n=4, cutoff=0.72)
    return tuple(by_name[name] for name in close)


def _procedures(language: str) -> list[tuple[str, Said]]:
    """Return the procedures that some office attends, by title. Three queries."""
    ids = set(ServiceProcedure.objects.values_list("procedure", flat=True).distinct())
    found = [(id, say(each["title"], language)) for id, each in reading.pages_by_identity(ids, language).items()]
    return sorted(found, key=lambda pair: municipalities.fold(pair[1].words))


def _nearest_first(offices: list[Office], place: Place | None) -> list[tuple[Office, float | None]]:
    if place is None:
        return [(office, None) for office in offices]
    near = finding.near_municipality(place.code)
    measured = [(office, _km(near, office)) for office in offices]

    def key(pair: tuple[Office, float | None]) -> tuple[bool, bool, float]:
        office, km = pair
        # Without a centre, the offices of the province go first.
        elsewhere = office.municipality is None or office.municipality.province != place.province
        return km is None, near is None and elsewhere, km or 0

    return sorted(measured, key=key)


def _km(near: Point | None, office: Office) -> float | None:
    at = point_of(office)
    return near.km_to(at) if near and at else None


def _rows(offices: list[tuple[Office, float | None]], asked: Asked, language: str) -> list[OfficeRow]:
    now = timezone.now()
    known = office_words.timetables_by_office([office for office, _km in offices])
    serving, firsts = _serving(asked.procedure, [office for office, _km in offices], now)
    today = timezone.localdate()
    found = []
    for office, km in offices:
        state = opening.state(known.get(office.pk, []), now=now)
        is_open, words = office_words.open_words(state, today=today, verified=office.hours_verified)
        how = ""
        if row := serving.get(office.pk):
            how = office_words.how_line(office_words.how_words(row, language, firsts.get(office.pk), today=today))
        found.append(
            OfficeRow(
                url=reverse("appointments:office", args=[office.pk]),
                name=office.name_in(language),
                address=", ".join(part for part in (office.address, str(office.municipality or "")) if part),
                distance=office_words.distance_words(km),
                is_open=is_open,
                open_words=words,
                how=how,
            )
        )
    return found


def _serving(
    procedure: str, offices: list[Office], now: dt.datetime
) -> tuple[dict[str, OfficeService], dict[str, Slot]]:
    """Return, by office, the best way to a place for a procedure, and the first free one."""
    if not procedure:
        return {}, {}
    services = set(ServiceProcedure.objects.filter(procedure=procedure).values_list("service", flat=True))
    best = {"here": 0, "walk_in": 1, "elsewhere": 2, "unknown": 3}
    serving = {}
    for office in offices:
        rows = sorted(
            (row for row in office.services.all() if row.service_id in services), key=lambda row: best[row.places]
        )
        if rows:
            serving[office.pk] = rows[0]
    places = finding.find(Wanted((procedure,)), office_ids=[office.pk for office in offices]).places
    return serving, finding.first_free_by_office(places, now=now)


# --- One office ---


@require_safe
def office(request: HttpRequest, office: str) -> HttpResponse:
    """Show where an office is, when it is open, what it attends and how a place is got."""
    found = (
        Office.objects.open().with_everything().prefetch_related("services__agenda", "services__service__procedures")
    ).filter(pk=office).first()  # fmt: skip
    if found is None:
        raise Http404(office)
    language = get_language() or SOURCE_LANGUAGE
    return render(request, "appointments/office.html", {"office": _page(request, found, language)})


def _page(request: HttpRequest, office: Office, language: str) -> OfficePage:
    now, today = timezone.now(), timezone.localdate()
    known = office_words.timetables_by_office([office]).get(office.pk, [])
    is_open, words = office_words.open_words(opening.state(known, now=now), today=today, verified=office.hours_verified)
    agency, agency_url = _agency(request, office, language)
    town = " ".join(part for part in (office.postal_code, str(office.municipality or "")) if part)
    procedures = {each.procedure_id for row in office.services.all() for each in row.service.procedures.all()}
    titles = reading.pages_by_identity(procedures, language)
    return OfficePage(
        name=office.name_in(language),
        agency=agency,
        agency_url=agency_url,
        address=tuple(part for part in (office.address, town) if part),
        has_street=bool(office.address),
        is_open=is_open,
        open_words=words,
        hours_text=say(office.hours_text, language),
        hours_verified=office.hours_verified,
        week=office_words.week(known, today=today),
        closed=office_words.closed_days(office, known, language, today=today),
        services=_services(office, titles, language, now, today),
        phone=office.phone,
        access=say(office.access, language),
        note=say(office.note, language),
        unverified=say(office.unverified_text, language),
        procedures=_by_title(request, titles, language),
    )


def _by_title(request: HttpRequest, titles: dict[str, dict[str, Any]], language: str) -> list[Link]:
    links = [Link(say(each["title"], language), each["page"].get_url(request)) for each in titles.values()]
    return sorted(links, key=lambda link: municipalities.fold(link.title.words))


def _services(
    office: Office, titles: dict[str, dict[str, Any]], language: str, now: dt.datetime, today: dt.date
) -> tuple[office_words.HowPlace, ...]:
    """Return how a place is got for each service; the first free time of each that is booked here."""
    found = []
    for row in office.services.all():
        first: Slot | None = None
        book: tuple[tuple[Said, str], ...] = ()
        serves = sorted(each.procedure_id for each in row.service.procedures.all() if each.procedure_id in titles)
        if row.places == "here" and serves:
            first = _first_free(office, serves[0], now)
            book = tuple(
                (say(titles[id]["title"], language), office_words.address_of_booking(id, office.pk)) for id in serves
            )
        found.append(office_words.how_words(row, language, first, today=today, book=book))
    return tuple(found)


def _first_free(office: Office, procedure: str, now: dt.datetime) -> Slot | None:
    places = finding.find(Wanted((procedure,)), office_ids=[office.pk]).places
    return finding.first_free(places, now=now)


def _agency(request: HttpRequest, office: Office, language: str) -> tuple[Any, str]:
    page = (
        AgencyPage.objects.live().in_source_language().select_related("locale").filter(agency=office.agency_id).first()
    )
    if page is None:
        return _("the agency"), ""
    translations = compiling.with_translations([page])[0][1]
    spec = compiling.agency_spec(page, translations=translations)
    return say(spec.name, language), reading.in_language(page, translations, language).get_url(request)

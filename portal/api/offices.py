"""Offices, and when a visit can be booked at them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from appointments import finding
from appointments.finding import Slot
from appointments.models import Office, OfficeService, ServiceProcedure
from appointments.places import BookablePlace, Point, near_municipality, point_of
from appointments.wanted import NEEDS, Wanted
from lifeevents import municipalities
from portal.api import shapes
from portal.api.base import ApiView, page_of
from portal.api.content import LANGUAGE, PAGE
from procedures.models import Procedure
from procedures.specs import say

MOST_PEOPLE = 20
WHERE = [
    OpenApiParameter("municipality", OpenApiTypes.STR, description="INE code: nearest offices first."),
    OpenApiParameter("lat", OpenApiTypes.FLOAT),
    OpenApiParameter("lon", OpenApiTypes.FLOAT),
]
PROCEDURES = OpenApiParameter("procedure", OpenApiTypes.STR, many=True, description="Id; may be repeated.")


class Offices(ApiView):
    @extend_schema(
        operation_id="offices_list", parameters=[LANGUAGE, PAGE, PROCEDURES, *WHERE], responses=shapes.OfficePage
    )
    def get(self, request: Request) -> Response:
        """Offices in use, nearest first; with procedures, those that attend one of them."""
        wanted, near = wanted_procedures(request), point_asked(request)
        offices = Office.objects.open().with_everything()
        if wanted:
            offices = offices.attending(wanted)
        measured = [(office, distance(near, office)) for office in offices]
        if near is not None:
            measured.sort(key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0].pk))
        shown, next_page = page_of(request, measured)
        firsts = first_free_at([office.pk for office, _km in shown], wanted)
        served = procedures_of(shown)
        rows = [render(office, km, firsts.get(office.pk), served, self.language) for office, km in shown]
        return Response({"next": next_page, "results": rows})


class OfficeDetail(ApiView):
    @extend_schema(operation_id="offices_read", parameters=[LANGUAGE, PROCEDURES, *WHERE], responses=shapes.Office)
    def get(self, request: Request, id: str) -> Response:
        """One office; with procedures, its first free time for them."""
        wanted, near = wanted_procedures(request), point_asked(request)
        office = Office.objects.open().with_everything().filter(pk=id).first()
        if office is None:
            raise NotFound(_("No office has this id: %(id)s") % {"id": id})
        km = distance(near, office)
        first = first_free_at([office.pk], wanted).get(office.pk)
        return Response(render(office, km, first, procedures_of([(office, km)]), self.language))


class Availability(ApiView):
    @extend_schema(
        operation_id="availability",
        parameters=[
            LANGUAGE,
            PROCEDURES,
            OpenApiParameter("office", OpenApiTypes.STR, many=True),
            OpenApiParameter("from", OpenApiTypes.DATE, description="By default today."),
            OpenApiParameter("days", OpenApiTypes.INT, description="At most 62; by default 14."),
            OpenApiParameter("people", OpenApiTypes.INT),
            OpenApiParameter("access_needs", OpenApiTypes.STR, many=True, description=", ".join(NEEDS)),
            *WHERE,
        ],
        responses=shapes.Availability,
    )
    def get(self, request: Request) -> Response:
        """Free times for one visit with all the procedures; nothing is promised until a hold is made."""
        query = request.query_params
        procedures = wanted_procedures(request)
        if not procedures:
            raise ValidationError({"procedure": [_("Name at least one procedure.")]})
        wanted = wanted_from(
            "people", "access_needs", procedures, _number(query, "people", 1), query.getlist("access_needs")
        )
        offices = query.getlist("office")
        unknown = set(offices) - set(Office.objects.open().filter(pk__in=offices).values_list("pk", flat=True))
        if unknown:
            raise ValidationError({"office": [_("No office has this id: %(id)s") % {"id": sorted(unknown)[0]}]})
        days = _number(query, "days", 14)
        if not 1 <= days <= finding.MOST_DAYS:
            raise ValidationError({"days": [_("Ask for 1 to %(most)d days.") % {"most": finding.MOST_DAYS}]})
        found = finding.availability(
            wanted,
            now=timezone.now(),
            from_on=_day(query.get("from")) or timezone.localdate(),
            days=days,
            office_ids=offices or None,
            near=point_asked(request),
        )
        return Response(
            {
                "slots": [slot(one) for one in found.slots],
                "first_free": slot(found.first_free) if found.first_free else None,
                "why_none": found.why_none or None,
            }
        )


# --- Reading what is asked ---


def wanted_procedures(request: Request) -> list[str]:
    """Return the procedures asked for.

    Raises: ValidationError naming the field `procedure`.
    """
    asked = list(dict.fromkeys(request.query_params.getlist("procedure")))
    check_procedures("procedure", asked)
    return asked


def check_procedures(field: str, asked: list[str]) -> None:
    known = set(Procedure.objects.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    for procedure in asked:
        if procedure not in known:
            raise ValidationError({field: [_("No procedure has this id: %(id)s") % {"id": procedure}]})


def wanted_from(people_field: str, needs_field: str, procedures: list[str], people: int, needs: list[str]) -> Wanted:
    """Return what is wanted, or say which field is wrong."""
    if not 1 <= people <= MOST_PEOPLE:
        raise ValidationError({people_field: [_("From 1 to %(most)d people.") % {"most": MOST_PEOPLE}]})
    for need in needs:
        if need.partition(":")[0] not in NEEDS:
            raise ValidationError({needs_field: [_("Use one of: %(codes)s.") % {"codes": ", ".join(NEEDS)}]})
    return Wanted(tuple(procedures), people, tuple(needs))


def point_asked(request: Request) -> Point | None:
    """Return where the person is: `lat` and `lon`, or the centre of `municipality`.

    Raises: ValidationError naming the field.
    """
    query = request.query_params
    if "lat" in query or "lon" in query:
        values = {}
        for name, most in (("lat", 90), ("lon", 180)):
            try:
                values[name] = float(query.get(name, ""))
            except ValueError:
                values[name] = float("nan")
            if not abs(values[name]) <= most:  # not a number fails too
                raise ValidationError({name: [_("Give degrees as a decimal number.")]})
        return Point(values["lat"], values["lon"])
    code = query.get("municipality")
    if not code:
        return None
    if municipalities.place(code) is None:
        raise ValidationError({"municipality": [_("No municipality of Aragón has this code. Use its INE code.")]})
    return near_municipality(code)


def _number(query: Any, name: str, default: int) -> int:
    given = query.get(name)
    if given is None:
        return default
    if not given.isdecimal() or len(given) > 6:
        raise ValidationError({name: [_("Give a whole number.")]})
    return int(given)


def _day(given: str | None) -> dt.date | None:
    if given is None:
        return None
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    if day is None:
        raise ValidationError({"from": [_("Give a date as 2026-12-31.")]})
    if abs(day.year - timezone.localdate().year) > 100:
        raise ValidationError({"from": [_("This date is too far away.")]})
    return day


# --- Out ---


def distance(near: Point | None, office: Office) -> float | None:
    at = point_of(office)
    return round(near.km_to(at), 1) if near and at else None


def first_free_at(office_ids: list[str], procedures: list[str]) -> dict[str, Slot]:
    """Return the first free time for all the procedures at each of these offices. Eight queries at most."""
    if not procedures:
        return {}
    places: tuple[BookablePlace, ...] = finding.find(Wanted(tuple(procedures)), office_ids=office_ids).places
    return finding.first_free_by_office(places, now=timezone.now())


def procedures_of(measured: list[tuple[Office, float | None]]) -> dict[str, list[str]]:
    """Return the procedures of every service that these offices attend. One query."""
    services = {row.service_id for office, _km in measured for row in office.services.all()}
    found: dict[str, list[str]] = {}
    rows = ServiceProcedure.objects.filter(service__in=services).order_by("procedure")
    for service, procedure in rows.values_list("service", "procedure").distinct():
        found.setdefault(service, []).append(procedure)
    return found


def render(
    office: Office, km: float | None, first: Slot | None, served: dict[str, list[str]], language: str
) -> dict[str, Any]:
    return {
        "id": office.pk,
        "agency": office.agency_id,
        "name": office.name_in(language).words,
        "address": office.address,
        "postal_code": office.postal_code,
        "municipality": office.municipality_id,
        "municipality_name": office.municipality.name if office.municipality else "",
        "phone": office.phone,
        "latitude": office.latitude,
        "longitude": office.longitude,
        "precision": office.precision,
        "hours": say(office.hours_text, language).words,
        "hours_verified": office.hours_verified,
        "access": say(office.access, language).words,
        "note": say(office.note, language).words,
        "confidence": office.confidence,
        "services": [service(row, served, language) for row in office.services.all()],
        "distance_km": km,
        "first_free": first.start if first else None,
    }


def service(row: OfficeService, served: dict[str, list[str]], language: str) -> dict[str, Any]:
    return {
        "id": row.service_id,
        "name": row.service.name_in(language).words,
        "minutes": row.service.minutes,
        "assumed": row.service.assumed,
        "places": row.places,
        "url": row.url or None,
        "phone": row.phone or None,
        "note": say(row.note, language).words,
        "procedures": served.get(row.service_id, []),
    }


def slot(found: Any) -> dict[str, Any]:
    """Return a free time, or an alternative, as the API gives it."""
    return {
        "office": found.office,
        "start": found.start,
        "end": found.end,
        "places": found.places,
        "distance_km": found.distance_km,
        "after_deadline": found.after_deadline,
    }

"""Holds and visits, over the actions of the pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError as Unusable
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from appointments import bring as bringing
from appointments.actions import booking, changing, releasing
from appointments.exceptions import BookingRefused, HoldExpired
from appointments.models import Appointment, Office
from appointments.wanted import PersonSaid
from portal.api import replay, shapes
from portal.api.base import ApiView, HoldLimit, Limit
from portal.api.offices import check_procedures, slot, wanted_from
from portal.api.problems import Problem
from sitekit.actors import Actor, link_holder

API = Actor("api")
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)
PROBLEM = {(code, "application/problem+json"): shapes.Problem for code in (400, 404, 409, 410)}
PHONE_DIGITS = 9


class Holds(ApiView):
    throttle_classes = [Limit, HoldLimit]

    @extend_schema(
        operation_id="holds_create", parameters=[KEY], request=shapes.HoldIn, responses={201: shapes.Hold, **PROBLEM}
    )
    def post(self, request: Request) -> Response:
        """Keep a time for ten minutes while a form is filled."""
        given = checked(shapes.HoldIn, request)
        check_procedures("procedures", given["procedures"])
        wanted = wanted_from("people", "access_needs", given["procedures"], given["people"], given["access_needs"])
        if not Office.objects.open().filter(pk=given["office"]).exists():
            raise ValidationError({"office": [_("No office has this id: %(id)s") % {"id": given["office"]}]})

        def work() -> Response:
            with refusals():
                made = booking.hold(
                    office=given["office"],
                    procedures=wanted.procedures,
                    start=given["start"],
                    people=wanted.people,
                    access_needs=wanted.access_needs,
                    language=self.language,
                    by=API,
                )
            return Response(held(made), status=201)

        return replay.once(request, work)


class HoldDetail(ApiView):
    @extend_schema(operation_id="holds_delete", responses={204: None, **PROBLEM})
    def delete(self, request: Request, hold: str) -> Response:
        """Let a hold go: its place is free at once."""
        releasing.let_go(hold=hold_of(hold), by=API)
        return Response(status=204)


class HoldExtend(ApiView):
    @extend_schema(operation_id="holds_extend", parameters=[KEY], request=None, responses={200: shapes.Hold, **PROBLEM})
    def post(self, request: Request, hold: str) -> Response:
        """Keep a hold for ten minutes more, once."""

        def work() -> Response:
            with refusals():
                return Response(held(booking.extend(hold=hold_of(hold), by=API)))

        return replay.once(request, work)


class Appointments(ApiView):
    @extend_schema(
        operation_id="appointments_create",
        parameters=[KEY],
        request=shapes.AppointmentIn,
        responses={201: shapes.Appointment, **PROBLEM},
    )
    def post(self, request: Request) -> Response:
        """Turn a hold into a booked visit."""
        given = checked(shapes.AppointmentIn, request)
        kind, value = contact_of(given["contact"])
        people = [about(one) for one in given["about"]]

        def work() -> Response:
            with refusals():
                booked = booking.confirm(
                    hold=hold_of(given["hold"], "hold"),
                    name=given["name"],
                    contact_kind=kind,
                    contact_value=value,
                    language=self.language,
                    people=people,
                    by=API,
                )
            return Response(render(booked, self.language), status=201)

        return replay.once(request, work)


class AppointmentDetail(ApiView):
    @extend_schema(operation_id="appointments_read", responses={200: shapes.Appointment, **PROBLEM})
    def get(self, request: Request, token: str) -> Response:
        """The visit of a token."""
        response = Response(render(visit_of(token), self.language))
        response["Cache-Control"] = "private, no-store"
        return response


class AppointmentChange(ApiView):
    @extend_schema(
        operation_id="appointments_change",
        parameters=[KEY],
        request=shapes.ChangeIn,
        responses={200: shapes.Appointment, **PROBLEM},
    )
    def post(self, request: Request, token: str) -> Response:
        """Move the visit to the time of a hold; the old place is freed only when the new one is safe."""
        given = checked(shapes.ChangeIn, request)
        return self.changed(
            request,
            token,
            lambda visit, by: changing.change_to(appointment=visit, hold=hold_of(given["hold"], "hold"), by=by),
        )

    def changed(self, request: Request, token: str, action: Callable[[Appointment, Actor], Appointment]) -> Response:
        def work() -> Response:
            visit = visit_of(token)
            with refusals():
                after = action(visit, link_holder("appointment", visit.pk))
            return Response(render(after, self.language))

        return replay.once(request, work)


class AppointmentCancel(AppointmentChange):
    @extend_schema(
        operation_id="appointments_cancel",
        parameters=[KEY],
        request=None,
        responses={200: shapes.Appointment, **PROBLEM},
    )
    def post(self, request: Request, token: str) -> Response:
        """Cancel the visit."""
        return self.changed(request, token, lambda visit, by: changing.cancel(appointment=visit, by=by))


# --- In ---


def checked(shape: type, request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return given.validated_data


def hold_of(token: str, field: str = "") -> Appointment:
    """Return the hold of a token, whatever has become of it.

    Raises: NotFound, or ValidationError naming the field it came in.
    """
    try:
        return Appointment.objects.of_token(token, purpose="hold")
    except Appointment.DoesNotExist as error:
        said = _("There is no such hold.")
        raise (ValidationError({field: [said]}) if field else NotFound(said)) from error


def visit_of(token: str) -> Appointment:
    """Return the visit of a token.

    Raises: NotFound when it was revoked, or was never ours.
    """
    try:
        return Appointment.objects.visits().with_everything().of_token(token)
    except Appointment.DoesNotExist as error:
        raise NotFound from error


def contact_of(given: dict[str, Any]) -> tuple[str, str]:
    """Return how to reach the person, as (kind, value): exactly one way."""
    if len(given) != 1 or next(iter(given)) not in Appointment.Contact.values:
        kinds = ", ".join(Appointment.Contact.values)
        raise ValidationError({"contact": [_("Give exactly one of: %(kinds)s.") % {"kinds": kinds}]})
    ((kind, value),) = given.items()
    if kind == Appointment.Contact.NONE:
        return kind, ""
    value = " ".join(value.split()) if isinstance(value, str) else ""
    try:
        if kind == Appointment.Contact.EMAIL:
            validate_email(value)
        enough = PHONE_DIGITS if kind in (Appointment.Contact.MOBILE, Appointment.Contact.LANDLINE) else 0
        if not value or len(value) > 254 or sum(letter.isdigit() for letter in value) < enough:
            raise ValueError
    except (Unusable, ValueError) as error:
        raise ValidationError({f"contact.{kind}": [_("This cannot be used to reach the person.")]}) from error
    return kind, value


def about(given: dict[str, Any]) -> PersonSaid:
    return PersonSaid(given["role"], given.get("name", ""), is_concerned=True, comes=given.get("comes", False))


@contextmanager
def refusals() -> Any:
    """Say a refusal of the actions as a problem: why, and what can be booked instead."""
    try:
        yield
    except BookingRefused as refusal:
        gone = isinstance(refusal, HoldExpired)
        raise Problem(
            410 if gone else 409,
            words_of(refusal.code),
            kind=refusal.code.replace("_", "-"),
            alternatives=[slot(one) | {"same_office": one.same_office} for one in refusal.alternatives],
        ) from refusal


def words_of(code: str) -> str:
    return {
        "slot_taken": _("Somebody else has taken the last place at that time"),
        "office_closed": _("The office does not attend at that time"),
        "not_bookable_here": _("No place for this is booked here"),
        "too_late": _("It is too near, past, or too far ahead"),
        "hold_expired": _("The hold is over"),
        "cannot_extend": _("A hold is extended once only"),
        "already_cancelled": _("The visit is cancelled already"),
    }.get(code, _("That cannot be done with this visit"))


# --- Out ---


def held(hold: Appointment) -> dict[str, Any]:
    return {
        "hold": hold.hold_token,
        "expires_at": hold.hold_expires_at,
        "office": hold.office_id,
        "start": hold.starts_local,
        "end": hold.ends_local,
    }


def render(visit: Appointment, language: str) -> dict[str, Any]:
    return {
        "reference": visit.reference or visit.foreign_reference,
        "token": visit.token,
        "state": visit.state,
        "start": visit.starts_local,
        "end": visit.ends_local,
        "office": visit.office_id,
        "place": visit.place_in(language),
        "procedures": [one.procedure_id for one in visit.procedures.all()],
        "about": [
            {"role": one.role, "name": one.name, "comes": one.comes} for one in visit.people.all() if one.is_concerned
        ],
        "people": visit.people_count,
        "access_needs": visit.access_needs,
        "bring": [line(one) for one in visit.bring.get("lines", [])],
        "bring_perhaps": [line(one) for one in visit.bring.get("perhaps", [])],
        "they_provide": [line(one) | {"carried": False} for one in visit.bring.get("they_provide", [])],
    }


def line(frozen: dict[str, Any]) -> dict[str, Any]:
    plain = {name: frozen[name] for name in ("document", "name", "form", "copies", "lookup", "serves", "one_of")}
    return plain | {
        "carried": bringing.seen_to_by(frozen) != "them",
        "held": frozen.get("held", False),
        "choice": frozen.get("choice", ""),
        "other_ways": [one["document"] for one in frozen.get("other_ways", ())],
    }

"""Load offices, services and agendas from content. Loading the same twice changes nothing.

An office that is no longer in the content is put out of use, never deleted: visits point at it. An agenda whose rules
somebody has edited (`assumed` is false) keeps them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models, transaction

from appointments.actions import agendas
from appointments.actions.agendas import PoolRules
from appointments.availability import Opening
from appointments.models import Agenda, Office, OfficeService, OpeningRule, Pool, Service, ServiceProcedure
from appointments.specs import OfficeSpec, OpeningSpec, ServiceSpec
from procedures.specs import ProcedureSpec
from sitekit.actors import SYSTEM, Actor

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STEPS = (30, 20, 15, 10)
Row = TypeVar("Row", bound=models.Model)


@dataclass(slots=True)
class Loaded:
    """What a load did, by kind of thing. `refused`: (id, why) of what is shown but cannot be booked here."""

    made: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)
    without_place: tuple[int, ...] = ()
    """Visits that changed rules leave without a place."""

    def __str__(self) -> str:
        names = sorted({*self.made, *self.changed, *self.kept})
        counts = (
            f"{name}: {self.made[name]} made, {self.changed[name]} changed, {self.kept[name]} kept" for name in names
        )
        refused = (f"{name}: {why}" for name, why in self.refused)
        left = [f"{len(self.without_place)} visits are left without a place"] if self.without_place else []
        return "\n".join([*counts, *refused, *left])


@transaction.atomic
def load_offices(
    *,
    offices: Sequence[OfficeSpec],
    services: Iterable[ServiceSpec],
    procedures: Iterable[ProcedureSpec],
    by: Actor = SYSTEM,
) -> Loaded:
    """Write offices, services and agendas as the content says.

    Agencies, procedures, municipalities and holidays must be there already.
    """
    loaded = Loaded()
    minutes = _services(services, loaded)
    _what_services_serve(procedures, loaded)
    left: set[int] = set()
    for spec in offices:
        office = _office(spec, loaded)
        bookable = _bookable(spec, office, loaded)
        agenda = _agenda(office, [minutes[item] for item in sorted(bookable)], loaded) if bookable else None
        _attends(office, spec, agenda, bookable, loaded)
        if agenda is not None:
            left.update(_rules(agenda, spec, loaded, by))
    Office.objects.exclude(pk__in=[spec.id for spec in offices]).update(is_active=False)
    Agenda.objects.exclude(office__is_active=True, services__isnull=False).update(is_offered=False)
    loaded.without_place = tuple(sorted(left | set(agendas.holidays_changed(by=by))))
    return loaded


def _services(specs: Iterable[ServiceSpec], loaded: Loaded) -> dict[str, int]:
    minutes = {}
    for spec in specs:
        minutes[spec.id] = spec.minutes
        _write(
            Service,
            {"public_id": spec.id},
            {
                "name": dict(spec.name),
                "minutes": spec.minutes,
                "extra_minutes_per_person": spec.extra_minutes_per_person,
                "is_office": spec.is_office,
                "assumed": spec.assumed,
                "note": dict(spec.note),
            },
            loaded,
        )
    return minutes


def _what_services_serve(procedures: Iterable[ProcedureSpec], loaded: Loaded) -> None:
    wanted = {
        (service, spec.id, channel.kind)
        for spec in procedures
        for channel in spec.channels
        for service in channel.services
    }
    there = {(row.service_id, row.procedure_id, row.channel): row.pk for row in ServiceProcedure.objects.all()}
    ServiceProcedure.objects.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    ServiceProcedure.objects.bulk_create(
        ServiceProcedure(service_id=service, procedure_id=procedure, channel=channel)
        for service, procedure, channel in sorted(wanted - set(there))
    )
    loaded.made["serviceprocedure"] += len(wanted - set(there))
    loaded.kept["serviceprocedure"] += len(wanted & set(there))


def _office(spec: OfficeSpec, loaded: Loaded) -> Office:
    return _write(
        Office,
        {"public_id": spec.id},
        {
            "agency_id": spec.agency,
            "name": dict(spec.name),
            "kind": spec.kind,
            "municipality_id": spec.municipality,
            "address": spec.address or "",
            "postal_code": spec.postal_code or "",
            "phone": spec.phone or "",
            "latitude": spec.latitude,
            "longitude": spec.longitude,
            "precision": spec.geo_precision or "",
            "hours_text": dict(spec.hours_text),
            "hours_verified": spec.hours_verified,
            "access": dict(spec.access),
            "note": dict(spec.note),
            "unverified_text": dict(spec.unverified_text),
            "confidence": spec.confidence,
            "sources": list(spec.sources),
            "is_active": True,
        },
        loaded,
    )


def _bookable(spec: OfficeSpec, office: Office, loaded: Loaded) -> set[str]:
    """Return the services whose place is really got here; say why the others that claim it are not."""
    here = {item.service for item in spec.services if item.places == "here"}
    if here and not office.is_bookable_here:
        loaded.refused.append((spec.id, f"confidence is {spec.confidence}: not bookable here"))
        return set()
    if here and not spec.opening:
        loaded.refused.append((spec.id, "no opening hours: not bookable here"))
        return set()
    return here


def _agenda(office: Office, minutes: list[int], loaded: Loaded) -> Agenda:
    length = math.gcd(*minutes)
    step = next((step for step in STEPS if length % step == 0), STEPS[-1])
    agenda = Agenda.objects.filter(office=office, key="visits").first()
    if agenda is not None and not agenda.assumed:
        return agenda
    return _write(Agenda, {"office": office, "key": "visits"}, {"step_minutes": step, "is_offered": True}, loaded)


def _attends(office: Office, spec: OfficeSpec, agenda: Agenda | None, bookable: set[str], loaded: Loaded) -> None:
    for item in spec.services:
        here = item.service in bookable
        _write(
            OfficeService,
            {"office": office, "service_id": item.service},
            {
                "places": item.places if here or item.places != "here" else OfficeService.Places.UNKNOWN,
                "agenda": agenda if here else None,
                "url": item.url or "",
                "phone": item.phone or "",
                "note": dict(item.note),
            },
            loaded,
        )
    office.services.exclude(service__in=[item.service for item in spec.services]).delete()


def _rules(agenda: Agenda, spec: OfficeSpec, loaded: Loaded, by: Actor) -> tuple[int, ...]:
    wanted = tuple(opening for item in spec.opening for opening in _openings(item))
    if not agenda.assumed:
        loaded.kept["openingrule"] += OpeningRule.objects.filter(pool__agenda=agenda).count()
        return ()
    there = Counter(
        (row.weekday, row.opens, row.closes, row.capacity, row.season_from, row.season_to)
        for row in OpeningRule.objects.filter(pool__agenda=agenda, pool__kind=Pool.Kind.GENERAL)
    )
    same = Counter(
        (item.weekday, item.opens, item.closes, item.capacity, _month_day(item.season, 0), _month_day(item.season, 1))
        for item in wanted
    )
    if there == same:
        loaded.kept["openingrule"] += len(wanted)
        return ()
    loaded.made["openingrule"] += len(wanted)
    return agendas.set_rules(
        agenda=agenda, pools=[PoolRules(Pool.Kind.GENERAL, wanted)], by=by, leave_without_place=True
    )


def _openings(spec: OpeningSpec) -> Iterable[Opening]:
    season = None
    if spec.from_on and spec.to_on:
        first, last = (tuple(int(part) for part in on.split("-")) for on in (spec.from_on, spec.to_on))
        season = ((first[0], first[1]), (last[0], last[1]))
    for day in spec.days:
        yield Opening(
            WEEKDAYS.index(day),
            dt.time.fromisoformat(spec.opens),
            dt.time.fromisoformat(spec.closes),
            spec.capacity,
            season=season,
        )


def _month_day(season: tuple[tuple[int, int], tuple[int, int]] | None, end: int) -> str:
    return f"{season[end][0]:02d}-{season[end][1]:02d}" if season else ""


def _write(model: type[Row], key: dict[str, Any], values: dict[str, Any], loaded: Loaded) -> Row:
    """Make the row, or change it where it differs, and count which of the three it was."""
    name = model._meta.model_name or ""
    row = model._default_manager.filter(**key).first()
    if row is None:
        loaded.made[name] += 1
        return model._default_manager.create(**key, **values)
    differing = [field for field, value in values.items() if getattr(row, field) != value]
    if not differing:
        loaded.kept[name] += 1
        return row
    for name_of_field in differing:
        setattr(row, name_of_field, values[name_of_field])
    row.save(update_fields=differing)
    loaded.changed[name] += 1
    return row

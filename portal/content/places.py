"""What must hold of offices, their services and the holidays. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from appointments.specs import HolidaySpec, OfficeSpec, ServiceSpec
from portal.content.entries import Entries, Entry, Fault


def faults(entries: Entries) -> list[Fault]:
    """Return everything wrong with offices, services and holidays taken by themselves."""
    return [*_offices(entries), *_services(entries), *_holidays(entries)]


def _offices(entries: Entries) -> Iterator[Fault]:
    for entry in entries[OfficeSpec]:
        yield from _places(entry)
        yield from _opening(entry)
        if (entry.spec.latitude is None) != (entry.spec.longitude is None):
            yield entry.fault("`latitude` and `longitude` go together", "latitude")


def _places(entry: Entry) -> Iterator[Fault]:
    spec = entry.spec
    for index, service in enumerate(spec.services):
        place = ("services", index, "places")
        if service.places == "here" and spec.confidence == "low":
            yield entry.fault("a place cannot be booked here: the confidence in this office is low", *place)
        if service.places == "here" and not spec.opening:
            yield entry.fault("a place cannot be booked here: the office has no opening hours", *place)
        if service.places == "elsewhere" and not (service.url or service.phone):
            yield entry.fault("`elsewhere` needs a `url` or a `phone`", *place)


def _opening(entry: Entry) -> Iterator[Fault]:
    for index, opening in enumerate(entry.spec.opening):
        for name in ("opens", "closes"):
            if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", getattr(opening, name)):
                yield entry.fault(f"`{name}` must be an hour such as 09:00", "opening", index, name)
        if opening.opens >= opening.closes:
            yield entry.fault("`closes` must come after `opens`", "opening", index)


def _services(entries: Entries) -> Iterator[Fault]:
    for entry in entries[ServiceSpec]:
        if entry.spec.minutes <= 0 or entry.spec.minutes % 5:
            yield entry.fault("`minutes` must be a multiple of five", "minutes")


def _holidays(entries: Entries) -> Iterator[Fault]:
    for entry in entries[HolidaySpec]:
        try:
            dt.date.fromisoformat(entry.spec.on)
        except ValueError:
            yield entry.fault("`on` must be a day such as 2026-12-08", "on")
        if (entry.spec.scope == "local") != (entry.spec.municipality is not None):
            yield entry.fault("a local holiday names its municipality, and only a local one does", "scope")

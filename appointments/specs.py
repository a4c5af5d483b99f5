"""The shape of office content: places, what they attend, and how a place is got there.

Pure. `assumed` marks what is ours (minutes, capacity) and not an agency's.
"""

from __future__ import annotations

from typing import Literal

from procedures.specs import Confidence, Spec, Text

Places = Literal["here", "elsewhere", "walk_in", "unknown"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class ServiceSpec(Spec, frozen=True, kw_only=True):
    """A kind of visit. `minutes` are whole minutes, a multiple of five."""

    id: str
    name: Text
    minutes: int
    extra_minutes_per_person: int = 0
    is_office: bool = True
    assumed: bool = True
    note: Text = {}


class OpeningSpec(Spec, frozen=True, kw_only=True):
    """Local opening hours, "HH:MM", on the days given; `from_on`/`to_on` are "MM-DD" for seasons."""

    days: tuple[Weekday, ...]
    opens: str
    closes: str
    capacity: int = 1
    from_on: str | None = None
    to_on: str | None = None


class OfficeServiceSpec(Spec, frozen=True, kw_only=True):
    """How a place is got for one service at one office."""

    service: str
    places: Places
    url: str | None = None
    phone: str | None = None
    note: Text = {}


class OfficeSpec(Spec, frozen=True, kw_only=True):
    id: str
    agency: str
    name: Text
    kind: str
    municipality: str
    """INE code of five digits."""
    address: str | None = None
    postal_code: str | None = None
    phone: str | None = None
    opening: tuple[OpeningSpec, ...] = ()
    hours_text: Text = {}
    hours_verified: bool = False
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: Literal["building_approx", "street_approx", "municipality_centroid"] | None = None
    services: tuple[OfficeServiceSpec, ...] = ()
    access: Text = {}
    confidence: Confidence
    sources: tuple[str, ...] = ()
    note: Text = {}
    unverified_text: Text = {}


class MunicipalitySpec(Spec, frozen=True, kw_only=True):
    """A municipality of Aragón. `key` is the option of the question `residence_municipality`."""

    code: str
    name: str
    province: Literal["zaragoza", "huesca", "teruel"]
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    key: str = "other_aragon"
    source: str


class HolidaySpec(Spec, frozen=True, kw_only=True):
    on: str
    name: Text
    scope: Literal["national", "regional", "local"]
    municipality: str | None = None
    provisional: bool = False

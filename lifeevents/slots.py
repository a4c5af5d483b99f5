"""What lists need from the app that knows offices and visits; it fills these in its `AppConfig.ready()`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lifeevents.liststate import ListState
from sitekit.slots import Slot

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from lifeevents.models import Checklist


@dataclass(frozen=True, slots=True)
class VisitOnList:
    """A visit that serves an item: booked here, or got elsewhere and typed in."""

    start: dt.datetime
    place: str
    reference: str = ""
    url: str | None = None
    """Where to see, change or cancel it."""
    typed_in: bool = False


@dataclass(frozen=True, slots=True)
class WayToAPlace:
    """How a place is got for a visit, at the office to go to first."""

    places: Literal["here", "elsewhere", "walk_in", "unknown"]
    office: str = ""
    address: str = ""
    office_url: str | None = None
    hours: str = ""
    url: str | None = None
    phone: str | None = None
    note: str = ""


def _no_url(procedure_ids: tuple[str, ...], state: ListState, language: str) -> str | None:
    return None


def _no_visits(state: ListState) -> Mapping[str, VisitOnList]:
    return {}


def _not_known(procedure_ids: tuple[str, ...], municipality: str) -> Mapping[str, dt.datetime]:
    return {}


def _no_registries(services: tuple[str, ...], municipality: str, language: str) -> Sequence[WayToAPlace]:
    return ()


def _nothing_kept(session: SessionBase) -> None:
    return None


def _nothing(state: ListState, checklist: Checklist) -> None:
    return None


def _nothing_told(checklist: Checklist) -> None:
    return None


def _no_ways(procedure_ids: tuple[str, ...], state: ListState, language: str) -> Mapping[str, WayToAPlace]:
    return {}


book_url: Slot[Callable[[tuple[str, ...], ListState, str], str | None]] = Slot("address that books a visit", _no_url)
"""Where to book one visit for these procedures; None when it cannot be booked here."""
type_in_url: Slot[Callable[[tuple[str, ...], ListState, str], str | None]] = Slot("address to type in a visit", _no_url)
"""Where to type in a visit got elsewhere."""
visits_of: Slot[Callable[[ListState], Mapping[str, VisitOnList]]] = Slot("visits of a list", _no_visits)
"""The next visit of each procedure on a list: at most a fixed number of queries for the whole list."""
first_free: Slot[Callable[[tuple[str, ...], str], Mapping[str, dt.datetime]]] = Slot("first free times", _not_known)
"""First free time of each procedure that can be booked here, near a municipality (INE code, "" when not known): a
fixed number of queries for any number of procedures."""
list_saved: Slot[Callable[[ListState, Checklist], None]] = Slot("a list was saved", _nothing)
"""Told inside the transaction that saves a list: what was kept with the unsaved one goes with it."""
list_stopped: Slot[Callable[[Checklist], None]] = Slot("a list was stopped", _nothing_told)
"""Told inside the transaction that stops a list: what is still owed about its visits is dropped."""
ways_of: Slot[Callable[[tuple[str, ...], ListState, str], Mapping[str, WayToAPlace]]] = Slot("ways to places", _no_ways)
"""How a place is got for the visit that each procedure asks for: a fixed number of queries for any number of them."""
registries_near: Slot[Callable[[tuple[str, ...], str, str], Sequence[WayToAPlace]]] = Slot(
    "registries near", _no_registries
)
"""The offices nearest to a municipality (INE code, "" when not known) that attend one of these services: for handing
in, any of them will do. A fixed number of queries."""
forgotten: Slot[Callable[[SessionBase], None]] = Slot("a device forgets", _nothing_kept)
"""Told when somebody asks a device to forget: what the session keeps of the person beside the list goes too."""

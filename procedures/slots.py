"""What the pages of procedures need from the apps above; filled in an upper app's `AppConfig.ready()`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from procedures.specs import Said
from sitekit.slots import Slot

if TYPE_CHECKING:
    from procedures.models import ContentPage


@dataclass(frozen=True, slots=True)
class WaysToAPlace:
    """How a place is got for a visit, over all offices: how many of each kind, and where to go on.

    `book_url` is None when none is booked here, or none is free.
    """

    here: int = 0
    elsewhere: int = 0
    walk_in: int = 0
    unknown: int = 0
    first_free: dt.datetime | None = None
    first_office: Said | None = None
    book_url: str | None = None
    offices_url: str | None = None

    @property
    def offices(self) -> int:
        return self.here + self.elsewhere + self.walk_in + self.unknown


@dataclass(frozen=True, slots=True)
class PartOf:
    """A life event that a procedure belongs to. `start_url` starts the list, or continues it."""

    title: Said
    url: str
    start_url: str


@dataclass(frozen=True, slots=True)
class GuideOutline:
    """What one guide asks and holds, by permanent id, in its order."""

    title: str
    questions: tuple[str, ...]
    procedures: tuple[str, ...]


def _no_guides() -> tuple[GuideOutline, ...]:
    return ()


def _no_ways(procedure_id: str, language: str) -> WaysToAPlace:
    return WaysToAPlace()


def _part_of_nothing(procedure_id: str, language: str, request: HttpRequest) -> tuple[PartOf, ...]:
    return ()


guides: Slot[Callable[[], tuple[GuideOutline, ...]]] = Slot("guides in outline", _no_guides)
"""A fixed number of queries."""
notices: Slot[Callable[[ContentPage], list[str]]] = Slot("what is to be looked at on a page", lambda page: [])
"""One sentence each. A fixed number of queries."""
ways_to_a_place: Slot[Callable[[str, str], WaysToAPlace]] = Slot("ways to a place for a procedure", _no_ways)
"""A fixed number of queries."""
part_of: Slot[Callable[[str, str, HttpRequest], tuple[PartOf, ...]]] = Slot("its life events", _part_of_nothing)
"""A fixed number of queries."""

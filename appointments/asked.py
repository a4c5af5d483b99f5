"""What a page of booking is about: for which procedures, of which list, or which visit is being changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from appointments import booking_session
from appointments.actions import claiming
from appointments.booking_session import BookingSession, CannotOpen
from appointments.models import Appointment, AppointmentPerson
from appointments.wanted import Wanted
from lifeevents import editions
from lifeevents.exceptions import LinkExpired
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.openlist import OpenList, open_list
from lifeevents.plans import DatedDeadline, Plan
from lifeevents.presenting import words
from lifeevents.presenting.words import DeadlineWords
from procedures.specs import ProcedureSpec, Said, say

SOURCE_LANGUAGE = "es"
MOST_PROCEDURES = 8
# What closes: after it, something is lost.
LEGAL = ("hard", "window")


@dataclass(frozen=True)
class Asked:
    """The subject of a page. `mine`: the list open in this browser that has all of it."""

    language: str
    specs: tuple[ProcedureSpec, ...]
    guide: Guide
    mine: OpenList | None
    wanted: Wanted
    near: str
    changing: Appointment | None = None

    @property
    def procedures(self) -> tuple[str, ...]:
        return self.wanted.procedures

    @property
    def place_notes(self) -> tuple[Said, ...]:
        """What is said of the places where these are done, each once: which of the offices serve."""
        ways = [way for spec in self.specs for way in spec.channels if way.kind in ("visit", "registry") and way.note]
        return tuple(dict.fromkeys(say(way.note, self.language) for way in ways))

    @property
    def state(self) -> ListState | None:
        return self.mine.state if self.mine else None

    @property
    def event(self) -> str:
        return self.mine.edition.life_event if self.mine else ""

    @cached_property
    def titles(self) -> list[Said]:
        return [say(spec.title, self.language) for spec in self.specs]

    @cached_property
    def plan(self) -> Plan | None:
        return self.state.plan() if self.state else None

    @cached_property
    def due(self) -> DatedDeadline | None:
        """Return the legal deadline that ends first: one ahead before one that has passed."""
        if self.plan is None:
            return None
        items = [item for procedure in self.procedures if (item := self.plan.item(procedure))]
        dated = [one for item in items for one in item.deadlines if one.spec.kind in LEGAL and one.on]
        closing = [one for one in dated if one.spec.edge != "opens"]
        ahead = [one for one in closing if not one.passed]
        if ahead:
            return min(ahead, key=lambda one: one.on or dt.date.max)
        return max(closing, key=lambda one: one.on or dt.date.min, default=None)

    @property
    def deadline_on(self) -> dt.date | None:
        return self.due.on if self.due else None

    @cached_property
    def deadline(self) -> DeadlineWords | None:
        if self.due is None:
            return None
        return words.deadline_words(self.due, self.language, today=timezone.localdate())

    @property
    def roles(self) -> list[str]:
        """Return who the visit may concern: me, and those the procedures and their channels speak of."""
        named: set[str] = {spec.concerns for spec in self.specs}
        named |= {one for spec in self.specs for channel in spec.channels for one in channel.who_must_come}
        if named & {"child", "other_parent"}:
            named |= {"child", "other_parent"}
        order = AppointmentPerson.Role
        return [role for role in (order.ME, order.OTHER_PARENT, order.CHILD, order.HOUSEHOLD) if role in named | {"me"}]

    @property
    def must_come(self) -> tuple[str, ...]:
        """Return who has to come to the office, as the procedures say."""
        found = [
            one
            for spec in self.specs
            for channel in spec.channels
            if channel.kind in ("visit", "registry")
            for one in channel.who_must_come
        ]
        return tuple(dict.fromkeys(found))

    @property
    def query(self) -> list[tuple[str, str]]:
        """Return what an address says of it: what for, and nothing of the person."""
        if self.changing is not None:
            return [("change", str(self.changing.calendar_uid))]
        event = [("event", self.event)] if self.event else []
        return [*event, *(("procedure", procedure) for procedure in self.procedures)]

    def url(self, name: str, *, with_: Sequence[tuple[str, str]] = (), **arguments: str) -> str:
        return f"{reverse(f'appointments:{name}', kwargs=arguments or None)}?{urlencode([*self.query, *with_])}"

    @property
    def back(self) -> tuple[str, Said | str]:
        """Return the page that this booking began from: address and name."""
        if self.changing is not None:
            url = reverse("appointments:visit_page", kwargs={"visit": str(self.changing.calendar_uid)})
            return url, ""
        if self.mine is not None:
            return item_address(self.mine, self.procedures[0], self.language), self.titles[0]
        return "", self.titles[0]


def asked_of(request: HttpRequest) -> Asked:
    """Read what a page of booking is about from its address.

    Raises: Http404 for a procedure that no published guide has; CannotOpen for a visit that is not this browser's.
    """
    if change := request.GET.get("change"):
        visit = booking_session.opened(request, _uuid(change))
        wanted = claiming.wanted_of(visit)
        return asked(request, wanted.procedures, wanted=wanted, changing=visit)
    procedures = tuple(dict.fromkeys(request.GET.getlist("procedure")))[:MOST_PROCEDURES]
    return asked(request, procedures, event=request.GET.get("event", ""))


def asked(
    request: HttpRequest,
    procedures: tuple[str, ...],
    *,
    event: str = "",
    wanted: Wanted | None = None,
    changing: Appointment | None = None,
) -> Asked:
    """Return what a page is about, for known procedures.

    Raises: Http404 when there is none, or no published guide has it.
    """
    if not procedures:
        raise Http404("for nothing")
    session = BookingSession(request.session)
    mine = list_with(request, procedures, event)
    guides = [mine.state.guide] if mine else []
    guides += [edition.guide for edition in editions.all_current()]
    guide = next((one for one in guides if all(procedure in one.procedure_by_id for procedure in procedures)), None)
    if guide is None:
        raise Http404(" ".join(procedures))
    near = session.near or (mine.state.municipality if mine else "") or (changing.municipality if changing else "")
    return Asked(
        language=get_language() or SOURCE_LANGUAGE,
        specs=tuple(guide.procedure_by_id[procedure] for procedure in procedures),
        guide=guide,
        mine=mine,
        wanted=wanted or Wanted(procedures, session.people, session.needs),
        near=near,
        changing=changing,
    )


def list_with(request: HttpRequest, procedures: tuple[str, ...], event: str = "") -> OpenList | None:
    """Return the list open in this browser that has all these procedures: that of the event when one is named."""
    for edition in editions.all_current():
        if event and edition.life_event != event:
            continue
        try:
            mine = open_list(request, edition)
        except LinkExpired:
            continue
        if not mine.is_empty and all(procedure in mine.state.guide.procedure_by_id for procedure in procedures):
            return mine
    return None


def list_address(mine: OpenList, language: str) -> str:
    slugs = mine.edition.guide.event.slug
    return reverse("lifeevents:list", kwargs={"event": slugs.get(language, slugs[SOURCE_LANGUAGE])})


def item_address(mine: OpenList, procedure: str, language: str) -> str:
    slugs = mine.edition.guide.event.slug
    event = slugs.get(language, slugs[SOURCE_LANGUAGE])
    return reverse("lifeevents:item", kwargs={"event": event, "procedure": procedure})


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise CannotOpen from error

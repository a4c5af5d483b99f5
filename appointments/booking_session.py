"""What a browser's session keeps of visits: those it may open, the hold it has, what was typed, where the person lives.

Never in an address, never in a log. Gone with the session, 24 hours after the last change.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from appointments.models import Appointment
from lifeevents import openlist
from sitekit import links
from sitekit.actors import Actor, link_holder

VISITS = "visits"
"""Session: [[primary key, link version], …] of visits that this browser may open, the newest first."""
BOOKING = "booking"
"""Session: hold {uid, event}, typed {field: value}, near, people, needs, eased [uid, …]."""
MOST_VISITS = 30


class CannotOpen(Exception):
    """The visit is not this browser's to see, is gone, or its link was revoked."""


def grant(session: SessionBase, visit: Appointment) -> None:
    """Let this browser open a visit."""
    others = [pair for pair in session.get(VISITS, []) if pair[0] != visit.pk]
    session[VISITS] = [[visit.pk, visit.link_version], *others][:MOST_VISITS]


def forget(session: SessionBase) -> None:
    """Forget on this device which visits it may open and what was typed; their links and references still open them."""
    session.pop(VISITS, None)
    session.pop(BOOKING, None)


def by_token(token: str) -> Appointment:
    """Return the visit that a secret link opens.

    Raises: CannotOpen when it was revoked, is past its time, or was never ours.
    """
    try:
        pk, version = links.read("appointment", token)
    except links.BadLink as error:
        raise CannotOpen from error
    visit = kept().filter(pk=pk, link_version=version).first()
    if visit is None:
        raise CannotOpen
    return visit


def opened(request: HttpRequest, uid: UUID | str) -> Appointment:
    """Return a visit that this browser may open: by its link or reference before, or as part of a list it has open.

    Raises: CannotOpen
    """
    visit = kept().with_everything().filter(calendar_uid=uid).first()
    if visit is None:
        raise CannotOpen
    if [visit.pk, visit.link_version] in request.session.get(VISITS, []):
        return visit
    lists = request.session.get(openlist.KEY, {}).values()
    if visit.checklist is not None and [str(visit.checklist_id), visit.checklist.link_version] in lists:
        return visit
    raise CannotOpen


def kept() -> Any:
    """Return visits that are not past their time."""
    return Appointment.objects.visits().filter(Q(keep_until=None) | Q(keep_until__gte=timezone.localdate()))


def holder_of(visit: Appointment) -> Actor:
    """Return who acts when a browser that may open a visit does something with it."""
    return link_holder("appointment", visit.pk)


class BookingSession:
    """What is kept while a visit is being booked."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        self._data: dict[str, Any] = dict(session.get(BOOKING, {}))

    def _keep(self, **values: Any) -> None:
        self._data.update(values)
        self._session[BOOKING] = self._data

    @property
    def hold_uid(self) -> str:
        return str(self._data.get("hold", {}).get("uid", ""))

    @property
    def hold_event(self) -> str:
        """Return the life event of the list that the hold is for, "" for none."""
        return str(self._data.get("hold", {}).get("event", ""))

    def keep_hold(self, hold: Appointment, event: str) -> None:
        self._keep(hold={"uid": str(hold.calendar_uid), "event": event})

    def forget_hold(self) -> None:
        self._keep(hold={})

    @property
    def typed(self) -> dict[str, Any]:
        """Return what was typed in the form, as typed."""
        return dict(self._data.get("typed", {}))

    def keep_typed(self, typed: dict[str, Any]) -> None:
        self._keep(typed=typed)

    @property
    def near(self) -> str:
        """Return the INE code typed on the pages of booking, "" for none."""
        return str(self._data.get("near", ""))

    def keep_near(self, code: str) -> None:
        self._keep(near=code)

    @property
    def people(self) -> int:
        return int(self._data.get("people", 1))

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(self._data.get("needs", ()))

    def keep_needs(self, people: int, needs: list[str]) -> None:
        self._keep(people=people, needs=needs)

    def done(self, visit: Appointment) -> None:
        """Forget what was only needed to book."""
        self._keep(hold={}, typed={}, people=1, needs=[], just=str(visit.calendar_uid))

    def may_be_asked_ease(self, visit: Appointment) -> bool:
        """Tell whether the visit was booked in this session and nobody has said yet whether it was easy."""
        return self._data.get("just") == str(visit.calendar_uid)

    def ease_asked(self) -> None:
        self._keep(just="")

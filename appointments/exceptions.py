"""Why a visit could not be booked, changed or cancelled, and what may be done instead.

`alternatives` are bookable at the moment they are offered; those after the legal deadline say so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alternative:
    """A bookable time instead of the one refused."""

    office: str
    start: dt.datetime
    end: dt.datetime
    places: int
    same_office: bool
    distance_km: float | None = None
    after_deadline: bool = False


class BookingRefused(Exception):
    """Base of every refusal. `code` is the word of the API and of the pages."""

    code = "refused"

    def __init__(self, message: str = "", *, alternatives: tuple[Alternative, ...] = ()) -> None:
        super().__init__(message or self.code)
        self.alternatives = alternatives


class SlotTaken(BookingRefused):
    """Somebody else has the last place at that time."""

    code = "slot_taken"


class OfficeClosed(BookingRefused):
    """The office does not attend at that time, or not for so long."""

    code = "office_closed"


class NotBookableHere(BookingRefused):
    """No place for this is got here: another way, another office, or a need that it does not have."""

    code = "not_bookable_here"


class TooLate(BookingRefused):
    """Too near, past, or too far ahead; or the visit is over."""

    code = "too_late"


class HoldExpired(BookingRefused):
    """The hold is over, or was let go."""

    code = "hold_expired"


class CannotExtend(BookingRefused):
    """The hold was extended before."""

    code = "cannot_extend"


class AlreadyCancelled(BookingRefused):
    """The visit was cancelled before, or is not a visit."""

    code = "already_cancelled"


class WrongState(BookingRefused):
    """The visit is not in a state in which this can be done."""

    code = "wrong_state"


class LeavesWithoutPlace(BookingRefused):
    """The change of rules would leave visits without a place. `appointments` are their primary keys."""

    code = "leaves_without_place"

    def __init__(self, message: str = "", *, appointments: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.appointments = appointments


class NumberTaken(BookingRefused):
    """The registry's number stands on another procedure of the same office."""

    code = "number_taken"

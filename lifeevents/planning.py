"""Answers and an edition in; one ordered, dated, explained list out.

Pure: no Django, no clock, no database. The time, the holidays and the marks are arguments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

from procedures.conditions import Answers, Reason
from procedures.specs import ChannelKind, ChannelSpec, DeadlineSpec, Form, Lookup, RequirementSpec

State = Literal["applies", "may_apply"]
Status = Literal["ready", "waiting", "blocked", "done"]


class DatedDeadline(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline with its date, where one can be told.

    `on`: last day (or the day recommended); None when only the sentence is known.
    `opens_on`: first day, for windows that open. `passed`: `on` lies before today.
    """

    spec: DeadlineSpec
    on: dt.date | None = None
    opens_on: dt.date | None = None
    passed: bool = False


class NeededPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement as it stands for these answers: needed (True) or perhaps (False)."""

    requirement: RequirementSpec
    certain: bool
    settled_by: tuple[str, ...] = ()
    comes_from: tuple[str, ...] = ()
    """Procedures on this list that yield it."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One procedure on a person's list."""

    procedure: str
    state: State
    status: Status
    waiting_for: tuple[str, ...] = ()
    """Procedures on the list, not done, without which this one cannot be done."""
    after: tuple[str, ...] = ()
    """Every procedure on the list that stands above because of an order rule."""
    phase: str
    reasons: tuple[Reason, ...] = ()
    settled_by: tuple[str, ...] = ()
    """Question ids that would settle a `may_apply`, the most telling first."""
    channel: ChannelSpec | None = None
    """The channel chosen by the person, else the least costly."""
    deadlines: tuple[DatedDeadline, ...] = ()
    next_deadline: DatedDeadline | None = None
    """The dated deadline to show first: the earliest hard one not passed, else the earliest not passed, else a passed one."""
    papers: tuple[NeededPaper, ...] = ()


class Excluded(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure that is not for this person, the answers that decided, what to look at instead."""

    procedure: str
    reasons: tuple[Reason, ...]
    instead: tuple[str, ...] = ()


class FolderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One paper, merged over procedures: strictest form, least generous look-up, most copies."""

    document: str
    form: Form
    copies: int
    lookup: Lookup
    serves: tuple[str, ...]
    one_of: str | None = None
    notes: tuple[tuple[str, int], ...] = ()
    """(procedure id, index of its requirement) of the uses that carry a note."""
    comes_from: tuple[str, ...] = ()


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """What to bring: certain papers, papers that may be needed, and what they see to themselves."""

    lines: tuple[FolderLine, ...] = ()
    perhaps: tuple[FolderLine, ...] = ()
    they_provide: tuple[FolderLine, ...] = ()


class PhaseRange(msgspec.Struct, frozen=True, kw_only=True):
    phase: str
    until: dt.date | None
    items: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The whole list. `items` in the order to do them; `next_item` the one to do first, if any."""

    event_on: dt.date | None
    today: dt.date
    items: tuple[Item, ...]
    excluded: tuple[Excluded, ...]
    folder: Folder
    phases: tuple[PhaseRange, ...]
    next_item: str | None
    next_question: str | None
    questions_left_at_most: int
    asked: tuple[str, ...] = ()
    """Questions that matter with these answers, answered or not, in the order to put them."""


Marks = Mapping[str, str]
"""Procedure id → kind of the newest mark: "done_by_me", "handed_in", "granted", "refused"."""
Channels = Mapping[str, ChannelKind]
"""Procedure id → the channel that the person chose."""

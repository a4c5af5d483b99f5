"""What a plan is: one ordered, dated, explained list for one person's answers; its counts, and what changed.

Pure. `lifeevents.planning` builds plans and re-exports these names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

from lifeevents.guide import Guide
from procedures.conditions import Reason
from procedures.folder import Folder
from procedures.specs import ChannelKind, ChannelSpec, DeadlineSpec, RequirementSpec

State = Literal["applies", "may_apply"]
Status = Literal["ready", "waiting", "blocked", "done"]


class DatedDeadline(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline with its date, where one can be told.

    `on`: last day (or the day recommended); None when only the sentence is known. `opens_on`: first day, for windows
    that open. `at`: last moment, when the hour of the event is known. `passed`: `on` lies before today.
    `expected`: counted from an expected date, the event has not happened yet. `calendar_known`: False when working
    days were counted in a year without published holidays.
    """

    spec: DeadlineSpec
    on: dt.date | None = None
    opens_on: dt.date | None = None
    at: dt.datetime | None = None
    passed: bool = False
    expected: bool = False
    calendar_known: bool = True


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
    waiting_for_one_of: tuple[tuple[str, ...], ...] = ()
    """The same by group: one procedure of each group is enough."""
    after: tuple[str, ...] = ()
    """Every procedure on the list that stands above because of an order rule."""
    phase: str
    """The phase of the guide, or an earlier one when something more urgent needs this first."""
    reasons: tuple[Reason, ...] = ()
    settled_by: tuple[str, ...] = ()
    """Question ids that would settle a `may_apply`, the most telling first."""
    channel: ChannelSpec | None = None
    """The channel chosen by the person, else the least costly."""
    deadlines: tuple[DatedDeadline, ...] = ()
    next_deadline: DatedDeadline | None = None
    """The dated deadline to show first: the earliest hard one ahead, else the earliest ahead, else a passed one."""
    passed: bool = False
    """Every hard deadline that has a date has passed: show the remedy."""
    instead: tuple[str, ...] = ()
    """Other procedures on the list that do the same, for when this one has passed."""
    papers: tuple[NeededPaper, ...] = ()


class Excluded(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure that is not for this person, the answers that decided, what to look at instead."""

    procedure: str
    reasons: tuple[Reason, ...]
    instead: tuple[str, ...] = ()


class PhaseRange(msgspec.Struct, frozen=True, kw_only=True):
    """A phase with something in it, and its last day when the event has a date."""

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
    due_on: dt.date | None = None
    """The expected date that dates were counted from, while the event has none."""

    def item(self, procedure: str) -> Item | None:
        """Return the item of a procedure, if it is on the list."""
        return next((item for item in self.items if item.procedure == procedure), None)


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much a list holds: procedures by state, and agencies of those on the list."""

    certain: int
    may: int
    excluded: int
    agencies: int
    done: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one plan to another."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    states: tuple[tuple[str, State, State], ...] = ()
    """(procedure, before, now)"""
    dates: tuple[tuple[str, str, dt.date | None, dt.date | None], ...] = ()
    """(procedure, deadline key, before, now)"""
    papers_added: tuple[tuple[str, str], ...] = ()
    """(procedure, document)"""
    papers_removed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__struct_fields__)


Marks = Mapping[str, str]
"""Procedure id → kind of the newest mark: "done_by_me", "handed_in", "granted", "refused"."""
Channels = Mapping[str, ChannelKind]
"""Procedure id → the channel that the person chose."""


def counts(plan: Plan, guide: Guide) -> Counts:
    """Return how many procedures are certain, possible and left out, and how many agencies that makes."""
    certain = sum(item.state == "applies" for item in plan.items)
    return Counts(
        certain=certain,
        may=len(plan.items) - certain,
        excluded=len(plan.excluded),
        agencies=len({guide.procedure_by_id[item.procedure].agency for item in plan.items}),
        done=sum(item.status == "done" for item in plan.items),
    )


def difference(old: Plan, new: Plan) -> Difference:
    """Return what changed between two plans, for telling the person."""
    before, now = ({item.procedure: item for item in one.items} for one in (old, new))
    both = [procedure for procedure in now if procedure in before]
    dates = []
    for procedure in both:
        was = {one.spec.key: one.on or one.opens_on for one in before[procedure].deadlines}
        now_is = {one.spec.key: one.on or one.opens_on for one in now[procedure].deadlines}
        changed = (key for key in {**was, **now_is} if was.get(key) != now_is.get(key))
        dates += [(procedure, key, was.get(key), now_is.get(key)) for key in changed]
    papers = {
        moment: [(procedure, paper.requirement.document) for procedure in both for paper in items[procedure].papers]
        for moment, items in (("before", before), ("now", now))
    }
    return Difference(
        added=tuple(procedure for procedure in now if procedure not in before),
        removed=tuple(procedure for procedure in before if procedure not in now),
        states=tuple(
            (procedure, before[procedure].state, now[procedure].state)
            for procedure in both
            if before[procedure].state != now[procedure].state
        ),
        dates=tuple(dates),
        papers_added=tuple(dict.fromkeys(paper for paper in papers["now"] if paper not in papers["before"])),
        papers_removed=tuple(dict.fromkeys(paper for paper in papers["before"] if paper not in papers["now"])),
    )

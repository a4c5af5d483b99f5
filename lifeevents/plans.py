"""What a plan is: one ordered, dated, explained list for one person's answers; its counts, and what changed.

Pure. `lifeevents.planning` builds plans and re-exports these names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

from lifeevents.guide import Guide
from procedures.conditions import EVERYBODY, Leaf, Reason
from procedures.folder import Folder
from procedures.specs import ChannelKind, ChannelSpec, DeadlineSpec, ProcedureSpec, RequirementSpec, SpanSpec

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


class Whose(msgspec.Struct, frozen=True, kw_only=True):
    """How a procedure that is judged apart for each person stands for one of them."""

    person: str
    state: State
    reasons: tuple[Reason, ...] = ()
    settled_by: tuple[str, ...] = ()
    done: bool = False


class SafeStart(msgspec.Struct, frozen=True, kw_only=True):
    """The last day on which it is safe to begin: the deadline, less the time of what has to be obtained before it.

    `on`: that day. `deadline`: key of the deadline it is for. `before`: the procedures that have to be done first, the
    first to do in front. `not_known`: those of them whose time nobody has published; because of them the day may be
    earlier.
    """

    on: dt.date
    deadline: str
    before: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()
    passed: bool = False


class AnswerBy(msgspec.Struct, frozen=True, kw_only=True):
    """What the silence of the administration means, only where its term is known.

    `on`: the last day to answer, once it is known when it was handed in (`since`); None before that.
    """

    term: SpanSpec
    silence: Literal["positive", "negative"]
    since: dt.date | None = None
    on: dt.date | None = None


class BroughtInBy(msgspec.Struct, frozen=True, kw_only=True):
    """Answers that together would bring a left-out procedure in: the smallest such change."""

    leaf: Leaf
    holds: bool
    """Whether the leaf has to be true or false."""
    person: str = EVERYBODY


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one item, for everybody or for one person: "done_by_me", "handed_in", "granted", "refused"."""

    kind: str
    on: dt.date | None = None
    person: str = EVERYBODY


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One procedure on a person's list."""

    procedure: str
    state: State
    status: Status
    waiting_for: tuple[str, ...] = ()
    """Procedures on the list, not done, without which this one cannot be done."""
    waiting_for_one_of: tuple[tuple[str, ...], ...] = ()
    """The same by group: one procedure of each group is enough."""
    blocked_by: tuple[str, ...] = ()
    """Of those, the ones that nobody can count on: refused, or perhaps not for this person."""
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
    whose: tuple[Whose, ...] = ()
    """One for each person it applies or may apply to, when it is judged apart for each."""
    start_by: SafeStart | None = None
    """For the next hard deadline, when it is earlier than the deadline itself."""
    answer_by: AnswerBy | None = None
    opens: tuple[str, ...] = ()
    """Procedures on the list that wait for what this one gives, the nearest first."""
    puts_online: tuple[str, ...] = ()
    """Procedures on the list that could be done online with the electronic identity that this one gives."""
    said_done: bool = False
    """Done because an answer says so, not because of a mark."""


class Excluded(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure that is not for this person, the answers that decided, what to look at instead."""

    procedure: str
    reasons: tuple[Reason, ...]
    instead: tuple[str, ...] = ()
    brought_in_by: tuple[BroughtInBy, ...] = ()


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What can be handed in on one trip to any registry, with one folder for all agencies.

    `procedures`: ready to hand in, in order. `later`: could be handed in there too, but wait for something.
    """

    procedures: tuple[str, ...]
    later: tuple[str, ...] = ()
    folder: Folder


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
    asked_of: Mapping[str, tuple[str, ...]] = {}
    """For questions asked per person: whom to ask, in order."""
    longest_chain: tuple[str, ...] = ()
    """The longest row of open things of which each one waits for the one before it."""
    delivery: Delivery | None = None
    """None when fewer than two things can be handed in at any registry."""

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


ChangeKind = Literal["added", "removed", "state", "date", "paper_added", "paper_removed", "paper"]


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that changed on a list.

    `about`: the key of the deadline, or the document. `before` and `now`: ISO dates, states or forms.
    """

    kind: ChangeKind
    procedure: str
    about: str = ""
    before: str | None = None
    now: str | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one plan to another, in the order of the new list."""

    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)


Marks = Mapping[str, tuple[Marked, ...]]
"""Procedure id → what is known of it, the newest last."""
Lookups = Mapping[str, Literal["objected", "authorised"]]
"""Document → what the person said to its being looked up."""
Channels = Mapping[str, ChannelKind]
"""Procedure id → the channel that the person chose."""


def channel_of(
    spec: ProcedureSpec, chosen: ChannelKind | None = None, *, has_identity: bool = True
) -> ChannelSpec | None:
    """Return the chosen channel when the procedure has it, else the least costly one that the person can take now.

    `has_identity`: False for who has said not to have an electronic one. What can be done in no other way stays so.
    """
    ways = spec.channels_for_people()
    can = ways if has_identity else [way for way in ways if way.kind != "online_identity"] or ways
    return next((way for way in ways if way.kind == chosen), can[0] if can else None)


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
    changes: list[Change] = []
    for procedure, item in now.items():
        if procedure not in before:
            changes.append(Change(kind="added", procedure=procedure, now=item.state))
            continue
        changes += _differences(before[procedure], item)
    changes += [Change(kind="removed", procedure=procedure) for procedure in before if procedure not in now]
    return Difference(changes=tuple(changes))


def _differences(was: Item, item: Item) -> list[Change]:
    procedure, changes = item.procedure, []
    if was.state != item.state:
        changes.append(Change(kind="state", procedure=procedure, before=was.state, now=item.state))
    dates = [
        {one.spec.key: on.isoformat() for one in each.deadlines if (on := one.on or one.opens_on)}
        for each in (was, item)
    ]
    for key in {**dates[0], **dates[1]}:
        if (old := dates[0].get(key)) != (new := dates[1].get(key)):
            changes.append(Change(kind="date", procedure=procedure, about=key, before=old, now=new))
    papers = [{paper.requirement.document: paper.requirement.form for paper in each.papers} for each in (was, item)]
    for document in {**papers[0], **papers[1]}:
        old, new = papers[0].get(document), papers[1].get(document)
        if old != new:
            kind: ChangeKind = "paper" if old and new else "paper_added" if new else "paper_removed"
            changes.append(Change(kind=kind, procedure=procedure, about=document, before=old, now=new))
    return changes

"""When to begin at the latest, and what the silence of the administration means.

Pure. Source: docs/decisions/0014-dates.md; Ley 39/2015, arts. 21, 24 and 25 (silence), 30 (how terms are counted).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from lifeevents.guide import Guide
from lifeevents.plans import AnswerBy, Item, Marked, Marks, SafeStart
from procedures import deadlines
from procedures.conditions import EVERYBODY
from procedures.deadlines import NO_HOLIDAYS, Holidays
from procedures.specs import ProcedureSpec, SpanSpec

# The days that a term of the administration can be counted from, the surest first.
_APPLIED = ("handed_in", "done_by_me")
_ANSWERED = frozenset({"granted", "refused"})


def with_times(
    guide: Guide, items: Sequence[Item], *, today: dt.date, holidays: Holidays = NO_HOLIDAYS, marks: Marks | None = None
) -> tuple[Item, ...]:
    """Return the items, in the order of the list, with their latest safe start and the time to answer."""
    begin = _Starts(guide, items, today, holidays)
    return tuple(
        msgspec.structs.replace(
            item,
            start_by=begin.of(item),
            answer_by=answer_by(guide.procedure_by_id[item.procedure], (marks or {}).get(item.procedure, ()), holidays),
        )
        for item in items
    )


def answer_by(spec: ProcedureSpec, marks: Sequence[Marked], holidays: Holidays = NO_HOLIDAYS) -> AnswerBy | None:
    """Return what silence means and from when; None where it is not known, or where they have answered.

    The term runs from the day it was handed in, else from the day the person marked it as done.
    """
    resolution = spec.resolution
    if resolution.value is None or resolution.unit is None or {"resolution", "silence"} & set(spec.unverified):
        return None
    answered = {mark.person for mark in marks if mark.kind in _ANSWERED}
    if resolution.silence not in ("positive", "negative") or EVERYBODY in answered:
        return None
    term = SpanSpec(value=resolution.value, unit=resolution.unit)
    open_ones = [mark for mark in marks if mark.person not in answered]
    days = ([mark.on for mark in open_ones if mark.kind == kind and mark.on is not None] for kind in _APPLIED)
    since = next((max(found) for found in days if found), None)
    on = None if since is None else deadlines.after(since, term, holidays=holidays)
    return AnswerBy(term=term, silence=resolution.silence, since=since, on=on)


class _Way(msgspec.Struct, frozen=True):
    """How to have something by a day: when to begin, and what has to be done for it."""

    start: dt.date
    steps: frozenset[str] = frozenset()
    not_known: frozenset[str] = frozenset()


class _Starts:
    """Latest starts over one list."""

    def __init__(self, guide: Guide, items: Sequence[Item], today: dt.date, holidays: Holidays) -> None:
        self.guide, self.today, self.holidays = guide, today, holidays
        self.items: Mapping[str, Item] = {item.procedure: item for item in items}
        self.place = {item.procedure: index for index, item in enumerate(items)}
        self.found: dict[tuple[str, dt.date], _Way | None] = {}

    def of(self, item: Item) -> SafeStart | None:
        """Return the latest safe start for the next hard deadline, where it tells more than the deadline does.

        Its own time to be decided does not count: a deadline is met by handing in.
        """
        limit = item.next_deadline
        if item.status == "done" or limit is None or limit.on is None or limit.passed or limit.spec.kind != "hard":
            return None
        way = self._before(item, limit.on)
        if way is None or not way.steps or (way.start >= limit.on and not way.not_known):
            return None
        return SafeStart(
            on=way.start,
            deadline=limit.spec.key,
            before=self._in_order(way.steps),
            not_known=self._in_order(way.not_known),
            passed=way.start < self.today,
        )

    def _before(self, item: Item, by: dt.date) -> _Way | None:
        """Return the way to have all that an item waits for by a day; None when something cannot be had."""
        ways = []
        for group in item.waiting_for_one_of:
            quickest = self._quickest(item, group, by)
            if quickest is None:
                return None
            ways.append(quickest)
        return _Way(
            start=min((way.start for way in ways), default=by),
            steps=frozenset().union(*(way.steps for way in ways)),
            not_known=frozenset().union(*(way.not_known for way in ways)),
        )

    def _quickest(self, item: Item, group: Sequence[str], by: dt.date) -> _Way | None:
        """Return the best way through a group: one that is sure to be open, the latest start, the least unknown."""
        # Whatever stands below the item is there because edited content made a circle.
        can = [one for one in group if one in self.items and self.place[one] < self.place[item.procedure]]
        open_ones = [one for one in can if self.items[one].status != "done"]
        sure = [one for one in open_ones if self.items[one].state == "applies"]
        ways = [way for one in sure or open_ones if (way := self._having(one, by)) is not None]
        return max(ways, key=lambda way: (way.start, -len(way.not_known), -len(way.steps)), default=None)

    def _having(self, procedure: str, by: dt.date) -> _Way | None:
        """Return the way to have one procedure finished by a day."""
        if (procedure, by) not in self.found:
            term = self.guide.procedure_by_id[procedure].resolution
            start, not_known = by, {procedure}
            if term.value is not None and term.unit is not None:
                span = SpanSpec(value=term.value, unit=term.unit)
                start, not_known = deadlines.before(by, span, holidays=self.holidays), set()
            way = self._before(self.items[procedure], start)
            if way is not None:
                way = _Way(way.start, way.steps | {procedure}, way.not_known | not_known)
            self.found[procedure, by] = way
        return self.found[procedure, by]

    def _in_order(self, steps: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(steps, key=self.place.__getitem__))

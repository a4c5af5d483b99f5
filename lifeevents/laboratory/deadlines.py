"""Deadlines that cannot be met: over before the thing can be done by anybody who begins on the day of the event.

Pure. The earliest day of a procedure: when it opens, and when everything has been got that has to come before it, each
by its quickest way and in the time that its agency publishes. What is not known counts as nothing. Looked at for every
day of two years, one of them a leap year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import msgspec

from lifeevents.laboratory.findings import Kind
from lifeevents.laboratory.papers import comes_from_before, givers
from lifeevents.laboratory.probing import Bench, Probe
from lifeevents.laboratory.space import Cell, Space
from lifeevents.laboratory.truth import Truth, says
from procedures import deadlines
from procedures.deadlines import Due, Holidays
from procedures.specs import DeadlineSpec, ProcedureSpec, RequirementSpec, Unit

DAYS = tuple(dt.date(2027, 1, 1) + dt.timedelta(days=each) for each in range(365 + 366))

Known = Mapping[Truth, bool | None]
"""What is known of a list: which procedures stand on it, and which papers are needed."""


class _Group(msgspec.Struct, frozen=True):
    """Procedures of which one has to be done before; counts only while `needed` holds."""

    needed: Truth | None
    ways: tuple[str, ...]


class _Timetable:
    """How early the procedures of a guide can be done, for who begins on a day."""

    def __init__(self, space: Space, holidays: Holidays) -> None:
        self.space = space
        self.holidays = holidays
        self.groups = {spec.id: tuple(_groups(space, spec)) for spec in space.guide.procedures}
        self.has_circles = any(
            one in self.before(need) for one in self.groups for group in self.groups[one] for need in group.ways
        )
        self._due: dict[tuple[str, str, dt.date], Due] = {}
        self._found: dict[tuple[object, ...], dt.date] = {}

    def due(self, procedure: str, deadline: DeadlineSpec, day: dt.date) -> Due:
        """Return a deadline counted from a day, whatever date it is counted from."""
        key = (procedure, deadline.key, day)
        if key not in self._due:
            others = {deadline.relative_to: day} if deadline.relative_to else {}
            self._due[key] = deadlines.due(
                deadline, event_on=day, holidays=self.holidays, other_dates=others, today=day
            )
        return self._due[key]

    def forget(self) -> None:
        """Forget what was worked out for another list."""
        self._found.clear()

    def before(self, procedure: str) -> tuple[str, ...]:
        """Return a procedure and everything that may have to come before it."""
        found = {procedure: None}
        waiting = [procedure]
        while waiting:
            for one in [one for group in self.groups[waiting.pop()] for one in group.ways]:
                if one not in found:
                    found[one] = None
                    waiting.append(one)
        return tuple(found)

    def truths(self, procedures: Iterable[str]) -> tuple[Truth, ...]:
        """Return what has to be known of a list to tell how early these can be done."""
        found: dict[Truth, None] = {}
        for one in procedures:
            found[self.space.applies(one)] = None
            found |= dict.fromkeys(group.needed for group in self.groups[one] if group.needed is not None)
        return tuple(found)

    def earliest(
        self, procedure: str, day: dt.date, known: Known, base: str | None, *, with_times: bool, seen: frozenset[str]
    ) -> dt.date:
        """Return the earliest day on which a procedure can be done; never too late a one."""
        if procedure in seen:
            return day
        # Many need the same before them: without circles it does not matter on which way one comes to it.
        key = (procedure, day, base, with_times)
        if self.has_circles or key not in self._found:
            self._found[key] = self._earliest(procedure, day, known, base, with_times=with_times, seen=seen)
        return self._found[key]

    def _earliest(
        self, procedure: str, day: dt.date, known: Known, base: str | None, *, with_times: bool, seen: frozenset[str]
    ) -> dt.date:
        seen |= {procedure}
        starts = [day, self._opens_on(procedure, day, base)]
        for group in self.groups[procedure]:
            there = [known[self.space.applies(one)] for one in group.ways]
            # Who may be on the list can only be a quicker way; without anybody who is, nothing is waited for.
            if True in there and (group.needed is None or known[group.needed] is True):
                ways = [one for one, state in zip(group.ways, there, strict=True) if state is not False]
                starts.append(min(self._over(one, day, known, base, with_times=with_times, seen=seen) for one in ways))
        return max(starts)

    def _over(
        self, procedure: str, day: dt.date, known: Known, base: str | None, *, with_times: bool, seen: frozenset[str]
    ) -> dt.date:
        start = self.earliest(procedure, day, known, base, with_times=with_times, seen=seen)
        took = published_time(self.space.guide.procedure_by_id[procedure]) if with_times else None
        return deadlines.add(start, took[0], took[1], holidays=self.holidays) if took else start

    def _opens_on(self, procedure: str, day: dt.date, base: str | None) -> dt.date:
        """Return the first day of the earliest window that opens, of those counted from the same date."""
        specs = [one for one in self.space.guide.procedure_by_id[procedure].deadlines if one.relative_to == base]
        opened = [on for one in specs if (on := self.due(procedure, one, day).opens_on) is not None]
        return min(opened, default=day)


def _groups(space: Space, spec: ProcedureSpec) -> Iterator[_Group]:
    ids = space.guide.procedure_by_id
    before = [one for one in spec.prerequisites if one.procedure in ids and one.procedure != spec.id]
    yield from (_Group(None, (one.procedure,)) for one in before if one.kind == "hard")
    if alternatives := tuple(one.procedure for one in before if one.kind == "alternative"):
        yield _Group(None, alternatives)
    soft = {one.procedure for one in before if one.kind == "soft"}
    papers: dict[str, list[RequirementSpec]] = {}
    for index, need in enumerate(spec.requirements):
        papers.setdefault(need.one_of or f"\0{index}", []).append(need)
    for needs in papers.values():
        # What is one of several, or for one way of doing it only, need not be waited for; a soft rule never blocks.
        need = needs[0]
        sources = givers(space, spec, need.document)
        if len(needs) > 1 or need.channel or not comes_from_before(spec, need) or soft.intersection(sources):
            continue
        if sources:
            yield _Group(says(need.when), sources)


def published_time(spec: ProcedureSpec) -> tuple[int, Unit] | None:
    """Return how long the agency says it takes, where that has been checked."""
    answer = spec.resolution
    if answer.value is None or answer.unit is None or "resolution" in spec.unverified:
        return None
    return answer.value, answer.unit


def examine_deadlines(bench: Bench, holidays: Holidays) -> None:
    """Find deadlines that are over before the thing can be done."""
    table = _Timetable(bench.space, holidays)
    bases = {"event", *(one.id for one in bench.space.guide.questions if one.type == "date")}
    for spec in bench.space.guide.procedures:
        for deadline in spec.deadlines:
            if deadline.kind not in ("hard", "window") or deadline.relative_to not in bases:
                continue
            # Before the event there is time as long as one begins early enough.
            if deadline.direction != "before" and table.due(spec.id, deadline, DAYS[0]).on is not None:
                _Lateness(bench, table, spec, deadline).examine()


class _Lateness:
    """One deadline: with which lists it is over too soon, and on how many days."""

    def __init__(self, bench: Bench, table: _Timetable, spec: ProcedureSpec, deadline: DeadlineSpec) -> None:
        self.bench, self.table, self.spec, self.deadline = bench, table, spec, deadline
        self.applies = bench.space.applies(spec.id)
        self.truths = table.truths(table.before(spec.id))
        self.probe = Probe(bench.space, *self.truths)
        self._late: dict[tuple[object, ...], tuple[dt.date, ...]] = {}
        before = [bench.space.guide.procedure_by_id[one] for one in table.before(spec.id)]
        self.takes_time = any(published_time(one) for one in before)
        self.has_windows = any(
            table.due(one.id, each, DAYS[0]).opens_on is not None
            for one in before
            for each in one.deadlines
            if each.relative_to == deadline.relative_to
        )

    def examine(self) -> None:
        bench, probe = self.bench, self.probe
        bench.note("deadline_impossible", f"{self.spec.id}/{self.deadline.key}", probe)
        kinds: tuple[tuple[Kind, bool], ...] = (("deadline_impossible", False), ("deadline_tight", True))
        for kind, with_times in kinds:
            late = {
                self.late_on(cell, with_times) for cell in probe.cells if bench.space.value(self.applies, cell) is True
            }
            if not any(late):
                continue
            always = kind == "deadline_impossible" and len(DAYS) in map(len, late)
            bench.find(
                kind, probe, partial(self.shows, with_times=with_times),
                severity="blocks" if always else "look", procedure=self.spec.id, deadline=self.deadline.key,
                event_on="" if always else min(days[0] for days in late if days).isoformat(),
            )  # fmt: skip
            return

    def shows(self, cell: Cell, with_times: bool) -> bool | None:
        applies = self.bench.space.value(self.applies, cell)
        if applies is not True:
            return applies
        return True if self.late_on(cell, with_times) else None

    def late_on(self, cell: Cell, with_times: bool) -> tuple[dt.date, ...]:
        """Return the days on which who begins is too late."""
        known = {truth: self.bench.space.value(truth, cell) for truth in self.truths}
        # Without windows and times every list is as early as every other.
        differs = self.has_windows or (with_times and self.takes_time)
        key = (with_times, *known.values()) if differs else (with_times,)
        if key not in self._late:
            self.table.forget()
            self._late[key] = tuple(day for day in DAYS if self._is_late(day, known, with_times))
        return self._late[key]

    def _is_late(self, day: dt.date, known: Known, with_times: bool) -> bool:
        on = self.table.due(self.spec.id, self.deadline, day).on
        base = self.deadline.relative_to
        start = self.table.earliest(self.spec.id, day, known, base, with_times=with_times, seen=frozenset())
        return on is not None and start > on

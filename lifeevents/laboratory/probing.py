"""Looks at one expression over everything that it depends on.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lifeevents.laboratory.counting import Counter
from lifeevents.laboratory.domains import Group
from lifeevents.laboratory.findings import KINDS, Check, Finding, Kind
from lifeevents.laboratory.smallest import smallest, to_json
from lifeevents.laboratory.space import Asked, Cell, Shows, Space
from lifeevents.laboratory.truth import Truth


class Probe:
    """One expression over the answers it depends on: its consistent cells, and those that show something."""

    def __init__(
        self, space: Space, *truths: Truth, also: Iterable[Asked] = (), told_by: Sequence[Truth] | None = None
    ) -> None:
        """`also`: what is to be looked at besides. `told_by`: answers are told apart by these instead."""
        self.space = space
        self.truths: Sequence[Truth] = truths if told_by is None else told_by
        self.asked: tuple[Asked, ...] = space.closure([*space.support(*truths), *also])
        self.values: dict[Asked, tuple[Group, ...]] = space.groups_for(self.asked, self.truths)
        self.cells: list[Cell] = list(space.cells(self.asked, self.values))

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(question for question, _person in self.asked))

    def showing(self, shows: Shows) -> list[Cell]:
        """Return the full cells that show something."""
        return [cell for cell in self.cells if shows(cell) is True]

    def smallest(self, shows: Shows, shown_by: Sequence[Cell]) -> Cell | None:
        return smallest(self.space, shows, self.asked, self.values, shown_by)


class Bench:
    """What all checks of one guide share: its space, and what was examined and found so far."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.counter = Counter(space)
        self.total = self.counter.total()
        self.checks: list[Check] = []
        self.findings: list[Finding] = []

    def note(self, kind: Kind, where: str, probe: Probe | None, *, examined: int | None = None) -> None:
        """Write down that something was examined, over the cells of a probe."""
        cells = examined if examined is not None else len(probe.cells) if probe else 1
        questions = probe.questions if probe else ()
        self.checks.append(Check(kind=kind, where=where, questions=questions, examined=cells, represented=self.total))

    def count(self, probe: Probe, cells: Iterable[Cell]) -> int:
        """Return how many full combinations these cells of a probe stand for."""
        return sum(self.counter.standing_for(cell, probe.asked, probe.truths) for cell in cells)

    def find(self, kind: Kind, probe: Probe, shows: Shows, **where: object) -> Finding | None:
        """Add the finding, with its smallest persona, when a full cell shows it."""
        shown_by = probe.showing(shows)
        if not shown_by:
            return None
        persona = probe.smallest(shows, shown_by)
        return self.add(
            kind,
            persona=to_json(shown_by[0] if persona is None else persona),
            shown_by=self.count(probe, shown_by),
            **where,
        )

    def add(self, kind: Kind, **fields: object) -> Finding:
        found = Finding(**{"kind": kind, "severity": KINDS[kind], **fields})  # type: ignore[arg-type]  # `find` passes its fields on
        self.findings.append(found)
        return found

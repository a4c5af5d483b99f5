"""The space of everything that people can answer in one guide, and the part of it that a finding depends on.

Pure. A combination is consistent when every question that is put has an answer, and no other has one: `ask_when` is
true of the answers before it and, for what is asked of each person, the person is on the list.
Source: the public facts, "Precise readings" 2; docs/decisions/0015-exact-by-support.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from lifeevents.guide import Guide
from lifeevents.laboratory.domains import Group, groups
from lifeevents.laboratory.truth import (
    Every,
    Opposite,
    Says,
    Settled,
    Some,
    Truth,
    atoms,
    every,
    leaves,
    opposite,
    says,
    some,
)
from procedures.conditions import EVERYBODY, Answers, Leaf, Value, evaluate, questions_in
from procedures.specs import ProcedureSpec

Asked = tuple[str, str]
"""A question and whose answer it is ("list": given once for everybody)."""
Cell = dict[Asked, Value | None]
"""Answers; None where one person has not said, so that what others say does not settle it. Absent: not asked."""

_ABSENT = object()


class Space:
    """What can be asked in a guide, who is asked, and what is true of a list."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.people = {one.person: says(one.when) for one in guide.event.people}
        self._values: dict[Says, dict[tuple[object, ...], bool | None]] = {}
        self._atom_vars: dict[Says, tuple[Asked, ...]] = {}

    # --- What is asked ---

    @cached_property
    def asked(self) -> dict[Asked, Truth]:
        """Everything that can be asked, in the order of the guide, and when it is."""
        found: dict[Asked, Truth] = {}
        for id in self.guide.event.questions:
            spec = self.guide.question_by_id[id]
            if not (spec.per_person and self.people):
                found[id, EVERYBODY] = says(spec.ask_when)
                continue
            for person, there in self.people.items():
                found[id, person] = every([there, says(spec.ask_when, person)])
        return found

    @cached_property
    def order(self) -> tuple[Asked, ...]:
        """Everything that can be asked, behind what decides whether it is; of a circle, what closes it is left out."""
        placed: dict[Asked, None] = {}
        waiting = list(self.asked)
        while waiting:
            one = next((one for one in waiting if all(need in placed for need in self.support(self.asked[one]))), None)
            if one is None:
                break
            placed[one] = None
            waiting.remove(one)
        return tuple(placed)

    @cached_property
    def place(self) -> dict[Asked, int]:
        return {one: index for index, one in enumerate(self.order)}

    def of_question(self, question: str) -> tuple[Asked, ...]:
        """Return everything asked with one question: once, or once for each person."""
        return tuple(one for one in self.order if one[0] == question)

    def support(self, *truths: Truth) -> tuple[Asked, ...]:
        """Return what these expressions look at themselves."""
        found = {one: None for truth in truths for atom in atoms(truth) for one in self._looked_at(atom)}
        return tuple(found)

    def closure(self, asked: Iterable[Asked]) -> tuple[Asked, ...]:
        """Return these and everything that decides whether they are asked, in order."""
        found: set[Asked] = set()
        waiting = [one for one in asked if one in self.place]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += [need for need in self.support(self.asked[one]) if need in self.place]
        return tuple(sorted(found, key=self.place.__getitem__))

    def _looked_at(self, atom: Says) -> tuple[Asked, ...]:
        known = self._atom_vars.get(atom)
        if known is None:
            found: dict[Asked, None] = {}
            for question in questions_in(atom.condition):
                for one in self.asked:
                    if one[0] == question and (atom.person is None or one[1] in (atom.person, EVERYBODY)):
                        found[one] = None
            known = self._atom_vars[atom] = tuple(found)
        return known

    # --- What is true of a list ---

    def applies(self, procedure: str) -> Truth:
        """A procedure is on the list, for one person at least when it is judged apart for each."""
        return self._applies[procedure]

    @cached_property
    def _applies(self) -> dict[str, Truth]:
        return {one.id: some(self.verdicts(one).values()) for one in self.guide.procedures}

    def verdicts(self, spec: ProcedureSpec) -> dict[str, Truth]:
        """Return whether a procedure applies, by whom it is judged for."""
        if spec.each_person and self.people:
            return {person: every([there, says(spec.who, person)]) for person, there in self.people.items()}
        return {EVERYBODY: says(spec.who)}

    def value(self, truth: Truth, cell: Mapping[Asked, Value | None]) -> bool | None:
        """Evaluate an expression for a cell."""
        match truth:
            case Says():
                return self._says(truth, cell)
            case Settled(value):
                return value
            case Opposite(of):
                inner = self.value(of, cell)
                return None if inner is None else not inner
            case Every(of):
                return self._join(of, cell, deciding=False)
            case Some(of):
                return self._join(of, cell, deciding=True)
        raise TypeError(f"not an expression: {truth!r}")

    def _join(self, of: Sequence[Truth], cell: Mapping[Asked, Value | None], *, deciding: bool) -> bool | None:
        open_ = False
        for one in of:
            value = self.value(one, cell)
            if value is deciding:
                return deciding
            open_ = open_ or value is None
        return None if open_ else not deciding

    def _says(self, atom: Says, cell: Mapping[Asked, Value | None]) -> bool | None:
        """Ask the rules themselves, once for each answer to what the condition looks at."""
        looked_at = self._looked_at(atom)
        key = tuple(cell.get(one, _ABSENT) for one in looked_at)
        known = self._values.setdefault(atom, {})
        if key not in known:
            given = {one: value for one, value in zip(looked_at, key, strict=True) if value is not _ABSENT}
            known[key] = evaluate(atom.condition, Answers(given), atom.person).value
        return known[key]

    # --- Enumerating ---

    def groups_for(self, asked: Sequence[Asked], truths: Iterable[Truth]) -> dict[Asked, tuple[Group, ...]]:
        """Return the answers that these expressions tell apart, or what decides whether each of these is asked."""
        looked_at = self.leaves_of([*truths, *(self.asked[one] for one in asked)])
        return {one: groups(self.guide.question_by_id[one[0]], looked_at.get(one[0], ())) for one in asked}

    @staticmethod
    def leaves_of(truths: Iterable[Truth]) -> dict[str, list[Leaf]]:
        found: dict[str, list[Leaf]] = {}
        for truth in truths:
            for atom in atoms(truth):
                for leaf in leaves(atom.condition):
                    found.setdefault(leaf.q, []).append(leaf)
        return found

    def cells(self, asked: Sequence[Asked], values: Mapping[Asked, Sequence[Group]]) -> Iterator[Cell]:
        """Yield every consistent combination of these, which have to be closed and in order. The cells are copies."""
        return self._cells(asked, values, 0, {})

    def _cells(
        self, asked: Sequence[Asked], values: Mapping[Asked, Sequence[Group]], index: int, cell: Cell
    ) -> Iterator[Cell]:
        if index == len(asked):
            yield dict(cell)
            return
        one = asked[index]
        if not values[one] or self.value(self.asked[one], cell) is not True:
            yield from self._cells(asked, values, index + 1, cell)
            return
        for group in values[one]:
            cell[one] = group.value
            yield from self._cells(asked, values, index + 1, cell)
        del cell[one]

    def with_unsaid(self, cell: Cell, asked: Iterable[Asked]) -> Cell:
        """Return a cell of few answers in which people who may still be asked have not said."""
        full = dict(cell)
        for one in asked:
            if one[1] != EVERYBODY and one not in full and self.value(self.asked[one], full) is not False:
                full[one] = None
        return full


Shows = Callable[[Cell], bool | None]
"""Whether a finding shows for these answers; false: nor with any more."""

__all__ = ["Asked", "Cell", "Shows", "Space", "every", "opposite", "says", "some"]

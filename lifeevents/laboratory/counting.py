"""How many full combinations of answers there are, and how many a cell stands for. Exact integers.

Pure. Questions that do not decide about each other's being asked are counted apart and multiplied; of a question that
opens no other, only the number of its answers counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lifeevents.laboratory.domains import Group, groups, signature
from lifeevents.laboratory.space import Asked, Cell, Space
from lifeevents.laboratory.truth import Truth
from procedures.conditions import Leaf, Value

_Sized = dict[Asked, tuple[Group, ...]]


class Counter:
    """Counts the full combinations of a guide that agree with a cell."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._components = _components(space)
        self._known: dict[object, int] = {}
        self._opens = space.leaves_of(space.asked.values())

    def total(self) -> int:
        """Return the number of full combinations of the guide."""
        return self.standing_for({}, (), ())

    def standing_for(self, cell: Cell, asked: Sequence[Asked], truths: Sequence[Truth]) -> int:
        """Return the number of full combinations that a cell stands for.

        `asked`: what the cell speaks of, closed; what is absent was not asked. `truths`: what its answers were told
        apart by, as given to `Space.groups_for`.
        """
        told_by = self.space.leaves_of([*truths, *(self.space.asked[one] for one in asked)])
        speaks_of = set(asked)
        result = 1
        for component in self._components:
            fixed = tuple((one, cell.get(one)) for one in component if one in speaks_of)
            leaves = tuple((one, tuple(told_by.get(one[0], ()))) for one, _value in fixed)
            key = (component, fixed, leaves)
            if key not in self._known:
                self._known[key] = self._count(component, dict(fixed), dict(leaves))
            result *= self._known[key]
            if not result:
                break
        return result

    def _count(
        self,
        component: Sequence[Asked],
        fixed: Mapping[Asked, Value | None],
        told_by: Mapping[Asked, tuple[Leaf, ...]],
    ) -> int:
        sized: _Sized = {}
        for one in component:
            spec = self.space.guide.question_by_id[one[0]]
            found = groups(spec, [*self._opens.get(one[0], ()), *told_by.get(one, ())])
            value = fixed.get(one)
            if value is not None:
                wanted = signature(value, one[0], told_by[one])
                found = tuple(group for group in found if signature(group.value, one[0], told_by[one]) == wanted)
            sized[one] = found
        inner = {need for one in component for need in self.space.support(self.space.asked[one])}
        return self._walk(component, sized, inner, fixed, 0, {})

    def _walk(
        self,
        component: Sequence[Asked],
        sized: _Sized,
        inner: set[Asked],
        fixed: Mapping[Asked, Value | None],
        index: int,
        cell: Cell,
    ) -> int:
        if index == len(component):
            return 1
        one = component[index]
        is_put = bool(sized[one]) and self.space.value(self.space.asked[one], cell) is True
        if one in fixed and is_put is (fixed[one] is None):
            return 0
        if not is_put:
            return self._walk(component, sized, inner, fixed, index + 1, cell)
        if one not in inner:
            size = sum(group.size for group in sized[one])
            return size * self._walk(component, sized, inner, fixed, index + 1, cell)
        result = 0
        for group in sized[one]:
            cell[one] = group.value
            result += group.size * self._walk(component, sized, inner, fixed, index + 1, cell)
        del cell[one]
        return result


def _components(space: Space) -> tuple[tuple[Asked, ...], ...]:
    """Return what can be asked, in parts that do not decide about each other's being asked; each part in order."""
    part_of: dict[Asked, set[Asked]] = {one: {one} for one in space.order}
    for one in space.order:
        for need in space.support(space.asked[one]):
            if need in part_of and part_of[need] is not part_of[one]:
                joined = part_of[need] | part_of[one]
                for member in joined:
                    part_of[member] = joined
    parts = {id(part): part for part in part_of.values()}
    return tuple(tuple(sorted(part, key=space.place.__getitem__)) for part in parts.values())

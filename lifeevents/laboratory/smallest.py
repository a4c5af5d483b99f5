"""The smallest persona that shows a finding: the fewest answers, and of those the first in the order of the guide.

Pure. A persona is answers that are put one after the other; to everything else they do not know. What shows for a
persona shows whatever else is answered, so a persona is part of every full combination that agrees with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lifeevents.laboratory.domains import Group
from lifeevents.laboratory.space import Asked, Cell, Shows, Space
from procedures.conditions import EVERYBODY


def smallest(
    space: Space,
    shows: Shows,
    asked: Sequence[Asked],
    values: Mapping[Asked, Sequence[Group]],
    shown_by: Sequence[Cell],
) -> Cell | None:
    """Return the smallest cell that shows a finding, with None where somebody has not said; None if no cell does.

    `asked`: what the finding depends on, closed and in order. `shown_by`: the full cells that show it.
    """
    for size in range(min(len(asked), max((len(cell) for cell in shown_by), default=-1)) + 1):
        found = _extend(space, shows, asked, values, {}, 0, size, shown_by)
        if found is not None:
            return found
    return None


def _extend(
    space: Space,
    shows: Shows,
    asked: Sequence[Asked],
    values: Mapping[Asked, Sequence[Group]],
    cell: Cell,
    index: int,
    left: int,
    shown_by: Sequence[Cell],
) -> Cell | None:
    """Give `left` more answers, all behind `index`, so that it shows."""
    if not left:
        full = space.with_unsaid(cell, asked)
        return full if shows(full) is True else None
    for place in range(index, len(asked) - left + 1):
        one = asked[place]
        if space.value(space.asked[one], space.with_unsaid(cell, asked[:place])) is not True:
            continue
        for group in values[one]:
            agree = [each for each in shown_by if one in each and each[one] == group.value]
            if not agree:
                continue
            cell[one] = group.value
            found = _extend(space, shows, asked, values, cell, place + 1, left - 1, agree)
            del cell[one]
            if found is not None:
                return found
    return None


def to_json(cell: Cell) -> dict[str, Any]:
    """Return a cell as answers in the form of the API; an unsaid answer only beside somebody else's."""
    result: dict[str, Any] = {}
    for (question, person), value in cell.items():
        plain = list(value) if isinstance(value, tuple) else value
        if person == EVERYBODY:
            result[question] = plain
        elif any(other[0] == question and said is not None for other, said in cell.items()):
            result.setdefault(question, {})[person] = plain
    return result

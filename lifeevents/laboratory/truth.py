"""What is true of a person's list, as expressions over conditions: true, false or unknown (Kleene).

Pure. An expression that is true or false for some answers stays so whatever else is answered: what is shown with few
answers is shown for everybody who gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from procedures.conditions import AllOf, Always, AnyOf, Condition, Leaf, Not


class Says(msgspec.Struct, frozen=True):
    """A condition; `person`: judged for them alone."""

    condition: Condition
    person: str | None = None


class Every(msgspec.Struct, frozen=True):
    of: tuple[Truth, ...]


class Some(msgspec.Struct, frozen=True):
    of: tuple[Truth, ...]


class Opposite(msgspec.Struct, frozen=True):
    of: Truth


class Settled(msgspec.Struct, frozen=True):
    value: bool


Truth = Says | Every | Some | Opposite | Settled

YES, NO = Settled(True), Settled(False)


def says(condition: Condition, person: str | None = None) -> Truth:
    """Return a condition as an expression."""
    return YES if isinstance(condition, Always) else Says(condition, person)


def every(of: Iterable[Truth]) -> Truth:
    """Return what is true when all of these are."""
    kept = tuple(dict.fromkeys(one for one in of if one != YES))
    if NO in kept:
        return NO
    return kept[0] if len(kept) == 1 else Every(kept) if kept else YES


def some(of: Iterable[Truth]) -> Truth:
    """Return what is true when one of these is."""
    kept = tuple(dict.fromkeys(one for one in of if one != NO))
    if YES in kept:
        return YES
    return kept[0] if len(kept) == 1 else Some(kept) if kept else NO


def opposite(of: Truth) -> Truth:
    if isinstance(of, Settled):
        return NO if of.value else YES
    return of.of if isinstance(of, Opposite) else Opposite(of)


def atoms(truth: Truth) -> Iterator[Says]:
    """Yield the conditions that an expression looks at."""
    match truth:
        case Says():
            yield truth
        case Every(of) | Some(of):
            for one in of:
                yield from atoms(one)
        case Opposite(of):
            yield from atoms(of)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaves of a condition."""
    match condition:
        case Leaf():
            yield condition
        case AllOf(of) | AnyOf(of):
            for one in of:
                yield from leaves(one)
        case Not(of):
            yield from leaves(of)

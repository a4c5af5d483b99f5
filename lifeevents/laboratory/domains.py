"""The answers that a question takes, gathered into those that no condition tells apart.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import msgspec

from procedures.conditions import Answers, Leaf, Scalar, Value, evaluate
from procedures.specs import QuestionSpec

# Conditions do not look at dates: any one stands for all, and they count as one answer.
SOME_DATE = "2027-06-15"


class Group(msgspec.Struct, frozen=True):
    """Answers that no condition tells apart: the first of them in the order of the question, and how many they are."""

    value: Value
    size: int


def groups(question: QuestionSpec, leaves: Iterable[Leaf]) -> tuple[Group, ...]:
    """Return the answers of a question as groups that these leaves cannot tell apart, in the order of the question.

    Units: the sizes add up to the number of answers; of a question with several answers, every choice of at least one.
    """
    looked_at = tuple(dict.fromkeys(leaves))
    found: dict[tuple[bool | None, ...], Group] = {}
    for value, size in _values(question, looked_at):
        says = signature(value, question.id, looked_at)
        known = found.get(says)
        found[says] = Group(known.value if known else value, size + (known.size if known else 0))
    return tuple(found.values())


def ranges(question: QuestionSpec, leaves: Iterable[Leaf], like: Iterable[Value]) -> tuple[tuple[int, int], ...]:
    """Return the numbers that these leaves cannot tell from some of `like`, as stretches (both ends included)."""
    looked_at = tuple(dict.fromkeys(leaves))
    wanted = {signature(value, question.id, looked_at) for value in like}
    found: list[tuple[int, int]] = []
    for first, size in _numbers(question, looked_at):
        if isinstance(first, int) and signature(first, question.id, looked_at) in wanted:
            last = first + size - 1
            if found and found[-1][1] == first - 1:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
    return tuple(found)


def signature(value: Value, question: str, leaves: Iterable[Leaf]) -> tuple[bool | None, ...]:
    """Return what each leaf says of an answer."""
    answers = Answers({(question, "list"): value})
    return tuple(evaluate(leaf, answers).value for leaf in leaves)


def _values(question: QuestionSpec, leaves: tuple[Leaf, ...]) -> Iterator[tuple[Value, int]]:
    """Yield answers in order, each with the number of answers like it; two of them may still say the same."""
    match question.type:
        case "bool":
            yield from ((True, 1), (False, 1))
        case "enum":
            yield from ((option.value, 1) for option in question.options)
        case "int":
            yield from _numbers(question, leaves)
        case "multi":
            yield from _choices([option.value for option in question.options], leaves)
        case "date":
            yield SOME_DATE, 1


def _constants(leaf: Leaf) -> Iterator[int]:
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    yield from (value for value in values if isinstance(value, int) and not isinstance(value, bool))


def _numbers(question: QuestionSpec, leaves: tuple[Leaf, ...]) -> Iterator[tuple[Value, int]]:
    """Yield the first number of each stretch in which no comparison changes.

    A question without a smallest or largest number takes those on either side of the numbers compared with.
    """
    constants = sorted({constant for leaf in leaves for constant in _constants(leaf)})
    low = question.minimum if question.minimum is not None else min([0, *(one - 1 for one in constants)])
    high = question.maximum if question.maximum is not None else max([low, *(one + 1 for one in constants)])
    starts = sorted({low, *(one for each in constants for one in (each, each + 1) if low < one <= high)})
    for start, following in zip(starts, [*starts[1:], high + 1], strict=True):
        yield start, following - start


def _choices(options: list[str], leaves: tuple[Leaf, ...]) -> Iterator[tuple[Value, int]]:
    """Yield the smallest choice of each kind: options that every leaf treats alike are as good as one another."""
    alike: dict[tuple[bool, ...], list[str]] = {}
    for option in options:
        alike.setdefault(tuple(_names(leaf, option) for leaf in leaves), []).append(option)
    kinds = list(alike.values())
    place = {option: index for index, option in enumerate(options)}
    found: list[tuple[tuple[str, ...], int]] = []
    for count in range(1, len(kinds) + 1):
        for chosen in combinations(kinds, count):
            size = 1
            for kind in chosen:
                size *= 2 ** len(kind) - 1
            found.append((tuple(sorted((kind[0] for kind in chosen), key=place.__getitem__)), size))
    found.sort(key=lambda one: (len(one[0]), [place[option] for option in one[0]]))
    yield from found


def _names(leaf: Leaf, option: Scalar) -> bool:
    return isinstance(leaf.value, tuple) and option in leaf.value

"""Typed conditions over answers: true, false or unknown, with the answers that decided.

Pure: no Django, no clock, no database. The JSON form is the one of the public facts:
`{"q": id, "op": "eq", "value": …}` leaves, joined by `all`, `any`, `not`; `{"always": true}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

Scalar = bool | int | str
Value = Scalar | tuple[Scalar, ...]
Op = Literal["eq", "ne", "in", "includes_any", "gte", "lte", "gt", "lt"]
OPS: tuple[Op, ...] = ("eq", "ne", "in", "includes_any", "gte", "lte", "gt", "lt")

# An answer given once for the whole list, not for one person on it.
EVERYBODY = "list"


class Leaf(msgspec.Struct, frozen=True, tag="leaf"):
    q: str
    op: Op
    value: Value


class AllOf(msgspec.Struct, frozen=True, tag="all"):
    of: tuple[Condition, ...]


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    of: tuple[Condition, ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    of: Condition


class Always(msgspec.Struct, frozen=True, tag="always"):
    """True whatever is answered."""


Condition = Leaf | AllOf | AnyOf | Not | Always


class Reason(msgspec.Struct, frozen=True):
    """One answer that decided: the question, whose answer, and the answer itself."""

    question: str
    value: Value
    person: str = EVERYBODY


class Verdict(msgspec.Struct, frozen=True):
    """The outcome of a condition.

    `value` is True, False or None (unknown). `reasons` are the answers that decided a True or False,
    in the order of the condition, none twice. `unknown` are the question ids whose answer
    would settle a None, in the order of the condition.
    """

    value: bool | None
    reasons: tuple[Reason, ...] = ()
    unknown: tuple[str, ...] = ()


class Answers(Mapping[tuple[str, str], Value]):
    """Answers keyed by (question id, person); `None` or absence is "I don't know"."""

    def __init__(self, values: Mapping[tuple[str, str], Value | None] | None = None) -> None:
        self._values: dict[tuple[str, str], Value] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in (values or {}).items()
            if value is not None
        }

    @classmethod
    def of(cls, **values: Any) -> Answers:
        """Build answers given once for the whole list: `Answers.of(route="birth", births=2)`."""
        return cls.from_json(values)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Answers:
        """Read the API's form: one value for the whole list, or `{person: value}`."""
        flat: dict[tuple[str, str], Value | None] = {}
        for question, value in values.items():
            if isinstance(value, Mapping):
                flat.update({(question, person): item for person, item in value.items()})
            else:
                flat[question, EVERYBODY] = value
        return cls(flat)

    def to_json(self) -> dict[str, Any]:
        """Return the form that `from_json` reads."""
        result: dict[str, Any] = {}
        for (question, person), value in self._values.items():
            plain = list(value) if isinstance(value, tuple) else value
            if person == EVERYBODY:
                result[question] = plain
            else:
                result.setdefault(question, {})[person] = plain
        return result

    def by_person(self, question: str) -> dict[str, Value]:
        """Return every answer to one question, by person."""
        return {person: value for (asked, person), value in self._values.items() if asked == question}

    def get_one(self, question: str, person: str = EVERYBODY) -> Value | None:
        """Return one person's answer, or None when it is not known."""
        return self._values.get((question, person))

    def with_answer(self, question: str, value: Value | None, person: str = EVERYBODY) -> Answers:
        """Return a copy in which this answer is replaced (None forgets it)."""
        return Answers({**self._values, (question, person): value})

    def __getitem__(self, key: tuple[str, str]) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

"""Typed conditions over answers: true, false or unknown, with the answers that decided.

Pure: no Django, no clock, no database. The JSON form is the one of the public facts:
`{"q": id, "op": "eq", "value": …}` leaves, joined by `all`, `any`, `not`; `{"always": true}`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """Answers keyed by (question id, person); `None` or absence is "I don't know".

    A `None` for one person is remembered: "no" from me does not settle a question that
    the other parent left open.
    """

    def __init__(self, values: Mapping[tuple[str, str], Any] | None = None) -> None:
        self._values: dict[tuple[str, str], Value] = {}
        self._unsure: dict[tuple[str, str], None] = {}
        self._by_question: dict[str, dict[str, Value]] = {}
        for (question, person), value in (values or {}).items():
            if value is not None:
                plain = tuple(value) if isinstance(value, list) else value
                self._values[question, person] = plain
                self._by_question.setdefault(question, {})[person] = plain
            elif person != EVERYBODY:
                self._unsure[question, person] = None

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
        for question, person in self._unsure:
            if isinstance(result.setdefault(question, {}), dict):
                result[question][person] = None
        return result

    def by_person(self, question: str) -> dict[str, Value]:
        """Return every answer to one question, by person."""
        return dict(self._by_question.get(question, {}))

    def given(self, question: str, person: str | None = None) -> Mapping[str, Value]:
        """Return the answers that count, by who gave them: all of them, or one person's own, else that of the list."""
        given = self._by_question.get(question, {})
        if person is None or not given:
            return given
        if person in given:
            return {person: given[person]}
        if EVERYBODY in given and (question, person) not in self._unsure:
            return {EVERYBODY: given[EVERYBODY]}
        return {}

    def is_unsure(self, question: str, person: str | None = None) -> bool:
        """Tell whether somebody on the list (or this person) does not know."""
        if person is not None:
            return (question, person) in self._unsure
        return bool(self._unsure) and any(asked == question for asked, _person in self._unsure)

    def entries(self) -> dict[tuple[str, str], Value | None]:
        """Return everything to be kept: the answers, and None where one person does not know."""
        return {**self._unsure, **self._values}

    def has(self, question: str) -> bool:
        """Tell whether anybody on the list has answered."""
        return question in self._by_question

    def get_one(self, question: str, person: str = EVERYBODY) -> Value | None:
        """Return one person's answer, or None when it is not known."""
        return self._values.get((question, person))

    def with_answer(self, question: str, value: Value | None, person: str = EVERYBODY) -> Answers:
        """Return a copy in which this answer is replaced (None: that person does not know)."""
        return Answers({**self._unsure, **self._values, (question, person): value})

    def without(self, question: str, person: str | None = None) -> Answers:
        """Return a copy that knows nothing of this question, or nothing of what this person said to it."""
        forgotten = {key for key in self.entries() if key[0] == question and person in (None, key[1])}
        return Answers({key: value for key, value in self.entries().items() if key not in forgotten})

    def only(self, questions: Iterable[str]) -> Answers:
        """Return a copy that keeps the answers to these questions and forgets the rest."""
        kept = set(questions)
        return Answers({key: value for key, value in self.entries().items() if key[0] in kept})

    def __getitem__(self, key: tuple[str, str]) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "gte": operator.ge, "lte": operator.le, "gt": operator.gt, "lt": operator.lt,
}  # fmt: skip
_NUMERIC = ("gte", "lte", "gt", "lt")


def parse(content: Any, path: str = "$") -> Condition:
    """Read a condition from the facts' JSON form.

    Raises: ValueError naming the path of what is wrong.
    """
    if not isinstance(content, Mapping):
        raise ValueError(f"{path}: a condition is an object, not {type(content).__name__}")
    keys = set(content)
    if keys == {"always"}:
        if content["always"] is not True:
            raise ValueError(f"{path}.always: only true is allowed")
        return Always()
    if keys in ({"all"}, {"any"}):
        word = next(iter(keys))
        branches = content[word]
        if not isinstance(branches, list | tuple) or not branches:
            raise ValueError(f"{path}.{word}: a list with at least one condition is needed")
        of = tuple(parse(branch, f"{path}.{word}[{index}]") for index, branch in enumerate(branches))
        return AllOf(of) if word == "all" else AnyOf(of)
    if keys == {"not"}:
        return Not(parse(content["not"], f"{path}.not"))
    if keys == {"q", "op", "value"}:
        return _parse_leaf(content, path)
    found = ", ".join(sorted(map(str, keys))) or "nothing"
    raise ValueError(f"{path}: expected q, op and value, or one of all, any, not, always; found {found}")


def _parse_leaf(content: Mapping[str, Any], path: str) -> Leaf:
    question, op, value = content["q"], content["op"], content["value"]
    if not isinstance(question, str) or not question:
        raise ValueError(f"{path}.q: a question id is needed")
    if op not in OPS:
        raise ValueError(f"{path}.op: {op!r} is not one of {', '.join(OPS)}")
    if op in ("in", "includes_any"):
        if not isinstance(value, list | tuple) or not value or not all(_is_scalar(item) for item in value):
            raise ValueError(f"{path}.value: {op} needs a list of values")
        return Leaf(question, op, tuple(value))
    if op in _NUMERIC and (not isinstance(value, int) or isinstance(value, bool)):
        raise ValueError(f"{path}.value: {op} needs a whole number")
    if not _is_scalar(value):
        raise ValueError(f"{path}.value: {op} needs one value")
    return Leaf(question, op, value)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, bool | int | str)


def dump(condition: Condition) -> dict[str, Any]:
    """Return the form that `parse` reads."""
    match condition:
        case Leaf(q, op, value):
            return {"q": q, "op": op, "value": list(value) if isinstance(value, tuple) else value}
        case AllOf(of):
            return {"all": [dump(branch) for branch in of]}
        case AnyOf(of):
            return {"any": [dump(branch) for branch in of]}
        case Not(of):
            return {"not": dump(of)}
    return {"always": True}


def questions_in(condition: Condition) -> tuple[str, ...]:
    """Return the questions that a condition looks at, in its order, none twice."""
    match condition:
        case Leaf(q):
            return (q,)
        case AllOf(of) | AnyOf(of):
            return tuple(dict.fromkeys(q for branch in of for q in questions_in(branch)))
        case Not(of):
            return questions_in(of)
    return ()


def leaves_in(condition: Condition) -> tuple[Leaf, ...]:
    """Return the leaves of a condition, in its order, each as often as it is there."""
    match condition:
        case Leaf():
            return (condition,)
        case AllOf(of) | AnyOf(of):
            return tuple(leaf for branch in of for leaf in leaves_in(branch))
        case Not(of):
            return leaves_in(of)
    return ()


_TRUE = Verdict(True)


def evaluate(condition: Condition, answers: Answers, person: str | None = None) -> Verdict:
    """Evaluate a condition with three values (Kleene), and say which answers decided.

    `person`: for them alone, so that every leaf takes their own answer, else the one for the whole list. Without a
    person a leaf is true when it is for anybody, false when it is for everybody.
    A true "any" is explained by its shortest true branch, a false "all" by every false branch.
    An answer of the wrong type is no answer: the leaf stays unknown.
    Source: docs/decisions/0005-order-and-status.md
    """
    match condition:
        case Always():
            return _TRUE
        case Leaf():
            return _evaluate_leaf(condition, answers, person)
        case Not(of):
            verdict = evaluate(of, answers, person)
            return verdict if verdict.value is None else Verdict(not verdict.value, verdict.reasons)
        case AllOf(of):
            return _join([evaluate(branch, answers, person) for branch in of], deciding=False)
        case AnyOf(of):
            return _join([evaluate(branch, answers, person) for branch in of], deciding=True)
    raise TypeError(f"not a condition: {condition!r}")


def _join(verdicts: list[Verdict], *, deciding: bool) -> Verdict:
    """Join branches: one `deciding` value settles the whole, else one unknown leaves it open."""
    settling = [verdict for verdict in verdicts if verdict.value is deciding]
    if settling:
        if deciding:
            settling = [min(settling, key=lambda verdict: len(verdict.reasons))]
        return Verdict(deciding, _merged(verdict.reasons for verdict in settling))
    open_ones = [verdict.unknown for verdict in verdicts if verdict.value is None]
    if open_ones:
        return Verdict(None, unknown=_merged(open_ones))
    return Verdict(not deciding, _merged(verdict.reasons for verdict in verdicts))


def _merged(groups: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _evaluate_leaf(leaf: Leaf, answers: Answers, person: str | None) -> Verdict:
    given = answers.given(leaf.q, person)
    if not given:
        return Verdict(None, unknown=(leaf.q,))
    is_open = person is None and answers.is_unsure(leaf.q)
    for whose, value in given.items():
        outcome = holds(leaf, value)
        if outcome:
            return Verdict(True, (Reason(leaf.q, value, whose),))
        is_open = is_open or outcome is None
    if is_open:
        return Verdict(None, unknown=(leaf.q,))
    return Verdict(False, tuple(Reason(leaf.q, value, whose) for whose, value in given.items()))


def holds(leaf: Leaf, answer: Value) -> bool | None:
    """Tell whether one answer makes the leaf true; None when its type does not fit."""
    expected = leaf.value
    if leaf.op == "includes_any":
        if not isinstance(answer, tuple) or not isinstance(expected, tuple):
            return None
        return any(_same(item, wanted) for item in answer for wanted in expected)
    if isinstance(answer, tuple):
        return None
    if leaf.op == "in":
        if not isinstance(expected, tuple) or not any(type(item) is type(answer) for item in expected):
            return None
        return any(_same(answer, item) for item in expected)
    if type(answer) is not type(expected):
        return None
    return _OPERATORS[leaf.op](answer, expected)


def _same(left: Scalar, right: Scalar) -> bool:
    """Compare without taking True for 1."""
    return type(left) is type(right) and left == right

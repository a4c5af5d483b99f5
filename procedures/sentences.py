"""A condition as a sentence that a person can check: for civil servants, and on the page of a procedure.

Pure. The words are here and not in the catalogues because a sentence is built of them; `es` and `en` are spoken,
any other language gets the source language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from procedures.conditions import AllOf, Always, AnyOf, Condition, Leaf, Not, Op, Scalar, Value
from procedures.specs import QuestionSpec, say


class _Words(msgspec.Struct, frozen=True):
    always: str
    yes: str
    no: str
    and_: str
    or_: str
    or_else: str
    negated: str
    leaf: dict[str, str]


WORDS = {
    "es": _Words(
        always="Siempre",
        yes="sí",
        no="no",
        and_=" y ",
        or_=" o ",
        or_else=" o bien ",
        negated="no se cumple que {}",
        leaf={
            "eq": "«{}» es {}",
            "ne": "«{}» no es {}",
            "in": "«{}» es {}",
            "includes_any": "«{}» incluye {}",
            "gte": "«{}» es {} o más",
            "lte": "«{}» es {} o menos",
            "gt": "«{}» es más de {}",
            "lt": "«{}» es menos de {}",
        },
    ),
    "en": _Words(
        always="Always",
        yes="yes",
        no="no",
        and_=" and ",
        or_=" or ",
        or_else=" or else ",
        negated="it is not true that {}",
        leaf={
            "eq": "“{}” is {}",
            "ne": "“{}” is not {}",
            "in": "“{}” is {}",
            "includes_any": "“{}” includes {}",
            "gte": "“{}” is {} or more",
            "lte": "“{}” is {} or fewer",
            "gt": "“{}” is more than {}",
            "lt": "“{}” is fewer than {}",
        },
    ),
}
NEGATED: dict[Op, Op] = {"eq": "ne", "ne": "eq", "gte": "lt", "lt": "gte", "lte": "gt", "gt": "lte"}


def in_words(condition: Condition, questions: Mapping[str, QuestionSpec], language: str) -> str:
    """Return a condition as a sentence without a full stop; a question that is not there is named by its id."""
    words = WORDS.get(language, WORDS["es"])
    sentence = _phrase(condition, questions, language, words, inside=False)
    return sentence[:1].upper() + sentence[1:]


def _phrase(
    condition: Condition, questions: Mapping[str, QuestionSpec], language: str, words: _Words, *, inside: bool
) -> str:
    match condition:
        case Always():
            return words.always.lower() if inside else words.always
        case Leaf():
            return _leaf(condition, questions, language, words)
        case Not(Leaf(q, op, value)) if op in NEGATED:
            return _leaf(Leaf(q, NEGATED[op], value), questions, language, words)
        case Not(of):
            return words.negated.format(_phrase(of, questions, language, words, inside=True))
        case AllOf(of) | AnyOf(of):
            parts = [_phrase(branch, questions, language, words, inside=True) for branch in of]
            last = words.and_ if isinstance(condition, AllOf) else words.or_else
            joined = _joined(parts, last)
            return f"({joined})" if inside and len(parts) > 1 else joined
    raise TypeError(f"not a condition: {condition!r}")


def _leaf(leaf: Leaf, questions: Mapping[str, QuestionSpec], language: str, words: _Words) -> str:
    spec = questions.get(leaf.q)
    if isinstance(leaf.value, bool) and leaf.op in ("eq", "ne"):
        wanted = leaf.value if leaf.op == "eq" else not leaf.value
        phrase = _phrase_of_bool(spec, wanted, language, words)
        if phrase:
            return phrase
        return words.leaf["eq"].format(_label(leaf.q, spec, language), words.yes if wanted else words.no)
    return words.leaf[leaf.op].format(_label(leaf.q, spec, language), _values(leaf.value, spec, language, words))


def _phrase_of_bool(spec: QuestionSpec | None, value: bool, language: str, words: _Words) -> str:
    """Return the phrase that the content has for this answer, unless it is a bare yes or no."""
    if spec is None:
        return ""
    phrase = say(spec.yes if value else spec.no, language).words
    bare = {word for known in WORDS.values() for word in (known.yes, known.no)}
    return "" if phrase.strip().lower() in bare else phrase


def _label(question: str, spec: QuestionSpec | None, language: str) -> str:
    if spec is None:
        return question
    return (say(spec.short, language).words or say(spec.text, language).words or question).strip("¿?")


def _values(value: Value, spec: QuestionSpec | None, language: str, words: _Words) -> str:
    several = value if isinstance(value, tuple) else (value,)
    return _joined([_value(one, spec, language, words) for one in several], words.or_)


def _value(value: Scalar, spec: QuestionSpec | None, language: str, words: _Words) -> str:
    if isinstance(value, bool):
        return words.yes if value else words.no
    if isinstance(value, int):
        return str(value)
    labels = {option.value: say(option.label, language).words for option in spec.options} if spec else {}
    label = labels.get(value) or value
    return f"«{label}»" if words is WORDS["es"] else f"“{label}”"


def _joined(parts: Sequence[str], last: str) -> str:
    if len(parts) == 1:
        return parts[0]
    return ", ".join(parts[:-1]) + last + parts[-1]

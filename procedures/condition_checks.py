"""What is wrong with a condition, one sentence each, for the person who writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures import conditions
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import QuestionSpec, say

OPS_OF_TYPES: Mapping[str, frozenset[str]] = {
    "bool": frozenset({"eq", "ne"}),
    "int": frozenset({"eq", "ne", "in", "gte", "lte", "gt", "lt"}),
    "enum": frozenset({"eq", "ne", "in"}),
    "multi": frozenset({"includes_any"}),
    "date": frozenset(),
}


def depth(condition: conditions.Condition) -> int:
    """Return how many levels of all, any and not a condition has."""
    match condition:
        case conditions.AllOf(of) | conditions.AnyOf(of):
            return 1 + max(depth(branch) for branch in of)
        case conditions.Not(of):
            return 1 + depth(of)
    return 0


def leaves(condition: conditions.Condition) -> list[conditions.Leaf]:
    match condition:
        case conditions.Leaf():
            return [condition]
        case conditions.AllOf(of) | conditions.AnyOf(of):
            return [leaf for branch in of for leaf in leaves(branch)]
        case conditions.Not(of):
            return leaves(of)
    return []


def unfinished(content: Any, questions: Mapping[str, QuestionSpec]) -> Iterator[str]:
    """Yield what has been begun and not ended: a row without its question, or without an answer."""
    if not isinstance(content, Mapping):
        return
    for word in ("all", "any"):
        branches = content.get(word, ())
        if isinstance(branches, list):
            if word in content and not branches:
                yield _("One of the groups is empty. Add a question to it, or take the group away.")
            for branch in branches:
                yield from unfinished(branch, questions)
    yield from unfinished(content.get("not"), questions)
    if content.get("q") == "":
        yield _("One of the rows has no question yet.")
    elif "q" in content and content.get("value") in (None, [], ""):
        yield _("“%(question)s” has no answer chosen yet.") % {"question": named(str(content["q"]), questions)}


def faults(condition: conditions.Condition, questions: Mapping[str, QuestionSpec]) -> list[str]:
    """Return what a condition says of questions or answers that do not exist, or that cannot be compared."""
    found = []
    for leaf in leaves(condition):
        question = questions.get(leaf.q)
        name = {"question": named(leaf.q, questions)}
        if question is None:
            found.append(_("There is no question “%(question)s”.") % name)
        elif question.type == "date":
            found.append(_("“%(question)s” is a date: deadlines count from it, conditions do not look at it.") % name)
        elif leaf.op not in OPS_OF_TYPES[question.type]:
            found.append(_("“%(question)s” is not a question that can be compared in this way.") % name)
        else:
            values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
            found += [
                _("The question “%(question)s” cannot be answered with “%(answer)s”.") % {**name, "answer": value}
                for value in values
                if not can_be(question, value)
            ]
    return list(dict.fromkeys(found))


def can_be(question: QuestionSpec, value: Any) -> bool:
    """Tell whether a value is one answer to a question."""
    if question.type == "bool":
        return isinstance(value, bool)
    if question.type == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return value in [option.value for option in question.options]


def named(question: str, questions: Mapping[str, QuestionSpec]) -> str:
    """Return a question's words in the editor's language, its id while there is no such question."""
    spec = questions.get(question)
    return say(spec.text, language()).words or question if spec else question


def language() -> str:
    """Return the language of the person at the screen, as content knows it."""
    return (get_language() or SOURCE_LANGUAGE).partition("-")[0]


def questions_in(*found: conditions.Condition | None) -> tuple[str, ...]:
    """Return the questions of several conditions, none twice."""
    return tuple(dict.fromkeys(id for one in found if one is not None for id in conditions.questions_in(one)))


def asked_too_late(condition: conditions.Condition, own: str, order: Iterable[str]) -> tuple[str, ...]:
    """Return the questions that a question waits for though they are put after it, or not at all."""
    order = list(order)
    before = order[: order.index(own)] if own in order else order
    return tuple(id for id in conditions.questions_in(condition) if id not in before)

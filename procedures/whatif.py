"""What other answers would do: bring something in, or settle what is open.

Pure. Three-valued like `conditions`, over the few answers that can make a difference to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, permutations, product

from procedures.conditions import AllOf, Always, Answers, AnyOf, Condition, Leaf, Not, Value, evaluate, holds, leaves_in
from procedures.specs import QuestionSpec

Change = tuple[Leaf, bool]
"""A leaf, and whether it has to be true or false."""
Tried = Mapping[str, tuple[Value, ...]]
"""Question → the answer that is tried; several when more than one person gives theirs, the person judged first."""

# Of a condition written out as alternatives, so many of the shortest are looked at: conditions of content have a few.
TERMS_AT_MOST = 64
# Beyond this many options of a "several of these" question only small and complete choices are tried.
ALL_CHOICES_UP_TO = 5
ANY_OTHER = "any other"
A_DAY = "2026-01-01"


def telling_values(leaves: Iterable[Leaf], question: QuestionSpec | None = None) -> tuple[Value, ...]:
    """Return answers to one question that between them make its leaves true and false in every way they can be.

    `question`: limits them to what it takes; without it any value of the leaves' type is taken for possible.
    """
    wanted = [one for leaf in leaves for one in (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))]
    kind = question.type if question else _kind_of(leaves, wanted)
    if kind == "bool":
        return (True, False)
    if kind == "date":
        return (A_DAY,)
    if kind == "int":
        return _numbers([one for one in wanted if isinstance(one, int)], question)
    options = (
        [option.value for option in question.options] if question else [*dict.fromkeys(map(str, wanted)), ANY_OTHER]
    )
    if kind == "enum":
        return tuple(options)
    named = [one for one in options if one in wanted]
    rest = [one for one in options if one not in wanted][:1]
    return tuple(_choices([*named, *rest]))


def _kind_of(leaves: Iterable[Leaf], wanted: Sequence[Value]) -> str:
    if any(leaf.op == "includes_any" for leaf in leaves):
        return "multi"
    if all(isinstance(one, bool) for one in wanted):
        return "bool"
    return "int" if any(isinstance(one, int) for one in wanted) else "enum"


def _numbers(limits: Sequence[int], question: QuestionSpec | None) -> tuple[Value, ...]:
    low = question.minimum if question and question.minimum is not None else 0
    high = question.maximum if question and question.maximum is not None else max([*limits, low]) + 1
    near = {low, high, *(limit + step for limit in limits for step in (-1, 0, 1))}
    return tuple(sorted(one for one in near if low <= one <= high))


def _choices(options: Sequence[str]) -> Iterator[tuple[str, ...]]:
    sizes: Iterable[int] = range(1, len(options) + 1)
    if len(options) > ALL_CHOICES_UP_TO:
        sizes = (1, 2, len(options))
    return chain.from_iterable(combinations(options, size) for size in sizes)


class Trial:
    """A condition under answers that are given, to which others can be tried.

    `guards`: it says nothing once one of them is false; they are judged for `guarded_for`, as it is for `person`.
    `of_several`: questions that more than one person has still to answer.
    """

    def __init__(
        self,
        condition: Condition,
        answers: Answers,
        questions: Mapping[str, QuestionSpec],
        person: str | None = None,
        *,
        guards: Sequence[Condition] = (),
        guarded_for: str | None = None,
        of_several: Collection[str] = (),
    ) -> None:
        self.person, self.guarded_for = person, guarded_for
        self.condition, self.guards = condition, tuple(guards)
        self.given = {leaf: evaluate(leaf, answers, person).value for leaf in leaves_in(condition)}
        self.guarding = {
            leaf: evaluate(leaf, answers, guarded_for).value for guard in guards for leaf in leaves_in(guard)
        }
        by_question: dict[str, list[Leaf]] = {}
        for leaf, value in (*self.given.items(), *self.guarding.items()):
            if value is None:
                by_question.setdefault(leaf.q, []).append(leaf)
        self.values: dict[str, list[tuple[Value, ...]]] = {}
        for q, leaves in by_question.items():
            values = telling_values(leaves, questions.get(q))
            self.values[q] = [(value,) for value in values]
            if q in of_several:
                self.values[q] += permutations(values, 2)

    def value(self, tried: Tried) -> bool | None:
        """Return what the condition comes to; None also where a guard fails, for then it says nothing."""
        if self.fails(tried):
            return None
        return _truth(self.condition, self.given, tried, self.person)

    def fails(self, tried: Tried) -> bool:
        """Tell whether a guard is false."""
        return any(_truth(guard, self.guarding, tried, self.guarded_for) is False for guard in self.guards)

    def can_settle(self, question: str, outcome: bool | None = None) -> bool:
        """Tell whether, with some answers to other questions or none, this one settles it (or settles it so)."""
        others = [one for one in self.values if one != question]
        return question in self.values and self._search(question, outcome, {}, others)

    def _search(self, question: str, outcome: bool | None, tried: Tried, others: Sequence[str]) -> bool:
        if self.fails(tried) or self.value(tried) is not None:
            return False
        results = (self.value({**tried, question: value}) for value in self.values[question])
        if any(one is not None and outcome in (None, one) for one in results):
            return True
        return any(
            self._search(question, outcome, {**tried, other: value}, others[place + 1 :])
            for place, other in enumerate(others)
            for value in self.values[other]
        )


def _truth(condition: Condition, given: Mapping[Leaf, bool | None], tried: Tried, person: str | None) -> bool | None:
    match condition:
        case Leaf():
            value, answers = given[condition], tried.get(condition.q)
            if value is not None or answers is None:
                return value
            outcomes = [holds(condition, answer) for answer in (answers if person is None else answers[:1])]
            return True if any(outcomes) else None if None in outcomes else False
        case Not(of):
            value = _truth(of, given, tried, person)
            return None if value is None else not value
        case AllOf(of) | AnyOf(of):
            deciding, is_open = isinstance(condition, AnyOf), False
            for branch in of:
                value = _truth(branch, given, tried, person)
                if value is deciding:
                    return deciding
                is_open = is_open or value is None
            return None if is_open else not deciding
    return True


def is_known(question: str) -> Leaf:
    """Return a condition that is open until the question has an answer, and false then, whatever the answer is."""
    return Leaf(question, "eq", "")


def is_plain(condition: Condition, guards: Sequence[Condition], questions: Mapping[str, QuestionSpec]) -> bool:
    """Tell at a glance that every question that is open can settle it: then no trial is needed.

    It looks at each question once, each of its leaves can be true and false, and its guards look at others.
    """
    found = leaves_in(condition)
    asked = {leaf.q for leaf in found}
    return (
        len(asked) == len(found)
        and asked.isdisjoint(leaf.q for guard in guards for leaf in leaves_in(guard))
        and all(leaf == is_known(leaf.q) or _varies(leaf, questions.get(leaf.q)) for leaf in found)
    )


def _varies(leaf: Leaf, question: QuestionSpec | None) -> bool:
    return len({holds(leaf, value) for value in telling_values([leaf], question)}) > 1


def brings_in(
    condition: Condition, answers: Answers, questions: Mapping[str, QuestionSpec], person: str | None = None
) -> tuple[Change, ...]:
    """Return the smallest set of leaves that would have to change for a condition to be true, in its order.

    The fewest questions count, then the fewest leaves, then the order of the condition. A set that asks for an answer
    to a question that would not be put (its `ask_when`) gives way to one that does not, or takes with it what opens
    that question. Leaves that hold already are left out, unless their question has to be answered anew. Empty: it is
    true, or never can be.
    """
    if evaluate(condition, answers, person).value:
        return ()
    needed: list[Condition] = []
    best: tuple[Change, ...] = ()
    while True:
        whole = AllOf((condition, *needed)) if needed else condition
        found = [one for one in _ways(whole, answers, questions, person) if one]
        if not found:
            return best
        opens = _opener(answers, questions, person)
        best = min(found, key=lambda one: (len(opens(one)), len({leaf.q for leaf, _wanted in one}), len(one)))
        closed = [one for one in opens(best) if one not in needed]
        if not closed:
            return best
        needed += closed


def can_be_true(condition: Condition, questions: Mapping[str, QuestionSpec]) -> bool:
    """Tell whether some answers make a condition true."""
    nothing = Answers()
    return bool(evaluate(condition, nothing).value) or any(True for _one in _ways(condition, nothing, questions, None))


def _ways(
    condition: Condition, answers: Answers, questions: Mapping[str, QuestionSpec], person: str | None
) -> Iterator[tuple[Change, ...]]:
    """Yield sets of changes that make a condition true, without what holds already."""
    places = {leaf: place for place, leaf in enumerate(leaves_in(condition))}
    true_now = {leaf: evaluate(leaf, answers, person).value for leaf in places}
    for term in _terms(condition, True, lambda change: true_now[change[0]] is not change[1]):
        anew = {leaf.q for leaf, wanted in term if true_now[leaf] is not wanted}
        said = [change for change in sorted(term, key=lambda one: places[one[0]]) if change[0].q in anew]
        by_question: dict[str, list[Change]] = {}
        for leaf, wanted in said:
            by_question.setdefault(leaf.q, []).append((leaf, wanted))
        least = {q: _least(several, questions.get(q)) for q, several in by_question.items()}
        if all(least.values()):
            yield tuple(change for change in said if change in (least[change[0].q] or ()))


def _least(several: Sequence[Change], question: QuestionSpec | None) -> tuple[Change, ...] | None:
    """Return the changes of one question without what the others say already; None when no answer fits them all."""
    values = telling_values([leaf for leaf, _wanted in several], question)
    kept = list(several)

    def fitting(changes: Sequence[Change]) -> list[Value]:
        return [value for value in values if all(holds(leaf, value) is wanted for leaf, wanted in changes)]

    fits = fitting(kept)
    if not fits:
        return None
    for change in reversed(several):
        fewer = [one for one in kept if one != change]
        if fewer and fitting(fewer) == fits:
            kept = fewer
    return tuple(kept)


def _opener(
    answers: Answers, questions: Mapping[str, QuestionSpec], person: str | None
) -> Callable[[Sequence[Change]], list[Condition]]:
    """Return what tells which conditions keep the questions of some changes from being put."""

    def closed(changes: Sequence[Change]) -> list[Condition]:
        by_question: dict[str, list[Change]] = {}
        for leaf, wanted in changes:
            by_question.setdefault(leaf.q, []).append((leaf, wanted))
        changed = answers
        for q, several in by_question.items():
            values = telling_values([leaf for leaf, _wanted in several], questions.get(q))
            value = next(one for one in values if all(holds(leaf, one) is wanted for leaf, wanted in several))
            changed = changed.without(q).with_answer(q, value)
        asked = [questions[q].ask_when for q in by_question if q in questions]
        return [one for one in asked if evaluate(one, changed, person).value is False]

    return closed


def _terms(condition: Condition, wanted: bool, is_change: Callable[[Change], bool]) -> list[tuple[Change, ...]]:
    """Return a condition written out as alternatives, those with the fewest changes first."""
    match condition:
        case Leaf():
            return [((condition, wanted),)]
        case Not(of):
            return _terms(of, not wanted, is_change)
        case Always():
            return [()] if wanted else []
        case AllOf(of) | AnyOf(of):
            parts = [_terms(branch, wanted, is_change) for branch in of]
            if isinstance(condition, AnyOf) is wanted:
                found = [term for part in parts for term in part]
            else:
                found = [()]
                for part in parts:
                    joined = (tuple(dict.fromkeys((*one, *other))) for one, other in product(found, part))
                    found = _shortest(joined, is_change)
            return _shortest(found, is_change)
    raise TypeError(f"not a condition: {condition!r}")


def _shortest(terms: Iterable[tuple[Change, ...]], is_change: Callable[[Change], bool]) -> list[tuple[Change, ...]]:
    possible = [term for term in dict.fromkeys(terms) if not any((leaf, not wanted) in term for leaf, wanted in term)]

    def size(term: tuple[Change, ...]) -> tuple[int, int]:
        changes = [change for change in term if is_change(change)]
        return len({leaf.q for leaf, _wanted in changes}), len(changes)

    return sorted(possible, key=size)[:TERMS_AT_MOST]

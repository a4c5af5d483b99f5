"""Which questions to put, and in which order: first what settles most, and what cannot wait.

Pure and deterministic. A question is put only while its `ask_when` is true and its answer can still change
something: a procedure, a paper, another question, or the place (holidays and offices).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lifeevents.guide import RESIDENCE, Guide
from procedures.conditions import Always, Answers, Condition, evaluate, questions_in
from procedures.specs import DeadlineSpec

# Weights only compare: what falls due within days goes before everything, a lost right before a missed one,
# and any procedure before the papers of several.
URGENT, LOSES_A_RIGHT, PROCEDURE, PAPER, PLACE = 1000.0, 60.0, 4.0, 0.25, 0.5
URGENT_DAYS = 3
_IN_DAYS = {"hours": 1 / 24, "days": 1.0, "business_days": 1.0, "months": 30.0, "years": 365.0}


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of one person now.

    `path`: every question that matters, answered or not, in the order to put them. `to_ask`: those of them to put
    now. `left_at_most`: how many more can follow, whatever is answered.
    """

    path: tuple[str, ...]
    to_ask: tuple[str, ...]
    left_at_most: int
    weights: dict[str, float]

    @property
    def next_question(self) -> str | None:
        return self.to_ask[0] if self.to_ask else None

    def most_telling(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Sort questions: those that can be put now first, the weightiest first."""
        now = {question: place for place, question in enumerate(self.to_ask)}
        return tuple(sorted(questions, key=lambda one: (one not in now, -self.weights.get(one, 0.0))))


class _Rule(msgspec.Struct, frozen=True):
    """A condition that answers settle, and how much it matters."""

    condition: Condition
    weight: float
    questions: frozenset[str]
    procedure: Condition | None = None
    """For papers: the condition of the procedure; once it is false, the paper does not matter."""


_OpenRule = tuple[_Rule, tuple[str, ...]]
"""A rule that is not settled, and the questions that could settle it."""


class _Open:
    """The rules that are still open for a growing set of answers."""

    def __init__(self, guide: Guide, answers: Answers) -> None:
        self.guide = guide
        self.event_questions = [guide.question_by_id[one] for one in guide.event.questions]
        self.answers = answers
        self.rules: list[_OpenRule] = []
        if len(answers):
            for rule, _unknown in _rules(guide):
                self._keep(rule)
        else:
            self.rules = list(_rules(guide))

    def learn(self, question: str, answers: Answers) -> None:
        """Take an answer into account."""
        self.answers = answers
        rules, self.rules = self.rules, []
        for rule, unknown in rules:
            if question in rule.questions:
                self._keep(rule)
            else:
                self.rules.append((rule, unknown))

    def _keep(self, rule: _Rule) -> None:
        verdict = evaluate(rule.condition, self.answers)
        if verdict.value is not None:
            return
        if rule.procedure is not None and evaluate(rule.procedure, self.answers).value is False:
            return
        self.rules.append((rule, verdict.unknown))

    def weigh(self, passed_over: Iterable[str]) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
        """Return the weight of each question that can be put now, and of the others what they wait for."""
        closed = set(passed_over)
        need: dict[str, float] = {}
        for rule, unknown in self.rules:
            for question in unknown:
                need[question] = need.get(question, 0.0) + rule.weight / len(unknown)
        # It also decides holidays and offices, whatever the conditions say.
        if RESIDENCE in self.guide.question_by_id and not self.answers.has(RESIDENCE):
            need[RESIDENCE] = need.get(RESIDENCE, 0.0) + PLACE
        now: dict[str, float] = {}
        later: dict[str, tuple[str, ...]] = {}
        # `ask_when` looks only at earlier questions: going backwards, every weight is whole when it is passed on.
        for spec in reversed(self.event_questions):
            weight = need.get(spec.id)
            if weight is None or spec.id in closed:
                continue
            may_ask = evaluate(spec.ask_when, self.answers)
            if may_ask.value:
                now[spec.id] = weight
            elif may_ask.value is None:
                later[spec.id] = may_ask.unknown
                for earlier in may_ask.unknown:
                    need[earlier] = need.get(earlier, 0.0) + weight / len(may_ask.unknown)
        return now, later


def ask(guide: Guide, answers: Answers, *, skipped: frozenset[str] = frozenset()) -> Asking:
    """Return the questions to put with these answers; `skipped` are those answered with "I don't know".

    The path is retraced from the first question on, so that going back shows the same questions in the same order.
    """
    place = {question: index for index, question in enumerate(guide.event.questions)}
    answered = {question for question in place if answers.has(question)}
    final_now, later = _Open(guide, answers).weigh(answered | skipped)
    path: list[str] = []
    to_ask: list[str] = []
    retraced = _Open(guide, Answers())
    passed_over: set[str] = set()
    known: list[str] = []
    while True:
        now, _later = retraced.weigh(passed_over)
        if not now:
            break
        question = min(now, key=lambda one: (-now[one], place[one]))
        passed_over.add(question)
        if question in answered:
            known.append(question)
            path.append(question)
            retraced.learn(question, answers.only(known))
        elif question in skipped:
            path.append(question)
        elif question in final_now:
            path.append(question)
            to_ask.append(question)
    # Answers that came without their question can open others.
    missed = sorted(set(final_now) - set(to_ask), key=lambda one: (-final_now[one], place[one]))
    possible = set(final_now)
    for question in guide.event.questions:
        if possible.intersection(later.get(question, ())):
            possible.add(question)
    return Asking(path=(*path, *missed), to_ask=(*to_ask, *missed), left_at_most=len(possible), weights=final_now)


def next_question(guide: Guide, answers: Answers, skipped: frozenset[str] = frozenset()) -> str | None:
    """Return the question to put now, or None when nothing more can change."""
    return ask(guide, answers, skipped=skipped).next_question


def to_ask(guide: Guide, answers: Answers, skipped: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the questions that can be put now, in order."""
    return ask(guide, answers, skipped=skipped).to_ask


def left_at_most(guide: Guide, answers: Answers, skipped: frozenset[str] = frozenset()) -> int:
    """Return how many more questions can follow, whatever is answered."""
    return ask(guide, answers, skipped=skipped).left_at_most


def _rules(guide: Guide) -> tuple[_OpenRule, ...]:
    """Return the rules of a guide, before anything is answered; kept on it, for it never changes."""
    kept: dict[str, tuple[_OpenRule, ...]] = guide.__dict__
    if "_question_rules" not in kept:
        nothing = Answers()
        kept["_question_rules"] = tuple(
            (rule, verdict.unknown)
            for rule in _find_rules(guide)
            if (verdict := evaluate(rule.condition, nothing)).value is None
        )
    return kept["_question_rules"]


def _find_rules(guide: Guide) -> Iterable[_Rule]:
    for step in guide.event.steps:
        procedure = guide.procedure_by_id[step.procedure]
        if not isinstance(procedure.who, Always):
            weight = max((_urgency(deadline) for deadline in procedure.deadlines), default=PROCEDURE)
            yield _Rule(procedure.who, weight, frozenset(questions_in(procedure.who)))
        conditions: list[Condition] = []
        for requirement in procedure.requirements:
            if not isinstance(requirement.when, Always) and requirement.when not in conditions:
                conditions.append(requirement.when)
        for condition in conditions:
            looked_at = frozenset(questions_in(condition)) | frozenset(questions_in(procedure.who))
            yield _Rule(condition, PAPER, looked_at, procedure.who)


def _urgency(deadline: DeadlineSpec) -> float:
    if deadline.kind != "hard":
        return PROCEDURE
    if deadline.value is None or deadline.unit is None or deadline.relative_to != "event":
        return LOSES_A_RIGHT
    return URGENT if deadline.value * _IN_DAYS[deadline.unit] <= URGENT_DAYS else LOSES_A_RIGHT

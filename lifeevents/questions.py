"""Which questions to put, and in which order: first what settles most, and what cannot wait.

Pure and deterministic. A question is put only while its `ask_when` is true and its answer can still change
something on the list (`lifeevents.asking`), or open a question that can. Asked of each person, it is put until
everybody concerned has answered or does not know.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lifeevents import people
from lifeevents.asking import Open
from lifeevents.guide import Guide
from lifeevents.plans import Channels
from procedures.conditions import Answers


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of one person now.

    `path`: every question that matters, answered or not, in the order to put them. `to_ask`: those of them to put
    now. `left_at_most`: how many more can follow, whatever is answered. `asked_of`: of those asked per person, whom.
    """

    path: tuple[str, ...]
    to_ask: tuple[str, ...]
    left_at_most: int
    weights: dict[str, float]
    asked_of: dict[str, tuple[str, ...]] = {}

    @property
    def next_question(self) -> str | None:
        return self.to_ask[0] if self.to_ask else None

    def most_telling(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Sort questions: those that can be put now first, the weightiest first."""
        now = {question: place for place, question in enumerate(self.to_ask)}
        return tuple(sorted(questions, key=lambda one: (one not in now, -self.weights.get(one, 0.0))))


UNASKED = Asking(path=(), to_ask=(), left_at_most=0, weights={})
"""For plans of which nobody asks what to put next."""


def ask(
    guide: Guide, answers: Answers, *, skipped: frozenset[str] = frozenset(), channels: Channels | None = None
) -> Asking:
    """Return the questions to put with these answers; `skipped` are those answered with "I don't know".

    `channels`: how the person chose to do things, which decides what papers they need.

    The path is retraced from the first question on, so that going back shows the same questions in the same order.
    """
    place = {question: index for index, question in enumerate(guide.event.questions)}
    answered = {question for question in place if people.is_answered(guide, guide.question_by_id[question], answers)}
    final_now, later = Open(guide, answers, channels).weigh(answered | skipped)
    path: list[str] = []
    to_ask: list[str] = []
    retraced = Open(guide, Answers(), channels)
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
    everything = (*path, *missed)
    return Asking(
        path=everything,
        to_ask=(*to_ask, *missed),
        left_at_most=len(possible),
        weights=final_now,
        asked_of=_asked_of(guide, answers, everything),
    )


def _asked_of(guide: Guide, answers: Answers, questions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    known = people.whole(guide, answers)
    specs = (guide.question_by_id[question] for question in questions)
    return {spec.id: people.asked_of(guide, spec, known) for spec in specs if people.is_put_to_each(guide, spec)}


def next_question(guide: Guide, answers: Answers, skipped: frozenset[str] = frozenset()) -> str | None:
    """Return the question to put now, or None when nothing more can change."""
    return ask(guide, answers, skipped=skipped).next_question


def to_ask(guide: Guide, answers: Answers, skipped: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the questions that can be put now, in order."""
    return ask(guide, answers, skipped=skipped).to_ask


def left_at_most(guide: Guide, answers: Answers, skipped: frozenset[str] = frozenset()) -> int:
    """Return how many more questions can follow, whatever is answered."""
    return ask(guide, answers, skipped=skipped).left_at_most

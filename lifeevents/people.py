"""The people of a list: who is on it, whom a question is put to, and what it means that one of them said nothing.

Pure. Source: docs/decisions/0012-people.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from lifeevents.guide import Guide
from procedures import foreign
from procedures.conditions import EVERYBODY, AllOf, Always, Answers, Condition, Verdict, evaluate
from procedures.foreign import Abroad
from procedures.specs import ProcedureSpec, QuestionSpec


def presence(guide: Guide, answers: Answers) -> dict[str, Verdict]:
    """Return the people who are or may be on the list, in the order of the guide, and how sure that is."""
    found = {one.person: evaluate(one.when, answers) for one in guide.event.people}
    return {person: verdict for person, verdict in found.items() if verdict.value is not False}


def is_put_to_each(guide: Guide, question: QuestionSpec) -> bool:
    """Tell whether a question is answered by each person apart; without people it is answered once, for everybody."""
    return question.per_person and bool(guide.event.people)


def asked_of(guide: Guide, question: QuestionSpec, answers: Answers, *, perhaps: bool = False) -> tuple[str, ...]:
    """Return the people on the list to whom a question is put (`perhaps`: or may have to be put)."""
    wanted = (True, None) if perhaps else (True,)
    everybody = presence(guide, answers)
    if isinstance(question.ask_when, Always):
        return tuple(everybody)
    return tuple(one for one in everybody if evaluate(question.ask_when, answers, one).value in wanted)


def papers_from_abroad(guide: Guide, answers: Answers, *, on: Guide | None = None) -> dict[str, Abroad]:
    """Return what the papers of a guide need besides when they come from abroad, for the people of a list.

    `on`: the guide of the list, when it is another one.
    """
    everybody = tuple(presence(on or guide, answers))
    return foreign.of_documents(guide.documents, guide.question_by_id, answers, everybody)


def judged_for(guide: Guide, spec: ProcedureSpec) -> tuple[tuple[str | None, Condition], ...]:
    """Return for whom a procedure is judged (None: for everybody at once), and by which condition.

    For somebody who is not on the list it is never.
    """
    if not (spec.each_person and guide.event.people):
        return ((None, spec.who),)
    return tuple(
        (one.person, spec.who if isinstance(one.when, Always) else AllOf((one.when, spec.who)))
        for one in guide.event.people
    )


def open_to_several(guide: Guide, answers: Answers, questions: Iterable[str]) -> frozenset[str]:
    """Return those of the questions that more than one person may still answer, each in their own way."""
    specs = (guide.question_by_id[one] for one in questions if one in guide.question_by_id)
    return frozenset(
        spec.id
        for spec in specs
        if is_put_to_each(guide, spec) and sum(not answers.given(spec.id, one.person) for one in guide.event.people) > 1
    )


def has_spoken(answers: Answers, question: str, person: str) -> bool:
    """Tell whether a person has answered, by themselves or by an answer for everybody, or does not know."""
    return bool(answers.given(question, person)) or answers.is_unsure(question, person)


def whole(guide: Guide, answers: Answers) -> Answers:
    """Return the answers, in which somebody who has not answered yet, while others have, does not know.

    Otherwise "no" from one parent would settle for both what the other has not been asked yet.
    """
    silent = {
        (question.id, person): None
        for question in guide.questions
        if is_put_to_each(guide, question) and (answers.has(question.id) or answers.is_unsure(question.id))
        for person in asked_of(guide, question, answers, perhaps=True)
        if not has_spoken(answers, question.id, person)
    }
    return Answers({**answers.entries(), **silent}) if silent else answers


def is_answered(guide: Guide, question: QuestionSpec, answers: Answers) -> bool:
    """Tell whether nobody is left to whom a question has to be put."""
    if not is_put_to_each(guide, question):
        return answers.has(question.id)
    if (question.id, EVERYBODY) in answers:
        return True
    concerned = asked_of(guide, question, answers)
    has_begun = answers.has(question.id) or answers.is_unsure(question.id)
    return has_begun and all(has_spoken(answers, question.id, one) for one in concerned)

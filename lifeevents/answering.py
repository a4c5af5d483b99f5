"""Which answers a question takes, and which answers stay when another one changes. Pure."""

from __future__ import annotations

import datetime as dt

from lifeevents import people
from lifeevents.exceptions import BadAnswer
from lifeevents.guide import SMALL_MUNICIPALITY, Guide
from procedures.conditions import EVERYBODY, Answers, Value, evaluate
from procedures.specs import QuestionSpec


def checked(question: QuestionSpec, value: object) -> Value:
    """Return the value as the question keeps it.

    Raises: BadAnswer when the question does not take it.
    """
    options = {option.value for option in question.options}
    match question.type:
        case "bool" if isinstance(value, bool):
            return value
        case "int" if isinstance(value, int) and not isinstance(value, bool):
            if (question.minimum is None or value >= question.minimum) and (
                question.maximum is None or value <= question.maximum
            ):
                return value
        case "enum" if isinstance(value, str) and value in options:
            return value
        case "multi" if (
            isinstance(value, list | tuple | set | frozenset)
            and value
            and all(isinstance(one, str) and one in options for one in value)
        ):
            return tuple(option.value for option in question.options if option.value in value)
        case "date" if isinstance(value, str) and _is_date(value):
            return value
    raise BadAnswer(f"{question.id} does not take {value!r}")


def without_stranded(guide: Guide, answers: Answers, *, keep: frozenset[str] = frozenset()) -> Answers:
    """Return the answers without those of questions that would not be put any more.

    Answering "adoption" after "born in a hospital" forgets the hospital. What is not put to one person any more is
    forgotten for that person only. `keep`: known without having been asked.
    """
    for question in guide.questions:
        if question.id in keep or not (answers.has(question.id) or answers.is_unsure(question.id)):
            continue
        known = people.whole(guide, answers)
        if not people.is_put_to_each(guide, question):
            if evaluate(question.ask_when, known).value is False:
                answers = answers.without(question.id)
            continue
        concerned = people.asked_of(guide, question, known, perhaps=True)
        for asked, person in answers.entries():
            if asked == question.id and not (person in concerned or (person == EVERYBODY and concerned)):
                answers = answers.without(question.id, person)
    return answers


def with_answer(
    guide: Guide, answers: Answers, question: str, value: Value | None, *, person: str = EVERYBODY
) -> Answers:
    """Return the answers with this one replaced (None: not known), and without what it strands.

    An answer for everybody takes the place of what each person said.
    """
    known = answers.without(question) if person == EVERYBODY else answers
    changed = known.with_answer(question, value, person)
    return without_stranded(guide, changed, keep=frozenset({SMALL_MUNICIPALITY}))


def _is_date(value: str) -> bool:
    try:
        # Years long past, or so far ahead that nothing can be counted from them, and basic forms ("20260302") are slips
        # of the keyboard, not answers.
        return value == dt.date.fromisoformat(value).isoformat() and "1900" <= value < "2200"
    except ValueError:
        return False

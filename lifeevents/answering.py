"""Which answers a question takes, and which answers stay when another one changes. Pure."""

from __future__ import annotations

from lifeevents.exceptions import BadAnswer
from lifeevents.guide import SMALL_MUNICIPALITY, Guide
from procedures.conditions import EVERYBODY, Answers, Value, evaluate
from procedures.specs import QuestionSpec

# Answers that say that something is done already: (question, answer) → procedure. Whoever signed at the hospital has
# nothing left to do there. The person can take it back on its page.
SAYS_DONE: dict[tuple[str, Value], str] = {("hospital_sent_registration", "yes"): "nac-inscripcion-hospital"}


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
    raise BadAnswer(f"{question.id} does not take {value!r}")


def without_stranded(guide: Guide, answers: Answers, *, keep: frozenset[str] = frozenset()) -> Answers:
    """Return the answers without those of questions that would not be put any more.

    Answering "adoption" after "born in a hospital" forgets the hospital. `keep`: known without having been asked.
    """
    for question in guide.questions:
        if question.id in keep or not answers.by_person(question.id):
            continue
        if evaluate(question.ask_when, answers).value is False:
            for person in answers.by_person(question.id):
                answers = answers.with_answer(question.id, None, person)
    return answers


def with_answer(
    guide: Guide, answers: Answers, question: str, value: Value | None, *, person: str = EVERYBODY
) -> Answers:
    """Return the answers with this one replaced (None forgets it), and without what it strands."""
    changed = answers.with_answer(question, value, person)
    return without_stranded(guide, changed, keep=frozenset({SMALL_MUNICIPALITY}))

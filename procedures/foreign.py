"""Papers from abroad: what each needs besides, by the country that issued it.

Pure. Source: docs/decisions/0013-papers.md; Regulation (EU) 2016/1191, arts. 4 and 7 (civil-status records of the Union
need no apostille, and a multilingual form spares the translation); the Hague Convention of 5 October 1961, arts. 1 to 3
(an apostille instead of legalisation).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from procedures.conditions import EVERYBODY, Answers, evaluate
from procedures.specs import DocumentSpec, Nature, QuestionSpec

Formality = Literal["apostille", "legalisation", "translation", "multilingual_form"]
"""An apostille, a diplomatic legalisation, a sworn translation, or the EU's multilingual form instead of that."""
FORMALITIES_IN_ORDER: tuple[Formality, ...] = ("apostille", "legalisation", "translation", "multilingual_form")

# By the group of the country that issued it, then by the nature of the paper; a private one is not legalised.
_NEEDED: dict[str, dict[Nature, tuple[Formality, ...]]] = {
    "spain": {},
    "eu": {"civil_status": ("translation", "multilingual_form"), "public": ("apostille", "translation")},
    "hague": {"civil_status": ("apostille", "translation"), "public": ("apostille", "translation")},
    "other": {"civil_status": ("legalisation", "translation"), "public": ("legalisation", "translation")},
}


class Abroad(msgspec.Struct, frozen=True):
    """What a paper needs besides: `formalities` as far as is known, `settled_by` the question that would tell more."""

    formalities: tuple[Formality, ...] = ()
    settled_by: str | None = None


AT_HOME = Abroad()


def of_document(
    document: DocumentSpec, question: QuestionSpec | None, answers: Answers, people: Sequence[str] = ()
) -> Abroad:
    """Return what one paper needs: of several people, whatever the paper of any of them needs.

    `question`: the one that tells where it was issued; None when the guide does not ask it. `people`: who is on the
    list, for a question that each answers for themselves. A question that is not to be put leaves the paper at home.
    """
    if question is None or document.nature == "private":
        return AT_HOME
    needed: set[Formality] = set()
    unknown = False
    for issued_in in _issued_in(question, answers, people):
        if issued_in is None:
            unknown = True
        else:
            needed.update(_NEEDED.get(issued_in, {}).get(document.nature, ()))
    return Abroad(
        formalities=tuple(one for one in FORMALITIES_IN_ORDER if one in needed),
        settled_by=question.id if unknown else None,
    )


def of_documents(
    documents: Iterable[DocumentSpec],
    questions: Mapping[str, QuestionSpec],
    answers: Answers,
    people: Sequence[str] = (),
) -> dict[str, Abroad]:
    """Return what those papers need that come, or may come, from abroad, by document id."""
    found = {
        document.id: of_document(document, questions.get(document.issued_in), answers, people)
        for document in documents
        if document.issued_in is not None
    }
    return {document: abroad for document, abroad in found.items() if abroad != AT_HOME}


def _issued_in(question: QuestionSpec, answers: Answers, people: Sequence[str]) -> list[str | None]:
    """Return the group of each paper; None where it is not known."""
    if not (question.per_person and people):
        if evaluate(question.ask_when, answers).value is False:
            return []
        given = [str(value) for value in answers.by_person(question.id).values()]
        return [*given, None] if not given or answers.is_unsure(question.id) else list(given)
    found: list[str | None] = []
    for person in people:
        if evaluate(question.ask_when, answers, person).value is False:
            continue
        value = answers.get_one(question.id, person)
        value = answers.get_one(question.id, EVERYBODY) if value is None else value
        found.append(None if value is None else str(value))
    return found

"""Answers given back to the person: on the check page, and as reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lifeevents import municipalities
from lifeevents.guide import RESIDENCE, Guide
from lifeevents.liststate import ListState
from lifeevents.plans import BroughtInBy
from lifeevents.presenting import people
from lifeevents.presenting.words import capital, joined, lower_first, shown_said
from procedures.conditions import Leaf, Reason, Scalar, Value
from procedures.sentences import NEGATED
from procedures.specs import QuestionSpec, Said, say
from sitekit import dates

FEW_OPTIONS = 3
"""So many other answers are named one by one; of more, what they are not."""


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One answer that decided, and the question to change it."""

    words: str | SafeString
    question: str


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """What one person answered."""

    who: str
    value: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One line of "check your answers". `question` is None for the date."""

    key: Said | str
    value: Said | str
    question: str | None
    is_known: bool = True
    parts: tuple[AnswerPart, ...] = ()
    """What each person answered, when the question is put to each."""


def question_label(question: QuestionSpec, language: str) -> Said:
    """Return the short name of a question, else its text."""
    return say(question.short or question.text, language)


def value_words(question: QuestionSpec, value: Value, language: str) -> str:
    """Return an answer as words: "Yes", "2", "On maternity leave, self-employed"."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return str(value)
    labels = {option.value: say(option.label, language).words for option in question.options}
    if question.type == "date" and isinstance(value, str):
        return dates.in_words(dt.date.fromisoformat(value))
    if isinstance(value, tuple):
        said = [labels.get(str(one), str(one)) for one in value]
        return joined([*said[:1], *map(lower_first, said[1:])])
    return labels.get(value, value)


def reason_words(guide: Guide, reason: Reason, language: str) -> ReasonWords:
    """Return a reason in the words of its question, and whose answer it is where each person has their own."""
    question = guide.question_by_id.get(reason.question)
    if question is None:
        return ReasonWords(str(reason.value), reason.question)
    whose = people.name_of(guide, reason.person, language)
    if isinstance(reason.value, bool):
        phrase = say(question.yes if reason.value else question.no, language)
        if phrase.words:
            said = Said(capital(phrase.words) + (f" ({whose})" if whose else ""), phrase.language)
            return ReasonWords(shown_said(said, language), question.id)
    label = question_label(question, language).words.rstrip(":")
    words = value_words(question, reason.value, language)
    return ReasonWords(f"{label}{f' ({whose})' if whose else ''}: {words}", question.id)


def reasons_words(guide: Guide, reasons: tuple[Reason, ...], language: str) -> list[ReasonWords]:
    return [reason_words(guide, reason, language) for reason in reasons]


def brought_in_words(guide: Guide, changes: Sequence[BroughtInBy], language: str) -> list[ReasonWords]:
    """Return the answers that together would bring a thing in, in the words of their questions."""
    found = []
    for change in changes:
        question = guide.question_by_id.get(change.leaf.q)
        if question is None:
            continue
        words = _wanted(question, change.leaf, language, holds=change.holds)
        whose = people.name_of(guide, change.person, language)
        found.append(ReasonWords(f"{words} ({whose})" if whose else words, change.leaf.q))
    return found


def _wanted(question: QuestionSpec, leaf: Leaf, language: str, *, holds: bool) -> str:
    """Return the answers that make a leaf hold (or not): "Arrival: by adoption", "Months: 12 or more"."""
    label = question_label(question, language).words.strip("¿?").rstrip(":")
    op, value = leaf.op, leaf.value
    if question.type == "bool" and isinstance(value, bool):
        wanted = (value if op == "eq" else not value) is holds
        phrase = say(question.yes if wanted else question.no, language).words
        return capital(phrase) if phrase else f"{label}: {value_words(question, wanted, language)}"
    if op in ("gte", "lte", "gt", "lt"):
        said = {"gte": _("%(n)s or more"), "lte": _("%(n)s or fewer"), "gt": _("more than %(n)s"),
                "lt": _("fewer than %(n)s")}[op if holds else NEGATED[op]]  # fmt: skip
        return f"{label}: {said % {'n': value}}"
    values = value if isinstance(value, tuple) else (value,)
    if (op == "ne") is holds:
        others = tuple(option.value for option in question.options if option.value not in values)
        if not 0 < len(others) <= FEW_OPTIONS:
            other_than = _("anything but %(values)s") % {"values": _either(question, values, language)}
            return f"{label}: {other_than}"
        values = others
    return f"{label}: {_either(question, values, language)}"


def _either(question: QuestionSpec, values: Sequence[Scalar], language: str) -> str:
    return _(" or ").join(lower_first(value_words(question, one, language)) for one in values)


def answer_rows(state: ListState, asked: tuple[str, ...], language: str) -> list[AnswerRow]:
    """Return every answer to check, in the order it was given; the date first, "I don't know" too."""
    rows = [date_row(state, language)]
    put = [*state.trail, *(question for question in asked if question not in state.trail)]
    for identifier in put:
        question = state.guide.question_by_id[identifier]
        label = question_label(question, language)
        value = state.answers.get_one(identifier)
        parts = _parts(state, question, language) if value is None else ()
        if parts:
            known = any(part.is_known for part in parts)
            rows.append(AnswerRow(label, "", identifier, is_known=known, parts=parts))
        elif value is not None:
            words = value_words(question, value, language)
            if identifier == RESIDENCE and (place := municipalities.place(state.municipality)):
                words = place.name
            rows.append(AnswerRow(label, words, identifier))
        elif identifier in state.skipped:
            rows.append(AnswerRow(label, _("I don't know"), identifier, is_known=False))
    return rows


def _parts(state: ListState, question: QuestionSpec, language: str) -> tuple[AnswerPart, ...]:
    """Return what each person answered, in the order of the guide."""
    answers, called = state.answers, people.names(state.guide, language)
    given = answers.by_person(question.id)
    said = [one for one in [*called, *given] if one in given or answers.is_unsure(question.id, one)]
    return tuple(
        AnswerPart(
            who=called[one].words if one in called else capital(people.name_of(state.guide, one, language)),
            value=value_words(question, given[one], language) if one in given else _("I don't know"),
            is_known=one in given,
        )
        for one in dict.fromkeys(said)
    )


def date_row(state: ListState, language: str) -> AnswerRow:
    label = say(state.guide.event.event_date_label, language)
    if state.event_on:
        words = dates.in_words(state.event_on)
        if state.event_at_time:
            words = _("%(date)s at %(time)s") % {"date": words, "time": f"{state.event_at_time:%-H:%M}"}
        return AnswerRow(label, words, None)
    if state.due_on:
        return AnswerRow(label, _("Expected on %(date)s") % {"date": dates.in_words(state.due_on)}, None)
    return AnswerRow(label, _("I don't know"), None, is_known=False)

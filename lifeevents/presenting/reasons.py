"""Answers given back to the person: on the check page, and as reasons."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lifeevents import municipalities
from lifeevents.guide import RESIDENCE, Guide
from lifeevents.liststate import ListState
from lifeevents.presenting.words import capital, joined, shown_said
from procedures.conditions import Reason, Value
from procedures.specs import QuestionSpec, Said, say
from sitekit import dates


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One answer that decided, and the question to change it."""

    words: str | SafeString
    question: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One line of "check your answers". `question` is None for the date."""

    key: Said | str
    value: Said | str
    question: str | None
    is_known: bool = True


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
    if isinstance(value, tuple):
        return joined([labels.get(str(one), str(one)) for one in value])
    return labels.get(value, value)


def reason_words(guide: Guide, reason: Reason, language: str) -> ReasonWords:
    """Return a reason in the words of its question."""
    question = guide.question_by_id.get(reason.question)
    if question is None:
        return ReasonWords(str(reason.value), reason.question)
    if isinstance(reason.value, bool):
        phrase = say(question.yes if reason.value else question.no, language)
        if phrase.words:
            return ReasonWords(shown_said(Said(capital(phrase.words), phrase.language), language), question.id)
    label = question_label(question, language).words.rstrip(":")
    words = value_words(question, reason.value, language)
    whose = _whose(reason.person)
    return ReasonWords(f"{label}{f' ({whose})' if whose else ''}: {words}", question.id)


def reasons_words(guide: Guide, reasons: tuple[Reason, ...], language: str) -> list[ReasonWords]:
    return [reason_words(guide, reason, language) for reason in reasons]


def _whose(person: str) -> str:
    return {"me": _("you"), "other_parent": _("the other parent"), "child": _("the child")}.get(person, "")


def answer_rows(state: ListState, asked: tuple[str, ...], language: str) -> list[AnswerRow]:
    """Return every answer to check, in the order it was given; the date first, "I don't know" too."""
    rows = [date_row(state, language)]
    put = [*state.trail, *(question for question in asked if question not in state.trail)]
    for identifier in put:
        question = state.guide.question_by_id[identifier]
        value = state.answers.get_one(identifier)
        if value is None:
            values = state.answers.by_person(identifier)
            if values:
                shown_values = "; ".join(
                    f"{_whose(who)}: {value_words(question, one, language)}" for who, one in values.items()
                )
                rows.append(AnswerRow(question_label(question, language), shown_values, identifier))
            elif identifier in state.skipped:
                rows.append(
                    AnswerRow(question_label(question, language), _("I don't know"), identifier, is_known=False)
                )
            continue
        words = value_words(question, value, language)
        if identifier == RESIDENCE and (place := municipalities.place(state.municipality)):
            words = place.name
        rows.append(AnswerRow(question_label(question, language), words, identifier))
    return rows


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

"""What an example person answers, as a form field and a block: JSON in the form of the API, checked when saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, get_args

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import FieldBlock

from lifeevents.answers_widget import AnswersWidget
from procedures.condition_checks import can_be, named
from procedures.conditions import EVERYBODY
from procedures.specs import Person, QuestionSpec


class AnswersFormField(forms.JSONField):
    """Read and check answers: `{question: value}`, or `{question: {person: value}}`."""

    widget = AnswersWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs["required"] = False
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        content = super().clean(value) or {}
        if not isinstance(content, dict):
            raise ValidationError(_("These answers cannot be read."))
        if faults := wrong_answers(content):
            raise ValidationError(faults)
        return content

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or {}, data or {})


def wrong_answers(content: Mapping[str, Any]) -> list[str]:
    """Return what answers say of questions, people or options that do not exist, one sentence each."""
    from procedures import compiling

    known = compiling.some_questions(content) if content else {}
    faults = []
    for id, given in content.items():
        question, name = known.get(id), {"question": named(id, known)}
        if question is None:
            faults.append(_("There is no question “%(question)s”.") % name)
            continue
        by_person = given if isinstance(given, dict) else {EVERYBODY: given}
        if set(by_person) - {EVERYBODY, *get_args(Person)}:
            faults.append(_("“%(question)s” is answered by somebody who is nobody here.") % name)
        if not question.per_person and set(by_person) - {EVERYBODY}:
            faults.append(_("“%(question)s” is not asked for each person.") % name)
        faults += [
            _("The question “%(question)s” cannot be answered with “%(answer)s”.") % {**name, "answer": value}
            for value in by_person.values()
            if not is_answer(question, value)
        ]
    return faults


def is_answer(question: QuestionSpec, value: Any) -> bool:
    """Tell whether a value is a whole answer to a question; None is "I don't know"."""
    if value is None:
        return True
    if question.type == "multi":
        return isinstance(value, list) and all(can_be(question, one) for one in value)
    if question.type == "date":
        return _is_date(value)
    return can_be(question, value)


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


class AnswersBlock(FieldBlock):
    """Answers inside a row."""

    def __init__(self, required: bool = False, help_text: Any = None, **kwargs: Any) -> None:
        self.field = AnswersFormField(help_text=help_text)
        kwargs.setdefault("default", {})
        super().__init__(**kwargs)

    def value_from_form(self, value: Any) -> Any:
        return value

    def value_for_form(self, value: Any) -> Any:
        return {} if value is None else value

    class Meta:
        icon = "help"

"""A condition as a model field, a form field and a block: JSON in the grammar of the facts, checked when saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.blocks import FieldBlock

from procedures import condition_checks, conditions
from procedures.condition_widget import ConditionWidget, OptionalConditionWidget
from procedures.specs import QuestionSpec

GREATEST_DEPTH = 4


def always() -> dict[str, Any]:
    return {"always": True}


class ConditionFormField(forms.JSONField):
    """Read and check a condition; its value is the JSON form."""

    widget = ConditionWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs["required"] = False
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        content = super().clean(value) or always()
        return conditions.dump(checked(content, questions_of(content)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or always(), data or always())


def checked(content: Any, questions: Mapping[str, QuestionSpec]) -> conditions.Condition:
    """Return the condition that a JSON form holds.

    Raises: ValidationError with everything that is wrong with it.
    """
    if begun := list(dict.fromkeys(condition_checks.unfinished(content, questions))):
        raise ValidationError(begun)
    try:
        condition = conditions.parse(content)
    except ValueError as error:
        raise ValidationError(_("This condition cannot be read: %(error)s") % {"error": error}) from error
    if condition_checks.depth(condition) > GREATEST_DEPTH:
        raise ValidationError(
            _("This condition has more than %(depth)s levels. Split it, or ask a new question.")
            % {"depth": GREATEST_DEPTH}
        )
    if faults := condition_checks.faults(condition, questions):
        raise ValidationError(faults)
    return condition


def questions_of(content: Any) -> dict[str, QuestionSpec]:
    """Return the questions that a JSON form names. Two queries, none when it names none."""
    from procedures import compiling

    named = set(_ids(content))
    return compiling.some_questions(named) if named else {}


def _ids(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        if isinstance(content.get("q"), str):
            yield content["q"]
        content = list(content.values())
    if isinstance(content, list):
        for branch in content:
            yield from _ids(branch)


class OptionalConditionFormField(ConditionFormField):
    """A condition or none: "always" is read as none, for what is always so needs no rule."""

    widget = OptionalConditionWidget

    def clean(self, value: Any) -> dict[str, Any] | None:  # type: ignore[override]  # empty is None
        content = super().clean(value)
        return None if content == always() else content

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or always(), data or always())


class ConditionField(models.JSONField):
    """A condition of a page or a catalogue item."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", always)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> ConditionFormField:
        return ConditionFormField(label=capfirst(self.verbose_name), help_text=self.help_text, initial=always)


class OptionalConditionField(models.JSONField):
    """A condition that may not be there at all: None is not "always"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> OptionalConditionFormField:
        return OptionalConditionFormField(label=capfirst(self.verbose_name), help_text=self.help_text)


class ConditionBlock(FieldBlock):
    """A condition inside a row."""

    def __init__(self, required: bool = False, help_text: Any = None, **kwargs: Any) -> None:
        self.field = ConditionFormField(help_text=help_text)
        kwargs.setdefault("default", always())
        super().__init__(**kwargs)

    def value_from_form(self, value: Any) -> Any:
        return value

    def value_for_form(self, value: Any) -> Any:
        return always() if value is None else value

    class Meta:
        icon = "decimal"

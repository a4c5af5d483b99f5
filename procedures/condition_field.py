"""A condition as a model field, a form field and a block: JSON in the grammar of the facts, checked when saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.blocks import FieldBlock

from procedures import conditions
from procedures.condition_widget import ConditionWidget, OptionalConditionWidget

GREATEST_DEPTH = 4


def always() -> dict[str, Any]:
    return {"always": True}


def depth(condition: conditions.Condition) -> int:
    """Return how many levels of all, any and not a condition has."""
    match condition:
        case conditions.AllOf(of) | conditions.AnyOf(of):
            return 1 + max(depth(branch) for branch in of)
        case conditions.Not(of):
            return 1 + depth(of)
    return 0


class ConditionFormField(forms.JSONField):
    """Read and check a condition; its value is the JSON form."""

    widget = ConditionWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs["required"] = False
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        content = super().clean(value) or always()
        try:
            condition = conditions.parse(content)
        except ValueError as error:
            raise ValidationError(_("This condition cannot be read: %(error)s") % {"error": error}) from error
        if depth(condition) > GREATEST_DEPTH:
            raise ValidationError(
                _("This condition has more than %(depth)s levels. Split it, or ask a new question.")
                % {"depth": GREATEST_DEPTH}
            )
        faults = wrong_references(condition)
        if faults:
            raise ValidationError(faults)
        return conditions.dump(condition)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or always(), data or always())


class OptionalConditionFormField(ConditionFormField):
    """A condition or none: "always" is read as none, for what is always so needs no rule."""

    widget = OptionalConditionWidget

    def clean(self, value: Any) -> dict[str, Any] | None:  # type: ignore[override]
        content = super().clean(value)
        return None if content == always() else content

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or always(), data or always())


def wrong_references(condition: conditions.Condition) -> list[str]:
    """Return what a condition says of questions or options that do not exist, one sentence each."""
    from procedures.models import Question

    wanted = conditions.questions_in(condition)
    known = {question.public_id: question for question in Question.objects.filter(public_id__in=wanted)}
    faults = [_("There is no question “%(question)s”.") % {"question": id} for id in wanted if id not in known]
    for leaf in leaves(condition):
        question = known.get(leaf.q)
        if question is None:
            continue
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        faults += [
            _("The question “%(question)s” cannot be answered with “%(answer)s”.")
            % {"question": question, "answer": value}
            for value in values
            if not can_be(question, value)
        ]
        if (leaf.op == "includes_any") != (question.type == "multi"):
            faults.append(
                _("“%(question)s” is not a question that can be compared in this way.") % {"question": question}
            )
    return faults


def can_be(question: Any, value: Any) -> bool:
    """Tell whether a value is an answer to a question."""
    if question.type == "bool":
        return isinstance(value, bool)
    if question.type == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return value in [block.value["value"] for block in question.options]


def leaves(condition: conditions.Condition) -> list[conditions.Leaf]:
    match condition:
        case conditions.Leaf():
            return [condition]
        case conditions.AllOf(of) | conditions.AnyOf(of):
            return [leaf for branch in of for leaf in leaves(branch)]
        case conditions.Not(of):
            return leaves(of)
    return []


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

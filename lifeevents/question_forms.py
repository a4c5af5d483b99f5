"""The form of one question: asked once, or once for each person of the list on the same page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifeevents.country_field import CountryField
from procedures.conditions import EVERYBODY
from procedures.specs import QuestionSpec, say
from sitekit.choice import Choice
from sitekit.date_field import DateField

UNKNOWN = "unknown"
YES, NO = "yes", "no"
# A date that somebody is asked for may lie a lifetime back, and some years ahead.
EARLIEST, LATEST = dt.timedelta(days=366 * 110), dt.timedelta(days=366 * 6)
# Questions whose own choices hold "I don't know".
BY_CHOICE = frozenset({"bool", "enum"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who answers, as the page calls them; `name` is "" when the question is asked once."""

    person: str
    name: str = ""


ONCE = (Asked(EVERYBODY),)


@dataclass(frozen=True, slots=True)
class Group:
    """One person's part of the page. `unknown`: their own "I don't know", where it is not among the choices."""

    field: BoundField
    unknown: BoundField | None


class QuestionForm(forms.Form):
    """One question; its fields depend on its type and on who answers."""

    def __init__(
        self,
        question: QuestionSpec,
        language: str,
        *args: Any,
        people: Sequence[Asked] = ONCE,
        answers: Mapping[str, object] | None = None,
        unsure: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        """Ask `people`; show `answers` given before, by person, and who said not to know (`unsure`)."""
        super().__init__(*args, **kwargs)
        self.question = question
        self.people = tuple(people)
        self.heading = say(question.text, language).words
        self.hint = hint_for(question, language)
        self.is_per_person = any(one.name for one in self.people)
        for one in self.people:
            self._ask(one, language, answers or {}, one.person in unsure)

    def _ask(self, one: Asked, language: str, answers: Mapping[str, object], is_unsure: bool) -> None:
        name = field_name(one)
        field = field_for(self.question, language, with_unknown=bool(one.name))
        if one.name:
            field.label, field.help_text = one.name, ""
            field.error_messages = {
                code: f"{one.name}: {words[:1].lower()}{words[1:]}"
                for code, words in ((code, str(words)) for code, words in field.error_messages.items())
            }
            if self.question.type not in BY_CHOICE | {"multi"}:
                ticked = forms.BooleanField(required=False, label=_("I don't know"), initial=is_unsure)
                self.fields[unknown_name(one)] = ticked
                field.required = False
        by_choice = self.question.type in BY_CHOICE or (self.question.type == "multi" and bool(one.name))
        shown = initial_for(self.question, answers.get(one.person), is_unsure=is_unsure and by_choice)
        field.initial = shown
        self.fields[name] = field

    @property
    def groups(self) -> list[Group]:
        return [
            Group(self[field_name(one)], self[unknown_name(one)] if unknown_name(one) in self.fields else None)
            for one in self.people
        ]

    @property
    def first(self) -> BoundField:
        return self[field_name(self.people[0])]

    def clean(self) -> dict[str, Any]:
        """Ask for an answer or "I don't know" where both are separate fields; ticking "I don't know" wins."""
        data = super().clean() or {}
        for one in self.people:
            name, unknown = field_name(one), unknown_name(one)
            if unknown not in self.fields:
                continue
            if data.get(unknown):
                self.errors.pop(name, None)
                data[name] = None
            elif name not in self.errors and data.get(name) in (None, ""):
                self.add_error(name, self.fields[name].error_messages["required"])
        return data

    @property
    def values(self) -> dict[str, object]:
        """Return the answers as the question takes them, by person; None is "I don't know"."""
        return {one.person: self._value(self.cleaned_data.get(field_name(one))) for one in self.people}

    def _value(self, value: object) -> object:
        if value in (UNKNOWN, None, "") or (isinstance(value, list) and value == [UNKNOWN]):
            return None
        if isinstance(value, list):
            return [one for one in value if one != UNKNOWN]
        if isinstance(value, dt.date):
            return value.isoformat()
        return value == YES if self.question.type == "bool" else value


def field_name(one: Asked) -> str:
    return f"answer_{one.person}" if one.name else "answer"


def unknown_name(one: Asked) -> str:
    return f"unknown_{one.person}"


def field_for(question: QuestionSpec, language: str, *, with_unknown: bool = False) -> forms.Field:
    """Return the form field that asks a question; `with_unknown`: tick boxes hold "I don't know" too."""
    shared: dict[str, Any] = {"label": say(question.text, language).words, "help_text": hint_for(question, language)}
    unknown = (UNKNOWN, Choice(str(_("I don't know")), str(_("We leave it on your list as “it may be for you”"))))
    what_to_do = _("Choose an answer. If you do not know, choose “I don't know”.")
    choose = {"required": what_to_do, "invalid_choice": what_to_do}
    if question.asked_as == "country":
        return CountryField(question, language, **shared)
    match question.type:
        case "bool":
            choices = [(YES, Choice(str(_("Yes")))), (NO, Choice(str(_("No")))), unknown]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=choose, **shared)
        case "enum":
            return forms.ChoiceField(
                choices=[*_options(question, language), unknown], widget=forms.RadioSelect, error_messages=choose,
                **shared,
            )  # fmt: skip
        case "multi":
            tick = _("Tick at least one. If you do not know, press “I don't know”.")
            if with_unknown:
                tick = _("Tick at least one. If you do not know, tick “I don't know”.")
            return forms.MultipleChoiceField(
                choices=[*_options(question, language), *([(UNKNOWN, Choice(str(_("I don't know"))))] * with_unknown)],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": tick, "invalid_choice": tick, "invalid_list": tick},
                **shared,
            )
        case "date":
            write = _("Write the day, the month and the year. If you do not know the date, press “I don't know”.")
            if with_unknown:
                write = _("Write the day, the month and the year. If you do not know the date, tick “I don't know”.")
            return DateField(
                earliest=lambda: timezone.localdate() - EARLIEST,
                latest=lambda: timezone.localdate() + LATEST,
                error_messages={"required": write},
                **shared,
            )
    return _number(question, shared, with_unknown=with_unknown)


def _number(question: QuestionSpec, shared: dict[str, Any], *, with_unknown: bool) -> forms.Field:
    limits = {"min": question.minimum if question.minimum is not None else 0, "max": question.maximum or 9999}
    between = _("Write a number between %(min)s and %(max)s.") % limits
    write = _("Write a number. If you do not know, press “I don't know”.")
    if with_unknown:
        write = _("Write a number. If you do not know, tick “I don't know”.")
    return forms.IntegerField(
        min_value=question.minimum,
        max_value=question.maximum,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "width-4"}),
        error_messages={"required": write, "invalid": between, "min_value": between, "max_value": between},
        **shared,
    )


def hint_for(question: QuestionSpec, language: str) -> str:
    hint = say(question.hint, language).words
    return hint or (str(_("Tick all that are true.")) if question.type == "multi" else "")


def initial_for(question: QuestionSpec, value: object, *, is_unsure: bool = False) -> object:
    """Return what the form shows for an answer given before, else the usual answer, preselected."""
    if is_unsure and value is None:
        return [UNKNOWN] if question.type == "multi" else UNKNOWN
    value = question.default if value is None else value
    if isinstance(value, bool) and question.type == "bool":
        return YES if value else NO
    if question.type == "date" and isinstance(value, str):
        return dt.date.fromisoformat(value)
    return list(value) if isinstance(value, tuple) else value


def _options(question: QuestionSpec, language: str) -> list[tuple[str, Choice]]:
    return [
        (option.value, Choice(say(option.label, language).words, say(option.hint, language).words))
        for option in question.options
    ]

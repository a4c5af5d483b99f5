"""Rows of a life event: its phases, the people on its lists, and the example people it is tried with.

The id of a row is permanent: translations of its words hang on it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lifeevents.answers_field import AnswersBlock
from procedures.blocks import PERSONS, ConditionBlock, OneOfBlock

STATES = [("applies", _("it is on the list")), ("may_apply", _("it may be for them: something is not known"))]


class PhaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    until_days = blocks.IntegerBlock(required=False, min_value=0, label=_("Until so many days after the event"))
    until_months = blocks.IntegerBlock(required=False, min_value=0, label=_("Until so many months after the event"))
    assumed = blocks.BooleanBlock(
        required=False, default=True, label=_("Our own division"), help_text=_("Not set by any law.")
    )
    procedures = blocks.ListBlock(
        OneOfBlock("procedure", label=_("Procedure")), default=[], label=_("Procedures, in order")
    )

    class Meta:
        icon = "calendar-alt"
        label = _("Phase")
        label_format = "{title}"


class PersonBlock(blocks.StructBlock):
    person = blocks.ChoiceBlock(choices=PERSONS, label=_("Who"))
    name = blocks.CharBlock(
        max_length=120, label=_("What the list calls them"),
        help_text=_("As the person who fills in the list says it: “You”, “The other parent”."),
    )  # fmt: skip
    when = ConditionBlock(label=_("On the list only if"))

    class Meta:
        icon = "user"
        label = _("Person")
        label_format = "{name}{when}"


class ExpectedDateBlock(blocks.StructBlock):
    deadline = OneOfBlock("deadline", label=_("Deadline"))
    on = blocks.DateBlock(label=_("Its date"))

    class Meta:
        icon = "date"
        form_classname = "struct-block side-by-side"
        label = _("Date")
        label_format = "{on} · {deadline}"


class ExpectedItemBlock(blocks.StructBlock):
    procedure = OneOfBlock("procedure", label=_("Procedure"))
    state = blocks.ChoiceBlock(choices=STATES, default="applies", label=_("How it stands"))
    dates = blocks.ListBlock(
        ExpectedDateBlock(), default=[], label=_("Dates that it must have"), collapsed=True, form_classname="rows"
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        own = f"{result['procedure']}/"
        if any(row["deadline"] and not row["deadline"].startswith(own) for row in result["dates"]):
            said = ValidationError(_("One of these deadlines is of another procedure."))
            raise blocks.StructBlockValidationError({"dates": said})
        return result

    class Meta:
        icon = "tick"
        form_classname = "struct-block side-by-side"
        label = _("On the list")
        label_format = "{procedure} · {state}"


class PersonaBlock(blocks.StructBlock):
    """An example person: what they answer and the list they must get."""

    name = blocks.CharBlock(max_length=120, label=_("Name"))
    story = blocks.TextBlock(required=False, rows=2, label=_("Who they are"), help_text=_("One or two sentences."))
    on = blocks.DateBlock(label=_("The day they ask"))
    event_on = blocks.DateBlock(required=False, label=_("Date of the event"))
    due_on = blocks.DateBlock(required=False, label=_("Expected date, while the event has none"))
    municipality = OneOfBlock(
        "municipality", required=False, label=_("Municipality"), help_text=_("Its holidays count for the dates.")
    )
    answers = AnswersBlock(label=_("What they answer"))
    expected = blocks.ListBlock(
        ExpectedItemBlock(), default=[], label=_("The list they must get"), collapsed=True,
        help_text=_("The whole list: what is not here must not be on it."),
    )  # fmt: skip

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        wrong: dict[str, ValidationError] = {}
        if result["event_on"] and result["due_on"]:
            wrong["due_on"] = ValidationError(_("There is a date of the event: leave the expected one empty."))
        procedures = [row["procedure"] for row in result["expected"]]
        if len(procedures) != len(set(procedures)):
            wrong["expected"] = ValidationError(_("One of these is there twice."))
        if wrong:
            raise blocks.StructBlockValidationError(wrong)
        return result

    class Meta:
        icon = "group"
        form_classname = "struct-block side-by-side"
        label = _("Example person")
        label_format = "{name}"

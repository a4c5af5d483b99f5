"""Rows of a procedure. The id of a row is permanent: translations of its words hang on it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from procedures import references
from procedures.condition_field import ConditionBlock, ConditionField
from procedures.prose import SOURCE_LANGUAGE
from procedures.references import languages as language_choices

__all__ = ["SOURCE_LANGUAGE", "ConditionBlock", "ConditionField", "language_choices"]

FORMS = [
    ("original_and_copy", _("original and copy")),
    ("original", _("original, to be shown")),
    ("copy", _("copy")),
    ("electronic", _("electronic")),
]
LOOKUPS = [
    ("you_bring", _("the person brings it")),
    ("if_you_authorise", _("we look it up only if the person authorises it")),
    ("unless_you_object", _("we look it up unless the person objects")),
]
PROVIDED_BY = [
    ("citizen", _("the person")),
    ("previous_procedure", _("a procedure done before")),
    ("administration", _("the administration, by itself")),
]
PERSONS = [
    ("me", _("the person who asks")),
    ("other_parent", _("the other parent")),
    ("child", _("the child")),
    ("household", _("the household")),
    ("deceased", _("the person who died")),
    ("cared_for", _("the person who is cared for")),
]
CHANNELS = [
    ("nothing_to_do", _("nothing to do: the administration acts by itself")),
    ("online", _("online, without certificate")),
    ("online_identity", _("online, with electronic identity")),
    ("registry", _("at any registry office")),
    ("visit", _("in person, at an office")),
    ("phone", _("by phone")),
    ("post", _("by post")),
]
DEADLINES = [
    ("hard", _("last day: after it, the right is lost")),
    ("recommended", _("recommended: after it, money or time is lost")),
    ("window", _("window: it opens or closes on a date")),
    ("open", _("no deadline")),
]
UNITS = [
    ("hours", _("hours")),
    ("days", _("days")),
    ("business_days", _("working days")),
    ("months", _("months")),
    ("years", _("years")),
]
DIRECTIONS = [("after", _("after")), ("before", _("before")), ("on", _("on the very day"))]
EDGES = [("opens", _("opens")), ("closes", _("closes"))]
MONTHS = [(str(number), name) for number, name in MONTH_NAMES.items()]
WINDOWS = [
    ("next", _("the first one that is not over")),
    ("of_event", _("the one of the year of the event")),
    ("after_event", _("the one of the year after the event")),
]
PREREQUISITES = [
    ("hard", _("must be done before")),
    ("soft", _("helps, but nobody has to wait")),
    ("alternative", _("one of several is enough")),
]
SILENCES = [
    ("unknown", _("we do not know")),
    ("positive", _("silence means yes")),
    ("negative", _("silence means no")),
    ("none", _("silence means nothing")),
]
APPOINTMENTS = [("required", _("needed")), ("recommended", _("better with one")), ("no", _("not needed"))]
CONFIDENCES = [
    ("high", _("high: seen on an official page")),
    ("medium", _("medium: press, third party or an old page")),
    ("low", _("low: general knowledge; check it before publishing")),
]
UNVERIFIED = [
    ("deadlines", _("deadlines")),
    ("requirements", _("papers")),
    ("fee", _("cost")),
    ("resolution", _("time to answer")),
    ("silence", _("meaning of silence")),
    ("channels", _("how and where")),
    ("who", _("who it is for")),
    ("benefit", _("what you get")),
    ("legal_basis", _("law")),
]
LISTS: Mapping[str, Callable[[], references.Choices | references.Groups]] = {
    "document": references.documents,
    "question": references.questions,
    "source": references.sources,
    "procedure": references.procedures,
    "counted_from": references.counted_from,
    "deadline": references.deadlines,
    "municipality": references.municipalities,
    "service": references.services,
    "sign_in": references.ways_to_sign_in,
}


class OneOfBlock(blocks.FieldBlock):
    """One thing chosen by name and kept by its permanent id."""

    def __init__(self, kind: str, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        def choices() -> references.Groups:
            return [("", "---------"), *LISTS[kind]()]

        self.field = forms.ChoiceField(required=required, help_text=help_text, choices=choices)
        super().__init__(**kwargs)

    def get_prep_value(self, value: Any) -> Any:
        return value or None

    class Meta:
        icon = "list-ul"
        default = None


class AnyOfBlock(blocks.FieldBlock):
    """Several things chosen by name and kept by their permanent ids."""

    def __init__(self, kind: str, help_text: Any = None, **kwargs: Any) -> None:
        self.field = forms.MultipleChoiceField(
            required=False, help_text=help_text, choices=LISTS[kind], widget=forms.CheckboxSelectMultiple
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "list-ul"
        default = ()


def persons_block(**kwargs: Any) -> blocks.MultipleChoiceBlock:
    return blocks.MultipleChoiceBlock(choices=PERSONS, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class RequirementBlock(blocks.StructBlock):
    document = OneOfBlock("document", label=_("Paper"))
    form = blocks.ChoiceBlock(
        choices=FORMS, default="copy", label=_("How it is needed"),
        help_text=_("Ask for an original only to be shown; keeping one needs a legal basis."),
    )  # fmt: skip
    provided_by = blocks.ChoiceBlock(choices=PROVIDED_BY, default="citizen", label=_("Who provides it"))
    lookup = blocks.ChoiceBlock(
        choices=LOOKUPS, default="you_bring", label=_("Can we look it up ourselves?"),
        help_text=_("Nobody has to bring what an administration already has (Ley 39/2015, art. 28)."),
    )  # fmt: skip
    channel = blocks.ChoiceBlock(
        choices=CHANNELS, required=False, label=_("Only when done"),
        help_text=_("Leave empty when it is always asked for."),
    )  # fmt: skip
    copies = blocks.IntegerBlock(default=1, min_value=1, max_value=20, label=_("Number of copies"))
    not_older_than_value = blocks.IntegerBlock(
        required=False, min_value=1, label=_("Issued no longer ago than"),
        help_text=_("On the day it is handed in. Leave empty when its age does not matter."),
    )  # fmt: skip
    not_older_than_unit = blocks.ChoiceBlock(choices=UNITS, required=False, label=_("Of what"))
    kept_under = blocks.CharBlock(
        required=False, max_length=200, label=_("Law by which the office keeps the original"),
        help_text=_("Without a law, an original is only shown and goes back home."),
    )  # fmt: skip
    when = ConditionBlock(label=_("Needed only if"))
    one_of = blocks.CharBlock(
        required=False, max_length=60, label=_("Group of alternatives"),
        help_text=_("Papers with the same word here are alternatives: one of them is enough."),
    )  # fmt: skip
    note = blocks.TextBlock(required=False, rows=2, label=_("Note"), help_text=_("One plain sentence."))

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        wrong: dict[str, ValidationError] = {}
        if bool(result["not_older_than_value"]) != bool(result["not_older_than_unit"]):
            missing = "not_older_than_unit" if result["not_older_than_value"] else "not_older_than_value"
            wrong[missing] = ValidationError(_("Say both: how many, and of what."))
        if result["kept_under"] and result["form"] not in ("original", "original_and_copy"):
            wrong["kept_under"] = ValidationError(_("Only an original can be kept. Choose an original above."))
        if wrong:
            raise blocks.StructBlockValidationError(wrong)
        return result

    class Meta:
        icon = "doc-full"
        form_classname = "struct-block side-by-side"
        label = _("Paper")
        label_format = "{document} · {form}{when}"


class DeadlineBlock(blocks.StructBlock):
    text = blocks.TextBlock(
        required=True, rows=2, label=_("The deadline in words"),
        help_text=_("A full sentence: “You have 8 working days from the birth.”"),
    )  # fmt: skip
    kind = blocks.ChoiceBlock(choices=DEADLINES, default="hard", label=_("What happens after it"))
    value = blocks.IntegerBlock(
        required=False, min_value=0, label=_("How many"),
        help_text=_("Leave empty if only the sentence is known: no date is shown then."),
    )  # fmt: skip
    unit = blocks.ChoiceBlock(choices=UNITS, required=False, label=_("Of what"))
    direction = blocks.ChoiceBlock(choices=DIRECTIONS, required=False, label=_("Before or after"))
    relative_to = OneOfBlock(
        "counted_from", required=False, default="event", label=_("Counted from"),
        help_text=_("The event, a date that the person answers, or the day on which something else was done."),
    )  # fmt: skip
    edge = blocks.ChoiceBlock(choices=EDGES, required=False, label=_("If it is a window, it then"))
    extend_to = blocks.ChoiceBlock(
        choices=[("month_end", _("the end of that month"))], required=False, label=_("Extended to")
    )
    opens_day = blocks.IntegerBlock(required=False, min_value=1, max_value=31, label=_("Opens on the day"))
    opens_month = blocks.ChoiceBlock(choices=MONTHS, required=False, label=_("of the month"))
    closes_day = blocks.IntegerBlock(required=False, min_value=1, max_value=31, label=_("Closes on the day"))
    closes_month = blocks.ChoiceBlock(choices=MONTHS, required=False, label=_("of the month"))
    window = blocks.ChoiceBlock(choices=WINDOWS, default="next", label=_("Which of them"))
    remedy = blocks.TextBlock(
        required=False, rows=2, label=_("Once it has passed"), help_text=_("What happens then, and what to do.")
    )
    legal_basis = blocks.CharBlock(required=False, max_length=200, label=_("Law"))
    verified = blocks.BooleanBlock(
        required=False, default=True, label=_("Checked"),
        help_text=_("Seen on an official page. If not, it is shown as “check with the agency”."),
    )  # fmt: skip

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        wrong: dict[str, ValidationError] = {}
        if result["value"] is not None and not (result["unit"] and result["direction"]):
            wrong["unit"] = ValidationError(_("Say of what, and whether before or after."))
        for edge in ("opens", "closes"):
            day, month = result[f"{edge}_day"], result[f"{edge}_month"]
            if bool(day) != bool(month) or (day and not is_day_of_a_year(day, int(month))):
                wrong[f"{edge}_day"] = ValidationError(_("Say a day and its month."))
            elif day and result["value"] is not None:
                wrong["value"] = ValidationError(_("It is counted or it comes back every year, not both."))
        if wrong:
            raise blocks.StructBlockValidationError(wrong)
        return result

    class Meta:
        icon = "date"
        form_classname = "struct-block side-by-side"
        form_layout = blocks.BlockGroup(
            children=[
                "text", "kind",
                blocks.BlockGroup(
                    ["value", "unit", "direction", "relative_to", "edge", "extend_to"],
                    heading=_("Counted from a date"), icon="date", classname="side-by-side in-four",
                ),
                blocks.BlockGroup(
                    ["opens_day", "opens_month", "closes_day", "closes_month", "window"],
                    heading=_("Or the same days every year"), icon="calendar-alt", classname="side-by-side in-four",
                ),
                "remedy", "legal_basis", "verified",
            ],
        )  # fmt: skip
        label = _("Deadline")
        label_format = "{text}"


class PrerequisiteBlock(blocks.StructBlock):
    procedure = OneOfBlock("procedure", label=_("Procedure"))
    kind = blocks.ChoiceBlock(choices=PREREQUISITES, default="hard", label=_("How binding it is"))
    via_document = OneOfBlock(
        "document", required=False, label=_("Because of this paper"), help_text=_("Empty when it is the act itself.")
    )

    class Meta:
        icon = "order"
        label = _("What comes before")
        label_format = "{procedure} · {kind}"


class ChannelBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(choices=CHANNELS, label=_("How it is done"))
    url = blocks.URLBlock(
        required=False, label=_("Web address"), help_text=_("Of the form itself, not of the home page.")
    )
    phone = blocks.CharBlock(required=False, max_length=160, label=_("Telephone"))
    appointment = blocks.ChoiceBlock(choices=APPOINTMENTS, required=False, label=_("Appointment"))
    services = AnyOfBlock("service", label=_("Service of the offices"))
    auth = AnyOfBlock("sign_in", label=_("How to identify oneself"))
    who_must_come = persons_block(label=_("Who must come"))
    note = blocks.TextBlock(required=False, rows=2, label=_("Note"))

    class Meta:
        icon = "site"
        label = _("Way to do it")
        label_format = "{kind}"


class OptionTextBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(choices=language_choices, label=_("Language"))
    label = blocks.CharBlock(max_length=160, label=_("What the person reads"))
    hint = blocks.CharBlock(required=False, max_length=255, label=_("Hint"))
    made_from = blocks.CharBlock(required=False, max_length=16, form_classname="w-hidden", label=" ")


class OptionBlock(blocks.StructBlock):
    value = blocks.RegexBlock(
        r"^[A-Za-z0-9_-]+$", max_length=60, label=_("Identifier"),
        help_text=_("Permanent: conditions and saved lists use it."),
    )  # fmt: skip
    texts = blocks.ListBlock(OptionTextBlock(), min_num=1, label=_("Words"))

    class Meta:
        icon = "radio-full"
        label = _("Option")
        label_format = "{value}"


def is_day_of_a_year(day: int, month: int) -> bool:
    """Tell whether there is such a day in any year; 29 February is one."""
    return 1 <= day <= calendar.monthrange(2024, month)[1]


def documents_stream() -> list[tuple[str, blocks.Block]]:
    return [("document", OneOfBlock("document", label=_("Paper")))]


def procedures_stream() -> list[tuple[str, blocks.Block]]:
    return [("procedure", OneOfBlock("procedure", label=_("Procedure")))]


def sources_stream() -> list[tuple[str, blocks.Block]]:
    return [("source", OneOfBlock("source", label=_("Source")))]


def laws_stream() -> list[tuple[str, blocks.Block]]:
    return [("law", blocks.CharBlock(max_length=200, label=_("Law or rule")))]

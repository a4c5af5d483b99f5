"""A country, typed; only the group that it belongs to becomes the answer, and the country is kept nowhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lifeevents.municipalities import fold
from procedures import countries
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import QuestionSpec, say

PARTS = ("", "_group", "_offered")
SHORTEST = 4
"""Letters of a beginning that is taken for the whole name."""


class CountryWidget(forms.Widget):
    """A text field that offers every country, and the groups to choose from for what is not among them.

    Posts `<name>` (as typed), `<name>_group` and `<name>_offered` (what was typed when no country was found).
    """

    template_name = "lifeevents/widgets/country.html"

    def __init__(self, groups: list[tuple[str, str]], names: list[str]) -> None:
        super().__init__()
        self.groups, self.names = groups, names

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, ...]:
        return tuple((data.get(name + part) or "").strip() for part in PARTS)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(name + part not in data for part in PARTS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show a group given before as chosen: the country itself is not kept."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        typed, group, _offered = value if isinstance(value, tuple) else ("", value or "", "")
        return context | {"typed": typed, "group": group, "groups": self.groups, "names": self.names}


class CountryField(forms.Field):
    """Ask for a country; the cleaned value is its group."""

    default_error_messages = {
        "required": _("Write a country. If you do not know, press “I don't know”."),
        "not_found": _("We find no country called “%(typed)s”. Look how it is written, or choose its group below."),
    }

    def __init__(self, question: QuestionSpec, language: str, **kwargs: Any) -> None:
        self.groups = [(option.value, say(option.label, language).words) for option in question.options]
        self.language = language
        widget = CountryWidget(self.groups, [name for _code, name in countries.names(language)])
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: tuple[str, str, str]) -> str | None:
        """Return the group of what was typed, else the group chosen.

        Raises: ValidationError when it is no country that we know and no group was chosen for it.
        """
        typed, group, offered = value
        chosen = group if group in dict(self.groups) else None
        if not typed:
            if chosen is None and self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return chosen
        found = group_of_name(typed, self.language)
        if found is None and typed == offered:
            found = chosen
        if found is None:
            raise ValidationError(self.error_messages["not_found"] % {"typed": typed}, code="not_found")
        return found


def group_of_name(typed: str, language: str) -> str | None:
    """Return the group of a country by its name in the page's language or in Spanish; a beginning will do if only one
    country begins so."""
    wanted = fold(typed)
    if not wanted:
        return None
    known = [(fold(name), code) for code, name in (*countries.names(language), *countries.names(SOURCE_LANGUAGE))]
    codes = {code for name, code in known if name == wanted} or {
        code for name, code in known if name.startswith(wanted) and len(wanted) >= SHORTEST
    }
    groups = {countries.group_of(code) for code in codes}
    return groups.pop() if len(codes) == 1 else None

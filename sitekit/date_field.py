"""A date asked as three short fields: day, month, year. It also takes one ISO value."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")


def parts_of(on: dt.date | None) -> list[str]:
    return [str(on.day), str(on.month), str(on.year)] if on else ["", "", ""]


class DateWidget(forms.MultiWidget):
    """Three text fields, `<name>_day`, `<name>_month`, `<name>_year`; what was typed is kept as typed."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4 if part == "year" else 2}
            )
            for part in PARTS
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: dt.date | None) -> list[str]:
        return parts_of(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return the three parts as typed; one ISO value under the plain name counts too."""
        whole = data.get(name)
        if whole:
            try:
                return parts_of(dt.date.fromisoformat(str(whole).strip()))
            except ValueError:
                return [str(whole), "", ""]
        return [(data.get(f"{name}_{part}") or "").strip() for part in PARTS]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and all(f"{name}_{part}" not in data for part in PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class DateField(forms.Field):
    """Ask for a date; every error says what to write.

    `earliest`, `latest`: dates, or functions that return them, so that "today" is today's.
    """

    widget = DateWidget
    default_error_messages = {
        "required": _("Write the day, the month and the year."),
        "day": _("Write the day too."),
        "month": _("Write the month too, with a number from 1 to 12."),
        "year": _("Write the year too, with four digits."),
        "digits": _("Write the date with numbers, for example 27 3 2026."),
        "month_range": _("The month is a number from 1 to 12."),
        "year_range": _("Write the year with four digits, for example 2026."),
        "no_such_day": _("That day does not exist in that month. Look at the day and the month."),
        "too_early": _("That date is too far back. Look at the year."),
        "too_late": _("That date is too far ahead. Look at the year."),
    }

    def __init__(self, *, earliest: Any = None, latest: Any = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return parts_of(initial if isinstance(initial, dt.date) else None) != list(data or parts_of(None))

    def to_python(self, value: Any) -> dt.date | None:
        """Return the date that three parts make, or None when all are empty.

        Raises: ValidationError that says which part to correct, and how.
        """
        if value is None or isinstance(value, dt.date):
            return value
        parts = [str(part).strip() for part in value]
        if not any(parts):
            return None
        for name, part in zip(PARTS, parts, strict=True):
            if not part:
                raise self._error(name)
        # isdecimal also takes Arabic and Devanagari digits, and so does int().
        # Python reads no number of thousands of digits.
        if not all(part.isdecimal() and len(part) < 10 for part in parts):
            raise self._error("digits")
        day, month, year = (int(part) for part in parts)
        if not 1 <= month <= 12:
            raise self._error("month_range")
        if len(parts[2]) != 4:
            raise self._error("year_range")
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise self._error("no_such_day") from None

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is None:
            return
        earliest, latest = (limit() if callable(limit) else limit for limit in (self.earliest, self.latest))
        if earliest and value < earliest:
            raise self._error("too_early")
        if latest and value > latest:
            raise self._error("too_late")

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)

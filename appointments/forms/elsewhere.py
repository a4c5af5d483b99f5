"""A visit got elsewhere, written down."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sitekit.date_field import DateField

MADRID = ZoneInfo("Europe/Madrid")


class ElsewhereForm(forms.Form):
    """Place, day, hour and reference."""

    place = forms.CharField(
        max_length=200,
        label=_("Where is it?"),
        help_text=_("The name of the office, and its address if you have it."),
        error_messages={"required": _("Write the name of the office.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "places"}),
    )
    date = DateField(
        label=_("What day?"),
        earliest=lambda: timezone.localdate(),
        latest=lambda: timezone.localdate() + dt.timedelta(days=730),
        error_messages={
            "required": _("Write the day, the month and the year."),
            "too_early": _("That day has passed. Look at the day and the year."),
        },
    )
    time = forms.TimeField(
        label=_("At what time?"),
        help_text=_("For example, 9:30."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "width-4", "maxlength": 5}),
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={
            "required": _("Write the time, for example 9:30."),
            "invalid": _("Write the time like this: 9:30."),
        },
    )
    reference = forms.CharField(
        max_length=60,
        required=False,
        label=_("Reference or number that they gave you"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "width-20"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("date") and data.get("time") is not None and self.start <= timezone.now():
            self.add_error("time", _("That time has passed. Look at the day and the time."))
        return data

    @property
    def start(self) -> dt.datetime:
        return dt.datetime.combine(self.cleaned_data["date"], self.cleaned_data["time"], tzinfo=MADRID)

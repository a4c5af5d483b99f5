"""A visit found by its reference."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LookupForm(forms.Form):
    """The reference, and something that only its person knows."""

    reference = forms.CharField(
        max_length=20,
        label=_("Reference of the visit"),
        help_text=_("Six letters and digits, for example RZ7 4KM. Capitals do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "width-10"}
        ),
        error_messages={"required": _("Write the reference: it is on the slip and in the message.")},
    )
    proof = forms.CharField(
        max_length=254,
        label=_("Your e-mail, your telephone, or the code on the slip"),
        help_text=_("The one you gave when you booked."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the e-mail, the telephone or the code.")},
    )

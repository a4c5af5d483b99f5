"""What is typed at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NumberForm(forms.Form):
    """The registry's number of one procedure; it may come later."""

    number = forms.CharField(
        label=_("Registry number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, item: int) -> None:
        super().__init__(data, auto_id=f"number-{item}-%s")
        self.item = item

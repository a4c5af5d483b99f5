"""The editor of a condition: a question, then its answers; all, any and not, in groups within groups.

The widget is a text area that holds the JSON. A script of ours (static/procedures/condition.js) puts the editor in its
place and asks the server for the sentence, so that what is read is what the rules will say.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter

ALWAYS = '{"always": true}'


class ConditionWidget(forms.Textarea):
    template_name = "procedures/widgets/condition.html"
    nothing = "always"
    """What it is to have no condition: "always" so, or "never"."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, "data-condition-target": "json", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "editor_url": reverse("procedures_condition_editor"), "nothing": self.nothing}

    def format_value(self, value: Any) -> str:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return ALWAYS if text in ("", "null") else text

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(
            js=["procedures/questions.js", "procedures/condition.js"], css={"all": ["procedures/condition.css"]}
        )


class OptionalConditionWidget(ConditionWidget):
    nothing = "never"


class ConditionWidgetAdapter(WidgetAdapter):
    """Let the heading of a closed row say its condition."""

    js_constructor = "procedures.ConditionWidget"

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["procedures/condition_label.js"])


register(ConditionWidgetAdapter(), ConditionWidget)

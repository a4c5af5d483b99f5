"""The editor of an example person's answers: a question, whose answer, the answer.

The widget is a text area that holds the JSON. A script of ours (static/lifeevents/answers.js) puts the editor in its
place.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property


class AnswersWidget(forms.Textarea):
    template_name = "lifeevents/widgets/answers.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 3, "data-answers-target": "json", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["editor_url"] = reverse("procedures_condition_editor")
        return context

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(
            js=["procedures/questions.js", "lifeevents/answers.js"], css={"all": ["procedures/condition.css"]}
        )

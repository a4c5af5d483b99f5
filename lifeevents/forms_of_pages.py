"""The form of a life event in the editor."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from procedures.forms import ContentPageForm


class LifeEventPageForm(ContentPageForm):
    def make_identity(self) -> None:
        from lifeevents.models import LifeEvent

        self.instance.life_event = LifeEvent.objects.create(public_id=self.new_public_id(LifeEvent))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.is_source:
            phases, questions = cleaned.get("phases") or (), cleaned.get("questions") or ()
            self._refuse_twice("phases", [procedure for phase in phases for procedure in phase.value["procedures"]])
            self._refuse_twice("questions", [block.value for block in questions])
            self._refuse_twice("people", [block.value["person"] for block in cleaned.get("people") or ()])
        return cleaned

    def _refuse_twice(self, field: str, ids: list[str]) -> None:
        ids = [id for id in ids if id]  # a draft may have rows in which nothing is chosen yet
        if len(ids) != len(set(ids)):
            self.add_error(field, ValidationError(_("One of these is there twice.")))

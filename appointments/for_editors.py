"""What the editor of procedures chooses from that belongs to offices."""

from __future__ import annotations

from appointments.models import Service
from procedures.prose import SOURCE_LANGUAGE
from procedures.references import Choices
from procedures.specs import say


def service_choices() -> Choices:
    """Return the services that a way of doing a procedure may name, by their name in the source language."""
    rows = Service.objects.values_list("public_id", "name")
    return sorted(((id, say(name, SOURCE_LANGUAGE).words or id) for id, name in rows), key=lambda choice: choice[1])

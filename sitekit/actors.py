"""Who acts: a user, the holder of a link, an API client, a browser session, or the system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor. `id` is the user's primary key, "checklist:<id>" of a link, the client's id."""

    kind: Literal["user", "link", "api", "visitor", "system"]
    id: str = ""


SYSTEM = Actor("system")
VISITOR = Actor("visitor")


def link_holder(purpose: str, subject_id: object) -> Actor:
    """Return the actor that holds the secret link to one subject."""
    return Actor("link", f"{purpose}:{subject_id}")

"""Example people, kept with a guide: what they answer and the list they must get.

Content: written by those who write the guide, run by the laboratory before it is published. Not part of an edition.
"""

from __future__ import annotations

from typing import Any, Literal

from procedures.specs import Spec, Text


class ExpectedItem(Spec, frozen=True, kw_only=True):
    """One thing that has to be on the list; `dates`: deadline key → ISO date that it has to have."""

    procedure: str
    state: Literal["applies", "may_apply"] = "applies"
    dates: dict[str, str] = {}


class PersonaSpec(Spec, frozen=True, kw_only=True):
    """An example person of one life event.

    `answers`: in the form of the API, one value for the whole list or `{person: value}`. `on`: the day they ask.
    `expected`: the whole list, in any order: what is not there must not be on it.
    """

    id: str
    life_event: str
    name: Text
    story: Text = {}
    answers: dict[str, Any] = {}
    event_on: str | None = None
    due_on: str | None = None
    municipality: str = ""
    on: str
    expected: tuple[ExpectedItem, ...] = ()

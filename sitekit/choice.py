"""A choice's words with a hint below them, for radios and tick boxes."""

from __future__ import annotations


class Choice(str):
    """A label that carries a hint: `choices=[("no", Choice("No", hint="…"))]`."""

    __slots__ = ("hint",)
    hint: str

    def __new__(cls, label: str, hint: str = "") -> Choice:
        self = super().__new__(cls, label)
        self.hint = hint
        return self

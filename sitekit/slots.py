"""Typed slots: what a lower app needs from an upper one is declared here and filled there.

A lower app declares `first_free: Slot[Callable[..., …]] = Slot("first free time")`; the upper app fills it in
its `AppConfig.ready()`. An empty slot gives its default, so that the lower app works alone.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Slot(Generic[T]):
    """One thing that an upper app may provide."""

    def __init__(self, name: str, default: T) -> None:
        self.name = name
        self._default = default
        self._value: T | None = None

    def fill(self, value: T) -> None:
        """Fill the slot.

        Raises: RuntimeError when somebody else filled it before.
        """
        if self._value is not None and self._value is not value:
            raise RuntimeError(f"slot {self.name!r} is already filled")
        self._value = value

    def get(self) -> T:
        """Return what the upper app gave, else the default."""
        return self._default if self._value is None else self._value

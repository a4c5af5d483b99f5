"""What a load did, for the person who ran it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """Public ids by outcome and kind ("procedure", "document" …)."""

    made: dict[str, list[str]] = field(default_factory=dict)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=dict)
    """Edited by hand since the last load, and therefore left alone."""
    editions: tuple[str, ...] = ()
    not_bookable: tuple[str, ...] = ()
    """Offices that are shown, but where nothing can be booked here, and why."""

    def add(self, outcome: str, kind: str, id: str) -> None:
        getattr(self, outcome).setdefault(kind, []).append(id)

    def count(self, outcome: str) -> int:
        return sum(len(ids) for ids in getattr(self, outcome).values())

    @property
    def has_changed_anything(self) -> bool:
        return bool(self.made or self.changed or self.editions)

    def lines(self) -> list[str]:
        """Return the report in lines of text."""
        result = []
        for outcome, words in (("made", "made"), ("changed", "changed"), ("unchanged", "as they were")):
            kinds = ", ".join(f"{len(ids)} {kind}" for kind, ids in getattr(self, outcome).items())
            result.append(f"{self.count(outcome):5} {words}" + (f": {kinds}" if kinds else ""))
        kept = self.count("kept")
        result.append(f"{kept:5} kept, because somebody edited them by hand")
        result += [f"        {kind} {id}" for kind, ids in self.kept.items() for id in ids]
        result.append(f"{len(self.not_bookable):5} shown but not bookable here")
        result += [f"        {line}" for line in self.not_bookable]
        result.append(
            f"{len(self.editions):5} new editions" + (f": {', '.join(self.editions)}" if self.editions else "")
        )
        return result

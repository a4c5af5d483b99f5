"""Items as written: their spec, where each part of them stands, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import msgspec

from portal.content import marks


class Fault(msgspec.Struct, frozen=True, order=True):
    """One thing wrong, and where it stands."""

    file: str
    line: int
    id: str
    message: str

    def __str__(self) -> str:
        name = f" [{self.id}]" if self.id else ""
        return f"{self.file}:{self.line}{name} {self.message}"


class Entry(msgspec.Struct, frozen=True):
    """One item as written: its spec, and where each part of it stands."""

    file: str
    id: str
    spec: Any
    marked: marks.Marked

    def fault(self, message: str, *path: str | int) -> Fault:
        return Fault(self.file, self.marked.line(path), self.id, message)


Entries = dict[type, list[Entry]]


ALL = "*"
Unread = dict[type, set[str]]
"""Ids that are written but could not be read, by kind, so that what names them is not called wrong too.

`ALL` among them: a whole file could not be read.
"""


def shown(path: marks.Path) -> str:
    """Return a path as people write it: `deadlines[0].text`."""
    return "`" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") + "`"

"""What a draft would change on the lists that people have saved. Only reads, a hundred lists at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import msgspec

from lifeevents import comparing, editions, liststate
from lifeevents.editions import Edition
from lifeevents.models import Checklist

BATCH = 100


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One change (`plans.Change`) and on how many lists."""

    kind: str
    procedure: str
    about: str = ""
    lists: int


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft changes: `looked_at` saved lists, on `changed` of them something."""

    looked_at: int = 0
    changed: int = 0
    lines: tuple[Line, ...] = ()


class Counted(msgspec.Struct, frozen=True):
    """How far the counting is; the effect at the end."""

    done: int
    of: int
    effect: Effect | None = None


def count(current: Edition | None, draft: Edition, *, today: dt.date) -> Iterator[Counted]:
    """Count, list by list, what differs from what the list would say with the edition in force."""
    if current is None or comparing.same_rules(current.guide, draft.guide):
        yield Counted(0, 0, Effect())
        return
    rows = Checklist.objects.kept().filter(life_event=draft.life_event, stopped_at=None).order_by("pk")
    of = rows.count()
    looked_at = changed = 0
    found: Counter[tuple[str, str, str]] = Counter()
    after: UUID | None = None
    while batch := list((rows.filter(pk__gt=after) if after else rows).with_everything()[:BATCH]):
        pinned = editions.get_many({row.edition_id for row in batch})
        for row in batch:
            kinds = _changes(row, pinned[row.edition_id], current, draft, today)
            looked_at += 1
            changed += bool(kinds)
            found.update(kinds)
        after = batch[-1].pk
        yield Counted(looked_at, of)
    lines = tuple(
        Line(kind=kind, procedure=procedure, about=about, lists=lists)
        for (kind, procedure, about), lists in sorted(found.items(), key=lambda one: (-one[1], one[0]))
    )
    yield Counted(looked_at, of, Effect(looked_at=looked_at, changed=changed, lines=lines))


def _changes(
    row: Checklist, pinned: Edition, current: Edition, draft: Edition, today: dt.date
) -> set[tuple[str, str, str]]:
    state = liststate.of_checklist(row, pinned)
    try:
        now = state if pinned.pk == current.pk else comparing.moved_to(state, current)
        difference = comparing.between(now, draft, today=today)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return set()  # a list that the rules cannot read is counted as unchanged
    return {(one.kind, one.procedure, one.about) for one in difference.changes}

"""What a newer edition changes on a saved list. Only reads: lifeevents/actions/changes.py writes what follows.

Source: docs/decisions/0016-living-lists.md
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Prefetch

from lifeevents import answering, editions, liststate, planning
from lifeevents.editions import Edition
from lifeevents.exceptions import BadAnswer
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.models import Checklist, ChecklistChange
from lifeevents.plans import Difference, Plan
from procedures.conditions import Answers
from procedures.specs import Text

logger = logging.getLogger(__name__)
BATCH = 100
"""Lists in memory at a time."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One list as it was read, what was open about it then, and what the newer edition changes on it."""

    checklist: Checklist
    open: tuple[ChecklistChange, ...]
    difference: Difference | None
    """None: it could not be worked out, and is tried again with the next look."""


def batch(edition: Edition, *, after: UUID | None, today: dt.date) -> list[Compared]:
    """Return the next lists by primary key that are to be compared with an edition, and compare them.

    Five queries for any number of lists, and those of the editions and holidays that this process has not met.
    """
    rows = Checklist.objects.to_compare(life_event=edition.life_event, number=edition.number).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    asked = Prefetch("changes", ChecklistChange.objects.open().order_by("-pk"), to_attr="open_changes")
    found = list(rows.with_everything().select_related("owner").prefetch_related(asked)[:BATCH])
    pinned = editions.get_many({row.edition_id for row in found})
    return [
        Compared(
            row,
            tuple(row.open_changes),  # type: ignore[attr-defined]  # of the Prefetch above
            _or_none(row, pinned[row.edition_id], edition, today),
        )
        for row in found
    ]


def _or_none(checklist: Checklist, pinned: Edition, edition: Edition, today: dt.date) -> Difference | None:
    try:
        return between(liststate.of_checklist(checklist, pinned), edition, today=today)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # One list that the rules cannot read must not keep the others from being told. Its answers stay out of the log.
        logger.error("list %s cannot be compared with edition %s: %s", checklist.pk, edition.pk, type(error).__name__)
        return None


def between(state: ListState, edition: Edition, *, today: dt.date) -> Difference:
    """Return what an edition changes on a list: of its result, neither of its words nor of its order."""
    if state.edition.pk == edition.pk:
        return Difference()
    old, new = (one.plan(today=today, with_questions=False) for one in (state, moved_to(state, edition)))
    return still_open(planning.difference(old, new), old, new)


def still_open(difference: Difference, old: Plan, new: Plan) -> Difference:
    """Return what changed less what asks nothing of the person any more: what is done, and days over either way."""
    done = {item.procedure for item in old.items if item.status == "done"}
    now = {item.procedure: item.status == "done" for item in new.items}
    today = new.today.isoformat()
    return Difference(
        changes=tuple(
            one
            for one in difference.changes
            if not now.get(one.procedure, one.procedure in done)
            and not (one.kind == "date" and one.before and one.now and max(one.before, one.now) < today)
        )
    )


def moved_to(state: ListState, edition: Edition) -> ListState:
    """Return a list with another edition: what was answered and marked stays, as far as the edition takes it."""
    guide, kept = edition.guide, Answers()
    for (question, person), value in state.answers.entries().items():
        spec = guide.question_by_id.get(question)
        if spec is None:
            continue
        try:
            kept = kept.with_answer(question, None if value is None else answering.checked(spec, value), person)
        except BadAnswer:
            continue
    if state.municipality:
        for question, said in liststate.known_from_municipality(guide, state.municipality).items():
            if not kept.has(question):
                kept = kept.with_answer(question, answering.checked(guide.question_by_id[question], said))
    return replace(
        state,
        edition=edition,
        answers=kept,
        skipped=frozenset(one for one in state.skipped if one in guide.question_by_id),
        channels={one: kind for one, kind in state.channels.items() if one in guide.procedure_by_id},
        trail=tuple(one for one in state.trail if one in guide.question_by_id),
    )


def with_same_rules(edition: Edition) -> list[int]:
    """Return the editions that lists still to be compared keep and that differ from this one in words only.

    One query, and one for each edition that this process has not met.
    """
    waiting = Checklist.objects.to_compare(life_event=edition.life_event, number=edition.number)
    pinned = editions.get_many(set(waiting.values_list("edition", flat=True).distinct()))
    return [pk for pk, other in pinned.items() if pk == edition.pk or same_rules(other.guide, edition.guide)]


def same_rules(old: Guide, new: Guide) -> bool:
    """Tell whether two guides differ in words only: then no list says anything else."""
    return all(_rules(one) == _rules(other) for one, other in zip(_parts(old), _parts(new), strict=True))


def _parts(guide: Guide) -> tuple[Any, ...]:
    # Agencies and sources are words and addresses.
    return guide.event, guide.procedures, guide.questions, guide.documents


def _rules(value: Any) -> Any:
    """Return a value without its texts."""
    if isinstance(value, msgspec.Struct):
        return type(value), *(_rules(getattr(value, name)) for name in _rule_fields(type(value)))
    if isinstance(value, tuple):
        return tuple(_rules(one) for one in value)
    return value


def _rule_fields(kind: type[msgspec.Struct]) -> Iterator[str]:
    return (field.name for field in msgspec.structs.fields(kind) if field.type != Text)

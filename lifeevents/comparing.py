"""What a newer edition changes on a saved list. Only reads: lifeevents/actions/changes.py writes what follows.

Source: docs/decisions/0016-living-lists.md
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Prefetch

from lifeevents import answering, drafting, editions, liststate, municipalities, people, planning
from lifeevents.editions import Edition
from lifeevents.exceptions import BadAnswer
from lifeevents.guide import RESIDENCE, SMALL_MUNICIPALITY, Guide
from lifeevents.liststate import ListState
from lifeevents.models import Checklist, ChecklistChange
from lifeevents.plans import Difference, Plan
from procedures.conditions import Answers
from procedures.specs import Text

Touched = frozenset[str] | None
"""Procedures; None: more than procedures."""
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

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing changes on it and nothing is open about it."""
        return self.difference is not None and not self.difference and not self.open


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
    touched = {pk: touched_between(old.guide, edition.guide) for pk, old in pinned.items()}
    return [
        Compared(
            row,
            tuple(row.open_changes),  # type: ignore[attr-defined]  # of the Prefetch above
            or_none(liststate.of_checklist(row, pinned[row.edition_id]), edition, touched[row.edition_id], today=today),
        )
        for row in found
    ]


def or_none(state: ListState, edition: Edition, touched: Touched = None, *, today: dt.date) -> Difference | None:
    """Return what `between` does; None where the rules cannot read the list, which is written to the log."""
    try:
        if touched is not None and not may_concern(state, edition, touched):
            return Difference()
        return between(state, edition, today=today)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # One list that the rules cannot read must not keep the others from being told. Its answers stay out of the log.
        name = type(error).__name__
        logger.error("list %s cannot be compared with edition %s: %s", state.checklist_id, edition.pk, name)
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
    if municipalities.place(state.municipality) is not None:
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


def touched_between(old: Guide, new: Guide) -> Touched:
    """Return the procedures whose rules differ, or that only one of two guides has; None when more than those differ.

    More: who answers, or a question or a paper that is gone or takes something else. Order is no difference.
    """
    kept = all(_rules(new.question_by_id.get(one.id)) == _rules(one) for one in old.questions) and all(
        _rules(new.document_by_id.get(one.id)) == _rules(one) for one in old.documents
    )
    follows = {question for question in (RESIDENCE, SMALL_MUNICIPALITY) if question in new.question_by_id}
    if not kept or _rules(old.event.people) != _rules(new.event.people) or not follows <= old.question_by_id.keys():
        return None
    steps = [{step.procedure for step in guide.event.steps} for guide in (old, new)]
    both = steps[0] & steps[1]
    return frozenset(
        (steps[0] ^ steps[1])
        | {one for one in both if _rules(old.procedure_by_id[one]) != _rules(new.procedure_by_id[one])}
    )


def may_concern(state: ListState, edition: Edition, touched: frozenset[str]) -> bool:
    """Tell whether one of these procedures is or may be on a list, with one edition or the other.

    What is on neither list changes nothing on them: items wait for, replace and come before items only.
    """
    for one in (state, moved_to(state, edition)):
        known = people.whole(one.guide, one.answers)
        steps = {step.procedure for step in one.guide.event.steps}
        for procedure in touched & steps:
            parts = drafting.parts_of(one.guide, one.guide.procedure_by_id[procedure], known, ())
            if drafting.joined(parts).value is not False:
                return True
    return False


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


@cache
def _rule_fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(kind) if field.type != Text)

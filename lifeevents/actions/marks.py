"""What people and offices say of one item of a saved list."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from citizens.permissions import require
from lifeevents.actions import checklists
from lifeevents.exceptions import UnknownProcedure
from lifeevents.liststate import ListState
from lifeevents.models import Checklist, ItemMark
from procedures.conditions import EVERYBODY
from sitekit import audit, moments
from sitekit.actors import Actor
from sitekit.models import Moment


@transaction.atomic
def mark_done(*, checklist: Checklist, procedure: str, state: ListState, by: Actor, person: str = EVERYBODY) -> None:
    """Keep that it is said to be done, for everybody or for one person on the list. Twice changes nothing.

    Raises: UnknownProcedure when it is not in the list's guide.
    """
    require(by, "checklist.mark", checklist)
    if procedure not in state.guide.procedure_by_id:
        raise UnknownProcedure(procedure)
    _mark, is_new = ItemMark.objects.get_or_create(
        checklist=checklist,
        procedure_id=procedure,
        kind=ItemMark.Kind.DONE_BY_ME,
        person=person,
        defaults={"by_kind": by.kind, "by_id": by.id},
    )
    if is_new:
        checklists.touch(checklist)
        audit.record("checklist.marked", by=by, on=checklist, procedure=procedure)
        count_deadline(state=state, procedure=procedure, language=checklist.language)


@transaction.atomic
def undo_done(*, checklist: Checklist, procedure: str, by: Actor, person: str = EVERYBODY) -> None:
    """Take back what was said; what an office wrote stays. For everybody: what was said for each person too."""
    require(by, "checklist.mark", checklist)
    said = checklist.marks.filter(procedure_id=procedure, kind=ItemMark.Kind.DONE_BY_ME)
    if person != EVERYBODY:
        said = said.filter(person=person)
    gone, _kinds = said.delete()
    if gone:
        checklists.touch(checklist)
        audit.record("checklist.unmarked", by=by, on=checklist, procedure=procedure)


def count_deadline(*, state: ListState, procedure: str, language: str) -> None:
    """Count a deadline kept or missed, without identity, when a procedure with a last day is done."""
    item = state.plan().item(procedure)
    last_days = [due.on for due in item.deadlines if due.on and due.spec.kind == "hard"] if item else []
    if last_days:
        kept = timezone.localdate() <= max(last_days)
        moments.count(
            Moment.Kind.DEADLINE_KEPT if kept else Moment.Kind.DEADLINE_MISSED,
            life_event=state.edition.life_event,
            language=language,
        )

"""What a new edition changes on saved lists: found, offered to whom it concerns and to nobody else, answered.

Source: docs/decisions/0016-living-lists.md
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from citizens.permissions import require
from lifeevents import comparing, editions, liststate
from lifeevents.actions import asking, checklists, telling
from lifeevents.comparing import Compared
from lifeevents.editions import Edition
from lifeevents.exceptions import ChangeIsOver
from lifeevents.models import Checklist, ChecklistChange
from lifeevents.plans import Difference
from sitekit import audit, owed
from sitekit.actors import Actor

Status = ChecklistChange.Status


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What one look through the saved lists did. `is_over`: nothing is left to be compared."""

    compared: int = 0
    changed: int = 0
    is_over: bool = True


def find(*, life_event: str, by: Actor, seconds: float = 3600) -> Found:
    """Compare the saved lists of a life event with the edition in force, and offer each what it changes.

    Where it stopped, or was killed, it goes on: each list remembers the edition it was compared with, in the
    transaction that writes what came of it. Safe to run twice, and beside itself. Ends after about so many `seconds`.
    """
    edition = editions.current(life_event)
    if edition is None:
        return Found()
    _skip_same_rules(edition)
    ends, today = time.monotonic() + seconds, timezone.localdate()
    compared = changed = 0
    after = None
    while lists := comparing.batch(edition, after=after, today=today):
        quiet = [one for one in lists if one.is_quiet]
        _settle(quiet, edition)
        for one in lists:
            changed += not one.is_quiet and record(compared=one, edition=edition, by=by) is not None
        compared += len(lists)
        after = lists[-1].checklist.pk
        if time.monotonic() > ends:
            return Found(compared=compared, changed=changed, is_over=False)
    return Found(compared=compared, changed=changed)


def look_again(*, checklist: Checklist, edition: Edition, by: Actor) -> None:
    """Compare one list with the edition in force now, unless that was done since either of them changed.

    For whoever opens a list before its turn has come, or has just changed an answer.
    """
    if checklist.edition_id == edition.pk or checklist.compared_with >= edition.number or checklist.stopped_at:
        return
    pinned = editions.get(checklist.edition_id)
    state = liststate.of_checklist(checklist, pinned)
    waiting = tuple(checklist.changes.open().order_by("-pk"))
    difference = comparing.or_none(state, edition, today=timezone.localdate())
    record(compared=Compared(checklist, waiting, difference), edition=edition, by=by)


@transaction.atomic
def record(*, compared: Compared, edition: Edition, by: Actor) -> ChecklistChange | None:
    """Write what the comparison of one list came to; return the change when there is a new one to tell.

    Only if the list is still as it was read: of two who compare it, the second finds it done. The same difference as
    before is no news, whichever edition says it: it keeps its place, and nobody is written to again.
    """
    checklist = compared.checklist
    if compared.difference is None:
        return None
    as_read = Checklist.objects.to_compare(life_event=edition.life_event, number=edition.number).filter(
        pk=checklist.pk, changed_at=checklist.changed_at, edition=checklist.edition_id
    )
    if as_read.update(compared_with=edition.number) != 1:
        return None
    difference = _plain(compared.difference)
    last = compared.open[0] if compared.open else None
    if last and difference and (last.difference == difference or last.to_edition_id == edition.pk):
        ChecklistChange.objects.filter(pk=last.pk).update(to_edition=edition.pk, difference=difference)
        return None
    if last:
        # What was asked about stays asked; it is over only when nothing changes any more.
        over = checklist.changes.filter(status=Status.OFFERED) if difference else checklist.changes.open()
        over.update(status=Status.OVERTAKEN)
        owed.drop(about=checklist, kinds=(telling.CHANGED,))
    if not difference:
        return None
    change, is_new = ChecklistChange.objects.update_or_create(
        checklist=checklist,
        to_edition_id=edition.pk,
        defaults={"from_edition_id": checklist.edition_id, "difference": difference, "status": Status.OFFERED},
    )
    if not is_new:  # overtaken by the person's own answers meanwhile, and back by them
        return None
    audit.record("checklist.change_offered", by=by, on=checklist, change=change.pk, edition=edition.number)
    if telling.address_of(checklist):
        owed.owe(telling.CHANGED, about=checklist, due_at=change.found_at, change=change.pk)
    return change


@transaction.atomic
def accept(*, change: ChecklistChange, by: Actor) -> Checklist:
    """Move the list to the new edition; what is marked, answered and chosen stays, as far as the edition takes it.

    Raises: ChangeIsOver when it was accepted before, or a later edition has overtaken it.
    """
    require(by, "checklist.change", change)
    checklist = Checklist.objects.select_for_update().get(pk=change.checklist_id)
    _answered(change, checklist, status=Status.ACCEPTED)
    edition = editions.get(change.to_edition_id)
    fresh = Checklist.objects.with_everything().get(pk=checklist.pk)
    moved = comparing.moved_to(liststate.of_checklist(fresh, editions.get(fresh.edition_id)), edition)
    checklists.write_answers(checklist, moved.answers)
    checklist.edition_id = edition.pk
    checklist.skipped, checklist.channels = sorted(moved.skipped), dict(moved.channels)
    checklists.touch(checklist, "edition", "skipped", "channels", compared_with=edition.number)
    checklist.changes.open().exclude(pk=change.pk).update(status=Status.OVERTAKEN)
    owed.drop(about=checklist, kinds=(telling.CHANGED,))
    audit.record("checklist.change_accepted", by=by, on=checklist, change=change.pk, edition=edition.number)
    return checklist


@transaction.atomic
def question(*, change: ChecklistChange, text: str, by: Actor, reply_to: str = "") -> tuple[str, ...]:
    """Ask whoever changed it; the list stays as it is. Return the agencies that get the question.

    `reply_to`: where they may answer, if the person wants an answer; kept until the question has gone.
    Raises: ChangeIsOver when it was accepted before, or a later edition has overtaken it.
    """
    require(by, "checklist.change", change)
    checklist = Checklist.objects.select_for_update().get(pk=change.checklist_id)
    _answered(change, checklist, status=Status.QUESTIONED, question=text)
    owed.drop(about=checklist, kinds=(telling.CHANGED,))
    agencies = asking.owe_question(change, reply_to=reply_to)
    audit.record("checklist.change_questioned", by=by, on=checklist, change=change.pk)
    return agencies


def _answered(change: ChecklistChange, checklist: Checklist, *, status: str, question: str = "") -> None:
    """Write the owner's answer to the change that is the last one of its list and not overtaken."""
    last = checklist.changes.open().order_by("-pk").first()
    if last is None or last.pk != change.pk:
        raise ChangeIsOver
    change.status, change.answered_at = status, timezone.now()
    change.question = question or last.question
    change.save(update_fields=["status", "answered_at", "question"])


def _skip_same_rules(edition: Edition) -> None:
    """Write at once that lists are compared whose edition differs in words only, and about which nothing is open."""
    waiting = Checklist.objects.to_compare(life_event=edition.life_event, number=edition.number)
    same = waiting.filter(edition__in=comparing.with_same_rules(edition))
    same.exclude(pk__in=ChecklistChange.objects.open().values("checklist")).update(compared_with=edition.number)


def _settle(quiet: Sequence[Compared], edition: Edition) -> None:
    """Write of all lists on which nothing changes, and that are still as they were read, that they are compared."""
    if not quiet:
        return
    as_read = Q()
    for one in quiet:
        as_read |= Q(pk=one.checklist.pk, changed_at=one.checklist.changed_at)
    waiting = Checklist.objects.to_compare(life_event=edition.life_event, number=edition.number)
    waiting.filter(as_read).update(compared_with=edition.number)


def _plain(difference: Difference) -> dict[str, Any] | None:
    """Return a difference as it is kept and read back; None when nothing changes."""
    kept: dict[str, Any] | None = msgspec.json.decode(msgspec.json.encode(difference)) if difference else None
    return kept

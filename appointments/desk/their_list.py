"""How the list of the person at the desk stands: what is done, what is missing, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.models import Appointment
from lifeevents import editions, liststate
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from lifeevents.plans import Plan
from lifeevents.presenting.lists import list_view
from procedures.specs import Said

ENDED = frozenset({"done", "handed_in"})


@dataclass(frozen=True, slots=True)
class ListSummary:
    """How the person's list stands."""

    title: Said
    counts: str
    next_title: Said | None
    next_deadline: str
    done: tuple[tuple[Said, str], ...]
    missing: tuple[tuple[Said, str], ...]


def list_of(visit: Appointment) -> tuple[ListState | None, Plan | None]:
    if visit.checklist_id is None:
        return None, None
    checklist = Checklist.objects.with_everything().filter(pk=visit.checklist_id).first()
    if checklist is None:
        return None, None
    state = liststate.of_checklist(checklist, editions.get(checklist.edition_id))
    return state, state.plan()


def summary_of(state: ListState | None, plan: Plan | None, language: str) -> ListSummary | None:
    if state is None or plan is None:
        return None
    view = list_view(state, plan, language)
    items = [item for phase in view.phases for item in phase.items]
    done = tuple(
        (item.title, _("at an office") if item.status == "handed_in" else _("the person says so"))
        for item in items
        if item.status in ENDED
    )
    missing = tuple(
        (item.title, item.deadline.strong if item.deadline else item.word or "")
        for item in items
        if item.status not in ENDED | {"may_apply", "refused"}
    )
    handed = sum(item.status == "handed_in" for item in items)
    own = len(done) - handed
    total = ngettext("%(n)d procedure", "%(n)d procedures", len(done) + len(missing)) % {"n": len(done) + len(missing)}
    parts = [
        ngettext("%(n)d done by the person", "%(n)d done by the person", own) % {"n": own},
        ngettext("%(n)d handed in at an office", "%(n)d handed in at an office", handed) % {"n": handed},
    ]
    coming = next((item for item in items if item.procedure == plan.next_item), None)
    return ListSummary(
        title=view.title,
        counts=f"{total}: {', '.join(parts)}.",
        next_title=coming.title if coming else None,
        next_deadline=coming.deadline.strong if coming and coming.deadline else "",
        done=done,
        missing=missing,
    )

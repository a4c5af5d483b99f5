"""Bring a person's question to the agencies that own what it is about."""

from __future__ import annotations

from django.db import transaction

from citizens.models import Membership, User
from lifeevents import editions
from lifeevents.guide import Guide
from lifeevents.models import ChecklistChange
from procedures.models import Agency
from procedures.specs import AgencySpec
from sitekit import owed

QUESTION = "change_question"
"""The message that brings an agency what somebody asks about a change of theirs."""
EDITORS = (Membership.Role.AGENCY_MANAGER, Membership.Role.AGENCY_EDITOR)


@transaction.atomic
def owe_question(change: ChecklistChange, *, reply_to: str = "") -> tuple[str, ...]:
    """Owe the question to each agency whose procedures changed; return those that can be written to."""
    agencies = tuple(one.id for one in agencies_of(change) if addresses_of(one))
    for agency in agencies:
        owed.owe(QUESTION, about=Agency(pk=agency), due_at=change.answered_at, change=change.pk, reply_to=reply_to)
    return agencies


def agencies_of(change: ChecklistChange) -> list[AgencySpec]:
    """Return the agencies that answer for what changed, in the order of the changes."""
    old, new = (editions.get(pk).guide for pk in (change.from_edition_id, change.to_edition_id))
    found: dict[str, AgencySpec] = {}
    for one in change.difference["changes"]:
        guide: Guide = new if one["procedure"] in new.procedure_by_id else old
        agency = guide.agency_by_id[guide.procedure_by_id[one["procedure"]].agency]
        found.setdefault(agency.id, agency)
    return list(found.values())


def addresses_of(agency: AgencySpec) -> tuple[str, ...]:
    """Return where an agency reads: its own address, else its editors', else the portal's administrators'."""
    if agency.email:
        return (agency.email,)
    users = User.objects.filter(is_active=True)
    editors = users.filter(memberships__role__in=EDITORS, memberships__scope="agency", memberships__scope_id=agency.id)
    administrators = users.filter(memberships__role=Membership.Role.PORTAL_ADMINISTRATOR)
    for group in (editors, administrators):
        found = tuple(group.order_by("pk").values_list("email", flat=True).distinct())
        if found:
            return found
    return ()

"""What a person says of the papers of a saved list: that they have one, and whether it may be looked up."""

from __future__ import annotations

from typing import Literal

from django.db import transaction

from citizens.permissions import require
from lifeevents.actions import checklists
from lifeevents.editions import Edition
from lifeevents.exceptions import UnknownPaper
from lifeevents.models import Checklist
from sitekit import audit
from sitekit.actors import Actor

LookupChoice = Literal["", "objected", "authorised"]


@transaction.atomic
def hold_paper(*, checklist: Checklist, edition: Edition, document: str, by: Actor) -> None:
    """Keep that the person has a paper already. Saying it twice changes nothing.

    Raises: UnknownPaper when the list's guide does not know it.
    """
    require(by, "checklist.change", checklist)
    if document not in edition.guide.document_by_id:
        raise UnknownPaper(document)
    checklists.lock(checklist, "papers_held")
    if document in checklist.papers_held:
        return
    checklist.papers_held = sorted({*checklist.papers_held, document})
    checklists.touch(checklist, "papers_held")
    audit.record("checklist.paper_held", by=by, on=checklist, document=document)


@transaction.atomic
def put_back(*, checklist: Checklist, document: str, by: Actor) -> None:
    """Take back that the person has a paper."""
    require(by, "checklist.change", checklist)
    checklists.lock(checklist, "papers_held")
    if document not in checklist.papers_held:
        return
    checklist.papers_held = [one for one in checklist.papers_held if one != document]
    checklists.touch(checklist, "papers_held")
    audit.record("checklist.paper_put_back", by=by, on=checklist, document=document)


@transaction.atomic
def set_lookup(*, checklist: Checklist, edition: Edition, document: str, choice: LookupChoice, by: Actor) -> None:
    """Keep that the person objects to a paper being looked up, or authorises it; "" takes back what they said.

    Raises: UnknownPaper when the list's guide does not know it; ValueError for any other choice.
    """
    require(by, "checklist.change", checklist)
    if document not in edition.guide.document_by_id:
        raise UnknownPaper(document)
    if choice not in ("", "objected", "authorised"):
        raise ValueError(choice)
    checklists.lock(checklist, "lookups")
    others = {one: said for one, said in checklist.lookups.items() if one != document}
    checklist.lookups = {**others, document: choice} if choice else others
    checklists.touch(checklist, "lookups")
    audit.record("checklist.lookup_chosen", by=by, on=checklist, document=document)

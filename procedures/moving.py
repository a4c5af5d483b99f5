"""A procedure that changes hands: its identity and its translations follow its source page."""

from __future__ import annotations

from django.db import transaction

from procedures.compiling import parent_path
from procedures.models import AgencyPage, ProcedurePage
from sitekit import audit
from sitekit.actors import Actor


@transaction.atomic
def follow(*, page: ProcedurePage, by: Actor) -> None:
    """Have a procedure belong to the agency that its source page is under now, in every language.

    Moving a translation alone changes nothing: where a procedure belongs is a rule.
    """
    if not page.is_source or page.procedure is None:
        return
    agency_page = AgencyPage.objects.get(path=parent_path(page))
    if page.procedure.agency_id == agency_page.agency_id:
        return
    audit.record(
        "procedure.moved", by=by, on=page.procedure, before=page.procedure.agency_id, after=agency_page.agency_id
    )
    page.procedure.agency_id = agency_page.agency_id
    page.procedure.save(update_fields=["agency"])
    homes = {item.locale_id: item for item in agency_page.get_translations()}
    for translation in page.get_translations():
        home = homes.get(translation.locale_id)
        if home is not None and parent_path(translation) != home.path:
            translation.move(home, pos="last-child")

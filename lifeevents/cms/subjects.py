"""What is tried: guides as they would be once drafts are published. Only reads."""

from __future__ import annotations

import datetime as dt

import msgspec

from lifeevents import compiling, editions
from lifeevents.editions import Edition
from lifeevents.guide import Guide
from lifeevents.models import LifeEventPage
from lifeevents.personas import PersonaSpec
from procedures.deadlines import Holidays
from procedures.models import ContentPage, Holiday, ProcedurePage
from procedures.specs import Text


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Guides to try, by life event: with one revision of a page published, or (none) with every draft."""

    life_events: tuple[str, ...]
    revision: int | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A guide to try, its example people, and the edition in force beside it.

    `fault`: why it cannot be compiled at all; then there is no guide.
    """

    life_event: str
    title: Text
    guide: Guide | None
    personas: tuple[PersonaSpec, ...]
    current: Edition | None
    fault: str = ""

    def edition(self, guide: Guide) -> Edition:
        """Return a guide as an edition that nobody has published."""
        number = self.current.number + 1 if self.current else 1
        return Edition(pk=0, life_event=self.life_event, number=number, created_at=dt.datetime.now(dt.UTC), guide=guide)


def drafts(subject: Subject, *, with_drafts: bool = True) -> list[Draft]:
    """Return the guides of a subject; without drafts as they are published.

    What a draft places is read too, though no published guide has it yet. A fixed number of queries, and a few for each
    page that has a draft.
    """
    shared = compiling.Shared.load()
    for page in _pages_in_draft(subject) if with_drafts else ():
        try:
            shared = shared.with_draft(page)
        except (ValueError, KeyError, TypeError):
            if not isinstance(page, ProcedurePage):
                raise
            shared = msgspec.structs.replace(shared, broken=shared.broken | {page.procedure_id})
    return [_draft(one, shared) for one in subject.life_events]


def _draft(life_event: str, shared: compiling.Shared) -> Draft:
    guide, fault = None, ""
    try:
        guide = compiling.compile_guide(life_event, shared)
    except (ValueError, KeyError) as error:
        fault = str(error)
    personas: tuple[PersonaSpec, ...] = ()
    title: Text = {"es": life_event}
    if life_event in shared.pages:
        page, translations = shared.pages[life_event]
        personas = compiling.personas(life_event, page=page, translations=translations)
        title = compiling.event_spec(page, translations=translations).title
    return Draft(
        life_event=life_event,
        title=title,
        guide=guide,
        personas=personas,
        current=editions.current(life_event),
        fault=fault,
    )


def _pages_in_draft(subject: Subject) -> list[ContentPage]:
    """Return pages as their newest revision has them, or the one page as its revision has it."""
    from wagtail.models import Revision

    if subject.revision is not None:
        return [Revision.objects.get(pk=subject.revision).as_object()]
    events = LifeEventPage.objects.in_source_language().filter(life_event__in=subject.life_events)
    found: list[ContentPage] = [
        page.get_latest_revision_as_object() if page.has_unpublished_changes else page
        for page in events.select_related("locale")
    ]
    steps = {one for page in found if isinstance(page, LifeEventPage) for one in steps_of(page)}
    changed = ProcedurePage.objects.in_source_language().filter(procedure__in=steps, has_unpublished_changes=True)
    return [*found, *(page.get_latest_revision_as_object() for page in changed)]


def steps_of(page: LifeEventPage) -> list[str]:
    """Return the procedures that a page of a life event places in its phases."""
    return [procedure for row in page.phases for procedure in row.value["procedures"]]


def guides_with(page: ContentPage) -> tuple[str, ...]:
    """Return the life events whose guide a page is part of: itself, or those with this procedure as a step."""
    if isinstance(page, LifeEventPage):
        return (page.life_event_id,) if page.life_event_id else ()
    if not isinstance(page, ProcedurePage) or page.procedure_id is None:
        return ()
    events = LifeEventPage.objects.live().in_source_language().order_by("path")
    return tuple(event.life_event_id for event in events if page.procedure_id in steps_of(event))


def holidays_of(personas: tuple[PersonaSpec, ...]) -> dict[str, Holidays]:
    """Return the holidays of the municipalities that example people live in."""
    return {one.municipality: Holiday.objects.for_municipality(one.municipality) for one in personas}

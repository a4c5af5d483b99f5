"""What the home page shows: the six events, those that are ready first linked, the others said to be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from appointments.models import Office
from lifeevents.editions import Edition
from lifeevents.event_page import icon_of
from lifeevents.models import LifeEventPage
from procedures.specs import Said, say


@dataclass(frozen=True, slots=True)
class EventWindow:
    """One event in its window. Without `url` there is no guide yet, and the page says so."""

    id: str
    title: Said | str
    icon: str
    url: str = ""


def planned() -> dict[str, str]:
    """Return what the portal means to cover, in the order of the home page; a published guide takes its place."""
    return {
        "having_a_child": _("Having a child"),
        "losing_a_job": _("Losing a job"),
        "relative_dies": _("A relative dies"),
        "moving_home": _("Moving home to Aragón or within it"),
        "dependency_disability": _("Caring for a person who depends on others or has a disability"),
        "retiring": _("Retiring"),
    }


def windows(ready: list[Edition], addresses: dict[str, str], language: str) -> list[EventWindow]:
    """Return the events of the home page: what is planned, in its order, then any other guide."""
    guides = {edition.life_event: edition.guide.event for edition in ready if edition.life_event in addresses}
    titles = planned()
    shown = [*titles, *sorted(set(guides) - set(titles))]
    return [
        EventWindow(
            id,
            say(guides[id].title, language) if id in guides else titles[id],
            icon_of(id),
            addresses.get(id, "") if id in guides else "",
        )
        for id in shown
    ]


def event_addresses(request: HttpRequest, language: str) -> dict[str, str]:
    """Return the address of each published event in a language, by id. One query."""
    pages = LifeEventPage.objects.live().in_language(language).select_related("locale")
    return {page.life_event_id: page.get_url(request) for page in pages if page.life_event_id}


def home_context(request: HttpRequest, language: str, ready: list[Edition]) -> dict[str, Any]:
    return {
        "events": windows(ready, event_addresses(request, language), language),
        "offices": Office.objects.open().count(),
    }

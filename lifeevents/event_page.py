"""What the page of a life event says: what awaits, by phase; how much it is; where to start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from wagtail.models import Page

from lifeevents import drafts, editions
from lifeevents.editions import Edition
from lifeevents.guide import Guide, PhaseSpec
from lifeevents.liststate import ListState
from procedures import reading
from procedures.slots import PartOf
from procedures.specs import ProcedureSpec, Said, say
from sitekit.templatetags.sitekit import TAG_LIBRARY_ICONS

PLAIN_ICON = "list"
SHOWN = 3
"""Procedures named in a phase before "and so many more"."""
SHORT_DAYS = 10


@dataclass(frozen=True, slots=True)
class Awaited:
    """One phase as its component takes it."""

    title: Said
    meta: str
    kind: str
    strong: str
    rest: str
    things: tuple[Said, ...]
    more: str


@dataclass(frozen=True, slots=True)
class PhaseLinks:
    """Every procedure of a phase, to read one by one."""

    title: Said
    procedures: tuple[tuple[Said, str], ...]


def context(request: HttpRequest, edition: Edition, language: str) -> dict[str, Any]:
    """Return what the page says. One query beside the edition's, and the session's only where there is one."""
    guide = edition.guide
    slug = say(guide.event.slug, language).words
    return {
        "title": say(guide.event.title, language),
        "summary": say(guide.event.summary, language),
        "awaits": [awaited(guide, phase, language) for phase in guide.event.phases],
        "number": len(guide.event.steps),
        "agencies": len({spec.agency for spec in guide.procedures}),
        "questions_at_most": questions_at_most(edition),
        "start_url": reverse("lifeevents:start", kwargs={"event": slug}),
        "list_url": reverse("lifeevents:list", kwargs={"event": slug}),
        "has_draft": has_draft(request, edition.life_event),
        "every": every(request, guide, language),
    }


def has_draft(request: HttpRequest, life_event: str) -> bool:
    """Tell whether this browser has unsaved answers; a browser without a session is not asked for one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "session"):
        return False
    return life_event in drafts.draft_events(request.session)


def icon_of(life_event: str) -> str:
    """Return the pictogram of an event, a plain one where none was drawn."""
    try:
        get_template(TAG_LIBRARY_ICONS.format(life_event))
    except TemplateDoesNotExist:
        return PLAIN_ICON
    return life_event


@lru_cache(maxsize=64)
def _most_questions(pk: int) -> int:
    return ListState(edition=editions.get(pk)).plan().questions_left_at_most


def questions_at_most(edition: Edition) -> int:
    """Return how many questions can come at most, the one about the date included."""
    return _most_questions(edition.pk) + 1


def awaited(guide: Guide, phase: PhaseSpec, language: str) -> Awaited:
    """Return one phase: how many procedures, the first ones, and what its deadlines are like."""
    specs = _of_phase(guide, phase)
    kind, strong, rest = _deadlines(phase, specs)
    left = len(specs) - SHOWN
    shown = specs if left <= 1 else specs[:SHOWN]
    return Awaited(
        title=say(phase.title, language),
        meta=npgettext("on the page of an event", "%(n)d procedure", "%(n)d procedures", len(specs))
        % {"n": len(specs)},
        kind=kind,
        strong=strong,
        rest=rest,
        things=tuple(say(spec.title, language) for spec in shown),
        more=_("and %(n)d more") % {"n": len(specs) - len(shown)} if len(shown) < len(specs) else "",
    )


def _of_phase(guide: Guide, phase: PhaseSpec) -> list[ProcedureSpec]:
    return [guide.procedure_by_id[step.procedure] for step in guide.event.steps if step.phase == phase.id]


def _deadlines(phase: PhaseSpec, specs: Iterable[ProcedureSpec]) -> tuple[str, str, str]:
    """Return the shape and words of a phase's deadlines: the strictest kind among them."""
    kinds = {each.kind for spec in specs for each in spec.deadlines}
    if "hard" in kinds:
        if phase.until_days is not None and phase.until_days <= SHORT_DAYS:
            return "hard", _("Short deadline."), _("Start here")
        return "hard", _("With a deadline."), _("Too late, and the right may be lost")
    if "recommended" in kinds:
        return "recommended", _("Better in time."), _("Later you may lose money")
    if "window" in kinds:
        return "window", _("Only on certain dates."), _("They may change every year")
    return "open", "", ""


def every(request: HttpRequest, guide: Guide, language: str) -> list[PhaseLinks]:
    """Return every procedure with its page, by phase. Two queries."""
    pages = reading.pages_by_identity(set(guide.procedure_by_id), language)
    found = []
    for phase in guide.event.phases:
        links = tuple(
            (say(spec.title, language), pages[spec.id]["page"].get_url(request))
            for spec in _of_phase(guide, phase)
            if spec.id in pages
        )
        found.append(PhaseLinks(say(phase.title, language), links))
    return found


# --- Every event ---


@dataclass(frozen=True, slots=True)
class EventLink:
    life_event: str
    title: Said
    summary: Said
    url: str
    icon: str


def all_events(request: HttpRequest, language: str) -> list[EventLink]:
    """Return every event that has a guide and a page. Two queries."""
    from lifeevents.models import LifeEventPage

    pages = {page.life_event_id: page for page in LifeEventPage.objects.live().in_language(language)}
    return [
        EventLink(
            edition.life_event,
            say(edition.guide.event.title, language),
            say(edition.guide.event.summary, language),
            pages[edition.life_event].get_url(request),
            icon_of(edition.life_event),
        )
        for edition in editions.all_current()
        if edition.life_event in pages
    ]


# --- For the pages of procedures ---


def part_of(procedure_id: str, language: str, request: HttpRequest) -> tuple[PartOf, ...]:
    """Return the life events that a procedure belongs to, where their page is published. Two queries."""
    from lifeevents.models import LifeEventPage

    guides = {
        edition.life_event: edition.guide
        for edition in editions.all_current()
        if procedure_id in edition.guide.procedure_by_id
    }
    if not guides:
        return ()
    pages: Iterable[Page] = LifeEventPage.objects.live().in_language(language).filter(life_event__in=list(guides))
    found = []
    for page in pages:
        event = guides[page.life_event_id].event
        slug = say(event.slug, language).words
        start = reverse("lifeevents:start", kwargs={"event": slug})
        found.append(PartOf(say(event.title, language), page.get_url(request), start))
    return tuple(found)

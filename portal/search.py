"""Search over procedures, life events, papers, offices and public bodies.

The index holds stems (`search_stems` of what is indexed), and the query is stemmed the same way, so SQLite and
PostgreSQL find alike. A word that nothing holds is read as the nearest one that something does.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend

from appointments.models import Office
from lifeevents import editions
from lifeevents.models import LifeEventPage
from portal import home
from procedures import compiling, reading
from procedures.models import AgencyPage, Document, ProcedurePage
from procedures.specs import Said, say
from sitekit import stemming

LONGEST_QUERY = 120
MOST = 60
A_PAGE = 10
SHORT = 5
"""Papers, offices and public bodies shown beside the procedures."""
SHORTEST_GUESS = 4
LIKENESS = 0.72


@dataclass(frozen=True, slots=True)
class Hit:
    title: Said | str
    url: str
    meta: str = ""
    text: Said | None = None


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: str
    icon: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave. `read_as`: the words that stand for what was typed, when they are others."""

    query: str
    events: tuple[Hit, ...] = ()
    procedures: tuple[Hit, ...] = ()
    groups: tuple[Group, ...] = ()
    read_as: str = ""
    is_loose: bool = False
    """Nothing holds all the words; these hold some."""

    @property
    def number(self) -> int:
        return len(self.events) + len(self.procedures) + sum(len(group.hits) for group in self.groups)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, grouped; the query stays in the field and in the address, never in a log."""
    language = get_language() or compiling.SOURCE_LANGUAGE
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
    found = find(request, query, language) if query else Found("")
    page = Paginator(found.procedures, A_PAGE).get_page(request.GET.get("page"))
    words = request.GET.copy()
    words.pop("page", None)
    context = {"found": found, "page": page, "base": f"?{words.urlencode()}&page=", "ready": _ready(request, language)}
    return render(request, "portal/search.html", context)


def _ready(request: HttpRequest, language: str) -> list[home.EventWindow]:
    """Return the events to offer when nothing is found."""
    every = home.windows(editions.all_current(), home.event_addresses(request, language), language)
    return [event for event in every if event.url]


def find(request: HttpRequest, query: str, language: str) -> Found:
    """Return what holds every word of a query; else what holds some. A fixed number of queries."""
    typed = [(word, stem) for word in re.findall(r"\w+", query) for stem in stemming.stems(word, language)]
    if not typed:
        return Found(query)
    known = vocabulary(language)
    meant = [nearest(stem, known) for _word, stem in typed]
    words = " ".join(dict.fromkeys(meant))
    said_so = [word if one == stem else known[one] for (word, stem), one in zip(typed, meant, strict=True)]
    read_as = " ".join(said_so) if meant != [stem for _word, stem in typed] else ""
    found = _find(request, query, words, language, "and", read_as)
    if found.number or len(meant) == 1:
        return found
    return _find(request, query, words, language, "or", read_as, is_loose=True)


def _find(
    request: HttpRequest, query: str, words: str, language: str, operator: str, read_as: str, *, is_loose: bool = False
) -> Found:
    locale = Locale.objects.get(language_code=language)
    events = _ask(LifeEventPage.objects.live().filter(locale=locale), words, operator)
    procedures = _ask(ProcedurePage.objects.live().filter(locale=locale), words, operator)
    papers = _ask(Document.objects.all(), words, operator)[:SHORT]
    offices = _ask(Office.objects.open(), words, operator)[:SHORT]
    agencies = _ask(AgencyPage.objects.live().filter(locale=locale), words, operator)[:SHORT]
    groups = (
        Group("papers", _("Papers"), "file", tuple(_papers(request, papers, language))),
        Group("offices", _("Offices"), "pin", tuple(_offices(offices, language))),
        Group("agencies", _("Public bodies"), "building", tuple(_agencies(request, agencies, language))),
    )
    return Found(
        query=query,
        events=tuple(_events(request, events, language)),
        procedures=tuple(_procedures(request, procedures, language)),
        groups=tuple(group for group in groups if group.hits),
        read_as=read_as,
        is_loose=is_loose,
    )


def _ask(rows: QuerySet[Any], words: str, operator: str) -> list[Any]:
    return list(get_search_backend().search(words, rows, operator=operator)[:MOST])


# --- What was found, in words ---


def _events(request: HttpRequest, pages: Iterable[LifeEventPage], language: str) -> Iterable[Hit]:
    guides = {edition.life_event: edition.guide for edition in editions.all_current()}
    for page in pages:
        if guide := guides.get(page.life_event_id or ""):
            yield Hit(say(guide.event.title, language), page.get_url(request), text=say(guide.event.summary, language))


def _procedures(request: HttpRequest, pages: list[ProcedurePage], language: str) -> Iterable[Hit]:
    words = _words_of(ProcedurePage, pages)
    agencies = _agency_names(language)
    for page in pages:
        text = words[page.translation_key]
        yield Hit(
            say(text("title"), language),
            page.get_url(request),
            agencies.get(compiling.parent_path(page), ""),
            say(text("summary"), language),
        )


def _agencies(request: HttpRequest, pages: list[AgencyPage], language: str) -> Iterable[Hit]:
    words = _words_of(AgencyPage, pages)
    for page in pages:
        yield Hit(say(words[page.translation_key]("title"), language), page.get_url(request))


def _words_of(model: Any, pages: list[Any]) -> dict[Any, compiling.Words]:
    """Return the prose of pages in any language, by translation key. Two queries."""
    keys = [page.translation_key for page in pages]
    sources = model.objects.live().in_source_language().filter(translation_key__in=keys).select_related("locale")
    return {
        page.translation_key: compiling.Words(page, others) for page, others in compiling.with_translations(sources)
    }


def _agency_names(language: str) -> dict[str, str]:
    """Return the names of agencies by the path of their page in a language. One query."""
    pages = AgencyPage.objects.live().in_language(language).values_list("path", "title")
    return dict(pages)


def _papers(request: HttpRequest, items: list[Document], language: str) -> Iterable[Hit]:
    """Yield papers that some procedure yields: that is where a paper leads to."""
    specs = [compiling.document_spec(item) for item in items]
    ways = reading.pages_by_identity({spec.obtained_by for spec in specs if spec.obtained_by}, language)
    for spec in specs:
        if spec.obtained_by in ways:
            way = ways[spec.obtained_by]
            got = _("You get it with: %(procedure)s") % {"procedure": say(way["title"], language).words}
            yield Hit(say(spec.name, language), way["page"].get_url(request), got)


def _offices(rows: list[Office], language: str) -> Iterable[Hit]:
    for office in rows:
        yield Hit(office.name_in(language), reverse("appointments:office", args=[office.pk]), office.address)


# --- Words that were meant ---


def nearest(stem: str, known: dict[str, str]) -> str:
    """Return the known stem that a stem stands for: itself, the one it begins, or the one written most like it."""
    if stem in known or len(stem) < SHORTEST_GUESS:
        return stem
    begun = [other for other in known if other.startswith(stem)]
    if begun:
        return min(begun, key=lambda other: (len(other), other))
    close = difflib.get_close_matches(stem, [other for other in known if other[0] == stem[0]], n=1, cutoff=LIKENESS)
    close = close or difflib.get_close_matches(stem, list(known), n=1, cutoff=LIKENESS + 0.1)
    return close[0] if close else stem


def vocabulary(language: str) -> dict[str, str]:
    """Return every stem that can be found in a language, with a whole word that has it. One query, kept per process."""
    pages = Page.objects.live().filter(locale__language_code=language)
    state = pages.aggregate(newest=Max("last_published_at"), number=Count("pk"))
    return _vocabulary(language, str(state["newest"]), state["number"])


@lru_cache(maxsize=8)
def _vocabulary(language: str, newest: str, number: int) -> dict[str, str]:
    known: dict[str, str] = {}
    texts = [
        *(page.search_text for page in ProcedurePage.objects.live().in_language(language).select_related("locale")),
        *(page.search_text for page in LifeEventPage.objects.live().in_language(language).select_related("locale")),
        *(page.search_text for page in AgencyPage.objects.live().in_language(language).select_related("locale")),
        *(document.search_text(language) for document in Document.objects.prefetch_related("texts")),
        *(office.search_text(language) for office in Office.objects.open().select_related("municipality")),
    ]
    for text in texts:
        for word in re.findall(r"\w+", text.casefold()):
            for stem in stemming.stems(word, language):
                known.setdefault(stem, word)
    return known

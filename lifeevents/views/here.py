"""What every view of a list starts from: the guide of the address, and the list open in this browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from lifeevents import editions, manner
from lifeevents.drafts import DraftList
from lifeevents.editions import Edition
from lifeevents.exceptions import LinkExpired
from lifeevents.liststate import ListState
from lifeevents.openlist import OpenList, SavedList, open_list
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import Said, say


@dataclass(frozen=True, slots=True)
class Here:
    """The list that a view is about."""

    request: HttpRequest
    mine: OpenList
    slug: str
    language: str

    @property
    def state(self) -> ListState:
        return self.mine.state

    @property
    def title(self) -> Said:
        return say(self.mine.edition.guide.event.title, self.language)

    @property
    def draft(self) -> DraftList | None:
        return self.mine if isinstance(self.mine, DraftList) else None

    @property
    def saved(self) -> SavedList | None:
        return self.mine if isinstance(self.mine, SavedList) else None

    def url(self, name: str, **kwargs: str) -> str:
        return reverse(f"lifeevents:{name}", kwargs={"event": self.slug, **kwargs})

    def to(self, name: str, **kwargs: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.url(name, **kwargs))

    def page(self, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        return render(self.request, f"lifeevents/{template}.html", {"here": self, **(context or {})}, status=status)


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view its `Here`; an address with the slug of another language leads to this one's.

    What the page says is personal: it is kept nowhere on its way.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, event: str, **kwargs: str) -> HttpResponse:
        language = get_language() or SOURCE_LANGUAGE
        edition, slug = _edition_of(event, language)
        if slug != event:
            name = request.resolver_match.url_name if request.resolver_match else "list"
            return HttpResponseRedirect(reverse(f"lifeevents:{name}", kwargs={"event": slug, **kwargs}))
        try:
            mine = cast(OpenList, open_list(request, edition))
        except LinkExpired:
            response: HttpResponse = render(request, "lifeevents/expired.html", status=410)
        else:
            with manner.of_event(edition.life_event):
                response = view(Here(request, mine, slug, language), **kwargs)
        return private(response)

    return wrapper


def private(response: HttpResponse) -> HttpResponse:
    """Say that nobody may keep a copy of this answer."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def _edition_of(slug: str, language: str) -> tuple[Edition, str]:
    """Return the guide that has this slug in any language, and its slug in this one. One query."""
    for edition in editions.all_current():
        slugs = edition.guide.event.slug
        if slug in slugs.values():
            return edition, say(slugs, language).words
    raise Http404(slug)

"""Before publishing: the same run on the draft. What blocks stops it, what is worth a look is shown first.

A change of words only goes straight through: no list says anything else.
Source: docs/decisions/0015-exact-by-support.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lifeevents import comparing
from lifeevents.cms import runs, subjects
from lifeevents.cms.runs import Run
from lifeevents.cms.subjects import Draft, Subject
from lifeevents.models import LifeEventPage
from procedures.models import ContentPage, ProcedurePage

_open: ContextVar[bool] = ContextVar("the gate was passed", default=False)


class GateClosed(Exception):
    """Something approved for publishing has to go through the gate first."""

    def __init__(self, page: Any) -> None:
        super().__init__(str(page))
        self.page = page


@contextmanager
def passed() -> Iterator[None]:
    """Publish without asking again: somebody has seen what was found."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def judged(page: Any) -> Run | None:
    """Try the guides that a page is part of with its newest revision; None: nothing has to be shown."""
    if _open.get() or not isinstance(page, LifeEventPage | ProcedurePage) or not page.is_source:
        return None
    events = subjects.guides_with(page)
    revision = page.get_latest_revision()
    if not events or revision is None:
        return None
    subject = Subject(life_events=events, revision=revision.pk)
    found = subjects.drafts(subject)
    if not any(_changes_rules(draft) for draft in found):
        return None
    run = runs.start(subject, found)
    return None if run.state == "finished" and not run.stops and not run.warns else run


def _changes_rules(draft: Draft) -> bool:
    """Tell whether a draft says anything else than the edition in force, or its example people do."""
    if draft.guide is None or draft.current is None:
        return True
    if not comparing.same_rules(draft.current.guide, draft.guide) or draft.personas != _published_personas(draft):
        return True
    # The one text that a finding looks at.
    named = [{one.id: bool(one.instead_text) for one in each.procedures} for each in (draft.current.guide, draft.guide)]
    return named[0] != named[1]


def _published_personas(draft: Draft) -> Any:
    from lifeevents import compiling

    return compiling.personas(draft.life_event)


def address(page: Any, run: Run) -> str:
    """Return where what was found is shown, and what can be done about it."""
    return reverse("lifeevents_laboratory_gate", args=[page.pk, run.id])


# --- The ways to publish ---


def before_publish(request: HttpRequest, page: ContentPage) -> HttpResponse | None:
    """Stop the press of "publish" (and "schedule") in the editor when there is something to be seen first."""
    run = judged(page.specific)
    return redirect(address(page, run)) if run else None


def before_bulk(request: HttpRequest, action: str, pages: list[Any], *_others: Any) -> HttpResponse | None:
    """Stop publishing several pages at once when one of them has something to be seen first."""
    if action != "publish":
        return None
    for page in _with_drafts_below(request, pages):
        run = judged(page)
        if run is not None:
            messages.error(
                request, _("Nothing was published. “%s” has to be looked at first.") % page.get_admin_display_title()
            )
            return redirect(address(page, run))
    return None


def _with_drafts_below(request: HttpRequest, pages: list[Any]) -> Iterator[Any]:
    for page in pages:
        yield page.specific
        if request.POST.get("include_descendants"):
            yield from page.get_descendants().not_live().specific()


class GateMiddleware:
    """Leads whoever approved something to what was found in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, GateClosed):
            return None
        # What was found inside the transaction that was taken back is not kept: once more, outside it.
        run = judged(exception.page)
        page = exception.page
        where = address(page, run) if run else reverse("wagtailadmin_pages:edit", args=[page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": where})
        return redirect(where)

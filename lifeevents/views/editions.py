"""What the page said that day: the text of any edition, by the code that is printed on lists."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lifeevents import editions
from lifeevents.models import LifeEventPage
from lifeevents.presenting.published import published
from procedures import reading
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import say


@require_safe
def edition(request: HttpRequest, event: str, code: str) -> HttpResponse:
    """Show what an edition said, from when to when, and whether it is still so. Nine queries, however long it is."""
    language = get_language() or SOURCE_LANGUAGE
    found = editions.by_code(code, slug=event)
    if found is None:
        raise Http404(code)
    slug = say(found.guide.event.slug, language).words
    if (slug, found.code) != (event, code):
        return HttpResponseRedirect(reverse("lifeevents:edition", kwargs={"event": slug, "code": found.code}))
    pages = reading.pages_by_identity(set(found.guide.procedure_by_id), language)
    page = LifeEventPage.objects.live().in_language(language).filter(life_event=found.life_event).first()
    context = {
        "edition": published(
            found,
            in_force=editions.current(found.life_event),
            replaced_at=editions.replaced_at(found),
            urls={id: each["page"].get_url(request) for id, each in pages.items()},
            language=language,
        ),
        "today_url": page.get_url(request) if page else "",
    }
    response = render(request, "lifeevents/edition.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response

"""The dates of a saved list for a calendar that reads them again by itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lifeevents import calendars, editions, liststate
from lifeevents.actions import checklists
from lifeevents.models import Checklist
from lifeevents.views.here import private
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import say
from sitekit import calendar_file, limits, links
from sitekit.actors import link_holder

READS, READS_SECONDS = 60, 3600


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the dates of a list to a calendar that subscribed to them: it sees what moved, and what was taken back.

    Its link opens the dates and nothing else. A list that is gone answers 410, so that calendars give up.
    """
    try:
        pk, version = links.read(calendars.FEED, token)
    except links.BadLink:
        return _gone()
    if limits.exceeded("list_feed", pk, at_most=READS, seconds=READS_SECONDS):
        return private(HttpResponse(status=429, headers={"Retry-After": str(READS_SECONDS)}))
    checklist = Checklist.objects.kept().with_everything().filter(pk=pk, link_version=version).first()
    if checklist is None:
        return _gone()
    edition, language = editions.get(checklist.edition_id), get_language() or SOURCE_LANGUAGE
    slug = say(edition.guide.event.slug, language).words
    made = calendars.of_list(
        liststate.of_checklist(checklist, edition),
        language=language,
        now=timezone.now(),
        url=settings.SITE_URL + reverse("lifeevents:list", kwargs={"event": slug}),
        given=checklist.calendar_given,
        is_feed=True,
    )
    checklists.keep_given(checklist=checklist, given=made.given, by=link_holder(checklists.PURPOSE, checklist.pk))
    response = private(HttpResponse(made.content, content_type=calendar_file.CONTENT_TYPE))
    response["X-Robots-Tag"] = "noindex"
    return response


def _gone() -> HttpResponse:
    return private(HttpResponse(status=410))

"""Who may try which guide. Only reads."""

from __future__ import annotations

from typing import Any

from wagtail.permissions import page_permission_policy

from lifeevents.cms.subjects import steps_of
from lifeevents.models import LifeEventPage
from procedures.models import ProcedurePage


def guides_of(user: Any) -> list[LifeEventPage]:
    """Return the guides whose page, or one of whose procedures, a user may edit or publish, in the order of the tree.

    Three queries.
    """
    pages = page_permission_policy.instances_user_has_any_permission_for(user, {"change", "publish"})
    allowed = set(pages.values_list("pk", flat=True))
    own = set(ProcedurePage.objects.in_source_language().filter(pk__in=allowed).values_list("procedure_id", flat=True))
    events = LifeEventPage.objects.in_source_language().exclude(life_event=None).select_related("locale")
    return [page for page in events.order_by("path") if page.pk in allowed or own.intersection(steps_of(page))]


def guide_page(user: Any, life_event: str) -> LifeEventPage | None:
    """Return the page of one guide, if the user may try it."""
    return next((page for page in guides_of(user) if page.life_event_id == life_event), None)

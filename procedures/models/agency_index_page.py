from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from procedures import panels


class AgencyIndexPage(Page):
    """All agencies. Which page it may stand under is said by that page, in an app above this one."""

    summary = models.TextField(_("summary"), blank=True)

    content_panels = [*Page.content_panels, "summary"]
    promote_panels = panels.promote_panels()
    subpage_types: ClassVar = ["procedures.AgencyPage"]
    max_count_per_parent = 1
    template = "procedures/agency_index_page.html"

    class Meta:
        verbose_name = _("index of agencies")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and not parent.is_root()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from procedures import reading

        return {**super().get_context(request, *args, **kwargs), **reading.agency_index_context(self, request)}

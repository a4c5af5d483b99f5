from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.search import index

from procedures import blocks, panels
from procedures.forms import AgencyPageForm
from procedures.models.content_page import ContentPage
from procedures.models.identity import Agency


class AgencyPage(ContentPage):
    """An agency: who is competent. All its procedures are below it, and its people may edit that branch only."""

    class Level(models.TextChoices):
        STATE = "state", _("State")
        REGIONAL = "regional", _("Region")
        MUNICIPAL = "municipal", _("Municipality")
        OTHER = "other", _("Other")

    agency = models.ForeignKey(Agency, null=True, editable=False, on_delete=models.PROTECT, related_name="pages")
    short_name = models.CharField(_("short name"), max_length=120, blank=True)
    summary = models.TextField(_("what it does"), blank=True)
    note = models.TextField(_("note"), blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.REGIONAL)
    phone = models.CharField(_("telephone"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    dir3 = models.CharField(_("DIR3 code"), max_length=12, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=blocks.CONFIDENCES, default="low")
    sources = StreamField(blocks.sources_stream(), blank=True, verbose_name=_("sources"))

    prose_fields: ClassVar = ("title", "short_name", "summary", "note")
    long_prose: ClassVar = frozenset({"summary", "note"})

    search_fields = [*ContentPage.search_fields, index.SearchField("short_name"), index.SearchField("summary")]
    edit_handler = panels.tabs(panels.agency_panels())
    base_form_class = AgencyPageForm
    parent_page_types: ClassVar = ["procedures.AgencyIndexPage"]
    subpage_types: ClassVar = ["procedures.ProcedurePage"]
    template = "procedures/agency_page.html"

    class Meta:
        verbose_name = _("agency page")
        verbose_name_plural = _("agency pages")

    @property
    def identity_id(self) -> str | None:
        return self.agency_id

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from procedures import reading

        return {**super().get_context(request, *args, **kwargs), **reading.agency_context(self, request)}

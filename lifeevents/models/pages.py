"""Life events as pages: phases, steps and questions once; words in every language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from lifeevents import manner
from lifeevents.blocks import PersonaBlock, PersonBlock, PhaseBlock
from lifeevents.forms_of_pages import LifeEventPageForm
from lifeevents.models.edition import LifeEvent
from procedures import blocks, panels
from procedures.models.content_page import ContentPage


class LifeEventIndexPage(Page):
    """What has happened? The list of life events."""

    summary = models.TextField(_("summary"), blank=True)

    content_panels = [*Page.content_panels, "summary"]
    promote_panels = panels.promote_panels()
    subpage_types: ClassVar = ["lifeevents.LifeEventPage"]
    max_count_per_parent = 1
    template = "lifeevents/life_event_index_page.html"

    class Meta:
        verbose_name = _("index of life events")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and not parent.is_root()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from lifeevents import event_page

        language = self.locale.language_code
        context = super().get_context(request, *args, **kwargs)
        return {**context, "language": language, "events": event_page.all_events(request, language)}


class LifeEventPage(ContentPage):
    """What happened: a guide made of phases and steps."""

    life_event = models.ForeignKey(LifeEvent, null=True, editable=False, on_delete=models.PROTECT, related_name="pages")
    summary = models.TextField(_("summary"), blank=True)
    wish = models.CharField(_("a kind word"), max_length=255, blank=True)
    keywords = models.CharField(_("words people search for"), max_length=400, blank=True)
    event_date_label = models.CharField(_("the question about the date"), max_length=160, blank=True)
    event_date_hint = models.TextField(_("hint to the date"), blank=True)
    phases = StreamField(
        [("phase", PhaseBlock())], blank=True, collapsed=True, verbose_name=_("phases and their procedures")
    )
    questions = StreamField(
        [("question", blocks.OneOfBlock("question", label=_("Question")))], blank=True, verbose_name=_("questions")
    )
    people = StreamField(
        [("person", PersonBlock())], blank=True, collapsed=True, verbose_name=_("who answers for themselves"),
        help_text=_("They answer the questions that are asked for each person. Empty: those are asked once."),
    )  # fmt: skip
    personas = StreamField(
        [("persona", PersonaBlock())], blank=True, collapsed=True, verbose_name=_("example people"),
        help_text=_("What they answer and the list they must get. The guide is tried with them before publishing."),
    )  # fmt: skip

    prose_fields: ClassVar = ("title", "summary", "wish", "keywords", "event_date_label", "event_date_hint")
    prose_rows: ClassVar = {"phases": ("title",), "people": ("name",), "personas": ("name", "story")}

    search_fields = [*ContentPage.search_fields, index.SearchField("summary"), index.SearchField("keywords")]
    edit_handler = panels.tabs(panels.life_event_panels())
    base_form_class = LifeEventPageForm
    parent_page_types: ClassVar = ["lifeevents.LifeEventIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "lifeevents/life_event_page.html"

    class Meta:
        verbose_name = _("life event page")
        verbose_name_plural = _("life event pages")

    @property
    def identity_id(self) -> str | None:
        return self.life_event_id

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        with manner.of_event(self.life_event_id):
            return super().serve(request, *args, **kwargs).render()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from lifeevents import editions, event_page

        context = {**super().get_context(request, *args, **kwargs), "language": self.language}
        context["icon"] = event_page.icon_of(self.life_event_id or "")
        edition = editions.current(self.life_event_id) if self.life_event_id else None
        if edition is None:  # a preview before the first publishing
            return context
        return {
            **context,
            "edition": edition,
            "guide": edition.guide,
            **event_page.context(request, edition, self.language),
        }

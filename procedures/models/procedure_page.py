from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.search import index

from procedures import blocks, panels
from procedures.condition_field import ConditionField, OptionalConditionField
from procedures.forms import ProcedurePageForm
from procedures.models.content_page import ContentPage
from procedures.models.identity import Procedure


class ProcedurePage(ContentPage):
    """What an agency does for a person. Its agency is the page above it."""

    procedure = models.ForeignKey(Procedure, null=True, editable=False, on_delete=models.PROTECT, related_name="pages")

    # What it is
    summary = models.TextField(_("what it is"), blank=True, help_text=_("One or two plain sentences."))
    keywords = models.CharField(
        _("words people search for"), max_length=400, blank=True, help_text=_("Separated by commas.")
    )
    # Who it is for
    who = ConditionField(_("who it is for"))
    who_text = models.TextField(_("who it is for, in a sentence"), blank=True)
    concerns = models.CharField(_("whom it concerns"), max_length=12, choices=blocks.PERSONS, default="household")
    each_person = models.BooleanField(
        _("judged apart for each person"), default=False,
        help_text=_("Each person of the guide gets it, or not, by their own answers. The list says whose it is."),
    )  # fmt: skip
    done_when = OptionalConditionField(
        _("done already when"), help_text=_("Answers that say that it is done. Nobody has to mark it then.")
    )
    optional = models.BooleanField(_("only if the person wants it"), default=False)
    municipality = models.CharField(
        _("only in the municipality"),
        max_length=60,
        blank=True,
        help_text=_("Its option in the question about residence."),
    )
    instead = StreamField(
        blocks.procedures_stream(), blank=True, verbose_name=_("what to look at when it is not for the person")
    )
    instead_text = models.TextField(_("the same, in a sentence"), blank=True)
    # What you get
    benefit = models.TextField(_("what you get"), blank=True)
    yields = StreamField(blocks.documents_stream(), blank=True, verbose_name=_("papers it yields"))
    # What to bring
    requirements = StreamField(
        [("requirement", blocks.RequirementBlock())], blank=True, collapsed=True, verbose_name=_("papers to bring")
    )
    # By when
    deadlines = StreamField(
        [("deadline", blocks.DeadlineBlock())], blank=True, collapsed=True, verbose_name=_("deadlines")
    )
    # How and where
    channels = StreamField(
        [("channel", blocks.ChannelBlock())], blank=True, collapsed=True, verbose_name=_("ways to do it")
    )
    official_url = models.URLField(_("official page"), max_length=500, blank=True)
    # Cost
    fee_eur = models.DecimalField(
        _("cost in euros"), max_digits=9, decimal_places=2, null=True, blank=True,
        help_text=_("0 when it is free; empty when it is not known."),
    )  # fmt: skip
    fee_note = models.TextField(_("note on the cost"), blank=True)
    # What comes before
    prerequisites = StreamField(
        [("prerequisite", blocks.PrerequisiteBlock())], blank=True, collapsed=True, verbose_name=_("what comes before")
    )
    # Answer and silence
    resolution_value = models.PositiveIntegerField(_("they answer within"), null=True, blank=True)
    resolution_unit = models.CharField(_("of what"), max_length=14, choices=blocks.UNITS, blank=True)
    silence = models.CharField(_("if they do not answer"), max_length=10, choices=blocks.SILENCES, default="unknown")
    resolution_note = models.TextField(_("note on the answer"), blank=True)
    # Law and sources
    legal_basis = StreamField(blocks.laws_stream(), blank=True, verbose_name=_("law"))
    sources = StreamField(blocks.sources_stream(), blank=True, verbose_name=_("sources"))
    confidence = models.CharField(_("confidence"), max_length=6, choices=blocks.CONFIDENCES, default="low")
    unverified = panels.ChoicesField(_("parts not checked"), choices=blocks.UNVERIFIED)
    unverified_text = models.TextField(
        _("what was not checked, in a sentence"), blank=True, help_text=_("“We have not been able to check …”")
    )
    sia = models.CharField(_("SIA code"), max_length=20, blank=True)
    aragon_number = models.CharField(_("number of the regional register"), max_length=20, blank=True)
    # To whoever has it on a saved list
    why_changed = models.CharField(
        _("why it changes"), max_length=300, blank=True,
        help_text=_("A sentence for those on whose list this changes something. It goes once, with what you publish."),
    )  # fmt: skip

    prose_fields: ClassVar = (
        "title", "summary", "keywords", "who_text", "instead_text", "benefit", "fee_note", "resolution_note",
        "unverified_text",
    )  # fmt: skip
    prose_rows: ClassVar = {"requirements": ("note",), "deadlines": ("text", "remedy"), "channels": ("note",)}
    long_prose: ClassVar = frozenset({"summary", "benefit", "who_text"})
    searched_prose: ClassVar = {"title": 3, "keywords": 2, "summary": 1, "who_text": 1, "benefit": 1}

    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("keywords"),
        index.SearchField("who_text"),
        index.SearchField("benefit"),
    ]
    edit_handler = panels.tabs(panels.procedure_panels())
    base_form_class = ProcedurePageForm
    parent_page_types: ClassVar = ["procedures.AgencyPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "procedures/procedure_page.html"

    class Meta:
        verbose_name = _("procedure page")
        verbose_name_plural = _("procedure pages")

    @property
    def identity_id(self) -> str | None:
        return self.procedure_id

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from procedures import reading

        return {**super().get_context(request, *args, **kwargs), **reading.procedure_context(self, request)}

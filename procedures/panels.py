"""The order in which a civil servant thinks of a procedure, as panels; and what a translator sees instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page

from procedures import slots


class ChoicesField(models.JSONField):
    """Several of a fixed list, kept as a list of their values."""

    def __init__(self, *args: Any, choices: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        self.offered = tuple(choices)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            label=capfirst(self.verbose_name), help_text=self.help_text, choices=self.offered, required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip


class RulesPanel(MultiFieldPanel):
    """Panels of the source language, summed up in one line while closed.

    On a translation there are no such fields, so it is not shown.
    """

    class BoundPanel(MultiFieldPanel.BoundPanel):
        @property
        def media(self) -> forms.Media:
            return super().media + forms.Media(js=["procedures/summary.js"])

        def is_shown(self) -> bool:
            return super().is_shown() and getattr(self.instance, "is_source", True)


class TranslationPanel(Panel):
    """Every text of a translation, with the source text beside it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "procedures/panels/translation.html"

        def is_shown(self) -> bool:
            return not self.instance.is_source

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "rows": self.form.translation_rows() if self.form else ()}


class NoticesPanel(Panel):
    """What is to be looked at on a page as it stands: it hinders no draft."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "procedures/panels/notices.html"

        @cached_property
        def notices(self) -> list[str]:
            return slots.notices.get()(self.instance) if self.instance.pk and self.instance.is_source else []

        def is_shown(self) -> bool:
            return bool(self.notices)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "notices": self.notices}


class ContentTabs(TabbedInterface):
    """The tabs of a content page. The fields of a translation are drawn by its panel, though no panel names them."""

    class BoundPanel(TabbedInterface.BoundPanel):
        def render_missing_fields(self) -> str:
            named = self.panel.get_form_options().get("fields", [])
            missing = (name for name in self.form.fields if name not in named and "__" not in name)
            # Widgets escape what they show.
            return mark_safe("".join(str(self.form[name]) for name in missing))  # noqa: S308


def tabs(content: list[Any]) -> ContentTabs:
    """Return the whole edit form: the content, the address, and Wagtail's own settings of publishing."""
    return ContentTabs(
        [
            ObjectList(content, heading=_("Content")),
            ObjectList(promote_panels(), heading=_("Address")),
            ObjectList(Page.settings_panels, heading=_("Publishing")),
        ]
    )


def promote_panels() -> list[Any]:
    return [MultiFieldPanel([FieldPanel("slug")], heading=_("Address of the page"))]


def rules(heading: Any, *children: Any, collapsed: bool = True, help_text: Any = "") -> RulesPanel:
    return RulesPanel(
        list(children), heading=heading, classname="collapsed" if collapsed else "", help_text=help_text or "",
        attrs={"data-controller": "summary", "data-summary-empty-value": _("Nothing yet.")},
    )  # fmt: skip


def procedure_panels() -> list[Any]:
    return [
        TitleFieldPanel("title", help_text=_("What it is called, in plain words.")),
        NoticesPanel(heading=_("To look at"), icon="warning"),
        TranslationPanel(heading=_("Texts"), classname="procedures-translation"),
        rules(_("1. What it is"), FieldPanel("summary"), FieldPanel("keywords"), collapsed=False),
        rules(
            _("2. Who it is for"), FieldPanel("who"), FieldPanel("who_text"),
            FieldRowPanel([FieldPanel("concerns"), FieldPanel("municipality")]),
            FieldPanel("each_person"), FieldPanel("optional"), FieldPanel("done_when"),
            FieldPanel("instead"), FieldPanel("instead_text"), collapsed=False,
        ),
        rules(_("3. What you get"), FieldPanel("benefit"), FieldPanel("yields")),
        rules(_("4. What to bring"), FieldPanel("requirements")),
        rules(_("5. By when"), FieldPanel("deadlines")),
        rules(_("6. How and where"), FieldPanel("channels"), FieldPanel("official_url")),
        rules(_("7. Cost"), FieldPanel("fee_eur"), FieldPanel("fee_note")),
        rules(_("8. What comes before"), FieldPanel("prerequisites")),
        rules(
            _("9. Answer and silence"),
            FieldRowPanel([FieldPanel("resolution_value"), FieldPanel("resolution_unit"), FieldPanel("silence")]),
            FieldPanel("resolution_note"),
        ),
        rules(
            _("10. Law and sources"), FieldPanel("legal_basis"), FieldPanel("sources"),
            FieldPanel("confidence"), FieldPanel("unverified"), FieldPanel("unverified_text"),
            FieldRowPanel([FieldPanel("sia"), FieldPanel("aragon_number")]),
        ),
        rules(_("11. To those who have it on their list"), FieldPanel("why_changed")),
    ]  # fmt: skip


def agency_panels() -> list[Any]:
    return [
        TitleFieldPanel("title"),
        TranslationPanel(heading=_("Texts"), classname="procedures-translation"),
        rules(
            _("What it is"), FieldPanel("short_name"), FieldPanel("summary"), FieldPanel("note"), FieldPanel("level"),
            collapsed=False,
        ),
        rules(
            _("How to reach it"), FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("website"),
            collapsed=False,
        ),
        rules(_("Codes and sources"), FieldPanel("dir3"), FieldPanel("sources"), FieldPanel("confidence")),
    ]  # fmt: skip


def life_event_panels() -> list[Any]:
    return [
        TitleFieldPanel("title"),
        NoticesPanel(heading=_("To look at"), icon="warning"),
        TranslationPanel(heading=_("Texts"), classname="procedures-translation"),
        rules(
            _("1. What happened"), FieldPanel("summary"), FieldPanel("wish"), FieldPanel("keywords"), collapsed=False
        ),
        rules(_("2. The date"), FieldPanel("event_date_label"), FieldPanel("event_date_hint"), collapsed=False),
        rules(_("3. Phases and their procedures"), FieldPanel("phases")),
        rules(_("4. Questions, in the order to ask them"), FieldPanel("questions")),
        rules(_("5. Who answers for themselves"), FieldPanel("people")),
        rules(_("6. Example people and the list they must get"), FieldPanel("personas")),
    ]  # fmt: skip

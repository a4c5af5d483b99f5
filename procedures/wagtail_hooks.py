"""The editor: the shared catalogue, the condition editor's address, its styles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from procedures import condition_views, slots, usage
from procedures.catalogue_forms import CatalogueForm, QuestionForm, SourceForm
from procedures.models import Document, Question, Source

TEXTS_LABEL = gettext_lazy("Words in a language")


class DocumentViewSet(SnippetViewSet):
    model = Document
    icon = "doc-full"
    menu_label = gettext_lazy("Papers")
    list_display = ("__str__", "public_id", "issuer")
    search_fields = ("public_id", "texts__name")
    edit_handler = ObjectList(
        [
            InlinePanel("texts", heading=gettext_lazy("Name and note, by language"), label=TEXTS_LABEL, min_num=1),
            MultiFieldPanel(
                [FieldPanel("public_id"), FieldPanel("issuer"), FieldPanel("obtained_by")],
                heading=gettext_lazy("The same in every language"),
            ),
            MultiFieldPanel(
                # Wagtail's chooser of records goes by number; this one is kept by its permanent id.
                [FieldPanel("nature"), FieldPanel("issued_in", widget=forms.Select)],
                heading=gettext_lazy("When it comes from abroad"),
            ),
            FieldPanel("still_right"),
        ],
        base_form_class=CatalogueForm,
    )


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = gettext_lazy("Questions")
    list_display = ("__str__", "public_id", "type")
    search_fields = ("public_id", "texts__text")
    edit_handler = ObjectList(
        [
            InlinePanel("texts", heading=gettext_lazy("Words, by language"), label=TEXTS_LABEL, min_num=1),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("type"), FieldPanel("about")]),
                    FieldPanel("options"),
                    FieldPanel("asked_as"),
                    FieldRowPanel([FieldPanel("minimum"), FieldPanel("maximum"), FieldPanel("default")]),
                    FieldPanel("per_person"),
                ],
                heading=gettext_lazy("The answer"),
            ),
            MultiFieldPanel([FieldPanel("ask_when")], heading=gettext_lazy("When it is asked")),
            MultiFieldPanel([FieldPanel("public_id")], heading=gettext_lazy("Identifier")),
            FieldPanel("still_right"),
        ],
        base_form_class=QuestionForm,
    )


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "link"
    menu_label = gettext_lazy("Sources")
    list_display = ("title", "publisher", "seen_on")
    search_fields = ("public_id", "title", "publisher")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("publisher"),
            FieldPanel("url"),
            FieldRowPanel([FieldPanel("seen_on"), FieldPanel("page_on"), FieldPanel("kind")]),
            FieldPanel("public_id"),
        ],
        base_form_class=SourceForm,
    )


class CatalogueGroup(SnippetViewSetGroup):
    items = (DocumentViewSet, QuestionViewSet, SourceViewSet)
    menu_icon = "folder-open-inverse"
    menu_label = gettext_lazy("Shared records")
    menu_name = "catalogue"
    menu_order = 200


register_snippet(CatalogueGroup)


@hooks.register("register_admin_urls")
def condition_url() -> list[URLPattern]:
    return [path("conditions/", condition_views.condition_editor, name="procedures_condition_editor")]


@hooks.register("insert_global_admin_css")
def styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("procedures/condition.css"))


@hooks.register("after_publish_page")
def say_what_is_to_be_looked_at(request: HttpRequest, page: Page) -> None:
    """The page of edits is left behind after publishing: what it said of the draft is said once more."""
    for notice in slots.notices.get()(page.specific):
        messages.warning(request, notice)


@hooks.register("before_delete_snippet")
def refuse_to_delete_what_is_used(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """A rule that names a missing paper or question would not say what it said."""
    for item in instances:
        users = usage.used_by(item) if isinstance(item, Document | Question | Source) else []
        if users:
            messages.error(
                request,
                _("“%(item)s” is used, so it cannot be deleted: %(users)s.")
                % {"item": item, "users": "; ".join(users)},
            )
            return redirect(reverse(type(item).snippet_viewset.get_url_name("edit"), args=[item.pk]))
    return None

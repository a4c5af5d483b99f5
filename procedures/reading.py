"""What the public pages of agencies and procedures say: constant queries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from procedures import compiling, slots, telling
from procedures.models import AgencyIndexPage, AgencyPage, Document, ProcedurePage, Question, Source
from procedures.models.content_page import ContentPage
from procedures.specs import ProcedureSpec, say


def procedure_context(page: ProcedurePage, request: HttpRequest) -> dict[str, Any]:
    """Return what a procedure's page says, whose it is, how a place is got and which life events it is part of."""
    spec = compiling.procedure_spec(page)
    agency_page = (
        AgencyPage.objects.filter(agency_id=spec.agency).in_source_language().live().select_related("locale").first()
    )
    documents = {
        item.public_id: compiling.document_spec(item)
        for item in Document.objects.filter(
            public_id__in={need.document for need in spec.requirements} | set(spec.yields)
        ).prefetch_related("texts")
    }
    related = {item.procedure for item in spec.prerequisites} | set(spec.instead)
    related |= {item.obtained_by for item in documents.values() if item.obtained_by}
    pages = pages_by_identity(related, page.language)
    told = telling.told(
        spec,
        documents=documents,
        questions={
            item.public_id: compiling.question_spec(item)
            for item in Question.objects.filter(public_id__in=_questions(spec)).prefetch_related("texts")
        },
        sources=list(Source.objects.filter(public_id__in=spec.sources)),
        related=pages,
        urls={id: each["page"].get_url(request) for id, each in pages.items()},
        language=page.language,
    )
    needs_place = any(channel.needs_place for channel in told.channels)
    in_languages = compiling.with_translations([agency_page])[0][1] if agency_page else []
    agency = compiling.agency_spec(agency_page, translations=in_languages) if agency_page else None
    return {
        "language": page.language,
        "spec": spec,
        "told": told,
        "agency": agency,
        "agency_name": say(agency.short_name or agency.name, page.language) if agency else None,
        "agency_url": in_language(agency_page, in_languages, page.language).get_url(request) if agency_page else "",
        **_index(page.language, request),
        "ways": slots.ways_to_a_place.get()(spec.id, page.language) if needs_place else None,
        "part_of": slots.part_of.get()(spec.id, page.language, request),
    }


def agency_context(page: AgencyPage, request: HttpRequest) -> dict[str, Any]:
    """Return an agency's spec and its published procedures, by page in the reader's language."""
    source = page.source_page()
    children = (
        ProcedurePage.objects.live().in_source_language().select_related("locale").child_of(source).order_by("title")
        if source
        else ProcedurePage.objects.none()
    )
    spec = compiling.agency_spec(page)
    found = compiling.with_translations(children)
    return {
        **_index(page.language, request),
        "language": page.language,
        "spec": spec,
        "procedures": [
            {
                "spec": compiling.procedure_spec(child, translations=translations, agency=spec.id),
                "url": in_language(child, translations, page.language).get_url(request),
            }
            for child, translations in found
        ],
    }


def agency_index_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return every published agency with its page and how many procedures it has."""
    from wagtail.models import Page

    sources = AgencyPage.objects.live().in_source_language().select_related("locale").order_by("title")
    counts: dict[str, int] = {}
    for path in ProcedurePage.objects.live().in_source_language().values_list("path", flat=True):
        parent = path[: -Page.steplen]
        counts[parent] = counts.get(parent, 0) + 1
    language = page.locale.language_code
    return {
        "language": language,
        "agencies": [
            {
                "spec": compiling.agency_spec(source, translations=translations),
                "url": in_language(source, translations, language).get_url(request),
                "procedures": counts.get(source.path, 0),
            }
            for source, translations in compiling.with_translations(sources)
        ],
    }


def _index(language: str, request: HttpRequest) -> dict[str, str]:
    """Return the title and address of the index of agencies, for the way back. One query."""
    index = AgencyIndexPage.objects.live().filter(locale__language_code=language).first()
    return {"index_title": index.title, "index_url": index.get_url(request)} if index else {}


def in_language(source: ContentPage, translations: list[Any], language: str) -> ContentPage:
    """Return the page to link to: in this language where there is one, else the source."""
    return next((item for item in translations if item.language == language), source)


def pages_by_identity(ids: set[str], language: str) -> dict[str, dict[str, Any]]:
    """Return title and page of procedures by id, in a language where there is one."""
    pages = ProcedurePage.objects.live().in_source_language().filter(procedure_id__in=ids).select_related("locale")
    result = {}
    for page, translations in compiling.with_translations(pages):
        words = compiling.Words(page, translations)
        result[page.procedure_id] = {"title": words("title"), "page": in_language(page, translations, language)}
    return result


def _questions(spec: ProcedureSpec) -> set[str]:
    from procedures import conditions

    found = set(conditions.questions_in(spec.who))
    return found.union(*(conditions.questions_in(need.when) for need in spec.requirements))

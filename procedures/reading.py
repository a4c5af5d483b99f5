"""What the public pages of agencies and procedures say: constant queries."""

from __future__ import annotations

from typing import Any

from procedures import compiling
from procedures.models import AgencyPage, Document, ProcedurePage, Question, Source
from procedures.models.content_page import ContentPage
from procedures.specs import ProcedureSpec


def procedure_context(page: ProcedurePage) -> dict[str, Any]:
    """Return spec, agency, related procedures, papers, questions and sources of a procedure's page."""
    spec = compiling.procedure_spec(page)
    agency_page = AgencyPage.objects.filter(agency_id=spec.agency).in_source_language().live().first()
    related = {item.procedure for item in spec.prerequisites} | set(spec.instead)
    papers = {need.document for need in spec.requirements} | set(spec.yields)
    return {
        "language": page.language,
        "spec": spec,
        "agency": compiling.agency_spec(agency_page) if agency_page else None,
        "agency_page": agency_page.localized if agency_page else None,
        "documents": {
            item.public_id: compiling.document_spec(item)
            for item in Document.objects.filter(public_id__in=papers).prefetch_related("texts")
        },
        "questions": {
            item.public_id: compiling.question_spec(item)
            for item in Question.objects.filter(public_id__in=_questions(spec)).prefetch_related("texts")
        },
        "sources": list(Source.objects.filter(public_id__in=spec.sources)),
        "related": pages_by_identity(related, page.language),
    }


def agency_context(page: AgencyPage) -> dict[str, Any]:
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
        "language": page.language,
        "spec": spec,
        "procedures": [
            {
                "spec": compiling.procedure_spec(child, translations=translations, agency=spec.id),
                "page": in_language(child, translations, page.language),
            }
            for child, translations in found
        ],
    }


def agency_index_context(page: Any) -> dict[str, Any]:
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
                "page": in_language(source, translations, language),
                "procedures": counts.get(source.path, 0),
            }
            for source, translations in compiling.with_translations(sources)
        ],
    }


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

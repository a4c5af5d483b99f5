"""Published pages and shared records as specs: rules from the source language, words from every language.

The number of queries is fixed: it grows neither with the pages nor with their rows.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal, cast

from wagtail.models import Page

from procedures import conditions, prose
from procedures.models import AgencyPage, ContentPage, Document, ProcedurePage, Question, Source
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import (
    AgencySpec,
    AnswerType,
    ChannelSpec,
    Confidence,
    DeadlineSpec,
    DocumentSpec,
    FeeSpec,
    Level,
    Nature,
    OptionSpec,
    Person,
    PrerequisiteSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    ResolutionSpec,
    Silence,
    SourceSpec,
    SpanSpec,
    Text,
    Unit,
    YearlySpec,
)

logger = logging.getLogger(__name__)


class Words:
    """The prose of one source page in every language, by path."""

    def __init__(self, page: ContentPage, translations: Iterable[ContentPage]) -> None:
        self._translations = {translation.language: translation for translation in translations}
        self._source = page.prose()
        self._texts = {language: translation.texts for language, translation in self._translations.items()}
        self.slug: Text = {SOURCE_LANGUAGE: page.slug} | {
            language: translation.slug for language, translation in sorted(self._translations.items())
        }

    def __call__(self, path: str) -> Text:
        return prose.join(path, self._source.get(path, ""), self._texts)


def with_translations(pages: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """Return source pages, each with its published translations. One query."""
    pages = list(pages)
    if not pages:
        return []
    others: dict[Any, list[Any]] = {}
    found = type(pages[0]).objects.live().exclude(locale__language_code=SOURCE_LANGUAGE)
    found = found.filter(translation_key__in=[page.translation_key for page in pages], alias_of=None)
    for translation in found.select_related("locale"):
        others.setdefault(translation.translation_key, []).append(translation)
    return [(page, others.get(page.translation_key, [])) for page in pages]


# --- Procedures ---


def all_procedures(*, only: Collection[str] | None = None, broken: set[str] | None = None) -> dict[str, ProcedureSpec]:
    """Return every published procedure by id, or of some ids `only`: a catalogue may have thousands.

    Given `broken`, a page that cannot be compiled is logged and its id put there, so that the others go on.
    """
    pages = ProcedurePage.objects.live().in_source_language().select_related("locale").order_by("path")
    if only is not None:
        pages = pages.filter(procedure_id__in=only)
    agencies = agency_ids_by_path()
    found: dict[str, ProcedureSpec] = {}
    for page, translations in with_translations(pages):
        try:
            found[page.procedure_id] = procedure_spec(
                page, translations=translations, agency=agencies.get(parent_path(page))
            )
        except Exception:
            if broken is None:
                raise
            logger.exception("the procedure %s cannot be compiled", page.procedure_id)
            broken.add(page.procedure_id)
    return found


def procedure(public_id: str) -> ProcedureSpec | None:
    """Return one published procedure."""
    page = ProcedurePage.objects.live().in_source_language().filter(procedure_id=public_id).first()
    return procedure_spec(page) if page else None


def procedure_spec(
    page: ProcedurePage, *, translations: Iterable[ProcedurePage] | None = None, agency: str | None = None
) -> ProcedureSpec:
    """Return the spec of a source page, or of the source of a translation.

    Given a translation, its own words stand in for what is published: that is how a draft is previewed.
    """
    source = page.source_page()
    if source is None:
        raise ProcedurePage.DoesNotExist(f"{page.slug} has no page in the source language")
    if translations is None:
        translations = with_translations([source])[0][1]
    if not page.is_source:
        translations = [item for item in translations if item.language != page.language] + [page]
    words = Words(source, translations)
    return ProcedureSpec(
        id=source.procedure_id or source.slug,
        agency=agency or agency_ids_by_path([parent_path(source)]).get(parent_path(source), ""),
        title=words("title"),
        slug=words.slug,
        summary=words("summary"),
        who=conditions.parse(source.who or {"always": True}),
        who_text=words("who_text"),
        concerns=cast("Person", source.concerns),
        each_person=source.each_person,
        done_when=conditions.parse(source.done_when) if source.done_when else None,
        optional=source.optional,
        benefit=words("benefit"),
        requirements=tuple(_requirement(row, words) for row in source.requirements if row.value["document"]),
        deadlines=tuple(_deadline(row, words) for row in source.deadlines),
        prerequisites=tuple(
            PrerequisiteSpec(
                procedure=row.value["procedure"],
                kind=row.value["kind"],
                via_document=row.value["via_document"] or None,
            )
            for row in source.prerequisites
            if row.value["procedure"]
        ),
        channels=tuple(_channel(row, words) for row in source.channels if row.value["kind"]),
        fee=FeeSpec(amount_eur=None if source.fee_eur is None else float(source.fee_eur), note=words("fee_note")),
        yields=chosen(source.yields),
        resolution=ResolutionSpec(
            value=source.resolution_value,
            unit=cast("Unit | None", source.resolution_unit or None),
            silence=cast("Silence", source.silence),
            note=words("resolution_note"),
        ),
        instead=chosen(source.instead),
        instead_text=words("instead_text"),
        legal_basis=chosen(source.legal_basis),
        official_url=source.official_url or None,
        aragon_number=source.aragon_number or None,
        sia=source.sia or None,
        sources=chosen(source.sources),
        confidence=cast("Confidence", source.confidence),
        unverified=tuple(source.unverified),
        unverified_text=words("unverified_text"),
        municipality=source.municipality or None,
        keywords=words("keywords"),
    )


def chosen(rows: Iterable[Any]) -> tuple[str, ...]:
    """Return what rows hold. In a draft a row may have been added and nothing chosen: it counts for nothing."""
    return tuple(row.value for row in rows if row.value)


def _requirement(row: Any, words: Words) -> RequirementSpec:
    value = row.value
    return RequirementSpec(
        key=row.id,
        document=value["document"],
        form=value["form"],
        provided_by=value["provided_by"],
        lookup=value["lookup"],
        channel=value["channel"] or None,
        copies=value["copies"] or 1,
        when=conditions.parse(value["when"] or {"always": True}),
        one_of=value["one_of"] or None,
        not_older_than=_span(value["not_older_than_value"], value["not_older_than_unit"]),
        kept_under=value["kept_under"] or None,
        note=words(f"requirements.{row.id}.note"),
    )


def _deadline(row: Any, words: Words) -> DeadlineSpec:
    value = row.value
    return DeadlineSpec(
        key=row.id,
        kind=value["kind"],
        value=value["value"],
        unit=value["unit"] or None,
        direction=value["direction"] or None,
        relative_to=value["relative_to"] or None,
        edge=value["edge"] or None,
        yearly=_yearly(value),
        extend_to=value["extend_to"] or None,
        text=words(f"deadlines.{row.id}.text"),
        remedy=words(f"deadlines.{row.id}.remedy"),
        legal_basis=value["legal_basis"] or None,
        verified=bool(value["verified"]),
    )


def _span(value: int | None, unit: str | None) -> SpanSpec | None:
    return SpanSpec(value=value, unit=cast("Unit", unit)) if value and unit else None


def _yearly(value: Any) -> YearlySpec | None:
    """Return the window that comes back every year, None when neither of its ends is known."""
    opens = _day_of_year(value["opens_day"], value["opens_month"])
    closes = _day_of_year(value["closes_day"], value["closes_month"])
    return YearlySpec(opens=opens, closes=closes, year=value["window"] or "next") if opens or closes else None


def _day_of_year(day: int | None, month: str | None) -> str | None:
    return f"{int(month):02}-{day:02}" if day and month else None


def _channel(row: Any, words: Words) -> ChannelSpec:
    value = row.value
    return ChannelSpec(
        kind=value["kind"],
        url=value["url"] or None,
        phone=value["phone"] or None,
        appointment=value["appointment"] or None,
        services=tuple(value["services"] or ()),
        auth=tuple(value["auth"] or ()),
        who_must_come=tuple(value["who_must_come"] or ()),
        note=words(f"channels.{row.id}.note"),
    )


# --- Agencies ---


def parent_path(page: Page) -> str:
    return page.path[: -Page.steplen]


def agency_ids_by_path(paths: Iterable[str] | None = None) -> dict[str, str]:
    """Return agency ids by the place of their page in the tree."""
    pages = AgencyPage.objects.in_source_language()
    if paths is not None:
        pages = pages.filter(path__in=list(paths))
    return dict(pages.values_list("path", "agency_id"))


def all_agencies() -> dict[str, AgencySpec]:
    """Return every published agency by id."""
    pages = AgencyPage.objects.live().in_source_language().select_related("locale").order_by("path")
    return {page.agency_id: agency_spec(page, translations=found) for page, found in with_translations(pages)}


def agency_spec(page: AgencyPage, *, translations: Iterable[AgencyPage] | None = None) -> AgencySpec:
    """Return the spec of an agency, given its page in any language."""
    source = page.source_page()
    if source is None:
        raise AgencyPage.DoesNotExist(f"{page.slug} has no page in the source language")
    if translations is None:
        translations = with_translations([source])[0][1]
    if not page.is_source:
        translations = [item for item in translations if item.language != page.language] + [page]
    words = Words(source, translations)
    return AgencySpec(
        id=source.agency_id or source.slug,
        name=words("title"),
        short_name=words("short_name"),
        slug=words.slug,
        level=cast("Level", source.level),
        summary=words("summary"),
        phone=source.phone or None,
        email=source.email or None,
        website=source.website or None,
        dir3=source.dir3 or None,
        confidence=cast("Confidence", source.confidence),
        sources=chosen(source.sources),
        note=words("note"),
    )


# --- The shared catalogue ---


def _joined(rows: Iterable[Any], field: str) -> Text:
    """Return one prose of a catalogue item in every language that has it fresh."""
    rows = list(rows)
    source = next((getattr(row, field) for row in rows if row.language == SOURCE_LANGUAGE), "")
    translations: Mapping[str, prose.Texts] = {
        row.language: {field: {"words": getattr(row, field), "made_from": row.made_from.get(field, "")}}
        for row in rows
        if row.language != SOURCE_LANGUAGE
    }
    return prose.join(field, source, translations)


def all_documents() -> dict[str, DocumentSpec]:
    """Return the catalogue of papers by id. Two queries."""
    return {item.public_id: document_spec(item) for item in Document.objects.prefetch_related("texts")}


def document_spec(item: Document) -> DocumentSpec:
    rows = list(item.texts.all())
    return DocumentSpec(
        id=item.public_id,
        name=_joined(rows, "name"),
        note=_joined(rows, "note"),
        issuer=item.issuer_id,
        obtained_by=item.obtained_by_id,
        nature=cast("Nature", item.nature),
        issued_in=item.issued_in_id,
    )


def all_questions() -> dict[str, QuestionSpec]:
    """Return every question by id. Two queries."""
    return {item.public_id: question_spec(item) for item in Question.objects.prefetch_related("texts")}


def some_questions(ids: Iterable[str]) -> dict[str, QuestionSpec]:
    """Return these questions by id. Two queries."""
    found = Question.objects.filter(public_id__in=list(ids)).prefetch_related("texts")
    return {item.public_id: question_spec(item) for item in found}


def question_spec(item: Question) -> QuestionSpec:
    rows = list(item.texts.all())
    return QuestionSpec(
        id=item.public_id,
        type=cast("AnswerType", item.type),
        text=_joined(rows, "text"),
        why=_joined(rows, "why"),
        hint=_joined(rows, "hint"),
        about=cast("Person", item.about),
        per_person=item.per_person,
        options=tuple(_option(row.value) for row in item.options),
        default=item.default,
        minimum=item.minimum,
        maximum=item.maximum,
        ask_when=conditions.parse(item.ask_when or {"always": True}),
        asked_as=cast('Literal["options", "country"]', item.asked_as),
        yes=_joined(rows, "yes"),
        no=_joined(rows, "no"),
        short=_joined(rows, "short"),
    )


def _option(value: Any) -> OptionSpec:
    words = {row["language"]: row for row in value["texts"]}
    source = words.get(SOURCE_LANGUAGE, {})
    made_from = prose.digest(option_source(source))
    label: Text = {}
    hint: Text = {}
    for language, row in words.items():
        if language == SOURCE_LANGUAGE or row["made_from"] == made_from:
            label |= {language: row["label"]} if row["label"] else {}
            hint |= {language: row["hint"]} if row["hint"] and source.get("hint") else {}
    return OptionSpec(value=value["value"], label=label, hint=hint)


def option_source(row: Mapping[str, Any]) -> str:
    """Return the source words that the translation of an option is made from."""
    return f"{row.get('label') or ''} | {row.get('hint') or ''}"


def all_sources() -> dict[str, SourceSpec]:
    """Return every source by id."""
    return {
        item.public_id: SourceSpec(
            id=item.public_id,
            publisher=item.publisher,
            title=item.title,
            url=item.url or None,
            seen_on=item.seen_on.isoformat() if item.seen_on else None,
            page_on=item.page_on or None,
            kind=item.kind,
        )
        for item in Source.objects.all()
    }

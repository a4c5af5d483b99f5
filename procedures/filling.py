"""Specs as pages and shared records: the way back from compiling, for content that comes from files."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from procedures import canonical, compiling, conditions, prose
from procedures.models import (
    AgencyPage,
    ContentPage,
    Document,
    DocumentText,
    ProcedurePage,
    Question,
    QuestionText,
    Source,
)
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import AgencySpec, DocumentSpec, ProcedureSpec, QuestionSpec, SourceSpec, Text, YearlySpec

Row = tuple[str, str, Any]
"""Block type, permanent id of the row, value."""


def stream(rows: Iterable[Row]) -> str:
    """Return rows in the form that a StreamField reads."""
    return json.dumps([{"type": kind, "id": id, "value": value} for kind, id, value in rows])


def ids(kind: str, values: Iterable[str]) -> str:
    return stream((kind, value, value) for value in values)


def source_words(text: Text) -> str:
    return text.get(SOURCE_LANGUAGE, "")


# --- Pages ---


def fill_procedure(page: ProcedurePage, spec: ProcedureSpec) -> None:
    """Put rules and source words into a page of the source language."""
    page.procedure_id = spec.id
    page.title, page.slug = source_words(spec.title), source_words(spec.slug)
    for name in ("summary", "keywords", "who_text", "instead_text", "benefit", "unverified_text"):
        setattr(page, name, source_words(getattr(spec, name)))
    page.who = conditions.dump(spec.who)
    page.done_when = conditions.dump(spec.done_when) if spec.done_when else None
    page.concerns, page.each_person, page.optional = spec.concerns, spec.each_person, spec.optional
    page.municipality = spec.municipality or ""
    page.instead = ids("procedure", spec.instead)
    page.yields = ids("document", spec.yields)
    page.requirements = stream(
        (
            "requirement",
            need.key,
            {
                "document": need.document,
                "form": need.form,
                "provided_by": need.provided_by,
                "lookup": need.lookup,
                "channel": need.channel or "",
                "copies": need.copies,
                "not_older_than_value": need.not_older_than.value if need.not_older_than else None,
                "not_older_than_unit": need.not_older_than.unit if need.not_older_than else "",
                "kept_under": need.kept_under or "",
                "when": conditions.dump(need.when),
                "one_of": need.one_of or "",
                "note": source_words(need.note),
            },
        )
        for need in spec.requirements
    )
    page.deadlines = stream(
        (
            "deadline",
            limit.key,
            {
                "text": source_words(limit.text),
                "kind": limit.kind,
                "value": limit.value,
                "unit": limit.unit or "",
                "direction": limit.direction or "",
                "relative_to": limit.relative_to or "",
                "edge": limit.edge or "",
                **_window(limit.yearly),
                "extend_to": limit.extend_to or "",
                "remedy": source_words(limit.remedy),
                "legal_basis": limit.legal_basis or "",
                "verified": limit.verified,
            },
        )
        for limit in spec.deadlines
    )
    page.channels = stream(
        (
            "channel",
            key,
            {
                "kind": channel.kind,
                "url": channel.url or "",
                "phone": channel.phone or "",
                "appointment": channel.appointment or "",
                "services": list(channel.services),
                "auth": list(channel.auth),
                "who_must_come": list(channel.who_must_come),
                "note": source_words(channel.note),
            },
        )
        for key, channel in channels_by_key(spec).items()
    )
    page.official_url = spec.official_url or ""
    euros = spec.fee.amount_eur
    # By its digits: 3.86 as it is has more decimals than money.
    page.fee_eur = None if euros is None else Decimal(str(euros))
    page.fee_note = source_words(spec.fee.note)
    page.prerequisites = stream(
        (
            "prerequisite",
            before.procedure,
            {"procedure": before.procedure, "kind": before.kind, "via_document": before.via_document},
        )
        for before in spec.prerequisites
    )
    page.resolution_value, page.resolution_unit = spec.resolution.value, spec.resolution.unit or ""
    page.silence, page.resolution_note = spec.resolution.silence, source_words(spec.resolution.note)
    page.legal_basis = stream(("law", f"law-{number}", law) for number, law in enumerate(spec.legal_basis, start=1))
    page.sources = ids("source", spec.sources)
    page.confidence, page.unverified = spec.confidence, list(spec.unverified)
    page.sia, page.aragon_number = spec.sia or "", spec.aragon_number or ""


def _window(yearly: YearlySpec | None) -> dict[str, Any]:
    """Return a yearly window as the fields of a deadline's row."""
    ends = {"opens": yearly and yearly.opens, "closes": yearly and yearly.closes}
    fields: dict[str, Any] = {"window": yearly.year if yearly else "next"}
    for edge, day in ends.items():
        fields[f"{edge}_day"] = int(day[3:]) if day else None
        fields[f"{edge}_month"] = str(int(day[:2])) if day else ""
    return fields


def channels_by_key(spec: ProcedureSpec) -> dict[str, Any]:
    """Return the channels under permanent row ids: the kind, numbered from the second of its kind on."""
    keyed: dict[str, Any] = {}
    for channel in spec.channels:
        number = 1 + sum(1 for other in keyed.values() if other.kind == channel.kind)
        keyed[channel.kind if number == 1 else f"{channel.kind}-{number}"] = channel
    return keyed


def procedure_words(spec: ProcedureSpec, language: str) -> dict[str, str]:
    """Return the words of a procedure in one language, by the path that its translation keeps them under."""
    texts: dict[str, Text] = {
        name: getattr(spec, name)
        for name in ("title", "summary", "keywords", "who_text", "instead_text", "benefit", "unverified_text")
    }
    texts |= {"fee_note": spec.fee.note, "resolution_note": spec.resolution.note}
    texts |= {f"requirements.{need.key}.note": need.note for need in spec.requirements}
    for limit in spec.deadlines:
        texts |= {f"deadlines.{limit.key}.text": limit.text, f"deadlines.{limit.key}.remedy": limit.remedy}
    texts |= {f"channels.{key}.note": channel.note for key, channel in channels_by_key(spec).items()}
    return {path: text[language] for path, text in texts.items() if text.get(language)}


def fill_agency(page: AgencyPage, spec: AgencySpec) -> None:
    """Put rules and source words into a page of the source language."""
    page.agency_id = spec.id
    page.title, page.slug = source_words(spec.name), source_words(spec.slug)
    for name in ("short_name", "summary", "note"):
        setattr(page, name, source_words(getattr(spec, name)))
    page.level, page.confidence = spec.level, spec.confidence
    for name in ("phone", "email", "website", "dir3"):
        setattr(page, name, getattr(spec, name) or "")
    page.sources = ids("source", spec.sources)


def agency_words(spec: AgencySpec, language: str) -> dict[str, str]:
    texts = {"title": spec.name, "short_name": spec.short_name, "summary": spec.summary, "note": spec.note}
    return {path: text[language] for path, text in texts.items() if text.get(language)}


def fill_translation(page: ContentPage, source: ContentPage, words: Mapping[str, str], slug: str) -> None:
    """Put words into a translation, as made from the source page's words of now."""
    original = source.prose()
    page.title = words.get("title") or source.title
    page.slug = slug or source.slug
    page.texts = prose.made(words, original)


def state(page: ContentPage, spec: msgspec.Struct | None = None) -> str:
    """Return what tells one state of a page from another: rules and words of a source, words of a translation."""
    content: Any = spec if page.is_source else {"slug": page.slug, "title": page.title, "texts": page.texts}
    return prose.digest(canonical.encode(content).decode())


# --- Shared records ---


def fill_document(item: Document, spec: DocumentSpec) -> None:
    item.public_id = spec.id
    item.issuer_id, item.obtained_by_id = spec.issuer, spec.obtained_by
    item.nature, item.issued_in_id = spec.nature, spec.issued_in
    item.texts = _texts(DocumentText, spec)


def fill_question(item: Question, spec: QuestionSpec) -> None:
    item.public_id = spec.id
    for name in ("type", "about", "per_person", "asked_as", "default", "minimum", "maximum"):
        setattr(item, name, getattr(spec, name))
    item.ask_when = conditions.dump(spec.ask_when)
    item.options = stream(
        ("option", option.value, {"value": option.value, "texts": list(_option_texts(option.label, option.hint))})
        for option in spec.options
    )
    item.texts = _texts(QuestionText, spec)


def fill_source(item: Source, spec: SourceSpec) -> None:
    item.public_id, item.publisher, item.title = spec.id, spec.publisher, spec.title
    item.url, item.kind, item.page_on = spec.url or "", spec.kind, spec.page_on or ""
    item.seen_on = dt.date.fromisoformat(spec.seen_on) if spec.seen_on else None


def _texts(model: type[DocumentText] | type[QuestionText], spec: Any) -> list[Any]:
    """Return one row of words per language that has any, made from the source words of now."""
    texts: dict[str, Text] = {name: getattr(spec, name) for name in model.prose}
    languages = dict.fromkeys([SOURCE_LANGUAGE, *(code for text in texts.values() for code in text)])
    rows = []
    for language in languages:
        words = {name: text[language] for name, text in texts.items() if text.get(language)}
        source = {name: source_words(text) for name, text in texts.items()}
        made_from = {} if language == SOURCE_LANGUAGE else {name: prose.digest(source[name]) for name in words}
        if words:
            rows.append(model(language=language, made_from=made_from, **words))
    return rows


def _option_texts(label: Text, hint: Text) -> Iterable[dict[str, Any]]:
    source = {"label": source_words(label), "hint": source_words(hint)}
    made_from = prose.digest(compiling.option_source(source))
    for language in dict.fromkeys([SOURCE_LANGUAGE, *label]):
        value = {
            "language": language,
            "label": label.get(language, ""),
            "hint": hint.get(language, ""),
            "made_from": "" if language == SOURCE_LANGUAGE else made_from,
        }
        yield {"type": "item", "id": language, "value": value}

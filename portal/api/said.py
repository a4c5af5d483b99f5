"""Content in one language, as the API gives it: specs in, plain values out."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from lifeevents.editions import Edition
from lifeevents.guide import Guide
from procedures import conditions
from procedures.specs import (
    ChannelSpec,
    DeadlineSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    Text,
    say,
)


def life_event(edition: Edition, language: str) -> dict[str, Any]:
    """Return a life event: its phases, steps and questions."""
    guide, event = edition.guide, edition.guide.event
    return {
        "id": event.id,
        "title": words(event.title, language),
        "summary": words(event.summary, language),
        "slug": words(event.slug, language),
        "event_date_label": words(event.event_date_label, language),
        "phases": [
            {
                "id": phase.id,
                "title": words(phase.title, language),
                "until_days": phase.until_days,
                "until_months": phase.until_months,
                "assumed": phase.assumed,
                "steps": [step.procedure for step in event.steps if step.phase == phase.id],
            }
            for phase in event.phases
        ],
        "steps": [step.procedure for step in event.steps],
        "people": [{"person": one.person, "name": words(one.name, language)} for one in event.people],
        "questions": [question(item, language) for item in guide.questions],
        "edition": edition.number,
        "published_at": edition.created_at,
        "language": language,
        "untranslated": untranslated({"title": event.title, "summary": event.summary}, language),
    }


def question(spec: QuestionSpec, language: str) -> dict[str, Any]:
    return {
        "id": spec.id,
        "type": spec.type,
        "about": spec.about,
        "per_person": spec.per_person,
        "asked_as": spec.asked_as,
        "text": words(spec.text, language),
        "hint": words(spec.hint, language),
        "options": [
            {"value": option.value, "label": words(option.label, language), "hint": words(option.hint, language)}
            for option in spec.options
        ],
        "default": spec.default,
        "minimum": spec.minimum,
        "maximum": spec.maximum,
        "why": words(spec.why, language),
        "ask_when": conditions.dump(spec.ask_when),
        "untranslated": untranslated({"text": spec.text, "why": spec.why}, language),
    }


def procedure(spec: ProcedureSpec, guide: Guide, editions: Iterable[Edition], language: str) -> dict[str, Any]:
    """Return everything that a citizen reads of a procedure, per channel."""
    agency = guide.agency_by_id[spec.agency]
    prose = {
        "title": spec.title,
        "summary": spec.summary,
        "who_text": spec.who_text,
        "benefit": spec.benefit,
        "instead_text": spec.instead_text,
        "unverified_text": spec.unverified_text,
    }
    return {
        "id": spec.id,
        "agency": spec.agency,
        "agency_name": words(agency.name, language),
        **{name: words(text, language) for name, text in prose.items()},
        "slug": words(spec.slug, language),
        "concerns": spec.concerns,
        "optional": spec.optional,
        "who": conditions.dump(spec.who),
        "channels": [channel(item, spec, guide, language) for item in spec.channels_for_people()],
        "requirements": [requirement(item, guide, language) for item in spec.requirements],
        "deadlines": [deadline(item, language) for item in spec.deadlines],
        "prerequisites": [
            {"procedure": item.procedure, "kind": item.kind, "via_document": item.via_document}
            for item in spec.prerequisites
        ],
        "fee": {"amount_eur": spec.fee.amount_eur, "note": words(spec.fee.note, language)},
        "yields": [{"document": item, "name": document_name(guide, item, language)} for item in spec.yields],
        "resolution": {
            "value": spec.resolution.value,
            "unit": spec.resolution.unit,
            "silence": spec.resolution.silence,
            "note": words(spec.resolution.note, language),
        },
        "instead": list(spec.instead),
        "legal_basis": list(spec.legal_basis),
        "official_url": spec.official_url,
        "aragon_number": spec.aragon_number,
        "sia": spec.sia,
        "municipality": spec.municipality,
        "confidence": spec.confidence,
        "unverified": list(spec.unverified),
        "sources": [
            {"id": one.id, "publisher": one.publisher, "title": one.title, "url": one.url, "seen_on": one.seen_on}
            for one in (guide.source_by_id.get(item) for item in spec.sources)
            if one is not None
        ],
        "life_events": [{"id": edition.guide.event.id, "edition": edition.number} for edition in editions],
        "language": language,
        "untranslated": untranslated(prose, language),
    }


def channel(spec: ChannelSpec, of: ProcedureSpec, guide: Guide, language: str) -> dict[str, Any]:
    """Return a channel with the papers that it asks for, those of all channels included."""
    return {
        "kind": spec.kind,
        "url": spec.url,
        "phone": spec.phone,
        "appointment": spec.appointment,
        "services": list(spec.services),
        "auth": list(spec.auth),
        "who_must_come": list(spec.who_must_come),
        "note": words(spec.note, language),
        "requirements": [
            requirement(item, guide, language) for item in of.requirements if item.channel in (None, spec.kind)
        ],
    }


def requirement(spec: RequirementSpec, guide: Guide, language: str) -> dict[str, Any]:
    return {
        "key": spec.key,
        "document": spec.document,
        "name": document_name(guide, spec.document, language),
        "form": spec.form,
        "copies": spec.copies,
        "provided_by": spec.provided_by,
        "lookup": spec.lookup,
        "channel": spec.channel,
        "when": conditions.dump(spec.when),
        "one_of": spec.one_of,
        "note": words(spec.note, language),
    }


def deadline(spec: DeadlineSpec, language: str) -> dict[str, Any]:
    return {
        "key": spec.key,
        "kind": spec.kind,
        "value": spec.value,
        "unit": spec.unit,
        "direction": spec.direction,
        "relative_to": spec.relative_to,
        "edge": spec.edge,
        "extend_to": spec.extend_to,
        "yearly": (
            {"opens": spec.yearly.opens, "closes": spec.yearly.closes, "year": spec.yearly.year}
            if spec.yearly
            else None
        ),
        "text": words(spec.text, language),
        "remedy": words(spec.remedy, language),
        "legal_basis": spec.legal_basis,
        "verified": spec.verified,
    }


def document_name(guide: Guide, document: str, language: str) -> str:
    spec = guide.document_by_id.get(document)
    return words(spec.name, language) if spec else ""


def words(text: Text, language: str) -> str:
    """Return the text, in the source language where it is not translated (see `untranslated`)."""
    return say(text, language).words


def untranslated(prose: dict[str, Text], language: str) -> list[str]:
    """Return the fields whose words are in the source language."""
    return [
        name for name, text in prose.items() if say(text, language).words and say(text, language).language != language
    ]


def plain(shown: str) -> str:
    """Return words of the pages without the marks of their language."""
    return html.unescape(strip_tags(shown)) if isinstance(shown, SafeString) else shown

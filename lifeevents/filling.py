"""A life event from its spec, for content that comes from files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lifeevents.guide import LifeEventSpec
from lifeevents.models import LifeEventPage
from lifeevents.personas import ExpectedItem, PersonaSpec
from procedures import conditions
from procedures.filling import ids, source_words, stream
from procedures.specs import Text

_NAMES = ("title", "summary", "wish", "keywords", "event_date_label", "event_date_hint")


def fill_life_event(page: LifeEventPage, spec: LifeEventSpec) -> None:
    """Put rules and source words into a page of the source language."""
    page.life_event_id = spec.id
    page.slug = source_words(spec.slug)
    for name in _NAMES:
        setattr(page, name, source_words(getattr(spec, name)))
    page.phases = stream(
        (
            "phase",
            phase.id,
            {
                "title": source_words(phase.title),
                "until_days": phase.until_days,
                "until_months": phase.until_months,
                "assumed": phase.assumed,
                "procedures": [
                    {"type": "item", "id": step.procedure, "value": step.procedure}
                    for step in spec.steps
                    if step.phase == phase.id
                ],
            },
        )
        for phase in spec.phases
    )
    page.questions = ids("question", spec.questions)
    page.people = stream(
        (
            "person",
            one.person,
            {"person": one.person, "name": source_words(one.name), "when": conditions.dump(one.when)},
        )
        for one in spec.people
    )


def fill_personas(page: LifeEventPage, specs: Iterable[PersonaSpec]) -> None:
    """Put the example people of a life event into its page of the source language."""
    page.personas = stream(
        (
            "persona",
            spec.id,
            {
                "name": source_words(spec.name),
                "story": source_words(spec.story),
                "on": spec.on,
                "event_on": spec.event_on,
                "due_on": spec.due_on,
                "municipality": spec.municipality,
                "answers": spec.answers,
                "expected": [
                    {"type": "item", "id": item.procedure, "value": _expected(item)} for item in spec.expected
                ],
            },
        )
        for spec in specs
    )


def _expected(item: ExpectedItem) -> dict[str, Any]:
    dates = [
        {"type": "item", "id": key, "value": {"deadline": f"{item.procedure}/{key}", "on": on}}
        for key, on in item.dates.items()
    ]
    return {"procedure": item.procedure, "state": item.state, "dates": dates}


def life_event_words(spec: LifeEventSpec, language: str) -> dict[str, str]:
    texts: dict[str, Text] = {name: getattr(spec, name) for name in _NAMES}
    texts |= {f"phases.{phase.id}.title": phase.title for phase in spec.phases}
    texts |= {f"people.{one.person}.name": one.name for one in spec.people}
    return {path: text[language] for path, text in texts.items() if text.get(language)}


def persona_words(specs: Iterable[PersonaSpec], language: str) -> dict[str, str]:
    """Return the words of example people in one language, by the path that a translation keeps them under."""
    texts: dict[str, Text] = {}
    for spec in specs:
        texts |= {f"personas.{spec.id}.name": spec.name, f"personas.{spec.id}.story": spec.story}
    return {path: text[language] for path, text in texts.items() if text.get(language)}

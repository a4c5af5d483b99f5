"""A life event from its spec, for content that comes from files."""

from __future__ import annotations

from lifeevents.guide import LifeEventSpec
from lifeevents.models import LifeEventPage
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


def life_event_words(spec: LifeEventSpec, language: str) -> dict[str, str]:
    texts: dict[str, Text] = {name: getattr(spec, name) for name in _NAMES}
    texts |= {f"phases.{phase.id}.title": phase.title for phase in spec.phases}
    return {path: text[language] for path, text in texts.items() if text.get(language)}

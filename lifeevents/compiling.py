"""A published life event as a guide: everything that its lists need, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec

from lifeevents.guide import Guide, LifeEventSpec, PersonSpec, PhaseSpec, StepSpec
from lifeevents.models import LifeEventPage
from lifeevents.personas import ExpectedItem, PersonaSpec
from procedures import compiling, conditions
from procedures.models import ContentPage, ProcedurePage
from procedures.specs import AgencySpec, DocumentSpec, ProcedureSpec, QuestionSpec, SourceSpec


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What guides share, read once for all of them. Of procedures only those that a guide has: others cost nothing."""

    procedures: dict[str, ProcedureSpec]
    agencies: dict[str, AgencySpec]
    documents: dict[str, DocumentSpec]
    questions: dict[str, QuestionSpec]
    sources: dict[str, SourceSpec]
    pages: dict[str, tuple[LifeEventPage, list[LifeEventPage]]]
    broken: frozenset[str] = frozenset()
    """Published procedures that cannot be compiled: a guide that has one of them cannot be either."""

    @classmethod
    def load(cls) -> Shared:
        pages = list(LifeEventPage.objects.live().in_source_language().select_related("locale").order_by("path"))
        broken: set[str] = set()
        return cls(
            procedures=compiling.all_procedures(only={one for page in pages for one in _placed(page)}, broken=broken),
            agencies=compiling.all_agencies(),
            documents=compiling.all_documents(),
            questions=compiling.all_questions(),
            sources=compiling.all_sources(),
            pages={page.life_event_id: (page, found) for page, found in compiling.with_translations(pages)},
            broken=frozenset(broken),
        )

    def with_draft(self, page: ContentPage) -> Shared:
        """Return the same with a source page as it stands in place of what is published: what a publish would make."""
        if isinstance(page, ProcedurePage):
            translations = compiling.with_translations([page])[0][1]
            spec = compiling.procedure_spec(page, translations=translations)
            procedures = {**self.procedures, spec.id: spec}
            return msgspec.structs.replace(self, procedures=procedures, broken=self.broken - {spec.id})
        if isinstance(page, LifeEventPage) and page.life_event_id:
            translations = compiling.with_translations([page])[0][1]
            broken = set(self.broken)
            new = compiling.all_procedures(only=_placed(page) - self.procedures.keys(), broken=broken)
            return msgspec.structs.replace(
                self,
                procedures={**self.procedures, **new},
                pages={**self.pages, page.life_event_id: (page, translations)},
                broken=frozenset(broken),
            )
        return self


def _placed(page: LifeEventPage) -> set[str]:
    """Return the procedures that a life event has."""
    return {procedure for row in page.phases for procedure in row.value["procedures"]}


def event_spec(page: LifeEventPage, *, translations: Iterable[LifeEventPage] | None = None) -> LifeEventSpec:
    """Return the spec of a life event, given its page in any language."""
    source = page.source_page()
    if source is None:
        raise LifeEventPage.DoesNotExist(f"{page.slug} has no page in the source language")
    if translations is None:
        translations = compiling.with_translations([source])[0][1]
    if not page.is_source:
        translations = [item for item in translations if item.language != page.language] + [page]
    words = compiling.Words(source, translations)
    return LifeEventSpec(
        id=source.life_event_id or source.slug,
        title=words("title"),
        slug=words.slug,
        summary=words("summary"),
        event_date_label=words("event_date_label"),
        event_date_hint=words("event_date_hint"),
        wish=words("wish"),
        phases=tuple(
            PhaseSpec(
                id=row.id,
                title=words(f"phases.{row.id}.title"),
                until_days=row.value["until_days"],
                until_months=row.value["until_months"],
                assumed=bool(row.value["assumed"]),
            )
            for row in source.phases
        ),
        steps=tuple(
            StepSpec(procedure=procedure, phase=row.id)
            for row in source.phases
            for procedure in row.value["procedures"]
            if procedure
        ),
        questions=compiling.chosen(source.questions),
        people=tuple(
            PersonSpec(
                person=row.value["person"],
                name=words(f"people.{row.id}.name"),
                when=conditions.parse(row.value["when"] or {"always": True}),
            )
            for row in source.people
            if row.value["person"]
        ),
        keywords=words("keywords"),
    )


def personas(
    life_event_id: str, *, page: LifeEventPage | None = None, translations: Iterable[LifeEventPage] | None = None
) -> tuple[PersonaSpec, ...]:
    """Return the example people of a life event, as published or of a given draft, in any language.

    They are no part of an edition: changing them changes nobody's list. Empty while the page is not published.
    """
    if page is None:
        published = LifeEventPage.objects.live().in_source_language().filter(life_event_id=life_event_id)
        page = published.select_related("locale").first()
    source = page.source_page() if page else None
    if source is None:
        return ()
    if translations is None:
        translations = compiling.with_translations([source])[0][1]
    words = compiling.Words(source, translations)
    return tuple(_persona(row, life_event_id, words) for row in source.personas)


def _persona(row: Any, life_event_id: str, words: compiling.Words) -> PersonaSpec:
    value = row.value
    return PersonaSpec(
        id=row.id,
        life_event=life_event_id,
        name=words(f"personas.{row.id}.name"),
        story=words(f"personas.{row.id}.story"),
        answers=value["answers"] or {},
        event_on=_iso(value["event_on"]),
        due_on=_iso(value["due_on"]),
        municipality=value["municipality"] or "",
        on=_iso(value["on"]) or "",
        expected=tuple(
            ExpectedItem(
                procedure=item["procedure"],
                state=item["state"],
                dates={
                    row["deadline"].partition("/")[2]: row["on"].isoformat()
                    for row in item["dates"]
                    if row["deadline"] and row["on"]
                },
            )
            for item in value["expected"]
            if item["procedure"]
        ),
    )


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def compile_guide(life_event_id: str, shared: Shared) -> Guide | None:
    """Return the guide as published now; None while its page is not published.

    A step whose procedure is not published is left out: nobody can be sent to it.

    Raises: ValueError when one of its procedures cannot be compiled.
    """
    if life_event_id not in shared.pages:
        return None
    page, translations = shared.pages[life_event_id]
    event = event_spec(page, translations=translations)
    if wrong := shared.broken & {step.procedure for step in event.steps}:
        raise ValueError(f"{life_event_id} has procedures that cannot be compiled: {', '.join(sorted(wrong))}")
    steps = tuple(step for step in event.steps if step.procedure in shared.procedures)
    procedures = tuple(shared.procedures[step.procedure] for step in steps)
    event = msgspec.structs.replace(event, steps=steps)

    papers = {need.document for item in procedures for need in item.requirements}
    papers |= {document for item in procedures for document in item.yields}
    papers |= {need.via_document for item in procedures for need in item.prerequisites if need.via_document}
    owners = {item.agency for item in procedures}
    asked = dict.fromkeys(event.questions)
    asked |= dict.fromkeys(question for item in procedures for question in _questions_of(item))
    asked |= dict.fromkeys(question for one in event.people for question in conditions.questions_in(one.when))
    origins = (shared.documents[id].issued_in for id in sorted(papers) if id in shared.documents)
    asked |= dict.fromkeys(question for question in origins if question)
    agencies = tuple(item for id, item in sorted(shared.agencies.items()) if id in owners)
    cited = {source for item in procedures for source in item.sources}
    cited |= {source for item in agencies for source in item.sources}
    return Guide(
        event=event,
        procedures=procedures,
        questions=tuple(shared.questions[id] for id in asked if id in shared.questions),
        documents=tuple(item for id, item in sorted(shared.documents.items()) if id in papers),
        agencies=agencies,
        sources=tuple(item for id, item in sorted(shared.sources.items()) if id in cited),
    )


def _questions_of(procedure: ProcedureSpec) -> Iterable[str]:
    yield from conditions.questions_in(procedure.who)
    if procedure.done_when:
        yield from conditions.questions_in(procedure.done_when)
    # A procedure or "event" is no question, and is left out later.
    yield from (limit.relative_to for limit in procedure.deadlines if limit.relative_to)
    for need in procedure.requirements:
        yield from conditions.questions_in(need.when)

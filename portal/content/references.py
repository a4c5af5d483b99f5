"""References between the items of a folder of content: every id that is named exists, and every option.

Pure. What names an item that is written but could not be read is let be: that item has its own fault.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from appointments.specs import HolidaySpec, MunicipalitySpec, OfficeSpec, ServiceSpec
from lifeevents.guide import RESIDENCE, LifeEventSpec
from lifeevents.personas import PersonaSpec
from portal.content.entries import ALL, Entries, Entry, Fault, Unread, shown
from portal.content.marks import Path
from procedures.specs import AgencySpec, DocumentSpec, ProcedureSpec, QuestionSpec, SourceSpec

Reference = tuple[type, str | None, Path]
_NOUNS = {LifeEventSpec: "life event"}


def faults(entries: Entries, unread: Unread) -> list[Fault]:
    """Return every reference that leads nowhere."""
    found: list[Fault] = []
    for check in (_references, _conditions, _phases, _questions_of_events, _bases, _people, _scopes):
        found += check(entries, unread)
    return found


def _references(entries: Entries, unread: Unread) -> Iterator[Fault]:
    known = {kind: {entry.id for entry in group} | unread.get(kind, set()) for kind, group in entries.items()}
    for kind, references in _NAMED.items():
        for entry in entries[kind]:
            for target, id, path in references(entry.spec):
                if id is not None and id not in known[target] and ALL not in known[target]:
                    noun = _NOUNS.get(target) or target.__name__.removesuffix("Spec").lower()
                    yield entry.fault(f"{shown(path)} names the {noun} `{id}`, which does not exist", *path)


def _of_procedure(spec: ProcedureSpec) -> Iterator[Reference]:
    yield AgencySpec, spec.agency, ("agency",)
    for index, need in enumerate(spec.requirements):
        yield DocumentSpec, need.document, ("requirements", index, "document")
    for index, before in enumerate(spec.prerequisites):
        yield ProcedureSpec, before.procedure, ("prerequisites", index, "procedure")
        yield DocumentSpec, before.via_document, ("prerequisites", index, "via_document")
    for index, channel in enumerate(spec.channels):
        for place, service in enumerate(channel.services):
            yield ServiceSpec, service, ("channels", index, "services", place)
    yield from _each(DocumentSpec, spec.yields, "yields")
    yield from _each(ProcedureSpec, spec.instead, "instead")
    yield from _each(SourceSpec, spec.sources, "sources")


def _of_agency(spec: AgencySpec) -> Iterator[Reference]:
    yield from _each(SourceSpec, spec.sources, "sources")


def _of_document(spec: DocumentSpec) -> Iterator[Reference]:
    yield AgencySpec, spec.issuer, ("issuer",)
    yield ProcedureSpec, spec.obtained_by, ("obtained_by",)
    yield QuestionSpec, spec.issued_in, ("issued_in",)


def _of_office(spec: OfficeSpec) -> Iterator[Reference]:
    yield AgencySpec, spec.agency, ("agency",)
    yield MunicipalitySpec, spec.municipality, ("municipality",)
    for index, service in enumerate(spec.services):
        yield ServiceSpec, service.service, ("services", index, "service")
    yield from _each(SourceSpec, spec.sources, "sources")


def _of_holiday(spec: HolidaySpec) -> Iterator[Reference]:
    yield MunicipalitySpec, spec.municipality, ("municipality",)


def _of_event(spec: LifeEventSpec) -> Iterator[Reference]:
    yield from _each(QuestionSpec, spec.questions, "questions")
    for index, step in enumerate(spec.steps):
        yield ProcedureSpec, step.procedure, ("steps", index, "procedure")


def _of_persona(spec: PersonaSpec) -> Iterator[Reference]:
    yield LifeEventSpec, spec.life_event, ("life_event",)


def _each(target: type, ids: tuple[str, ...], name: str) -> Iterator[Reference]:
    for index, id in enumerate(ids):
        yield target, id, (name, index)


_NAMED: dict[type, Any] = {
    ProcedureSpec: _of_procedure,
    AgencySpec: _of_agency,
    DocumentSpec: _of_document,
    OfficeSpec: _of_office,
    HolidaySpec: _of_holiday,
    LifeEventSpec: _of_event,
    PersonaSpec: _of_persona,
}


def _phases(entries: Entries, _unread: Unread) -> Iterator[Fault]:
    for entry in entries[LifeEventSpec]:
        phases = {phase.id for phase in entry.spec.phases}
        for index, step in enumerate(entry.spec.steps):
            if step.phase not in phases:
                yield entry.fault(f"the phase `{step.phase}` does not exist", "steps", index, "phase")


def _questions_of_events(entries: Entries, _unread: Unread) -> Iterator[Fault]:
    procedures = {entry.id: entry for entry in entries[ProcedureSpec]}
    questions = {entry.id: entry for entry in entries[QuestionSpec]}
    papers = {entry.id: entry.spec for entry in entries[DocumentSpec]}
    for entry in entries[LifeEventSpec]:
        event = entry.spec
        for index, id in enumerate(event.questions):
            for other in _asked_by(questions.get(id)):
                if other not in event.questions[:index]:
                    yield entry.fault(f"`{id}` depends on `{other}`, which is not asked before it", "questions", index)
        for index, one in enumerate(entry.marked.value.get("people") or ()):
            for other in _asked_in(one.get("when"), event, questions):
                message = f"`{one['person']}` depends on `{other}`, which this event does not ask"
                yield entry.fault(message, "people", index, "when")
        for index, step in enumerate(event.steps):
            for other in _needed_by(procedures.get(step.procedure), papers):
                if other in questions and other not in event.questions:
                    message = f"`{step.procedure}` depends on `{other}`, which this event does not ask"
                    yield entry.fault(message, "steps", index)


def _asked_by(entry: Entry | None) -> list[str]:
    return sorted({leaf["q"] for leaf, _path in _leaves_of(entry)}) if entry else []


def _asked_in(condition: Any, event: LifeEventSpec, questions: Container[str]) -> list[str]:
    """Return the questions of a condition that exist, and that the event does not ask."""
    asked = {leaf["q"] for leaf, _path in _leaves(condition, ())}
    return sorted(id for id in asked if id in questions and id not in event.questions)


def _needed_by(entry: Entry | None, papers: Mapping[str, DocumentSpec]) -> list[str]:
    """Return what decides about a procedure: its conditions, its dates, and where its papers come from."""
    if entry is None:
        return []
    spec: ProcedureSpec = entry.spec
    dates = {deadline.relative_to for deadline in spec.deadlines if deadline.relative_to}
    origins = {papers[need.document].issued_in for need in spec.requirements if need.document in papers}
    return sorted({*_asked_by(entry), *dates, *(origin for origin in origins if origin)})


def _bases(entries: Entries, unread: Unread) -> Iterator[Fault]:
    """What a deadline counts from: the event, a date that is asked, or a procedure of the same lists."""
    questions = {entry.id: entry.spec for entry in entries[QuestionSpec]}
    procedures = {entry.id for entry in entries[ProcedureSpec]}
    let_be = unread.get(QuestionSpec, set()) | unread.get(ProcedureSpec, set())
    lists = [{step.procedure for step in entry.spec.steps} for entry in entries[LifeEventSpec]]
    for entry in entries[ProcedureSpec]:
        for index, deadline in enumerate(entry.spec.deadlines):
            base, place = deadline.relative_to, ("deadlines", index, "relative_to")
            if base in (None, "event") or let_be & {ALL, base}:
                continue
            if base in procedures:
                if any(entry.id in one and base not in one for one in lists):
                    yield entry.fault(f"`{base}` is not a procedure of every list that has this one", *place)
            elif base not in questions:
                message = f"`{base}` is neither the event, a question about a date, nor a procedure"
                yield entry.fault(message, *place)
            elif questions[base].type != "date":
                message = f"`{base}` is not a question about a date ({questions[base].type})"
                yield entry.fault(message, *place)


def _people(entries: Entries, unread: Unread) -> Iterator[Fault]:
    """What is judged for each person needs a list that has people."""
    if unread.get(LifeEventSpec):
        return
    with_people = {step.procedure for entry in entries[LifeEventSpec] if entry.spec.people for step in entry.spec.steps}
    for entry in entries[ProcedureSpec]:
        if entry.spec.each_person and entry.id not in with_people:
            message = "`each_person` says nothing: no life event with `people` has this procedure"
            yield entry.fault(message, "each_person")


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[dict[str, Any], tuple[str | int, ...]]]:
    if isinstance(value, dict):
        if "q" in value:
            yield value, path
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))


def _leaves_of(entry: Entry) -> Iterator[tuple[dict[str, Any], tuple[str | int, ...]]]:
    raw = entry.marked.value
    for name in ("who", "ask_when", "done_when"):
        yield from _leaves(raw.get(name), (name,))
    for name in ("requirements", "people"):
        for index, part in enumerate(raw.get(name) or ()):
            yield from _leaves(part.get("when"), (name, index, "when"))


def _conditions(entries: Entries, unread: Unread) -> Iterator[Fault]:
    not_read = unread.get(QuestionSpec, set())
    questions = {entry.id: entry.spec for entry in entries[QuestionSpec]}
    for entry in (*entries[ProcedureSpec], *entries[QuestionSpec], *entries[LifeEventSpec]):
        for leaf, path in _leaves_of(entry):
            question = questions.get(leaf["q"])
            if question is None and not_read & {ALL, leaf["q"]}:
                continue
            if question is None:
                yield entry.fault(f"the condition asks the question `{leaf['q']}`, which does not exist", *path, "q")
                continue
            values = leaf["value"] if isinstance(leaf["value"], list) else [leaf["value"]]
            for value in values:
                wrong = not_an_answer(question, value)
                if wrong:
                    yield entry.fault(f"the condition compares `{question.id}` with {value!r}: {wrong}", *path, "value")
            if (leaf["op"] == "includes_any") != (question.type == "multi"):
                yield entry.fault(f"`{leaf['op']}` does not go with `{question.id}` ({question.type})", *path, "op")


def not_an_answer(question: QuestionSpec, value: Any) -> str:
    """Return why a condition cannot compare a question with a value, "" when it can."""
    if question.type == "date":
        return "a date is counted from, never compared"
    if question.type == "bool":
        return "" if isinstance(value, bool) else "it is answered with true or false"
    if question.type == "int":
        return "" if isinstance(value, int) and not isinstance(value, bool) else "it is answered with a number"
    options = [option.value for option in question.options]
    return "" if value in options else "there is no such option"


def _scopes(entries: Entries, unread: Unread) -> Iterator[Fault]:
    if unread.get(QuestionSpec, set()) & {ALL, RESIDENCE}:
        return
    asked = [entry.spec for entry in entries[QuestionSpec] if entry.id == RESIDENCE]
    options = {option.value for question in asked for option in question.options}
    for entry in entries[ProcedureSpec]:
        scope = entry.spec.municipality
        if scope is not None and scope not in options:
            yield entry.fault(f"people cannot choose the municipality `{scope}`", "municipality")

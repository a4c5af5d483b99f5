"""References between the items of a folder of content: every id that is named exists, and every option.

Pure. What names an item that is written but could not be read is let be: that item has its own fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from appointments.specs import HolidaySpec, MunicipalitySpec, OfficeSpec, ServiceSpec
from lifeevents.guide import RESIDENCE, LifeEventSpec
from portal.content.entries import ALL, Entries, Entry, Fault, Unread, shown
from portal.content.marks import Path
from procedures.specs import AgencySpec, DocumentSpec, ProcedureSpec, QuestionSpec, SourceSpec

Reference = tuple[type, str | None, Path]


def faults(entries: Entries, unread: Unread) -> list[Fault]:
    """Return every reference that leads nowhere."""
    found: list[Fault] = []
    for check in (_references, _conditions, _phases, _questions_of_events, _scopes):
        found += check(entries, unread)
    return found


def _references(entries: Entries, unread: Unread) -> Iterator[Fault]:
    known = {kind: {entry.id for entry in group} | unread.get(kind, set()) for kind, group in entries.items()}
    for kind, references in _NAMED.items():
        for entry in entries[kind]:
            for target, id, path in references(entry.spec):
                if id is not None and id not in known[target] and ALL not in known[target]:
                    noun = target.__name__.removesuffix("Spec").lower()
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
    for entry in entries[LifeEventSpec]:
        event = entry.spec
        for index, id in enumerate(event.questions):
            for other in _asked_by(questions.get(id)):
                if other not in event.questions[:index]:
                    yield entry.fault(f"`{id}` depends on `{other}`, which is not asked before it", "questions", index)
        for index, step in enumerate(event.steps):
            for other in _asked_by(procedures.get(step.procedure)):
                if other in questions and other not in event.questions:
                    message = f"`{step.procedure}` depends on `{other}`, which this event does not ask"
                    yield entry.fault(message, "steps", index)


def _asked_by(entry: Entry | None) -> list[str]:
    return sorted({leaf["q"] for leaf, _path in _leaves_of(entry)}) if entry else []


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
    for name in ("who", "ask_when"):
        yield from _leaves(raw.get(name), (name,))
    for index, need in enumerate(raw.get("requirements", ())):
        yield from _leaves(need.get("when"), ("requirements", index, "when"))


def _conditions(entries: Entries, unread: Unread) -> Iterator[Fault]:
    not_read = unread.get(QuestionSpec, set())
    questions = {entry.id: entry.spec for entry in entries[QuestionSpec]}
    for entry in (*entries[ProcedureSpec], *entries[QuestionSpec]):
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

"""What must hold of the example people: they answer what their event asks, and expect what it can give. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from appointments.specs import MunicipalitySpec
from lifeevents.guide import LifeEventSpec
from lifeevents.personas import PersonaSpec
from portal.content import references
from portal.content.entries import ALL, Entries, Entry, Fault, Unread
from procedures.conditions import EVERYBODY
from procedures.specs import ProcedureSpec, QuestionSpec


def faults(entries: Entries, unread: Unread) -> list[Fault]:
    """Return everything wrong with the example people."""
    events = {entry.id: entry.spec for entry in entries[LifeEventSpec]}
    questions = {entry.id: entry.spec for entry in entries[QuestionSpec]}
    procedures = {entry.id: entry.spec for entry in entries[ProcedureSpec]}
    places = {entry.id for entry in entries[MunicipalitySpec]} | unread.get(MunicipalitySpec, set())
    not_read = unread.get(QuestionSpec, set())
    found: list[Fault] = []
    for entry in entries[PersonaSpec]:
        event = events.get(entry.spec.life_event)
        if event is None:
            continue  # the reference has its own fault
        found += _answers(entry, event, questions, not_read)
        found += _expected(entry, event, procedures)
        found += _days(entry)
        if entry.spec.municipality and not {entry.spec.municipality, ALL} & places:
            found.append(entry.fault(f"there is no municipality `{entry.spec.municipality}`", "municipality"))
    return found


def _answers(
    entry: Entry, event: LifeEventSpec, questions: Mapping[str, QuestionSpec], not_read: set[str]
) -> Iterator[Fault]:
    people = {EVERYBODY, *(one.person for one in event.people)}
    for id, given in entry.spec.answers.items():
        question = questions.get(id)
        if not_read & {ALL, id}:
            continue
        if question is None or id not in event.questions:
            yield entry.fault(f"`{event.id}` does not ask `{id}`", "answers", id)
            continue
        for person, value in given.items() if isinstance(given, dict) else [(EVERYBODY, given)]:
            if person not in people:
                yield entry.fault(f"nobody on this list is `{person}`", "answers", id, person)
            for wrong in _wrong(question, value):
                yield entry.fault(f"`{id}` is answered with {value!r}: {wrong}", "answers", id, person)


def _wrong(question: QuestionSpec, value: Any) -> Iterator[str]:
    """Yield why a value does not answer a question. None is "I don't know"."""
    if value is None:
        return
    if question.type == "date":
        if not is_day(value):
            yield "a day such as 2026-12-08 is expected"
    elif isinstance(value, list) != (question.type == "multi"):
        yield "a list goes with a question of many answers, and with no other"
    else:
        for one in value if isinstance(value, list) else [value]:
            wrong = references.not_an_answer(question, one)
            if wrong:
                yield wrong


def _expected(entry: Entry, event: LifeEventSpec, procedures: Mapping[str, ProcedureSpec]) -> Iterator[Fault]:
    steps = {step.procedure for step in event.steps}
    seen: set[str] = set()
    for index, item in enumerate(entry.spec.expected):
        place = ("expected", index)
        if item.procedure not in steps:
            yield entry.fault(f"`{event.id}` has no procedure `{item.procedure}`", *place, "procedure")
            continue
        if item.procedure in seen:
            yield entry.fault(f"`{item.procedure}` is expected twice", *place, "procedure")
        seen.add(item.procedure)
        spec = procedures.get(item.procedure)
        keys = {deadline.key for deadline in spec.deadlines} if spec else set(item.dates)
        for key, on in item.dates.items():
            if key not in keys:
                yield entry.fault(f"`{item.procedure}` has no deadline `{key}`", *place, "dates", key)
            if not is_day(on):
                yield entry.fault(f"`{on}` is not a day such as 2026-12-08", *place, "dates", key)


def _days(entry: Entry) -> Iterator[Fault]:
    for name in ("on", "event_on", "due_on"):
        value = getattr(entry.spec, name)
        if value is not None and not is_day(value):
            yield entry.fault(f"`{name}` must be a day such as 2026-12-08", name)


def is_day(value: Any) -> bool:
    """Tell whether a value is a day as content writes it."""
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False

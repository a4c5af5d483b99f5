"""Gives the example people of a guide their lists, and says in what these differ from the lists they must get.

Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from lifeevents.guide import Guide
from lifeevents.personas import ExpectedItem, PersonaSpec
from lifeevents.planning import plan
from lifeevents.plans import Item
from procedures.conditions import Answers
from procedures.deadlines import NO_HOLIDAYS, Holidays

FaultKind = Literal["missing", "too_much", "state", "date", "question"]


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing in which a list is not the one that was to be.

    "missing", "too_much": a procedure. "state": another one than `expected`. "date": of `deadline`, ISO dates, empty
    for none. "question": the persona answers one that the guide does not have.
    """

    kind: FaultKind
    procedure: str = ""
    deadline: str = ""
    question: str = ""
    expected: str = ""
    found: str = ""


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """How one persona fared."""

    persona: PersonaSpec
    faults: tuple[Fault, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.faults


def run(guide: Guide, personas: Iterable[PersonaSpec], holidays: Mapping[str, Holidays]) -> tuple[Trial, ...]:
    """Try a guide with every persona, in their order. `holidays`: by municipality, as the personas write it."""
    return tuple(Trial(persona=one, faults=_faults(guide, one, holidays)) for one in personas)


def _faults(guide: Guide, persona: PersonaSpec, holidays: Mapping[str, Holidays]) -> tuple[Fault, ...]:
    made = plan(
        guide,
        Answers.from_json(persona.answers),
        event_on=_day(persona.event_on),
        due_on=_day(persona.due_on),
        today=dt.date.fromisoformat(persona.on),
        holidays=holidays.get(persona.municipality, NO_HOLIDAYS),
    )
    unknown = tuple(Fault(kind="question", question=one) for one in persona.answers if one not in guide.question_by_id)
    expected = {one.procedure: one for one in persona.expected}
    listed = {one.procedure: one for one in made.items}
    missing = (Fault(kind="missing", procedure=one) for one in expected if one not in listed)
    too_much = (Fault(kind="too_much", procedure=one) for one in listed if one not in expected)
    differing = (
        fault for one, item in listed.items() if one in expected for fault in _differences(expected[one], item)
    )
    return (*unknown, *missing, *too_much, *differing)


def _differences(expected: ExpectedItem, item: Item) -> Iterable[Fault]:
    if expected.state != item.state:
        yield Fault(kind="state", procedure=item.procedure, expected=expected.state, found=item.state)
    dates = {one.spec.key: one.on or one.opens_on for one in item.deadlines}
    for deadline, on in expected.dates.items():
        found = dates.get(deadline)
        if found is None or found.isoformat() != on:
            yield Fault(
                kind="date", procedure=item.procedure, deadline=deadline, expected=on,
                found=found.isoformat() if found else "",
            )  # fmt: skip


def _day(day: str | None) -> dt.date | None:
    return dt.date.fromisoformat(day) if day else None

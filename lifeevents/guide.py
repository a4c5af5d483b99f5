"""The compiled guide of one life event: what an edition pins.

Pure. `encode` is canonical (sorted keys), so that equal guides have equal hashes.
"""

from __future__ import annotations

import hashlib
from functools import cached_property

import msgspec

from procedures import canonical
from procedures.conditions import Always, Condition
from procedures.specs import (
    AgencySpec,
    DocumentSpec,
    Person,
    ProcedureSpec,
    QuestionSpec,
    SourceSpec,
    Spec,
    Text,
)

# Public ids of the two questions that follow from the municipality: whoever has named it is not asked them.
RESIDENCE = "residence_municipality"
SMALL_MUNICIPALITY = "municipality_under_10000"
# Public id of the paper that a channel with electronic identity asks for, and that one step of a list gives.
ELECTRONIC_IDENTITY = "identidad_electronica"


class PhaseSpec(Spec, frozen=True, kw_only=True):
    """A stretch of time around the event. `until_*` null means "when you need it"."""

    id: str
    title: Text
    until_days: int | None = None
    until_months: int | None = None
    assumed: bool = True


class StepSpec(Spec, frozen=True, kw_only=True):
    """One procedure placed in a phase; the order in the guide breaks ties."""

    procedure: str
    phase: str


class PersonSpec(Spec, frozen=True, kw_only=True):
    """Somebody on the list who answers questions of their own; not there when `when` is false."""

    person: Person
    name: Text
    """As the person who fills in the list calls them: "You", "The other parent"."""
    when: Condition = Always()


class LifeEventSpec(Spec, frozen=True, kw_only=True):
    id: str
    title: Text
    slug: Text
    summary: Text
    event_date_label: Text
    event_date_hint: Text = {}
    wish: Text = {}
    phases: tuple[PhaseSpec, ...]
    steps: tuple[StepSpec, ...]
    questions: tuple[str, ...]
    people: tuple[PersonSpec, ...] = ()
    """Who is asked the questions that are asked per person; empty: they are asked once, for everybody."""
    keywords: Text = {}


class Guide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, dict=True):
    """Everything that planning needs to know about a life event, and nothing else."""

    event: LifeEventSpec
    procedures: tuple[ProcedureSpec, ...]
    questions: tuple[QuestionSpec, ...]
    documents: tuple[DocumentSpec, ...]
    agencies: tuple[AgencySpec, ...]
    sources: tuple[SourceSpec, ...]

    @cached_property
    def procedure_by_id(self) -> dict[str, ProcedureSpec]:
        return {item.id: item for item in self.procedures}

    @cached_property
    def question_by_id(self) -> dict[str, QuestionSpec]:
        return {item.id: item for item in self.questions}

    @cached_property
    def document_by_id(self) -> dict[str, DocumentSpec]:
        return {item.id: item for item in self.documents}

    @cached_property
    def agency_by_id(self) -> dict[str, AgencySpec]:
        return {item.id: item for item in self.agencies}

    @cached_property
    def source_by_id(self) -> dict[str, SourceSpec]:
        return {item.id: item for item in self.sources}

    @cached_property
    def phase_of(self) -> dict[str, PhaseSpec]:
        phases = {phase.id: phase for phase in self.event.phases}
        return {step.procedure: phases[step.phase] for step in self.event.steps}


# Made here, under the import lock: worked out by the first threads that decode, the types crash the process.
_DECODER = msgspec.json.Decoder(Guide)


def encode(guide: Guide) -> bytes:
    """Return the canonical JSON of a guide."""
    return canonical.encode(guide)


def decode(content: bytes | str) -> Guide:
    """Read a guide from its JSON.

    Raises: msgspec.ValidationError naming the path of what is wrong.
    """
    return _DECODER.decode(content)


def digest(content: bytes) -> str:
    """Return the hash that tells one edition's content from another."""
    return hashlib.sha256(content).hexdigest()

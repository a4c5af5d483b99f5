"""Editions that change the sample guide: what a new publishing may do to saved lists."""

from __future__ import annotations

from typing import Any

import msgspec

from lifeevents.guide import Guide
from procedures.specs import RequirementSpec
from tests.lifeevents.guide_sample import sample, text

replace = msgspec.structs.replace


def with_procedure(procedure: str, guide: Guide | None = None, **changed: Any) -> Guide:
    """Return the sample guide, one of whose procedures says something else."""
    guide = guide or sample()
    procedures = tuple(replace(one, **changed) if one.id == procedure else one for one in guide.procedures)
    return replace(guide, procedures=procedures)


def with_days(days: int) -> Guide:
    """Return the sample guide with so many days to register a birth."""
    (deadline,) = sample().procedure_by_id["registration"].deadlines
    return with_procedure(
        "registration", deadlines=(replace(deadline, value=days, text=text(f"Tienes {days} días.", f"{days} days.")),)
    )


def with_paper() -> Guide:
    """Return the sample guide whose aid asks for the family book: it is for those with some income."""
    return with_procedure("aid", requirements=(RequirementSpec(key="book", document="family_book", form="original"),))

"""Refusals that stand alone: a procedure is not for the person, and nothing is named to look at instead.

Pure.
"""

from __future__ import annotations

from functools import partial

from lifeevents.laboratory.probing import Bench, Probe
from lifeevents.laboratory.truth import every, opposite
from procedures.specs import ProcedureSpec


def examine_refusal(bench: Bench, spec: ProcedureSpec) -> None:
    """Find people for whom a procedure is not, and neither is anything named instead."""
    space = bench.space
    refused = every(
        opposite(space.applies(one)) for one in (spec.id, *spec.instead) if one in space.guide.procedure_by_id
    )
    probe = Probe(space, refused)
    bench.note("refusal_alone", spec.id, probe)
    is_named = bool(spec.instead_text) or any(one not in space.guide.procedure_by_id for one in spec.instead)
    if not is_named:
        bench.find("refusal_alone", probe, partial(space.value, refused), procedure=spec.id, path=spec.instead)

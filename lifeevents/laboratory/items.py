"""Procedures on nobody's list, on everybody's, or never settled; people of whom it is not known whether they are there.

Pure.
"""

from __future__ import annotations

from functools import partial

from lifeevents.laboratory.findings import Kind
from lifeevents.laboratory.probing import Bench, Probe
from lifeevents.laboratory.space import Cell, Shows
from lifeevents.laboratory.truth import Truth
from procedures.conditions import Always


def examine_people(bench: Bench) -> None:
    """Find people of whom full answers do not say whether they are on the list."""
    for person, there in bench.space.people.items():
        probe = Probe(bench.space, there)
        bench.note("person_open", person, probe)
        find_open(bench, "person_open", probe, there, person=person)


def examine_item(bench: Bench, procedure: str) -> None:
    """Find whether a procedure is on nobody's list, on everybody's, or open for somebody who has answered it all."""
    space = bench.space
    applies = space.applies(procedure)
    probe = Probe(space, applies)
    values = {space.value(applies, cell) for cell in probe.cells}
    for kind in ("item_never", "item_always", "item_open"):
        bench.note(kind, procedure, probe)
    if None in values:
        find_open(bench, "item_open", probe, applies, procedure=procedure)
    elif values == {False}:
        bench.add("item_never", procedure=procedure, shown_by=bench.total)
    elif values == {True}:
        meant = isinstance(space.guide.procedure_by_id[procedure].who, Always)
        bench.find(
            "item_always", probe, partial(space.value, applies), procedure=procedure,
            severity="information" if meant else "look",
        )  # fmt: skip


def find_open(bench: Bench, kind: Kind, probe: Probe, truth: Truth, **where: object) -> None:
    """Find answers that leave an expression unknown, whatever else is answered."""
    bench.find(kind, probe, stays_open(probe, truth), **where)


def stays_open(probe: Probe, truth: Truth, *, while_: Truth | None = None) -> Shows:
    """Tell whether every full cell that agrees with some answers leaves an expression unknown.

    `while_`: and makes this one true.
    """
    space = probe.space
    full = [
        (cell, space.value(truth, cell) is None and (while_ is None or space.value(while_, cell) is True))
        for cell in probe.cells
    ]

    def shows(cell: Cell) -> bool | None:
        said = {(one, value) for one, value in cell.items() if value is not None}
        found = {is_open for each, is_open in full if said <= each.items()}
        return found.pop() if len(found) == 1 else None

    return shows

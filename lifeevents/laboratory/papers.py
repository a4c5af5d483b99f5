"""Papers that nobody needs, that stay open, that nothing gives at all, or nothing on somebody's list.

Pure. An earlier procedure gives a paper when it stands on the list and yields it. A paper that a procedure of another
life event gives, by what the content says, can be had there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lifeevents.guide import ELECTRONIC_IDENTITY
from lifeevents.laboratory.findings import Kind
from lifeevents.laboratory.items import stays_open
from lifeevents.laboratory.probing import Bench, Probe
from lifeevents.laboratory.space import Space
from lifeevents.laboratory.truth import NO, YES, Truth, every, opposite, says, some
from procedures.conditions import Always
from procedures.specs import ProcedureSpec, RequirementSpec


def needed(space: Space, spec: ProcedureSpec, requirement: RequirementSpec) -> Truth:
    """A procedure applies and needs this paper."""
    return every([space.applies(spec.id), says(requirement.when)])


def examine_papers(bench: Bench, spec: ProcedureSpec) -> None:
    """Find what is wrong with the papers of one procedure."""
    for requirement in spec.requirements:
        if not isinstance(requirement.when, Always):
            _examine_when(bench, spec, requirement)
    groups: dict[str, list[RequirementSpec]] = {}
    for index, requirement in enumerate(spec.requirements):
        groups.setdefault(requirement.one_of or f"\0{index}", []).append(requirement)
    for group in groups.values():
        if any(comes_from_before(spec, one) for one in group):
            _examine_group(bench, spec, group)


def comes_from_before(spec: ProcedureSpec, requirement: RequirementSpec) -> bool:
    """Tell whether a paper has to come from an earlier procedure.

    Not one that the procedure gives itself, for nothing waits for itself; nor the electronic identity, which whoever is
    not sent for it has.
    """
    return (
        requirement.provided_by == "previous_procedure"
        and requirement.document not in spec.yields
        and requirement.document != ELECTRONIC_IDENTITY
    )


def givers(space: Space, spec: ProcedureSpec, document: str) -> tuple[str, ...]:
    """Return the other procedures of the guide that yield a paper."""
    return tuple(one.id for one in space.guide.procedures if document in one.yields and one.id != spec.id)


def is_given_elsewhere(space: Space, document: str) -> bool:
    """Tell whether a procedure outside this guide gives a paper."""
    paper = space.guide.document_by_id.get(document)
    by = paper.obtained_by if paper else None
    return by is not None and by not in space.guide.procedure_by_id


def _examine_when(bench: Bench, spec: ProcedureSpec, requirement: RequirementSpec) -> None:
    space = bench.space
    applies, when = space.applies(spec.id), says(requirement.when)
    probe = Probe(space, applies, when)
    bench.note("paper_never", f"{spec.id}/{requirement.key}", probe)
    bench.note("paper_open", f"{spec.id}/{requirement.key}", probe)
    where = {"procedure": spec.id, "requirement": requirement.key, "document": requirement.document}
    found = {space.value(when, cell) for cell in probe.cells if space.value(applies, cell) is True}
    if None in found:
        bench.find("paper_open", probe, stays_open(probe, when, while_=applies), **where)
    elif found == {False}:
        never = Probe(space, applies)
        bench.find("paper_never", never, partial(space.value, applies), **where)


def _examine_group(bench: Bench, spec: ProcedureSpec, group: Sequence[RequirementSpec]) -> None:
    """Look at one paper, or at several of which one is enough."""
    space = bench.space
    wanting = [(one, _wanting(space, spec, one)) for one in group]
    first = next(one for one in group if comes_from_before(spec, one))
    nowhere = not givers(space, spec, first.document) and not is_given_elsewhere(space, first.document)
    kind: Kind = "paper_unyielded" if nowhere else "paper_missing"
    missing = every(
        [
            space.applies(spec.id),
            some(says(one.when) for one in group),
            *(some([opposite(says(one.when)), lacks]) for one, lacks in wanting),
        ]
    )
    probe = Probe(space, missing)
    bench.note(kind, f"{spec.id}/{first.key}", probe)
    if missing == NO:
        return
    other_ways = {channel.kind for channel in spec.channels} - {one.channel for one in group}
    by_one_way = all(one.channel for one in group) and bool(other_ways)
    bench.find(
        kind, probe, partial(space.value, missing), severity="look" if by_one_way else "blocks",
        procedure=spec.id, requirement=first.key, document=first.document, path=givers(space, spec, first.document),
    )  # fmt: skip


def _wanting(space: Space, spec: ProcedureSpec, requirement: RequirementSpec) -> Truth:
    """Nothing on the list gives this paper."""
    if not comes_from_before(spec, requirement) or is_given_elsewhere(space, requirement.document):
        return NO
    others = givers(space, spec, requirement.document)
    return every(opposite(space.applies(one)) for one in others) if others else YES

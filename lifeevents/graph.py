"""What gives what in a guide: circles with the way round spelled out, and papers that nobody gives.

Pure. For whoever edits a guide, and cheap enough for every save: it looks at the rules of the guide, not at every
person that could meet them (that is the laboratory's work). A circle whose procedures can never stand on one list is
none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from lifeevents.guide import ELECTRONIC_IDENTITY, Guide
from procedures.conditions import AllOf, Always, AnyOf, Condition
from procedures.specs import ProcedureSpec
from procedures.whatif import can_be_true

_FIRST = ("hard", "alternative", "paper", "soft")


class Gives(msgspec.Struct, frozen=True):
    """One step of a path: a procedure, and the paper by which it stands before the next (None: by being done)."""

    procedure: str
    paper: str | None = None


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something that cannot be done in any order.

    "circle": `path` goes round, its last step gives to its first. "nobody_yields": one step, a procedure and the paper
    that it takes from a previous procedure. `blocks`: nobody can get through; otherwise the order of a list gives way.
    """

    kind: Literal["circle", "nobody_yields"]
    path: tuple[Gives, ...]
    blocks: bool = True

    def spelled(self) -> str:
        """Return the path by ids: "a → paper → b → a"."""
        ids = [one for step in self.path for one in (step.procedure, step.paper) if one is not None]
        return " → ".join([*ids, self.path[0].procedure] if self.kind == "circle" else reversed(ids))


class _Need(msgspec.Struct, frozen=True):
    """Why a procedure comes after another: the kind of the rule, its paper, and when that paper is needed."""

    kind: str
    paper: str | None = None
    when: Condition = Always()


def faults(guide: Guide) -> tuple[Fault, ...]:
    """Return what is wrong with the order of a guide, circles first, in the order of the guide."""
    return (*_circles(guide), *_missing(guide))


def _missing(guide: Guide) -> Iterator[Fault]:
    given = {document for spec in guide.procedures for document in spec.yields}
    # What a procedure of another guide gives can be had there; one of this guide has to say itself that it gives it.
    given |= {one.id for one in guide.documents if one.obtained_by and one.obtained_by not in guide.procedure_by_id}
    for spec in guide.procedures:
        # One paper of a group of alternatives is enough.
        had = {
            need.one_of
            for need in spec.requirements
            if need.one_of and (need.provided_by != "previous_procedure" or need.document in given)
        }
        for document in dict.fromkeys(
            need.document
            for need in spec.requirements
            if need.provided_by == "previous_procedure" and (need.one_of is None or need.one_of not in had)
        ):
            if document not in given:
                yield Fault(kind="nobody_yields", path=(Gives(spec.id, document),))


def _circles(guide: Guide) -> Iterator[Fault]:
    """Yield the shortest circle through each procedure that is in one, each circle once."""
    needs = {spec.id: _needs(guide, spec) for spec in guide.procedures}
    stuck = _stuck(guide, needs)
    seen: set[frozenset[str]] = set()
    for start in needs:
        circle = _shortest(needs, start)
        if not circle or frozenset(circle) in seen:
            continue
        seen.add(frozenset(circle))
        links = [(giver, needs[taker][giver]) for giver, taker in zip(circle, (*circle[1:], circle[0]), strict=True)]
        together = AllOf((*(guide.procedure_by_id[one].who for one in circle), *(need.when for _one, need in links)))
        if can_be_true(together, guide.question_by_id):
            path = tuple(Gives(giver, need.paper) for giver, need in links)
            yield Fault(kind="circle", path=path, blocks=stuck.issuperset(circle))


def _needs(guide: Guide, spec: ProcedureSpec) -> dict[str, _Need]:
    """Return the procedures that come before one, each by the strongest rule that says so."""
    found: list[tuple[str, _Need]] = [(one.procedure, _Need(one.kind, one.via_document)) for one in spec.prerequisites]
    papers: dict[str, list[Condition]] = {}
    for need in spec.requirements:
        if need.provided_by == "previous_procedure":
            papers.setdefault(need.document, []).append(need.when)
    if any(channel.kind == "online_identity" for channel in spec.channels_for_people()[:1]):
        papers.setdefault(ELECTRONIC_IDENTITY, [Always()])
    for document, when in papers.items():
        if document not in spec.yields:
            need_it = _Need("paper", document, AnyOf(tuple(when)))
            found += [(other.id, need_it) for other in guide.procedures if document in other.yields]
    found.sort(key=lambda each: _FIRST.index(each[1].kind))
    known = [each for each in found if each[0] in guide.procedure_by_id and each[0] != spec.id]
    return dict(reversed(known))


def _stuck(guide: Guide, needs: Mapping[str, Mapping[str, _Need]]) -> set[str]:
    """Return the procedures that could never be done if all were on one list."""
    done: set[str] = set()
    while True:
        more = {one for one in needs if one not in done and all(group & done for group in _groups(needs[one]))}
        if not more:
            return set(needs) - done
        done |= more


def _groups(needs: Mapping[str, _Need]) -> list[set[str]]:
    """Return what a procedure waits for: of each group one is enough."""
    by_rule: dict[object, set[str]] = {}
    for procedure, need in needs.items():
        if need.kind != "soft":
            key = {"hard": ("hard", procedure), "alternative": "alternative"}.get(need.kind, ("paper", need.paper))
            by_rule.setdefault(key, set()).add(procedure)
    return list(by_rule.values())


def _shortest(needs: Mapping[str, Mapping[str, _Need]], start: str) -> tuple[str, ...]:
    """Return the shortest circle through a procedure, in the order in which one gives to the next; none: empty."""
    ways: list[tuple[str, ...]] = [(start,)]
    reached: set[str] = set()
    while ways:
        longer = []
        for way in ways:
            for giver in needs[way[0]]:
                if giver == start:
                    return way
                if giver not in reached:
                    reached.add(giver)
                    longer.append((giver, *way))
        ways = longer
    return ()

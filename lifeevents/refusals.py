"""What is left out of a list: why, what would bring it in, and what to look at instead.

Pure and deterministic. Nobody is refused anything here: the agency decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from lifeevents import people
from lifeevents.guide import Guide
from lifeevents.plans import BroughtInBy, Excluded
from procedures.conditions import EVERYBODY, Answers, Verdict, questions_in
from procedures.specs import ProcedureSpec
from procedures.whatif import Change, brings_in

# What was found is remembered with the guide, for the same answers are met again on every page.
FOUND_AT_MOST = 20_000


def refusals(
    guide: Guide,
    answers: Answers,
    left_out: Sequence[tuple[ProcedureSpec, Verdict]],
    *,
    listed: Collection[str],
    substitutes: Mapping[str, Sequence[str]],
) -> tuple[Excluded, ...]:
    """Return what is left out, in the order of the guide.

    `listed`: procedures on the list. `substitutes`: for a procedure, those on the list that something takes instead.
    """
    out = {spec.id for spec, _verdict in left_out}
    return tuple(
        Excluded(
            procedure=spec.id,
            reasons=verdict.reasons,
            instead=_instead((*spec.instead, *substitutes.get(spec.id, ())), listed, out),
            brought_in_by=_brought_in_by(guide, spec, answers),
        )
        for spec, verdict in left_out
    )


def _instead(named: Sequence[str], listed: Collection[str], left_out: Collection[str]) -> tuple[str, ...]:
    """Return first what is on the list, then what the content knows elsewhere; never what is left out too."""
    possible = [one for one in dict.fromkeys(named) if one not in left_out]
    return tuple(sorted(possible, key=lambda one: one not in listed))


def _brought_in_by(guide: Guide, spec: ProcedureSpec, answers: Answers) -> tuple[BroughtInBy, ...]:
    """Return the smallest change of answers with which it would be for somebody on the list; remembered."""
    kept: dict[object, tuple[BroughtInBy, ...]] = guide.__dict__.setdefault("_brought_in", {})
    asked = _looked_at(guide, spec)
    key = (spec.id, *((*answers.by_person(one).items(), answers.is_unsure(one)) for one in asked))
    if key not in kept:
        if len(kept) >= FOUND_AT_MOST:
            kept.clear()
        ways = list(_ways(guide, spec, answers))
        kept[key] = min(ways, key=lambda way: (len({one.leaf.q for one in way}), len(way)), default=())
    return kept[key]


def _ways(guide: Guide, spec: ProcedureSpec, answers: Answers) -> Iterator[tuple[BroughtInBy, ...]]:
    for person, who in people.judged_for(guide, spec):
        changes = brings_in(who, answers, guide.question_by_id, person)
        if changes:
            yield tuple(_said_by(guide, change, person) for change in changes)


def _said_by(guide: Guide, change: Change, person: str | None) -> BroughtInBy:
    leaf, wanted = change
    question = guide.question_by_id.get(leaf.q)
    is_own = person is not None and question is not None and people.is_put_to_each(guide, question)
    return BroughtInBy(leaf=leaf, holds=wanted, person=person if is_own and person else EVERYBODY)


def _looked_at(guide: Guide, spec: ProcedureSpec) -> tuple[str, ...]:
    """Return the questions that it depends on, and those that open them."""
    kept: dict[str, tuple[str, ...]] = guide.__dict__.setdefault("_looked_at", {})
    if spec.id not in kept:
        found: dict[str, None] = {}
        to_see = [q for _person, who in people.judged_for(guide, spec) for q in questions_in(who)]
        while to_see:
            question = to_see.pop()
            if question not in found and question in guide.question_by_id:
                to_see += questions_in(guide.question_by_id[question].ask_when)
            found[question] = None
        kept[spec.id] = tuple(found)
    return kept[spec.id]

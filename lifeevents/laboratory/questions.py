"""Questions that settle nothing, at all or for those who gave an earlier answer; questions asked out of order.

Pure. A question settles something for a person when another answer of theirs, with everything else as it is, changes a
list: a procedure, a paper, what is done, who is on it, a date, a formality of a paper from abroad, or the place. What
the question opens or closes may be answered in any way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from lifeevents.guide import RESIDENCE
from lifeevents.laboratory.domains import ranges, signature
from lifeevents.laboratory.papers import needed
from lifeevents.laboratory.probing import Bench, Probe
from lifeevents.laboratory.space import Asked, Cell, Shows, Space
from lifeevents.laboratory.truth import YES, Truth, every, says
from procedures.conditions import EVERYBODY, AllOf, Always, AnyOf, Condition, Leaf, Not, Value, questions_in
from procedures.specs import QuestionSpec


class Outcome(msgspec.Struct, frozen=True):
    """Something that answers change; `uses`: a question whose answer itself is used wherever it holds."""

    truth: Truth
    uses: str | None = None


Pairs = dict[Asked, list[Value]]
"""An earlier question and those of its answers with which the later one has settled nothing so far."""


def outcomes(space: Space) -> Iterator[Outcome]:
    """Yield everything that answers change on a list."""
    guide = space.guide
    for there in space.people.values():
        yield Outcome(there)
    for spec in guide.procedures:
        applies = space.applies(spec.id)
        for verdict in space.verdicts(spec).values():
            yield Outcome(verdict)
        if spec.done_when is not None:
            yield Outcome(every([applies, says(spec.done_when)]))
        for requirement in spec.requirements:
            need = needed(space, spec, requirement)
            if not isinstance(requirement.when, Always):
                yield Outcome(need)
            paper = guide.document_by_id.get(requirement.document)
            if paper is not None and paper.issued_in is not None:
                yield Outcome(need, uses=paper.issued_in)
        for deadline in spec.deadlines:
            if deadline.relative_to in guide.question_by_id:
                yield Outcome(applies, uses=deadline.relative_to)
    yield Outcome(YES, uses=RESIDENCE)


def _looked_at(space: Space, outcome: Outcome) -> tuple[Asked, ...]:
    used = space.of_question(outcome.uses) if outcome.uses else ()
    return (*space.support(outcome.truth), *used)


class _Inquiry:
    """Which questions settle something in one guide. Answers are told apart as finely as any condition does."""

    def __init__(self, space: Space) -> None:
        self.space = space
        found = list(dict.fromkeys(outcomes(space)))
        self.told_by = tuple(dict.fromkeys([*(one.truth for one in found), *space.asked.values()]))
        self.leaves = space.leaves_of(self.told_by)
        self.fine = space.groups_for(space.order, self.told_by)
        self.probes: dict[tuple[Asked, ...], Probe] = {}
        # The small ones first: they settle most, and the rest need not be looked at.
        self.outcomes = sorted(found, key=lambda one: len(self.probe(_looked_at(space, one)).cells))
        self.examined = 0

    def probe(self, asked: Iterable[Asked]) -> Probe:
        """Return everything that can be answered to these; kept, for many ask the same."""
        key = self.space.closure(asked)
        if key not in self.probes:
            self.probes[key] = Probe(self.space, also=key, told_by=self.told_by)
        return self.probes[key]

    # --- Whether it settles something ---

    def settles(self, one: Asked, pairs: Pairs) -> bool:
        """Tell whether a question settles anything for anybody.

        Takes out of `pairs` the earlier answers with which it does.
        """
        result = False
        for outcome in self.outcomes:
            if result and not any(pairs.values()):
                break
            looked_at = _looked_at(self.space, outcome)
            base = self.probe(looked_at)
            inside = set(base.asked)
            outside = [other for other, values in pairs.items() if values and other not in inside]
            if one not in inside or not self._settles_in(base, outcome, one, pairs, result and not outside):
                continue
            result = True
            for other in outside:
                if inside.isdisjoint(self.space.closure([other])):
                    pairs[other] = []
                else:
                    self._settles_in(self.probe([*looked_at, other]), outcome, one, pairs, True)
        return result

    def _settles_in(self, probe: Probe, outcome: Outcome, one: Asked, pairs: Pairs, known: bool) -> bool:
        inside = set(probe.asked)
        settles = False
        for cell in probe.cells:
            if one not in cell:
                continue
            live = [
                other for other, values in pairs.items() if values and other in inside and cell.get(other) in values
            ]
            if (settles or known) and not live:
                continue
            self.examined += 1
            if self._matters(probe, outcome, one, cell):
                settles = True
                for other in live:
                    pairs[other] = [value for value in pairs[other] if value != cell[other]]
        return settles

    def _matters(self, probe: Probe, outcome: Outcome, one: Asked, cell: Cell) -> bool:
        """Tell whether another answer to a question changes an outcome, everything else being as it is."""
        if outcome.uses == one[0] and self.space.value(outcome.truth, cell) is True:
            return True
        now = self._result(outcome, cell)
        return any(
            self._result(outcome, other) != now
            for group in probe.values[one]
            if group.value != cell[one]
            for other in _repaired(probe, {**cell, one: group.value}, 0, {})
        )

    def _result(self, outcome: Outcome, cell: Cell) -> object:
        value = self.space.value(outcome.truth, cell)
        if outcome.uses and value is True:
            return tuple(cell.get(one) for one in self.space.of_question(outcome.uses))
        return value

    # --- Earlier answers with which it settles nothing ---

    def pairs(self, one: Asked) -> Pairs:
        """Return the earlier answers with which a question can be put: of the same person, or given for everybody."""
        found: Pairs = {}
        order = self.space.guide.event.questions
        earlier = set(order[: order.index(one[0])])
        for other in self.space.order:
            if other[0] in earlier and other[1] in (EVERYBODY, one[1]):
                together = {cell[other] for cell in self.probe([one, other]).cells if one in cell and other in cell}
                found[other] = [group.value for group in self.fine[other] if group.value in together]
        return found

    def follows(self, one: Asked, other: Asked, value: Value, left: Pairs) -> bool:
        """Tell whether an earlier pair says it already: whoever is asked and answers this has answered that."""
        for before, values in left.items():
            if self.space.place[before] >= self.space.place[other]:
                continue
            cells = [
                cell for cell in self.probe([one, other, before]).cells if one in cell and cell.get(other) == value
            ]
            if cells and all(cell.get(before) in values for cell in cells):
                return True
        return False


def _repaired(probe: Probe, wanted: Cell, index: int, cell: Cell) -> Iterator[Cell]:
    """Yield the consistent cells that keep what was answered, where it is still asked, and answer what is new."""
    if index == len(probe.asked):
        yield cell
        return
    one = probe.asked[index]
    if not probe.values[one] or probe.space.value(probe.space.asked[one], cell) is not True:
        yield from _repaired(probe, wanted, index + 1, cell)
        return
    for value in [wanted[one]] if one in wanted else [group.value for group in probe.values[one]]:
        yield from _repaired(probe, wanted, index + 1, {**cell, one: value})


def examine_questions(bench: Bench) -> None:
    """Find questions that settle nothing, at all or after some earlier answer."""
    inquiry = _Inquiry(bench.space)
    for id in bench.space.guide.event.questions:
        _examine_order(bench, id)
        each = bench.space.of_question(id)
        pairs = {one: inquiry.pairs(one) for one in each}
        inquiry.examined = 0
        settled = [inquiry.settles(one, pairs[one]) for one in each]
        probe = inquiry.probe(each)
        bench.note("question_idle", id, probe, examined=inquiry.examined)
        if not any(settled):
            if bench.find("question_idle", probe, _answered(probe, each), question=id) is None:
                bench.add("question_idle", question=id)
            continue
        bench.note("question_in_vain", id, probe, examined=inquiry.examined)
        left = _common(each, pairs)
        for other, values in left.items():
            own = tuple(value for value in values if not inquiry.follows(each[0], other, value, left))
            if own:
                _add_in_vain(bench, inquiry, each, other, own)


def _answered(probe: Probe, each: Sequence[Asked]) -> Shows:
    return lambda cell: True if any(cell.get(one) is not None for one in each) else None


def _common(each: Sequence[Asked], pairs: Mapping[Asked, Pairs]) -> Pairs:
    """Return the pairs left for every person alike, under the first one's name."""
    first = each[0]
    found: Pairs = {}
    for other, values in pairs[first].items():
        own = other[1] == first[1] and other[1] != EVERYBODY
        same = [(other[0], one[1]) if own else other for one in each]
        kept = [
            value for value in values
            if all(value in pairs[one].get(its, ()) for one, its in zip(each, same, strict=True))
        ]  # fmt: skip
        if kept:
            found[other] = kept
    return found


def _add_in_vain(
    bench: Bench, inquiry: _Inquiry, each: Sequence[Asked], other: Asked, values: tuple[Value, ...]
) -> None:
    one = each[0]
    probe = inquiry.probe([*each, other])

    def shows(cell: Cell) -> bool | None:
        if cell.get(one) is not None and cell.get(other) is not None:
            return cell[other] in values
        return None

    bench.find(
        "question_in_vain", probe, shows, question=one[0], given_question=other[0],
        values=_all_like(inquiry, other, values), ranges=_ranges(inquiry, other, values),
        proposal=_proposal(inquiry, one, other, values),
    )  # fmt: skip


def _all_like(inquiry: _Inquiry, other: Asked, values: Sequence[Value]) -> tuple[Value, ...]:
    """Return every option that is like one of these answers; of several options the first choice of each kind."""
    spec = inquiry.space.guide.question_by_id[other[0]]
    leaves = inquiry.leaves.get(spec.id, ())
    if spec.type == "enum":
        wanted = {signature(value, spec.id, leaves) for value in values}
        return tuple(one.value for one in spec.options if signature(one.value, spec.id, leaves) in wanted)
    return () if spec.type == "int" else tuple(values)


def _ranges(inquiry: _Inquiry, other: Asked, values: Sequence[Value]) -> tuple[tuple[int, int], ...]:
    spec = inquiry.space.guide.question_by_id[other[0]]
    return ranges(spec, inquiry.leaves.get(spec.id, ()), values) if spec.type == "int" else ()


def _proposal(inquiry: _Inquiry, one: Asked, other: Asked, values: Sequence[Value]) -> Condition | None:
    """Return the `ask_when` that keeps a question out after these answers, and changes nothing else.

    None where the earlier question takes several options: the editor knows better what to say of them.
    """
    spec, earlier = (inquiry.space.guide.question_by_id[asked[0]] for asked in (one, other))
    kept = _others(inquiry, earlier, other, values)
    if kept is None:
        return None
    if any(one in cell and other not in cell for cell in inquiry.probe([one, other]).cells):
        kept = AnyOf((Not(earlier.ask_when), kept))
    return kept if isinstance(spec.ask_when, Always) else AllOf((spec.ask_when, kept))


def _others(inquiry: _Inquiry, earlier: QuestionSpec, other: Asked, values: Sequence[Value]) -> Condition | None:
    """Return the condition that is true of every other answer than these."""
    rest = [group.value for group in inquiry.fine[other] if group.value not in values]
    if not rest or earlier.type not in ("bool", "enum", "int"):
        return None
    if earlier.type == "int":
        stretches = tuple(_within(earlier, *stretch) for stretch in _ranges(inquiry, other, rest))
        return stretches[0] if len(stretches) == 1 else AnyOf(stretches)
    if earlier.type == "enum":
        rest = list(_all_like(inquiry, other, rest))
    if len(rest) == 1:
        return Leaf(earlier.id, "eq", rest[0])
    return Leaf(earlier.id, "in", tuple(rest))  # type: ignore[arg-type]  # an enum's answers are scalars


def _within(question: QuestionSpec, first: int, last: int) -> Condition:
    if question.maximum is not None and last >= question.maximum:
        return Leaf(question.id, "gte", first)
    if question.minimum is not None and first <= question.minimum:
        return Leaf(question.id, "lte", last)
    return AllOf((Leaf(question.id, "gte", first), Leaf(question.id, "lte", last)))


# --- Order ---


def _examine_order(bench: Bench, id: str) -> None:
    """Find a question whose `ask_when` looks at a later one, at itself, or at one that the guide does not ask."""
    guide = bench.space.guide
    order = guide.event.questions
    earlier = order[: order.index(id)]
    bench.note("question_order", id, None)
    wrong = tuple(one for one in questions_in(guide.question_by_id[id].ask_when) if one not in earlier)
    if wrong:
        bench.add("question_order", question=id, path=wrong, shown_by=bench.total)

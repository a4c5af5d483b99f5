"""The procedures of a list while it is being made: for whom they are, what is done, what each one waits for.

Pure. Source: docs/decisions/0005-order-and-status.md, docs/decisions/0012-people.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lifeevents import people
from lifeevents.guide import ELECTRONIC_IDENTITY, Guide
from lifeevents.plans import Channels, DatedDeadline, Marked, Marks, Whose, channel_of
from procedures.conditions import EVERYBODY, Answers, Reason, Verdict, evaluate
from procedures.folder import Use
from procedures.specs import ChannelSpec, ProcedureSpec

# A mark of these kinds ends the person's part; a refusal ends it too, but gives nothing to those who wait.
OBTAINING_FIRST = ("granted", "handed_in", "done_by_me")
OBTAINED = frozenset(OBTAINING_FIRST)
REFUSED = "refused"


class Part(msgspec.Struct, frozen=True):
    """A procedure as it stands for one person, or for everybody (None): whether it is for them, and what is done.

    `mark`: the newest that counts for them. `said`: an answer says that it is done.
    """

    person: str | None
    verdict: Verdict
    mark: str | None
    said: bool

    @property
    def is_done(self) -> bool:
        return self.said or self.mark in OBTAINED or self.mark == REFUSED

    @property
    def is_obtained(self) -> bool:
        return self.mark in OBTAINED or (self.said and self.mark is None)


class Draft(msgspec.Struct):
    """One procedure on the list while the plan is being made.

    `parts`: one for each person it is or may be for. `above`: what has to stand above it, with the kind of the rule.
    `groups`: of each, one has to be done before it.
    """

    spec: ProcedureSpec
    phase: int
    index: int
    verdict: Verdict
    parts: tuple[Part, ...]
    channel: ChannelSpec | None
    uses: tuple[Use, ...]
    dated: tuple[DatedDeadline, ...]
    above: dict[str, str] = {}
    groups: tuple[tuple[str, ...], ...] = ()

    @property
    def applies(self) -> bool:
        return self.verdict.value is True

    @property
    def is_done(self) -> bool:
        return all(part.is_done for part in self.parts)

    @property
    def is_obtained(self) -> bool:
        """Tell whether it gives what others wait for: it is done, and not refused to everybody."""
        return self.is_done and any(part.is_obtained for part in self.parts)

    @property
    def can_come(self) -> bool:
        """Tell whether what waits for it may count on it."""
        return self.applies and (self.is_obtained or not self.is_done)

    @property
    def is_said_done(self) -> bool:
        return self.is_done and all(part.mark is None for part in self.parts)

    @property
    def is_over(self) -> bool:
        """Tell whether every hard deadline that has a date has passed."""
        hard = [one for one in self.dated if one.spec.kind == "hard" and one.on is not None]
        return bool(hard) and all(one.passed for one in hard)

    def whose(self) -> tuple[Whose, ...]:
        """Return how it stands for each person, where it is judged apart for each."""
        return tuple(
            Whose(
                person=part.person,
                state="applies" if part.verdict.value else "may_apply",
                reasons=part.verdict.reasons,
                settled_by=part.verdict.unknown,
                done=part.is_done,
            )
            for part in self.parts
            if part.person is not None
        )


def parts_of(guide: Guide, spec: ProcedureSpec, answers: Answers, marks: Sequence[Marked]) -> tuple[Part, ...]:
    """Return how a procedure stands for everybody, or for each person of the guide; those it is not for too."""
    return tuple(
        Part(
            person=person,
            verdict=evaluate(who, answers, person),
            mark=next(
                (one.kind for one in reversed(marks) if person is None or one.person in (person, EVERYBODY)), None
            ),
            said=spec.done_when is not None and evaluate(spec.done_when, answers, person).value is True,
        )
        for person, who in people.judged_for(guide, spec)
    )


def joined(parts: Iterable[Part]) -> Verdict:
    """Return the verdict over several people: for anybody, else perhaps for somebody, else for nobody."""
    verdicts = [part.verdict for part in parts]
    for value in (True, None):
        found = [one for one in verdicts if one.value is value]
        if found:
            reasons = dict.fromkeys(reason for one in found for reason in one.reasons)
            unknown = dict.fromkeys(question for one in found for question in one.unknown)
            return Verdict(value, tuple(reasons), tuple(unknown))
    against: dict[Reason, None] = dict.fromkeys(reason for one in verdicts for reason in one.reasons)
    return Verdict(False, tuple(against))


def ways(guide: Guide, answers: Answers, chosen: Channels, marks: Marks) -> dict[str, ChannelSpec | None]:
    """Return how each procedure of the guide is done: as chosen, else the least costly way open to the person."""
    has_identity = not any(
        joined(parts := parts_of(guide, spec, answers, marks.get(spec.id, ()))).value is True
        and not any(part.is_obtained for part in parts)
        for spec in guide.procedures
        if ELECTRONIC_IDENTITY in spec.yields
    )
    return {spec.id: channel_of(spec, chosen.get(spec.id), has_identity=has_identity) for spec in guide.procedures}


def put_online(drafts: Mapping[str, Draft], draft: Draft, ordered: Sequence[str]) -> tuple[str, ...]:
    """Return what could be done online with the electronic identity that a step gives, and is not done so."""
    if ELECTRONIC_IDENTITY not in draft.spec.yields or not draft.applies or draft.is_done:
        return ()
    return tuple(
        one
        for one in ordered
        if (other := drafts[one]) is not draft
        and not other.is_done
        and other.channel is not None
        and other.channel.kind not in ("online_identity", "online", "nothing_to_do")
        and any(channel.kind == "online_identity" for channel in other.spec.channels)
    )


def link(drafts: Mapping[str, Draft]) -> None:
    """Find what stands above each procedure, and the groups of which one has to be done before it."""
    yielded_by: dict[str, list[str]] = {}
    for draft in drafts.values():
        for document in draft.spec.yields:
            yielded_by.setdefault(document, []).append(draft.spec.id)
    for draft in drafts.values():
        kinds = {one.procedure: one.kind for one in draft.spec.prerequisites if one.procedure in drafts}
        kinds.pop(draft.spec.id, None)
        draft.above = dict(kinds)
        draft.groups = (
            *((one,) for one, kind in kinds.items() if kind == "hard"),
            tuple(one for one, kind in kinds.items() if kind == "alternative"),
        )
        _link_papers(draft, yielded_by, soft={one for one, kind in kinds.items() if kind == "soft"})
        _link_identity(draft, drafts, yielded_by.get(ELECTRONIC_IDENTITY, []))
        draft.groups = tuple(dict.fromkeys(group for group in draft.groups if group))


def _link_papers(draft: Draft, yielded_by: Mapping[str, Sequence[str]], *, soft: set[str]) -> None:
    uses = []
    awaited: dict[str, list[str]] = {}
    for place, use in enumerate(draft.uses):
        # Of alternatives one is enough: whatever gives one of them, or nothing where one is to be had without the list.
        paper = use.requirement.one_of or f"#{place}"
        sources = tuple(yielded_by.get(use.requirement.document, ()))
        if use.requirement.provided_by != "previous_procedure" or draft.spec.id in sources or not sources:
            uses.append(use)
            if use.certain and use.requirement.one_of:
                awaited[paper] = []
            continue
        draft.above = {**dict.fromkeys(sources, "paper"), **draft.above}
        # A soft prerequisite never blocks, not even by the paper that it gives.
        if use.certain and not soft.isdisjoint(sources):
            awaited[paper] = []
        elif use.certain and awaited.get(paper) != []:
            awaited.setdefault(paper, []).extend(sources)
        uses.append(msgspec.structs.replace(use, comes_from=sources))
    draft.groups = (*draft.groups, *(tuple(dict.fromkeys(group)) for group in awaited.values()))
    draft.uses = tuple(uses)


def _link_identity(draft: Draft, drafts: Mapping[str, Draft], sources: Sequence[str]) -> None:
    """Take the electronic identity from the step that gives it; nothing waits for one that the person perhaps has."""
    if draft.channel is None or draft.channel.kind != "online_identity" or draft.spec.id in sources:
        return
    draft.above = {**dict.fromkeys(sources, "paper"), **draft.above}
    draft.groups = (*draft.groups, tuple(one for one in sources if drafts[one].applies))


def substitutes(drafts: Mapping[str, Draft]) -> dict[str, tuple[str, ...]]:
    """Return for each procedure, on the list or not, the others on the list that something takes instead of it."""
    found: dict[str, dict[str, None]] = {procedure: {} for procedure in drafts}
    for draft in drafts.values():
        alternatives = [one.procedure for one in draft.spec.prerequisites if one.kind == "alternative"]
        for one in alternatives:
            others = found.setdefault(one, {})
            others.update((other, None) for other in alternatives if other != one and other in drafts)
    return {procedure: tuple(others) for procedure, others in found.items()}

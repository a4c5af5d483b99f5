"""Answers and an edition in; one ordered, dated, explained list out.

Pure: no Django, no clock, no database. The time, the holidays and the marks are arguments.
Source: the public facts, "Precise readings" 1 to 6; docs/decisions/0005-order-and-status.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lifeevents import people, questions, timing
from lifeevents.choosing import next_item
from lifeevents.delivery import deliver
from lifeevents.drafting import OBTAINING_FIRST, Draft, joined, link, parts_of, put_online, substitutes, ways
from lifeevents.guide import Guide
from lifeevents.ordering import Placed, order
from lifeevents.plans import (
    Channels,
    Counts,
    DatedDeadline,
    Difference,
    Excluded,
    Item,
    Lookups,
    Marked,
    Marks,
    NeededPaper,
    PhaseRange,
    Plan,
    State,
    Status,
    channel_of,
    counts,
    difference,
)
from lifeevents.refusals import refusals
from lifeevents.waiting import longest_chain, with_opens
from procedures import deadlines, folder
from procedures.conditions import Answers, Value, Verdict
from procedures.deadlines import NO_HOLIDAYS, Holidays
from procedures.folder import Folder, FolderLine, Use
from procedures.specs import ProcedureSpec

__all__ = [
    "Channels", "Counts", "DatedDeadline", "Difference", "Excluded", "Folder", "FolderLine", "Item", "Marked", "Marks",
    "NeededPaper", "PhaseRange", "Plan", "State", "Status", "channel_of", "counts", "difference", "plan",
]  # fmt: skip


def plan(
    guide: Guide,
    answers: Answers,
    *,
    event_on: dt.date | None,
    today: dt.date,
    holidays: Holidays = NO_HOLIDAYS,
    channels: Channels | None = None,
    marks: Marks | None = None,
    event_at: dt.datetime | None = None,
    due_on: dt.date | None = None,
    skipped: frozenset[str] = frozenset(),
    held: frozenset[str] = frozenset(),
    lookups: Lookups | None = None,
    with_questions: bool = True,
) -> Plan:
    """Return the list of one person.

    `holidays`: of the municipality of residence. `due_on`: the expected date, used while `event_on` is None.
    `skipped`: questions answered with "I don't know". `held`: documents that the person has. `lookups`: document →
    what the person said to its being looked up. `with_questions`: False leaves out what to ask next, most of the cost,
    for whoever only compares lists.
    """
    base = event_on or due_on
    marks = marks or {}
    other_dates = _other_dates(guide, answers, marks)
    drafts: dict[str, Draft] = {}
    excluded: list[tuple[ProcedureSpec, Verdict]] = []
    known = people.whole(guide, answers)
    how = ways(guide, known, channels or {}, marks)
    phases = [phase.id for phase in guide.event.phases]
    for index, step in enumerate(guide.event.steps):
        spec = guide.procedure_by_id[step.procedure]
        parts = parts_of(guide, spec, known, marks.get(spec.id, ()))
        verdict = joined(parts)
        if verdict.value is False:
            excluded.append((spec, verdict))
            continue
        channel = how[spec.id]
        drafts[spec.id] = Draft(
            spec=spec,
            phase=phases.index(step.phase),
            index=index,
            verdict=verdict,
            parts=tuple(part for part in parts if part.verdict.value is not False),
            channel=channel,
            uses=folder.uses(spec, known, channel.kind if channel else None),
            dated=_dated(
                spec, base, today=today, holidays=holidays, event_at=event_at, other_dates=other_dates,
                expected=event_on is None,
            ),
        )  # fmt: skip
    link(drafts)

    # Without a date the rules still have an order among themselves: a nominal day 0 gives it.
    nominal = base or today
    phase_ends = _phase_ends(guide, nominal)
    placed = [_placed(draft, nominal, holidays, today if base else None) for draft in drafts.values()]
    ordered = order(placed, phase_ends=phase_ends)
    others = substitutes(drafts)
    asking = questions.UNASKED
    if with_questions:
        taken = {procedure: channel.kind for procedure, channel in how.items() if channel is not None}
        asking = questions.ask(guide, answers, skipped=skipped, channels=taken)
    items = tuple(
        _item(drafts[procedure], drafts, ordered.procedures, phases[ordered.phase[procedure]], others, asking)
        for procedure in ordered.procedures
    )
    items = timing.with_times(guide, with_opens(items), today=today, holidays=holidays, marks=marks)
    abroad = people.papers_from_abroad(guide, answers)
    return Plan(
        event_on=event_on,
        due_on=due_on if event_on is None else None,
        today=today,
        items=items,
        excluded=refusals(guide, known, excluded, listed=drafts, substitutes=others),
        folder=folder.merge(_papers(drafts, ordered.procedures, others), held=held, lookups=lookups, abroad=abroad),
        delivery=deliver(guide, items, known, today=today, held=held, lookups=lookups, abroad=abroad),
        phases=_phase_ranges(phases, _phase_ends(guide, base) if base else [None] * len(phases), items),
        next_item=next_item(
            items,
            {one.procedure: one.hard_on for one in placed},
            phase_ends,
            nominal,
            today,
            optional={spec.id for spec in guide.procedures if spec.optional},
        ),
        next_question=asking.next_question,
        questions_left_at_most=asking.left_at_most,
        asked=asking.path,
        asked_of=asking.asked_of,
        longest_chain=longest_chain(items),
    )


def _other_dates(guide: Guide, answers: Answers, marks: Marks) -> dict[str, dt.date]:
    """Return the days that deadlines count from besides the event's: date answers, and when procedures were done.

    Of several people's answers the earliest is the safe one; of several days of one procedure the newest counts.
    """
    found: dict[str, dt.date] = {}
    for question in guide.questions:
        if question.type == "date":
            said = [_date(value) for value in answers.by_person(question.id).values()]
            known = [day for day in said if day is not None]
            if known:
                found[question.id] = min(known)
    for procedure, several in marks.items():
        for kind in OBTAINING_FIRST:
            days = [mark.on for mark in several if mark.kind == kind and mark.on is not None]
            if days:
                found[procedure] = max(days)
                break
    return found


def _date(value: Value) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _dated(
    spec: ProcedureSpec,
    base: dt.date | None,
    *,
    today: dt.date,
    holidays: Holidays,
    event_at: dt.datetime | None,
    other_dates: Mapping[str, dt.date] | None,
    expected: bool,
) -> tuple[DatedDeadline, ...]:
    result = []
    for deadline in spec.deadlines:
        due = deadlines.due(
            deadline, event_on=base, holidays=holidays, other_dates=other_dates, today=today,
            event_at=None if expected else event_at,
        )  # fmt: skip
        result.append(
            DatedDeadline(
                spec=deadline,
                on=due.on,
                opens_on=due.opens_on,
                at=due.at,
                passed=due.on is not None and due.on < today,
                expected=expected and (due.on or due.opens_on) is not None and deadline.relative_to == "event",
                calendar_known=due.calendar_known,
            )
        )
    return tuple(result)


def _placed(draft: Draft, base: dt.date, holidays: Holidays, today: dt.date | None) -> Placed:
    hard, soon = [], []
    for one in draft.dated:
        on = one.on if one.on is not None else deadlines.due(one.spec, event_on=base, holidays=holidays).on
        if on is None:
            continue
        if today is None or on >= today:
            soon.append(on)
            if one.spec.kind == "hard":
                hard.append(on)
    return Placed(
        procedure=draft.spec.id,
        phase=draft.phase,
        index=draft.index,
        hard_on=min(hard, default=None),
        next_on=min(soon, default=None),
        above=draft.above,
    )


def _item(
    draft: Draft,
    drafts: Mapping[str, Draft],
    ordered: Sequence[str],
    phase: str,
    others: Mapping[str, tuple[str, ...]],
    asking: questions.Asking,
) -> Item:
    open_groups = [group for group in draft.groups if not any(drafts[one].is_obtained for one in group)]
    status: Status = "ready"
    if draft.is_done:
        status, open_groups = "done", []
    stuck = [group for group in open_groups if not any(drafts[one].can_come for one in group)]
    if open_groups:
        status = "blocked" if stuck else "waiting"
    awaited = {one for group in open_groups for one in group}
    return Item(
        procedure=draft.spec.id,
        state="applies" if draft.applies else "may_apply",
        status=status,
        waiting_for=tuple(one for one in ordered if one in awaited),
        waiting_for_one_of=tuple(open_groups),
        blocked_by=tuple(one for one in ordered if any(one in group for group in stuck)),
        after=tuple(one for one in ordered if one in draft.above),
        phase=phase,
        reasons=draft.verdict.reasons,
        settled_by=asking.most_telling(draft.verdict.unknown),
        channel=draft.channel,
        deadlines=draft.dated,
        next_deadline=_next_deadline(draft.dated),
        passed=draft.is_over,
        instead=others[draft.spec.id],
        whose=tuple(
            msgspec.structs.replace(one, settled_by=asking.most_telling(one.settled_by)) for one in draft.whose()
        ),
        said_done=draft.is_said_done,
        puts_online=put_online(drafts, draft, ordered),
        papers=tuple(
            NeededPaper(
                requirement=use.requirement,
                certain=use.certain,
                settled_by=use.settled_by,
                comes_from=use.comes_from,
            )
            for use in sorted(draft.uses, key=lambda use: use.index)
        ),
    )


def _next_deadline(dated: Sequence[DatedDeadline]) -> DatedDeadline | None:
    ahead = [one for one in dated if one.on is not None and not one.passed]
    hard = [one for one in ahead if one.spec.kind == "hard"]
    if ahead:
        return min(hard or ahead, key=lambda one: one.on or dt.date.max)
    passed = [one for one in dated if one.passed]
    if passed:
        return max(passed, key=lambda one: (one.spec.kind == "hard", one.on))
    return next((one for one in dated if one.opens_on is not None), None)


def _papers(
    drafts: Mapping[str, Draft], ordered: Sequence[str], others: Mapping[str, tuple[str, ...]]
) -> Iterable[Use]:
    """Return the papers of what is still to do; whatever may apply only may need its papers."""
    open_ones = [drafts[one] for one in ordered if _asks_for_papers(drafts[one], drafts, others)]
    return (use if draft.applies else folder.unsure(use) for draft in open_ones for use in draft.uses)


def _asks_for_papers(draft: Draft, drafts: Mapping[str, Draft], others: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether its papers have to be got together.

    Not when it is settled, when others do it, or when its last day has passed and another way is still open.
    """
    if draft.is_done:
        return False
    if draft.channel is not None and draft.channel.kind == "nothing_to_do":
        return False
    ways = (drafts[one] for one in others[draft.spec.id])
    return not (draft.is_over and any(other.applies and not other.is_over for other in ways))


def _phase_ends(guide: Guide, base: dt.date) -> list[dt.date | None]:
    ends: list[dt.date | None] = []
    for phase in guide.event.phases:
        if phase.until_months is not None:
            ends.append(deadlines.add(base, phase.until_months, "months"))
        elif phase.until_days is not None:
            ends.append(deadlines.add(base, phase.until_days, "days"))
        else:
            ends.append(None)
    return ends


def _phase_ranges(
    phases: Sequence[str], ends: Sequence[dt.date | None], items: Sequence[Item]
) -> tuple[PhaseRange, ...]:
    ranges = (
        PhaseRange(phase=phase, until=end, items=tuple(item.procedure for item in items if item.phase == phase))
        for phase, end in zip(phases, ends, strict=True)
    )
    return tuple(one for one in ranges if one.items)

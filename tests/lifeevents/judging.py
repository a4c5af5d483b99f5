"""Compare a plan with the independent evaluator, point by point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from lifeevents.guide import Guide
from lifeevents.planning import Marked, Plan, plan
from procedures import folder
from procedures.conditions import Answers
from tests import facts
from tests.evaluator import Evaluator

TODAY = dt.date(2026, 3, 2)
CONSULTABLE = {"you_bring": "no", "if_you_authorise": "optional", "unless_you_object": "yes"}


def plan_of(
    guide: Guide, answers: Mapping[str, Any], *, event_on: dt.date | None, today: dt.date | None = None, **more: Any
) -> Plan:
    return plan(
        guide,
        Answers.from_json(answers),
        event_on=event_on,
        today=today or event_on or TODAY,
        holidays=facts.holidays(answers.get("residence_municipality")),
        **more,
    )


def judge(
    guide: Guide,
    answers: Mapping[str, Any],
    *,
    event_on: dt.date | None,
    done: frozenset[str] = frozenset(),
    what: Mapping[str, Any] | None = None,
) -> Plan:
    """Assert that the plan says what the facts say: states, whose, dates, papers, folder, order, statuses.

    `what`: the facts to judge by; none: the raw facts of having a child.
    """
    today = event_on or TODAY
    judge = Evaluator(dict(what or facts.raw()), dict(answers), event_on, today=today, done=dict.fromkeys(done, today))
    marks = {one: (Marked(kind="done_by_me", on=today),) for one in done}
    made = plan_of(guide, answers, event_on=event_on, marks=marks)
    listed = {item.procedure: item for item in made.items}
    assert {key: item.state for key, item in listed.items()} == judge.states()
    for key, item in listed.items():
        whose = {person: truth for person, truth in judge.whose(key).items() if truth and person != "list"}
        assert {one.person: {"applies": 1, "may_apply": 0.5}[one.state] for one in item.whose} == whose, key
    assert {one.procedure for one in made.excluded} == judge.left_out()
    assert judge.order_faults([item.procedure for item in made.items]) == []
    given = Answers.from_json(answers)
    for key, item in listed.items():
        dates = [(one.spec.kind, one.on, one.opens_on) for one in item.deadlines]
        assert dates == judge.dates(key), key
        uses = folder.uses(guide.procedure_by_id[key], given)
        assert sorted(_paper(use) for use in uses) == sorted(judge.papers(key)), key
        assert item.status == judge.waits(key, done & set(listed)), key
        assert item.said_done == (judge.is_done(key) and key not in done), key
        place = [one.procedure for one in made.items].index
        assert all(place(one) < place(key) for one in item.after)
        assert all(place(one) < place(key) for one in item.waiting_for)
    if not done:
        by_all_channels = folder.merge(
            use if item.state == "applies" else folder.unsure(use)
            for key, item in listed.items()
            for use in folder.uses(guide.procedure_by_id[key], given)
        )
        lines = {one.document: (one.form, CONSULTABLE[one.lookup], set(one.serves)) for one in by_all_channels.lines}
        assert lines == judge.folder()
        perhaps = {
            one.document: {key for key in one.serves if not judge.group_of(key, one.document)}
            for one in by_all_channels.perhaps
        }
        assert {document: serves for document, serves in perhaps.items() if serves} == judge.perhaps()
    return made


def _paper(use: folder.Use) -> tuple[str, str, str, str, bool]:
    need = use.requirement
    return need.document, need.form, need.provided_by, CONSULTABLE[need.lookup], use.certain

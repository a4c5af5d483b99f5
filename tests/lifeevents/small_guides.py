"""Small guides made up by hypothesis, and every answer that can be given to their questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

from lifeevents.guide import Guide, LifeEventSpec, PersonSpec, PhaseSpec, StepSpec
from lifeevents.planning import Plan, plan
from procedures.conditions import AllOf, Always, Answers, AnyOf, Condition, Leaf, Not, Value
from procedures.specs import (
    ChannelSpec,
    DeadlineSpec,
    DocumentSpec,
    OptionSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
)

DAY = dt.date(2026, 3, 2)
KINDS = ("bool", "enum", "int", "multi", "date", "country")
VALUES: dict[str, tuple[Any, ...]] = {
    "bool": (True, False),
    "enum": ("x", "y", "z"),
    "int": (0, 1, 2),
    "multi": tuple(one for size in (1, 2) for one in combinations("pq", size)),
    "date": ("2026-02-27", "2026-12-31"),
    "country": ("spain", "eu", "other"),
}
PEOPLE = ("me", "other_parent")


def question(id: str, kind: str, **more: Any) -> QuestionSpec:
    options = {"enum": "xyz", "multi": "pq", "country": VALUES["country"]}.get(kind, ())
    return QuestionSpec(
        id=id, type={"country": "enum"}.get(kind, kind), text={}, why={}, minimum=0, maximum=2,
        options=tuple(OptionSpec(value=one, label={}) for one in options), **more,
    )  # fmt: skip


def leaf(id: str, kind: str) -> st.SearchStrategy[Condition]:
    values = VALUES[kind]
    if kind == "multi":
        return st.builds(Leaf, st.just(id), st.just("includes_any"), st.sampled_from([("p",), ("q",), ("p", "q")]))
    if kind == "int":
        return st.builds(Leaf, st.just(id), st.sampled_from(["eq", "ne", "gte", "lte", "gt", "lt"]), st.integers(0, 2))
    one = st.builds(Leaf, st.just(id), st.sampled_from(["eq", "ne"]), st.sampled_from(values))
    if kind == "bool":
        return one
    return one | st.builds(Leaf, st.just(id), st.just("in"), st.just(tuple(values[:2])))


def conditions(kinds: Mapping[str, str]) -> st.SearchStrategy[Condition]:
    """Return conditions over questions, by kind; a date decides nothing."""
    told = {id: kind for id, kind in kinds.items() if kind != "date"}
    if not told:
        return st.just(Always())
    leaves = st.one_of(*(leaf(id, kind) for id, kind in told.items()))
    several = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Not, inner),
        ),
        max_leaves=4,
    )
    return st.just(Always()) | several


@st.composite
def guides(draw: st.DrawFn, *, questions: int = 4, people: bool = True) -> Guide:
    kinds = {f"q{index}": draw(st.sampled_from(KINDS)) for index in range(draw(st.integers(1, questions)))}
    # Of several people's dates the earliest counts: one more date need not change anything.
    each = draw(st.sampled_from([None, *(id for id, kind in kinds.items() if kind != "date")])) if people else None
    asked = []
    for index, (id, kind) in enumerate(kinds.items()):
        earlier = {other: kinds[other] for other in list(kinds)[:index]}
        when = draw(conditions(earlier))
        asked.append(question(id, kind, ask_when=when, per_person=id == each))
    there = draw(conditions({id: kind for id, kind in kinds.items() if id != each and id == "q0"}))
    steps = tuple(draw(procedures(f"s{index}", kinds)) for index in range(draw(st.integers(1, 3))))
    abroad = [id for id, kind in kinds.items() if kind == "country"]
    return Guide(
        event=LifeEventSpec(
            id="test", title={}, slug={}, summary={}, event_date_label={},
            phases=(PhaseSpec(id="all", title={}),),
            steps=tuple(StepSpec(procedure=one.id, phase="all") for one in steps),
            questions=tuple(kinds),
            people=(PersonSpec(person="me", name={}), PersonSpec(person="other_parent", name={}, when=there))
            if each else (),
        ),
        procedures=steps,
        questions=tuple(asked),
        documents=(
            DocumentSpec(id="home", name={}),
            DocumentSpec(id="abroad", name={}, nature="civil_status", issued_in=abroad[0] if abroad else None),
        ),
        agencies=(),
        sources=(),
    )  # fmt: skip


@st.composite
def procedures(draw: st.DrawFn, id: str, kinds: Mapping[str, str]) -> ProcedureSpec:
    rules = conditions(kinds)
    dates = [one for one, kind in kinds.items() if kind == "date"]
    needs = [
        RequirementSpec(
            key=f"r{index}",
            document=draw(st.sampled_from(["home", "abroad"])),
            form="copy",
            when=draw(rules),
            channel=draw(st.sampled_from([None, "visit", "post"])),
        )
        for index in range(draw(st.integers(0, 2)))
    ]
    limits = [
        DeadlineSpec(key="d", kind="hard", value=draw(st.sampled_from([None, 5])), unit="days", relative_to=one)
        for one in draw(st.lists(st.sampled_from([*dates, "event"]), max_size=1))
    ]
    return ProcedureSpec(
        id=id,
        agency="a",
        title={},
        slug={},
        confidence="low",
        who=draw(rules),
        each_person=draw(st.booleans()),
        done_when=draw(st.none() | rules),
        requirements=tuple(needs),
        deadlines=tuple(limits),
        channels=(ChannelSpec(kind="visit"), ChannelSpec(kind="post")),
    )


Said = tuple[tuple[str, str], ...]
"""Of every (question, person) that can be answered, in order."""


def slots(guide: Guide) -> Said:
    """Return everything that can be answered: a question for the list, or for each person."""
    return tuple(
        (one.id, person)
        for one in guide.questions
        for person in (PEOPLE if one.per_person and guide.event.people else ("list",))
    )


def kind_of(guide: Guide, id: str) -> str:
    spec = guide.question_by_id[id]
    return "country" if spec.options and spec.options[0].value == "spain" else spec.type


def everything(guide: Guide) -> Iterator[tuple[Value | None, ...]]:
    """Yield all answers, in the order of the slots; None: not answered."""
    return product(*([None, *VALUES[kind_of(guide, id)]] for id, _person in slots(guide)))


def told(guide: Guide, values: tuple[Value | None, ...]) -> Answers:
    given = zip(slots(guide), values, strict=True)
    return Answers({slot: value for slot, value in given if value is not None})


def planned(guide: Guide, answers: Answers) -> Plan:
    return plan(guide, answers, event_on=DAY, today=DAY)


def seen(made: Plan) -> object:
    """Return what a person sees of a plan, without the reasons and the questions."""
    items = tuple(
        (
            item.procedure, item.state, item.status,
            tuple((one.person, one.state, one.done) for one in item.whose),
            () if item.status == "done" else tuple((one.requirement.key, one.certain) for one in item.papers),
            () if item.status == "done" else tuple((one.on, one.opens_on) for one in item.deadlines),
        )
        for item in sorted(made.items, key=lambda item: item.procedure)
    )  # fmt: skip
    lines = (*made.folder.lines, *made.folder.perhaps)
    return items, tuple(sorted((one.document, one.formalities, one.formalities_settled_by or "") for one in lines))

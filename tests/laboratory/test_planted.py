"""A guide without faults, and the same with each kind of fault planted: that one is found, and nothing else."""

import msgspec
import pytest

from lifeevents.guide import PersonSpec
from lifeevents.laboratory import trials
from lifeevents.laboratory.counting import Counter
from lifeevents.laboratory.examining import examine
from lifeevents.laboratory.findings import KINDS
from lifeevents.laboratory.probing import Probe
from lifeevents.laboratory.space import Space
from lifeevents.personas import ExpectedItem, PersonaSpec
from procedures.conditions import AllOf, AnyOf, Leaf, Not
from procedures.specs import (
    ChannelSpec,
    DeadlineSpec,
    DocumentSpec,
    PrerequisiteSpec,
    RequirementSpec,
    ResolutionSpec,
)
from tests.laboratory.guides import WORDS, guide, procedure, question

CHILD, WORKS = Leaf("child", "eq", True), Leaf("work", "includes_any", ("employee",))
TEN_DAYS = DeadlineSpec(key="ten", kind="hard", value=10, unit="days", direction="after")


def paper(document, **fields):
    return RequirementSpec(**{"key": document, "document": document, "form": "copy", **fields})


def from_before(document, **fields):
    return paper(document, provided_by="previous_procedure", **fields)


def fine(**changed):
    """A guide in which everything is right; `changed`: procedures or questions by id, None to leave one out."""
    questions = {
        "child": question("child"),
        "births": question("births", "int", minimum=1, maximum=9, ask_when=CHILD),
        "work": question("work", "multi", options=("employee", "own", "none"), per_person=True),
        "town": question("town", "enum", options=("zaragoza", "huesca", "other")),
    }
    procedures = {
        "register": procedure(
            "register", who=CHILD, yields=("certificate",), deadlines=(TEN_DAYS,), instead_text=WORDS
        ),
        "card": procedure("card", who=CHILD, requirements=(from_before("certificate"),), instead_text=WORDS),
        "leave": procedure("leave", who=WORKS, each_person=True, instead_text=WORDS),
        "twins": procedure("twins", who=AllOf((CHILD, Leaf("births", "gte", 2))), instead=("of-another-event",)),
        "local": procedure("local", who=Leaf("town", "eq", "zaragoza"), instead_text=WORDS),
    }
    people = (
        PersonSpec(person="me", name=WORDS),
        PersonSpec(person="other_parent", name=WORDS, when=Leaf("town", "ne", "other")),
    )
    for id, spec in changed.items():
        kind = questions if id in questions or (spec is not None and hasattr(spec, "ask_when")) else procedures
        kind[id] = spec
    # The town decides whether the other parent is asked, so it comes first.
    order = sorted((one for one in questions.values() if one), key=lambda one: one.id != "town")
    return guide(
        order, [one for one in procedures.values() if one], people=people,
        documents=[DocumentSpec(id=id, name=WORDS) for id in ("certificate", "title", "proof")],
    )  # fmt: skip


def spec(id, **fields):
    return msgspec.structs.replace(fine().procedure_by_id[id], **fields)


def found(made):
    return {
        (one.kind, one.procedure or one.question or one.person): one
        for one in examine(made).findings
        if one.severity != "information"
    }


TOWNS = ("zaragoza", "huesca", "other")
PLANTED = {
    "item_never": (
        {"local": spec("local", who=AllOf((Leaf("town", "eq", "zaragoza"), Leaf("town", "eq", "huesca"))))},
        {("item_never", "local"): {}},
    ),
    "item_always": (
        {"local": spec("local", who=AnyOf((Leaf("town", "eq", "huesca"), Leaf("town", "ne", "huesca"))))},
        {("item_always", "local"): {"town": "zaragoza"}},
    ),
    "item_open": (
        {"local": spec("local", who=AllOf((Leaf("town", "eq", "zaragoza"), Leaf("nobody_asks", "eq", True))))},
        {("item_open", "local"): {"town": "zaragoza"}},
    ),
    "paper_never": (
        {"card": spec("card", requirements=(from_before("certificate"), paper("proof", when=Not(CHILD))))},
        {("paper_never", "card"): {"child": True}},
    ),
    "paper_open": (
        {"card": spec("card", requirements=(paper("proof", when=Leaf("nobody_asks", "eq", True)),))},
        {("paper_open", "card"): {"child": True}},
    ),
    "paper_missing": (
        {"local": spec("local", requirements=(from_before("certificate"),))},
        {("paper_missing", "local"): {"town": "zaragoza", "child": False}},
    ),
    "paper_unyielded": (
        {"local": spec("local", requirements=(from_before("title"),))},
        {("paper_unyielded", "local"): {"town": "zaragoza"}},
    ),
    "circle": (
        {"register": spec("register", prerequisites=(PrerequisiteSpec(procedure="card", kind="hard"),))},
        {("circle", "register"): {"child": True}},
    ),
    "question_idle": (
        {"idle": question("idle", ask_when=CHILD)},
        {("question_idle", "idle"): {"child": True, "idle": True}},
    ),
    "question_in_vain": (
        {
            "size": question("size", "enum", options=("small", "big")),
            "local": spec("local", who=AllOf((Leaf("town", "eq", "zaragoza"), Leaf("size", "eq", "big")))),
        },
        {("question_in_vain", "size"): {"town": "huesca", "size": "small"}},
    ),
    "question_order": (
        {"child": question("child", ask_when=Leaf("town", "in", TOWNS)),
         "town": question("town", "enum", options=TOWNS, ask_when=Leaf("child", "eq", True))},
        {("question_order", "town"): {}},
    ),
    "deadline_impossible": (
        {"register": spec("register", deadlines=(
            TEN_DAYS,
            DeadlineSpec(key="opens", kind="window", edge="opens", value=1, unit="months", direction="after"),
        ))},
        {("deadline_impossible", "register"): {"child": True}},
    ),
    "deadline_tight": (
        {
            "register": spec("register", resolution=ResolutionSpec(value=20, unit="business_days")),
            "card": spec("card", deadlines=(TEN_DAYS,)),
        },
        {("deadline_tight", "card"): {"child": True}},
    ),
    "refusal_alone": (
        {"twins": spec("twins", instead=())},
        {("refusal_alone", "twins"): {"child": False}},
    ),
}  # fmt: skip


def test_nothing_is_found_where_nothing_is_wrong():
    assert found(fine()) == {}


@pytest.mark.parametrize("kind", [kind for kind in PLANTED if kind != "question_order"])
def test_a_planted_fault_is_found_with_its_smallest_persona_and_nothing_else(kind):
    changed, expected = PLANTED[kind]
    assert {key: one.persona for key, one in found(fine(**changed)).items()} == expected


def test_a_question_out_of_order_is_found():
    changed, expected = PLANTED["question_order"]
    assert expected.keys() <= found(fine(**changed)).keys()


def test_every_kind_has_its_plant():
    assert set(PLANTED) | {"person_open"} == set(KINDS)


def test_a_person_who_is_never_settled_is_found():
    made = fine()
    people = (*made.event.people[:1], PersonSpec(person="child", name=WORDS, when=Leaf("nobody_asks", "eq", True)))
    event = msgspec.structs.replace(made.event, people=people)
    assert ("person_open", "child") in found(msgspec.structs.replace(made, event=event))


def test_the_proposal_ends_what_is_asked_in_vain_and_changes_nothing_else():
    changed, _expected = PLANTED["question_in_vain"]
    (finding,) = found(fine(**changed)).values()
    assert finding.proposal == Leaf("town", "eq", "zaragoza")
    changed["size"] = msgspec.structs.replace(changed["size"], ask_when=finding.proposal)
    assert found(fine(**changed)) == {}


def test_a_paper_for_one_way_only_does_not_block():
    online = ChannelSpec(kind="online")
    need = from_before("title", channel="visit")
    made = fine(local=spec("local", requirements=(need,), channels=(ChannelSpec(kind="visit"), online)))
    assert [one.severity for one in found(made).values()] == ["look"]


def test_what_the_cells_stand_for_adds_up_to_every_combination():
    space = Space(fine())
    counter = Counter(space)
    # town × child with 1 to 9 births, or without × a choice of work for each of two parents, or of one
    assert counter.total() == (2 * 7 * 7 + 7) * (9 + 1)
    for truth in (space.applies("leave"), space.applies("twins"), space.applies("local")):
        probe = Probe(space, truth)
        counts = [counter.standing_for(cell, probe.asked, probe.truths) for cell in probe.cells]
        assert all(counts)
        assert sum(counts) == counter.total()


# --- Example people ---

ANA = PersonaSpec(
    id="ana",
    life_event="event",
    name=WORDS,
    answers={"child": True, "births": 2, "town": "huesca", "work": {"me": ["employee"], "other_parent": ["none"]}},
    event_on="2026-03-01",
    on="2026-03-02",
    expected=(
        ExpectedItem(procedure="register", dates={"ten": "2026-03-11"}),
        ExpectedItem(procedure="card"),
        ExpectedItem(procedure="leave"),
        ExpectedItem(procedure="twins"),
    ),
)


def try_with(**changed):
    (trial,) = trials.run(fine(), [msgspec.structs.replace(ANA, **changed)], {})
    return [(one.kind, one.procedure or one.question, one.expected, one.found) for one in trial.faults]


def test_an_example_person_gets_what_is_written_down():
    assert try_with() == []


def test_what_differs_from_what_is_written_down_is_said():
    expected = (
        ExpectedItem(procedure="register", dates={"ten": "2026-03-12"}),
        ExpectedItem(procedure="card", state="may_apply"),
        ExpectedItem(procedure="leave"),
        ExpectedItem(procedure="local"),
    )
    assert try_with(expected=expected, answers={**ANA.answers, "gone": 1}) == [
        ("question", "gone", "", ""),
        ("missing", "local", "", ""),
        ("too_much", "twins", "", ""),
        ("date", "register", "2026-03-12", "2026-03-11"),
        ("state", "card", "may_apply", "applies"),
    ]

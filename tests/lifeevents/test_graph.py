"""Circles, with the way round spelled out, and papers that nobody gives."""

from __future__ import annotations

import msgspec
import pytest

from lifeevents import graph
from lifeevents.guide import ELECTRONIC_IDENTITY
from procedures.conditions import Leaf
from procedures.specs import ChannelSpec, DocumentSpec, ProcedureSpec
from tests.lifeevents.test_planning import bring, guide_of, step

X, NOT_X = Leaf("x", "eq", True), Leaf("x", "eq", False)
BY_IDENTITY = (ChannelSpec(kind="online_identity"),)


def spelled(*procedures: ProcedureSpec) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.spelled(), one.blocks) for one in graph.faults(guide_of(*procedures))]


def test_papers_that_go_round_are_spelled_out() -> None:
    found = spelled(
        step("a", requirements=(bring("q"),), yields=("p",)), step("b", requirements=(bring("p"),), yields=("q",))
    )
    assert found == [("circle", "b → q → a → p → b", True)] or found == [("circle", "a → p → b → q → a", True)]


@pytest.mark.parametrize(
    ("procedures", "blocks"),
    [
        ((step("a", after="hard:b"), step("b", after="hard:a")), True),
        ((step("a", after="hard:b"), step("b", after="soft:a")), False),
        ((step("a", after="alternative:b alternative:c"), step("b", after="hard:a"), step("c")), False),
        ((step("a", after="alternative:b alternative:c"), step("b", after="hard:a"), step("c", after="hard:a")), True),
    ],
)
def test_a_circle_blocks_unless_another_way_leads_out(procedures: tuple[ProcedureSpec, ...], blocks: bool) -> None:
    assert {one.blocks for one in graph.faults(guide_of(*procedures))} == {blocks}


def test_procedures_that_never_stand_on_one_list_make_no_circle() -> None:
    assert spelled(step("a", after="hard:b", who=X), step("b", after="hard:a", who=NOT_X)) == []
    only_then = bring("p", when=NOT_X)
    assert spelled(step("a", yields=("p",), after="hard:b", who=X), step("b", requirements=(only_then,))) == []


def test_a_step_that_needs_the_identity_which_it_leads_to() -> None:
    found = spelled(
        step("office", channels=BY_IDENTITY), step("identity", after="hard:office", yields=(ELECTRONIC_IDENTITY,))
    )
    assert [kind for kind, _path, _blocks in found] == ["circle"]
    assert ELECTRONIC_IDENTITY in found[0][1]


def test_a_paper_that_nobody_yields() -> None:
    assert spelled(step("a", requirements=(bring("p"),))) == [("nobody_yields", "p → a", True)]
    assert spelled(step("a", requirements=(bring("p"),)), step("b", yields=("p",))) == []
    # Of alternatives one is enough, and what another guide's procedure gives can be had there.
    assert (
        spelled(step("a", requirements=(bring("p", one_of="g"), bring("q", one_of="g"))), step("b", yields=("q",)))
        == []
    )
    elsewhere = DocumentSpec(id="p", name={}, obtained_by="other")
    guide = msgspec.structs.replace(guide_of(step("a", requirements=(bring("p"),))), documents=(elsewhere,))
    assert graph.faults(guide) == ()
    own = msgspec.structs.replace(guide, documents=(msgspec.structs.replace(elsewhere, obtained_by="a"),))
    assert [one.kind for one in graph.faults(own)] == ["nobody_yields"]

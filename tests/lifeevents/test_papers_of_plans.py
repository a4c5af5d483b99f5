"""Papers that stand for each other: what a list waits for, and what it carries."""

import datetime as dt

from lifeevents.guide import Guide, LifeEventSpec, PhaseSpec, StepSpec
from lifeevents.planning import plan
from lifeevents.plans import Item, Plan
from procedures.conditions import Answers
from procedures.specs import PrerequisiteSpec, ProcedureSpec, RequirementSpec

TODAY = dt.date(2026, 11, 24)


def listed(*procedures: ProcedureSpec) -> Plan:
    guide = Guide(
        event=LifeEventSpec(
            id="e",
            title={},
            slug={},
            summary={},
            event_date_label={},
            phases=(PhaseSpec(id="all", title={}),),
            steps=tuple(StepSpec(procedure=one.id, phase="all") for one in procedures),
            questions=(),
        ),
        procedures=procedures,
        questions=(),
        documents=(),
        agencies=(),
        sources=(),
    )
    return plan(guide, Answers(), event_on=TODAY, today=TODAY)


def procedure(id: str, *papers: RequirementSpec, **more: object) -> ProcedureSpec:
    return ProcedureSpec(
        **{"id": id, "agency": "a", "title": {}, "slug": {}, "confidence": "low", "requirements": papers, **more}
    )


def either(document: str, provided_by: str = "previous_procedure") -> RequirementSpec:
    return RequirementSpec(key=document, document=document, form="copy", provided_by=provided_by, one_of="proof")


DEED, BOOK = procedure("deed", yields=("deed",)), procedure("book", yields=("book",))


def last(made: Plan) -> Item:
    found = made.item("x")
    assert found is not None
    return found


def test_of_papers_that_the_list_gives_one_is_awaited() -> None:
    found = last(listed(DEED, BOOK, procedure("x", either("deed"), either("book"))))
    assert (found.status, found.waiting_for_one_of) == ("waiting", (("deed", "book"),))


def test_nothing_is_awaited_where_another_paper_does() -> None:
    for papers in ((either("deed"), either("photo", "citizen")), (either("photo", "citizen"), either("deed"))):
        made = listed(DEED, procedure("x", *papers))
        assert (last(made).status, last(made).after) == ("ready", ("deed",))


def test_a_paper_of_a_soft_step_makes_its_alternatives_no_harder() -> None:
    soft = PrerequisiteSpec(procedure="deed", kind="soft")
    assert (
        last(listed(DEED, BOOK, procedure("x", either("book"), either("deed"), prerequisites=(soft,)))).status
        == "ready"
    )


def test_the_list_carries_one_of_them_and_names_the_other() -> None:
    (line,) = listed(DEED, BOOK, procedure("x", either("deed"), either("book"))).folder.lines
    assert (line.document, line.other_ways, line.comes_from) == ("deed", ("book",), ("deed",))

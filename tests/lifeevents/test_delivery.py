"""One delivery: what can be handed in on one trip to any registry."""

import datetime as dt

from lifeevents.guide import ELECTRONIC_IDENTITY, Guide, LifeEventSpec, PhaseSpec, StepSpec
from lifeevents.planning import plan
from lifeevents.plans import Delivery, Marked
from procedures.conditions import Answers, Leaf
from procedures.specs import (
    ChannelSpec,
    DeadlineSpec,
    DocumentSpec,
    OptionSpec,
    PrerequisiteSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    YearlySpec,
)

TODAY = dt.date(2026, 11, 24)


def filed(id: str, *papers: RequirementSpec, kinds: tuple[str, ...] = ("registry", "visit"), **more: object):
    channels = tuple(ChannelSpec(kind=kind) for kind in kinds)
    return ProcedureSpec(
        **{"id": id, "agency": id, "title": {}, "slug": {}, "confidence": "low", "requirements": papers, **more},
        channels=channels,
    )


def paper(document: str, **more: object) -> RequirementSpec:
    return RequirementSpec(**{"key": document, "document": document, "form": "copy", **more})


def delivery(*procedures: ProcedureSpec, marks: dict[str, str] | None = None, **more: object) -> Delivery | None:
    asked = (
        QuestionSpec(id="twins", type="bool", text={}, why={}),
        QuestionSpec(
            id="from", type="enum", text={}, why={}, options=(OptionSpec(value="hague", label={}),), asked_as="country"
        ),
    )
    guide = Guide(
        event=LifeEventSpec(
            id="e",
            title={},
            slug={},
            summary={},
            event_date_label={},
            phases=(PhaseSpec(id="all", title={}),),
            steps=tuple(StepSpec(procedure=one.id, phase="all") for one in procedures),
            questions=("twins", "from"),
        ),
        procedures=procedures,
        questions=asked,
        documents=(DocumentSpec(id="deed", name={}, nature="civil_status", issued_in="from"),),
        agencies=(),
        sources=(),
    )
    said = {one: (Marked(kind=kind),) for one, kind in (marks or {}).items()}
    answers = Answers.of(**{"from": "hague"})
    return plan(guide, answers, event_on=TODAY, today=TODAY, marks=said, **more).delivery


def test_what_any_registry_takes_goes_in_one_trip_with_one_folder() -> None:
    found = delivery(
        filed("a", paper("deed"), paper("photo", channel="visit")),
        filed("b", paper("deed", form="original"), paper("form", channel="registry")),
        filed("c", kinds=("visit",)),
        filed("d", who=Leaf("twins", "eq", True)),
    )
    assert found is not None
    assert (found.procedures, found.later) == (("a", "b"), ())
    assert [(one.document, one.form, one.serves) for one in found.folder.lines] == [
        ("deed", "original", ("a", "b")),
        ("form", "copy", ("b",)),
    ]
    assert found.folder.lines[0].formalities == ("apostille", "translation")


def test_the_way_chosen_for_one_of_them_does_not_take_it_out() -> None:
    found = delivery(filed("a", kinds=("online", "registry")), filed("b"), channels={"a": "online"})
    assert found is not None
    assert found.procedures == ("a", "b")


def test_fewer_than_two_are_no_delivery() -> None:
    assert delivery(filed("a"), filed("b", kinds=("visit",))) is None
    assert delivery(filed("a"), filed("b"), marks={"a": "done_by_me"}) is None
    assert delivery(filed("a"), filed("b", kinds=("nothing_to_do", "registry"))) is None


def test_what_waits_or_has_not_opened_comes_later() -> None:
    opens = DeadlineSpec(key="w", kind="window", yearly=YearlySpec(opens="03-01", closes="03-31"))
    closed = DeadlineSpec(key="w", kind="window", yearly=YearlySpec(opens="03-01", closes="03-31", year="of_event"))
    found = delivery(
        filed("a", yields=("deed",)),
        filed("b"),
        filed("c", paper("deed", provided_by="previous_procedure")),
        filed("d", prerequisites=(PrerequisiteSpec(procedure="a", kind="hard"),)),
        filed("e", deadlines=(opens,)),
        filed("f", deadlines=(closed,)),
    )
    assert found is not None
    assert (found.procedures, set(found.later)) == (("a", "b"), {"c", "d", "e"})


def test_a_paper_of_the_list_says_where_it_comes_from_and_what_is_held_is_told() -> None:
    found = delivery(
        filed("a", yields=("deed",)),
        filed("b", paper("deed", provided_by="previous_procedure"), paper("photo")),
        filed("c"),
        marks={"a": "granted"},
        held=frozenset({"photo"}),
    )
    assert found is not None
    assert [(one.document, one.comes_from, one.held) for one in found.folder.lines] == [
        ("deed", ("a",), False),
        ("photo", (), True),
    ]


def test_nobody_needs_an_electronic_identity_at_a_counter() -> None:
    found = delivery(
        filed("identity", kinds=("visit",), yields=(ELECTRONIC_IDENTITY,)),
        filed("a", kinds=("online_identity", "registry")),
        filed("b", kinds=("online_identity", "registry")),
    )
    assert found is not None
    assert (found.procedures, found.later) == (("a", "b"), ())

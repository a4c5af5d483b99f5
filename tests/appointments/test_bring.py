"""What to bring to a visit follows what the person of the list has, said and answered."""

import datetime as dt

import pytest
from django.utils import translation

from appointments import bring
from appointments.presenting.visits import bag_of
from lifeevents.editions import Edition
from lifeevents.guide import Guide, LifeEventSpec, PhaseSpec, StepSpec
from lifeevents.liststate import ListState
from procedures.conditions import Answers
from procedures.specs import (
    ChannelSpec,
    DocumentSpec,
    OptionSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    SpanSpec,
)


def need(document: str, **more: object) -> RequirementSpec:
    return RequirementSpec(**{"key": document, "document": document, "form": "copy", **more})


def state(**more: object) -> ListState:
    names = {"deed": "Escritura", "roll": "Padrón", "book": "Libro de familia", "certificate": "Certificado"}
    needs = (
        need("deed", not_older_than=SpanSpec(value=3, unit="months")),
        need("roll", lookup="unless_you_object"),
        need("taxes", lookup="if_you_authorise"),
        need("book", one_of="kin"),
        need("certificate", one_of="kin"),
    )
    options = tuple(OptionSpec(value=one, label={}) for one in ("spain", "hague"))
    guide = Guide(
        event=LifeEventSpec(
            id="e", title={}, slug={}, summary={}, event_date_label={}, questions=("from",),
            phases=(PhaseSpec(id="all", title={}),), steps=(StepSpec(procedure="a", phase="all"),),
        ),
        procedures=(
            ProcedureSpec(
                id="a", agency="a", title={}, slug={}, confidence="low", requirements=needs,
                channels=(ChannelSpec(kind="visit"),),
            ),
        ),
        questions=(QuestionSpec(id="from", type="enum", text={}, why={}, options=options, asked_as="country"),),
        documents=(
            *(DocumentSpec(id=id, name={"es": name}) for id, name in names.items() if id != "deed"),
            DocumentSpec(id="deed", name={"es": "Escritura"}, nature="public", issued_in="from"),
        ),
        agencies=(),
        sources=(),
    )  # fmt: skip
    made = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    return ListState(edition=Edition(pk=1, life_event="e", number=1, created_at=made, guide=guide), **more)


def brought(**more: object) -> dict[str, dict]:
    return {line["document"]: line for line in bring.for_visit(["a"], language="en", state=state(**more))["lines"]}


def test_what_was_objected_and_authorised_decides_who_sees_to_a_paper() -> None:
    def see(**more: object) -> list[str]:
        lines = brought(**more)
        return [bring.seen_to_by(lines[document]) for document in ("deed", "roll", "taxes")]

    assert see() == ["you", "them", "you_or_them"]
    assert see(lookups={"roll": "objected", "taxes": "authorised"}) == ["you", "you", "them"]


@pytest.mark.parametrize(
    ("held", "taken", "other"), [((), "book", "Certificado"), (("certificate",), "certificate", "Libro de familia")]
)
def test_of_alternatives_the_visit_takes_what_the_person_has(held: tuple[str, ...], taken: str, other: str) -> None:
    lines = brought(papers_held=frozenset(held))
    assert [one["name"] for one in bring.other_ways(lines[taken], lines.values())] == [other]
    assert {"book", "certificate"} & lines.keys() == {taken}
    assert lines[taken]["held"] == bool(held)


def test_a_paper_from_abroad_says_what_it_needs() -> None:
    (age,) = brought()["deed"]["conditions"]
    assert age[1] == "en"
    said = brought(answers=Answers.of(**{"from": "hague"}))["deed"]["conditions"]
    assert said[0] == age
    assert "apostille" in said[1][0]


def test_a_visit_booked_before_reads_as_it_did() -> None:
    line = {"document": "a", "lookup": "if_you_authorise", "one_of": "g"}
    beside = [line, {"document": "b", "lookup": "you_bring", "one_of": "g"}]
    assert bring.seen_to_by(line) == "you_or_them"
    assert [one["document"] for one in bring.other_ways(line, beside)] == ["b"]


def test_the_page_of_the_visit_says_what_was_said_to_a_look_up() -> None:
    with translation.override("en"):
        lookups = {"roll": "objected", "taxes": "authorised"}
        bag = bag_of(bring.for_visit(["a"], language="en", state=state(lookups=lookups)))
        groups = {group.id: {one.document: one.more for one in group.papers} for group in (*bag.bring, *bag.they_look)}
    assert groups["copy"].keys() == {"deed", "roll", "book"}
    assert groups["copy"]["roll"] == "You object to their looking it up."
    assert groups["look"] == {"taxes": "You agree: you do not bring it."}
    assert bag.number == 3

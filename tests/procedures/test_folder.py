"""The folder: each paper once, over all agencies."""

from procedures import folder, specs
from procedures.conditions import Answers, Leaf
from procedures.specs import ProcedureSpec, RequirementSpec


def need(document: str = "id_card", **more: object) -> RequirementSpec:
    return RequirementSpec(**{"key": document, "document": document, "form": "copy", **more})


def procedure(id: str, *requirements: RequirementSpec) -> ProcedureSpec:
    return ProcedureSpec(id=id, agency="a", title={}, slug={}, requirements=requirements, confidence="low")


def merged(*procedures: ProcedureSpec, channel: specs.ChannelKind | None = None, **answers: object) -> folder.Folder:
    return folder.for_visit([(one, channel) for one in procedures], Answers.of(**answers))


def test_one_line_takes_the_strictest_form_and_the_least_generous_look_up() -> None:
    found = merged(
        procedure("a", need(form="copy", lookup="unless_you_object", copies=1)),
        procedure("b", need(form="original", lookup="if_you_authorise", copies=3)),
        procedure("c", need(form="electronic", lookup="unless_you_object")),
    )
    (line,) = found.lines
    assert (line.form, line.lookup, line.copies) == ("original", "if_you_authorise", 3)
    assert line.serves == ("a", "b", "c")


def test_original_and_copy_is_stricter_than_either() -> None:
    found = merged(procedure("a", need(form="original")), procedure("b", need(form="original_and_copy")))
    assert found.lines[0].form == "original_and_copy"


def test_what_they_provide_adds_neither_form_nor_purpose() -> None:
    found = merged(
        procedure("a", need(form="copy", lookup="if_you_authorise")),
        procedure("b", need(form="original", provided_by="administration")),
    )
    assert [(line.form, line.serves) for line in found.lines] == [("copy", ("a",))]
    assert [line.serves for line in found.they_provide] == [("b",)]


def test_a_paper_that_may_be_needed_is_apart() -> None:
    twins = Leaf("births", "gte", 2)
    spec = procedure("a", need("family_book", when=twins), need())
    assert [line.document for line in merged(spec).perhaps] == ["family_book"]
    assert [line.document for line in merged(spec, births=2).lines] == ["family_book", "id_card"]
    assert merged(spec, births=1).perhaps == ()


def test_a_visit_asks_only_for_the_papers_of_its_channel() -> None:
    spec = procedure("a", need("photo", channel="visit"), need("scan", channel="online"), need())
    assert [line.document for line in merged(spec, channel="visit").lines] == ["photo", "id_card"]
    assert [line.document for line in merged(spec).lines] == ["photo", "scan", "id_card"]


def test_alternatives_stay_together_unless_somebody_insists() -> None:
    either = procedure("a", need("family_book", one_of="kinship"), need("certificate", one_of="kinship"))
    assert [line.one_of for line in merged(either).lines] == ["kinship", "kinship"]
    insists = procedure("b", need("family_book"))
    assert [line.one_of for line in merged(either, insists).lines] == [None, "kinship"]


def test_notes_point_at_their_requirement() -> None:
    spec = procedure("a", need("photo"), need("id_card", note={"es": "En vigor"}))
    assert merged(spec).lines[1].notes == (("a", 1),)

"""The folder: each paper once, over all agencies."""

import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures import alternatives, folder, specs
from procedures.alternatives import Way
from procedures.conditions import Answers, Leaf
from procedures.specs import ProcedureSpec, RequirementSpec, SpanSpec


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


def documents(lines: tuple[folder.FolderLine, ...]) -> list[str]:
    return [line.document for line in lines]


def test_of_alternatives_one_is_taken_and_the_others_are_named() -> None:
    either = procedure("a", need("family_book", one_of="kinship"), need("certificate", one_of="kinship"))
    (line,) = merged(either).lines
    assert (line.document, line.one_of, line.other_ways) == ("family_book", None, ("certificate",))
    # Somebody insists on the other: it does for both, and nothing would do instead.
    (line,) = merged(either, procedure("b", need("certificate"))).lines
    assert (line.document, line.serves, line.one_of, line.other_ways) == ("certificate", ("a", "b"), None, ())


def test_the_paper_that_serves_most_groups_is_taken_once() -> None:
    found = merged(
        procedure("a", need("will", one_of="heirs"), need("deed", one_of="heirs")),
        procedure("b", need("book", one_of="kin"), need("deed", one_of="kin"), need("will_copy", one_of="kin")),
        procedure("c", need("seal", one_of="proof"), need("deed", one_of="proof")),
    )
    (line,) = found.lines
    assert (line.document, line.serves) == ("deed", ("a", "b", "c"))
    # None of the others would do for all three.
    assert line.other_ways == ()


def test_equals_go_by_what_the_person_has_then_by_the_looser_form_then_by_the_content() -> None:
    either = procedure(
        "a", need("book", form="original", one_of="g"), need("deed", one_of="g"), need("will", one_of="g")
    )
    assert documents(merged(either).lines) == ["deed"]
    assert documents(for_person(either, held={"book"}).lines) == ["book"]


def test_a_paper_that_they_look_up_leaves_nothing_to_carry() -> None:
    either = procedure("a", need("book", one_of="g"), need("deed", lookup="unless_you_object", one_of="g"))
    (line,) = merged(either).lines
    assert (line.document, line.carried) == ("deed", False)
    (line,) = for_person(either, lookups={"deed": "objected"}).lines
    assert (line.document, line.other_ways) == ("book", ("deed",))


def test_alternatives_that_only_answers_can_tell_apart_stay_all() -> None:
    here = need("national_deed", one_of="deed", when=Leaf("born_here", "eq", True))
    abroad = need("foreign_deed", one_of="deed", when=Leaf("born_here", "eq", False))
    perhaps = merged(procedure("a", here, abroad)).perhaps
    assert [(line.document, line.one_of) for line in perhaps] == [("national_deed", "deed"), ("foreign_deed", "deed")]
    assert documents(merged(procedure("a", here, abroad), born_here=False).lines) == ["foreign_deed"]
    # One that does in any case makes the others needless.
    sure = merged(procedure("a", here, abroad, need("book", one_of="deed")))
    assert (documents(sure.lines), sure.perhaps) == (["book"], ())


def test_a_possible_procedure_takes_what_is_in_the_bag_already() -> None:
    either = procedure("b", need("book", one_of="g"), need("deed", one_of="g"))
    maybe = [folder.unsure(use) for use in folder.uses(either, Answers())]
    sure = folder.uses(procedure("a", need("deed")), Answers())
    assert documents(folder.merge([*sure, *maybe]).perhaps) == ["deed"]
    assert documents(folder.merge(maybe).perhaps) == ["book"]


def test_a_line_takes_the_shortest_age_and_keeps_the_law_that_keeps_the_original() -> None:
    found = merged(
        procedure("a", need(not_older_than=SpanSpec(value=3, unit="months"))),
        procedure("b", need(not_older_than=SpanSpec(value=60, unit="days"), kept_under="Ley X, art. 1")),
        procedure("c", need()),
    )
    assert found.lines[0].not_older_than == SpanSpec(value=60, unit="days")
    assert found.lines[0].kept_under == "Ley X, art. 1"


def for_person(*procedures: ProcedureSpec, **said: object) -> folder.Folder:
    return folder.for_visit([(one, None) for one in procedures], Answers(), **said)


@pytest.mark.parametrize(
    ("lookups", "said", "choice", "carried"),
    [
        (["unless_you_object"], None, "", False),
        (["unless_you_object"], "objected", "objected", True),
        (["unless_you_object"], "authorised", "", False),
        (["if_you_authorise"], None, "", True),
        (["if_you_authorise"], "authorised", "authorised", False),
        (["if_you_authorise"], "objected", "", True),
        (["unless_you_object", "if_you_authorise"], "authorised", "authorised", False),
        (["unless_you_object", "if_you_authorise"], "objected", "objected", True),
        (["you_bring", "unless_you_object"], None, "", True),
        (["you_bring", "if_you_authorise"], "authorised", "authorised", True),
    ],
)
def test_what_a_person_said_to_a_look_up_decides_what_is_carried(
    lookups: list[str], said: str | None, choice: str, carried: bool
) -> None:
    several = [procedure(str(index), need(lookup=lookup)) for index, lookup in enumerate(lookups)]
    (line,) = for_person(*several, lookups={"id_card": said} if said else {}).lines
    assert (line.choice, line.carried) == (choice, carried)


def test_what_the_person_has_is_told() -> None:
    found = for_person(procedure("a", need("photo"), need()), held={"photo"})
    assert [line.held for line in found.lines] == [True, False]


# Alternatives against brute force

WAYS = st.builds(Way, st.sampled_from("abcdefg"), st.booleans(), st.booleans(), st.integers(0, 3))
GROUPS = st.lists(st.lists(WAYS, min_size=1, max_size=3, unique_by=lambda way: way.document), max_size=5)


def carried_by_hand(groups: list[list[Way]], ways: tuple[int, ...], bag: set[str]) -> tuple[object, ...]:
    """Pack a bag, one group after the other, and see what is in it."""
    packed: set[str] = set()
    strictness = 0
    for group, way in zip(groups, ways, strict=True):
        strictness += group[way].strictness
        if group[way].carried:
            packed |= {group[way].document}
    packed -= bag
    have = {way.document for group in groups for way in group if way.held}
    return len(packed), len(packed - have), strictness, ways


def as_one_person(groups: list[list[Way]], held: set[str]) -> list[list[Way]]:
    """Return the groups of a person who either has a paper or does not."""
    return [[msgspec.structs.replace(way, held=way.document in held) for way in group] for group in groups]


@given(GROUPS, st.sets(st.sampled_from("abcdefg")), st.sets(st.sampled_from("abcdefg"), max_size=2))
def test_no_other_choice_of_alternatives_leaves_less_to_carry(
    groups: list[list[Way]], held: set[str], bag: set[str]
) -> None:
    groups = as_one_person(groups, held)
    every = itertools.product(*(range(len(group)) for group in groups))
    best = min(every, key=lambda ways: carried_by_hand(groups, ways, bag))
    assert alternatives.choose(groups, bag=bag) == best


@given(st.lists(st.lists(WAYS, min_size=2, max_size=3, unique_by=lambda way: way.document), min_size=1, max_size=5))
def test_too_many_combinations_still_give_a_choice_that_no_single_change_betters(groups: list[list[Way]]) -> None:
    groups = as_one_person(groups, set())
    found = alternatives._step_by_step(groups, ())
    for index, group in enumerate(groups):
        for way in range(len(group)):
            other = (*found[:index], way, *found[index + 1 :])
            assert carried_by_hand(groups, found, set()) <= carried_by_hand(groups, other, set())


def test_notes_point_at_their_requirement() -> None:
    spec = procedure("a", need("photo"), need("id_card", note={"es": "En vigor"}))
    assert merged(spec).lines[1].notes == (("a", 1),)


NEEDS = st.builds(
    lambda document, lookup, provided_by: need(document, lookup=lookup, provided_by=provided_by),
    st.sampled_from("abcde"),
    st.sampled_from(["you_bring", "if_you_authorise", "unless_you_object"]),
    st.sampled_from(["citizen", "citizen", "administration"]),
)
SAID = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["objected", "authorised"]))


@given(st.lists(st.lists(NEEDS, min_size=1, max_size=3), min_size=1, max_size=4), st.lists(NEEDS, max_size=2), SAID)
def test_no_folder_could_be_lighter(
    groups: list[list[RequirementSpec]], insisted: list[RequirementSpec], said: dict[str, str]
) -> None:
    """Each procedure takes one of its papers; another insists on some. Choose by hand, and count what is carried."""

    def is_carried(one: RequirementSpec) -> bool:
        spared = {"you_bring": False, "if_you_authorise": said.get(one.document) == "authorised"}
        looked_up = spared.get(one.lookup, said.get(one.document) != "objected")
        return one.provided_by == "citizen" and not looked_up

    several = [
        procedure(f"p{n}", *(msgspec.structs.replace(one, one_of="g") for one in group))
        for n, group in enumerate(groups)
    ]
    made = for_person(*several, procedure("q", *insisted), lookups=said)
    # The same paper twice in a group is one way, which asks for both.
    ways = [
        [[one for one in group if one.document == name] for name in {one.document for one in group}] for group in groups
    ]
    lightest = min(
        len({one.document for taken in (*chosen, insisted) for one in taken if is_carried(one)})
        for chosen in itertools.product(*ways)
    )
    assert len([line for line in made.lines if line.carried]) == lightest
    assert {name for line in (*made.lines, *made.they_provide) for name in line.serves} >= {one.id for one in several}

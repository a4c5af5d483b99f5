"""Conditions: three values, the answers that decided, and the form of the facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures import conditions, sentences, specs
from procedures.conditions import AllOf, Always, Answers, AnyOf, Condition, Leaf, Not, Reason, evaluate

SCALARS = {"a": [True, False], "b": [True, False], "n": [0, 1, 2, 3], "e": ["x", "y", "z"]}


def leaves() -> st.SearchStrategy[Condition]:
    number = st.builds(Leaf, st.just("n"), st.sampled_from(["gte", "lte", "gt", "lt", "eq", "ne"]), st.integers(0, 3))
    yes_no = st.builds(Leaf, st.sampled_from(["a", "b"]), st.sampled_from(["eq", "ne"]), st.booleans())
    listed = st.builds(
        Leaf, st.just("e"), st.just("in"), st.lists(st.sampled_from("xyz"), min_size=1, max_size=2).map(tuple)
    )
    several = st.builds(
        Leaf, st.just("m"), st.just("includes_any"), st.lists(st.sampled_from("pqr"), min_size=1, max_size=2).map(tuple)
    )
    return st.one_of(number, yes_no, listed, several, st.builds(Always))


CONDITIONS = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, min_size=1, max_size=4).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=4).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=12,
)
VALUES = {
    **{question: st.sampled_from(values) for question, values in SCALARS.items()},
    "m": st.lists(st.sampled_from("pqr"), max_size=3, unique=True).map(tuple),
}
WHOLE = st.fixed_dictionaries(VALUES).map(lambda values: Answers.of(**values))
PARTIAL = st.fixed_dictionaries({key: st.none() | value for key, value in VALUES.items()}).map(
    lambda values: Answers.of(**values)
)


def parsed(**content: object) -> Condition:
    return conditions.parse(content)


@given(CONDITIONS)
def test_dump_gives_back_what_parse_read(condition: Condition) -> None:
    assert conditions.parse(conditions.dump(condition)) == condition


@given(CONDITIONS, PARTIAL)
def test_not_twice_is_the_same(condition: Condition, answers: Answers) -> None:
    assert evaluate(Not(Not(condition)), answers) == evaluate(condition, answers)


@given(CONDITIONS, CONDITIONS, PARTIAL)
def test_de_morgan_holds_with_unknowns(one: Condition, other: Condition, answers: Answers) -> None:
    left = evaluate(Not(AllOf((one, other))), answers).value
    assert left == evaluate(AnyOf((Not(one), Not(other))), answers).value


@given(CONDITIONS, WHOLE)
def test_nothing_is_unknown_when_everything_is_answered(condition: Condition, answers: Answers) -> None:
    assert evaluate(condition, answers).value is not None


@given(CONDITIONS, WHOLE, st.sets(st.sampled_from([*VALUES])))
def test_more_answers_never_change_a_settled_value(condition: Condition, answers: Answers, kept: set[str]) -> None:
    early = evaluate(condition, answers.only(kept)).value
    assert early is None or early == evaluate(condition, answers).value


@given(CONDITIONS, PARTIAL)
def test_the_reasons_alone_decide(condition: Condition, answers: Answers) -> None:
    verdict = evaluate(condition, answers)
    if verdict.value is None:
        assert verdict.reasons == ()
        assert verdict.unknown
    else:
        alone = answers.only(reason.question for reason in verdict.reasons)
        assert evaluate(condition, alone).value is verdict.value
        assert verdict.unknown == ()
        assert len(set(verdict.reasons)) == len(verdict.reasons)


@given(CONDITIONS, PARTIAL)
def test_unknown_names_only_questions_without_an_answer(condition: Condition, answers: Answers) -> None:
    unknown = evaluate(condition, answers).unknown
    assert not [question for question in unknown if answers.has(question)]
    assert set(unknown) <= set(conditions.questions_in(condition))


def test_a_true_any_is_explained_by_its_shortest_true_branch() -> None:
    condition = conditions.parse(
        {
            "any": [
                {"all": [{"q": "n", "op": "gte", "value": 1}, {"q": "a", "op": "eq", "value": True}]},
                {"q": "b", "op": "eq", "value": False},
                {"q": "e", "op": "eq", "value": "x"},
            ]
        }
    )
    verdict = evaluate(condition, Answers.of(n=2, a=True, b=False))
    assert verdict.reasons == (Reason("b", False),)


def test_a_false_all_is_explained_by_every_false_branch() -> None:
    condition = conditions.parse(
        {
            "all": [
                {"q": "a", "op": "eq", "value": True},
                {"q": "n", "op": "gte", "value": 1},
                {"q": "e", "op": "eq", "value": "x"},
            ]
        }
    )
    verdict = evaluate(condition, Answers.of(a=True, n=0, e="y"))
    assert verdict.reasons == (Reason("n", 0), Reason("e", "y"))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"work": {"me": ["employee"], "other_parent": ["none"]}}, True),
        ({"work": {"me": ["none"], "other_parent": ["none"]}}, False),
        ({"work": {"me": ["none"], "other_parent": None}}, None),
        ({"work": {"me": ["employee"], "other_parent": None}}, True),
        ({"work": {"me": None, "other_parent": None}}, None),
        ({}, None),
    ],
)
def test_an_answer_by_person_is_true_for_anybody_and_false_for_all(answers: dict, expected: bool | None) -> None:
    condition = parsed(q="work", op="includes_any", value=["employee"])
    assert evaluate(condition, Answers.from_json(answers)).value is expected


def test_ne_is_true_when_it_is_for_anybody() -> None:
    condition = parsed(q="home", op="ne", value="huesca")
    assert evaluate(condition, Answers.from_json({"home": {"me": "huesca", "other_parent": "teruel"}})).value is True
    assert evaluate(condition, Answers.from_json({"home": {"me": "huesca", "other_parent": "huesca"}})).value is False


def test_the_reason_says_whose_answer_it_was() -> None:
    condition = parsed(q="work", op="includes_any", value=["employee"])
    verdict = evaluate(condition, Answers.from_json({"work": {"me": ["none"], "other_parent": ["employee"]}}))
    assert verdict.reasons == (Reason("work", ("employee",), "other_parent"),)


@pytest.mark.parametrize(
    ("leaf", "answer"),
    [
        (("n", "gte", 2), "2"),
        (("n", "gte", 2), True),
        (("n", "eq", 1), True),
        (("a", "eq", True), 1),
        (("a", "eq", True), "yes"),
        (("e", "in", ("x", "y")), 3),
        (("e", "eq", "x"), ["x"]),
        (("m", "includes_any", ("p",)), "p"),
    ],
)
def test_an_answer_of_the_wrong_type_is_no_answer(leaf: tuple, answer: object) -> None:
    verdict = evaluate(Leaf(*leaf), Answers.of(**{leaf[0]: answer}))
    assert verdict.value is None
    assert verdict.unknown == (leaf[0],)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ({}, "$"),
        ([], "$"),
        ({"always": False}, "$.always"),
        ({"all": []}, "$.all"),
        ({"all": "x"}, "$.all"),
        ({"all": [{"always": True}, {"q": "a"}]}, "$.all[1]"),
        ({"any": [{"not": {"q": "a", "op": "like", "value": 1}}]}, "$.any[0].not.op"),
        ({"q": "", "op": "eq", "value": 1}, "$.q"),
        ({"q": "a", "op": "gte", "value": "2"}, "$.value"),
        ({"q": "a", "op": "gte", "value": True}, "$.value"),
        ({"q": "a", "op": "in", "value": "x"}, "$.value"),
        ({"q": "a", "op": "in", "value": []}, "$.value"),
        ({"q": "a", "op": "eq", "value": ["x"]}, "$.value"),
        ({"q": "a", "op": "eq", "value": None}, "$.value"),
        ({"q": "a", "op": "eq", "value": 1, "note": "x"}, "$"),
        ({"all": [{"always": True}], "any": [{"always": True}]}, "$"),
    ],
)
def test_parse_names_the_path_of_what_is_wrong(written: object, path: str) -> None:
    with pytest.raises(ValueError, match=r"^\$") as error:
        conditions.parse(written)
    assert str(error.value).split(":")[0] == path


def test_answers_survive_json() -> None:
    content = {"route": "birth", "work": {"me": ["employee"], "other_parent": None}, "births": 2}
    assert Answers.from_json(content).to_json() == content


QUESTIONS = {
    "births": specs.QuestionSpec(
        id="births", type="int", text={"es": "¿Cuántos llegan?"}, why={},
        short={"es": "Cuántos llegan", "en": "How many"},
    ),
    "route": specs.QuestionSpec(
        id="route", type="enum", text={"es": "¿Cómo llega?", "en": "How does the child arrive?"}, why={},
        options=(specs.OptionSpec(value="birth", label={"es": "Nacimiento", "en": "Birth"}),),
    ),
    "nursery": specs.QuestionSpec(
        id="nursery", type="bool", text={"es": "¿Queréis guardería?"}, why={},
        yes={"es": "queréis plaza de guardería", "en": "you want a nursery place"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "spanish", "english"),
    [
        ({"always": True}, "Siempre", "Always"),
        ({"q": "births", "op": "gte", "value": 2}, "«Cuántos llegan» es 2 o más", "“How many” is 2 or more"),
        (
            {"all": [{"q": "route", "op": "eq", "value": "birth"}, {"q": "nursery", "op": "eq", "value": True}]},
            "«Cómo llega» es «Nacimiento» y queréis plaza de guardería",
            "“How does the child arrive” is “Birth” and you want a nursery place",
        ),
        (
            {"not": {"any": [{"q": "births", "op": "gt", "value": 2}, {"q": "nursery", "op": "eq", "value": False}]}},
            "No se cumple que («Cuántos llegan» es más de 2 o bien «Queréis guardería» es no)",
            "It is not true that (“How many” is more than 2 or else “Queréis guardería” is no)",
        ),
        (
            {"not": {"q": "births", "op": "gte", "value": 2}},
            "«Cuántos llegan» es menos de 2",
            "“How many” is fewer than 2",
        ),
    ],
)
def test_a_condition_reads_as_a_sentence(written: dict, spanish: str, english: str) -> None:
    condition = conditions.parse(written)
    assert sentences.in_words(condition, QUESTIONS, "es") == spanish
    assert sentences.in_words(condition, QUESTIONS, "en") == english

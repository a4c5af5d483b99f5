"""What other answers would do: the smallest change that brings something in, and whether an answer can settle it."""

from itertools import combinations, product

from hypothesis import given, settings

from procedures import specs
from procedures.conditions import AllOf, Always, Answers, AnyOf, Condition, Leaf, Not, evaluate, leaves_in, questions_in
from procedures.whatif import Trial, brings_in, can_be_true, telling_values
from tests.procedures.test_conditions import CONDITIONS, PARTIAL, WHOLE


def question(id: str, type: str, *options: str, **more: object) -> specs.QuestionSpec:
    labels = tuple(specs.OptionSpec(value=one, label={"es": one.upper()}) for one in options)
    return specs.QuestionSpec(id=id, type=type, text={"es": f"¿{id}?", "en": f"{id}?"}, why={}, options=labels, **more)


QUESTIONS = {
    "a": question("a", "bool"),
    "b": question("b", "bool"),
    "n": question("n", "int", minimum=0, maximum=3),
    "e": question("e", "enum", "x", "y", "z"),
    "m": question("m", "multi", "p", "q", "r"),
}
VALUES = {
    "a": [True, False], "b": [True, False], "n": [0, 1, 2, 3], "e": ["x", "y", "z"],
    "m": [one for size in (1, 2, 3) for one in combinations("pqr", size)],
}  # fmt: skip


def changed(answers: Answers, **values: object) -> Answers:
    for asked, value in values.items():
        answers = answers.without(asked).with_answer(asked, value)
    return answers


def fewest_questions(condition: Condition, answers: Answers) -> int | None:
    """Return how many questions have to be answered anew, found by trying everything."""
    asked = questions_in(condition)
    for size in range(len(asked) + 1):
        for some in combinations(asked, size):
            for values in product(*(VALUES[one] for one in some)):
                if evaluate(condition, changed(answers, **dict(zip(some, values, strict=True)))).value:
                    return size
    return None


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, PARTIAL)
def test_the_smallest_change_brings_it_in_and_nothing_smaller_does(condition: Condition, answers: Answers) -> None:
    fewest = fewest_questions(condition, answers)
    changes = brings_in(condition, answers, QUESTIONS)
    if not fewest:
        assert changes == ()
        return
    asked = list(dict.fromkeys(leaf.q for leaf, _wanted in changes))
    assert len(asked) == fewest
    # Whatever is answered so that the changes hold, it comes in.
    tried = 0
    for values in product(*(VALUES[one] for one in asked)):
        new = changed(answers, **dict(zip(asked, values, strict=True)))
        if all(evaluate(leaf, new).value is wanted for leaf, wanted in changes):
            tried += 1
            assert evaluate(condition, new).value is True
    assert tried


@settings(max_examples=150, deadline=None)
@given(CONDITIONS)
def test_a_condition_that_nothing_makes_true_is_known(condition: Condition) -> None:
    assert can_be_true(condition, QUESTIONS) is (fewest_questions(condition, Answers()) is not None)


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, WHOLE)
def test_the_telling_values_tell_as_much_as_all_values(condition: Condition, answers: Answers) -> None:
    for asked in questions_in(condition):
        leaves = [leaf for leaf in leaves_in(condition) if leaf.q == asked]
        every, telling = (
            {tuple(evaluate(leaf, changed(answers, **{asked: value})).value for leaf in leaves) for value in values}
            for values in (VALUES[asked], telling_values(leaves, QUESTIONS[asked]))
        )
        assert every == telling


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, PARTIAL)
def test_a_question_can_settle_a_condition_when_some_answers_make_it_decide(
    condition: Condition, answers: Answers
) -> None:
    trial = Trial(condition, answers, QUESTIONS)
    open_ones = [one for one in questions_in(condition) if not answers.has(one)]
    for asked in open_ones:
        others = [one for one in open_ones if one != asked]
        decides = False
        for values in product(*([None, *VALUES[one]] for one in others)):
            known = changed(
                answers, **{one: value for one, value in zip(others, values, strict=True) if value is not None}
            )
            if evaluate(condition, known).value is None and not decides:
                decides = any(
                    evaluate(condition, changed(known, **{asked: one})).value is not None for one in VALUES[asked]
                )
        assert trial.can_settle(asked) is decides


BORN, HOSPITAL = Leaf("route", "eq", "birth"), Leaf("hospital", "eq", True)
STORY = {
    "route": question("route", "enum", "birth", "adoption"),
    "hospital": question("hospital", "bool", ask_when=BORN),
    "twins": question("twins", "bool"),
}


def test_what_opens_a_question_comes_with_it() -> None:
    changes = brings_in(HOSPITAL, Answers.of(route="adoption"), STORY)
    assert set(changes) == {(BORN, True), (HOSPITAL, True)}


def test_a_question_that_would_not_be_put_gives_way_to_one_that_would() -> None:
    either = AnyOf((HOSPITAL, AllOf((Leaf("twins", "eq", True), Leaf("route", "eq", "adoption")))))
    assert brings_in(either, Answers.of(route="adoption"), STORY) == ((Leaf("twins", "eq", True), True),)


def test_for_one_person_their_own_answer_counts() -> None:
    answers = Answers.from_json({"a": {"me": True, "other_parent": False}})
    wanted = Leaf("a", "eq", True)
    assert brings_in(wanted, answers, QUESTIONS, "me") == ()
    assert brings_in(wanted, answers, QUESTIONS, "other_parent") == ((wanted, True),)


def test_what_is_true_needs_no_change_and_the_impossible_has_none() -> None:
    assert brings_in(Always(), Answers(), QUESTIONS) == ()
    never = AllOf((Leaf("n", "gte", 2), Not(Leaf("n", "gte", 1))))
    assert brings_in(never, Answers.of(n=0), QUESTIONS) == ()

"""Which answers a question takes, and what a changed answer strands."""

import pytest

from lifeevents import answering
from lifeevents.exceptions import BadAnswer
from lifeevents.guide import PersonSpec
from procedures.conditions import Answers, Leaf, Not
from procedures.specs import QuestionSpec
from tests.lifeevents.guide_sample import sample
from tests.lifeevents.test_planning import guide_of

QUESTIONS = sample().question_by_id


@pytest.mark.parametrize(
    ("question", "value"),
    [("born_in_hospital", True), ("children", 9), ("income", "low"), ("work", ("employee", "own"))],
)
def test_a_question_takes_its_kind_of_answer(question, value):
    assert answering.checked(QUESTIONS[question], value) == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("born_in_hospital", "yes"), ("children", 0), ("children", 10), ("children", True), ("children", "2"),
        ("income", "enormous"), ("work", ()), ("work", ("employee", "prince")), ("work", "employee"),
    ],
)  # fmt: skip
def test_a_question_refuses_any_other(question, value):
    with pytest.raises(BadAnswer):
        answering.checked(QUESTIONS[question], value)


def test_several_options_are_kept_in_the_order_of_the_question():
    assert answering.checked(QUESTIONS["work"], ["none", "employee"]) == ("employee", "none")


def test_a_changed_answer_forgets_what_it_strands():
    before = Answers.of(born_in_hospital=True, signed=True, income="low")
    after = answering.with_answer(sample(), before, "born_in_hospital", False)
    assert after.to_json() == {"born_in_hospital": False, "income": "low"}


def test_what_follows_from_the_municipality_is_not_stranded():
    before = Answers.of(residence_municipality="zaragoza", municipality_under_10000=False)
    after = answering.with_answer(sample(), before, "income", "low")
    assert after.get_one("municipality_under_10000") is False


def test_a_date_is_a_day_of_the_calendar_in_the_form_of_the_page():
    signed = QuestionSpec(id="signed_on", type="date", text={}, why={})
    assert answering.checked(signed, "2024-02-29") == "2024-02-29"
    for wrong in ("2026-02-29", "29/02/2024", "20240229", "0204-02-29", "9999-12-31", "", True, 20240229):
        with pytest.raises(BadAnswer):
            answering.checked(signed, wrong)


# Two parents: each says whether they work, and who works says since when; there may be no other parent.
PARENTS = guide_of(
    questions=(
        QuestionSpec(id="alone", type="bool", text={}, why={}),
        QuestionSpec(id="works", type="bool", text={}, why={}, per_person=True),
        QuestionSpec(id="years", type="int", text={}, why={}, per_person=True, ask_when=Leaf("works", "eq", True)),
    ),
    people=(
        PersonSpec(person="me", name={}),
        PersonSpec(person="other_parent", name={}, when=Not(Leaf("alone", "eq", True))),
    ),
)
BOTH = Answers.from_json({"works": {"me": True, "other_parent": True}, "years": {"me": 3, "other_parent": 5}})


def test_what_is_stranded_for_one_person_is_forgotten_for_that_person_only():
    after = answering.with_answer(PARENTS, BOTH, "works", False, person="other_parent")
    assert after.to_json() == {"works": {"me": True, "other_parent": False}, "years": {"me": 3}}


def test_who_is_not_on_the_list_has_no_answers():
    after = answering.with_answer(PARENTS, BOTH, "alone", True)
    assert after.to_json() == {"alone": True, "works": {"me": True}, "years": {"me": 3}}


def test_who_does_not_know_is_remembered_and_strands_nothing_of_the_others():
    after = answering.with_answer(PARENTS, BOTH, "works", None, person="other_parent")
    assert after.to_json()["works"] == {"me": True, "other_parent": None}
    assert after.to_json()["years"] == {"me": 3, "other_parent": 5}


def test_an_answer_for_everybody_takes_the_place_of_what_each_one_said():
    after = answering.with_answer(PARENTS, BOTH, "works", False)
    assert after.to_json() == {"works": False}

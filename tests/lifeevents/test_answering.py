"""Which answers a question takes, and what a changed answer strands."""

import pytest

from lifeevents import answering
from lifeevents.exceptions import BadAnswer
from procedures.conditions import Answers
from tests.lifeevents.guide_sample import sample

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

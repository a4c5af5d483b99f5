"""The portal's own content, for six families: exact list, order, dates and papers, judged by the raw facts."""

import datetime as dt

import pytest
from hypothesis import given, settings

from lifeevents import questions
from procedures.conditions import Answers
from tests import facts
from tests.lifeevents.judging import judge
from tests.lifeevents.personas import content, guide, personas, plan_for, told
from tests.lifeevents.test_planning import EVENTS, SOME_ANSWERS

PERSONAS = personas()
FAMILIES = {"hospital", "home", "self-employed", "twins", "adoption", "newcomer"}


def test_every_family_has_several_members_and_somebody_who_does_not_know() -> None:
    for family in FAMILIES:
        members = [persona for name, persona in PERSONAS.items() if name.startswith(family)]
        assert len(members) >= 2
        known = [len(persona["answers"]) for persona in members]
        assert min(known) < max(known), family


@pytest.mark.parametrize("name", PERSONAS)
def test_a_person_is_told_exactly_this(name: str) -> None:
    persona = PERSONAS[name]
    assert told(plan_for(persona)) == persona["expected"]


@pytest.mark.parametrize("name", PERSONAS)
def test_the_facts_say_the_same(name: str) -> None:
    persona = PERSONAS[name]
    judge(guide(), persona["answers"], event_on=persona["event_on"])


@settings(max_examples=300, deadline=None)
@given(SOME_ANSWERS, EVENTS)
def test_the_content_says_what_the_facts_say_whatever_is_answered(answers: dict, event_on: dt.date | None) -> None:
    judge(guide(), answers, event_on=event_on)


def test_the_content_puts_the_questions_of_the_facts() -> None:
    conditions = {one.id: one.ask_when for one in facts.guide().questions}
    assert {one.id: one.ask_when for one in guide().questions} == conditions
    assert set(guide().event.questions) == set(conditions)


@pytest.mark.parametrize(
    ("town", "code"), [("zaragoza", "50297"), ("huesca", "22125"), ("teruel", "44216"), ("jaca", "22130")]
)
def test_the_content_has_the_holidays_of_the_facts(town: str, code: str) -> None:
    days = {one.on for one in content().holidays if one.scope != "local" or one.municipality == code}
    assert days == {str(day) for day in facts.holidays(town).days}


def test_the_content_asks_first_what_cannot_wait() -> None:
    asked = Answers()
    put = []
    for value in ("birth", True, "no"):
        question = questions.next_question(guide(), asked)
        assert question is not None
        put.append(question)
        asked = asked.with_answer(question, value)
    assert put == ["route", "born_in_hospital", "hospital_sent_registration"]

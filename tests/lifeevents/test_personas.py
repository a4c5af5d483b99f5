"""The portal's own content: what it tells people of six life events, judged by the facts and by exact lists."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeevents import questions
from procedures.conditions import Answers
from tests import facts
from tests.lifeevents.judging import judge
from tests.lifeevents.personas import content, guide, personas, plan_for, told
from tests.lifeevents.test_planning import EVENTS

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
    judge(guide(), persona["answers"], event_on=persona["event_on"], what=facts.ours())


def some_answers(event: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return answers to some questions of an event: for everybody or, where each person is asked, person by person."""
    what = facts.ours(event)
    people = list(what["life_event"]["people"])
    possible: dict[str, st.SearchStrategy[Any]] = {}
    for question in what["questions"]:
        one = st.none() | st.sampled_from(facts.possible_answers(question, what))
        if question.get("per_person") and people:
            one |= st.fixed_dictionaries(dict.fromkeys(people, one))
        possible[question["id"]] = one
    return st.fixed_dictionaries(possible)


def some_steps(event: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from([one["id"] for one in facts.ours(event)["procedures"]]), max_size=4)


@pytest.mark.parametrize("event", facts.EVENTS)
@settings(max_examples=100, deadline=None)
@given(data=st.data(), event_on=EVENTS)
def test_the_content_says_what_the_facts_say_whatever_is_answered(event: str, data: Any, event_on: dt.date) -> None:
    answers, done = data.draw(some_answers(event)), data.draw(some_steps(event))
    judge(content().guide(event), answers, event_on=event_on, done=done, what=facts.ours(event))


EXAMPLES = {one.id: one for one in content().personas}


def test_every_event_has_example_people_and_some_who_do_not_know() -> None:
    for event in facts.EVENTS:
        examples = [one for one in EXAMPLES.values() if one.life_event == event]
        assert len(examples) >= 3
        asked = len(content().guide(event).event.questions)
        assert min(len(one.answers) for one in examples) < asked / 2 or any(
            item.state == "may_apply" for one in examples for item in one.expected
        )


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_person_gets_the_list_that_is_written_down(name: str) -> None:
    example = EXAMPLES[name]
    event_on = dt.date.fromisoformat(example.event_on) if example.event_on else None
    what = facts.ours(example.life_event)
    made = judge(content().guide(example.life_event), example.answers, event_on=event_on, what=what)
    assert {item.procedure: item.state for item in made.items} == {
        item.procedure: item.state for item in example.expected
    }


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

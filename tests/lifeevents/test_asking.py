"""Never a question that changes nothing, none left out that would: judged by trying every answer on small guides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeevents import people, questions
from lifeevents.guide import Guide
from procedures.conditions import evaluate
from tests.lifeevents.small_guides import everything, guides, planned, seen, slots, told

Values = tuple[Any, ...]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(guides(questions=3), st.data())
def test_a_question_is_put_when_and_only_when_it_can_change_the_plan(guide: Guide, data: st.DataObject) -> None:
    plans = {values: seen(planned(guide, told(guide, values))) for values in everything(guide)}
    values = data.draw(st.sampled_from(list(plans)))
    answers = told(guide, values)
    put = set(questions.ask(guide, answers).to_ask)
    # For whom each question is open, and whether it can be put to them now (True) or perhaps later (None).
    known = people.whole(guide, answers)
    there = people.presence(guide, known)
    now, opens = set(), set[str]()
    for spec in reversed(guide.questions):
        for place, (question, person) in enumerate(slots(guide)):
            each = people.is_put_to_each(guide, spec)
            if question != spec.id or values[place] is not None or (each and person not in there):
                continue
            may_ask = evaluate(spec.ask_when, known, person if each else None)
            if not (changes_something(plans, values, place) or question in opens) or may_ask.value is False:
                continue
            if may_ask.value:
                now |= {question} if changes_something(plans, values, place) else set()
            opens.update(may_ask.unknown)
            opens.update(there[person].unknown if each else ())
    assert now <= put
    assert put <= now | opens


def changes_something(plans: Mapping[Values, object], values: Values, place: int) -> bool:
    """Tell whether, with some answers to what is open, this one changes what a person sees."""
    return any(
        tried[place] is not None
        and all(value in (None, other) for value, other in zip(values, tried, strict=True))
        and seen_now != plans[(*tried[:place], None, *tried[place + 1 :])]
        for tried, seen_now in plans.items()
    )

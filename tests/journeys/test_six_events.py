"""From the life event's page to the list, question by question, for every example person of the six events.

Each walk answers what the pages ask, in Spanish or in English, and reads the list off its page. The second reading of
the facts says what has to be there, and what has to stand on the page of what is not for them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from lifeevents import editions, municipalities
from lifeevents.personas import PersonaSpec
from procedures import countries
from procedures.specs import QuestionSpec, say
from tests import facts
from tests.evaluator import Evaluator
from tests.lifeevents.personas import content

EXAMPLES = content().personas
pytestmark = pytest.mark.usefixtures("content")
QUESTIONS_AT_MOST = 30


class Walk:
    """One person's way through the pages."""

    def __init__(self, client: Client, example: PersonaSpec, language: str) -> None:
        self.client, self.example, self.language = client, example, language
        edition = editions.current(example.life_event)
        assert edition is not None
        self.guide = edition.guide
        self.slug = say(self.guide.event.slug, language).words
        self.asked: list[str] = []

    def url(self, name: str, **more: str) -> str:
        with translation.override(self.language):
            return reverse(f"lifeevents:{name}", kwargs={"event": self.slug, **more})

    def page(self, url: str) -> str:
        response = self.client.get(url)
        assert response.status_code == 200, url
        return response.content.decode()

    def to_the_list(self) -> None:
        """Give the date and answer until nothing more is asked."""
        on = self.example.event_on or self.example.due_on
        date = dt.date.fromisoformat(on) if on else None
        parts = {"date_day": date.day, "date_month": date.month, "date_year": date.year} if date else {"unknown": "1"}
        response = self.client.post(self.url("event_date"), parts)
        while (question := self._question_of(response.headers["Location"])) is not None:
            self.asked.append(question)
            assert len(self.asked) <= QUESTIONS_AT_MOST
            self.page(response.headers["Location"])
            response = self.client.post(response.headers["Location"], self._answer(question))
            assert response.status_code == 302, (question, self._answer(question))
        assert response.headers["Location"] == self.url("check")
        assert self.client.post(self.url("check")).status_code == 302

    def _question_of(self, url: str) -> str | None:
        return next((one for one in self.guide.event.questions if url == self.url("question", question=one)), None)

    def _answer(self, question: str) -> dict[str, Any]:
        spec = self.guide.question_by_id[question]
        given = self.example.answers.get(question)
        if question == "residence_municipality":
            place = municipalities.place(self.example.municipality)
            return {"name": place.name} if place else {"unknown": "1"}
        page = self.page(self.url("question", question=question))
        people = [one.person for one in self.guide.event.people if f'name="answer_{one.person}' in page]
        said = given if isinstance(given, dict) else dict.fromkeys(people, given)
        if people:  # each on their own part of the page
            return {
                key: value for one in people for key, value in self._field(spec, f"answer_{one}", said.get(one)).items()
            }
        if isinstance(given, dict):  # nobody else is asked
            given = given["me"]
        return {"unknown": "1"} if given is None else self._field(spec, "answer", given)

    def _field(self, spec: QuestionSpec, name: str, value: Any) -> dict[str, Any]:
        if value is None:
            by_choice = spec.asked_as == "options" and spec.type in {"bool", "enum", "multi"}
            return {name: "unknown"} if by_choice else {name.replace("answer_", "unknown_"): "1"}
        if spec.asked_as == "country":
            named = dict(countries.names(self.language))
            return {name: next(named[code] for code, group in countries.groups().items() if group == value)}
        if spec.type == "date":
            on = dt.date.fromisoformat(value)
            return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}
        return {name: {True: "yes", False: "no"}.get(value, value) if spec.type == "bool" else value}

    def listed(self, page: str) -> set[str]:
        """Return the procedures that a page links to."""
        return {one.id for one in self.guide.procedures if f'href="{self.url("item", procedure=one.id)}' in page}


@pytest.mark.parametrize("place", range(len(EXAMPLES)), ids=[one.id for one in EXAMPLES])
def test_an_example_person_walks_to_their_list(client: Client, place: int) -> None:
    example, language = EXAMPLES[place], ("es", "en")[place % 2]
    walk = Walk(client, example, language)
    walk.to_the_list()
    judge = Evaluator(facts.ours(example.life_event), answers_put(walk), today=timezone.localdate())
    states = judge.states()
    page = walk.page(walk.url("list"))
    assert walk.listed(page) >= set(states)
    for procedure in states:
        item = walk.page(walk.url("item", procedure=procedure))
        assert say(walk.guide.procedure_by_id[procedure].title, language).words.split("(")[0].strip() in item
    why_not = walk.page(walk.url("why_not"))
    for procedure in judge.left_out():
        assert f'id="{procedure}"' in why_not
        assert client.get(walk.url("item", procedure=procedure)).status_code in {302, 404}


def answers_put(walk: Walk) -> dict[str, Any]:
    """Return the answers that the pages asked for; nobody can give the others."""
    known = walk.example.answers
    asked = {*walk.asked, "municipality_under_10000"} if "residence_municipality" in walk.asked else set(walk.asked)
    return {question: value for question, value in known.items() if question in asked}

"""What the laboratory's pages show: runs with their findings told, and the list of a persona. Only reads."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from lifeevents import answering
from lifeevents.cms import subjects, telling
from lifeevents.cms.runs import Run, Tried
from lifeevents.cms.telling import Teller, Told, ToldTrial
from lifeevents.guide import Guide
from lifeevents.models import LifeEventPage
from lifeevents.planning import plan
from lifeevents.plans import Item, Plan
from procedures.conditions import Answers
from procedures.models import Holiday, ProcedurePage, Question
from procedures.specs import say


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with the addresses of its list and of what is to be mended: (name, address)."""

    told: Told
    list_url: str
    mend: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownTrial:
    told: ToldTrial
    list_url: str


@dataclass(frozen=True, slots=True)
class ShownGuide:
    """One guide of a run as shown."""

    tried: Tried
    title: str
    summary: str = ""
    by_severity: tuple[tuple[str, tuple[ShownFinding, ...]], ...] = ()
    failed: tuple[ShownTrial, ...] = ()
    passed: tuple[ShownTrial, ...] = ()
    lists_changed: str = ""
    changes: tuple[tuple[str, int], ...] = field(default=())

    def of(self, severity: str) -> tuple[ShownFinding, ...]:
        return dict(self.by_severity).get(severity, ())

    @property
    def blocks(self) -> tuple[ShownFinding, ...]:
        return self.of("blocks")

    @property
    def look(self) -> tuple[ShownFinding, ...]:
        return self.of("look")

    @property
    def information(self) -> tuple[ShownFinding, ...]:
        return self.of("information")


def run(run: Run, language: str) -> list[ShownGuide]:
    """Return the guides of a run as shown; empty while it is not finished."""
    if run.state != "finished":
        return []
    drafts = {one.life_event: one for one in subjects.drafts(run.subject)}
    pages = _Pages()
    return [_guide(one, drafts[one.life_event].guide, run, language, pages) for one in run.tried]


def _guide(tried: Tried, guide: Guide | None, run: Run, language: str, pages: _Pages) -> ShownGuide:
    title = say(tried.title, language).words
    if guide is None or tried.report is None:
        return ShownGuide(tried=tried, title=title)
    teller = Teller(guide, language)

    def list_url(answers: Mapping[str, Any], **more: str | None) -> str:
        query = {"run": run.id, "answers": json.dumps(answers), **{key: value for key, value in more.items() if value}}
        return f"{reverse('lifeevents_laboratory_list', args=[tried.life_event])}?{urlencode(query)}"

    def shown(severity: str) -> tuple[ShownFinding, ...]:
        return tuple(
            ShownFinding(
                told := teller.finding(one, tried.known),
                list_url(one.persona, event_on=one.event_on),
                pages.mend(told, tried.life_event, teller),
            )
            for one in tried.of(severity)
        )

    trials = [
        ShownTrial(
            teller.trial(one),
            list_url(
                one.persona.answers, event_on=one.persona.event_on, due_on=one.persona.due_on, on=one.persona.on,
                municipality=one.persona.municipality,
            ),
        )
        for one in tried.trials
    ]  # fmt: skip
    return ShownGuide(
        tried=tried,
        title=title,
        summary=telling.summary(tried),
        by_severity=tuple((severity, shown(severity)) for severity in ("blocks", "look", "information")),
        failed=tuple(one for one in trials if one.told.lines),
        passed=tuple(one for one in trials if not one.told.lines),
        lists_changed=telling.lists_changed(tried),
        changes=tuple((teller.change(line), line.lists) for line in tried.effect.lines),
    )


class _Pages:
    """Where procedures, questions and life events are edited. Three queries."""

    def __init__(self) -> None:
        self.procedures = dict(ProcedurePage.objects.in_source_language().values_list("procedure_id", "pk"))
        self.events = dict(LifeEventPage.objects.in_source_language().values_list("life_event_id", "pk"))
        self.questions = dict(Question.objects.values_list("public_id", "pk"))

    def mend(self, told: Told, life_event: str, teller: Teller) -> tuple[tuple[str, str], ...]:
        found = []
        for kind, id in told.mend:
            if kind == "question" and id in self.questions:
                url = reverse(Question.snippet_viewset.get_url_name("edit"), args=[self.questions[id]])
                found.append((teller.question(id), url))
            elif kind == "procedure" and id in self.procedures:
                found.append((teller.procedure(id), reverse("wagtailadmin_pages:edit", args=[self.procedures[id]])))
            elif kind == "life_event" and life_event in self.events:
                found.append((life_event, reverse("wagtailadmin_pages:edit", args=[self.events[life_event]])))
        return tuple(found)


# --- The list of a persona ---


@dataclass(frozen=True, slots=True)
class ShownItem:
    title: str
    item: Item
    dates: tuple[str, ...]
    papers: tuple[tuple[str, bool], ...]
    """Name, and whether it is certain."""
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownList:
    persona: str
    plan: Plan
    items: tuple[ShownItem, ...]
    left_out: tuple[str, ...]


def open_list(guide: Guide, answers: Any, options: Mapping[str, str], language: str) -> ShownList:
    """Return the list that these answers give. `options`: event_on, due_on, on (ISO), municipality.

    Raises: BadAnswer, ValueError, TypeError or AttributeError for answers that the guide does not take.
    """
    taken: dict[str, Any] = {}
    for question, value in answers.items():
        spec = guide.question_by_id.get(question)
        if spec is None:
            continue
        if isinstance(value, dict):
            taken[question] = {
                person: None if said is None else answering.checked(spec, said) for person, said in value.items()
            }
        else:
            taken[question] = answering.checked(spec, value)
    teller = Teller(guide, language)
    made = plan(
        guide,
        Answers.from_json(taken),
        event_on=_day(options.get("event_on")),
        due_on=_day(options.get("due_on")),
        today=_day(options.get("on")) or timezone.localdate(),
        holidays=Holiday.objects.for_municipality(options.get("municipality", "")),
    )
    return ShownList(
        persona=teller.persona(answers),
        plan=made,
        items=tuple(_item(one, teller) for one in made.items),
        left_out=tuple(teller.procedure(one.procedure) for one in made.excluded),
    )


def _item(item: Item, teller: Teller) -> ShownItem:
    return ShownItem(
        title=teller.procedure(item.procedure),
        item=item,
        dates=tuple(telling.deadline_with_date(one, teller.language) for one in item.deadlines),
        papers=tuple((teller.paper(one.requirement.document), one.certain) for one in item.papers),
        waits_for=tuple(teller.procedure(one) for one in item.waiting_for),
    )


def _day(day: str | None) -> dt.date | None:
    return dt.date.fromisoformat(day) if day else None

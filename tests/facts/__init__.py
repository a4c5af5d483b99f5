"""The raw facts as the tests' second source, and a small adapter that makes a guide of them.

`raw()` is for the independent evaluator; `guide()` lets the rules be tested without the portal's own content.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lifeevents.guide import Guide, LifeEventSpec, PhaseSpec, StepSpec
from procedures import conditions, specs
from procedures.deadlines import Holidays

FILE = Path(__file__).parent / "having_a_child.yaml"
DEADLINE_FIELDS = ("kind", "value", "unit", "direction", "relative_to", "edge", "extend_to")
LOOKUPS: dict[str, specs.Lookup] = {"no": "you_bring", "optional": "if_you_authorise", "yes": "unless_you_object"}


@cache
def raw() -> dict[str, Any]:
    return yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)


def holidays(municipality: str | None) -> Holidays:
    """Return the regional and, where there is a list, the local holidays."""
    days = []
    for year, block in raw()["holidays"].items():
        if str(year).isdigit():
            days += [*block["regional"], *block["local"].get(municipality, [])]
    return Holidays.of(dt.date.fromisoformat(str(day["date"])) for day in days)


@cache
def guide() -> Guide:
    """Return the raw facts as a guide with one phase."""
    facts = raw()
    event = facts["life_event"]
    procedures = tuple(_procedure(item) for item in facts["procedures"])
    return Guide(
        event=LifeEventSpec(
            id=event["id"],
            title={"es": event["title_es"]},
            slug={"es": "tener-un-hijo"},
            summary={},
            event_date_label={},
            phases=(PhaseSpec(id="all", title={"es": "Todo"}),),
            steps=tuple(StepSpec(procedure=item.id, phase="all") for item in procedures),
            questions=tuple(event["question_ids"]),
        ),
        procedures=procedures,
        questions=tuple(_question(item) for item in facts["questions"]),
        documents=tuple(specs.DocumentSpec(id=item["id"], name={"es": item["name_es"]}) for item in facts["documents"]),
        agencies=tuple(
            specs.AgencySpec(
                id=item["id"], name={"es": item["id"]}, slug={"es": item["id"]}, level="state", confidence="low"
            )
            for item in facts["agencies"]
        ),
        sources=(),
    )


def _question(item: dict[str, Any]) -> specs.QuestionSpec:
    return specs.QuestionSpec(
        id=item["id"],
        type=item["type"],
        text={"es": item["text_es"], "en": item["text_en"]},
        why={},
        options=tuple(specs.OptionSpec(value=one, label={"es": one}) for one in item.get("options", ())),
        ask_when=conditions.parse(item.get("ask_when", {"always": True})),
    )


def _procedure(item: dict[str, Any]) -> specs.ProcedureSpec:
    return specs.ProcedureSpec(
        id=item["id"],
        agency=item["agency"],
        title={"es": item["title_es"]},
        slug={"es": item["id"]},
        who=conditions.parse(item["who"]),
        requirements=tuple(
            specs.RequirementSpec(
                key=f"r{index}",
                document=need["doc"],
                form=need["form"],
                provided_by=need["provided_by"],
                lookup=LOOKUPS[need["consultable"]],
                when=conditions.parse(need.get("when", {"always": True})),
            )
            for index, need in enumerate(item["documents"])
        ),
        deadlines=tuple(
            specs.DeadlineSpec(
                key=f"d{index}",
                text={"es": one.get("note_es", "")},
                **{name: one.get(name) for name in DEADLINE_FIELDS},
            )
            for index, one in enumerate(item["deadlines"])
        ),
        prerequisites=tuple(specs.PrerequisiteSpec(**one) for one in item.get("prerequisites", ())),
        channels=tuple(_channels(item["channels"])),
        yields=tuple(item["outcome"]["documents"]),
        confidence="low",
    )


def _channels(item: dict[str, Any]) -> list[specs.ChannelSpec]:
    kinds: dict[str, specs.ChannelKind] = {"phone": "phone", "in_person": "visit", "post": "post"}
    found = [specs.ChannelSpec(kind=kind) for key, kind in kinds.items() if item[key]["available"]]
    if item["online"]["available"]:
        free = "sin_certificado" in item["online"]["auth"]
        found.append(specs.ChannelSpec(kind="online" if free else "online_identity"))
    return found


def possible_answers(question: dict[str, Any]) -> list[Any]:
    """Return answers that between them make every leaf of the facts true and false."""
    if question["type"] == "bool":
        return [True, False]
    if question["type"] == "int":
        return [0, 1, 2, 3, 11, 12]
    if question["type"] == "multi":
        options = question["options"]
        return [*([one] for one in options), options[:2], [options[0], options[-1]]]
    return list(question["options"])

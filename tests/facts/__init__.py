"""The raw facts as the tests' second source, and a small adapter that makes a guide of them.

`raw()` is what the public facts say of one event; `ours()` the same with what the portal adds or reads more exactly,
said again by hand in `ours.yaml`. Both are for the independent evaluator; `guide()` lets the rules be tested without
the portal's own content.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lifeevents.guide import Guide, LifeEventSpec, PhaseSpec, StepSpec
from procedures import conditions, specs
from procedures.deadlines import Holidays

FOLDER = Path(__file__).parent
EVENTS = (
    "having_a_child", "losing_a_job", "relative_dies", "moving_home", "dependency_disability", "retiring",
)  # fmt: skip
DEADLINE_FIELDS = ("kind", "value", "unit", "direction", "relative_to", "edge", "extend_to")
LOOKUPS: dict[str, specs.Lookup] = {"no": "you_bring", "optional": "if_you_authorise", "yes": "unless_you_object"}


@cache
def everything() -> dict[str, Any]:
    return _read("aragon.yaml")


def _read(name: str) -> dict[str, Any]:
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


@cache
def raw(event: str = "having_a_child") -> dict[str, Any]:
    """Return the facts of one life event."""
    facts = everything()
    (life_event,) = (one for one in facts["life_events"] if one["id"] == event)
    procedures = _in_order(facts["procedures"], life_event["procedure_ids"])
    return {
        "life_event": life_event,
        "questions": _in_order(facts["questions"], life_event["question_ids"]),
        "procedures": procedures,
        "documents": _used(facts["documents"], procedures),
        "agencies": [one for one in facts["agencies"] if one["id"] in {item["agency"] for item in procedures}],
        "holidays": facts["holidays"],
    }


@cache
def ours(event: str = "having_a_child") -> dict[str, Any]:
    """Return the facts of one life event with what the portal adds to them."""
    facts, more = copy.deepcopy(raw(event)), _read("ours.yaml")
    here = more["events"][event]
    ids: list[str] = []
    for question in [*facts["life_event"]["question_ids"], ""]:
        ids += [question] * bool(question) + here["questions"].get(question, [])
    facts["life_event"] |= {"question_ids": ids, "people": here.get("people", {})}
    facts["questions"] = _in_order([*everything()["questions"], *more["questions"]], ids)
    facts["procedures"] += more["procedures"]
    facts["documents"] = _used([*everything()["documents"], *more["documents"]], facts["procedures"])
    for question in facts["questions"]:
        question |= more["change_questions"].get(question["id"], {})
    for procedure in facts["procedures"]:
        procedure |= more["change_procedures"].get(procedure["id"], {})
        procedure["documents"] = [*_had_already(procedure, more["had_already"])]
        for paper in procedure["documents"]:
            paper |= more["papers"].get(procedure["id"], {}).get(paper["doc"], {})
        for number, deadline in enumerate(procedure["deadlines"]):
            relative = deadline.get("relative_to")
            deadline["relative_to"] = more["relative_to"].get(relative, relative)
            deadline |= more["change_deadlines"].get(f"{procedure['id']} {number}", {})
    return facts


def _had_already(procedure: dict[str, Any], had: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for paper in procedure["documents"]:
        when = had.get(paper["doc"])
        if when and paper["provided_by"] == "previous_procedure" and procedure["id"] not in when.get("never_for", ()):
            yield {**paper, "when": when["given"]}
            yield {**paper, "when": when["had"], "provided_by": "citizen"}
        else:
            yield paper


def _in_order(items: list[dict[str, Any]], ids: list[str]) -> list[dict[str, Any]]:
    by_id = {one["id"]: one for one in items}
    return [copy.deepcopy(by_id[one]) for one in ids]


def _used(documents: list[dict[str, Any]], procedures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    used = {need["doc"] for item in procedures for need in item["documents"]}
    used |= {document for item in procedures for document in item["outcome"]["documents"]}
    used |= {one["via_document"] for item in procedures for one in item.get("prerequisites", ())}
    return [one for one in documents if one["id"] in used]


def holidays(municipality: str | None) -> Holidays:
    """Return the regional and, where there is a list, the local holidays."""
    days = []
    for year, block in everything()["holidays"].items():
        if str(year).isdigit():
            days += [*block["regional"], *block["local"].get(municipality, [])]
    return Holidays.of(dt.date.fromisoformat(str(day["date"])) for day in days)


@cache
def guide(event_id: str = "having_a_child") -> Guide:
    """Return the raw facts of one life event as a guide with one phase."""
    facts = raw(event_id)
    event = facts["life_event"]
    procedures = tuple(_procedure(item) for item in facts["procedures"])
    return Guide(
        event=LifeEventSpec(
            id=event["id"],
            title={"es": event["title_es"]},
            slug={"es": event["id"]},
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


def possible_answers(question: dict[str, Any], facts: dict[str, Any] | None = None) -> list[Any]:
    """Return answers that between them make every leaf of the facts true and false."""
    if question["type"] == "bool":
        return [True, False]
    if question["type"] == "int":
        limits = {leaf["value"] for leaf in _leaves(facts or raw()) if leaf["q"] == question["id"]}
        return sorted({0, 1, *(limit + step for limit in limits for step in (-1, 0, 1) if limit + step >= 0)})
    if question["type"] == "date":
        return ["2026-02-27", "2026-12-31"]
    if question["type"] == "multi":
        options = question["options"]
        return [*([one] for one in options), options[:2], [options[0], options[-1]]]
    return list(question["options"])


def _leaves(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if "op" in content:
            yield content
        for value in content.values():
            yield from _leaves(value)
    elif isinstance(content, list):
        for value in content:
            yield from _leaves(value)

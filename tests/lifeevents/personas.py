"""Six families and their members: what they answer, and exactly what they are told.

`personas.yaml` holds both. After a change of content that is meant, `python -m tests.lifeevents.personas` writes the
expected part again; read the difference before committing it. The independent evaluator judges it in any case.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lifeevents.guide import Guide
from lifeevents.planning import Plan
from portal.content.reader import Content, read
from tests.lifeevents.judging import plan_of

FILE = Path(__file__).with_suffix(".yaml")
CONTENT = Path(__file__).parents[2] / "portal" / "content" / "aragon"


@cache
def content() -> Content:
    return read(CONTENT)


@cache
def guide() -> Guide:
    return content().guide("having_a_child")


def personas() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def plan_for(persona: dict[str, Any]) -> Plan:
    return plan_of(guide(), persona["answers"], event_on=persona["event_on"], today=persona["today"])


def told(plan: Plan) -> dict[str, Any]:
    """Return what a person is told, in a form that people can read and compare."""
    return {
        "next": plan.next_item,
        "list": [
            f"{item.procedure} | {item.phase} | {item.status}" + (" | may apply" if item.state == "may_apply" else "")
            for item in plan.items
        ],
        "dates": {
            item.procedure: dates
            for item in plan.items
            if (dates := [f"{one.spec.kind} {_date(one)}" for one in item.deadlines if one.on or one.opens_on])
        },
        "papers": {one.document: f"{one.form} | {one.lookup} | {len(one.serves)}" for one in plan.folder.lines},
        "papers_perhaps": [one.document for one in plan.folder.perhaps],
    }


def _date(one: Any) -> str:
    return f"{one.on}{' passed' if one.passed else ''}" if one.on else f"from {one.opens_on}"


def write() -> None:
    """Write the expected part again."""
    everybody = personas()
    for persona in everybody.values():
        assert isinstance(persona["event_on"], dt.date)
        persona["expected"] = told(plan_for(persona))
    text = yaml.safe_dump(everybody, allow_unicode=True, sort_keys=False, width=120)
    FILE.write_text("# Written by tests/lifeevents/personas.py; answers are edited by hand.\n" + text, encoding="utf-8")


if __name__ == "__main__":
    write()

"""What the laboratory says: findings, and what was examined to find them.

Pure.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from procedures.conditions import Condition, Value

Severity = Literal["blocks", "look", "information"]
"""Blocks publishing; worth a look; nothing wrong, good to know."""
SEVERITIES: tuple[Severity, ...] = ("blocks", "look", "information")
Kind = Literal[
    "item_never", "item_always", "item_open", "paper_never", "paper_open", "paper_missing", "paper_unyielded",
    "person_open", "circle", "question_idle", "question_in_vain", "question_order", "deadline_impossible",
    "deadline_tight", "refusal_alone",
]  # fmt: skip
KINDS: dict[Kind, Severity] = {
    "item_never": "blocks",
    "item_always": "information",
    "item_open": "blocks",
    "paper_never": "look",
    "paper_open": "blocks",
    "paper_missing": "blocks",
    "paper_unyielded": "blocks",
    "person_open": "blocks",
    "circle": "blocks",
    "question_idle": "blocks",
    "question_in_vain": "look",
    "question_order": "blocks",
    "deadline_impossible": "blocks",
    "deadline_tight": "look",
    "refusal_alone": "look",
}
"""Every kind of finding, and how grave it is unless the finding says otherwise.

item_never: a procedure on nobody's list. item_always: on everybody's. item_open: with every question answered, it is
still not known whether it is for the person. paper_never: asked by a procedure, and needed by nobody. paper_open: like
item_open. paper_missing: somebody needs it, and nothing on their list gives it. paper_unyielded: needed from an earlier
procedure, and no procedure at all gives it. person_open: not known whether somebody is on the list. circle: procedures
that wait for each other. question_idle: nothing depends on it. question_in_vain: put to people for whom nothing depends
on it. question_order: `ask_when` looks at a later question, at itself, or at none of the guide. deadline_impossible:
over before it can be done. deadline_tight: over before it can be done if the others take the time that they publish.
refusal_alone: not for the person, and nothing is named to look at instead.
"""


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fault, or one thing good to know, and the smallest persona that shows it.

    `persona`: answers in the form of the API. `shown_by`: how many full combinations show it. `path`: procedures of a
    circle, those that would give a paper, those named instead, or questions out of order. `values`, `ranges` (of
    numbers, both ends included): the answers of `given_question` for which a question is put in vain; `proposal`: the
    `ask_when` that would keep it out. `event_on`: a day that shows it (ISO); empty: every day does.
    """

    kind: Kind
    severity: Severity
    procedure: str = ""
    requirement: str = ""
    document: str = ""
    question: str = ""
    person: str = ""
    deadline: str = ""
    path: tuple[str, ...] = ()
    given_question: str = ""
    values: tuple[Value, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    proposal: Condition | None = None
    event_on: str = ""
    persona: dict[str, Any] = {}
    shown_by: int = 0

    @property
    def about(self) -> tuple[str, ...]:
        """Return what tells this finding from every other one of a guide, whatever persona shows it."""
        where = (self.procedure, self.requirement, self.document, self.question, self.person, self.deadline)
        return (self.kind, *where, self.given_question, *self.path)


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was examined.

    `questions`: on which it depends. `examined`: combinations of their answers that were looked at; `represented`: full
    combinations of the guide that those stand for, which is all of them.
    """

    kind: Kind
    where: str
    questions: tuple[str, ...]
    examined: int
    represented: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything found in one guide, the gravest first.

    `combinations`: how many full combinations of answers the guide has.
    """

    life_event: str
    combinations: int
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]

    @property
    def examined(self) -> int:
        return sum(check.examined for check in self.checks)

    @property
    def represented(self) -> int:
        return sum(check.represented for check in self.checks)

    @property
    def blocks(self) -> bool:
        """Tell whether something has to be mended before publishing."""
        return any(finding.severity == "blocks" for finding in self.findings)

"""Findings, example people and changes as sentences in the editor's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from lifeevents.cms.effects import Line
from lifeevents.cms.runs import Tried
from lifeevents.guide import Guide
from lifeevents.laboratory.findings import Finding
from lifeevents.laboratory.trials import Fault, Trial
from lifeevents.plans import DatedDeadline
from procedures import sentences
from procedures.conditions import EVERYBODY, AllOf, Leaf, Value
from procedures.specs import Text, say

SENTENCES = {
    "item_never": gettext_noop("“%(procedure)s” is on nobody's list: no combination of answers meets its condition."),
    "item_always": gettext_noop("“%(procedure)s” is on everybody's list."),
    "item_always_in_spite": gettext_noop("“%(procedure)s” has a condition, and is on everybody's list all the same."),
    "item_open": gettext_noop(
        "Nothing is left to ask, and it is still not known whether “%(procedure)s” is for the person."
    ),
    "paper_never": gettext_noop("Nobody ever needs “%(paper)s” for “%(procedure)s”."),
    "paper_open": gettext_noop(
        "Nothing is left to ask, and it is still not known whether “%(procedure)s” needs “%(paper)s”."
    ),
    "paper_missing": gettext_noop(
        "“%(procedure)s” asks for “%(paper)s” from an earlier procedure, and nothing on the person's list gives it."
    ),
    "paper_unyielded": gettext_noop(
        "“%(procedure)s” asks for “%(paper)s” from an earlier procedure, and no procedure gives it."
    ),
    "person_open": gettext_noop(
        "Nothing is left to ask, and it is still not known whether “%(person)s” is on the list."
    ),
    "circle": gettext_noop("These wait for each other: %(way)s."),
    "question_never": gettext_noop("Nobody is ever asked “%(question)s”."),
    "question_idle": gettext_noop("“%(question)s” settles nothing: no list changes with the answer."),
    "question_in_vain": gettext_noop(
        "“%(question)s” settles nothing for whoever has answered “%(given)s” with %(values)s."
    ),
    "question_order": gettext_noop(
        "When “%(question)s” is asked depends on %(others)s: asked later, or not asked in this guide."
    ),
    "deadline_impossible": gettext_noop("“%(procedure)s” cannot be done in time. The deadline: %(deadline)s."),
    "deadline_tight": gettext_noop(
        "“%(procedure)s” cannot be done in time if what comes first takes as long as its agency publishes. "
        "The deadline: %(deadline)s."
    ),
    "refusal_alone": gettext_noop("“%(procedure)s” is not for the person, and nothing is named to look at instead."),
    "refusal_with_others": gettext_noop("“%(procedure)s” is not for the person, and neither is what is named instead."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as shown: the sentence, who shows it, what to do, and where to mend it.

    `query`: opens the list of the smallest persona. `mend`: (kind, id) of what to edit.
    """

    finding: Finding
    sentence: str
    persona: str
    share: str
    advice: str = ""
    is_new: bool = False
    mend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ToldTrial:
    name: str
    story: str
    lines: tuple[str, ...] = field(default=())
    trial: Trial | None = None


class Teller:
    """Tells what was found in one guide."""

    def __init__(self, guide: Guide, language: str) -> None:
        self.guide = guide
        self.language = language
        # What was taken out of the guide still has a name in an older report.
        self._titles = {one.id: one.title for one in guide.procedures}
        self._people: Mapping[str, Text] = {one.person: one.name for one in guide.event.people}

    # --- Names ---

    def _said(self, text: Text, id: str) -> str:
        return say(text, self.language).words or id

    def procedure(self, id: str) -> str:
        return self._said(self._titles.get(id, {}), id)

    def paper(self, id: str) -> str:
        paper = self.guide.document_by_id.get(id)
        return self._said(paper.name, id) if paper else id

    def question(self, id: str) -> str:
        spec = self.guide.question_by_id.get(id)
        return self._said(spec.text, id) if spec else id

    def deadline(self, procedure: str, key: str) -> str:
        spec = self.guide.procedure_by_id.get(procedure)
        found = next((one for one in spec.deadlines if one.key == key), None) if spec else None
        return (self._said(found.text, key) if found else key).rstrip(".")

    def _quoted(self, names: Iterable[str]) -> str:
        return ", ".join(_("“%s”") % name for name in names)

    # --- Findings ---

    def finding(self, one: Finding, known: Iterable[tuple[str, ...]] = ()) -> Told:
        """Return a finding as it is shown."""
        return Told(
            finding=one,
            sentence=self._sentence(one),
            persona=self.persona(one.persona),
            share=_number(one.shown_by),
            advice=self._advice(one),
            is_new=one.about not in tuple(known),
            mend=_where_to_mend(one),
        )

    def _sentence(self, one: Finding) -> str:
        kind: str = one.kind
        if kind == "item_always" and one.severity != "information":
            kind = "item_always_in_spite"
        if kind == "question_idle" and not one.shown_by:
            kind = "question_never"
        if kind == "refusal_alone" and one.path:
            kind = "refusal_with_others"
        return _(SENTENCES[kind]) % {
            "procedure": self.procedure(one.procedure),
            "paper": self.paper(one.document),
            "question": self.question(one.question),
            "given": self.question(one.given_question),
            "values": self._given(one),
            "person": self._said(self._people.get(one.person, {}), one.person),
            "deadline": self.deadline(one.procedure, one.deadline),
            "others": self._quoted(self.question(each) for each in one.path) if one.question else "",
            "way": " → ".join(self.procedure(step) for step in (*one.path, *one.path[:1])),
        }

    def _given(self, one: Finding) -> str:
        if one.ranges:
            return ", ".join(_range(first, last) for first, last in one.ranges)
        spec = self.guide.question_by_id.get(one.given_question)
        labels = {option.value: self._said(option.label, option.value) for option in spec.options} if spec else {}
        return ", ".join(self._label(value, labels) for value in one.values)

    def _label(self, value: Value, labels: Mapping[str, str]) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        several = value if isinstance(value, tuple) else (value,)
        return " + ".join(_("“%s”") % labels.get(str(each), str(each)) for each in several)

    def _advice(self, one: Finding) -> str:
        if one.proposal is not None:
            words = sentences.in_words(one.proposal, self.guide.question_by_id, self.language)
            return _("Ask it only when: %s.") % words
        if one.kind == "paper_missing":
            givers = self._quoted(self.procedure(each) for each in one.path)
            return _("It is given by %s, which is not on that list.") % givers if givers else ""
        if one.event_on:
            return _("For example when it happens on %s.") % _date(one.event_on)
        return ""

    def persona(self, answers: Mapping[str, Any]) -> str:
        """Return answers as a sentence."""
        by_person: dict[str, list[Leaf]] = {}
        for question, value in answers.items():
            for person, said in value.items() if isinstance(value, dict) else ((EVERYBODY, value),):
                if said is not None:
                    op = "includes_any" if isinstance(said, list | tuple) else "eq"
                    held = tuple(said) if isinstance(said, list | tuple) else said
                    by_person.setdefault(person, []).append(Leaf(question, op, held))  # type: ignore[arg-type]  # one of two ops
        parts = []
        for person, leaves in by_person.items():
            condition = leaves[0] if len(leaves) == 1 else AllOf(tuple(leaves))
            words = sentences.in_words(condition, self.guide.question_by_id, self.language)
            name = self._said(self._people.get(person, {}), person)
            parts.append(words if person == EVERYBODY else f"{name}: {words}")
        return ". ".join(parts) + "." if parts else _("Anybody, whatever they answer.")

    # --- Example people, and what changes ---

    def trial(self, one: Trial) -> ToldTrial:
        persona = one.persona
        return ToldTrial(
            name=self._said(persona.name, persona.id),
            story=say(persona.story, self.language).words,
            lines=tuple(self._fault(fault) for fault in one.faults),
            trial=one,
        )

    def _fault(self, fault: Fault) -> str:
        names = {
            "procedure": self.procedure(fault.procedure),
            "question": self.question(fault.question),
            "deadline": self.deadline(fault.procedure, fault.deadline),
            "expected": _date(fault.expected) if fault.kind == "date" else _state(fault.expected),
            "found": _date(fault.found) if fault.kind == "date" else _state(fault.found),
        }
        match fault.kind:
            case "missing":
                text = _("“%(procedure)s” is missing.")
            case "too_much":
                text = _("“%(procedure)s” is on the list, and should not be.")
            case "state":
                text = _("“%(procedure)s”: %(found)s; it should be: %(expected)s.")
            case "date" if fault.found:
                text = _("“%(procedure)s”, %(deadline)s: %(found)s; it should be %(expected)s.")
            case "date":
                text = _("“%(procedure)s”, %(deadline)s: no date; it should be %(expected)s.")
            case _:
                text = _("They answer “%(question)s”, which is not in the guide.")
        return text % names

    def change(self, line: Line) -> str:
        """Return one change on saved lists, with how many."""
        names = {
            "procedure": self.procedure(line.procedure),
            "paper": self.paper(line.about),
            "deadline": self.deadline(line.procedure, line.about),
        }
        match line.kind:
            case "added":
                text = _("“%(procedure)s” comes in.")
            case "removed":
                text = _("“%(procedure)s” goes out.")
            case "state":
                text = _("“%(procedure)s” changes between “for you” and “may be for you”.")
            case "date":
                text = _("“%(procedure)s”: another date. %(deadline)s.")
            case "paper_added":
                text = _("“%(procedure)s” asks for “%(paper)s” besides.")
            case "paper_removed":
                text = _("“%(procedure)s” does not ask for “%(paper)s” any more.")
            case _:
                text = _("“%(procedure)s” asks for “%(paper)s” in another way.")
        return text % names


def summary(tried: Tried) -> str:
    """Return what was looked at, in one sentence."""
    report = tried.report
    if report is None:
        return ""
    return _(
        "%(examined)s combinations of answers looked at, which stand for all %(combinations)s, in %(seconds)s seconds."
    ) % {
        "examined": _number(report.examined),
        "combinations": _number(report.combinations),
        "seconds": number_format(tried.seconds, 2),
    }


def lists_changed(tried: Tried) -> str:
    """Return how many saved lists a draft changes."""
    effect = tried.effect
    if not effect.changed:
        return _("It changes no saved list.")
    return ngettext(
        "This changes %(changed)s saved list of %(of)s.",
        "This changes %(changed)s saved lists of %(of)s.",
        effect.changed,
    ) % {"changed": _number(effect.changed), "of": _number(effect.looked_at)}


def _where_to_mend(one: Finding) -> tuple[tuple[str, str], ...]:
    if one.kind in ("question_in_vain", "question_idle", "question_order"):
        return (("question", one.question),)
    if one.kind == "circle":
        return tuple(("procedure", step) for step in one.path)
    if one.kind == "person_open":
        return (("life_event", ""),)
    return (("procedure", one.procedure),)


def _number(value: int) -> str:
    return number_format(value, 0, force_grouping=True)


def _range(first: int, last: int) -> str:
    if first == last:
        return _number(first)
    return _("%(first)s to %(last)s") % {"first": _number(first), "last": _number(last)}


def _date(day: str) -> str:
    found = parse_date(day) if day else None
    return date_format(found, "DATE_FORMAT") if isinstance(found, dt.date) else day


def _state(state: str) -> str:
    return {"applies": _("for the person"), "may_apply": _("may be for the person")}.get(state, state)


def deadline_with_date(one: DatedDeadline, language: str) -> str:
    """Return a deadline's sentence, with its dates where there are any."""
    words = say(one.spec.text, language).words
    days = [date_format(day, "DATE_FORMAT") for day in (one.opens_on, one.on) if day]
    return f"{words} ({' – '.join(days)})" if days else words

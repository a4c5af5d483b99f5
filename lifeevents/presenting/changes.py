"""What changed on a list, item by item, with old and new and why: for the page, for the message, and for a new date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lifeevents import comparing, editions, planning
from lifeevents.editions import Edition
from lifeevents.guide import Guide
from lifeevents.liststate import ListState, MovedFrom
from lifeevents.models import ChecklistChange, GuideEdition
from lifeevents.plans import Change, Difference, Plan
from lifeevents.presenting import words
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import DeadlineSpec, ProcedureSpec, Said, say
from sitekit import dates

NOTHING_SAID = Said("", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed, as a sentence; `before` and `now` are its two values in words, "" where there is none."""

    kind: str
    words: str
    before: str = ""
    now: str = ""
    rule: Said | None = None
    """Of a date: the rule in words, as it is now."""


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What changed of one procedure. `kind`: "added", "removed" or "changed"."""

    procedure: str
    kind: str
    title: Said
    agency: str
    lines: tuple[Line, ...]
    why: str
    reason: Said = NOTHING_SAID
    """What the editor said about it, in their own language."""


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """Everything that changed on a list, in the order of the new one.

    `strong`: how much, in one sentence. `why`: what all of it comes from. `edition_before`, `edition_now`: public codes
    that open what each edition says; "" when the edition is the same.
    """

    items: tuple[ItemChange, ...]
    strong: str
    why: str
    edition_before: str = ""
    edition_now: str = ""

    def __bool__(self) -> bool:
        return bool(self.items)


@dataclass(frozen=True, slots=True)
class _Why:
    words: str
    reason: Said = NOTHING_SAID


def of_edition(change: ChecklistChange, state: ListState, language: str) -> WhatChanged:
    """Return what a new edition changes on a saved list; the active language must be `language`.

    `state`: the list as it is, with the edition it keeps. Three queries, and those of the editions and holidays that
    this process has not met.
    """
    found = editions.get_many({change.from_edition_id, change.to_edition_id})
    old, new = found[change.from_edition_id], found[change.to_edition_id]
    difference = msgspec.convert(change.difference, Difference)
    plan = comparing.moved_to(state, new).plan(with_questions=False)
    between = GuideEdition.objects.filter(
        life_event=new.life_event, number__gt=old.number, number__lte=new.number
    ).order_by("number")
    changed: dict[str, tuple[int, dt.datetime, str]] = {}
    for number, at, procedures in between.values_list("number", "created_at", "changed"):
        changed |= {procedure: (number, at, reason) for procedure, reason in procedures.items()}

    def why(procedure: ProcedureSpec, guide: Guide) -> _Why:
        number, at, reason = changed.get(procedure.id, (new.number, new.created_at, ""))
        given = {"date": _day(timezone.localdate(at)), "n": number}
        if procedure.id not in changed:
            said = _("The guide changed on %(date)s (edition %(n)d).")
        else:
            said = _("%(agency)s changed what it publishes about this on %(date)s (edition %(n)d).")
            given["agency"] = words.capital(words.agency_name(guide, procedure, language).words)
        return _Why(said % given, Said(reason, SOURCE_LANGUAGE))

    teller = _Teller(old.guide, new.guide, plan, language)
    items = teller.items(difference, why)
    overall = _("What is published changed on %(date)s. Your list keeps what it said until you say otherwise.")
    return WhatChanged(
        items=items,
        strong=_strong(len(items)),
        why=overall % {"date": _day(timezone.localdate(new.created_at))},
        edition_before=old.code,
        edition_now=new.code,
    )


def told_to_agency(
    change: ChecklistChange, agency: str, old: Edition, new: Edition, language: str
) -> tuple[ItemChange, ...]:
    """Return the changes of one agency's procedures, without anything of the list: what its editors may know."""
    difference = msgspec.convert(change.difference, Difference)
    items = _Teller(old.guide, new.guide, None, language).items(difference, lambda _procedure, _guide: _Why(""))
    guides = (new.guide, old.guide)
    return tuple(
        replace(one, lines=tuple(_without_date(line) for line in one.lines))
        for one in items
        if _agency_of(one.procedure, guides) == agency
    )


def _without_date(line: Line) -> Line:
    """Return a line that does not tell when the person's event was."""
    if line.kind != "date":
        return line
    rule = line.rule.words if line.rule else ""
    return Line("date", _("A date moves. The rule says now: %(rule)s") % {"rule": rule} if rule else _("A date moves."))


def _agency_of(procedure: str, guides: Sequence[Guide]) -> str:
    return next(guide.procedure_by_id[procedure].agency for guide in guides if procedure in guide.procedure_by_id)


def of_date(state: ListState, language: str) -> WhatChanged | None:
    """Return what moved with the last change of date, until the person has seen it; None when it did not change.

    No query but for holidays this process has not met.
    """
    was = state.moved_from
    if was is None:
        return None
    before = replace(state, event_on=was.event_on, due_on=was.due_on, event_at_time=was.event_at_time)
    old, new = before.plan(with_questions=False), state.plan(with_questions=False)
    difference = comparing.still_open(planning.difference(old, new), old, new)
    why = _why_moved(was, state)
    items = _Teller(state.guide, state.guide, new, language).items(difference, lambda _procedure, _guide: _Why(why))
    return WhatChanged(items=items, strong=_strong(len(items)), why=why)


def _strong(n: int) -> str:
    if not n:
        return _("Nothing else changes on your list.")
    return ngettext("%(n)d thing changes on your list.", "%(n)d things change on your list.", n) % {"n": n}


def _why_moved(was: MovedFrom, state: ListState) -> str:
    expected_before, expected_now = was.event_on is None, state.event_on is None
    old, new = was.event_on or was.due_on, state.event_on or state.due_on
    if new is None:
        return _("Because you took the date back. It was %(old)s.") % {"old": _day(old)} if old else ""
    given = {"old": _day(old) if old else "", "new": _day(new)}
    if old == new and expected_before and not expected_now:
        return _("Because the expected date, %(new)s, is now the real one.") % given
    if old == new:
        return _("Because you changed the hour of %(new)s.") % given
    if expected_before and not expected_now:
        return _("Because it was expected on %(old)s, and the date is now %(new)s.") % given
    if expected_before and expected_now:
        return _("Because the expected date changed from %(old)s to %(new)s.") % given
    return _("Because the date changed from %(old)s to %(new)s.") % given


def _day(on: dt.date) -> str:
    return dates.in_words(on)


class _Teller:
    """Tells the changes of one list; lives for one call."""

    def __init__(self, old: Guide, new: Guide, plan: Plan | None, language: str) -> None:
        self.old, self.new, self.plan, self.language = old, new, plan, language

    def items(self, difference: Difference, why: Callable[[ProcedureSpec, Guide], _Why]) -> tuple[ItemChange, ...]:
        """Return the changes by procedure, in the order they come."""
        by_procedure: dict[str, list[Change]] = {}
        for one in difference.changes:
            by_procedure.setdefault(one.procedure, []).append(one)
        found = []
        for procedure, changes in by_procedure.items():
            guide = self.new if procedure in self.new.procedure_by_id else self.old
            spec = guide.procedure_by_id[procedure]
            kinds = {one.kind for one in changes}
            said = why(spec, guide)
            found.append(
                ItemChange(
                    procedure=procedure,
                    kind="added" if "added" in kinds else "removed" if "removed" in kinds else "changed",
                    title=say(spec.title, self.language),
                    agency=words.agency_name(guide, spec, self.language).words,
                    lines=tuple(self._line(one) for one in changes),
                    why=said.words,
                    reason=said.reason,
                )
            )
        return tuple(found)

    def _line(self, change: Change) -> Line:
        match change.kind:
            case "added":
                return self._added(change)
            case "removed":
                return Line("removed", _("It is not on your list any more."))
            case "state":
                now_certain = change.now == "applies"
                said = (
                    _("It is for you. Before, it was only perhaps for you.")
                    if now_certain
                    else _("Now it is only perhaps for you: it depends on an answer. Before, it was for you.")
                )
                return Line("state", said)
            case "date":
                return self._date(change)
        return self._paper(change)

    def _added(self, change: Change) -> Line:
        item = self.plan.item(change.procedure) if self.plan else None
        due = item.next_deadline if item else None
        said = _("It is new on your list.") if change.now == "applies" else _("It is new on your list, as a perhaps.")
        if due is None or due.on is None or due.passed:
            return Line("added", said)
        now = _day(due.on)
        last = _("Until %(date)s.") % {"date": now}
        return Line("added", f"{said} {words.capital(last)}", now=now, rule=say(due.spec.text, self.language))

    def _date(self, change: Change) -> Line:
        spec = self._deadline(self.new, change) or self._deadline(self.old, change)
        before, now = (_day(dt.date.fromisoformat(on)) if on else "" for on in (change.before, change.now))
        said = _date_words(spec, before=before, now=now) % {"before": before, "now": now}
        rule = say(spec.text, self.language) if spec and spec.text else None
        return Line("date", said, before=before, now=now, rule=rule)

    @staticmethod
    def _deadline(guide: Guide, change: Change) -> DeadlineSpec | None:
        procedure = guide.procedure_by_id.get(change.procedure)
        return next((one for one in procedure.deadlines if one.key == change.about), None) if procedure else None

    def _paper(self, change: Change) -> Line:
        document = self.new.document_by_id.get(change.about) or self.old.document_by_id.get(change.about)
        name = say(document.name, self.language).words if document else change.about
        before, now = (_form(form) if form else "" for form in (change.before, change.now))
        given = {"paper": name, "before": before, "now": now}
        match change.kind:
            case "paper_added":
                said = _("One paper more: %(paper)s (%(now)s).")
            case "paper_removed":
                said = _("You need this paper no more: %(paper)s.")
            case _:
                said = _("%(paper)s: it was %(before)s, and now it is %(now)s.")
        return Line(change.kind, said % given, before=before, now=now)


def _date_words(spec: DeadlineSpec | None, *, before: str, now: str) -> str:
    if not now:
        return _("It has no date any more. Before, it was %(before)s.")
    opens = spec is not None and spec.kind == "window" and spec.edge == "opens"
    if not before:
        return _("It now opens on a known day: %(now)s.") if opens else _("It now has a date: %(now)s.")
    if opens:
        return _("It opens on %(now)s. Before, it was %(before)s.")
    if spec is not None and spec.kind == "recommended":
        return _("Better before %(now)s. Until now, it was %(before)s.")
    if spec is not None and spec.kind == "window":
        return _("It closes on %(now)s. Before, it was %(before)s.")
    return _("The last day is %(now)s. Before, it was %(before)s.")


def _form(form: str) -> str:
    return {
        "original_and_copy": pgettext("form of a paper", "original and copy"),
        "original": pgettext("form of a paper", "original"),
        "copy": pgettext("form of a paper", "copy"),
        "electronic": pgettext("form of a paper", "in electronic form"),
    }.get(form, form)

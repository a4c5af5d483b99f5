"""Answers that are not saved: they live in the server session for 24 hours after the last change.

Never in an address, never in a log. The edition is always the current one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from lifeevents import answering
from lifeevents.actions.papers import LookupChoice
from lifeevents.editions import Edition
from lifeevents.exceptions import BadAnswer
from lifeevents.guide import SMALL_MUNICIPALITY
from lifeevents.liststate import ListState, Mark, MovedFrom, known_from_municipality
from procedures.conditions import EVERYBODY, Answers, Value
from procedures.specs import ChannelKind

KEY = "lists"
LASTS = dt.timedelta(hours=24)
DATES = ("event_on", "due_on", "event_at_time")


class DraftList:
    """One life event's unsaved list in one browser."""

    is_saved = False

    def __init__(self, session: SessionBase, edition: Edition) -> None:
        self._session = session
        self.edition = edition
        self._data: dict[str, Any] = _fresh(session.get(KEY, {}).get(edition.life_event)) or {}
        self._state: ListState | None = None

    @property
    def is_empty(self) -> bool:
        return not self._data

    @property
    def state(self) -> ListState:
        if self._state is None:
            self._state = _state_of(self.edition, self._data)
        return self._state

    def set_date(
        self, *, event_on: dt.date | None, event_at_time: dt.time | None = None, due_on: dt.date | None = None
    ) -> None:
        """Keep the date of the event, or the expected one, or (both None) that it is not known.

        The dates before are kept until the person has seen what moved, as for a saved list.
        """
        was = {name: self._data.get(name) for name in DATES}
        self._data["event_on"] = event_on.isoformat() if event_on else None
        self._data["due_on"] = due_on.isoformat() if due_on else None
        self._data["event_at_time"] = event_at_time.isoformat("minutes") if event_at_time and event_on else None
        self._data["date_asked"] = True
        moved, now = self._data.get("moved_from"), {name: self._data[name] for name in DATES}
        if moved is None and now != was and (was["event_on"] or was["due_on"]):
            self._data["moved_from"] = {**was, "at": timezone.now().isoformat()}
        elif moved is not None and all(moved.get(name) == now[name] for name in DATES):
            self._data["moved_from"] = None
        self._keep()

    def stop(self) -> None:
        """Show nothing of the list any more: what is not saved writes to nobody."""
        self._data["stopped_at"] = timezone.now().isoformat()
        self._keep()

    def restart(self) -> None:
        self._data["stopped_at"] = None
        self._keep()

    def seen_what_moved(self) -> None:
        """Forget the dates before the change: the person has seen what moved with it."""
        self._data["moved_from"] = None
        self._keep()

    def answer(self, question: str, value: object) -> None:
        spec = self.edition.guide.question_by_id[question]
        self._replace(question, answering.checked(spec, value))
        self._data["skipped"] = [other for other in self._data.get("skipped", []) if other != question]
        self._keep()

    def answer_people(self, question: str, values: Mapping[str, object]) -> None:
        """Keep what several people answer to one question; None: that person does not know."""
        spec, guide = self.edition.guide.question_by_id[question], self.edition.guide
        answers = self.state.answers.without(question)
        for person, value in values.items():
            answers = answers.with_answer(question, None if value is None else answering.checked(spec, value), person)
        self._put(answering.without_stranded(guide, answers, keep=frozenset({SMALL_MUNICIPALITY})), question)
        self._data["skipped"] = [other for other in self._data.get("skipped", []) if other != question]
        self._keep()

    def skip(self, question: str) -> None:
        """Keep "I don't know"."""
        self._replace(question, None)
        self._data["skipped"] = [*(other for other in self._data.get("skipped", []) if other != question), question]
        self._keep()

    def set_municipality(self, code: str, *, asked_by: str) -> None:
        """Keep the municipality by its INE code, with the answers that follow from it."""
        for question, value in known_from_municipality(self.edition.guide, code).items():
            self._replace(question, answering.checked(self.edition.guide.question_by_id[question], value), put=asked_by)
        self._data["municipality"] = code
        self._data["skipped"] = [other for other in self._data.get("skipped", []) if other != asked_by]
        self._keep()

    def forget_municipality(self) -> None:
        self._data["municipality"] = ""
        self._keep()

    def choose_channel(self, procedure: str, kind: ChannelKind) -> None:
        self._data.setdefault("channels", {})[procedure] = kind
        self._keep()

    def mark_done(self, procedure: str, *, person: str = EVERYBODY) -> None:
        """Keep that it is said to be done. Twice changes nothing: other dates may count from the day of the first."""
        self._data.setdefault("marks", {}).setdefault(procedure, {}).setdefault(person, timezone.now().isoformat())
        self._keep()

    def undo_done(self, procedure: str, *, person: str = EVERYBODY) -> None:
        """Take back what the person said: for everybody, or for one person."""
        marks = self._data.setdefault("marks", {})
        left = {one: at for one, at in marks.pop(procedure, {}).items() if person not in (EVERYBODY, one)}
        if left:
            marks[procedure] = left
        self._keep()

    def have_paper(self, document: str, *, held: bool) -> None:
        """Keep that the person has a paper, or that they do not."""
        others = [one for one in self._data.get("papers_held", []) if one != document]
        self._data["papers_held"] = [*others, document] if held else others
        self._keep()

    def choose_lookup(self, document: str, choice: LookupChoice) -> None:
        """Keep what the person says to a paper's being looked up: "objected", "authorised", or "" for neither."""
        said = {key: value for key, value in self._data.get("lookups", {}).items() if key != document}
        self._data["lookups"] = said | ({document: choice} if choice else {})
        self._keep()

    def keep_visit(self, pk: int) -> None:
        """Remember a visit made for this list."""
        self._data["visits"] = [*(other for other in self._data.get("visits", []) if other != pk), pk]
        self._keep()

    def first_seen(self) -> bool:
        """Tell whether the finished list is looked at for the first time, and remember that it was."""
        if self._data.get("seen"):
            return False
        self._data["seen"] = True
        self._keep()
        return True

    def forget(self) -> None:
        """Forget everything on this device."""
        forget(self._session, self.edition.life_event)

    def _replace(self, question: str, value: Value | None, *, put: str | None = None) -> None:
        known = self.state.answers.without(question)
        self._put(answering.with_answer(self.edition.guide, known, question, value), put or question)

    def _put(self, answers: Answers, question: str) -> None:
        """Keep all answers, and that this question was put."""
        self._data["answers"] = answers.to_json()
        trail = list(self._data.get("trail", []))
        if question not in trail:
            trail.append(question)
        self._data["trail"] = trail
        self._state = None

    def _keep(self) -> None:
        self._data["changed_at"] = timezone.now().isoformat()
        self._session[KEY] = {**self._session.get(KEY, {}), self.edition.life_event: self._data}
        self._state = None


def draft_events(session: SessionBase) -> list[str]:
    """Return the life events that have unsaved answers in this browser."""
    return [event for event, data in session.get(KEY, {}).items() if _fresh(data)]


def forget(session: SessionBase, life_event: str) -> None:
    """Forget one life event's unsaved answers."""
    session[KEY] = {event: data for event, data in session.get(KEY, {}).items() if event != life_event}


def _fresh(data: dict[str, Any] | None) -> dict[str, Any] | None:
    if not data or timezone.now() - dt.datetime.fromisoformat(data["changed_at"]) > LASTS:
        return None
    # A session from before marks were each person's keeps the moment alone.
    marks = {key: at if isinstance(at, dict) else {EVERYBODY: at} for key, at in data.get("marks", {}).items()}
    return {**data, "marks": marks}


def _state_of(edition: Edition, data: dict[str, Any]) -> ListState:
    """Read the session's plain values; what the current edition does not take any more is left out."""
    guide = edition.guide
    answers = Answers()
    for (question, person), value in Answers.from_json(data.get("answers", {})).entries().items():
        spec = guide.question_by_id.get(question)
        try:
            if spec:
                kept = None if value is None else answering.checked(spec, value)
                answers = answers.with_answer(question, kept, person)
        except BadAnswer:
            continue
    marks = {
        procedure: tuple(
            sorted(
                (Mark("done_by_me", dt.datetime.fromisoformat(at), person=person) for person, at in by_person.items()),
                key=lambda mark: mark.at,
            )
        )
        for procedure, by_person in data.get("marks", {}).items()
        if procedure in guide.procedure_by_id
    }
    return ListState(
        edition=edition,
        answers=answers,
        event_on=_date(data.get("event_on")),
        event_at_time=dt.time.fromisoformat(data["event_at_time"]) if data.get("event_at_time") else None,
        due_on=_date(data.get("due_on")),
        municipality=data.get("municipality", ""),
        channels={key: kind for key, kind in data.get("channels", {}).items() if key in guide.procedure_by_id},
        skipped=frozenset(data.get("skipped", [])),
        marks=marks,
        papers_held=frozenset(data.get("papers_held", ())) & guide.document_by_id.keys(),
        lookups={key: said for key, said in data.get("lookups", {}).items() if key in guide.document_by_id},
        moved_from=MovedFrom.from_json(data.get("moved_from")),
        stopped_at=dt.datetime.fromisoformat(data["stopped_at"]) if data.get("stopped_at") else None,
        trail=tuple(question for question in data.get("trail", []) if question in guide.question_by_id),
        date_asked=data.get("date_asked", False),
        visits=tuple(data.get("visits", ())),
    )


def _date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None

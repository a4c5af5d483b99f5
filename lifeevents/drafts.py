"""Answers that are not saved: they live in the server session for 24 hours after the last change.

Never in an address, never in a log. The edition is always the current one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from lifeevents import answering
from lifeevents.editions import Edition
from lifeevents.exceptions import BadAnswer
from lifeevents.liststate import ListState, Mark, known_from_municipality
from procedures.conditions import Answers, Value
from procedures.specs import ChannelKind

KEY = "lists"
LASTS = dt.timedelta(hours=24)


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
        """Keep the date of the event, or the expected one, or (both None) that it is not known."""
        self._data["event_on"] = event_on.isoformat() if event_on else None
        self._data["due_on"] = due_on.isoformat() if due_on else None
        self._data["event_at_time"] = event_at_time.isoformat("minutes") if event_at_time and event_on else None
        self._data["date_asked"] = True
        self._keep()

    def answer(self, question: str, value: object) -> None:
        spec = self.edition.guide.question_by_id[question]
        self._replace(question, answering.checked(spec, value))
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

    def mark_done(self, procedure: str) -> None:
        self._data.setdefault("marks", {})[procedure] = timezone.now().isoformat()
        self._keep()

    def undo_done(self, procedure: str) -> None:
        self._data.setdefault("marks", {}).pop(procedure, None)
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
        answers = answering.with_answer(self.edition.guide, self.state.answers, question, value)
        self._data["answers"] = answers.to_json()
        trail = list(self._data.get("trail", []))
        if (put or question) not in trail:
            trail.append(put or question)
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
    return dict(data)


def _state_of(edition: Edition, data: dict[str, Any]) -> ListState:
    """Read the session's plain values; what the current edition does not take any more is left out."""
    guide = edition.guide
    answers = Answers()
    for question, value in data.get("answers", {}).items():
        spec = guide.question_by_id.get(question)
        try:
            answers = answers.with_answer(question, answering.checked(spec, value)) if spec else answers
        except BadAnswer:
            continue
    marks = {
        procedure: Mark("done_by_me", dt.datetime.fromisoformat(at))
        for procedure, at in data.get("marks", {}).items()
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
        trail=tuple(question for question in data.get("trail", []) if question in guide.question_by_id),
        date_asked=data.get("date_asked", False),
        visits=tuple(data.get("visits", ())),
    )


def _date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None

"""The living state of one list: the same for answers in a session and for a saved list.

Pages, PDF, calendar file and API all evaluate lists through it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.utils import timezone

from lifeevents import municipalities, planning
from lifeevents.editions import Edition
from lifeevents.guide import RESIDENCE, SMALL_MUNICIPALITY, Guide
from procedures.conditions import EVERYBODY, Answers
from procedures.models import Holiday
from procedures.specs import ChannelKind

if TYPE_CHECKING:
    from lifeevents.models import Checklist


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of one item."""

    kind: str
    at: dt.datetime
    office: str = ""
    number: str = ""
    person: str = EVERYBODY
    """Whose part, for what is judged apart for each person."""


@dataclass(frozen=True, slots=True)
class MovedFrom:
    """The date of the event before it was changed, until the person has seen what moved."""

    event_on: dt.date | None
    due_on: dt.date | None
    at: dt.datetime
    event_at_time: dt.time | None = None

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> MovedFrom | None:
        """Read what a saved list or a session keeps: `{event_on, due_on, event_at_time, at}` in ISO form."""
        if not kept:
            return None
        return cls(
            event_on=dt.date.fromisoformat(kept["event_on"]) if kept.get("event_on") else None,
            due_on=dt.date.fromisoformat(kept["due_on"]) if kept.get("due_on") else None,
            at=dt.datetime.fromisoformat(kept["at"]),
            event_at_time=dt.time.fromisoformat(kept["event_at_time"]) if kept.get("event_at_time") else None,
        )

    def to_json(self) -> dict[str, str | None]:
        """Return the form that `from_json` reads."""
        return {
            "event_on": self.event_on.isoformat() if self.event_on else None,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "event_at_time": self.event_at_time.isoformat("minutes") if self.event_at_time else None,
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """An edition, the answers, the date and what was chosen and marked.

    `municipality`: INE code, or "". `skipped`: questions answered "I don't know". `marks`: what is known of each
    procedure, for everybody or for one person, the newest last.
    `checklist_id` is None while nothing is saved.
    """

    edition: Edition
    answers: Answers = field(default_factory=Answers)
    event_on: dt.date | None = None
    event_at_time: dt.time | None = None
    due_on: dt.date | None = None
    municipality: str = ""
    channels: Mapping[str, ChannelKind] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    papers_held: frozenset[str] = frozenset()
    """Documents that the person says to have."""
    lookups: Mapping[str, Literal["objected", "authorised"]] = field(default_factory=dict)
    """Document → what the person said to its being looked up."""
    moved_from: MovedFrom | None = None
    stopped_at: dt.datetime | None = None
    trail: tuple[str, ...] = ()
    """Questions already put, in the order they were put."""
    date_asked: bool = False
    """The date was given, or the person said that they do not know it."""
    checklist_id: UUID | None = None
    keep_until: dt.date | None = None
    calendar_sequence: int = 0
    visits: tuple[int, ...] = ()
    """Primary keys of visits made for this list while it is not saved; only the app that knows visits reads them."""

    @property
    def guide(self) -> Guide:
        return self.edition.guide

    @property
    def is_saved(self) -> bool:
        return self.checklist_id is not None

    @property
    def event_at(self) -> dt.datetime | None:
        """Return the moment of the event, when its hour was given."""
        if self.event_on is None or self.event_at_time is None:
            return None
        return timezone.make_aware(dt.datetime.combine(self.event_on, self.event_at_time))

    def mark_of(self, procedure: str, person: str | None = None) -> Mark | None:
        """Return the newest mark of a procedure, or the newest that counts for one person."""
        marks = self.marks.get(procedure, ())
        return next((one for one in reversed(marks) if person is None or one.person in (person, EVERYBODY)), None)

    def plan(self, *, today: dt.date | None = None, with_questions: bool = True) -> planning.Plan:
        """Compute the list. At most one query, for the holidays of a municipality not met before."""
        return planning.plan(
            self.guide,
            self.answers,
            event_on=self.event_on,
            due_on=self.due_on,
            event_at=self.event_at,
            today=today or timezone.localdate(),
            holidays=Holiday.objects.for_municipality(self.municipality),
            channels=self.channels,
            marks={
                procedure: tuple(
                    planning.Marked(kind=mark.kind, on=timezone.localdate(mark.at), person=mark.person)
                    for mark in marks
                )
                for procedure, marks in self.marks.items()
            },
            skipped=self.skipped,
            held=self.papers_held,
            lookups=self.lookups,
            with_questions=with_questions,
        )

    def without_answer(self, question: str) -> ListState:
        """Return the state as it was before this question was answered."""
        return replace(self, answers=self.answers.without(question), skipped=self.skipped - {question})


def known_from_municipality(guide: Guide, code: str) -> dict[str, object]:
    """Return the answers that follow from an INE code, by question id.

    Raises: LookupError when there is no such municipality.
    """
    found = municipalities.place(code)
    if found is None:
        raise LookupError(code)
    answers: dict[str, object] = {}
    if RESIDENCE in guide.question_by_id:
        answers[RESIDENCE] = found.key
    if SMALL_MUNICIPALITY in guide.question_by_id and found.population is not None:
        answers[SMALL_MUNICIPALITY] = found.population < 10_000
    return answers


def of_checklist(checklist: Checklist, edition: Edition) -> ListState:
    """Return the state of a saved list (its answers and marks prefetched)."""
    marks: dict[str, tuple[Mark, ...]] = {}
    for row in sorted(checklist.marks.all(), key=lambda mark: mark.at):
        one = Mark(row.kind, row.at, row.office, row.number, row.person)
        marks[row.procedure_id] = (*marks.get(row.procedure_id, ()), one)
    return ListState(
        edition=edition,
        answers=Answers({(row.question, row.person): row.value for row in checklist.answers.all()}),
        event_on=checklist.event_on,
        event_at_time=checklist.event_at_time,
        due_on=checklist.due_on,
        municipality=checklist.municipality,
        channels=checklist.channels,
        skipped=frozenset(checklist.skipped),
        marks=marks,
        papers_held=frozenset(checklist.papers_held),
        lookups=checklist.lookups,
        moved_from=MovedFrom.from_json(checklist.moved_from),
        stopped_at=checklist.stopped_at,
        trail=trail_of(edition.guide, {row.question for row in checklist.answers.all()} | set(checklist.skipped)),
        date_asked=True,
        checklist_id=checklist.pk,
        keep_until=checklist.keep_until,
        calendar_sequence=checklist.calendar_sequence,
    )


def trail_of(guide: Guide, put: set[str]) -> tuple[str, ...]:
    """Return questions already put in the order of the guide, where the real order was not kept."""
    return tuple(question.id for question in guide.questions if question.id in put)

"""The list that a browser has open: unsaved answers, or a saved list; views treat both alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from django.http import HttpRequest
from django.utils import timezone

from lifeevents import editions, liststate
from lifeevents.actions import changes, checklists, marks, papers, stopping
from lifeevents.actions.papers import LookupChoice
from lifeevents.drafts import DraftList, forget
from lifeevents.editions import Edition
from lifeevents.exceptions import LinkExpired
from lifeevents.guide import RESIDENCE
from lifeevents.liststate import ListState
from lifeevents.models import Checklist, ChecklistChange
from procedures.conditions import EVERYBODY
from procedures.specs import ChannelKind
from sitekit import codes, links
from sitekit.actors import SYSTEM, Actor, link_holder

KEY = "saved_lists"
"""Session: life event → [checklist id, link version]."""


class OpenList(Protocol):
    """What a page may do with a list."""

    is_saved: bool
    edition: Edition

    @property
    def is_empty(self) -> bool: ...
    @property
    def state(self) -> ListState: ...
    def set_date(
        self, *, event_on: dt.date | None, event_at_time: dt.time | None = None, due_on: dt.date | None = None
    ) -> None: ...
    def answer(self, question: str, value: object) -> None: ...
    def answer_people(self, question: str, values: Mapping[str, object]) -> None: ...
    def skip(self, question: str) -> None: ...
    def set_municipality(self, code: str, *, asked_by: str) -> None: ...
    def forget_municipality(self) -> None: ...
    def choose_channel(self, procedure: str, kind: ChannelKind) -> None: ...
    def mark_done(self, procedure: str, *, person: str = EVERYBODY) -> None: ...
    def undo_done(self, procedure: str, *, person: str = EVERYBODY) -> None: ...
    def have_paper(self, document: str, *, held: bool) -> None: ...
    def choose_lookup(self, document: str, choice: LookupChoice) -> None: ...
    def seen_what_moved(self) -> None: ...
    def stop(self) -> None: ...
    def restart(self) -> None: ...
    def forget(self) -> None: ...


class SavedList:
    """A saved list, opened by its link or code in this browser."""

    is_saved = True
    is_empty = False

    def __init__(self, checklist: Checklist, *, in_force: Edition) -> None:
        self.checklist = checklist
        self.by: Actor = link_holder(checklists.PURPOSE, checklist.pk)
        self.edition = in_force if checklist.edition_id == in_force.pk else editions.get(checklist.edition_id)
        self._in_force = in_force
        self._state: ListState | None = None

    @property
    def state(self) -> ListState:
        if self._state is None:
            self._state = liststate.of_checklist(self.checklist, self.edition)
        return self._state

    @property
    def change(self) -> ChecklistChange | None:
        """Return what a newer edition changes on this list and its owner has not accepted.

        No query for a list that keeps the edition in force, else one; more when it has to be compared first.
        """
        if self.edition.pk == self._in_force.pk:
            return None
        changes.look_again(checklist=self.checklist, edition=self._in_force, by=SYSTEM)
        return self.checklist.changes.open().order_by("-pk").first()

    def set_date(
        self, *, event_on: dt.date | None, event_at_time: dt.time | None = None, due_on: dt.date | None = None
    ) -> None:
        checklists.set_date(
            checklist=self.checklist, event_on=event_on, due_on=due_on, event_at_time=event_at_time, by=self.by
        )
        self._reread()

    def answer(self, question: str, value: object) -> None:
        checklists.answer(checklist=self.checklist, edition=self.edition, question=question, value=value, by=self.by)
        self._reread()

    def answer_people(self, question: str, values: Mapping[str, object]) -> None:
        checklists.answer_people(
            checklist=self.checklist, edition=self.edition, question=question, values=values, by=self.by
        )
        self._reread()

    def skip(self, question: str) -> None:
        self.answer(question, None)

    def set_municipality(self, code: str, *, asked_by: str) -> None:
        checklists.set_municipality(
            checklist=self.checklist, edition=self.edition, code=code, asked_by=asked_by, by=self.by
        )
        self._reread()

    def forget_municipality(self) -> None:
        self.set_municipality("", asked_by=RESIDENCE)

    def choose_channel(self, procedure: str, kind: ChannelKind) -> None:
        checklists.choose_channel(checklist=self.checklist, procedure=procedure, kind=kind, by=self.by)
        self._reread()

    def mark_done(self, procedure: str, *, person: str = EVERYBODY) -> None:
        marks.mark_done(checklist=self.checklist, procedure=procedure, state=self.state, by=self.by, person=person)
        self._reread()

    def undo_done(self, procedure: str, *, person: str = EVERYBODY) -> None:
        marks.undo_done(checklist=self.checklist, procedure=procedure, by=self.by, person=person)
        self._reread()

    def have_paper(self, document: str, *, held: bool) -> None:
        if held:
            papers.hold_paper(checklist=self.checklist, edition=self.edition, document=document, by=self.by)
        else:
            papers.put_back(checklist=self.checklist, document=document, by=self.by)
        self._reread()

    def choose_lookup(self, document: str, choice: LookupChoice) -> None:
        papers.set_lookup(checklist=self.checklist, edition=self.edition, document=document, choice=choice, by=self.by)
        self._reread()

    def seen_what_moved(self) -> None:
        checklists.seen_what_moved(checklist=self.checklist, by=self.by)
        self._reread()

    def stop(self) -> None:
        stopping.stop(checklist=self.checklist, by=self.by)
        self._reread()

    def restart(self) -> None:
        stopping.restart(checklist=self.checklist, by=self.by)
        self._reread()

    def forget(self) -> None:
        checklists.forget(checklist=self.checklist, by=self.by)

    def _reread(self) -> None:
        self.checklist = Checklist.objects.with_everything().get(pk=self.checklist.pk)
        self._state = None


def open_list(request: HttpRequest, edition: Edition) -> DraftList | SavedList:
    """Return the list of a life event in this browser: the saved one that was opened, else the unsaved answers.

    `edition`: the one in force. Three queries for a saved list, one more when it keeps an older edition.
    Raises: LinkExpired when the saved one was revoked or is gone since.
    """
    held = request.session.get(KEY, {}).get(edition.life_event)
    if held is None:
        return DraftList(request.session, edition)
    checklist = Checklist.objects.kept().with_everything().filter(pk=held[0], link_version=held[1]).first()
    if checklist is None:
        let_go(request, edition.life_event)
        raise LinkExpired
    return SavedList(checklist, in_force=edition)


def hold(request: HttpRequest, checklist: Checklist) -> None:
    """Let this browser open a saved list; its unsaved answers for the same event are forgotten."""
    forget(request.session, checklist.life_event_id)
    held = {**request.session.get(KEY, {}), checklist.life_event_id: [str(checklist.pk), checklist.link_version]}
    request.session[KEY] = held


def let_go(request: HttpRequest, life_event: str) -> None:
    """Forget on this device: a saved list stays where it is, its link still opens it."""
    held = {event: value for event, value in request.session.get(KEY, {}).items() if event != life_event}
    request.session[KEY] = held
    forget(request.session, life_event)


def by_link(token: str) -> Checklist:
    """Return the list that a secret link opens.

    Raises: LinkExpired when it was revoked, is past its time, or was never ours.
    """
    try:
        pk, version = links.read(checklists.PURPOSE, token)
    except links.BadLink as error:
        raise LinkExpired from error
    checklist = Checklist.objects.kept().filter(pk=pk, link_version=version).first()
    if checklist is None:
        raise LinkExpired
    return checklist


def by_code(typed: str) -> Checklist:
    """Return the list that a short code opens.

    Raises: LinkExpired when no list has it.
    """
    digest = codes.digest(checklists.PURPOSE, typed)
    checklist = Checklist.objects.kept().filter(code_digest=digest, code_expires_at__gt=timezone.now()).first()
    if checklist is None:
        raise LinkExpired
    return checklist

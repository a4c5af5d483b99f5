"""The one place that listens to the editor. Whatever alters published content leads to one action: a refresh.

No hook or signal alone sees everything: scheduled publishing sends no hook, a move or a new slug publishes nothing, and
shared records are no pages. A signal that is lost is healed by `lifeevents.tasks.sweep_editions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from lifeevents import editions
from procedures import moving
from procedures.models import ContentPage, Document, DocumentText, ProcedurePage, Question, QuestionText, Source
from sitekit.actors import SYSTEM, Actor

CATALOGUE = (Document, DocumentText, Question, QuestionText, Source)
_deferred: ContextVar[bool] = ContextVar("refresh deferred", default=False)


def connect() -> None:
    """Subscribe. Called once, when the app is ready."""
    for signal in (page_published, page_unpublished, page_slug_changed):
        signal.connect(_page_changed, dispatch_uid="edition refresh")
    post_page_move.connect(_page_moved, dispatch_uid="edition refresh")
    copy_for_translation_done.connect(_translation_made, dispatch_uid="edition refresh")
    post_delete.connect(_page_deleted, dispatch_uid="edition refresh of pages")
    for model in CATALOGUE:
        for signal in (post_save, post_delete):
            signal.connect(_record_changed, sender=model, dispatch_uid="edition refresh")


@contextmanager
def deferred() -> Iterator[None]:
    """Leave the refresh to the caller, who changes many things and refreshes once."""
    token = _deferred.set(True)
    try:
        yield
    finally:
        _deferred.reset(token)


def _page_changed(sender: type[Page], instance: Page, revision: Any = None, **_kwargs: Any) -> None:
    if isinstance(instance.specific_deferred, ContentPage):
        _refresh_after_commit(_actor(revision))


def _page_moved(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    if issubclass(instance.specific_class or Page, ContentPage):
        if issubclass(instance.specific_class, ProcedurePage):
            moving.follow(page=instance.specific, by=SYSTEM)
        _refresh_after_commit(SYSTEM)


def _translation_made(sender: Any, source_obj: Any, target_obj: Any, **_kwargs: Any) -> None:
    if isinstance(source_obj, ContentPage):
        _refresh_after_commit(SYSTEM)


def _page_deleted(sender: type, instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, ContentPage):
        _refresh_after_commit(SYSTEM)


def _record_changed(sender: type, instance: Any, **_kwargs: Any) -> None:
    _refresh_after_commit(SYSTEM)


def _actor(revision: Any) -> Actor:
    user_id = getattr(revision, "user_id", None)
    return Actor("user", str(user_id)) if user_id else SYSTEM


class _Refresh:
    """A refresh that waits for the commit."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.is_waiting = True

    def __call__(self) -> None:
        self.is_waiting = False
        editions.refresh(by=self.by)


def _refresh_after_commit(by: Actor) -> None:
    """Refresh once per transaction, however many signals it sends."""
    if _deferred.get():
        return
    # Django has no public way to ask what waits for the commit; the first of each entry's parts is its savepoints.
    waiting = (entry[1] for entry in transaction.get_connection().run_on_commit)
    if not any(isinstance(one, _Refresh) and one.is_waiting for one in waiting):
        transaction.on_commit(_Refresh(by), robust=True)

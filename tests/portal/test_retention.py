"""What is kept about people goes when its time is over; what is still within it stays."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from lifeevents.models import Checklist, GuideEdition, LifeEvent
from lifeevents.tasks import forget_expired
from portal import celery
from portal.feedback.models import Suggestion
from portal.tasks import forget_sessions, forget_suggestions

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def days_from_now(days):
    return timezone.localdate() + dt.timedelta(days=days)


def test_only_lists_past_their_retention_are_forgotten():
    event = LifeEvent.objects.create(public_id="x")
    edition = GuideEdition.objects.create(life_event=event, number=1, content="{}", digest="0")
    kept, _ = (
        Checklist.objects.create(life_event=event, edition=edition, language="es", keep_until=days_from_now(days))
        for days in (0, -1)
    )
    assert forget_expired() == 1
    assert Checklist.objects.get() == kept


def test_only_suggestions_past_their_retention_are_forgotten():
    kept, _ = (Suggestion.objects.create(text="a", language="es", keep_until=days_from_now(days)) for days in (0, -1))
    assert forget_suggestions() == 1
    assert Suggestion.objects.get() == kept


def test_unsaved_answers_are_deleted_and_not_only_out_of_reach():
    kept, gone = SessionStore(), SessionStore()
    for session, seconds in ((kept, 60), (gone, -60)):
        session["lists"] = {}
        session.set_expiry(timezone.now() + dt.timedelta(seconds=seconds))
        session.save()
    forget_sessions()
    assert Session.objects.get().pk == kept.session_key


def test_every_scheduled_task_exists():
    celery.app.loader.import_default_modules()
    assert {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()} <= set(celery.app.tasks)


def test_every_task_that_forgets_runs_by_the_clock():
    celery.app.loader.import_default_modules()
    forgetting = {name for name in celery.app.tasks if ".forget_" in name}
    assert len(forgetting) >= 6
    assert forgetting <= {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()}

"""What is kept about people goes when its time is over; what is still within it stays."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from lifeevents.models import Checklist, GuideEdition, LifeEvent
from lifeevents.tasks import forget_expired
from portal import celery
from portal.feedback.models import Suggestion
from portal.tasks import forget_suggestions

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


def test_every_scheduled_task_exists():
    celery.app.loader.import_default_modules()
    assert {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()} <= set(celery.app.tasks)

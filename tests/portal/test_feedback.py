"""People say what can be better, without saying who they are."""

import datetime as dt

import pytest
from django.test import Client

from portal.feedback import actions
from portal.feedback.models import Suggestion
from sitekit.actors import SYSTEM
from sitekit.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_what_is_said_is_kept_with_its_page(db):
    response = Client().post(
        "/es/mejorar/", {"text": "No se entiende el plazo", "page": "/es/organismos/x/"}, follow=True
    )
    assert "Ya lo tenemos" in response.content.decode()
    (kept,) = Suggestion.objects.all()
    assert (kept.text, kept.page, kept.language) == ("No se entiende el plazo", "/es/organismos/x/", "es")
    entry = AuditEntry.objects.get(action="suggestion.made")
    assert "plazo" not in str(entry.details)


def test_an_empty_one_comes_back_with_what_to_do(db):
    response = Client().post("/es/mejorar/", {"text": "  ", "page": "/es/x/"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Escribe qué se puede mejorar." in page
    assert 'value="/es/x/"' in page
    assert not Suggestion.objects.exists()


def test_too_many_from_one_place_are_stopped_and_nothing_typed_is_lost(db):
    client = Client()
    for _ in range(20):
        assert client.post("/es/mejorar/", {"text": "otra"}).status_code == 302
    response = client.post("/es/mejorar/", {"text": "la que no cabe"})
    assert response.status_code == 422
    assert "la que no cabe" in response.content.decode()
    assert Suggestion.objects.count() == 20


def test_the_page_is_told_by_its_route_where_its_address_opens_something(content):
    page = Client().get("/es/oficinas/").content.decode()
    assert "/es/mejorar/?from=%2Fes%2Foficinas%2F" in page
    secret = Client().get("/es/l/secret-token-of-a-list/").content.decode()
    assert "mejorar/?from=" in secret
    assert "from=%2Fes%2Fl%2Fsecret" not in secret


def test_suggestions_are_forgotten_in_time(db):
    old = actions.suggest(page="/es/", text="vieja", language="es", by=SYSTEM)
    actions.suggest(page="/es/", text="nueva", language="es", by=SYSTEM)
    Suggestion.objects.filter(pk=old.pk).update(keep_until=dt.date(2026, 1, 1))
    assert actions.forget_outdated(today=dt.date(2026, 1, 2), by=SYSTEM) == 1
    assert [each.text for each in Suggestion.objects.all()] == ["nueva"]


def test_forgetting_runs_by_the_clock(settings):
    from portal.tasks import forget_suggestions

    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert forget_suggestions.name in tasks

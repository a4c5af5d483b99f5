"""The two questions of whoever runs the site."""

import pytest
from django.core.cache import cache
from django.db import connection

from portal import health


def test_alive_asks_nothing_of_the_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.both_databases
@pytest.mark.django_db
def test_ready_when_everything_answers(client, settings):
    answer = client.get("/readyz")
    assert answer.json() == {"ready": True, "checks": dict.fromkeys(("database", "migrations", "cache", "queue"), "ok")}
    assert answer.status_code == 200


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'citizens'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "not ready"


@pytest.mark.django_db
def test_not_ready_when_the_cache_forgets(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert cache.get("x") is None
    assert client.get("/readyz").json()["checks"]["cache"] == "not ready"


@pytest.mark.django_db
def test_not_ready_when_the_queue_cannot_be_written(client, settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}
    assert client.get("/readyz").json()["checks"]["queue"] == "not ready"


@pytest.mark.django_db
def test_what_failed_is_named_without_its_message(client, monkeypatch):
    def fail() -> bool:
        raise ConnectionError("postgres://user:password@host")

    monkeypatch.setitem(health.CHECKS, "database", fail)
    answer = client.get("/readyz")
    assert answer.json()["checks"]["database"] == "ConnectionError"
    assert b"password" not in answer.content


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_they_are_only_read(client, address):
    assert client.post(address).status_code == 405

"""Production is the same settings under another environment."""

import json
import os
import subprocess
import sys

import pytest

from tests.settings import ROOT

PRODUCTION = {
    "ALLOWED_HOSTS": "ventanilla.example.org",
    "DATABASE_URL": "postgres://ventanilla:secret@db.example.org:5432/ventanilla",
    "DEMO": "false",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "SITE_URL": "https://ventanilla.example.org",
    "TRUSTED_PROXIES": "1",
}
PROGRAM = """
import json, django
from django.conf import settings
django.setup()
names = %r
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


@pytest.fixture
def environment(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("a-long-random-secret-of-more-than-fifty-characters-0123456789")
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY_FILE": str(secret),
        "VENTANILLA_DATA": str(tmp_path),
        **PRODUCTION,
    }


def settings_under(environment, *names):
    command = [sys.executable, "-c", PROGRAM % (names,)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_djangos_own_deployment_checks_find_nothing(environment):
    # The checks of models and pages would ask the database, which is not there.
    command = [sys.executable, "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_production_is_safe_by_its_address(environment):
    found = settings_under(
        environment,
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "VENTANILLA_DEMO",
        "EMAIL_HOST",
        "EMAIL_USE_TLS",
        "CELERY_BROKER_URL",
        "DATABASES",
        "CACHES",
    )
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert found["VENTANILLA_DEMO"] is False
    assert (found["EMAIL_HOST"], found["EMAIL_USE_TLS"]) == ("mail.example.org", True)
    assert found["CELERY_BROKER_URL"] == PRODUCTION["REDIS_URL"]
    assert found["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert found["DATABASES"]["default"]["OPTIONS"]["pool"]
    assert found["CACHES"]["default"]["BACKEND"].endswith("RedisCache")


def test_the_default_needs_no_server_and_sends_nothing(environment, tmp_path):
    for name in PRODUCTION:
        del environment[name]
    found = settings_under(environment, "DATABASES", "CELERY_BROKER_URL", "EMAIL_BACKEND", "CACHES", "VENTANILLA_DEMO")
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert found["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["CELERY_BROKER_URL"] == "filesystem://"
    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert found["CACHES"]["default"]["BACKEND"].endswith("DatabaseCache")
    assert found["VENTANILLA_DEMO"] is True

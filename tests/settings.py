"""The portal's own settings, under an environment made for tests: nothing of the person's `.env` reaches them."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# Its own folder and databases for each test process, so that two runs in one copy of the project do not meet.
WORKER = f"process_{os.getpid()}"
DATA = Path(os.environ.get("TEST_DATA") or ROOT / "var" / "test")


def redis_of_this_worker() -> str:
    """Give each test process its own Redis database, counted up from the one TEST_REDIS_URL names."""
    url = os.environ.get("TEST_REDIS_URL", "")
    if not url or not os.environ.get("TEST_DATABASE_URL"):
        return ""
    server, _, number = url.rpartition("/")
    return f"{server}/{int(number) + NUMBER}"


os.environ.update(
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    CELERY_BROKER_URL="memory://",
    CELERY_TASK_ALWAYS_EAGER="true",
    DATABASE_POOL="false",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{DATA}/unused.sqlite3",
    DEBUG="false",
    DEMO="true",
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # playwright keeps an event loop in the test's thread
    EMAIL_URL="",
    LOG_LEVEL="WARNING",
    PORT="8000",
    REDIS_URL=redis_of_this_worker(),
    SECRET_KEY="only for tests",
    SITE_URL="",
    STATIC_MANIFEST="false",
    TRUSTED_PROXIES="0",
    VENTANILLA_DATA=str(DATA / WORKER),
)
for name in ("API_RATE", "DEFAULT_FROM_EMAIL", "HSTS_SECONDS"):
    os.environ.pop(name, None)
del os.environ["SITE_URL"]

from portal.settings import *  # noqa: E402, F403

DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - a copy of the database is replaced under its connections
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - whitenoise warns without it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

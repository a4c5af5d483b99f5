"""What every test can ask for.

- A test that touches the database uses `db`, `transactional_db` or `@pytest.mark.django_db`, as always; it finds
  a migrated database with the root page and locales. Add the fixture `content` and it finds the content loaded too.
- `page` (390 px, a phone), `desktop` (1280 px), `page_without_javascript`: real pages in chromium, which fail the test
  when they call another host or break the content policy.
- `database_url`: the address of this test's database, for a process the test starts itself.
- Markers: both_databases, browser, pdf, bench (pyproject.toml says what each means).
"""

import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from bootstrap import has_chromium, has_pango, in_ci
from tests.databases import CONTENT, EMPTY, Databases

# The same invented cases each time: a test that fails now and then teaches people to run it again.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")

NEEDS_DATABASE = {"db", "transactional_db", "live_server", "content", "django_user_model"}
databases: Databases | None = None


# --- Databases -------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    # Django would empty every table after a test that commits, Wagtail's root page and locales with them.
    TransactionTestCase._fixture_teardown = lambda self: databases.replace() if databases else None  # type: ignore[method-assign]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Choose the database before any fixture opens a transaction on it."""
    skip_without_part(item)
    names = set(getattr(item, "fixturenames", ()))
    if names & NEEDS_DATABASE or item.get_closest_marker("django_db"):
        global databases
        from pytest_django.plugin import blocking_manager_key

        with item.config.stash[blocking_manager_key].unblock():
            if databases is None:
                databases = Databases()
            databases.use(CONTENT if "content" in names else EMPTY)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: object) -> Iterator[None]:
    """Take the place of pytest-django's own: the copies are made when the first test of a kind asks."""
    yield
    if databases is not None:
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            databases.drop()


@pytest.fixture
def content(db: None) -> None:
    """Have the portal's content in the database, loaded once and copied."""


@pytest.fixture
def database_url(db: None) -> str:
    """Return the address of this test's database for another process (use it with `transactional_db`)."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = values["USER"] + (f":{values['PASSWORD']}" if values["PASSWORD"] else "")
    return f"postgres://{user}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Start with an empty cache; the database's own is rolled back with everything else."""
    if settings.REDIS_URL and set(request.fixturenames) & NEEDS_DATABASE:
        cache.clear()


# --- Parts that a machine may lack -----------------------------------------------------------------------------------

PARTS = {"browser": ("chromium", has_chromium), "pdf": ("pango", has_pango)}


def skip_without_part(item: pytest.Item) -> None:
    for marker, (part, is_here) in PARTS.items():
        if item.get_closest_marker(marker) and not is_here():
            if in_ci():
                pytest.fail(f"{part} is required in CI")
            pytest.skip(f"{part} is not installed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"page", "desktop", "page_without_javascript", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser"):
            # One process drives the browser: two would fight for two cores.
            item.add_marker(pytest.mark.xdist_group("browser"))


# --- The browser -----------------------------------------------------------------------------------------------------

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield chromium
        chromium.close()


def open_page(browser, live_server, **options):
    """Open a page that keeps what it did wrong: calls to other hosts and breaches of the content policy."""
    context = browser.new_context(base_url=live_server.url, locale="es-ES", timezone_id="Europe/Madrid", **options)
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "request",
        lambda sent: (
            wrong.append(f"called {sent.url}")
            if not sent.url.startswith((live_server.url, "data:", "blob:", "about:"))
            else None
        ),
    )
    page.on(
        "console",
        lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    return context, page, wrong


def page_fixture(**options):
    @pytest.fixture
    def fixture(browser, live_server):
        context, page, wrong = open_page(browser, live_server, **options)
        yield page
        context.close()
        assert wrong == []

    return fixture


page = page_fixture(viewport=PHONE, has_touch=True)
desktop = page_fixture(viewport=DESKTOP)
page_without_javascript = page_fixture(viewport=PHONE, java_script_enabled=False)

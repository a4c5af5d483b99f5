"""Template databases: migrate once, load the content once, and give each test process copies.

Migrations take many seconds on this stack, and tests without them lack Wagtail's root page and locales. So a template
is made once and kept, keyed by the hash of what it depends on; a copy is a file copy on SQLite and
`CREATE DATABASE … TEMPLATE` on PostgreSQL. A test in a transaction rolls back; a test that commits gets its copy
replaced afterwards. Nothing is ever flushed.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from tests.settings import DATA, ROOT, WORKER

EMPTY, CONTENT = "empty", "content"
APPS = ("portal", "appointments", "lifeevents", "citizens", "procedures", "sitekit")
# Code that cannot change what the loader writes; anything else makes the content template anew.
NOT_LOADING = ("views", "urls", "forms", "tasks", "templatetags", "wagtail_hooks", "api", "panels", "desk", "pdf")


def files(*patterns: str) -> list[Path]:
    return sorted(path for app in APPS for pattern in patterns for path in (ROOT / app).glob(pattern) if path.is_file())


def digest(paths: list[Path], *more: str) -> str:
    total = hashlib.sha256("\0".join(more).encode())
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return total.hexdigest()[:12]


def key_of(kind: str) -> str:
    """Return the hash of everything the template depends on."""
    lock = (ROOT / "requirements" / "base.txt").read_text()
    migrations = digest(files("migrations/*.py"), lock, settings.LANGUAGE_CODE)
    if kind == EMPTY:
        return migrations
    code = [path for path in files("**/*.py") if not any(word in str(path.relative_to(ROOT)) for word in NOT_LOADING)]
    data = [path for path in files("content/**/*") if path.suffix not in {".py", ".pyc"}]
    return digest([*data, *code], migrations)


class Databases:
    """The copies of one test process. `current` is the kind its connection is set to."""

    def __init__(self) -> None:
        self.current: str | None = None
        self.made: set[str] = set()
        self.on_sqlite = connection.vendor == "sqlite"
        with one_process_at_a_time():
            self._drop_what_killed_runs_left()

    def use(self, kind: str) -> None:
        """Point the connection at this process's copy of the template, making both where they are missing."""
        if self.current == kind:
            return
        if kind not in self.made:
            self._ensure_template(kind)
            self._copy(self.template_name(kind), self.copy_name(kind))
            self.made.add(kind)
        self._connect_to(self.copy_name(kind))
        self.current = kind

    def replace(self) -> None:
        """Throw away what a test committed."""
        assert self.current is not None
        connections.close_all()
        self._copy(self.template_name(self.current), self.copy_name(self.current))

    def drop(self) -> None:
        connections.close_all()
        for kind in self.made:
            self._drop(self.copy_name(kind))
        shutil.rmtree(DATA / WORKER, ignore_errors=True)

    def template_name(self, kind: str) -> str:
        name = f"template_{kind}_{key_of_once(kind)}"
        return str(DATA / f"{name}.sqlite3") if self.on_sqlite else f"ventanilla_{name}"

    def copy_name(self, kind: str) -> str:
        return str(DATA / WORKER / f"{kind}.sqlite3") if self.on_sqlite else f"ventanilla_test_{kind}_{WORKER}"

    # --- Making the template ---

    def _ensure_template(self, kind: str) -> None:
        with one_process_at_a_time():
            name = self.template_name(kind)
            if self._exists(name):
                return
            if kind == CONTENT:
                self._ensure_template(EMPTY)
            self._forget_older(kind)
            unfinished = f"{name}.unfinished" if self.on_sqlite else f"{name}_unfinished"
            self._drop(unfinished)
            if kind == CONTENT:
                self._copy(self.template_name(EMPTY), unfinished)
            elif not self.on_sqlite:
                self._maintain(f'CREATE DATABASE "{unfinished}"')
            self._connect_to(unfinished)
            self.current = None
            if kind == EMPTY:
                call_command("migrate", interactive=False, verbosity=0)
                call_command("createcachetable", verbosity=0)
            else:
                call_command("load_content", verbosity=0)
            self._finish(unfinished, name)

    def _finish(self, unfinished: str, name: str) -> None:
        if self.on_sqlite:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connections.close_all()
            Path(unfinished).replace(name)
            for suffix in ("-wal", "-shm"):
                Path(unfinished + suffix).unlink(missing_ok=True)
        else:
            connections.close_all()
            self._maintain(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')

    def _forget_older(self, kind: str) -> None:
        if self.on_sqlite:
            for path in DATA.glob(f"template_{kind}_*"):
                path.unlink(missing_ok=True)
        else:
            for older in self._maintain(
                f"SELECT datname FROM pg_database WHERE datname LIKE 'ventanilla\\_template\\_{kind}\\_%'"
            ):
                self._drop(older)

    def _drop_what_killed_runs_left(self) -> None:
        for folder in DATA.glob("process_*"):
            if not is_running(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
        if not self.on_sqlite:
            for name in self._maintain("SELECT datname FROM pg_database WHERE datname LIKE 'ventanilla\\_test\\_%'"):
                if not is_running(name):
                    self._drop(name)

    # --- What the two engines do differently ---

    def _connect_to(self, name: str) -> None:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = name
        connections.settings["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name

    def _exists(self, name: str) -> bool:
        if self.on_sqlite:
            return Path(name).exists()
        return bool(self._maintain(f"SELECT datname FROM pg_database WHERE datname = '{name}'"))

    def _copy(self, source: str, target: str) -> None:
        if self.on_sqlite:
            # A new file put in place of the old: a connection somebody forgot keeps the old one, and harms nothing.
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, f"{target}.new")
            self._drop(target)
            os.replace(f"{target}.new", target)
        else:
            self._drop(target)
            self._maintain(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def _drop(self, name: str) -> None:
        if self.on_sqlite:
            for suffix in ("", "-wal", "-shm"):
                Path(name + suffix).unlink(missing_ok=True)
        else:
            self._maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _maintain(self, statement: str) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []


def is_running(name: str) -> bool:
    """Say whether the process whose number ends the name still runs."""
    return Path(f"/proc/{name.rpartition('_')[2]}").exists()


_keys: dict[str, str] = {}


def key_of_once(kind: str) -> str:
    """Take the key once per process: a file saved while the tests run must not change it half way."""
    return _keys.setdefault(kind, key_of(kind))


_held = 0


@contextmanager
def one_process_at_a_time() -> Iterator[None]:
    global _held
    DATA.mkdir(parents=True, exist_ok=True)
    if _held:
        yield
        return
    with (DATA / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _held += 1
        try:
            yield
        finally:
            _held -= 1

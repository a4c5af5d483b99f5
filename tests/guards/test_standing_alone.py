"""The project stands alone: no path of a machine, no package index, no package that is not in the locked list."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.settings import ROOT

APPS = ("portal", "appointments", "lifeevents", "citizens", "procedures", "sitekit")
TEXT = {".py", ".md", ".html", ".txt", ".in", ".toml", ".yaml", ".yml", ".json", ".css", ".js", ".po", ".sh", ""}
FORBIDDEN = {
    "a path outside the project": re.compile(r"\.\./shared\b"),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w"),
    "a package index": re.compile(
        # Spelt so that this file does not hold what it looks for.
        r"(?:extra-)?index-ur[l]\s*[=\s]\s*\S*:|--find-link[s][=\s]\s*\S+|\"resolve[d]\":\s*\"http"
    ),
}
# Named in settings or by a server address rather than imported.
USED_BY_NAME = {"django-environ", "gunicorn", "psycopg", "whitenoise", "django-htmx", "drf-spectacular", "redis"}
NAMES = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")


def faults(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


def files() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix in TEXT and path.is_file() and path != Path(__file__):
            yield path


def test_no_file_names_a_machine_or_an_index():
    found = {
        str(path.relative_to(ROOT)): faults(path.read_text(encoding="utf-8", errors="replace")) for path in files()
    }
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "text",
    [
        "open('../shared/x')",
        "cd /home/ana/x",
        "--extra-index-url https://x",
        "--find-@links /opt",
        '"resol@ved": "http',
    ],
)
def test_a_planted_fault_is_noticed(text):
    assert faults(text.replace("@", ""))  # so that this file does not hold what it looks for


# --- Packages: every one imported is named in base.in, and every one named is used ---


def requirements(name: str) -> set[str]:
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    return {match[1].lower().replace("_", "-") for line in lines if (match := NAMES.match(line))}


def imported_packages(source: str) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
    return {module.partition(".")[0] for module in modules}


def packages_of(modules: set[str]) -> set[str]:
    known = packages_distributions()
    outside = modules - set(sys.stdlib_module_names) - set(APPS) - {"tests", "bootstrap"}
    return {known[module][0].lower().replace("_", "-") if module in known else module for module in outside}


def used() -> set[str]:
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return packages_of({module for path in paths for module in imported_packages(path.read_text(encoding="utf-8"))})


# They come with a package that is named, as part of how it is used.
COMES_WITH = {"kombu": "celery", "django-modelcluster": "wagtail", "modelsearch": "wagtail", "django-filter": "wagtail"}
COMES_WITH |= {
    "django-taggit": "wagtail",
    "beautifulsoup4": "wagtail",
    "laces": "wagtail",
    "django-treebeard": "wagtail",
}


def test_every_imported_package_is_required():
    assert used() - requirements("base.in") - set(COMES_WITH) == set()


def test_every_required_package_is_used():
    assert requirements("base.in") - used() - USED_BY_NAME == set()


def test_every_requirement_says_why():
    for name in ("base.in", "dev.in"):
        for line in (ROOT / "requirements" / name).read_text().splitlines():
            assert not NAMES.match(line) or re.search(r"\S\s+# \w", line), line


def test_an_import_that_is_not_required_is_noticed():
    assert packages_of(imported_packages("import flask\nimport os\nfrom django.db import models")) == {
        "flask",
        "django",
    }


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_every_locked_package_has_hashes(name):
    text = (ROOT / "requirements" / name).read_text()
    pinned = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.*?(?=^\S|\Z)", text, re.M | re.S)
    assert pinned
    assert [block.splitlines()[0] for block in pinned if "--hash=sha256:" not in block] == []

"""What the documents tell a person to type exists."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

import bootstrap
from tests.settings import ROOT

DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "docs/operations.md")]
COMMAND = re.compile(r"\b(make|bootstrap\.py|manage\.py)\s+([a-z_][\w-]*)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.S)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def targets_of_make() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))


def unknown_commands(text: str) -> list[str]:
    known = {"make": targets_of_make(), "bootstrap.py": set(bootstrap.COMMANDS), "manage.py": set(get_commands())}
    written = [match for code in CODE.findall(text) for match in COMMAND.findall(code)]
    return [f"{program} {command}" for program, command in written if command not in known[program]]


def broken_links(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [link for link in LINK.findall(text) if not (path.parent / link).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_the_documents_exist(path):
    assert unknown_commands(path.read_text(encoding="utf-8")) == []


def test_the_readme_names_the_two_commands():
    assert {"make run", "make test"} <= {" ".join(found) for found in COMMAND.findall((ROOT / "README.md").read_text())}


@pytest.mark.parametrize("path", [*DOCUMENTS, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name)
def test_links_in_the_documents_lead_somewhere(path):
    assert broken_links(path) == []


def test_a_command_that_does_not_exist_is_noticed(tmp_path):
    text = "Type `make coffee`, then:\n```\npython3 bootstrap.py dance\npython manage.py sing\n```"
    assert unknown_commands(text) == ["make coffee", "bootstrap.py dance", "manage.py sing"]
    page = tmp_path / "page.md"
    page.write_text("[here](nowhere.md) [there](https://example.org)")
    assert broken_links(page) == ["nowhere.md"]


def test_every_variable_of_the_settings_is_explained():
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "portal/settings.py").read_text()))
    text = (ROOT / "docs/operations.md").read_text()
    assert read
    assert {name for name in read if f"`{name}`" not in text} == set()
